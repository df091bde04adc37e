"""A conversation as the messages of the API. What was shown is what is sent; what a stop cut off is closed properly."""

from collections.abc import Sequence
from typing import Any, Literal

from assistant.conversation.messages import AnyPart, File, Message, Reasoning, TextPart, ToolCall, ToolResult

ReasoningEcho = Literal["reasoning_content", "filled", "reasoning", "seen", "none"]
UNANSWERED = '{"error": "The call was interrupted before it was answered."}'


def to_api(system: str, conversation: Sequence[Message], echo: ReasoningEcho) -> list[dict[str, Any]]:
    """Dictionaries of `chat.completions`, append-only as the conversation grows, so that the server's cache hits.

    `echo` says how the reasoning of earlier turns goes back: "reasoning_content" on every assistant message, an empty
    string included; "filled" the same for servers that take an empty one for none; "seen" where the server itself sent
    some; "reasoning" where there is some; "none" never.
    """
    found: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    for message in conversation:
        if message.role == "user":
            _add_question(found, message)
        else:
            for one_round in _rounds(message.parts):
                found += _answer(one_round, echo)
    return found


def _add_question(found: list[dict[str, Any]], message: Message) -> None:
    files = [f"[file: {file.name} | id {file.sha256[:12]} | {file.bytes} bytes]" for file in message.of(File)]
    content = "\n".join([*files, message.text])
    if found and found[-1]["role"] == "user":  # some chat templates insist on taking turns
        found[-1]["content"] += f"\n\n{content}"
    else:
        found.append({"role": "user", "content": content})


def _rounds(parts: Sequence[AnyPart]) -> list[list[AnyPart]]:
    """A new round begins with the first part after a tool's result that is none itself."""
    rounds: list[list[AnyPart]] = []
    for part in parts:
        if not isinstance(part, TextPart | Reasoning | ToolCall | ToolResult):
            continue
        answered = rounds and isinstance(rounds[-1][-1], ToolResult)
        if not rounds or (answered and not isinstance(part, ToolResult)):
            rounds.append([])
        rounds[-1].append(part)
    return rounds


def _answer(parts: list[AnyPart], echo: ReasoningEcho) -> list[dict[str, Any]]:
    text = "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
    thoughts = [part.text for part in parts if isinstance(part, Reasoning)]
    calls = [part for part in parts if isinstance(part, ToolCall)]
    if not text.strip() and not calls:
        return []
    said: dict[str, Any] = {"role": "assistant", "content": text}
    thought = "".join(thoughts)
    if echo in ("reasoning_content", "filled") or (echo == "seen" and thoughts):
        said["reasoning_content"] = thought or (" " if echo == "filled" else "")
    elif echo == "reasoning" and thought:
        said["reasoning"] = thought
    if not calls:
        return [said]
    said["tool_calls"] = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for call in calls
    ]
    results = {part.id: part.content for part in parts if isinstance(part, ToolResult)}
    return [said] + [
        {"role": "tool", "tool_call_id": call.id, "content": results.get(call.id, UNANSWERED)} for call in calls
    ]
