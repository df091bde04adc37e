"""The endpoint client against a server that speaks the DeepSeek dialect: answers, stops, lists of models."""

import json
import threading
import time
import warnings

import pytest
from pydantic import SecretStr

from assistant.conversation.chat import Draft
from assistant.conversation.events import RoundEnded, TextDelta, ToolCalled, UsageReported
from assistant.conversation.messages import Message, Reasoning, TextPart, ToolCall, ToolResult, Usage
from assistant.endpoint.client import Limits
from lstm_core.errors import WorkbenchError
from tests.assistant import loopback
from tests.assistant.asking import QUESTION, TOOLS, asked, calls, client, failure, reasoning, text
from tests.assistant.loopback import ANSWER, PROPOSAL, THOUGHT, Loopback


@pytest.fixture
def server():
    with Loopback() as running:
        yield running


# -- answers -------------------------------------------------------------------------------------------------------


def test_reasoning_text_a_call_and_usage_arrive_apart_and_whole(server):
    events = asked(server, "deepseek", tools=TOOLS)
    assert reasoning(events) == THOUGHT
    assert text(events) == "好的，给您一张运行卡片。"
    assert [(name, json.loads(arguments)) for name, arguments in calls(events)] == [("propose_run", PROPOSAL)]
    usage = Usage(prompt_tokens=120, completion_tokens=40, reasoning_tokens=30, cached_tokens=100)
    assert [event.usage for event in events if isinstance(event, UsageReported)] == [usage]
    assert events[-1] == RoundEnded(finish_reason="tool_calls", model="deepseek-flash")


def test_text_is_passed_on_while_it_comes(server):
    server.pace = 0.05
    begun = time.monotonic()
    first = next(event for event in client(server).stream(QUESTION, []) if isinstance(event, TextDelta))
    assert first.text == ANSWER[:5]
    assert time.monotonic() - begun < 0.05 * len(ANSWER) / 5 + 0.5


def test_the_request_is_what_the_endpoint_documents(server):
    asked(server, "plain", tools=TOOLS, thinking=True, effort="max")
    body = server.requests[-1]
    assert body["thinking"] == {"type": "enabled"}
    assert body["reasoning_effort"] == "max"
    assert body["stream_options"] == {"include_usage": True}
    assert body["tools"] == [
        {
            "type": "function",
            "function": {
                "name": "propose_run",
                "description": "Shows a run card.",
                "parameters": {"type": "object", "properties": {}},
            },
        }
    ]
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


def test_equal_conversations_begin_with_the_same_bytes(server):
    asked(server)
    answered = [*QUESTION, Message(role="assistant", parts=[TextPart(text="好")]), *QUESTION]
    asked(server, messages=answered)
    first, second = (json.dumps(body["messages"], ensure_ascii=False) for body in server.requests)
    assert second.startswith(first[:-1])


def test_reasoning_goes_back_on_the_second_turn_or_the_endpoint_would_refuse(server):
    draft = Draft()
    for event in asked(server, "deepseek", tools=TOOLS):
        draft.add(event)
    call = draft.message().of(ToolCall)[0]
    answered = [*draft.message().parts, ToolResult(id=call.id, name=call.name, content="{}")]
    events = asked(server, "deepseek", [*QUESTION, Message(role="assistant", parts=answered)], TOOLS)
    assert text(events) == ANSWER
    sent = server.requests[-1]["messages"][-2]
    assert sent["reasoning_content"] == THOUGHT
    assert sent["tool_calls"][0]["id"] == call.id
    assert server.requests[-1]["messages"][-1] == {"role": "tool", "tool_call_id": call.id, "content": "{}"}


def test_an_empty_reasoning_goes_back_too(server):
    spoken = Message(role="assistant", parts=[TextPart(text="先前没有思考")])
    assert text(asked(server, "deepseek", [*QUESTION, spoken, *QUESTION], TOOLS))
    assert server.requests[-1]["messages"][2]["reasoning_content"] == ""


def test_a_server_that_wants_reasoning_back_gets_it_whatever_its_address_suggests(server):
    spoken = Message(role="assistant", parts=[TextPart(text="先前没有思考")])
    events = asked(server, "deepseek", [*QUESTION, spoken, *QUESTION], TOOLS, profile="generic")
    assert isinstance(events[-1], RoundEnded)
    assert [("reasoning_content" in body["messages"][2]) for body in server.requests] == [False, True]


def test_a_server_that_knows_no_reasoning_is_asked_without_it(server):
    thought = Message(role="assistant", parts=[Reasoning(text="想"), TextPart(text="好")])
    assert text(asked(server, "strict", [*QUESTION, thought, *QUESTION])) == ANSWER
    assert len(server.requests) == 2


def test_keep_alives_and_pauses_longer_than_the_limit_of_silence_are_no_failure(server):
    events = asked(server, "keep-alive", limits=Limits(connect=3, silence=0.8, total=8))
    assert text(events) == ANSWER


def test_characters_split_between_packets_stay_whole(server):
    assert text(asked(server, "utf8")) == "遗忘门🙂"


@pytest.mark.parametrize("case", ["indexed", "no-index", "zero-index"])
def test_two_calls_are_told_apart_however_they_are_numbered(server, case):
    events = asked(server, case)
    assert calls(events) == [("read_run", loopback.FIRST), ("read_run", loopback.SECOND)]
    assert [event.id for event in events if isinstance(event, ToolCalled)] == ["a", "b"]
    assert events[-1].finish_reason == "tool_calls"


def test_calls_without_number_and_id_are_told_apart_by_their_names(server):
    events = asked(server, "no-index-no-id")
    assert calls(events) == [("read_run", loopback.FIRST), ("list_runs", "{}")]
    assert len({event.id for event in events if isinstance(event, ToolCalled)}) == 2


def test_arguments_that_come_as_an_object_are_accepted_without_a_warning(server):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert calls(asked(server, "object-arguments")) == [("read_run", '{"run": "a"}')]


def test_the_field_of_other_servers_is_reasoning_too(server):
    events = asked(server, "reasoning")
    assert (reasoning(events), text(events)) == ("想好了", "答")


def test_thinking_inside_the_text_is_split_off(server):
    events = asked(server, "think")
    assert (reasoning(events), text(events)) == ("先想\n再想", "答案 <b>")


def test_thinking_that_was_never_opened_is_taken_out_of_the_answer(server):
    draft = Draft()
    for event in asked(server, "think-unopened"):
        draft.add(event)
    assert [(type(part), part.text) for part in draft.message().parts] == [(Reasoning, "先想\n"), (TextPart, "答案")]


def test_missing_and_empty_levels_of_a_chunk_are_passed_over(server):
    events = asked(server, "nulls")
    assert text(events) == "零点"
    assert [event.usage.prompt_tokens for event in events if isinstance(event, UsageReported)] == [120]


def test_an_older_server_is_asked_again_without_the_options_that_it_refuses(server):
    assert text(asked(server, "old", thinking=False)) == ANSWER
    assert [("thinking" in body) for body in server.requests] == [True, False]


@pytest.mark.parametrize("case", ["429-once", "503-once"])
def test_a_busy_moment_is_waited_out(server, case):
    assert text(asked(server, case)) == ANSWER
    assert len(server.requests) == 2


def test_a_blank_answer_is_asked_for_once_more(server):
    events = asked(server, "blank-once")
    assert (text(events).strip(), len(server.requests)) == (ANSWER, 2)


def test_an_answer_cut_at_the_limit_keeps_its_text_and_says_so(server):
    events = asked(server, "cut-at-limit")
    assert (text(events), events[-1].finish_reason) == (ANSWER, "length")


def test_a_connection_that_breaks_after_the_end_is_no_failure(server):
    events = asked(server, "broken-after-end")
    assert text(events) == ANSWER
    assert isinstance(events[-1], RoundEnded)


def test_without_a_model_the_endpoints_own_is_asked(server):
    assert isinstance(asked(server, "plain", model="")[-1], RoundEnded)
    assert server.requests[-1]["model"] == "deepseek-flash"


# -- time ----------------------------------------------------------------------------------------------------------


def test_a_stop_acts_at_once_and_hangs_up(server):
    asker = client(server, "stall", Limits(silence=30))
    events, begun = [], threading.Event()

    def read():
        for event in asker.stream(QUESTION, []):
            events.append(event)
            if isinstance(event, TextDelta):
                begun.set()

    reader = threading.Thread(target=read)
    reader.start()
    assert begun.wait(5)
    stopped = time.monotonic()
    asker.close()
    reader.join(2)
    assert not reader.is_alive()
    assert time.monotonic() - stopped < 1
    assert server.noticed.wait(2)
    assert server.hung_up
    assert text(events) == "开头"


@pytest.mark.parametrize("case", ["mute", "endless"])
def test_a_stop_acts_at_once_before_anything_has_come(server, case):
    asker = client(server, case, Limits(silence=30))
    threading.Timer(0.2, asker.close).start()
    begun = time.monotonic()
    assert list(asker.stream(QUESTION, [])) == []
    assert time.monotonic() - begun < 1.5


def test_whoever_leaves_a_stream_hangs_up(server):
    stream = client(server, "stall", Limits(silence=30)).stream(QUESTION, [])
    next(stream)
    stream.close()
    assert server.noticed.wait(2)


def test_silence_is_a_failure_after_its_limit(server):
    events = asked(server, "stall", limits=Limits(silence=0.4))
    assert failure(events) == "client.timeout"
    assert text(events) == "开头"


def test_an_answer_that_never_begins_is_given_up_despite_its_keep_alives(server):
    begun = time.monotonic()
    assert failure(asked(server, "endless", limits=Limits(silence=5, total=0.6))) == "client.deadline"
    assert time.monotonic() - begun < 2


# -- settings ------------------------------------------------------------------------------------------------------


def test_the_models_are_read_from_the_endpoint(server):
    assert client(server).models() == ["deepseek-flash", "deepseek-v4-pro"]


def test_the_balance_is_read_where_there_is_one(server):
    assert client(server, profile="deepseek").balance() == ["12.30 CNY"]
    assert client(server, profile="generic").balance() == []


@pytest.mark.parametrize(
    ("case", "key"), [("html", "client.not_chat"), ("gone", "client.not_found"), ("wrong key", "client.unauthorized")]
)
def test_models_that_cannot_be_read_are_a_sentence(server, case, key):
    right = {"key": SecretStr("sk-other")} if case == "wrong key" else {}
    with pytest.raises(WorkbenchError) as raised:
        client(server, case.split()[0], **right).models()
    assert raised.value.messages[0].key == key


def test_a_probe_names_the_model_that_answers(server):
    assert client(server, "deepseek").probe() == "deepseek-flash"
    with pytest.raises(WorkbenchError) as raised:
        client(server, "402").probe()
    assert raised.value.messages[0].key == "client.balance"
