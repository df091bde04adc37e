"""Answers that broke off: tried again, gone on with, and never less than what was shown."""

import threading

import pytest

from assistant.conversation import attempts, turns
from assistant.conversation.chat import Draft, continued_text
from assistant.conversation.events import (
    ReasoningDelta,
    RoundEnded,
    TextDelta,
    TextWasReasoning,
    ToolAnswered,
    ToolCalled,
    TurnEnded,
    TurnFailed,
    UsageReported,
)
from assistant.conversation.history import to_api
from assistant.conversation.messages import (
    Message,
    Notice,
    Reasoning,
    Suggestions,
    TextPart,
    ToolCall,
    ToolResult,
    Usage,
)
from assistant.conversation.store import ConversationStore
from lstm_core.errors import WorkbenchError

QUESTION = Message(role="user", parts=[TextPart(text="?")])
CALL = ToolCall(id="1", name="propose_run", arguments="{}")
RESULT = ToolResult(id="1", name="propose_run", content="{}", card="c")
ERROR = Notice(key="client.cut_off")


def answer(*parts, finish_reason="failed", **more):
    return Message(role="assistant", parts=list(parts), finish_reason=finish_reason, **more)


class Client:
    """Plays one list of events per round and remembers what it heard."""

    def __init__(self, *rounds):
        self.rounds, self.heard = list(rounds), []

    def stream(self, messages, tools):
        self.heard.append(list(messages))
        for event in self.rounds.pop(0):
            if callable(event):
                event()
            else:
                yield event


class Echo:
    """A tool that makes the card c."""

    specs = ()

    def call(self, call):
        return ToolAnswered(id=call.id, name=call.name, content="{}", card="c")


@pytest.fixture
def store(tmp_path):
    opened = ConversationStore(tmp_path / "c.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def running(store):
    found = turns.Turns(store, lambda *_: Echo())
    yield found
    found.close()


def stored(store, conversation):
    return [message for _, message in store.messages(conversation)]


def begun(store, *messages):
    conversation = store.create("en")
    for message in messages:
        store.append(conversation, message)
    return conversation


def saying(text, reason="stop"):
    return [TextDelta(text=text), RoundEnded(finish_reason=reason, model="m")]


# -- trying again --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["failed", "stopped", "length", None])
def test_another_attempt_stands_below_what_was_shown(reason, store, running):
    first = answer(TextPart(text="half"), ERROR, finish_reason=reason)
    conversation = begun(store, QUESTION, first)
    client = Client(saying("whole"))
    assert running.again(conversation, client, "en", Message(role="assistant", parts=[], model="m", host="h")).wait(5)
    again = answer(TextPart(text="whole"), finish_reason="stop", model="m", host="h", again=True)
    assert stored(store, conversation) == [QUESTION, first, again]
    assert client.heard == [[QUESTION]]


def test_an_attempt_that_said_nothing_makes_room_for_the_next(store, running):
    conversation = begun(store, QUESTION, answer(Reasoning(text=" "), ERROR))
    assert running.again(conversation, Client([TurnFailed(key="client.cut_off")]), "en").wait(5)
    assert running.again(conversation, Client(saying("whole")), "en").wait(5)
    assert stored(store, conversation) == [QUESTION, answer(TextPart(text="whole"), finish_reason="stop", model="m")]


def test_a_question_that_nobody_answered_can_be_answered(store, running):
    conversation = begun(store, QUESTION)
    assert running.again(conversation, Client(saying("yes")), "en").wait(5)
    assert stored(store, conversation)[1] == answer(TextPart(text="yes"), finish_reason="stop", model="m")


def test_a_card_of_a_failed_attempt_is_told_and_not_made_twice(store, running):
    first = answer(TextPart(text="one moment"), CALL, RESULT, TextPart(text="it is"), ERROR)
    conversation = begun(store, QUESTION, first)
    client = Client(saying("It is a card."))
    assert running.again(conversation, client, "en").wait(5)
    assert [type(part) for part in client.heard[0][-1].parts] == [TextPart, ToolCall, ToolResult]
    assert stored(store, conversation)[1] == first
    roles = [
        message["role"] for message in to_api("", attempts.conversation_for_client(stored(store, conversation)), "none")
    ]
    assert roles == ["user", "assistant", "tool", "assistant"]


def test_a_model_hears_of_two_attempts_what_belongs_to_one_answer():
    told = attempts.conversation_for_client(
        [QUESTION, answer(TextPart(text="half")), answer(TextPart(text="whole"), again=True), QUESTION]
    )
    assert [message.text for message in told] == ["?", "whole", "?"]


def test_an_answer_that_is_complete_is_not_tried_again(store, running):
    conversation = begun(store, QUESTION, answer(TextPart(text="done"), finish_reason="stop"))
    for act in (running.again, running.go_on):
        with pytest.raises(WorkbenchError, match=r"turn\.complete"):
            act(conversation, Client(), "en")


def test_two_tabs_start_one_attempt(store, running):
    gate = threading.Event()
    conversation = begun(store, QUESTION, answer(TextPart(text="half")))
    turn = running.again(conversation, Client([lambda: gate.wait(5), *saying("whole")]), "en")
    for act in (running.again, running.go_on):
        with pytest.raises(WorkbenchError, match=r"turn\.busy"):
            act(conversation, Client(), "en")
    gate.set()
    assert turn.wait(5)
    assert len(stored(store, conversation)) == 3


# -- going on ------------------------------------------------------------------------------------------------------


def test_the_rest_is_put_behind_the_text_that_was_cut(store, running):
    first = answer(
        Reasoning(text="a"), TextPart(text="```py\nx = "), ERROR, model="m", host="h", usage=Usage(prompt_tokens=1)
    )
    conversation = begun(store, QUESTION, first)
    rest = [ReasoningDelta(text="b"), TextDelta(text="1\n"), TextDelta(text="```")]
    usage = UsageReported(usage=Usage(prompt_tokens=2), model="m")
    client = Client([*rest, usage, RoundEnded(finish_reason="stop", model="m")])
    assert running.go_on(conversation, client, "en").wait(5)
    whole = [Reasoning(text="a"), Reasoning(text="b"), TextPart(text="```py\nx = 1\n```")]
    expected = answer(*whole, finish_reason="stop", model="m", host="h", usage=Usage(prompt_tokens=3))
    assert stored(store, conversation) == [QUESTION, expected]
    assert [message.role for message in client.heard[0]] == ["user", "assistant", "user"]


@pytest.mark.parametrize(
    "ending", [[TurnFailed(key="client.cut_off")], [ToolCalled(id="2", name="x", arguments="{}")], []]
)
def test_what_was_shown_stays_when_going_on_fails(ending, store, running):
    conversation = begun(store, QUESTION, answer(TextPart(text="half"), ERROR))
    assert running.go_on(conversation, Client(ending, []), "en").wait(5)
    last = stored(store, conversation)[-1]
    assert last.parts[0] == TextPart(text="half")
    assert last.finish_reason == "failed"
    assert [part.key for part in last.of(Notice)] == ["client.cut_off"]


def test_a_server_that_dies_while_going_on_loses_nothing(store, running):
    gate = threading.Event()
    conversation = begun(store, QUESTION, answer(TextPart(text="half")))
    turn = running.go_on(conversation, Client([lambda: gate.wait(5), *saying(" more")]), "en")
    assert stored(store, conversation)[-1].text == "half"
    gate.set()
    assert turn.wait(5)
    assert stored(store, conversation)[-1].text == "half more"


@pytest.mark.parametrize(
    ("cut", "more", "whole"),
    [
        ("the forget gate dec", "ides what stays", "the forget gate decides what stays"),
        ("the forget gate decides", "the forget gate decides what stays", "the forget gate decides what stays"),
        ("one. The forget gate", "The forget gate decides", "one. The forget gate decides"),
        ("| 1 |\n", "| 1 |\n| 2 |", "| 1 |\n| 1 |\n| 2 |"),
        ("half", "", "half"),
    ],
)
def test_words_that_are_repeated_to_go_on_stand_once(cut, more, whole):
    assert continued_text(cut, more) == whole


def test_thinking_that_was_not_marked_leaves_the_first_half_alone():
    draft = Draft(answer(TextPart(text="half")))
    for event in [TextDelta(text="hm"), TextWasReasoning(), TextDelta(text=" more"), TurnEnded(finish_reason="stop")]:
        draft.add(event)
    assert draft.message().parts == [Reasoning(text="hm"), TextPart(text="half more")]


def test_another_model_that_goes_on_is_named_beside_the_first():
    draft = Draft(answer(TextPart(text="half"), model="a"))
    for event in [TextDelta(text=" more"), RoundEnded(finish_reason="stop", model="b")]:
        draft.add(event)
    assert draft.message().model == "a → b"


@pytest.mark.parametrize(
    ("message", "can"),
    [
        (answer(TextPart(text="half"), ERROR), True),
        (answer(TextPart(text="half"), Suggestions(items=["x"]), finish_reason="length"), True),
        (answer(TextPart(text="done"), finish_reason="stop"), False),
        (answer(ERROR), False),
        (answer(Reasoning(text="a"), ERROR), False),
        (answer(TextPart(text="a"), CALL, RESULT, ERROR), False),
        (QUESTION, False),
    ],
)
def test_only_a_text_can_be_gone_on_with(message, can):
    assert attempts.continuable(message) is can
