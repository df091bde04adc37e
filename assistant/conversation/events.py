"""What a turn yields while it runs. `run_turn` and every client speak these events; views draw them.

A client (`Client.stream`) yields RetryWaiting, ReasoningDelta, TextDelta, TextWasReasoning, ToolCalled,
SuggestionsOffered, UsageReported and, last, exactly one RoundEnded or TurnFailed. `run_turn` adds ToolAnswered after
each call, Remarked where a person should know something, and ends with TurnEnded or TurnFailed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from assistant.conversation.messages import Message, Usage
from lstm_core.i18n.sentences import Parameter


class ChatEventBase(BaseModel):
    """Base of every event; frozen, one JSON line each through `model_dump_json`."""

    model_config = ConfigDict(frozen=True)


class ReasoningDelta(ChatEventBase):
    """More of the model's thinking."""

    type: Literal["reasoning"] = "reasoning"
    text: str


class TextDelta(ChatEventBase):
    """More of the answer."""

    type: Literal["text"] = "text"
    text: str


class TextWasReasoning(ChatEventBase):
    """All text of this round so far was thinking: the model closed a thought that it never opened."""

    type: Literal["text_was_reasoning"] = "text_was_reasoning"


class ToolCalled(ChatEventBase):
    """A complete call; `arguments` is the text that the model wrote."""

    type: Literal["tool_call"] = "tool_call"
    id: str
    name: str
    arguments: str


class ToolAnswered(ChatEventBase):
    """The tool's answer; `card` names the run card that it made or concerns."""

    type: Literal["tool_result"] = "tool_result"
    id: str
    name: str
    content: str
    card: str | None = None
    ok: bool = True


class SuggestionsOffered(ChatEventBase):
    """Next steps, at most four."""

    type: Literal["suggestions"] = "suggestions"
    items: list[str]
    tests: str | None = None  # as in `messages.Suggestions`


class UsageReported(ChatEventBase):
    """Tokens of one round."""

    type: Literal["usage"] = "usage"
    usage: Usage
    model: str | None = None


class RetryWaiting(ChatEventBase):
    """Nothing has come yet: why, and when which attempt follows. `key` is that of the failure in the text table."""

    type: Literal["retry_waiting"] = "retry_waiting"
    key: str
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    attempt: int  # the one that follows, from 2
    of: int
    seconds: float = 0.0  # 0: it follows at once


class RemarkAdded(ChatEventBase):
    """A sentence of ours that stays in the message and ends nothing."""

    type: Literal["remark"] = "remark"
    key: str
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    text: str = ""  # the sentence in the language of the conversation, for scripts


class RoundEnded(ChatEventBase):
    """The client's last event: why the round ended ("stop", "tool_calls", "length", "content_filter", ...)."""

    type: Literal["round_end"] = "round_end"
    finish_reason: str
    model: str | None = None


class TurnEnded(ChatEventBase):
    """The turn's last event when it went well."""

    type: Literal["end"] = "end"
    finish_reason: str


class TurnFailed(ChatEventBase):
    """The turn's last event when it did not: a key of the text table; what was streamed before stays."""

    type: Literal["failure"] = "failure"
    key: str
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    text: str = ""  # the sentence in the language of the conversation, for scripts


ChatEvent = (
    ReasoningDelta
    | TextDelta
    | TextWasReasoning
    | ToolCalled
    | ToolAnswered
    | SuggestionsOffered
    | UsageReported
    | RetryWaiting
    | RemarkAdded
    | RoundEnded
    | TurnEnded
    | TurnFailed
)


@dataclass(frozen=True)
class ToolSpec:
    """What a model is told of a tool: name, purpose, JSON schema of its arguments."""

    name: str
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


class Client(Protocol):
    """Answers a conversation: the DeepSeek-compatible endpoint, the built-in guide, or a queue in a test."""

    def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[ChatEvent]:
        """One round: the model's events for the conversation so far."""
        ...
