"""Symbols of transcripts and error rates. Symbol 0 is the blank of CTC; the others are sorted, from training alone."""

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Literal

BLANK = 0
SHOWN_BLANK = "–"


def symbols_of(transcripts: Sequence[str], kind: Literal["words", "characters"]) -> list[str]:
    """The alphabet of the training transcripts, the blank first."""
    return ["", *sorted({symbol for transcript in transcripts for symbol in pieces(transcript, kind)})]


def pieces(transcript: str, kind: Literal["words", "characters"]) -> list[str]:
    """A transcript as symbols: its words, or its characters with the spaces between the words."""
    return transcript.split() if kind == "words" else list(transcript)


def transcript_of(numbers: Sequence[int], symbols: Sequence[str], kind: Literal["words", "characters"]) -> str:
    """The transcript that a sequence of symbols (without blanks) stands for."""
    parts = [symbols[number] for number in numbers]
    return " ".join(parts) if kind == "words" else " ".join("".join(parts).split())


def frames_needed(numbers: Sequence[int]) -> int:
    """Frames that CTC needs at least: one for each symbol, and a blank between two that are equal."""
    return len(numbers) + sum(first == second for first, second in itertools.pairwise(numbers))


def most_frequent(transcripts: Sequence[str]) -> str:
    """The transcript that stands most often, the first in the alphabet among equals: the baseline of a guesser."""
    counts = Counter(transcripts)
    return min(counts, key=lambda each: (-counts[each], each))


def error_rates(references: Sequence[str], hypotheses: Sequence[str]) -> tuple[float, float, float]:
    """Word error rate, character error rate and share of wholly right transcripts (jiwer)."""
    import jiwer

    wer = float(jiwer.wer(list(references), list(hypotheses)))
    cer = float(jiwer.cer(list(references), list(hypotheses)))
    right = sum(one == other for one, other in zip(references, hypotheses, strict=True)) / len(references)
    return wer, cer, right
