"""The tool that proposes a compression, and what a tool tells of one."""

import json

import pytest

from assistant.conversation.events import ToolCalled
from assistant.services import Services
from assistant.tools.toolbox import TOOLS
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds import compress as report
from lstm_core.spec.compress import Limits
from tests.compressions import STOPPED, ladder_spec, make_ladder
from tests.repetitions import make_repetition
from tests.support import make_finished_run, make_unfinished_run, spec_of


@pytest.fixture
def services(own_workspace):
    services = Services(own_workspace)
    services.runs.mkdir(parents=True, exist_ok=True)
    yield services
    services.close()


@pytest.fixture
def ask(services):
    """A call of a tool in a conversation, with the answer and the spec of the card."""
    conversation_id = services.store.create("en")

    def call(tool="propose_compression", language="en", **given):
        box = services.toolbox(conversation_id, language)
        answer = box.call(ToolCalled(id="1", name=tool, arguments=json.dumps(given)))
        spec = services.store.card(answer.card).spec if answer.card else None
        return json.loads(answer.content), spec, answer.ok

    call.conversation_id = conversation_id
    return call


@pytest.fixture
def trained(services, ask):
    """The id of a run that was trained in the conversation."""
    path = make_finished_run(services.runs, spec_of())
    services.store.attach_run(services.store.add_card(ask.conversation_id, spec_of()), path.name)
    return path.name


def test_without_anything_it_compresses_the_newest_trained_run_by_the_usual_rungs(ask, trained):
    told, spec, ok = ask()
    assert ok, told
    assert (spec.kind, spec.origin, spec.rungs) == ("compress", trained, ())
    assert told["rungs_in_words"][:2] == ["ONNX FP32", "INT8"]
    assert told["networks"] == spec.total
    assert told["estimated_seconds"] > 0
    assert told["limits_in_words"] == "no limits"


def test_rungs_limits_and_seeds_are_those_that_were_asked_for(ask, trained):
    wishes = {"rungs": ["int8", "distil:2"], "size_kb": 500, "latency_ms": 2, "loss_percent": 1, "seeds": 5}
    told, spec, ok = ask(run=trained, **wishes)
    assert ok, told
    assert spec.limits == Limits(size=500_000, latency=2.0, loss=0.01)
    assert (spec.rungs, spec.seeds) == (("int8", "distil:2"), 5)
    assert "at most 500 kB" in told["limits_in_words"]


def test_a_compression_card_keeps_what_is_not_asked_for_again(ask, trained, services):
    ask(rungs=["int8"], size_kb=500)
    card = services.store.cards(ask.conversation_id)[-1].id
    _, spec, ok = ask(run=card, loss_percent=2)
    assert ok
    assert (spec.rungs, spec.limits) == (("int8",), Limits(size=500_000, loss=0.02))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rungs": ["int4"]}, "int4"),
        ({"rungs": ["distil:99"]}, "fewer than"),
        ({"rungs": ["int8+distil:2"]}, "int8+distil:2"),
        ({"rungs": ["prune:80"]}, "between 0 and 1"),
        ({"size_kb": "small"}, "size_kb"),
        ({"loss_percent": True}, "loss_percent"),
        ({"run": "no-such-run"}, "no-such-run"),
        ({"limits": {}}, "limits"),
    ],
)
def test_a_wrong_call_is_answered_by_what_to_write_instead(ask, trained, given, words):
    told, spec, ok = ask(**given)
    assert not ok
    assert spec is None
    assert words in " ".join(told["error"])


def test_there_must_be_a_trained_network(ask, services):
    assert "propose_run" in ask()[0]["error"][0]
    card = services.store.add_card(ask.conversation_id, spec_of())
    assert "Train it first" in ask()[0]["error"][0]
    assert "Train it first" in ask(run=card)[0]["error"][0]
    unfinished = make_unfinished_run(services.runs, STOPPED.model_copy(update={"step": 3}), spec=spec_of(), name="x")
    services.store.attach_run(card, unfinished.name)
    assert "Train it first" in ask()[0]["error"][0]
    repeated = make_repetition(services.runs)
    assert "is no training" in ask(run=repeated.name)[0]["error"][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_ladder_came_to_is_read_with_every_number(ask, services, language):
    path = make_ladder(services.runs)
    card = services.store.add_card(ask.conversation_id, ladder_spec())
    assert ask("read_study")[0]["state"] == "not trained yet"
    services.store.attach_run(card, path.name)
    told, _, ok = ask("read_study", language)
    assert ok
    record = services.record(path.name)
    assert (told["kind"], told["recommended"]) == ("compress", "int8")
    assert told["headline"] == report.summary(record, language)
    assert [row["rung"] for row in told["rungs"]] == [row.rung for row in record.rows]
    assert told["rungs"][2]["bytes"] == 23_600
    assert told["students"]["distil-16"]["teacher"] == "better"
    assert len(json.dumps(told)) < 12_000


def test_other_limits_judge_it_anew_and_train_nothing(ask, services):
    path = make_ladder(services.runs)
    services.store.attach_run(services.store.add_card(ask.conversation_id, ladder_spec()), path.name)
    told, _, ok = ask("read_study", size_kb=10, loss_percent=8)
    assert ok
    assert told["recommended"] == "shrink:0.5+int8"
    told, _, ok = ask("read_study", size_kb=1)
    assert "recommended" not in told or told["recommended"] is None
    assert "6.06 kB over 1 kB" in told["headline"]
    assert not ask("read_study", size_kb="x")[2]
    assert not ask("read_study", loss_percent=-1)[2]


def test_one_that_is_not_done_is_told_as_far_as_it_came(ask, services):
    path = make_ladder(services.runs, built=2, ending=STOPPED)
    services.store.attach_run(services.store.add_card(ask.conversation_id, ladder_spec()), path.name)
    told, _, ok = ask("read_study")
    assert ok
    assert (told["state"], told["step"], told["steps"]) == ("stopped", 2, 5)
    runs = ask("list_runs")[0]["runs"]
    assert runs[0]["compresses"] == ladder_spec().origin


def test_the_tool_says_that_it_builds_nothing():
    assert "Builds nothing" in TOOLS["propose_compression"].spec.description
