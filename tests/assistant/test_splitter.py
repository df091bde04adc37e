"""Thinking, answer and leaked markup are told apart wherever the stream is cut."""

import pytest

from assistant.splitter import Splitter

CASES = [
    ("plain text with <b> and a < b", "", "plain text with <b> and a < b"),
    ("<think>a</think>b", "a", "b"),
    ("  \n<think>\na\n</think>\n\nb", "a", "b"),
    ("<thinking>a</thinking>b", "a", "b"),
    ("<|begin_of_thought|>a<|end_of_thought|>b", "a", "b"),
    ("<think>never closed", "never closed", ""),
    ("<think></think>b", "", "b"),
    ("<think>a <b> </thin </think>b</think>", "a <b> </thin ", "b</think>"),
    ("write `<think>` like this", "", "write `<think>` like this"),
    ("a\n</think>\n\nb", "a\n", "b"),
    ("in a line </think> it is text", "", "in a line </think> it is text"),
    ("<thi", "", "<thi"),
    ("<", "", "<"),
    ("", "", ""),
]
LEAKS = [
    "<｜DSML｜tool_calls>{}",
    "<|DSML|tool_calls>{}",
    "<｜｜DSML｜｜tool_calls>{}",
    "<｜tool▁calls▁begin｜>{}",
    "<|tool_calls_section_begin|>{}",
    '<tool_call>\n{"name": "a"}',
    "<function_calls>",
]


def split(text, size):
    """Reasoning and answer when `text` arrives in pieces of `size`."""
    splitter, reasoning, answer = Splitter(), "", ""
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    for piece in [*(found for part in parts for found in splitter.feed(part)), *splitter.finish()]:
        if piece.was_reasoning:
            reasoning, answer = reasoning + answer, ""
        elif piece.reasoning:
            reasoning += piece.text
        else:
            answer += piece.text
    return reasoning, answer, splitter.leaked


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(("text", "reasoning", "answer"), CASES)
def test_thinking_is_split_from_the_answer_wherever_the_stream_is_cut(text, reasoning, answer, size):
    found, said, leaked = split(text, size)
    assert (found.strip("\n"), said) == (reasoning.strip("\n"), answer)
    assert not leaked


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize("markup", LEAKS)
def test_markup_of_a_call_is_cut_off_wherever_the_stream_is_cut(markup, size):
    assert split(f"before {markup} after", size) == ("", "before" if size > 990 else "before ", True)


def test_what_is_certainly_text_is_not_held_back():
    splitter = Splitter()
    assert [piece.text for piece in splitter.feed("hello <b")] == ["hello <b"]
    assert [piece.text for piece in splitter.feed(" and <th")] == [" and <th"]
    assert [piece.text for piece in splitter.feed(" x </thi")] == [" x "]
    assert [piece.text for piece in splitter.feed("s")] == ["</this"[:7]]
