"""Who answers and who answered, what happens without a key that is gone, and how a broken answer goes on."""

import json
import re
import threading
from collections import Counter

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from assistant.conversation.messages import Message, Notice, TextPart
from assistant.endpoint.settings import Endpoint
from assistant.ui.words.labels import say
from tests.ui.pages import SECONDS, answered, app, button, proposing

KEYLESS = Endpoint(base_url="http://127.0.0.1:9/v1", key=SecretStr(""), model="one")
QUESTION = Message(role="user", parts=[TextPart(text="What is a gate?")])


def thread(services, *messages):
    conversation = services.store.create("en")
    for message in (QUESTION, *messages):
        services.store.append(conversation, message)
    return conversation


def broken(text="half", **more):
    notice = Notice(key="client.cut_off")
    return Message(role="assistant", parts=[TextPart(text=text), notice], finish_reason="failed", **more)


def captions(page):
    return [caption.value.replace("\\", "") for caption in page.caption]


def line(page):
    """The words of the link above the input."""
    return [link.proto.label for link in page.get("page_link")]


def test_the_input_says_who_will_answer(own_workspace):
    page = app(own_workspace).run()
    assert say("chat.answers_guide", "en") in line(page)[0]
    page.session_state["endpoint"] = KEYLESS.model_copy(update={"key": SecretStr("none")})
    page.run()
    assert "one · 127" in line(page)[0].replace("\\", "")


def test_every_answer_says_who_gave_it(services, own_workspace):
    end = {"parts": [TextPart(text="a")], "finish_reason": "stop"}
    conversation = thread(
        services,
        Message(role="assistant", model="guide", **end),
        Message(role="assistant", model="m_1", host="h.example:8443", **end),
        Message(role="assistant", model="old", **end),
        Message(role="assistant", host="failed.example", parts=[Notice(key="client.cut_off")], finish_reason="failed"),
        Message(role="assistant", **end),
    )
    page = app(own_workspace, c=conversation).run()
    named = [
        text for text in captions(page) if text in {"Built-in guide", "m_1 · h.example:8443", "old", "failed.example"}
    ]
    assert named == ["Built-in guide", "m_1 · h.example:8443", "old", "failed.example"]


def test_a_stored_author_has_no_part_of_a_secret_address(own_workspace, services):
    page = app(own_workspace)
    page.session_state["endpoint"] = Endpoint(base_url="http://u:hunter22@127.0.0.1:9/v1?key=hunter22", model="one")
    page.run()
    page.chat_input[0].set_value("Hello").run()
    [head] = services.store.heads()
    answered(services, head.id)
    _, answer = services.store.messages(head.id)[-1]
    assert (answer.model, answer.host) == ("one", "127.0.0.1:9")


# -- a key that is gone --------------------------------------------------------------------------------------------


@pytest.fixture
def page(own_workspace):
    page = app(own_workspace)
    page.session_state["endpoint"] = KEYLESS
    return page.run()


def test_without_its_key_nobody_answers_and_the_question_stays(page, services):
    shown = [text.value.replace("\\", "") for text in page.markdown]
    assert say("chat.key_gone", "en", {"name": "one · 127.0.0.1:9"}) in shown
    page.chat_input[0].set_value("What is a gate?").run()
    assert services.store.heads() == []
    assert page.error[0].value.replace("\\", "") == say("chat.choose_first", "en", {"name": "one · 127.0.0.1:9"})
    assert page.chat_input[0].proto.value == "What is a gate?"


def test_an_example_is_not_answered_by_somebody_else_either(page, services):
    page.button(key="example-gates").click().run()
    assert services.store.heads() == []
    assert page.error


def test_the_guide_answers_once_it_is_chosen(page, services):
    page.chat_input[0].set_value("What is a gate?").run()
    button(page, say("chat.use_guide", "en")).click().run()
    assert not page.error
    page.chat_input[0].set_value("What is a gate?").run()
    [head] = services.store.heads()
    answered(services, head.id)
    assert services.store.messages(head.id)[-1][1].model == "guide"


def told(part, name):
    """What the scripts of that part of the page are told under a name."""
    every = [json.loads(each.proto.json) for each in part.get("bidi_component")]
    return [one[name] for one in every if name in one]


def test_a_key_that_is_entered_again_is_used_and_leaves_its_field(page):
    page.text_input(key="key-again").set_value("sk-entered-again").run()
    assert page.session_state["endpoint"].key.get_secret_value() == "sk-entered-again"
    assert not [field for field in page.text_input if field.key == "key-again"]
    [cookie] = told(page.sidebar, "cookie")
    assert "sk-entered" not in cookie["value"]
    assert "127.0.0.1" in cookie["value"]


# -- an answer that broke off --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "endpoint", "offered"),
    [
        (broken(host="127.0.0.1:9"), True, {"go_on", "again", "by_guide"}),
        (broken(host="elsewhere"), True, {"again", "by_guide"}),
        (broken(model="guide"), False, {"again"}),
        (
            Message(role="assistant", parts=[TextPart(text="half")], host="127.0.0.1:9"),
            True,
            {"go_on", "again", "by_guide"},
        ),
        (Message(role="assistant", parts=[TextPart(text="done")], finish_reason="stop"), True, set()),
    ],
)
def test_what_an_answer_offers_depends_on_how_it_ended(answer, endpoint, offered, services, own_workspace):
    page = app(own_workspace, c=thread(services, answer))
    page.session_state["endpoint"] = KEYLESS.model_copy(update={"key": SecretStr("none")}) if endpoint else None
    page.run()
    shown = {name for name in ("go_on", "again", "by_guide") if say(f"answer.{name}", "en") in labels(page)}
    assert shown == offered


def labels(page):
    return [found.label for found in page.button]


def test_the_guide_can_answer_in_the_place_of_an_endpoint_that_failed(services, own_workspace):
    conversation = thread(services, broken(host="127.0.0.1:9"))
    page = app(own_workspace, c=conversation)
    page.session_state["endpoint"] = KEYLESS
    page.run()
    button(page, say("answer.by_guide", "en")).click().run()
    answered(services, conversation)
    page.run()
    first, second = [message for _, message in services.store.messages(conversation)][1:]
    assert (first.text, second.model, second.again) == ("half", "guide", True)
    assert say("answer.another", "en") in captions(page)
    assert say("answer.again", "en") not in labels(page)


def test_a_question_that_nobody_answered_says_so(services, own_workspace):
    page = app(own_workspace, c=thread(services)).run()
    assert say("answer.unanswered", "en") in captions(page)
    assert say("answer.again", "en") in labels(page)


def test_an_answer_is_copied_as_it_was_written(services, own_workspace):
    text = "# Gates\n\n\\(f_t\\) and `*code*` <b>&amp;\n\n```py\nx = 1\n```"
    page = app(own_workspace, c=thread(services, broken(text))).run()
    assert told(page.main, "text") == [text]


# -- names ---------------------------------------------------------------------------------------------------------


def test_no_two_buttons_have_one_name(services, own_workspace):
    conversation = services.store.create("en")
    for _ in range(2):  # two cards and two conversations of one title
        services.turns.start(conversation, QUESTION, proposing("Here it is."), "en")
        answered(services, conversation)
        thread(services)
    page = app(own_workspace, c=conversation).run()
    names = Counter(found.label for found in page.button)
    assert [name for name, count in names.items() if count > 1] == []
    assert [re.sub(r" \*.*\*$", "", name) for name in names].count(say("action.train", "en")) == 2
    groups = [found.proto.label for found in page.get("button_group")]
    assert sum(label.startswith(say("picture.label", "en")) for label in groups) == 2
    assert len(set(groups)) == len(groups)


class Waiting:
    """A client that says nothing until it is closed."""

    def __init__(self):
        self.closed = threading.Event()

    def stream(self, messages, tools):
        self.closed.wait(10)
        yield from ()

    def close(self):
        self.closed.set()


def page_while_it_goes_on():
    import streamlit as st

    from assistant.services import Services, workspace
    from assistant.ui.pages import chat
    from tests.ui.test_answers import Waiting

    services = Services(workspace())
    turn = services.turns.go_on(st.query_params["c"], Waiting(), "en")
    chat.render(services)
    turn.stop()
    turn.wait(5)


def test_the_card_of_an_answer_stays_while_the_answer_goes_on(services):
    conversation = services.store.create("en")
    services.turns.start(conversation, QUESTION, proposing("It is"), "en")
    answered(services, conversation)
    number, whole = services.store.messages(conversation)[-1]
    services.store.replace(number, whole.model_copy(update={"finish_reason": "length"}))
    page = AppTest.from_function(page_while_it_goes_on, default_timeout=SECONDS)
    page.query_params["c"], page.query_params["lang"] = conversation, "en"
    page.run()
    assert any(say("chat.answering", "en") in text.value for text in page.markdown)
    assert button(page, say("action.train", "en"))
