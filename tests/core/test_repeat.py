"""A repetition over seeds without a process: its rules, its table, its members seen from outside, its bad input."""

import errno
import json
import subprocess
import sys
from typing import get_args

import pytest

from lstm_core.__main__ import WRONG_REQUEST, main
from lstm_core.engine import worker
from lstm_core.engine.work.contract import Work
from lstm_core.engine.work.repeat import work
from lstm_core.errors import RunError, SpecError
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.results.repeat import statistic, table_of
from lstm_core.runs import events, members
from lstm_core.runs.folder import Launch, RunFolder, RunState, write_json
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.log import RunLog
from lstm_core.runs.members import TRIES
from lstm_core.runs.record import RunReader, read_run
from tests.support import AT, make_finished_run, make_unfinished_run, spec_of
from tests.tree import ROOT


def repetition(seeds=3, **changes):
    return parse_spec({"kind": "repeat", "seeds": seeds, "run": spec_of(**changes).model_dump(mode="json")})


@pytest.fixture
def leader(tmp_path):
    """A repetition over three seeds that was launched and has no member yet; its worker died."""
    folder = RunFolder(make_unfinished_run(tmp_path, None, name="20261123-150000-led"))
    folder.events.unlink()
    for file in (folder.last, folder.best):
        file.unlink()
    write_json(folder.spec, repetition().to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    return folder


def finish_member(leader, seed, gain=0.4):
    return make_finished_run(leader.members, spec_of(train__seed=seed), name=f"seed-{seed}", gain=gain)


def end_member(leader, seed, ending):
    return make_unfinished_run(leader.members, ending, spec=spec_of(train__seed=seed), name=f"seed-{seed}")


DIVERGED = events.Failed(seq=0, at=0, key="training.diverged", parameters={"step": 60, "loss": "nan"}, step=60)


class Launched:
    """The launcher of members that end at once as `ending` says; it notes what it was asked for."""

    def __init__(self, leader, ending):
        self.leader, self.ending, self.asked = leader, ending, []

    def __call__(self, _runs, _slots):
        return self

    def fits(self, _spec, active):
        return not active

    loading = False

    def prepare(self):
        """Nothing is kept ready."""

    def close(self):
        """Nothing is held."""

    def start(self, spec, run_id, data, instruments=True):
        assert data == self.leader.data
        self._do("start", run_id, spec.train.seed)

    def resume(self, run_id):
        self._do("resume", run_id, int(run_id.removeprefix("seed-")))

    def reopen(self, run_id):
        self._do("reopen", run_id, int(run_id.removeprefix("seed-")))

    def stop(self, run_id):
        self.asked.append(("stop", run_id))

    def _do(self, what, run_id, seed):
        self.asked.append((what, run_id))
        before = self.leader.members / run_id
        if before.exists():  # an attempt that goes on writes the folder anew
            before.rename(self.leader.members / f".{len(self.asked)}")
        self.ending(seed)


@pytest.fixture
def led(leader, monkeypatch):
    """What the work of the repetition returned and what its launcher was asked for, with members that end so."""

    def lead(ending):
        launched = Launched(leader, ending)
        monkeypatch.setattr(members, "launcher_of", launched)
        monkeypatch.setattr(members, "LOOK_SECONDS", 0)
        happened = []
        sign = type("Sign", (), {"stepping": False, "__call__": lambda _self: False})()
        result = work(Work(leader, parse_spec(leader.spec.read_bytes()), happened.append, sign, 1))
        return result, launched.asked, happened

    return lead


def test_mean_and_interval_are_those_of_student():
    found = statistic([1.0, 2.0, 4.0])
    assert (found.mean, found.count, found.smallest, found.largest) == (7 / 3, 3, 1.0, 4.0)
    assert found.deviation == pytest.approx(1.527525231651947)
    half = 4.302652729911275 * 1.527525231651947 / 3**0.5  # t(0.975; 2)
    assert (found.low, found.high) == pytest.approx((7 / 3 - half, 7 / 3 + half))


def test_one_value_has_no_interval_and_a_missing_measure_is_not_counted():
    table = table_of([{"mae": 1.0, "mase": 2.0}, {"mae": 3.0}])
    assert (table["mae"].count, table["mase"].count) == (2, 1)
    assert table["mase"].low is table["mase"].high is None


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"kind": "repeat", "seeds": 1}, ("seeds", "2", "100", "1")),
        ({"kind": "repeat", "seeds": 1000}, ("seeds", "100", "1000")),
        ({"kind": "repeat", "run": {"train": {"seed": 2**31}}}, ("run.train.seed", "2147483648")),
        ({"kind": "repeat", "run": {"kind": "repeat"}}, ("run.kind", "repeat")),
        ({"kind": "tournament"}, ("tournament", "train", "repeat")),
        ({"kind": ["repeat"]}, ("train", "repeat")),
        ({"kind": None}, ("train", "repeat")),
        ({"kind": "repeat", "version": 2}, ("version", "2")),
        ({"kind": "repeat", "seed": 3}, ("seed", "seeds")),
    ],
)
def test_what_is_no_repetition_is_refused_in_one_sentence(raw, words):
    with pytest.raises(SpecError) as refused:
        parse_spec(raw)
    [message] = refused.value.messages
    assert all(word in message.text("en") for word in words), message.text("en")
    assert message.text("zh").endswith(("。", "？"))


def test_seeds_that_run_over_the_largest_are_refused_before_anything_is_written(tmp_path):
    with pytest.raises(SpecError) as refused:
        LocalLauncher(tmp_path / "runs").start(repetition(train__seed=2**31 - 2))
    assert "2147483648" in refused.value.messages[0].text("en")
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.mark.parametrize("command", ["render", "bundle", "finish"])
def test_what_a_repetition_cannot_do_is_one_sentence(command, leader, tmp_path, capsys):
    given = {"render": [leader.spec], "bundle": [leader.path, tmp_path / "b.zip"], "finish": [leader.path]}[command]
    assert main(["--lang", "en", command, *map(str, given)]) == WRONG_REQUEST
    written = capsys.readouterr()
    assert written.out == ""
    [sentence] = written.err.splitlines()
    assert "Traceback" not in sentence
    assert not (tmp_path / "b.zip").exists()


def test_a_leader_imports_no_engine():
    names = "lstm_core.engine.worker, lstm_core.engine.work.repeat, lstm_core.runs.members, lstm_core.runs.repeat"
    code = f"import sys, {names}; print([name for name in ('torch', 'scipy', 'streamlit') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_members_are_started_in_the_order_of_their_seeds_and_done_ones_are_skipped(leader, led):
    finish_member(leader, 1)
    result, asked, happened = led(lambda seed: finish_member(leader, seed))
    assert asked == [("start", "seed-0"), ("start", "seed-2")]
    assert [row.seed for row in result.members] == [0, 1, 2]
    assert {found.count for found in result.table.values()} == {3}
    told = [(event.member, event.state) for event in happened if isinstance(event, events.MemberChanged)]
    assert told == [("seed-1", "finished"), ("seed-0", "finished"), ("seed-2", "finished")]


def test_a_member_that_diverged_is_left_out_and_the_others_count(leader, led):
    result, asked, _ = led(lambda seed: end_member(leader, 1, DIVERGED) if seed == 1 else finish_member(leader, seed))
    assert asked == [("start", "seed-0"), ("start", "seed-1"), ("start", "seed-2")]
    assert [(row.state, bool(row.measures)) for row in result.members] == [
        ("finished", True),
        ("failed", False),
        ("finished", True),
    ]
    assert result.table["mae"].count == 2
    write_json(leader.result, result.model_dump_json())
    with leader.events.open("a") as file:
        file.write(events.Finished(seq=0, at=AT + 9, step=2, reason="members", seconds=1).model_dump_json() + "\n")
    record = read_run(leader.path)
    assert record.state is RunState.FINISHED
    assert not record.resumable  # it would diverge again
    told = " ".join(message.text("en") for message in KINDS["repeat"].resolve("report").explanation(record))
    assert "1" in told


def test_members_that_all_fail_end_with_the_sentence_of_the_first(leader, led):
    with pytest.raises(RunError) as failed:
        led(lambda seed: end_member(leader, seed, DIVERGED))
    assert failed.value.messages[0].key == "training.diverged"
    assert not read_run(leader.path).resumable


def test_a_member_that_keeps_dying_at_its_place_is_given_up(leader, led):
    _, asked, _ = led(lambda seed: end_member(leader, seed, None) if seed == 2 else finish_member(leader, seed))
    assert asked[:3] == [("start", "seed-0"), ("start", "seed-1"), ("start", "seed-2")]
    assert 1 <= len(asked[3:]) <= TRIES
    assert set(asked[3:]) == {("resume", "seed-2")}


def test_a_member_that_dies_further_on_each_time_is_brought_to_its_end(leader, led):
    lives = iter(range(10, 90, 10))

    def die_on(seed):
        step = next(lives, None) if seed == 0 else None
        if step is None:
            finish_member(leader, seed)
        else:
            make_unfinished_run(leader.members, None, spec=spec_of(), step=step, name="seed-0")

    result, asked, _ = led(die_on)
    assert asked.count(("resume", "seed-0")) == 8 > TRIES
    assert result.table["mae"].count == 3


def test_a_member_folder_without_a_worker_gets_one_at_once(leader, led):
    folder = RunFolder(end_member(leader, 0, None))
    folder.events.unlink()  # written and launched a moment ago, then its leader died
    write_json(folder.launch, Launch(created_at=AT, launched_at=members.time.time()).model_dump())
    _, asked, _ = led(lambda seed: finish_member(leader, seed))
    assert asked == [("reopen", "seed-0"), ("start", "seed-1"), ("start", "seed-2")]


def test_a_member_that_cannot_be_read_is_put_aside_and_trained_anew(leader, led):
    folder = RunFolder(finish_member(leader, 0))
    folder.spec.write_text('{"kind": "tournament"}', encoding="utf-8")
    result, asked, _ = led(lambda seed: finish_member(leader, seed))
    assert asked == [(("start"), f"seed-{seed}") for seed in range(3)]
    assert result.table["mae"].count == 3
    [aside] = leader.members.glob(".unreadable-seed-0-*")
    assert (aside / "spec.json").read_text() == '{"kind": "tournament"}'


def test_without_its_data_a_repetition_says_so(leader, led):
    leader.data.unlink()
    with pytest.raises(RunError) as failed:
        led(lambda _seed: None)
    assert failed.value.messages[0].key == "run.without_data"


def test_a_member_that_was_deleted_after_the_end_keeps_its_row(leader, led):
    result, _, _ = led(lambda seed: finish_member(leader, seed))
    write_json(leader.result, result.model_dump_json())
    with leader.events.open("a") as file:
        file.write(events.Finished(seq=0, at=AT + 9, step=3, reason="members", seconds=1).model_dump_json() + "\n")
    reader = RunReader(leader.path)
    assert [each.state for each in reader.read().members] == ["finished"] * 3
    (leader.members / "seed-1").rename(leader.path / "elsewhere")
    record = reader.read()
    assert [each.state for each in record.members] == ["finished", "gone", "finished"]
    assert record.members[1].measures == result.members[1].measures
    assert record.table == result.table
    assert not record.resumable


def test_a_disk_that_is_full_is_one_sentence_and_the_repetition_can_go_on(leader, monkeypatch):
    def full(*_arguments, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(LocalLauncher, "start", full)
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    assert worker.work(leader.path, 1) == 1
    last = events.parse_event(leader.events.read_bytes().splitlines()[-1])
    assert (last.type, last.key) == ("failed", "run.disk_full")
    assert read_run(leader.path).resumable


def test_half_a_line_on_a_full_disk_is_taken_back_so_that_the_ending_can_be_read(tmp_path, monkeypatch):
    emit, write = worker.EventWriter(tmp_path / "events.jsonl"), worker.os.write
    emit(events.Admitted(seq=0, at=0))
    monkeypatch.setattr(worker.os, "write", lambda file, line: write(file, line[:10]))
    with pytest.raises(OSError, match="space"):
        emit(events.Stopped(seq=0, at=0, step=1))
    monkeypatch.setattr(worker.os, "write", write)
    emit(events.Failed(seq=0, at=0, key="run.disk_full"))
    told = [events.parse_event(line).type for line in (tmp_path / "events.jsonl").read_bytes().splitlines()]
    assert told == ["admitted", "failed"]


def test_a_repetition_of_a_newer_version_is_one_sentence(leader, capsys):
    raw = json.loads(leader.spec.read_text())
    leader.spec.write_text(json.dumps(raw | {"kind": "tournament"}), encoding="utf-8")
    assert main(["--lang", "en", "show", str(leader.path)]) == WRONG_REQUEST
    assert "tournament" in capsys.readouterr().err
    leader.spec.write_text(json.dumps(raw | {"rungs": 3}), encoding="utf-8")
    assert main(["--lang", "en", "show", str(leader.path)]) == WRONG_REQUEST
    assert "rungs" in capsys.readouterr().err


def test_lines_of_version_0_1_are_read_as_named_values(tmp_path):
    run = make_unfinished_run(tmp_path, None, step=10)
    new = RunReader(run).read()
    folder = RunFolder(run)
    old = []
    for line in folder.events.read_text().splitlines():
        raw = json.loads(line)
        if raw["type"] == "logged":
            values = raw.pop("values")
            if "loss" in values:
                raw |= {"type": "step", **values}
            else:
                raw |= {"type": "evaluated", "loss": values["validation_loss"], "best": True}
        old.append(json.dumps(raw))
    assert any('"step"' in line for line in old)
    folder.events.write_text("\n".join(old) + "\n", encoding="utf-8")
    assert RunReader(run).read() == new


def test_series_of_any_name_arrive_thinned_and_keep_their_extremes(tmp_path):
    run = make_unfinished_run(tmp_path, None, step=10)
    values = {step: float(step % 7) for step in range(1, 2001)} | {777: 99.0, 1500: float("nan")}
    with RunFolder(run).events.open("a") as file:
        for step, value in values.items():
            point = events.Logged(seq=step, at=AT + step, step=step, values={"pace": value})
            file.write(point.model_dump_json() + "\n")
    reader = RunReader(run)
    thinned = reader.read(points=50).series["pace"]
    assert len(thinned.steps) == len(thinned.values) <= 102
    assert (777, 99.0) in zip(thinned.steps, thinned.values, strict=True)
    assert len(reader.read().series["pace"].steps) == 2000
    assert set(reader.read().series) == {"pace"}
    assert reader.read().curve.steps == list(range(1, 11))


def test_every_declared_event_can_be_read_and_is_folded_or_ends_the_attempt(tmp_path):
    """That none is forgotten is proved by the checker of types; that none of them is an error is seen here."""
    declared = get_args(get_args(events.RunEvent)[0])
    assert set(declared) == set(get_args(events.Along)) | set(get_args(events.Ending)) | {
        events.Logged,
        events.Admitted,
        events.Progressed,
        events.MemberChanged,
    }
    given = {
        "step": 1,
        "steps": 9,
        "parameters": {},
        "values": {},
        "vectors": {},
        "rows": [],
        "changes": {},
        "reports": [],
        "where": "loss",
        "key": "run.crashed",
        "versions": {},
    }
    for number, kind in enumerate(declared):
        log = RunLog(tmp_path / f"{number}.jsonl")
        fields = {name: given.get(name, _value(field.annotation)) for name, field in kind.model_fields.items()}
        if kind is events.Started:
            fields["parameters"] = 3
        if kind is events.TrialTold:
            fields |= {"state": "done", "score": 1.0}
        line = kind.model_validate(fields | {"type": kind.model_fields["type"].default}).model_dump_json()
        assert type(events.parse_event(line)) is kind
        (tmp_path / f"{number}.jsonl").write_text(line + "\n", encoding="utf-8")
        log.read()
        assert (log.ending is not None) is (kind in get_args(events.Ending))


def _value(annotation):
    """Any value of a field."""
    choices = get_args(annotation)
    if choices and isinstance(choices[0], str):
        return choices[0]
    if annotation is events.EndReason:
        return "steps"
    return {int: 1, float: 1.0, str: "a"}.get(annotation)
