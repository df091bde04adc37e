"""Tells thinking from answer in text that mixes them, piece by piece as it streams.

Models without a reasoning parser write `<think>…</think>` at the start of the answer, some without the opener. Markup
of tool calls that leaks into the text is cut off and remembered; it is never part of what is returned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.endpoint.leaked_calls import LeakDetector, TextPosition, overlap

_NAMES = ("think", "thinking", "reason", "reasoning", "thought")
_PAIRS = {f"<{name}>": f"</{name}>" for name in _NAMES} | {"<|begin_of_thought|>": "<|end_of_thought|>"}
_CLOSERS = tuple(_PAIRS.values())
_BEGINNINGS = frozenset(mark[:length] for mark in _CLOSERS for length in range(1, len(mark)))


@dataclass(frozen=True)
class Piece:
    """Text to be added; `was_reasoning` says that all answer text so far was thinking after all."""

    text: str
    reasoning: bool = False
    was_reasoning: bool = False


class Splitter:
    """Feed it pieces of content; it holds back what may turn out to be a mark."""

    def __init__(self, tools: Sequence[str] = ()) -> None:
        self.leaked = False
        self._leaks = LeakDetector(tools)
        self._held = ""
        self._last = ""  # character of the text that was let go
        self._place = TextPosition()  # where the answer that was let go ends
        self._closer: str | None = None  # while thinking
        self._begun = False  # the answer has begun, so an opener no longer counts
        self._closed = False  # thinking has ended, so a closer is text

    def feed(self, text: str) -> list[Piece]:
        """What `text` adds."""
        self._held += text
        return self._pieces(final=False)

    def finish(self) -> list[Piece]:
        """What was held back and turned out to be no mark."""
        return self._pieces(final=True)

    def _pieces(self, final: bool) -> list[Piece]:
        pieces: list[Piece] = []
        while self._held and not self.leaked:
            before = self._held, self._closer, self._begun, self._closed
            pieces += self._step(final)
            if (self._held, self._closer, self._begun, self._closed) == before:
                break
        if self.leaked:
            self._held = ""
        return [piece for piece in pieces if piece.text or piece.was_reasoning]

    def _step(self, final: bool) -> list[Piece]:
        if self._closer is not None:
            return self._thinking(self._closer, final)
        if not self._begun:
            return self._beginning(final)
        return self._answering(final)

    def _beginning(self, final: bool) -> list[Piece]:
        start = self._held.lstrip()
        for opener, closer in _PAIRS.items():
            if start.startswith(opener):
                self._held, self._closer = start[len(opener) :].lstrip("\n"), closer
                return []
            if not final and opener.startswith(start):
                return []  # not enough yet
        self._begun = True
        if self._closed:  # the blank lines between thinking and answer
            self._held = start
        return []

    def _thinking(self, closer: str, final: bool) -> list[Piece]:
        thought, mark, rest = self._held.partition(closer)
        if mark:
            self._held, self._closer, self._begun, self._closed = rest, None, False, True
            return [Piece(thought.rstrip("\n"), reasoning=True)]
        marks = frozenset(closer[:length] for length in range(1, len(closer)))
        return [Piece(self._release(marks, final), reasoning=True)]

    def _answering(self, final: bool) -> list[Piece]:
        leak = self._leaks.start(self._place, self._held)
        if leak is not None:
            self.leaked = True
            return [Piece(self._held[:leak].rstrip())]
        if not self._closed:
            for closer in _CLOSERS:
                thought, mark, rest = self._held.partition(closer)
                if mark:
                    return self._closing(thought, mark, rest, final)
        marks: frozenset[str] = frozenset() if self._closed else _BEGINNINGS
        return [Piece(self._release(marks, final, self._leaks.kept(self._place, self._held)))]

    def _closing(self, thought: str, mark: str, rest: str, final: bool) -> list[Piece]:
        """A closer without its opener: it counts at the beginning or the end of a line."""
        before = thought[-1:] or self._last
        self._last = (thought + mark)[-1]
        if before in ("", "\n") or rest.startswith("\n") or (final and not rest):
            self._held, self._begun, self._closed = rest, False, True
            return [Piece(thought), Piece("", was_reasoning=True)]
        if not rest:  # what follows decides
            self._held, self._last = mark, before
            return [Piece(thought)]
        self._held = rest
        return [Piece(thought + mark)]

    def _release(self, beginnings: frozenset[str], final: bool, kept: int = 0) -> str:
        """Everything but an ending that may be the beginning of a mark, or the last `kept` characters."""
        kept = 0 if final else max(kept, overlap(self._held, beginnings))
        text = self._held[: len(self._held) - kept]
        self._held = self._held[len(self._held) - kept :]
        self._last = text[-1:] or self._last
        if self._begun:
            self._place = self._place.after(text)
        return text
