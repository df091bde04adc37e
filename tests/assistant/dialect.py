"""The words of the DeepSeek dialect: chunks of a streamed reply."""

import json

KEY = "sk-loopback-0123456789"
MODELS = ("deepseek-flash", "deepseek-v4-pro")
USAGE = {
    "prompt_tokens": 120,
    "completion_tokens": 40,
    "prompt_cache_hit_tokens": 100,
    "prompt_cache_miss_tokens": 20,
    "completion_tokens_details": {"reasoning_tokens": 30},
}
THOUGHT = "用户想做预测，先提出一个配置。"
ANSWER = "LSTM 的遗忘门是 \\(f_t\\)，可以开始训练。"
PROPOSAL = {"source": "sunspots", "changes": {"model": {"hidden_size": 24}, "train": {"steps": 60}}}
MARKUP = '<｜DSML｜tool_calls><｜DSML｜invoke name="propose_run">{"source": "made"}</｜DSML｜invoke>'


def chunk(delta=None, finish=None, **more):
    choice = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion.chunk", "model": "deepseek-flash", "choices": [choice], **more}


def thinking(text=THOUGHT):
    yield chunk({"role": "assistant", "content": None, "reasoning_content": ""})
    for letter in text:
        yield chunk({"content": None, "reasoning_content": letter})


def saying(text=ANSWER, size=5):
    for start in range(0, len(text), size):
        yield chunk({"content": text[start : start + size], "reasoning_content": None})


def calling(arguments=PROPOSAL, size=7):
    text = json.dumps(arguments)
    first = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "propose_run", "arguments": ""}}
    yield chunk({"tool_calls": [first]})
    for start in range(0, len(text), size):
        yield chunk({"tool_calls": [{"index": 0, "function": {"arguments": text[start : start + size]}}]})


def ending(reason="stop"):
    yield chunk({"content": ""}, reason, usage=USAGE)


def calls(*fragments, finish="tool_calls"):
    """A reply whose tool calls come as given."""
    return [*(chunk({"tool_calls": [fragment]}) for fragment in fragments), *ending(finish)]


def part(index, number, name, arguments):
    fragment = {"id": number, "function": {"name": name, "arguments": arguments}, "index": index}
    return {key: value for key, value in fragment.items() if value is not None}
