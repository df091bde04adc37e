"""What a repair found out: the content of its result.json, and the rule by which a change is accepted."""

import math
from collections.abc import Sequence
from statistics import fmean
from typing import Any, Literal

from lstm_core.results.base import RunResult, Score, Value
from lstm_core.results.repeat import Statistic, statistic

P_VALUE = 0.005  # of the exact test; with five seeds each every repair has to be better than every original: 1 / 252

Verdict = Literal["accepted", "none", "budget", "healthy", "nothing", "honest"]
Outcome = Literal[
    "waiting",  # not decided yet
    "accepted",
    "honest",  # it closes a leak, and was shown beside the original
    "trials",  # beyond the number of attempts that may be tried
    "budget",  # the seconds were used up before
    "unneeded",  # another one was accepted before
    "short",  # others did better in the short training
    "not_better",  # than the original with the same seed
    "diverged",
    "failed",
    "seed",  # not better with one of the further seeds
    "noise",  # better, but not by more than chance and seeds may do
    "test",  # better on the validation part, worse on the test part
]


class Pair(Value):
    """Original and repair with the same seed, on the validation and on the test part; None is one that diverged."""

    seed: int
    original: float | None
    repaired: float | None
    original_test: float | None = None
    repaired_test: float | None = None


class AttemptRow(Value):
    """What came of one attempt."""

    answers: list[str]
    changes: dict[str, Any]
    outcome: Outcome = "waiting"
    short: float | None = None  # score on the validation part after the short training
    score: float | None = None  # after the whole one
    pairs: list[Pair] = []  # noqa: RUF012 (pydantic copies it)
    seed: int | None = None  # the one that spoke against it
    failure: str | None = None  # key of what ended its training
    seconds: float = 0.0  # of training, all of its members

    @property
    def tried(self) -> bool:
        """Something of it was trained."""
        return self.seconds > 0 or self.short is not None or self.score is not None or self.outcome == "diverged"


class Comparison(Value):
    """Original and repair over the further seeds, on one part; Student's 95 % intervals of the means."""

    before: Statistic | None  # of the seeds with which it did not diverge; None when it always did
    after: Statistic
    diverged: int  # of the originals
    gain: Statistic | None  # of original minus repair with the same seed; None when some original diverged


class RepairResult(RunResult):
    """result.json of a repair; scores are those of `TrainResult.validated`, less is better."""

    verdict: Verdict
    measure: str | None  # name of the deciding score; None when nothing was trained
    original: float | None  # with its own seed; None when it diverged
    short: float | None = None  # after the short training
    attempts: list[AttemptRow]
    accepted: int | None = None  # place among the attempts; of an honest one too
    validation: Comparison | None = None  # of the accepted one
    test: Comparison | None = None

    def scored(self) -> Score | None:
        """The mean of the accepted repair on the test part."""
        return Score(str(self.measure), self.test.after.mean) if self.test is not None else None


def compared(pairs: Sequence[tuple[float | None, float | None]]) -> Comparison | None:
    """Original and repair of every pair; None when no repair has a score."""
    after = [repaired for _, repaired in pairs if repaired is not None]
    before = [original for original, _ in pairs if original is not None]
    if not after:
        return None
    gains = [original - repaired for original, repaired in pairs if original is not None and repaired is not None]
    return Comparison(
        before=statistic(before) if before else None,
        after=statistic(after),
        diverged=len(pairs) - len(before),
        gain=statistic(gains) if len(gains) == len(pairs) else None,
    )


def better(original: float | None, repaired: float | None) -> bool:
    """The repair has the lower score; one that diverged is infinitely bad."""
    return repaired is not None and (original is None or repaired < original)


def p_value(originals: Sequence[float], repairs: Sequence[float]) -> float:
    """Of the exact rank-sum test (Mann & Whitney 1947): how often chance alone puts the repairs so far below.

    A tie speaks against the repair; infinity is a training that diverged.
    """
    from scipy.stats import mannwhitneyu

    ranked = sorted([*((value, 0) for value in originals), *((value, 1) for value in repairs)])
    ranks: tuple[list[int], list[int]] = ([], [])
    for rank, (_, which) in enumerate(ranked):
        ranks[which].append(rank)
    return float(mannwhitneyu(ranks[1], ranks[0], alternative="less", method="exact").pvalue)


def hopeless(pairs: Sequence[Pair], seeds: int) -> bool:
    """However well the seeds that are left turn out, the repair cannot be accepted."""
    left = seeds - len(pairs)
    originals, repairs = _values(pairs)
    if not all(better(pair.original, pair.repaired) for pair in pairs):
        return True
    return p_value([*originals, *[math.inf] * left], [*repairs, *[-math.inf] * left]) > P_VALUE


def judged(pairs: Sequence[Pair]) -> Literal["accepted", "noise", "test"]:
    """Whether the repair is better by more than seeds may do, over seeds on which it was not chosen.

    It has to be better with every seed and pass the exact test, which compares every repair with every original and so
    knows how far seeds lie apart. The test part has no vote for a repair, but one against it.
    """
    if hopeless(pairs, len(pairs)):
        return "noise"
    return "test" if worse_on_test(pairs) else "accepted"


def worse_on_test(pairs: Sequence[Pair]) -> bool:
    """The repair is on average worse on the test part than the originals that did not diverge."""
    told = [
        repaired - original
        for original, repaired in ((pair.original_test, pair.repaired_test) for pair in pairs)
        if original is not None and repaired is not None
    ]
    return bool(told) and fmean(told) > 0


def _values(pairs: Sequence[Pair]) -> tuple[list[float], list[float]]:
    """Originals and repairs; those that diverged are infinite."""
    originals = [math.inf if pair.original is None else pair.original for pair in pairs]
    return originals, [math.inf if pair.repaired is None else pair.repaired for pair in pairs]
