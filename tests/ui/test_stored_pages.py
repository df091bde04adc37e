"""The pages of a workspace that an earlier version left: its conversations and every one of its runs are drawn."""

from collections import Counter

import pytest

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.services import Services
from assistant.ui.words.labels import say
from tests.stored.opening import VERSIONS, each
from tests.ui.pages import app

THREADS = [(version, thread) for version in VERSIONS for thread in version.index["conversations"]]


@pytest.fixture
def workspace(own_workspace):
    """Lays out what a version left, where the app looks for it."""
    opened = []

    def open_(version):
        opened.append(Services(version.lay_out(own_workspace)))
        return opened[-1]

    yield open_
    for services in opened:
        services.close()


def drawn(page, language):
    """Everything that the page shows as text; no part of it broke."""
    assert not page.exception
    boxes = [found.value for found in [*page.error, *page.warning, *page.info]]
    assert say("page.unexpected", language) not in boxes
    return "\n".join([*boxes, *(found.value for found in [*page.markdown, *page.caption])])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("version", "thread"), **each(THREADS))
def test_a_stored_conversation_is_drawn_with_its_words_and_its_cards(
    workspace, own_workspace, version, thread, language
):
    services, conversation_id = workspace(version), version.index["conversations"][thread]
    page = app(own_workspace, language, c=conversation_id).run()
    seen = drawn(page, language)
    for _, message in services.store.messages(conversation_id):
        if message.role == "user":
            assert message.text in seen
    for card in services.store.cards(conversation_id):
        if card.run_id is None:
            size = page.number_input(key=f"card-{card.id}-model.hidden_size")
            assert size.value == card.spec.model.hidden_size
    assert say("state.finished", language) in seen


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_every_stored_run_is_drawn_as_a_card(workspace, own_workspace, version, language):
    services = workspace(version)
    conversation_id = services.store.create(language)
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="?")]))
    made = []
    for name, run_id in version.runs.items():
        card = services.store.card_of_run(run_id)
        card_id = card.id if card else services.store.add_card(conversation_id, services.record(run_id).spec)
        if card is None:
            services.store.attach_run(card_id, run_id)
        made.append(ToolResult(id=name, name="read_run", content="{}", card=card_id))
    services.store.append(conversation_id, Message(role="assistant", parts=made, finish_reason="stop"))
    page = app(own_workspace, language, c=conversation_id).run()
    seen = drawn(page, language)
    states = Counter(version.json(f"shown/{name}.json")["state"] for name in version.runs)
    assert {state: seen.count(f"badge[{say(f'state.{state}', language)}]") for state in states} == states
    assert f"badge[{say('state.deleted', language)}]" not in seen
