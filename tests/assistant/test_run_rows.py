"""The rows of the table of runs: read cheaply, true to the folders, with what a person calls a run."""

import json
import os
import shutil
import time

import pytest

from assistant.services import Services
from assistant.workspace.run_labels import FILE, MOST_TAGS, NAME_LENGTH, NOTHING, label_of
from lstm_core.errors import RunError
from lstm_core.runs import events
from lstm_core.runs.folder import Launch, RunFolder, RunState, write_json
from tests.comparisons import make_comparison
from tests.repairs import make_repair
from tests.repetitions import make_repetition
from tests.support import AT, add_events, logged, make_finished_run, make_unfinished_run, spec_of

STOPPED = events.Stopped(seq=0, at=0, step=60)


@pytest.fixture
def services(own_workspace):
    services = Services(own_workspace)
    yield services
    services.close()


def make_runs(services, count):
    made = make_finished_run(services.runs, name="20260101-000000-a")
    for number in range(1, count):
        shutil.copytree(made, services.runs / f"20260101-{number:06d}-a")


def test_a_row_tells_what_the_record_tells(services):
    run = make_finished_run(services.runs)
    [row] = services.rows.look().rows
    record = services.training(run.name)
    assert (row.state, row.created_at, row.spec) == (record.state, record.created_at, record.spec)
    assert (row.parameters, row.seconds) == (record.started.parameters, record.result.seconds)
    assert row.score.value == record.result.test["model"].mae
    assert row.score.rival == min(record.result.test[name].mae for name in record.result.skill)
    assert row.score.change == pytest.approx(-0.4)
    assert row.fields["train.learning_rate"] == record.spec.train.learning_rate
    assert row.fields["data.format.encoding"] == "utf-8"


@pytest.mark.parametrize(
    ("ending", "state"), [(STOPPED, RunState.STOPPED), (None, RunState.LOST), (None, RunState.RUNNING)]
)
def test_a_run_without_a_result_has_its_record_in_its_row(services, monkeypatch, ending, state):
    if state is RunState.RUNNING:
        monkeypatch.setattr("lstm_core.runs.locks.holder_pid", lambda _path: 1)
    make_unfinished_run(services.runs, ending)
    [row] = services.rows.look().rows
    assert row.state is row.record.state is state
    assert row.score is None


def test_every_kind_of_run_is_a_row_with_its_score(services):
    make_repetition(services.runs)
    make_repair(services.runs, lambda _name, spec: 0.4 if spec.train.learning_rate == 0.01 else 0.8)
    make_comparison(services.runs)
    rows = {row.spec.kind: row for row in services.rows.look().rows}
    assert set(rows) == {"repeat", "repair", "compare"}
    for row in rows.values():
        assert row.leads
        assert row.line is not None
    assert rows["repeat"].score.measure == rows["compare"].score.measure == "mae"


def test_members_are_rows_of_their_own_in_the_order_of_their_numbers(services):
    path = make_repetition(services.runs, done=11, seeds=11)
    members = services.rows.members(path.name)
    assert [row.spec.training.train.seed for row in members] == list(range(11))
    assert all(row.score is not None for row in members)
    assert [row.id for row in services.rows.look().rows] == [path.name]


def test_a_look_that_has_no_time_left_reads_the_rest_the_next_time(services):
    make_runs(services, 5)
    seen = [services.rows.look(seconds=0.0) for _ in range(6)]
    assert seen[0].unread > 0
    assert [len(table.rows) + table.unread for table in seen] == [5] * 6
    assert services.rows.look().unread == 0


def test_runs_that_have_not_changed_are_not_read_again(services):
    make_runs(services, 3)
    first = services.rows.look()
    for row in first.rows:
        (services.runs / row.id / "result.json").unlink()
    assert services.rows.look() is first


def test_a_run_that_comes_goes_or_goes_on_is_seen_at_the_next_look(services):
    make_runs(services, 2)
    first = services.rows.look()
    make_finished_run(services.runs, name="20260102-000000-b")
    assert len(services.rows.look().rows) == 3
    shutil.rmtree(services.runs / "20260102-000000-b")
    assert [row.id for row in services.rows.look().rows] == [row.id for row in first.rows]
    launch = RunFolder(services.runs / first.rows[0].id).launch
    write_json(launch, Launch(created_at=AT, launched_at=time.time(), attempt=2).model_dump())
    assert [row.state for row in services.rows.look().rows] == [RunState.QUEUED, RunState.FINISHED]


def test_a_running_run_is_read_on(services):
    run = make_unfinished_run(services.runs, None, step=10)
    assert services.rows.look().rows[0].record.step == 10
    add_events(run, [logged(11, loss=0.1, gradient_norm=1.0, learning_rate=0.1)])
    assert services.rows.look().rows[0].record.step == 11


@pytest.mark.parametrize("damage", ["{", "", "[]", '{"kind": "train", "model": {"cell": "none"}}'])
def test_a_folder_that_cannot_be_read_is_told_with_its_sentence_and_the_others_are_rows(services, damage):
    make_runs(services, 2)
    (services.runs / "20260101-000001-a" / "spec.json").write_text(damage)
    for _ in range(2):
        found = services.rows.look()
        assert [row.id for row in found.rows] == ["20260101-000000-a"]
        assert list(found.unreadable) == ["20260101-000001-a"]


@pytest.mark.parametrize("file", ["result.json", "launch.json"])
def test_a_run_with_a_damaged_file_is_told_and_can_be_deleted(services, file):
    make_runs(services, 2)
    (services.runs / "20260101-000001-a" / file).write_text('{"task": "series"')
    found = services.rows.look()
    assert [row.id for row in found.rows] == ["20260101-000000-a"]
    assert [message.key for message in found.unreadable["20260101-000001-a"]] == ["runs.damaged"]
    services.launcher.delete("20260101-000001-a")
    assert services.rows.look().unreadable == {}


def test_a_thousand_copies_of_a_finished_run_that_were_just_made_are_not_taken_for_running_ones(services):
    make_runs(services, 30)
    for row in services.rows.look().rows:
        os.utime(services.runs / row.id / "launch.json")
    assert services.running() == []
    assert services._records._slots == {}


def test_what_a_person_says_about_a_run_is_kept_beside_it_and_goes_with_it(services, own_workspace):
    run = make_finished_run(services.runs)
    before = {file.name: file.read_bytes() for file in run.iterdir() if file.is_file()}
    label = label_of("  The best   one ", ["paper", "paper", " ", "基线"], "First line\nsecond\n")
    services.labels.write(run.name, label)
    services.labels.add_tags(run.name, ["later"])
    again = Services(own_workspace)
    [row] = again.rows.look().rows
    again.close()
    assert (row.label.name, row.label.tags, row.label.note) == (
        "The best one", ("paper", "基线", "later"), "First line\nsecond",
    )  # fmt: skip
    assert {file.name: file.read_bytes() for file in run.iterdir() if file.is_file() and file.name != FILE} == before
    services.labels.write(run.name, NOTHING)
    assert not (run / FILE).exists()
    services.labels.write(run.name, label)
    services.launcher.delete(run.name)
    assert not run.exists()


def test_a_label_is_cut_to_what_a_page_can_show_and_a_damaged_one_is_none(services):
    long = label_of("n" * 500, [f"tag {number}" for number in range(50)], "x" * 9000)
    assert len(long.name) == NAME_LENGTH
    assert len(long.tags) == MOST_TAGS
    run = make_finished_run(services.runs)
    (run / FILE).write_text("{", encoding="utf-8")
    assert services.labels.of(run.name) == NOTHING
    (run / FILE).write_text(json.dumps({"name": "kept", "later": 1}), encoding="utf-8")
    assert services.labels.of(run.name).name == "kept"
    assert services.rows.look().rows[0].label.name == "kept"


@pytest.mark.parametrize("name", ["", "..", "../x", "/etc", "nothing", "a/members/b"])
def test_a_label_of_no_run_is_a_sentence_and_writes_nothing(services, name):
    with pytest.raises(RunError):
        services.labels.write(name, label_of("x"))
    assert not services.runs.exists()


def test_runs_are_comparable_when_they_are_judged_alike_on_the_same_data(services):
    changes = {"a": {}, "b": {"data__window": 33}, "c": {"data__horizon": 6}, "d": {"model__hidden_size": 16}}
    for name, change in changes.items():
        make_finished_run(services.runs, spec_of(**change), name=f"20260101-000000-{name}")
    rows = {row.id[-1]: row for row in services.rows.look().rows}
    assert rows["a"].comparable == rows["b"].comparable == rows["d"].comparable
    assert rows["a"].comparable != rows["c"].comparable
