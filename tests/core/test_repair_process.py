"""Repairs in processes of their own: killed or stopped anywhere they end the same, and nothing is trained twice."""

import contextlib
import io
import json
import os
import random
from pathlib import Path

import pytest

from lstm_core.__main__ import WRONG_REQUEST, main
from lstm_core.diagnosis import findings as told
from lstm_core.diagnosis.repair import proposing
from lstm_core.runs.folder import RunFolder, RunState, list_runs
from lstm_core.runs.record import RunReader, read_run
from lstm_core.runs.repair import outcome_of
from lstm_core.spec.parsing import parse_train_spec
from tests.processes import ended, kill, prepared, wait

TRAINING = parse_train_spec(
    {
        "data": {"time_column": "time", "time_format": "%Y", "window": 12, "horizon": 3, "season": 11},
        "model": {"hidden_size": 4},
        "train": {
            **{"steps": 60, "batch_size": 16, "evaluate_every": 20, "patience": None, "checkpoint_seconds": 0.05},
            **{"learning_rate": 5.0, "clip_norm": None},
        },
    }
)
FOUND = told.Diagnosis(
    findings=[
        told.Finding(code="learning_rate_high", severity="error", suggests={"train.learning_rate": 0.03}),
        told.Finding(code="not_learning", severity="warning", because_of="learning_rate_high"),
    ],
    looked_at=["learning_rate_high"],
)


@pytest.fixture
def launcher(tmp_path):
    """A launcher whose runs are ended afterwards."""
    made = prepared(tmp_path / "runs", 2)
    yield made
    made.close()
    for path in (path for run in list_runs(made.runs) for path in (run, *list_runs(run / "members"))):
        kill(path)


def untimed(result):
    """Everything but how long it took."""
    told = result.model_dump(mode="json", exclude={"seconds"})
    for row in told["attempts"]:
        row.pop("seconds")
    return told


def stamps(record):
    """Attempt and time of every result that is there."""
    done = [Path(member.path) for member in record.members if member.score is not None]
    return {path.name: (read_run(path).attempt, RunFolder(path).result.stat().st_mtime_ns) for path in done}


@pytest.fixture(scope="module")
def repaired(tmp_path_factory):
    """A training that was repaired from the command line: its folder, what was printed, the folder of the repair."""
    home = tmp_path_factory.mktemp("repaired")
    spec, runs = home / "spec.json", str(home / "runs")
    spec.write_text(TRAINING.to_json(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proposing, "diagnose_run", lambda _path: FOUND)
        [run] = printed("run", str(spec), "--runs", runs)
        before = sorted(os.listdir(run))
        *report, folder = printed("repair", run, "--runs", runs, "--trials", "1", "--seconds", "200", "--json")
    assert sorted(os.listdir(run)) == before
    return Path(run), json.loads("\n".join(report)), Path(folder)


def printed(*arguments):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["--lang", "en", *arguments]) == 0
    return out.getvalue().splitlines()


def test_the_command_prints_the_report_and_the_repair_is_better_by_what_its_trainings_say(repaired, capsys):
    run, told, folder = repaired
    record = read_run(folder)
    assert record.result.verdict == told["verdict"] == "accepted"
    assert told["repaired"]["train"]["learning_rate"] == 0.03
    assert "+LEARNING_RATE = 0.03" in told["script_difference"]
    assert told["text"]["zh"][0] != told["text"]["en"][0]
    assert record.spec.score == read_run(run).result.validated()["mae"]
    for pair in record.attempts[0].pairs:
        for who, score in (("original", pair.original), ("attempt-1", pair.repaired)):
            member = read_run(folder / "members" / f"{who}-seed-{pair.seed}")
            assert outcome_of(member).score == score
            assert member.spec.train.seed == pair.seed
    assert "Repaired: validation MAE" in "\n".join(printed("show", str(folder)))
    assert main(["--lang", "en", "repair", str(folder), "--runs", str(folder.parent)]) == WRONG_REQUEST
    [sentence] = capsys.readouterr().err.splitlines()
    assert "is no training but a repair" in sentence


def test_killed_and_stopped_at_any_moment_it_ends_with_the_same_result_and_trains_nothing_twice(repaired, launcher):
    whole = read_run(repaired[2])
    path = launcher.runs / launcher.start(whole.spec)
    chance, done = random.Random(5), {}
    for victim in ("leader", "member", "both", "stop"):
        target = min(len(done) + chance.randrange(1, 3), 10)
        record = wait(path, lambda record, target=target: ended(record) or len(stamps(record)) >= target)
        done = stamps(record)
        if victim == "stop":
            launcher.stop(path.name)
        if victim in ("leader", "both"):
            kill(path)
        if victim in ("member", "both"):
            for member in record.members:
                if member.score is None:
                    kill(Path(member.path))
        record = wait(path, ended) if victim != "member" else record
        if record.state in (RunState.STOPPED, RunState.LOST):
            assert record.resumable
            launcher.resume(path.name)
        now = stamps(RunReader(path).read(points=2))
        assert {name: now.get(name) for name in done} == done
    record = wait(path, ended)
    assert record.state is RunState.FINISHED
    assert untimed(record.result) == untimed(whole.result)
    now = stamps(record)
    assert {name: now.get(name) for name in done} == done
    assert not any(name.startswith(".unreadable") for name in os.listdir(path / "members"))
