"""A conversation as values: messages made of parts. Ids and storage keys live in the store (`conversations.py`).

One assistant message is a whole turn: reasoning, text, tool calls and their results in the order in which they came;
a new request round begins after a tool result.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lstm_core.i18n.sentences import Parameter


class MessagePart(BaseModel):
    """Base of every part."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class TextPart(MessagePart):
    """Markdown written by a person or a model; shown, never executed."""

    type: Literal["text"] = "text"
    text: str


class Reasoning(MessagePart):
    """What the model thought; kept and sent back, an empty string included."""

    type: Literal["reasoning"] = "reasoning"
    text: str


class File(MessagePart):
    """An upload that belongs to the message; `sha256` names it in the workspace's uploads.

    One that is a sheet of a workbook tells which.
    """

    type: Literal["file"] = "file"
    name: str
    sha256: str
    bytes: int
    sheet: str | None = None
    book: "File | None" = None


class ToolCall(MessagePart):
    """A call that the model asked for; `arguments` is what it wrote, before validation."""

    type: Literal["tool_call"] = "tool_call"
    id: str
    name: str
    arguments: str


class ToolResult(MessagePart):
    """What the tool answered: JSON text for the model and, for the page, the card that it made or concerns."""

    type: Literal["tool_result"] = "tool_result"
    id: str
    name: str
    content: str
    card: str | None = None
    ok: bool = True


class Suggestions(MessagePart):
    """Next steps offered under an answer; each is sent as the next question when it is clicked."""

    type: Literal["suggestions"] = "suggestions"
    items: list[str]
    tests: str | None = None  # name of the comparison (`workspace.receipts.TOPICS`) that shows whether the advice holds


class Notice(MessagePart):
    """A sentence of ours by key: an interruption, a failure, a remark on the data."""

    type: Literal["notice"] = "notice"
    key: str
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    severity: Literal["info", "warning", "error"] = "error"


AnyPart = Annotated[
    TextPart | Reasoning | File | ToolCall | ToolResult | Suggestions | Notice, Field(discriminator="type")
]


class Usage(BaseModel):
    """Tokens of one turn as the endpoint reported them, summed over its rounds."""

    model_config = ConfigDict(frozen=True)

    prompt_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0  # part of completion_tokens
    cached_tokens: int = 0  # part of prompt_tokens


class Message(BaseModel):
    """One message of a person or one whole turn of the assistant."""

    model_config = ConfigDict(frozen=True)

    role: Literal["user", "assistant"]
    parts: list[AnyPart]
    model: str | None = None  # as the endpoint named it; "guide" for the built-in guide
    host: str | None = None  # where the model answered: host and port, nothing else of the address
    again: bool = False  # another answer to the question that the message before it did not finish answering
    usage: Usage | None = None
    finish_reason: str | None = None  # the endpoint's, "stopped" or "failed"; None on an assistant message: interrupted

    @property
    def text(self) -> str:
        """All text parts, joined by blank lines."""
        return "\n\n".join(part.text for part in self.parts if isinstance(part, TextPart))

    def of(self, kind: type[Any]) -> list[Any]:
        """The parts of one kind."""
        return [part for part in self.parts if isinstance(part, kind)]
