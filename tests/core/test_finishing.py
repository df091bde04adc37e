"""A run that ended before its end is judged by its best step, says so, and its script repeats the numbers."""

import io
import itertools
import json
import re
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from lstm_core.data.tasks import write_data_file
from lstm_core.engine import worker
from lstm_core.engine.tasks.preparation import load
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.training.loop import DivergenceError
from lstm_core.engine.work.train import fit
from lstm_core.reports.html.page import readme_page, report_page
from lstm_core.reports.verdicts import explanation, summary
from lstm_core.results.parsing import parse_result
from lstm_core.runs import events
from lstm_core.runs.folder import DATA_FILES, Launch, RunFolder, RunState, write_json
from lstm_core.runs.record import read_run
from lstm_core.runs.train import VALIDATION
from lstm_core.scripts.bundle import write_bundle
from lstm_core.spec.parsing import parse_train_spec
from tests.core.scripts import play

TEXT = "".join(f"{number} bottles stand on wall {number % 7}.\n" for number in range(120))
SERIES = {"window": 8, "horizon": 3, "season": 11, "time_column": "time", "time_format": "%Y"}
TRAIN = {"steps": 60, "batch_size": 8, "evaluate_every": 10, "device": "cpu", "patience": None}
COSINE = {"schedule": "cosine", "warmup_steps": 5, "learning_rate": 0.02}
SMALL = {"hidden_size": 6}
CASES = {
    "series": ({"data": SERIES, "model": SMALL, "train": TRAIN | COSINE}, 37),
    "pieces": ({"data": {**SERIES, "folds": 3}, "model": SMALL, "train": TRAIN | COSINE}, 25),
    "text": ({"data": {"task": "text", "window": 16}, "model": SMALL, "train": TRAIN | {"schedule": "linear"}}, 33),
    "speech": (
        {"data": {"task": "speech", "augment": False}, "model": SMALL, "train": TRAIN | COSINE | {"evaluate_every": 4}},
        7,
    ),
}
DIVERGING = {
    "optimizer": "sgd",
    "loss": "mse",
    "learning_rate": 30.0,
    "warmup_steps": 900,
    "clip_norm": None,
    "steps": 900,
}


def begun(path, spec):
    """A run's folder as the launcher leaves it."""
    folder = RunFolder(path)
    folder.checkpoints.mkdir(parents=True)
    write_data_file(spec.data, folder.path / DATA_FILES[spec.data.task])
    write_json(folder.spec, spec.to_json())
    now = time.time()
    write_json(folder.launch, Launch(created_at=now, launched_at=now).model_dump())
    return folder


def trained_until(folder, spec, step):
    """Train as a worker does until a stop before that step."""
    emit, looks = worker.EventWriter(folder.events), itertools.count()
    emit(events.Admitted(seq=0, at=0))
    checkpoints = Checkpoints(folder.checkpoints)
    ended = fit(
        spec,
        load(spec, folder.data),
        emit=emit,
        should_stop=lambda: next(looks) >= step,
        checkpoints=checkpoints,
    )
    assert isinstance(ended, events.Stopped)
    emit(ended)


def finished(folder, cause="stopped"):
    """What the worker makes of an attempt to finish."""
    launch = Launch.model_validate_json(folder.launch.read_bytes())
    changed = {"launched_at": time.time(), "attempt": launch.attempt + 1, "finish": cause}
    write_json(folder.launch, launch.model_copy(update=changed).model_dump())
    before = signal.getsignal(signal.SIGTERM)
    try:
        worker.work(folder.path, 1)
    finally:
        signal.signal(signal.SIGTERM, before)
    return read_run(folder.path)


def unpacked(record, target, language="en"):
    content = io.BytesIO()
    write_bundle(record, content, language)
    with zipfile.ZipFile(content) as archive:
        archive.extractall(target)
    return target


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A stopped run of every task, finished, and one that diverged."""
    home, found = tmp_path_factory.mktemp("runs"), {}
    (home / "in.txt").write_text(TEXT, encoding="utf-8")
    for name, (raw, step) in CASES.items():
        spec = parse_train_spec(raw)
        if name == "text":
            spec = spec.with_changes({"data.source": "file", "data.file": str(home / "in.txt")})
        folder = begun(home / name, spec)
        trained_until(folder, spec, step)
        stopped = read_run(folder.path)
        assert (stopped.state, stopped.resumable, stopped.finishable) == (RunState.STOPPED, True, True)
        found[name] = finished(folder)
    spec = parse_train_spec({"data": SERIES, "model": SMALL, "train": TRAIN | DIVERGING})
    folder = begun(home / "diverged", spec)
    emit = worker.EventWriter(folder.events)
    emit(events.Admitted(seq=0, at=0))
    with pytest.raises(DivergenceError) as failure:
        fit(spec, load(spec, folder.data), emit=emit, checkpoints=Checkpoints(folder.checkpoints))
    emit(events.Failed(seq=0, at=0, key="training.diverged", parameters=failure.value.messages[0].parameters, step=1))
    broken = read_run(folder.path)
    assert (broken.state, broken.resumable, broken.finishable) == (RunState.FAILED, False, True)
    found["diverged"] = finished(folder, "failed")
    return found


def test_the_result_is_that_of_the_best_step_before_the_stop(runs):
    for name, (_, step) in CASES.items():
        record = runs[name]
        assert (record.state, record.failure) == (RunState.FINISHED, None)
        assert (record.result.reason, record.result.steps, record.step) == ("stopped", step, step)
        best = min(record.evaluations, key=lambda event: event.loss)
        assert record.result.best_step == best.step <= step
        assert record.resumable
        assert record.artifacts["checkpoints/last.safetensors"]


def test_a_diverged_run_is_judged_by_the_best_step_that_it_had(runs):
    record = runs["diverged"]
    assert record.result.reason == "failed"
    assert record.result.best_step == min(record.evaluations, key=lambda event: event.loss).step
    assert record.result.steps == record.evaluations[-1].step == record.curve.steps[-1]
    assert not record.resumable


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_place_says_that_it_was_stopped_where_and_by_whose_weights(runs, language):
    for name, record in runs.items():
        said = summary(record, language)
        best, step, steps = record.result.best_step, record.result.steps, record.steps
        if name != "diverged":
            begins = f"Stopped by hand at step {step} of {steps} and judged with the weights of step {best}."
            assert said.startswith(
                begins if language == "en" else f"训练在第 {step} / {steps} 步被手动停止，用第 {best} 步"
            )
        for page in (report_page(record, None, language), readme_page(record, language, data="inside")):
            assert f"{step}" in page
            assert said[:20] in page
        assert explanation(record)


def test_the_scripts_of_all_of_them_repeat_their_numbers(runs, tmp_path):
    orders = []
    for name, record in runs.items():
        folder = unpacked(record, tmp_path / name, "zh" if name == "pieces" else "en")
        arguments = ["--check", *(["--length", "5"] if name == "text" else [])]
        orders.append([str(folder), "train.py", arguments])
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        assert expected["stopped_at"] == record.result.steps
        assert json.loads((folder / "spec.json").read_text(encoding="utf-8"))["train"]["steps"] == record.steps
    for name, played in zip(runs, play(tmp_path, orders), strict=True):
        assert played["ended"] == 0, f"{name}: {played['ended']}\n{played['output']}"
        assert len(played["found"]["curve"]) == runs[name].result.steps


def test_the_check_fails_when_the_script_trains_on(runs, tmp_path):
    folder = unpacked(runs["series"], tmp_path)
    script = (folder / "train.py").read_text(encoding="utf-8")
    assert script.count("\nSTOPPED_AT = 37 ") == 1
    (folder / "train.py").write_text(script.replace("\nSTOPPED_AT = 37 ", "\nSTOPPED_AT = STEPS "), encoding="utf-8")
    [played] = play(tmp_path, [[str(folder), "train.py", ["--check"]]])
    assert played["ended"] == 1
    assert "FAIL  stop" in played["output"]


def test_of_a_backtest_that_never_began_the_first_piece_is_judged(runs):
    record = runs["pieces"]
    assert len(record.result.folds) == 1
    assert record.result.folds[0].test["model"].mae > 0
    assert "The walk-forward backtest was ended after 1 of 3 pieces." in summary(record, "en")


def test_pieces_that_were_judged_before_the_stop_are_kept(tmp_path):
    spec = parse_train_spec({"data": {**SERIES, "folds": 3}, "model": SMALL, "train": TRAIN | COSINE})
    folder = begun(tmp_path / "run", spec)
    trained_until(folder, spec, 60 + 60 + 10)  # its own training, the second piece, a part of the third
    record = finished(folder)
    assert (record.result.reason, record.result.steps, len(record.result.folds)) == ("steps", 60, 2)
    assert "backtest was ended after 2 of 3 pieces" in summary(record, "en")
    assert record.resumable
    target = unpacked(record, tmp_path / "out")
    [played] = play(tmp_path, [[str(target), "train.py", ["--check"]]])
    assert played["ended"] == 0, played["output"]
    assert len(played["found"]["folds"]) == 2


def test_before_the_first_validation_there_is_nothing_to_finish(tmp_path):
    spec = parse_train_spec({"data": SERIES, "model": SMALL, "train": TRAIN})
    folder = begun(tmp_path / "run", spec)
    trained_until(folder, spec, 9)
    assert not read_run(folder.path).finishable
    record = finished(folder)
    assert (record.state, record.failure.key) == (RunState.FAILED, "run.finish_nothing")
    assert record.resumable


def test_the_first_validated_step_is_kept_at_once(tmp_path):
    spec = parse_train_spec({"data": SERIES, "model": SMALL, "train": TRAIN | {"checkpoint_seconds": 600}})
    folder = begun(tmp_path / "run", spec)
    seen = []

    def emit(event):
        if isinstance(event, events.Logged) and VALIDATION in event.values:
            seen.append(folder.best.exists())

    fit(spec, load(spec, folder.data), emit=emit, checkpoints=Checkpoints(folder.checkpoints))
    assert seen == [False] + [True] * 5


def test_going_on_after_a_result_ends_like_a_run_that_was_never_stopped(tmp_path):
    spec = parse_train_spec({"data": SERIES, "model": SMALL, "train": TRAIN | COSINE})
    ends = {}
    for name in ("whole", "cut"):
        folder = begun(tmp_path / name, spec)
        if name == "cut":
            trained_until(folder, spec, 37)
            finished(folder)
        record = finished(folder, None)
        ends[name] = (record.result.model_copy(update={"seconds": 0.0}), folder.best.read_bytes(), record.curve)
    assert ends["cut"] == ends["whole"]


def test_a_damaged_checkpoint_is_named_and_not_resumed(tmp_path):
    spec = parse_train_spec({"data": SERIES, "model": SMALL, "train": TRAIN})
    folder = begun(tmp_path / "run", spec)
    trained_until(folder, spec, 30)
    folder.last.write_bytes(folder.last.read_bytes()[:100])
    for cause in (None, "stopped"):
        record = finished(folder, cause)
        assert (record.state, record.failure.key) == (RunState.FAILED, "run.checkpoint_unreadable")
        assert not record.resumable
        assert not record.finishable


def test_a_result_of_an_earlier_version_is_still_read(runs):
    raw = json.loads((RunFolder(runs["series"].path).result).read_bytes())
    old = parse_result(json.dumps(raw | {"reason": "early_stopping"}))
    assert not old.cut


def test_the_lines_of_a_readme_load_the_weights_of_a_recogniser(runs, tmp_path):
    folder = unpacked(runs["speech"], tmp_path / "speech")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "data.csv" not in readme
    assert "Forecaster" not in readme
    [lines] = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", lines], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
