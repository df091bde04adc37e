"""One streamed reply put together from its chunks, whichever of the dialects they speak.

Takes chunks as dictionaries; every level may be missing or None. Text and reasoning are passed on at once; tool calls
are complete only at the end, because their arguments come in fragments.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.conversation.events import ChatEvent, ReasoningDelta, TextDelta, TextWasReasoning, ToolCalled
from assistant.conversation.messages import Usage
from assistant.endpoint.splitter import Piece, Splitter

SLOT_LENGTH = 500  # what a call counts for beside its arguments, so that hundreds of small ones end too


@dataclass
class _Slot:
    index: int | None
    id: str = ""
    name: str = ""
    arguments: str = ""
    seen: bool = False


class Accumulator:
    """Feed it every chunk, then read what the reply was."""

    def __init__(self, tools: Sequence[str] = ()) -> None:
        self.chunks = 0
        self.called_length = 0  # characters of names and arguments
        self.finish_reason: str | None = None
        self.model: str | None = None
        self.usage: Usage | None = None
        self.has_text = False
        self.has_reasoning = False
        self._splitter = Splitter(tools)
        self._slots: list[_Slot] = []

    @property
    def leaked(self) -> bool:
        """Markup of a tool call stood in the text."""
        return self._splitter.leaked

    def feed(self, chunk: dict[str, Any]) -> Iterator[ChatEvent]:
        """Reasoning and text that the chunk adds."""
        self.chunks += 1
        self.model = _text(chunk.get("model")) or self.model
        self.usage = _usage(chunk.get("usage")) or self.usage
        for choice in chunk.get("choices") or []:
            if not isinstance(choice, dict) or (choice.get("index") or 0) != 0:
                continue
            self.finish_reason = _text(choice.get("finish_reason")) or self.finish_reason
            delta = choice.get("delta") or choice.get("message")
            if isinstance(delta, dict):
                yield from self._delta(delta)

    def rest(self) -> Iterator[ChatEvent]:
        """What was held back, once no more chunks come."""
        yield from self._said(self._splitter.finish())

    @property
    def called(self) -> bool:
        """The reply asks for a tool."""
        return any(slot.name or slot.arguments.strip() for slot in self._slots)

    def calls(self) -> Iterator[ToolCalled]:
        """The calls, each with an id of its own; complete once no more chunks come."""
        seen: set[str] = set()
        for slot in self._slots:
            if not slot.name and not slot.arguments.strip():
                continue
            call = slot.id if slot.id and slot.id not in seen else f"call_{uuid.uuid4().hex[:12]}"
            seen.add(call)
            yield ToolCalled(id=call, name=slot.name, arguments=slot.arguments)

    def _delta(self, delta: dict[str, Any]) -> Iterator[ChatEvent]:
        thought = delta.get("reasoning_content")
        if thought is None:
            thought = delta.get("reasoning")
        if isinstance(thought, str) and (thought or not self.has_reasoning):
            self.has_reasoning = True  # an empty one counts once: it says that there is a field to echo
            yield ReasoningDelta(text=thought)
        content = delta.get("content")
        if isinstance(content, str) and content:
            yield from self._said(self._splitter.feed(content))
        for fragment in delta.get("tool_calls") or []:
            if isinstance(fragment, dict):
                self._fragment(fragment)

    def _said(self, pieces: list[Piece]) -> Iterator[ChatEvent]:
        for piece in pieces:
            if piece.was_reasoning:
                self.has_text = False
                yield TextWasReasoning()
            elif piece.reasoning:
                yield ReasoningDelta(text=piece.text)
            else:
                self.has_text = self.has_text or bool(piece.text.strip())
                yield TextDelta(text=piece.text)

    def _fragment(self, fragment: dict[str, Any]) -> None:
        function = fragment.get("function")
        function = function if isinstance(function, dict) else {}
        number, name = _text(fragment.get("id")), _text(function.get("name"))
        slot = self._slot(fragment.get("index"), number, name)
        slot.id, slot.name = slot.id or number, slot.name or name
        arguments = function.get("arguments")
        self.called_length += SLOT_LENGTH * (not slot.seen) + len(arguments if isinstance(arguments, str) else name)
        slot.seen = True
        if isinstance(arguments, str):
            slot.arguments += arguments
        elif arguments is not None:
            slot.arguments = json.dumps(arguments, ensure_ascii=False)

    def _slot(self, index: object, number: str, name: str) -> _Slot:
        """Where a fragment belongs: by index; a new id, or a new name after complete arguments, begins a new call."""
        place = index if isinstance(index, int) else None
        fitting = [slot for slot in self._slots if place is None or slot.index == place]
        if fitting and number:
            same = [slot for slot in fitting if slot.id == number]
            fitting = same or [slot for slot in fitting[-1:] if not slot.id]
        elif fitting and name and fitting[-1].name and _is_json(fitting[-1].arguments):
            fitting = []
        if not fitting:
            self._slots.append(_Slot(place))
            return self._slots[-1]
        return fitting[-1]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _usage(raw: object) -> Usage | None:
    if not isinstance(raw, dict):
        return None
    details = raw.get("completion_tokens_details")
    cached = _count(raw, "prompt_cache_hit_tokens") or _count(raw.get("prompt_tokens_details"), "cached_tokens")
    return Usage(
        prompt_tokens=_count(raw, "prompt_tokens"),
        completion_tokens=_count(raw, "completion_tokens"),
        reasoning_tokens=_count(details, "reasoning_tokens"),
        cached_tokens=cached,
    )


def _count(raw: object, name: str) -> int:
    value = raw.get(name) if isinstance(raw, dict) else None
    return value if isinstance(value, int) and value >= 0 else 0
