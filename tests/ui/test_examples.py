"""The questions of the empty start work with one click, without a key."""

import json

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.events import SuggestionsOffered, TextDelta, ToolAnswered, TurnEnded
from assistant.conversation.messages import Message, TextPart
from assistant.guide import Guide
from assistant.services import Services
from assistant.ui.pages.chat import EXAMPLES
from assistant.ui.words.labels import say


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    services = Services(tmp_path_factory.mktemp("examples"))
    yield services
    services.close()


def answer(services, name, language):
    conversation_id = services.store.create(language)
    question = Message(role="user", parts=[TextPart(text=say(f"example.{name}", language))])
    services.store.append(conversation_id, question)
    events = list(run_turn([question], Guide(language), services.toolbox(conversation_id, language), language))
    assert isinstance(events[-1], TurnEnded)
    assert any(isinstance(event, SuggestionsOffered) for event in events)
    return events, services.store.cards(conversation_id)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "gates"])
def test_an_example_ends_in_a_card_that_can_be_trained(name, language, services):
    events, cards = answer(services, name, language)
    [made] = [event for event in events if isinstance(event, ToolAnswered) and event.name == "propose_run"]
    assert made.ok, made.content
    assert [card.id for card in cards] == [json.loads(made.content)["card"]]
    wanted = {"sunspots": ("sunspots", "lstm", 11), "co2": ("co2", "gru", 52)}
    spec = cards[0].spec
    if name in wanted:
        assert (spec.data.source, spec.model.cell, spec.data.horizon) == wanted[name]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_question_on_the_gates_is_answered_with_their_equations(language, services):
    events, _ = answer(services, "gates", language)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert "sigma" in text
