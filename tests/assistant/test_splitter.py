"""Thinking, answer and leaked markup are told apart wherever the stream is cut."""

import pytest

from assistant.endpoint.splitter import Splitter

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
TOOLS = ["describe_data", "propose_run", "read_run", "list_runs"]
CALLS = [
    'functions.propose_run: {"source": "sunspots"}',
    'functions.propose_run:0 {"source": "sunspots"}',
    'functions.propose_run({"source": "made"})',
    'functions.some_other_tool: {"a": 1}',
    "<｜DSML｜tool_calls>",
    "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>propose_run\n```json\n{}",
    '<tool_call>\n{"name": "propose_run"}',
    "<tool_call>propose_run\n<arg_key>source</arg_key>",
    "<|tool_calls_section_begin|><|tool_call_begin|>functions.propose_run:0",
    '[TOOL_CALLS] [{"name": "propose_run", "arguments": {}}]',
    "[TOOL_CALLS]propose_run[ARGS]{}",
    '<function=propose_run>{"source": "made"}</function>',
    '<function_calls>\n<invoke name="propose_run">',
    '<minimax:tool_call>\n<invoke name="propose_run">',
    '<|open|>toolscall tool="propose_run"',
    "<|channel|>commentary to=functions.propose_run <|message|>{}",
    '```json\n{"name": "propose_run", "arguments": {"source": "made"}}\n```',
    '```json\n[\n  {\n    "name": "propose_run",\n    "arguments": {}\n  }\n]\n```',
    '```\n{"tool": "propose_run", "args": {}}\n```',
    '{"name": "propose_run", "arguments": {}}',
    '[{"type": "function", "function": {"name": "propose_run", "arguments": "{}"}}]',
    '{"arguments": {"source": "made"}, "name": "propose_run"}',
    "```tool_code\npropose_run(source='made')\n```",
    'propose_run(source="made")',
    'propose_run {"source": "made"}',
    'propose_run\n{"source": "made"}',
    "Action: propose_run\nAction Input: {}",
    '<|python_tag|>{"name": "propose_run"}',
    "✿FUNCTION✿: propose_run",
    'functions:propose_run {"source": "x"}',
    'function.propose_run: {"source": "x"}',
    'default_api.propose_run(source="made")',
    "<propose_run>\n<source>made</source>\n</propose_run>",
    '- propose_run({"source": "x"})',
    '> functions.propose_run: {"a": 1}',
    '**propose_run**({"source": "made"})',
    '[propose_run(source="made")]',
    '```python\npropose_run(source="made")\n```',
    '{"function_call": {"name": "propose_run", "arguments": "{}"}}',
]
IN_A_SENTENCE = [
    'Calling propose_run with {"source": "made"}',
    'I will now call: propose_run({"source": "made"})',
    'function_call: propose_run({"source": "made"})',
    'tool_call: {"name": "propose_run"}',
    '<|python_start|>[propose_run(source="made")]<|python_end|>',
    "<tool>propose_run</tool>",
]
TEXTS = [
    "Qwen writes `<tool_call>` around a call.",
    '```xml\n<tool_call>\n{"name": "get_weather"}\n</tool_call>\n```\nThat is the format.',
    "```python\nfunctions.relu: {1}\n```",
    "In JavaScript, functions.name is a property.",
    '```json\n{"name": "Alice", "age": 3}\n```',
    '{"type": "circle", "arguments": [1, 2]}',
    "The tool propose_run makes a card; read_run (see below) reads it.",
    "read_run (the tool) reads.\npropose_run shows a card",
    "- [ ] open\n- [x] done\n[link](http://x) and $\\{f_t\\}$",
    "```python\nx = [\n  {'a': 1},\n]\nprint(x[0])\n```",
    '{"type": "function", "x": "' + "y" * 500 + '"}',
    "functions.",
    "x = functions.relu({a})",
    "- a list\n- of two\n\n> a quote\n\n**bold** and [a link](http://x) 1. one",
    'Ask with `propose_run({"source": "made"})` in mind.',
    "The <b>propose</b> step, then propose_run with a file.",
    "```json\n",
    '{"na',
]


def split(text, size, tools=()):
    """Reasoning and answer when `text` arrives in pieces of `size`."""
    splitter, reasoning, answer = Splitter(tools), "", ""
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


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_leaks_in_any_dialect_is_cut_off(call, size):
    for before in ("", "Fine.\n\n"):
        _, answer, leaked = split(before + call, size, TOOLS)
        assert (answer.strip(), leaked) == (before.strip(), True)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("text", IN_A_SENTENCE)
def test_a_call_that_stands_in_a_sentence_is_seen_too(text, size):
    _, answer, leaked = split(f"Fine. {text}", size, TOOLS)
    assert leaked
    assert "made" not in answer


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_call_of_ours_in_a_fence_is_none_that_the_answer_shows(size):
    for markup in ('<｜DSML｜invoke name="propose_run">', '<tool_call>\n<function name="propose_run">'):
        _, answer, leaked = split(f"Fine.\n```xml\n{markup}\n```", size, TOOLS)
        assert leaked
        assert "propose" not in answer


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("text", TEXTS)
def test_what_only_speaks_of_calls_stays_text(text, size):
    assert split(text, size, TOOLS) == ("", text, False)


def test_what_is_certainly_text_is_not_held_back():
    splitter = Splitter()
    assert [piece.text for piece in splitter.feed("hello <b")] == ["hello <b"]
    assert [piece.text for piece in splitter.feed(" and <th")] == [" and <th"]
    assert [piece.text for piece in splitter.feed(" x </thi")] == [" x "]
    assert [piece.text for piece in splitter.feed("s")] == ["</this"[:7]]
