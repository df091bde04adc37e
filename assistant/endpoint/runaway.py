"""Answers that never end: a phrase over and over, or more text than anybody reads.

`Watch` looks at the last `WINDOW` characters whenever `STRIDE` new ones have come, so the cost is linear in the length.
Repetition is no fault in itself: tables, rulers, zero matrices, refrains and lists of numbers repeat. What counts is
how much the repeated piece says and how often it stood there without a break.
"""

import re
from collections import Counter
from dataclasses import dataclass

WINDOW = 24_576
STRIDE = 1_024
LONGEST_TEXT = 150_000
LONGEST_THOUGHT = 400_000
LONGEST_CALLS = 200_000
SHUFFLED = 9_000  # characters that say nothing but a few sentences
FEW, OFTEN = 8, 12  # sentences, and how often each of them stands there
_PROBE = 32
_CANDIDATES = 40
_SENTENCE = re.compile(r"[.!?\u3002\uff01\uff1f\n]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DIGITS = {ord(digit): None for digit in "0123456789０１２３４５６７８９"}


@dataclass(frozen=True)
class _Bound:
    """From `period` characters on, a piece may stand `times` times and fill `span` characters."""

    period: int
    times: int
    span: int


_PHRASES = (_Bound(3_000, 3, 9_000), _Bound(400, 5, 3_000), _Bound(60, 12, 2_500), _Bound(0, 60, 1_200))
_WORDS = (_Bound(0, 60, 8_000),)
_SIGNS = (_Bound(0, 60, 24_000),)
_COUNTED = (_Bound(0, 400, 9_000),)  # equal but for the figures


class RunawayDetector:
    """Feed it every piece of one kind of text; it says when to stop."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._length = 0
        self._looked = 0
        self._tail = ""

    def feed(self, text: str) -> str | None:
        """None, or why this text should go on no longer: "loop" or "length"."""
        self._length += len(text)
        self._tail = (self._tail + text)[-WINDOW:] if len(self._tail) > 2 * WINDOW else self._tail + text
        if self._length > self._longest:
            return "length"
        if self._length - self._looked < STRIDE:
            return None
        self._looked = self._length
        self._tail = self._tail[-WINDOW:]
        return "loop" if repeats(self._tail) else None


def repeats(tail: str) -> bool:
    """The end of `tail` is one piece over and over, more often than anything that is worth reading."""
    return _over(tail, None) or _over(tail.translate(_DIGITS), _COUNTED) or _shuffled(tail)


def _shuffled(tail: str) -> bool:
    """A few sentences again and again, in whatever order."""
    text = tail[-SHUFFLED:].lower()
    if len(text) < SHUFFLED:
        return False
    said = Counter(piece.strip() for piece in _SENTENCE.split(text)[1:-1])
    phrases = {piece: count for piece, count in said.items() if _is_phrase(piece, words=3, signs=5)}
    told = sum(len(piece) * count for piece, count in phrases.items())
    return len(phrases) <= FEW and told >= 0.9 * len(text) and min(phrases.values(), default=0) >= OFTEN


def _over(tail: str, bounds: tuple[_Bound, ...] | None) -> bool:
    period = _period(tail)
    if period is None:
        return False
    piece = tail[-period:]
    if bounds is None:
        bounds = _PHRASES if _is_phrase(piece) else _WORDS if _WORD.search(piece) or _CJK.search(piece) else _SIGNS
    elif not _is_phrase(piece, words=4, signs=6):
        return False
    bound = next(each for each in bounds if period >= each.period)
    span = max(bound.span, bound.times * period)
    return span + period <= len(tail) and tail[-span:] == tail[-span - period : -period]


def _period(tail: str) -> int | None:
    """The shortest distance at which the end of `tail` stood before, with everything between standing there too."""
    probe, end = tail[-_PROBE:], len(tail) - 1
    if len(probe) < _PROBE:
        return None
    for _ in range(_CANDIDATES):
        place = tail.rfind(probe, 0, end)
        if place < 0:
            return None
        period = len(tail) - _PROBE - place
        if 3 * period <= len(tail) and tail[-2 * period :] == tail[-3 * period : -period]:
            return period
        end = place + _PROBE - 1
    return None


def _is_phrase(piece: str, words: int = 2, signs: int = 4) -> bool:
    """It says something: several different words, or characters of a script without spaces."""
    start = next((place for place, letter in enumerate(piece) if not letter.isalpha()), 0)
    whole = piece[start:] + piece[:start]  # so that no word is cut in two
    return len(set(_WORD.findall(whole.lower()))) >= words or len(set(_CJK.findall(piece))) >= signs
