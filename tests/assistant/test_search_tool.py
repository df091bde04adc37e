"""The tool that proposes a search, and what a tool tells of one."""

import json

import pytest

from assistant.conversation.events import ToolCalled
from assistant.services import Services
from assistant.tools import searching
from assistant.tools.toolbox import TOOLS
from lstm_core.runs.pace import Pace
from tests.searches import make_search, search_spec
from tests.support import make_finished_run, spec_of

PACE = Pace(step=0.01, validation=0.01, parameters=365, loading=1.0)


@pytest.fixture
def services(own_workspace, monkeypatch):
    monkeypatch.setattr("lstm_core.runs.pace.measure", lambda specs, *_rest: [PACE] * len(specs))
    services = Services(own_workspace)
    services.runs.mkdir(parents=True, exist_ok=True)
    yield services
    services.close()


@pytest.fixture
def ask(services):
    """A call of the tool in a conversation, with the answer and the spec of the card."""
    conversation_id = services.store.create("en")

    def call(language="en", **given):
        box = services.toolbox(conversation_id, language)
        answer = box.call(ToolCalled(id="1", name="propose_search", arguments=json.dumps(given)))
        spec = services.store.card(answer.card).spec if answer.card else None
        return json.loads(answer.content), spec, answer.ok

    call.conversation_id = conversation_id
    return call


def test_without_anything_it_searches_from_the_data_for_ten_minutes(ask):
    told, spec, ok = ask()
    assert ok, told
    assert (spec.kind, spec.seconds, spec.trials, spec.seeds) == ("search", 600.0, None, 5)
    assert spec.cost > 1.0
    assert told["space"][0]["path"] == "train.learning_rate"
    assert "log scale" in told["space"][0]["values"]
    assert all(each["reason"] for each in told["space"])
    assert "trials" in told["estimate"]


def test_it_starts_from_the_newest_card_or_the_one_that_is_named(ask, services):
    services.store.add_card(ask.conversation_id, spec_of(model__hidden_size=8))
    first = services.store.add_card(ask.conversation_id, spec_of(model__hidden_size=12))
    assert ask(trials=5)[1].run.model.hidden_size == 12
    assert ask(trials=5, run=services.store.cards(ask.conversation_id)[0].id)[1].run.model.hidden_size == 8
    services.store.add_card(ask.conversation_id, search_spec())
    assert ask(trials=5, run=first, changes={"train.steps": 20})[1].run.train.steps == 20


def test_a_run_that_has_ended_tells_what_a_training_takes(ask, services, monkeypatch):
    def never(*_given):
        raise AssertionError("measured")

    monkeypatch.setattr("lstm_core.runs.pace.measure", never)
    path = make_finished_run(services.runs)
    _, spec, ok = ask(run=path.name, minutes=5)
    assert ok
    assert spec.cost == pytest.approx(searching.LOADING + 2.5)


def test_fields_and_ranges_of_ones_own(ask):
    _, spec, ok = ask(fields=["train.learning_rate", "model.cell"], trials=6)
    assert ok
    assert [each.path for each in spec.space] == ["train.learning_rate", "model.cell"]
    space = [{"path": "model.layers", "kind": "int", "low": 1, "high": 3}]
    _, spec, ok = ask(space=space, trials=6, sampler="random", pruner="off", seeds=3)
    assert ok
    assert (spec.space[0].high, spec.sampler, spec.pruner, spec.seeds) == (3, "random", "none", 3)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"fields": ["model.tied"]}, "model.tied"),
        ({"fields": "rate"}, "fields must be a list"),
        ({"space": [{"path": "model.cel", "kind": "int", "low": 1, "high": 2}]}, "Did you mean model.cell"),
        ({"space": "wide"}, "space must be a list"),
        ({"space": []}, "empty"),
        ({"minutes": "ten"}, "minutes must be a number"),
        ({"minutes": 0}, "seconds"),
        ({"minutes": 0.05}, "does not hold"),
        ({"trials": 1}, "trials"),
        ({"run": "nothing"}, "nothing"),
        ({"hours": 2}, "hours"),
    ],
)
def test_what_is_wrong_is_one_sentence(ask, given, words):
    told, spec, ok = ask(**given)
    assert not ok
    assert spec is None
    assert words in " ".join(told["error"])


def test_a_short_budget_gets_fewer_seeds_where_nobody_named_a_number(ask, services):
    path = make_finished_run(services.runs)  # 5.5 seconds each
    assert ask(run=path.name, minutes=0.42)[1].seeds < 5
    told, _, ok = ask(run=path.name, minutes=0.42, seeds=5)
    assert not ok
    assert "0:25" in told["error"][0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finished_search_is_told_with_both_numbers(services, ask, language):
    path = make_search(services.runs, search_spec(trials=16))
    box = services.toolbox(ask.conversation_id, language)
    answer = box.call(ToolCalled(id="1", name="read_run", arguments=json.dumps({"run": path.name})))
    assert answer.ok, answer.content
    told = json.loads(answer.content)
    assert told["verdict"] == "better"
    assert told["recommended"] == "winner"
    assert told["best_trial"]["score"] < told["starting_point"]
    assert len(told["confirmation"]["winner_test"]) == 3
    assert told["shrinkage"] is not None
    assert told["headline"]
    listed = box.call(ToolCalled(id="2", name="list_runs", arguments="{}"))
    assert json.loads(listed.content)["runs"][0]["verdict"] == "better"


def test_the_tool_says_that_it_trains_nothing():
    assert "Does not train" in TOOLS["propose_search"].spec.description
