"""Runs made of runs, in processes of their own: they share slots, outlive their leader, end with the same table."""

import json
import random
import shutil
from pathlib import Path
from statistics import fmean, stdev

import pytest
from scipy.stats import t as student

from assistant.workspace.records import Records
from lstm_core.__main__ import main
from lstm_core.data.series.tables import load_series
from lstm_core.data.tasks import write_data_file
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.errors import RunError
from lstm_core.kinds import parse_spec
from lstm_core.runs import events, locks
from lstm_core.runs.folder import Launch, RunFolder, RunState, list_runs, write_json
from lstm_core.runs.record import read_run
from lstm_core.spec.parsing import parse_train_spec
from tests.processes import ended, kill, prepared, wait
from tests.support import AT

TRAINING = parse_train_spec(
    {
        "data": {"time_column": "time", "time_format": "%Y", "window": 12, "horizon": 3, "season": 11},
        "model": {"hidden_size": 4},
        "train": {"steps": 40, "batch_size": 8, "evaluate_every": 20, "patience": None, "checkpoint_seconds": 0.02},
    }
)
ENDLESS = {"train.steps": 1_000_000, "train.evaluate_every": 1_000, "train.checkpoint_seconds": 60}


def repetition(seeds, **changes):
    run = TRAINING.with_changes({path.replace("__", "."): value for path, value in changes.items()})
    return parse_spec({"kind": "repeat", "seeds": seeds, "run": run.model_dump(mode="json")})


@pytest.fixture
def launching(tmp_path):
    """Launchers with so many slots on one folder; what they left at work is ended."""
    runs, made = tmp_path / "runs", []

    def launch(slots):
        made.append(prepared(runs, slots))
        return made[-1]

    yield launch
    for launcher in made:
        launcher.close()
    every = [path for run in list_runs(runs) for path in (run, *list_runs(run / "members"))]
    for path in every:  # the leaders first: they would take their members up again
        kill(path)


def at_work(count=1):
    """So many members train."""
    return lambda record: sum(each.state == "running" and each.step > 0 for each in record.members) >= count


def done(count):
    return lambda record: sum(bool(each.measures) for each in record.members) >= count


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The measures of single runs by their seed."""
    data = tmp_path_factory.mktemp("alone") / "data.csv"
    write_data_file(TRAINING.data, data)
    series = load_series(TRAINING.series, data)
    return {seed: fit(TRAINING.with_changes({"train.seed": seed}), series, emit=lambda _: None) for seed in range(5)}


def test_five_seeds_end_with_mean_and_interval_of_five_single_runs(alone, tmp_path, capsys):
    spec, runs = tmp_path / "spec.json", tmp_path / "runs"
    spec.write_text(TRAINING.to_json(), encoding="utf-8")
    assert main(["--lang", "en", "repeat", str(spec), "--seeds", "5", "--runs", str(runs)]) == 0
    folder = Path(capsys.readouterr().out.splitlines()[-1])
    assert main(["show", "--json", str(folder)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "finished"
    assert [member["seed"] for member in told["members"]] == [0, 1, 2, 3, 4]
    for member in told["members"]:
        assert member["measures"] == alone[member["seed"]].measures()
    for name, found in told["table"].items():
        values = [result.measures()[name] for result in alone.values()]
        half = float(student.ppf(0.975, 4)) * stdev(values) / 5**0.5
        assert found["mean"] == fmean(values)
        assert (found["low"], found["high"]) == pytest.approx((found["mean"] - half, found["mean"] + half))
        assert found["count"] == 5


def test_a_leader_loads_no_engine_takes_no_slot_and_killed_while_it_stops_leaves_none_at_work(launching):
    launcher = launching(1)
    leader = launcher.runs / launcher.start(repetition(2, **{k.replace(".", "__"): v for k, v in ENDLESS.items()}))
    record = wait(leader, at_work())
    process = locks.holder_pid(RunFolder(leader).lock)
    assert "libtorch" not in Path(f"/proc/{process}/maps").read_text()
    member = locks.holder_pid(RunFolder(record.members[0].path).lock)
    assert locks.holder_pid(launcher.runs / ".slots" / "0.lock") == member
    assert not (leader / "members" / ".slots").exists()
    launcher.stop(leader.name)
    kill(leader)
    record = wait(leader, lambda record: ended(record) and record.members[0].state == "stopped")
    assert record.state is RunState.STOPPED


def test_killed_leader_member_and_both_end_with_the_same_table_and_train_nothing_twice(alone, launching):
    launcher, chance = launching(2), random.Random(11)
    for victims in ("leader", "member", "both"):
        leader = launcher.runs / launcher.start(repetition(2))
        count = chance.randrange(2)
        record = wait(leader, lambda record, count=count: done(count)(record) and (at_work()(record) or ended(record)))
        whole = {each.member: stamp(each.path) for each in record.members if each.measures}
        if victims != "member":
            kill(leader)
        if victims != "leader":
            for each in record.members:
                if not each.measures:
                    kill(Path(each.path))
        record = wait(leader, ended)
        if record.state is not RunState.FINISHED:
            assert record.state is RunState.LOST
            assert record.resumable
            launcher.resume(leader.name)
        record = wait(leader, ended)
        assert record.state is RunState.FINISHED
        assert {each.seed: each.measures for each in record.members} == {
            seed: alone[seed].measures() for seed in range(2)
        }
        assert {name: stamp(leader / "members" / name) for name in whole} == whole


def stamp(path):
    """When and in which attempt the member came to its result."""
    return read_run(path).attempt, RunFolder(path).result.stat().st_mtime_ns


def test_a_stop_reaches_the_members_and_going_on_skips_what_is_done(alone, launching):
    launcher = launching(1)
    leader = launcher.runs / launcher.start(repetition(3, train__steps=400))
    record = wait(leader, done(1))
    launcher.stop(leader.name)
    record = wait(leader, ended)
    assert record.state is RunState.STOPPED
    assert {each.state for each in record.members} <= {"finished", "stopped", "waiting"}
    assert record.step < 3
    whole = {each.member: stamp(each.path) for each in record.members if each.measures}
    launcher.resume(leader.name)
    record = wait(leader, ended)
    assert (record.state, record.step) == (RunState.FINISHED, 3)
    assert {name: stamp(leader / "members" / name) for name in whole} == whole
    launcher.delete(leader.name)
    assert not leader.exists()


def test_members_outlive_their_leader_and_are_stopped_or_deleted_with_it(launching):
    launcher = launching(2)
    leader = launcher.runs / launcher.start(repetition(2, **{k.replace(".", "__"): v for k, v in ENDLESS.items()}))
    record = wait(leader, at_work(2))
    with pytest.raises(RunError):
        launcher.delete(leader.name)
    kill(leader)
    record = wait(leader, ended)
    assert {each.id for each in Records(launcher.runs).running()} == {
        f"{leader.name}/members/{each.member}" for each in record.members
    }
    before = [each.step for each in record.members]
    wait(leader, lambda record: all(each.step > step for each, step in zip(record.members, before, strict=True)))
    launcher.stop(leader.name)
    wait(leader, lambda record: all(each.state == "stopped" for each in record.members))
    launcher.resume(leader.name)
    record = wait(leader, at_work(2))
    kill(leader)
    wait(leader, ended)
    holders = [locks.holder_pid(RunFolder(each.path).lock) for each in record.members]
    launcher.delete(leader.name)
    assert not leader.exists()
    assert not any(Path(f"/proc/{holder}").exists() and alive(holder) for holder in holders)


def alive(process):
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_member_that_was_deleted_at_work_is_trained_anew_and_a_done_one_still_counts(alone, launching):
    launcher = launching(1)
    leader = launcher.runs / launcher.start(repetition(3, train__steps=400))
    record = wait(leader, lambda record: done(1)(record) and at_work()(record))
    first, second = (Path(each.path) for each in record.members[:2])
    holder = locks.holder_pid(RunFolder(second).lock)
    shutil.rmtree(first)
    shutil.rmtree(second, ignore_errors=True)
    record = wait(leader, ended)
    assert record.state is RunState.FINISHED
    assert record.table["mae"].count == 3
    assert [each.state for each in record.members] == ["gone", "finished", "finished"]
    assert record.members[0].measures
    assert holder is None or not Path(f"/proc/{holder}").exists() or not alive(holder)


def test_single_runs_have_their_turn_before_earlier_repetitions_are_over(launching):
    launcher = launching(1)  # what two cores have; with two places the same holds and takes as long again
    before = launcher.runs / launcher.start(TRAINING.with_changes(ENDLESS))  # keeps the place until all have come
    wait(before, lambda record: record.step > 0)
    leaders = [launcher.runs / launcher.start(repetition(2)) for _ in range(2)]
    for leader in leaders:
        wait(leader, lambda record: record.members[0].state != "waiting")
    singles = [launcher.runs / launcher.start(TRAINING) for _ in range(3)]
    launcher.stop(before.name)
    records = [wait(path, ended) for path in (*singles, *leaders)]
    assert {record.state for record in records} == {RunState.FINISHED}
    begun = {path: begin(path) for path in singles}
    assert list(begun.values()) == sorted(begun.values())
    for leader in leaders:
        assert begin(leader / "members" / "seed-0") < min(begun.values())
        assert max(begun.values()) < begin(leader / "members" / "seed-1")


def begin(path):
    """When the run had its turn."""
    lines = RunFolder(path).events.read_text().splitlines()
    return next(json.loads(line)["at"] for line in lines if json.loads(line)["type"] == "admitted")


BACKTEST = TRAINING.with_changes({"data.folds": 3, "data.test_fraction": 0.3})


@pytest.fixture(scope="module")
def tested(tmp_path_factory):
    """The result of a backtest whose pieces are trained in one process, one after the other."""
    data = tmp_path_factory.mktemp("tested") / "data.csv"
    write_data_file(BACKTEST.data, data)
    return fit(BACKTEST, load_series(BACKTEST.series, data), emit=lambda _: None)


def pieces_done(count):
    def until(record):
        folder = RunFolder(record.path)
        names = sorted(path.name for path in list_runs(folder.members))
        done = [name for name in names if RunFolder(folder.members / name).result.exists()]
        return len(done) >= count or (not record.state.active)

    return until


def test_the_pieces_of_a_backtest_are_runs_of_their_own_with_the_same_numbers(tested, launching):
    launcher = launching(1)  # with one slot it ends only because it gives that back
    run = launcher.runs / launcher.start(BACKTEST)
    wait(run, pieces_done(1))
    kill(run)
    for path in list_runs(run / "members"):
        kill(path)
    record = wait(run, ended)
    assert record.state in (RunState.LOST, RunState.FINISHED)
    launcher.resume(run.name)
    record = wait(run, ended)
    assert record.state is RunState.FINISHED
    assert record.result.folds == tested.folds
    assert record.result.test == tested.test
    assert record.measured["backtest.progress"] == 1.0
    assert [path.name for path in list_runs(run / "members")] == ["piece-3", "piece-2"]


def test_a_stopped_backtest_stops_its_pieces_and_is_judged_by_those_that_are_done(tested, launching):
    launcher = launching(1)
    spec = BACKTEST.with_changes({"train.steps": 400, "train.evaluate_every": 100, "data.folds": 4})
    run = launcher.runs / launcher.start(spec)
    wait(run, pieces_done(1))
    launcher.stop(run.name)
    record = wait(run, ended)
    assert record.state is RunState.STOPPED
    assert not any(read_run(path).state.active for path in list_runs(run / "members"))
    done = sum(read_run(path).result is not None for path in list_runs(run / "members"))
    launcher.finish(run.name)
    record = wait(run, ended)
    assert (record.state, record.result.reason) == (RunState.FINISHED, "steps")
    assert len(record.result.folds) == 1 + done < 4
    judged = record.result.folds
    launcher.resume(run.name)
    record = wait(run, ended)
    assert record.state is RunState.FINISHED
    assert len(record.result.folds) == 4
    assert record.result.folds[: len(judged)] == judged


def test_a_backtest_that_an_earlier_version_began_goes_on_in_its_piece(tested, launching):
    """That version trained its pieces itself; the finished ones and a checkpoint lie beside those of the run."""
    launcher = launching(1)
    folder = RunFolder(launcher.runs / "20261101-120000-earlier")
    folder.path.mkdir(parents=True)
    write_data_file(BACKTEST.data, folder.path / "data.csv")
    write_json(folder.spec, BACKTEST.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    happened = []

    def in_the_second_piece():
        return any(isinstance(event, events.Measured) and event.name == "backtest.progress" for event in happened)

    series, kept = load_series(BACKTEST.series, folder.data), Checkpoints(folder.checkpoints)
    stopped = fit(BACKTEST, series, emit=happened.append, should_stop=in_the_second_piece, checkpoints=kept)
    assert isinstance(stopped, events.Stopped)
    assert (folder.checkpoints / "fold" / "last.safetensors").exists()
    launcher.resume(folder.id)
    record = wait(folder.path, ended)
    assert record.state is RunState.FINISHED
    assert record.result.folds == tested.folds
    assert [path.name for path in list_runs(folder.members)] == ["piece-3"]


def test_a_repetition_of_a_backtest_leads_runs_that_lead_runs(launching):
    launcher = launching(1)
    leader = launcher.runs / launcher.start(repetition(2, data__folds=2, data__test_fraction=0.3))
    record = wait(leader, ended)
    assert (record.state, record.step) == (RunState.FINISHED, 2)
    for member in record.members:
        assert len(read_run(member.path).result.folds) == 2
        assert [path.name for path in list_runs(Path(member.path) / "members")] == ["piece-2"]
