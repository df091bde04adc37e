"""Turns beside the pages: one at a time, saved as they grow, stopped at once, kept whatever happens."""

import threading
import time

import pytest

from assistant.conversation import turns
from assistant.conversation.chat import MAX_CALLS, MAX_ROUNDS, Draft, run_turn
from assistant.conversation.events import (
    ReasoningDelta,
    RemarkAdded,
    RetryWaiting,
    RoundEnded,
    SuggestionsOffered,
    TextDelta,
    TextWasReasoning,
    ToolAnswered,
    ToolCalled,
    TurnEnded,
    TurnFailed,
    UsageReported,
)
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
END = RoundEnded(finish_reason="stop", model="m")


class Queue:
    """A client that plays rounds of events; a callable among them is called, an exception raised."""

    def __init__(self, *rounds):
        self.rounds = list(rounds)
        self.heard = []

    def stream(self, messages, tools):
        self.heard.append(list(messages))
        for event in self.rounds.pop(0):
            if callable(event):
                event()
            elif isinstance(event, Exception):
                raise event
            else:
                yield event


class Echo:
    """A tool that answers with its arguments."""

    specs = ()

    def call(self, call):
        return ToolAnswered(id=call.id, name=call.name, content=call.arguments, card="c")


def call(number, arguments="{}"):
    return ToolCalled(id=str(number), name="echo", arguments=arguments)


# -- one turn ------------------------------------------------------------------------------------------------------


def test_a_turn_without_tools_ends_with_its_round():
    events = list(run_turn([QUESTION], Queue([TextDelta(text="hi"), END]), Echo(), "en"))
    assert events == [TextDelta(text="hi"), END, TurnEnded(finish_reason="stop")]


def test_a_call_is_answered_and_the_client_hears_the_answer():
    client = Queue([ReasoningDelta(text="hm"), call(1, '{"a": 1}'), END], [TextDelta(text="done"), END])
    events = list(run_turn([QUESTION], client, Echo(), "en"))
    assert events[-1] == TurnEnded(finish_reason="stop")
    heard = client.heard[1][-1]
    assert [type(part) for part in heard.parts] == [Reasoning, ToolCall, ToolResult]
    assert heard.parts[-1].content == '{"a": 1}'


def test_a_client_that_never_stops_calling_is_ended_with_a_sentence():
    client = Queue(*[[call(number), END] for number in range(99)])
    events = list(run_turn([QUESTION], client, Echo(), "zh"))
    assert events[-1].key == "turn.too_many_rounds"
    assert "8" in events[-1].text
    assert len(client.heard) == MAX_ROUNDS


class Wrong(Echo):
    """Tools that refuse the calls whose arguments say so."""

    def call(self, call):
        wrong = "wrong" in call.arguments
        content = '{"error": ["There is no argument colour."]}' if wrong else "{}"
        return ToolAnswered(id=call.id, name=call.name, content=content, ok=not wrong)


def calling(name, arguments, number=1):
    return ToolCalled(id=str(number), name=name, arguments=arguments)


def test_a_model_that_keeps_calling_wrongly_gets_two_repairs_and_then_the_person_is_asked():
    client = Queue(*[[call(number, '"wrong"'), END] for number in range(99)])
    events = list(run_turn([QUESTION], client, Wrong(), "en"))
    assert len(client.heard) == 3
    assert events[-1].key == "turn.wrong_calls"
    assert events[-1].parameters["tries"] == 3
    assert "There is no argument colour." in events[-1].text
    assert "echo" in events[-1].text


@pytest.mark.parametrize(
    ("rounds", "heard"),
    [
        ([[calling("a", "wrong"), calling("b", "fine", 2)]] * 9, 3),  # what goes well beside it is no repair
        ([[calling("a", "wrong")], [calling("b", "fine")]] * 9, 5),
        ([[calling(name, "wrong")] for name in "abcdefghi"], 3),
        ([[calling("a", "wrong")], [calling("a", "fine")]] * 9, MAX_ROUNDS),  # each mistake was mended
        ([[calling("a", "wrong", number) for number in range(8)]] * 9, 3),
    ],
)
def test_mistakes_that_are_mended_do_not_count_and_every_loop_ends(rounds, heard):
    client = Queue(*[[*calls, END] for calls in rounds])
    events = list(run_turn([QUESTION], client, Wrong(), "en"))
    assert len(client.heard) == heard
    assert isinstance(events[-1], TurnFailed)


def test_two_mistakes_and_a_success_are_an_answer():
    rounds = [[call(1, "wrong"), END], [call(2, "wrong"), END], [call(3, "{}"), END], [TextDelta(text="done"), END]]
    assert list(run_turn([QUESTION], Queue(*rounds), Wrong(), "en"))[-1] == TurnEnded(finish_reason="stop")


def test_sixty_calls_at_once_are_eight_and_both_sides_are_told():
    made = []

    class Counting(Echo):
        def call(self, call):
            made.append(call.id)
            return super().call(call)

    client = Queue([*(call(number, f'{{"n": {number}}}') for number in range(60)), END], [TextDelta(text="done"), END])
    events = list(run_turn([QUESTION], client, Counting(), "en"))
    assert len(made) == MAX_CALLS
    results = [event for event in events if isinstance(event, ToolAnswered)]
    assert len(results) == 60
    assert all("at most 8" in event.content and event.card is None for event in results[MAX_CALLS:])
    [remark] = [event for event in events if isinstance(event, RemarkAdded)]
    assert (remark.parameters["asked"], remark.parameters["left"]) == (60, 52)
    assert "60" in remark.text
    assert events[-1] == TurnEnded(finish_reason="stop")
    draft = Draft()
    for event in events:
        draft.add(event)
    [notice] = draft.message().of(Notice)
    assert (notice.key, notice.severity) == ("turn.too_many_calls", "info")


def test_the_same_call_twice_in_a_reply_is_made_once():
    made = []

    class Counting(Echo):
        def call(self, call):
            made.append(call.id)
            return super().call(call)

    client = Queue([call(1), call(2), call(3, '{"a": 1}'), END], [END])
    events = list(run_turn([QUESTION], client, Counting(), "en"))
    assert made == ["1", "3"]
    assert [event.id for event in events if isinstance(event, ToolAnswered)] == ["1", "2", "3"]


def test_a_client_that_ends_without_a_word_has_been_cut_off():
    assert list(run_turn([QUESTION], Queue([TextDelta(text="hal")]), Echo(), "en"))[-1].key == "client.cut_off"


def test_a_failure_of_the_client_gets_its_sentence_in_the_language_of_the_conversation():
    failure = TurnFailed(key="client.unauthorized", parameters={"url": "http://x"})
    zh, en = (list(run_turn([QUESTION], Queue([failure]), Echo(), language))[-1].text for language in ("zh", "en"))
    assert "密钥" in zh
    assert "API key" in en


def test_a_draft_is_the_message_that_its_events_tell():
    draft = Draft()
    for event in [
        ReasoningDelta(text=""),
        ReasoningDelta(text="a"),
        TextDelta(text="b"),
        TextDelta(text="c"),
        call(1),
        ToolAnswered(id="1", name="echo", content="{}", card="x"),
        TextDelta(text="d"),
        SuggestionsOffered(items=list("12345")),
        UsageReported(usage=Usage(prompt_tokens=1, completion_tokens=2), model="m"),
        UsageReported(usage=Usage(prompt_tokens=10, completion_tokens=20)),
        TurnEnded(finish_reason="stop"),
    ]:
        draft.add(event)
    assert draft.message() == Message(
        role="assistant",
        parts=[
            Reasoning(text="a"),
            TextPart(text="bc"),
            ToolCall(id="1", name="echo", arguments="{}"),
            ToolResult(id="1", name="echo", content="{}", card="x"),
            TextPart(text="d"),
            Suggestions(items=list("1234")),
        ],
        model="m",
        usage=Usage(prompt_tokens=11, completion_tokens=22),
        finish_reason="stop",
    )


def test_text_that_turns_out_to_be_thinking_moves_only_within_its_round():
    draft = Draft()
    for event in [TextDelta(text="a"), call(1), ToolAnswered(id="1", name="echo", content="")]:
        draft.add(event)
    for event in [TextDelta(text="b"), TextWasReasoning(), TextDelta(text="c")]:
        draft.add(event)
    texts = [(type(part), part.text) for part in draft.message().parts if hasattr(part, "text")]
    assert texts == [(TextPart, "a"), (Reasoning, "b"), (TextPart, "c")]


# -- beside the pages ----------------------------------------------------------------------------------------------


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


@pytest.fixture
def gate():
    opened = threading.Event()
    yield opened
    opened.set()


def last(store, conversation):
    return store.messages(conversation)[-1][1]


def test_a_turn_is_stored_when_it_has_ended(store, running):
    conversation = store.create("en")
    turn = running.start(conversation, QUESTION, Queue([TextDelta(text="hi"), END]), "en")
    assert turn.wait(5)
    stored = [message for _, message in store.messages(conversation)]
    answer = Message(role="assistant", parts=[TextPart(text="hi")], model="m", finish_reason="stop")
    assert stored == [QUESTION, answer]
    assert running.active(conversation) is None


def test_every_tab_sees_the_same_turn_while_it_grows(store, running, gate):
    conversation = store.create("en")
    said = threading.Event()
    client = Queue([TextDelta(text="half"), said.set, lambda: gate.wait(5), TextDelta(text=" done"), END])
    turn = running.start(conversation, QUESTION, client, "en")
    assert said.wait(5)
    assert running.active(conversation) is turn
    assert turn.message().text == "half"
    assert turn.message().finish_reason is None
    assert store.messages(conversation)[-1][0] == turn.message_id
    gate.set()
    assert turn.wait(5)
    assert turn.message().text == "half done"


def test_a_wait_is_counted_down_by_every_tab_and_a_stop_ends_it(store, running, gate):
    conversation = store.create("en")
    client = Queue([RetryWaiting(key="client.busy", attempt=2, of=3, seconds=50), lambda: gate.wait(5), END])
    client.close = gate.set
    turn = running.start(conversation, QUESTION, client, "en")
    until = time.monotonic() + 5
    while turn.waiting() is None and time.monotonic() < until:
        time.sleep(0.01)
    event, seconds = turn.waiting()
    assert (event.attempt, event.of) == (2, 3)
    assert 40 < seconds <= 50
    assert turn.waiting()[1] < seconds
    turn.stop()
    assert turn.waiting() is None
    assert turn.wait(1)
    assert last(store, conversation).parts == [Notice(key="turn.stopped", severity="info")]


def test_a_wait_is_over_when_something_comes(store, running, gate):
    said = threading.Event()
    client = Queue(
        [RetryWaiting(key="client.busy", attempt=2, of=3), TextDelta(text="a"), said.set, lambda: gate.wait(5), END]
    )
    turn = running.start(store.create("en"), QUESTION, client, "en")
    assert said.wait(5)
    assert turn.waiting() is None


def test_a_second_question_waits_for_the_first_answer(store, running, gate):
    conversation, other = store.create("en"), store.create("en")
    running.start(conversation, QUESTION, Queue([lambda: gate.wait(5), END]), "en")
    with pytest.raises(WorkbenchError) as raised:
        running.start(conversation, QUESTION, Queue([END]), "en")
    assert raised.value.messages[0].key == "turn.busy"
    assert len(store.messages(conversation)) == 2
    assert running.start(other, QUESTION, Queue([TextDelta(text="x"), END]), "en").wait(5)


def test_a_growing_answer_is_saved_again_and_again(store, running, gate, monkeypatch):
    monkeypatch.setattr(turns, "SAVE_SECONDS", 0.05)
    conversation = store.create("en")
    saved = threading.Event()
    client = Queue([TextDelta(text="a"), lambda: time.sleep(0.1), TextDelta(text="b"), saved.set, lambda: gate.wait(5)])
    running.start(conversation, QUESTION, client, "en")
    assert saved.wait(5)
    assert last(store, conversation) == Message(role="assistant", parts=[TextPart(text="ab")])


def test_a_stop_keeps_what_was_said_within_two_seconds_whatever_the_client_does(store, running, gate):
    conversation = store.create("en")
    said = threading.Event()
    turn = running.start(conversation, QUESTION, Queue([TextDelta(text="half"), said.set, lambda: gate.wait(9)]), "en")
    assert said.wait(5)
    begun = time.monotonic()
    turn.stop()
    assert turn.stopping
    turn.stop()
    assert turn.wait(2)
    assert time.monotonic() - begun < 2
    notice = Notice(key="turn.stopped", severity="info")
    expected = Message(role="assistant", parts=[TextPart(text="half"), notice], finish_reason="stopped")
    assert last(store, conversation) == expected
    assert running.active(conversation) is None
    gate.set()
    time.sleep(0.05)
    assert last(store, conversation) == expected


def test_a_client_that_can_hang_up_is_told_to(store, running, gate):
    client = Queue([TextDelta(text="x"), lambda: gate.wait(5)])
    client.close = gate.set
    turn = running.start(store.create("en"), QUESTION, client, "en")
    turn.stop()
    assert gate.wait(1)
    assert turn.wait(1)


def test_a_failure_keeps_what_was_said_and_says_why(store, running):
    conversation = store.create("en")
    client = Queue([TextDelta(text="half"), TurnFailed(key="client.cut_off")])
    assert running.start(conversation, QUESTION, client, "en").wait(5)
    expected = [TextPart(text="half"), Notice(key="client.cut_off")]
    assert last(store, conversation) == Message(role="assistant", parts=expected, finish_reason="failed")


def test_a_client_that_breaks_is_a_sentence_and_the_next_question_works(store, running):
    conversation = store.create("en")
    assert running.start(conversation, QUESTION, Queue([TextDelta(text="a"), ValueError("secret")]), "en").wait(5)
    assert last(store, conversation).parts == [TextPart(text="a"), Notice(key="turn.unexpected")]
    assert running.start(conversation, QUESTION, Queue([TextDelta(text="b"), END]), "en").wait(5)
    assert last(store, conversation).text == "b"


def test_a_conversation_that_is_deleted_ends_its_turn(store, running, gate):
    conversation = store.create("en")
    turn = running.start(conversation, QUESTION, Queue([lambda: gate.wait(5), TextDelta(text="a"), END]), "en")
    store.delete(conversation)
    gate.set()
    assert turn.wait(5)
    assert running.active(conversation) is None


def test_the_client_hears_the_whole_conversation_with_the_new_question_last(store, running):
    conversation = store.create("en")
    running.start(conversation, QUESTION, Queue([TextDelta(text="a"), END]), "en").wait(5)
    client = Queue([TextDelta(text="b"), END])
    running.start(conversation, QUESTION, client, "en").wait(5)
    assert [message.text for message in client.heard[0]] == ["?", "a", "?"]
