"""A conversation as the API wants it: rounds, echoes, calls that a stop left open."""

import pytest

from assistant.conversation.history import UNANSWERED, to_api
from assistant.conversation.messages import (
    File,
    Message,
    Notice,
    Reasoning,
    Suggestions,
    TextPart,
    ToolCall,
    ToolResult,
)


def user(*parts):
    return Message(role="user", parts=list(parts))


def assistant(*parts):
    return Message(role="assistant", parts=list(parts))


CALL, RESULT = ToolCall(id="1", name="propose_run", arguments='{"a":1}'), ToolResult(id="1", name="x", content="{}")
TURN = assistant(
    Reasoning(text="think"), TextPart(text="one moment"), CALL, RESULT, Reasoning(text="more"), TextPart(text="done")
)


def test_a_turn_with_a_tool_becomes_two_rounds():
    assert to_api("system", [user(TextPart(text="?")), TURN], "reasoning_content") == [
        {"role": "system", "content": "system"},
        {"role": "user", "content": "?"},
        {
            "role": "assistant",
            "content": "one moment",
            "reasoning_content": "think",
            "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": "propose_run", "arguments": '{"a":1}'}}
            ],
        },
        {"role": "tool", "tool_call_id": "1", "content": "{}"},
        {"role": "assistant", "content": "done", "reasoning_content": "more"},
    ]


@pytest.mark.parametrize(
    ("echo", "thought", "empty", "silent"),
    [
        ("reasoning_content", {"reasoning_content": "t"}, {"reasoning_content": ""}, {"reasoning_content": ""}),
        ("filled", {"reasoning_content": "t"}, {"reasoning_content": " "}, {"reasoning_content": " "}),
        ("seen", {"reasoning_content": "t"}, {"reasoning_content": ""}, {}),
        ("reasoning", {"reasoning": "t"}, {}, {}),
        ("none", {}, {}, {}),
    ],
)
def test_reasoning_goes_back_as_the_server_wants_it(echo, thought, empty, silent):
    said = TextPart(text="a")
    turns = [assistant(Reasoning(text="t"), said), assistant(Reasoning(text=""), said), assistant(said)]
    sent = [{key: value for key, value in turn.items() if "reasoning" in key} for turn in to_api("", turns, echo)]
    assert sent == [thought, empty, silent]


def test_a_call_that_a_stop_left_open_is_closed():
    sent = to_api("", [assistant(CALL, Notice(key="turn.stopped")), user(TextPart(text="again"))], "none")
    assert [message["role"] for message in sent] == ["assistant", "tool", "user"]
    assert sent[1]["content"] == UNANSWERED


def test_what_says_nothing_is_left_out():
    silent = [
        assistant(),
        assistant(Notice(key="client.cut_off")),
        assistant(Reasoning(text="t"), Suggestions(items=[])),
    ]
    assert to_api("", silent, "reasoning_content") == []


def test_a_result_without_its_call_is_left_out():
    assert to_api("", [assistant(RESULT)], "none") == []


def test_questions_in_a_row_become_one():
    assert to_api("", [user(TextPart(text="a")), assistant(), user(TextPart(text="b"))], "none") == [
        {"role": "user", "content": "a\n\nb"}
    ]


def test_files_are_named_with_what_a_tool_needs():
    file = File(name="销量.csv", sha256="0123456789abcdef" * 4, bytes=12)
    [sent] = to_api("", [user(file, TextPart(text="预测"))], "none")
    assert sent["content"] == "[file: 销量.csv | id 0123456789ab | 12 bytes]\n预测"


def test_a_longer_conversation_begins_with_the_shorter_one():
    turns = [user(TextPart(text="?")), TURN, user(TextPart(text="!"))]
    for end in range(1, len(turns)):
        assert to_api("s", turns, "seen")[: len(to_api("s", turns[:end], "seen"))] == to_api("s", turns[:end], "seen")
