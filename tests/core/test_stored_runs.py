"""Runs, specs and downloads that earlier versions made: they open, say what they said, go on and travel."""

import json
import os
import re
import subprocess
import sys
import zipfile
from hashlib import sha256

import pytest

from lstm_core.__main__ import main
from lstm_core.runs.record import read_run
from lstm_core.spec.parsing import parse_train_spec
from tests.stored.opening import RUNS, VERSIONS, WORKSPACE, each, lost
from tests.tree import ROOT

ENDINGS = [
    (version, *path.stem.rsplit("-", 1))
    for version in VERSIONS
    for path in sorted((version.folder / "ended").iterdir())
]
BUNDLES = [(version, task) for version in VERSIONS for task in ("series", "text", "speech")]
SPECS = [(version, path.stem) for version in VERSIONS for path in sorted((version.folder / "specs").iterdir())]
OF_THE_MOMENT = ("launched_at", "changed_at", "at", "seq", "seconds")
LATER = ("interval", "low", "high")  # which runs of the first version did not have
NUMBER = re.compile(r"[-+]?\d[\d,.]*%?")


def shown(capsys, folder, *arguments):
    assert main(["show", str(folder), *arguments]) == 0
    return capsys.readouterr().out


def python(place, *arguments):
    """This interpreter with its packages and without a key; what lies in `place` can be imported."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DEEPSEEK"))}
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=False, cwd=place, env=plain, capture_output=True, text=True, timeout=240)


@pytest.mark.parametrize(("version", "name"), **each(RUNS))
def test_a_stored_run_shows_everything_that_it_showed(version, name, tmp_path, capsys):
    stored = json.loads(version.text(f"shown/{name}.json").replace(WORKSPACE, str(tmp_path)))
    found = json.loads(shown(capsys, version.run(name, tmp_path), "--json"))
    assert list(lost(stored, found)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("version", "name"), **each(RUNS))
def test_its_few_lines_hold_the_same_state_and_the_same_numbers(version, name, language, tmp_path, capsys):
    stored = version.text(f"shown/{name}.{language}.txt").replace(WORKSPACE, str(tmp_path))
    found = shown(capsys, version.run(name, tmp_path), "--lang", language)
    assert found.splitlines()[:2] == stored.splitlines()[:2]
    scores, before = ("\n".join(text.splitlines()[3:]) for text in (found, stored))  # the third is a sentence
    assert NUMBER.findall(scores) == NUMBER.findall(before)


@pytest.mark.parametrize(("version", "name"), **each(RUNS))
def test_it_opens_in_the_state_in_which_it_was_left(version, name, tmp_path):
    stored, record = version.json(f"shown/{name}.json"), read_run(version.run(name, tmp_path))
    assert record.state == stored["state"] != "running"
    for fact in ("id", "step", "steps", "attempt", "resumable", "finishable", "stop_asked", "ended_by"):
        assert getattr(record, fact) == stored[fact], fact
    assert (record.result is None) is (stored["result"] is None)
    assert record.result is None or record.result.best_step == stored["result"]["best_step"]


@pytest.mark.parametrize(("version", "name"), **each(RUNS))
def test_its_download_and_its_report_can_still_be_made(version, name, tmp_path, capsys):
    folder = version.run(name, tmp_path)
    stored = version.json(f"shown/{name}.json")
    for language in ("zh", "en"):
        assert main(["--lang", language, "bundle", str(folder), str(tmp_path / "run.zip")]) == 0
        capsys.readouterr()
        with zipfile.ZipFile(tmp_path / "run.zip") as archive:
            assert ("expected.json" in archive.namelist()) is (stored["result"] is not None)
            report, script = archive.read("report.html").decode(), archive.read("train.py").decode()
            parse_train_spec(archive.read("spec.json"))
        assert report.rstrip().endswith("</html>")
        assert str(stored["step"]) in report
        assert str(tmp_path) not in report
        compile(script, "train.py", "exec")


@pytest.mark.parametrize(("version", "task"), **each(BUNDLES))
def test_a_download_made_now_promises_the_numbers_that_it_promised(version, task, tmp_path, capsys):
    folder, before = version.run(task, tmp_path), version.bundle(task)
    assert main(["bundle", str(folder), str(tmp_path / "run.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        now = {name: archive.read(name) for name in archive.namelist()}
    assert before.keys() <= now.keys()
    for name in ("expected.json", "spec.json"):
        assert list(lost(json.loads(before[name]), json.loads(now[name]))) == [], name
    for name in before:
        if name.startswith(("data.", "model.", "vocabulary")):
            assert now[name] == before[name], name


# -- what goes on --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "name", "command"), **each(ENDINGS))
def test_a_stored_run_that_goes_on_ends_as_it_would_have_ended(version, name, command, tmp_path, capsys):
    folder = version.run(name, tmp_path)
    done = python(ROOT, "-m", "lstm_core", command, str(folder))
    assert done.returncode == 0, done.stderr + (folder / "worker.log").read_text(encoding="utf-8")
    stored = json.loads(version.text(f"ended/{name}-{command}.json").replace(WORKSPACE, str(tmp_path)))
    found = json.loads(shown(capsys, folder, "--json"))
    for fact in ("state", "step", "steps", "attempt"):
        assert found[fact] == stored[fact], fact
    assert found["curve"]["steps"] == stored["curve"]["steps"]
    assert errors(found) == pytest.approx(errors(stored), rel=0.05)
    if version.same_machine:
        weights = sha256((folder / "checkpoints" / "best.safetensors").read_bytes()).hexdigest()
        assert weights == stored["weights"]
        assert list(lost(settled(stored), settled(found))) == []


def errors(shown):
    """What the run's own network and every baseline got wrong on the test part."""
    scores = shown["result"]["test"]
    return {f"{who}.{name}": value for who, found in scores.items() for name, value in found.items()}


def settled(shown):
    """Without what no two attempts have in common."""
    whole = {name: value for name, value in shown.items() if name not in ("weights", "path", "artifacts")}
    started = {name: value for name, value in shown["started"].items() if name != "versions"}
    return without_time(whole | {"started": started})


def without_time(value):
    """The number of an event tells how often the clock asked for a checkpoint before it."""
    if isinstance(value, dict):
        return {name: without_time(below) for name, below in value.items() if name not in (*OF_THE_MOMENT, *LATER)}
    return [without_time(each) for each in value] if isinstance(value, list) else value


# -- what travelled ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "task"), **each(BUNDLES))
def test_a_stored_download_reproduces_its_run_where_this_project_is_not(version, task, tmp_path):
    for name, content in version.bundle(task).items():
        (tmp_path / name).write_bytes(content)
    done = python(tmp_path, "train.py", "--check", "--tolerance", "0.001")
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["PASS"]), done.stdout + done.stderr


# -- what was asked for --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "name"), **each(SPECS))
def test_a_stored_spec_means_what_it_meant(version, name, tmp_path, capsys):
    stored = version.json(f"specs/{name}.json")
    data = stored["data"]
    if data.pop("subtract_last", False):
        data["window_scaling"] = "last"
    spec = parse_train_spec(version.text(f"specs/{name}.json"))
    assert list(lost(stored, json.loads(spec.to_json()))) == []
    assert main(["render", str(version.folder / "specs" / f"{name}.json")]) == 0
    compile(capsys.readouterr().out, "train.py", "exec")


@pytest.mark.parametrize(("version", "name"), **each(RUNS))
def test_the_spec_of_a_stored_run_is_read_whole(version, name):
    written = version.text(f"runs/{version.runs[name]}/spec.json")
    assert list(lost(json.loads(written), json.loads(parse_train_spec(written).to_json()))) == []
