"""A search in processes of its own: one command from spec to verdict, and killed at any moment the same table."""

import json
import random
from pathlib import Path

import pytest

from lstm_core.__main__ import main
from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.record import RunReader, read_run
from tests.core.test_members import TRAINING, ended, kill, launching, wait  # noqa: F401 (a fixture)
from tests.searches import search_spec

SPACE = [
    {"path": "train.learning_rate", "kind": "float", "low": 1e-4, "high": 1e-1, "log": True},
    {"path": "model.hidden_size", "kind": "categorical", "choices": [2, 4, 8]},
]
RUN = TRAINING.with_changes({"train.evaluate_every": 4})
LEADER_BYTES = 150 << 20


def search(**more):
    return search_spec(SPACE, **{"run": RUN, "trials": 5, "seeds": 2, **more})


def told(record):
    rows = [row.model_dump(exclude={"seconds"}) for row in record.trials]
    return rows, record.confirmation, record.result.verdict, record.result.importance


def test_one_command_goes_from_a_spec_to_a_verdict(tmp_path, capsys):
    spec, runs = tmp_path / "spec.json", tmp_path / "runs"
    spec.write_text(RUN.to_json(), encoding="utf-8")
    (tmp_path / "space.json").write_text(json.dumps({"space": SPACE}), encoding="utf-8")
    command = ["search", str(spec), "--space", str(tmp_path / "space.json"), "--trials", "4", "--seeds", "2"]
    assert main(["--lang", "en", *command, "--runs", str(runs), "--json"]) == 0
    *printed, last = capsys.readouterr().out.splitlines()
    found = json.loads("\n".join(printed))
    assert [row["number"] for row in found["trials"]] == [0, 1, 2, 3]
    assert found["verdict"] in ("better", "tie", "worse", "start")
    assert found["measure"] == "mae"
    assert str(tmp_path) not in json.dumps(found)
    assert main(["show", last]) == 0
    shown = capsys.readouterr().out
    assert "learning_rate=" in shown
    record = read_run(last)
    assert record.state is RunState.FINISHED
    assert (record.step, record.phase) == (record.steps, "confirmation")
    assert record.artifacts["study.journal"] > 0


def test_a_leader_is_small_loads_no_engine_and_takes_up_its_trials_after_a_stop(launching):  # noqa: F811
    launcher = launching(1)
    leader = launcher.runs / launcher.start(search(trials=4))
    record = wait(leader, lambda record: sum(row.state == "done" for row in record.trials) >= 2)
    process = locks.holder_pid(RunFolder(leader).lock)
    assert "libtorch" not in Path(f"/proc/{process}/maps").read_text()
    peak = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmHWM"))
    assert int(peak.split()[1]) * 1024 < LEADER_BYTES
    launcher.stop(leader.name)
    record = wait(leader, ended)
    assert record.state is RunState.STOPPED
    assert record.resumable
    before = {row.number: row for row in record.trials if row.state != "running"}
    assert len(before) >= 2
    launcher.resume(leader.name)
    record = wait(leader, ended)
    assert record.state is RunState.FINISHED
    assert {number: record.trials[number] for number in before} == before
    assert len(record.trials) == 4


@pytest.mark.parametrize("places", [1, 2])
def test_killed_leader_and_members_end_with_the_same_table_and_train_nothing_twice(launching, places):  # noqa: F811
    launcher, chance = launching(places), random.Random(places)
    quiet = launcher.runs / launcher.start(search())
    expected = told(wait(quiet, ended))
    leader = launcher.runs / launcher.start(search())
    for _ in range(2):
        count = chance.randrange(1, 5)
        wait(leader, lambda record, count=count: ended(record) or record.step >= count)
        kept = {path: path.stat().st_mtime_ns for path in leader.glob("members/*/result.json")}
        victims = [leader, *(leader / "members").iterdir()] if chance.random() < 0.7 else [leader]
        for path in victims:
            if path.is_dir() and not (path / "result.json").exists():
                kill(path)
        record = wait(leader, ended)
        if record.state is not RunState.FINISHED:
            launcher.resume(leader.name)
        assert all(path.stat().st_mtime_ns == written for path, written in kept.items())
    assert told(wait(leader, ended)) == expected
    assert all(path.stat().st_mtime_ns == written for path, written in kept.items())


def test_a_stopped_member_of_a_hopeless_trial_is_no_failure(launching):  # noqa: F811
    """A training that goes on for long and is worse than all before it is stopped by its leader."""
    space = [
        {"path": "train.learning_rate", "kind": "categorical", "choices": [0.002, 0.003, 0.004, 0.005, 0.006, 1e-9]}
    ]
    run = RUN.with_changes({"train.steps": 400, "train.evaluate_every": 20})
    launcher = launching(2)
    leader = launcher.runs / launcher.start(search_spec(space, run=run, trials=6, seeds=2))
    record = wait(leader, ended)
    assert record.state is RunState.FINISHED
    [row] = [row for row in record.trials if row.values["train.learning_rate"] == 1e-9]
    assert row.state == "pruned"
    assert row.steps < 400
    reader = RunReader(leader / "members" / f"trial-{row.number + 1}")
    assert reader.read().state in (RunState.STOPPED, RunState.FINISHED)
