"""Answers that did not come to their end: what is shown of them, what a model is told of them, how they go on.

An answer may be tried again (another message below it, or in its place when it said nothing) or continued (the same
message grows). Neither takes away what was shown, and the cards of an attempt stay.
"""

from collections.abc import Sequence

from assistant.conversation import prompts
from assistant.conversation.messages import (
    AnyPart,
    Message,
    Notice,
    Reasoning,
    Suggestions,
    TextPart,
    ToolCall,
    ToolResult,
)
from lstm_core.i18n.languages import Language

UNFINISHED = frozenset({None, "failed", "stopped", "length"})


def unfinished(message: Message) -> bool:
    """The answer failed, was stopped, was cut off or was interrupted; a question that nobody answered is one too."""
    return message.role == "user" or message.finish_reason in UNFINISHED


def continuable(message: Message) -> bool:
    """It broke off in the middle of a text, so more of that text can be asked for."""
    said = spoken_parts(message)
    return bool(
        message.role == "assistant"
        and unfinished(message)
        and said
        and isinstance(said[-1], TextPart)
        and said[-1].text
    )


def is_discardable(message: Message) -> bool:
    """Nothing of the attempt is worth keeping in sight: it failed before it said or made anything."""
    return not any(
        isinstance(part, ToolCall | ToolResult) or (isinstance(part, TextPart | Reasoning) and part.text.strip())
        for part in message.parts
    )


def spoken_parts(message: Message) -> list[AnyPart]:
    """The parts without what we remarked about their end."""
    parts = list(message.parts)
    while parts and isinstance(parts[-1], Notice | Suggestions):
        parts.pop()
    return parts


def conversation_for_client(conversation: Sequence[Message]) -> list[Message]:
    """The conversation as a client hears it: an answer that was tried again has the rounds of its attempts.

    Of an attempt that another one follows remain the tools that it called, with their results, so that no card is made
    twice; the text in which it broke off is not told.
    """
    found: list[Message] = []
    for message in conversation:
        kept = rounds(found.pop()) if message.again and found and found[-1].role == "assistant" else []
        found.append(message.model_copy(update={"parts": [*kept, *message.parts]}) if kept else message)
    return found


def rounds(message: Message) -> list[AnyPart]:
    """The parts up to the last answer of a tool."""
    ends = [place + 1 for place, part in enumerate(message.parts) if isinstance(part, ToolResult)]
    return message.parts[: ends[-1]] if ends else []


def before_again(conversation: Sequence[Message]) -> list[Message]:
    """What a client hears to answer the last question once more."""
    tried = conversation_for_client([*conversation, Message(role="assistant", parts=[], again=True)])
    return tried if tried[-1].parts else tried[:-1]


def before_more(conversation: Sequence[Message], language: Language) -> list[Message]:
    """What a client hears to go on with the text of the last answer; the wish stands in no conversation."""
    wish = Message(role="user", parts=[TextPart(text=prompts.load("continue", language))])
    return [*conversation_for_client(conversation), wish]
