"""What ended a run decides what is offered: every failure of a worker has its remedies, and each of them can help."""

import ast

import pytest

from lstm_core.reports.remedies import remedies, sentences
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import read_run
from lstm_core.runs.remedies import COPIES, OF_FAILURES, changes_of_copy
from tests.support import logged, make_finished_run, make_unfinished_run, spec_of
from tests.tree import ROOT, parsed

DIVERGED = {"step": 60, "loss": "nan"}


def failed(runs, key, parameters=None, *, checkpoint=True, **changes):
    event = events.Failed(seq=0, at=0, key=key, parameters=parameters or {}, step=60)
    return read_run(make_unfinished_run(runs, event, spec=spec_of(**changes), checkpoint=checkpoint))


def keys_of_workers():
    """The failures that the worker and the training write, read from their source."""
    engine = ROOT / "lstm_core" / "engine"
    rooms = [path for room in ("work", "training", "nn") for path in sorted((engine / room).glob("*.py"))]
    rooms.append(engine / "worker.py")
    calls = [node for room in rooms for node in ast.walk(parsed(room)) if isinstance(node, ast.Call)]
    keys = [call.args[0] for call in calls if getattr(call.func, "id", "") == "Sentence" and call.args]
    names = [each.value for key in keys for each in ast.walk(key) if isinstance(each, ast.Constant)]
    names = [name for name in names if isinstance(name, str)]
    assert "training.diverged" in names
    return names


def test_every_failure_that_a_worker_writes_has_its_remedies():
    assert set(keys_of_workers()) <= set(OF_FAILURES)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("training.diverged", ["slower", "finish"]),
        ("run.out_of_memory", ["smaller", "resume", "finish"]),
        ("run.disk_full", ["resume", "finish"]),
        ("run.crashed", ["resume", "finish"]),
        ("run.checkpoint_unreadable", ["again"]),
        ("training.no_gpu", ["any_device", "resume"]),
        ("training.half_needs_gpu", ["full_precision"]),
        ("data.unreadable", ["again"]),
    ],
)
def test_a_failure_offers_what_can_help_it_and_nothing_else(tmp_path, key, expected):
    made = {"train__device": "cuda"} if key == "training.no_gpu" else {}
    made |= {"train__precision": "float16"} if key == "training.half_needs_gpu" else {}
    record = failed(tmp_path, key, DIVERGED, **made)
    assert remedies(record) == expected
    assert record.resumable is ("resume" in expected)
    assert record.finishable is ("finish" in expected)


@pytest.mark.parametrize("ending", [None, events.Stopped(seq=0, at=0, step=60)])
def test_a_stopped_or_lost_run_goes_on_or_is_finished(tmp_path, ending):
    assert remedies(read_run(make_unfinished_run(tmp_path, ending))) == ["resume", "finish"]


@pytest.mark.parametrize("ending", [None, events.Stopped(seq=0, at=0, step=60)])
def test_without_a_validated_step_it_only_goes_on_and_says_why(tmp_path, ending):
    record = read_run(make_unfinished_run(tmp_path, ending, checkpoint=False))
    assert remedies(record) == ["resume"]
    assert [message.key for message in sentences(record)] == ["remedy.resume", "remedy.unjudged"]


def test_a_whole_result_needs_no_remedy(tmp_path):
    assert remedies(read_run(make_finished_run(tmp_path))) == []


def test_without_its_data_nothing_but_a_new_run_is_offered(tmp_path):
    for key in ("run.crashed", "training.diverged", "data.missing_file"):
        record = failed(tmp_path / key, key, DIVERGED)
        RunFolder(record.path).data.unlink()
        record = read_run(record.path)
        assert not {"resume", "finish"} & set(remedies(record))
        assert sentences(record)[0].key == "remedy.without_data"


def test_a_copy_of_a_diverged_run_is_ten_times_slower_and_clips():
    spec = spec_of(train__learning_rate=0.03, train__clip_norm=None)
    assert changes_of_copy(spec, "slower") == {"train.learning_rate": 0.003, "train.clip_norm": 1.0}
    assert changes_of_copy(spec_of(train__learning_rate=0.03, train__clip_norm=0.5), "slower") == {
        "train.learning_rate": 0.003
    }


def test_a_copy_of_a_run_without_memory_computes_again_where_sequences_are_long_else_takes_less_at_once():
    short, long = spec_of(train__batch_size=16), spec_of(data__window=150, train__batch_size=16)
    assert changes_of_copy(short, "recomputing") is None
    assert changes_of_copy(short, "smaller") == {"train.batch_size": 8}
    assert set(changes_of_copy(long, "recomputing") or {}) == {"train.recompute_every"}
    assert changes_of_copy(spec_of(train__batch_size=1, model__hidden_size=64), "smaller") == {"model.hidden_size": 32}
    assert changes_of_copy(spec_of(model__cell="transformer", model__heads=1, data__window=150), "recomputing") is None


def test_every_copy_keeps_to_the_rules_or_is_not_offered(tmp_path):
    for copy in COPIES:
        for spec in (spec_of(), spec_of(train__batch_size=1, model__hidden_size=1), spec_of(data__window=150)):
            changed = changes_of_copy(spec, copy)
            assert changed is None or spec.with_changes(changed)
    gone = spec_of(data__source="file", data__file=str(tmp_path / "gone.csv"))
    assert [changes_of_copy(gone, copy) for copy in COPIES] == [None] * len(COPIES)


def test_what_was_said_of_a_failure_is_forgotten_once_training_goes_on(tmp_path):
    record = failed(tmp_path, "run.crashed")
    assert record.ended_by == "run.crashed"
    with RunFolder(record.path).events.open("a", encoding="utf-8") as file:
        for event in (
            events.Admitted(seq=90, at=2e9),
            logged(61, 2e9, 91, loss=0.1, gradient_norm=0.1, learning_rate=0.1),
        ):
            file.write(event.model_dump_json() + "\n")
    assert read_run(record.path).ended_by is None
