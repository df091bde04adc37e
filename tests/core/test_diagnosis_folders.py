"""A run's folder becomes a diagnosis, whatever state it is in; the command line prints it; a live training asks too."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from lstm_core.__main__ import WRONG_REQUEST, main
from lstm_core.data.tasks import write_data_file
from lstm_core.diagnosis.diagnosing import diagnose, diagnose_run
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.engine.work.watch import Watch
from lstm_core.runs import events
from lstm_core.runs.folder import DATA_FILES, RunFolder, RunState
from lstm_core.runs.log import RunLog
from lstm_core.runs.record import read_run
from lstm_core.spec.parsing import parse_train_spec
from tests.core.evidences import evidence, fall, spec_with, started
from tests.repetitions import make_repetition
from tests.stored.opening import RUNS, each
from tests.support import make_finished_run, make_unfinished_run
from tests.tree import ROOT

KEYS = {"code", "severity", "step", "evidence", "suggests", "text", "because_of"}
HOT = {
    "data": {"source": "sunspots", "time_column": "time", "time_format": "%Y", "window_scaling": "none"},
    "model": {"hidden_size": 8},
    "train": {"learning_rate": 30.0, "schedule": "constant", "steps": 100_000, "patience": None},
}
COLD = {**HOT, "train": {"learning_rate": 1e-7, "steps": 150}}


def told(capsys, *arguments):
    assert main(["diagnose", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def trained(folder, spec, *arguments):
    """The folder of a run of its own process."""
    (folder / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    command = [sys.executable, "-m", "lstm_core", "run", str(folder / "spec.json"), "--runs", str(folder / "runs")]
    done = subprocess.run([*command, *arguments], check=False, cwd=ROOT, capture_output=True, text=True, timeout=120)
    return done.stdout.splitlines()[-1], done


@pytest.mark.parametrize(("version", "name"), **each(RUNS))
def test_a_run_of_an_earlier_version_is_diagnosed_without_measurements(version, name, tmp_path, capsys):
    folder = version.run(name, tmp_path)
    found = json.loads(told(capsys, folder, "--json"))
    assert set(found) >= {"findings", "looked_at"}
    assert all(set(finding) == KEYS for finding in found["findings"])
    assert "measurements" in found["not_looked_at"].values()
    for language, words in (("en", "Nothing was measured"), ("zh", "没有内部测量")):
        assert words in told(capsys, folder, "--lang", language)


@pytest.mark.parametrize("task", DATA_FILES)
def test_a_diagnosis_leaves_no_file_in_the_folder_of_a_run_whose_process_reads_the_data_too(task, tmp_path):
    spec = parse_train_spec({"data": {"task": task}})
    write_data_file(spec.data, tmp_path / DATA_FILES[task])
    looking = Evidence(spec, RunState.RUNNING, RunLog(Path()), folder=RunFolder(tmp_path))
    assert looking.facts is not None
    assert [path.name for path in tmp_path.iterdir()] == [DATA_FILES[task]]


ENDINGS = {
    "stopped": events.Stopped(seq=0, at=0, step=60),
    "failed": events.Failed(seq=0, at=0, key="training.diverged", parameters={"step": 60, "loss": "nan"}, step=60),
    "lost": None,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_run_that_ended_before_its_end_says_how_far_its_diagnosis_reaches(ending, tmp_path, capsys):
    folder = make_unfinished_run(tmp_path, ENDINGS[ending])
    found = json.loads(told(capsys, folder, "--json"))
    assert found["not_looked_at"]["constant_output"] == "result"
    assert ("non_finite" in [finding["code"] for finding in found["findings"]]) is (ending == "failed")
    assert "60" in told(capsys, folder, "--lang", "en")


def test_a_log_that_is_torn_or_of_a_newer_version_is_read_as_far_as_it_goes(tmp_path):
    folder = RunFolder(make_unfinished_run(tmp_path, None))
    whole = folder.events.read_bytes()
    folder.events.write_bytes(whole[: len(whole) // 2] + b'{"type": "dreamt", "seq": 1, "at": 2}\n{"type": "logg')
    assert 0 < diagnose_run(folder.path).step < 60
    folder.events.unlink()
    found = diagnose_run(folder.path)
    assert found.findings == []
    assert found.step == 0


def test_a_run_whose_data_is_gone_says_what_cannot_be_told(tmp_path):
    folder = RunFolder(make_finished_run(tmp_path))
    folder.data.unlink()
    found = diagnose_run(folder.path)
    assert found.not_looked_at["leakage"] == "data"
    assert any("Its data is gone" in sentence for sentence in [*found.told("en"), *found.lacking("en")])


def test_data_that_is_no_longer_what_the_run_learned_from_is_not_judged(tmp_path):
    folder = RunFolder(make_finished_run(tmp_path))
    rows = folder.data.read_bytes().splitlines(keepends=True)
    folder.data.write_bytes(b"".join(rows[: len(rows) * 3 // 4]))
    found = diagnose_run(folder.path)
    assert found.not_looked_at["outliers"] == "data"
    assert any("no longer what it was trained on" in sentence for sentence in found.told("en"))


def test_a_run_without_a_record_of_its_steps_is_not_called_healthy(tmp_path):
    folder = RunFolder(make_finished_run(tmp_path))
    folder.events.write_bytes(b"\x00\x8f torn")
    found = diagnose_run(folder.path)
    assert found.step == 0
    assert "No step of this training is on record" in found.summary("en")
    assert any("记录是空的" in sentence for sentence in found.told("zh"))


def test_what_is_no_run_is_one_sentence(tmp_path, capsys):
    folder = RunFolder(make_finished_run(tmp_path))
    assert main(["diagnose", str(tmp_path / "nowhere")]) == WRONG_REQUEST
    folder.spec.write_text(folder.spec.read_text().replace('"version": 1', '"version": 9'), encoding="utf-8")
    assert main(["diagnose", str(folder.path)]) == WRONG_REQUEST
    folder.launch.unlink()
    assert main(["diagnose", str(folder.path)]) == WRONG_REQUEST
    assert "Traceback" not in capsys.readouterr().err


def test_the_trainings_of_a_repetition_are_diagnosed_one_by_one(tmp_path, capsys):
    folder = make_repetition(tmp_path)
    said = told(capsys, folder, "--lang", "en")
    assert "is a repetition" in said.splitlines()[0]
    found = json.loads(told(capsys, folder, "--json"))
    assert found["members"]
    shutil.rmtree(RunFolder(folder).members)
    assert main(["--lang", "en", "diagnose", str(folder)]) == WRONG_REQUEST
    assert "is no training" in capsys.readouterr().err


def test_a_log_of_a_hundred_thousand_steps_is_judged_in_a_moment():
    random = np.random.default_rng(0)
    losses = (np.array(fall(1.2, 0.2, 100_000)) * random.uniform(0.8, 1.2, 100_000)).tolist()
    made = evidence(loss=losses, validation=fall(1.0, 0.2, 400), norm=random.uniform(0.1, 9.0, 100_000).tolist())
    begun = time.process_time()
    assert diagnose(made).healthy
    assert time.process_time() - begun < 1.0


def test_a_live_watch_ends_a_training_soon_after_it_runs_away_and_never_a_healthy_one():
    spec = spec_with(train__optimizer="sgd")
    proved = watched(spec, [0.5] * 100 + [60.0] * 40, [0.4] * 99 + [900.0] + [50.0] * 40)
    assert proved is not None
    assert proved.severity == "error"
    assert 100 < proved.step <= 120
    assert watched(spec, [0.5] * 100 + [60.0] * 3 + [0.5] * 40, [0.4] * 99 + [900.0] + [0.4] * 43) is None
    assert watched(spec, [80.0, *fall(50.0, 0.2, 300)], [5.0] * 301) is None


def watched(spec, losses, norms):
    watch = Watch(spec)
    watch.take(started(spec))
    found = None
    for step, (loss, norm) in enumerate(zip(losses, norms, strict=True), 1):
        values = {"loss": loss, "gradient_norm": norm, "learning_rate": 0.01}
        found = watch.take(events.Logged(seq=0, at=0, step=step, values=values)) or found
    assert (watch.finding is None) is (found is None)
    return found


def test_a_training_that_runs_away_stops_by_itself_and_says_why(tmp_path):
    folder, done = trained(tmp_path, HOT, "--stop-when-sure", "--lang", "en")
    record = read_run(folder)
    assert record.state.value == "stopped"
    assert record.step < 1000
    assert record.resumable
    [proved] = [each for each in record.findings if each.severity == "error"]
    assert proved.key.startswith("diagnosis.text.learning_rate_high")
    assert "learning rate is too high" in done.stderr
    found = diagnose_run(folder)
    assert found.causes[0].code == "learning_rate_high"


def test_a_training_that_hardly_moves_is_told_from_its_folder(tmp_path, capsys):
    folder, _ = trained(tmp_path, COLD)
    found = json.loads(told(capsys, folder, "--json"))
    assert found["findings"][0]["code"] == "learning_rate_low"
    assert all(each["because_of"] in (None, "learning_rate_low") for each in found["findings"])
    assert "measurements" not in found["not_looked_at"].values()
    said = told(capsys, folder, "--lang", "en").splitlines()
    assert said[0].startswith("learning_rate_low")
    assert any(line.startswith("  not_learning") for line in said)
