"""A repetition over seeds as a model asks for it and reads it."""

import json

import pytest

from lstm_core.runs import events
from lstm_core.spec.repeat import RepeatRunSpec
from tests.assistant.test_tools import box, call, refused, services
from tests.repetitions import STOPPED, make_repetition
from tests.support import make_finished_run, spec_of

__all__ = ["box", "services"]  # fixtures
FULL = events.Failed(seq=0, at=0, key="run.disk_full", parameters={}, step=1)


@pytest.mark.parametrize("seeds", [4, "4", 4.0])
def test_seeds_make_the_proposal_a_repetition(box, seeds):
    content, ok, card = call(
        box, "propose_run", {"source": "sunspots", "changes": {"train": {"steps": 50}}, "seeds": seeds}
    )
    assert ok, content
    spec = box.services.store.card(card).spec
    assert (spec.kind, spec.seeds, spec.run.train.steps) == ("repeat", 4, 50)
    assert content["configuration"]["seeds"] == 4
    assert set(content["configuration"]) == {"seeds", "data", "model", "train"}


def test_a_card_or_a_run_is_repeated_as_it_is(box):
    first = box.services.store.add_card(box.conversation_id, spec_of())
    _, _, card = call(box, "propose_run", {"base": first, "seeds": 3})
    assert box.services.store.card(card).spec == RepeatRunSpec(seeds=3, run=spec_of())
    run = make_finished_run(box.services.runs)
    _, _, card = call(box, "propose_run", {"base": run.name, "seeds": 3})
    assert box.services.store.card(card).spec.seeds == 3


def test_a_changed_repetition_stays_one_over_as_many_seeds(box):
    first = box.services.store.add_card(box.conversation_id, RepeatRunSpec(seeds=3, run=spec_of()))
    _, _, card = call(box, "propose_run", {"base": first, "changes": {"model": {"hidden_size": 16}}})
    assert box.services.store.card(card).spec == RepeatRunSpec(seeds=3, run=spec_of(model__hidden_size=16))
    _, _, card = call(box, "propose_run", {"base": first, "seeds": 7})
    assert box.services.store.card(card).spec == RepeatRunSpec(seeds=7, run=spec_of())


@pytest.mark.parametrize("seeds", [1, 0, -2, 101, 1000, 2.5, "many", True, [1, 2]])
def test_a_number_of_seeds_that_cannot_be_followed_is_said(box, seeds):
    assert "seeds must be" in refused(box, "propose_run", {"source": "sunspots", "seeds": seeds})
    assert box.services.store.cards(box.conversation_id) == []


def test_a_finished_repetition_is_read_with_its_table_and_members(box):
    path = make_repetition(box.services.runs)
    content, ok, _ = call(box, "read_run", {"run": path.name})
    assert ok
    record = box.services.record(path.name)
    mae = content["mean_and_95_interval"]["mae"]
    assert mae["mean"] == pytest.approx(record.table["mae"].mean, rel=1e-3)
    assert mae["low"] < mae["mean"] < mae["high"]
    assert [member["seed"] for member in content["members"]] == [0, 1, 2]
    assert content["headline"].startswith("Over 3 seeds")
    assert str(path.parent) not in json.dumps(content)


@pytest.mark.parametrize(("ending", "state"), [(STOPPED, "stopped"), (None, "lost"), (FULL, "failed")])
def test_one_that_ended_early_is_read_too(box, ending, state):
    path = make_repetition(box.services.runs, 2, ending)
    content, ok, _ = call(box, "read_run", {"run": path.name})
    assert (ok, content["state"], content["step"], content["steps"]) == (True, state, 2, 3)
    assert content["headline"]
    assert content["members"][2]["state"] == "stopped"


def test_repetitions_and_trainings_stand_in_one_list(box):
    make_finished_run(box.services.runs)
    make_repetition(box.services.runs)
    content, _, _ = call(box, "list_runs")
    assert [run.get("seeds") for run in content["runs"]] == [3, None]


def test_the_thread_tells_how_many_seeds_a_card_has_and_what_came_of_it(box):
    path = make_repetition(box.services.runs)
    card = box.services.store.add_card(box.conversation_id, RepeatRunSpec(seeds=3, run=spec_of()))
    box.services.store.attach_run(card, path.name)
    [known] = box.live.cards()
    assert (known.seeds, known.state, known.step, known.steps) == (3, "finished", 3, 3)
    assert known.values["model.hidden_size"] == 8
    assert known.headline.text("zh").startswith("3 个种子：测试 MAE 平均")
