"""A search in processes of its own: one command from spec to verdict, and killed at any moment the same table."""

import contextlib
import io
import json
import random
from pathlib import Path

import pytest

from lstm_core.__main__ import main
from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.record import RunReader, read_run
from lstm_core.runs.slots import Slots
from tests.core.test_members import TRAINING, ended, kill, launching, wait  # noqa: F401 (a fixture)
from tests.searches import search_spec

SPACE = [
    {"path": "train.learning_rate", "kind": "float", "low": 1e-4, "high": 1e-1, "log": True},
    {"path": "model.hidden_size", "kind": "categorical", "choices": [2, 4, 8]},
]
RUN = TRAINING.with_changes({"train.evaluate_every": 4})
LEADER_BYTES = 150 << 20
PLACES = 2
LAST = 1  # of a sampler that proposes the smallest rate last


def search(**more):
    return search_spec(SPACE, **{"run": RUN, "trials": 4, "seeds": 2, **more})


def told(record):
    rows = [row.model_dump(exclude={"seconds"}) for row in record.trials]
    return rows, record.confirmation, record.result.verdict, record.result.importance


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What the command of a search printed that nobody disturbed, and its folder."""
    home = tmp_path_factory.mktemp("search")
    (home / "spec.json").write_text(RUN.to_json(), encoding="utf-8")
    (home / "space.json").write_text(json.dumps({"space": SPACE}), encoding="utf-8")
    command = ["search", str(home / "spec.json"), "--space", str(home / "space.json"), "--trials", "4", "--seeds", "2"]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Slots, "of", classmethod(lambda cls, slots: slots if isinstance(slots, cls) else cls(PLACES)))
        assert main(["--lang", "en", *command, "--runs", str(home / "runs"), "--json"]) == 0
    *lines, last = printed.getvalue().splitlines()
    return json.loads("\n".join(lines)), Path(last)


def test_one_command_goes_from_a_spec_to_a_verdict(undisturbed, capsys):
    found, folder = undisturbed
    assert [row["number"] for row in found["trials"]] == [0, 1, 2, 3]
    assert found["verdict"] in ("better", "tie", "worse", "start")
    assert found["measure"] == "mae"
    assert str(folder.parent) not in json.dumps(found)
    assert main(["show", str(folder)]) == 0
    assert "learning_rate=" in capsys.readouterr().out
    record = read_run(folder)
    assert record.state is RunState.FINISHED
    assert (record.step, record.phase) == (record.steps, "confirmation")
    assert record.artifacts["study.journal"] > 0


def test_a_leader_is_small_loads_no_engine_and_after_a_stop_comes_to_the_same_table(undisturbed, launching):  # noqa: F811
    launcher = launching(PLACES)
    leader = launcher.runs / launcher.start(search())
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
    launcher.resume(leader.name)
    record = wait(leader, ended)
    assert {number: record.trials[number] for number in before} == before
    assert told(record) == told(read_run(undisturbed[1]))


def test_killed_leader_and_members_end_with_the_same_table_and_train_nothing_twice(undisturbed, launching):  # noqa: F811
    launcher, chance = launching(PLACES), random.Random(3)
    leader = launcher.runs / launcher.start(search())
    for victims in ("leader", "all"):
        count = chance.randrange(1, 4)
        wait(leader, lambda record, count=count: ended(record) or record.step >= count)
        kept = {path: path.stat().st_mtime_ns for path in leader.glob("members/*/result.json")}
        kill(leader)
        for path in (leader / "members").iterdir() if victims == "all" else ():
            if not (path / "result.json").exists():
                kill(path)
        if wait(leader, ended).state is not RunState.FINISHED:
            launcher.resume(leader.name)
    assert told(wait(leader, ended)) == told(read_run(undisturbed[1]))
    assert all(path.stat().st_mtime_ns == written for path, written in kept.items())


def test_a_hopeless_trial_is_stopped_by_its_leader_and_is_no_failure(launching):  # noqa: F811
    """The start is the best and is not confirmed; the rate that learns nothing comes last and is stopped on its way."""
    space = [{"path": "train.learning_rate", "kind": "categorical", "choices": [1e-9, 1e-6, 2e-6, 3e-6, 0.002]}]
    run = RUN.with_changes({"train.steps": 1200, "train.evaluate_every": 60})
    launcher = launching(1)
    spec = search_spec(space, run=run, trials=5, seeds=2, sampler="random", seed=LAST)
    leader = launcher.runs / launcher.start(spec)
    record = wait(leader, ended)
    assert record.state is RunState.FINISHED
    row = record.trials[-1]
    assert (row.values["train.learning_rate"], row.state) == (1e-9, "pruned")
    assert row.steps < 1200
    assert record.result.verdict == "start"
    member = RunReader(leader / "members" / "trial-5").read()
    assert member.state is RunState.STOPPED
    assert member.step < 1200
