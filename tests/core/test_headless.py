"""`python -m lstm_core run` on files that cannot be used: exit code 2, one sentence on standard error, nothing left."""

import json
import os
import subprocess
import sys

import pytest

from lstm_core.__main__ import WRONG_REQUEST, main
from lstm_core.data.tasks import write_data_file
from lstm_core.runs.folder import DATA_FILES
from lstm_core.runs.preflight import check_run
from lstm_core.spec.parsing import parse_train_spec
from tests.bad_files import EVERY
from tests.tree import ROOT


def spec_of(folder, case):
    """A spec for the case's file beside it."""
    name, make, _, task, changes = EVERY[case]
    (folder / name).write_bytes(make())
    data = {"task": task, "source": "file", "file": name}
    data |= {path.removeprefix("data."): value for path, value in (changes or {}).items()}
    if task == "series":
        data.setdefault("target", "c0" if b"c0" in (folder / name).read_bytes()[:9] else "value")
        data.setdefault("missing", "mask")
    target = folder / "spec.json"
    target.write_text(json.dumps({"data": data}), encoding="utf-8")
    return target


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", EVERY)
def test_a_run_on_a_file_that_cannot_be_used_ends_with_one_sentence(case, language, tmp_path, capsys):
    spec, runs = spec_of(tmp_path, case), tmp_path / "runs"
    assert main(["--lang", language, "run", str(spec), "--runs", str(runs)]) == WRONG_REQUEST
    written = capsys.readouterr()
    [sentence] = written.err.splitlines()
    assert written.out == ""
    assert sentence.endswith("。" if language == "zh" else ".")
    assert "Traceback" not in sentence
    for word in EVERY[case].words:
        assert word in sentence
    assert not runs.exists() or list(runs.iterdir()) == []


@pytest.mark.parametrize("case", ["sound: corrupt header", "zip: climbs out", "text: binary", "table: mixed types"])
def test_in_a_process_of_its_own_it_is_the_same(case, tmp_path):
    command = [sys.executable, "-m", "lstm_core", "--lang", "en", "run", str(spec_of(tmp_path, case))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (WRONG_REQUEST, "")
    [sentence] = ended.stderr.splitlines()
    for word in EVERY[case].words:
        assert word in sentence


def test_an_example_for_a_file_that_cannot_be_used_ends_so_too(tmp_path, capsys):
    for task, case in (("speech", "zip: bomb"), ("series", "table: mixed types")):
        name, make, words, _, _ = EVERY[case]
        (tmp_path / name).write_bytes(make())
        assert main(["--lang", "en", "example", task, "--data", str(tmp_path / name)]) == WRONG_REQUEST
        written = capsys.readouterr()
        assert written.out == ""
        assert all(word in written.err for word in words)


SOURCES = ("series", "text", "speech", "sunspots", "co2", "made", "shakespeare", "tang", "digits")


def in_a_process(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "lstm_core", "--lang", "en", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@pytest.mark.parametrize("name", SOURCES)
def test_every_task_and_every_built_in_source_has_an_example_that_fits_its_data(name, tmp_path, capsys):
    assert main(["example", name]) == 0
    spec = parse_train_spec(capsys.readouterr().out)
    assert name in (spec.data.source, spec.data.task)
    write_data_file(spec.data, tmp_path / DATA_FILES[spec.data.task])
    check_run(spec, tmp_path / DATA_FILES[spec.data.task])


def test_an_example_for_a_text_of_ones_own_trains(tmp_path):
    text = "".join(f"{number} bottles stand on wall {number % 7}.\n" for number in range(400))
    (tmp_path / "mine.txt").write_text(text, encoding="utf-8")
    made = in_a_process(tmp_path, "example", "text", "--data", "mine.txt")
    assert made.returncode == 0, made.stderr
    (tmp_path / "spec.json").write_text(made.stdout, encoding="utf-8")
    short = ["--set", "train.steps=2", "--set", "train.evaluate_every=2", "--set", "model.hidden_size=8"]
    ran = in_a_process(tmp_path, "run", "spec.json", *short, "--set", "train.warmup_steps=0")
    assert ran.returncode == 0, ran.stderr
    shown = in_a_process(tmp_path, "show", ran.stdout.strip())
    assert "bits per character" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["poem"], ["“poem”", *SOURCES]),
        (["mine.txt"], ["“mine.txt”", "text"]),
        (["tang", "--data", "mine.txt"], ["tang", "example text --data mine.txt"]),
        (["text", "--data", "gone.txt"], ["gone.txt"]),
        (["", "--data", "gone.txt"], [*SOURCES]),
    ],
)
def test_an_example_that_does_not_exist_is_one_sentence(arguments, words, tmp_path):
    ended = in_a_process(tmp_path, "example", *arguments)
    assert (ended.returncode, ended.stdout) == (WRONG_REQUEST, "")
    [sentence] = ended.stderr.splitlines()
    assert all(word in sentence for word in words)
