"""What a search found out: the content of its result.json, and the rule by which its winner is confirmed.

The best of many trials is lucky, so it says nothing by itself. It is trained again beside the starting point, with
seeds of which no trial knew; both are judged on the test part, which chose nothing, pair by pair (Student's t-test).
"""

import math
from collections.abc import Sequence
from typing import Any, Literal

from lstm_core.results.base import RunResult, Score, Value
from lstm_core.results.compare import p_value
from lstm_core.results.repeat import LEVEL, Statistic, statistic

Verdict = Literal[
    "better",
    "tie",
    "worse",
    "revived",  # the start always diverged, the winner never
    "start",  # no trial was better than the starting point
    "budget",  # there was no time for another trial
    "few",  # fewer than two pairs have a result
]
TrialState = Literal["running", "done", "pruned", "failed", "cut"]


class TrialRow(Value):
    """One trial; the first is the starting point."""

    number: int  # from 0
    values: dict[str, Any]
    changes: dict[str, Any]
    state: TrialState = "running"
    score: float | None = None  # on the validation part
    reports: list[tuple[int, float]] = []  # noqa: RUF012 (pydantic copies it)  # twentieths of its steps, least loss
    steps: int = 0
    against: float | None = None  # the loss that half of the others had, where it was pruned
    failure: str | None = None
    seconds: float = 0.0


class ConfirmedPair(Value):
    """Start and winner with the same fresh seed; None is one that diverged or failed."""

    seed: int
    start: float | None = None  # on the validation part
    winner: float | None = None
    start_test: float | None = None
    winner_test: float | None = None


class Confirmation(Value):
    """Start and winner over the fresh seeds."""

    pairs: list[ConfirmedPair]
    start: Statistic | None  # on the validation part, over the seeds with a result
    winner: Statistic | None
    start_test: Statistic | None
    winner_test: Statistic | None
    difference: Statistic | None  # winner minus start on the test part; a negative one is less error
    p: float | None = None


class SearchResult(RunResult):
    """result.json of a search; scores are those of `TrainResult.validated` and `.measures`, less is better."""

    verdict: Verdict
    measure: str | None  # name of the score on the validation part
    test_measure: str | None = None
    trials: list[TrialRow]
    best: int | None = None  # number of the trial with the best score
    confirmation: Confirmation | None = None
    importance: dict[str, float] = {}  # noqa: RUF012  # shares of what a dimension explains, by path

    @property
    def accepted(self) -> bool:
        """The winner is recommended; else the starting point is."""
        return self.verdict in ("better", "revived")

    def scored(self) -> Score | None:
        """The mean of what is recommended on the test part, over the fresh seeds; None without a confirmation."""
        found = self.confirmation
        shown = None if found is None else found.winner_test if self.accepted else found.start_test
        return None if shown is None or self.test_measure is None else Score(self.test_measure, shown.mean)

    @property
    def shrinkage(self) -> float | None:
        """By how much the winner's score with fresh seeds lies above the one that made it the winner."""
        if self.confirmation is None or self.confirmation.winner is None or self.best is None:
            return None
        score = self.trials[self.best].score
        return None if score is None else self.confirmation.winner.mean - score


def best_of(trials: Sequence[TrialRow]) -> int | None:
    """The number of the trial with the best score, the earliest of equals; None without one."""
    done = [row for row in trials if row.state == "done" and row.score is not None and math.isfinite(row.score)]
    found = min(done, key=lambda row: (row.score, row.number), default=None)
    return None if found is None else found.number


def confirmed(pairs: Sequence[ConfirmedPair]) -> Confirmation:
    """What the pairs say together."""
    both = [(pair.winner_test, pair.start_test) for pair in pairs]
    apart = [winner - start for winner, start in both if winner is not None and start is not None]
    return Confirmation(
        pairs=list(pairs),
        start=_over([pair.start for pair in pairs]),
        winner=_over([pair.winner for pair in pairs]),
        start_test=_over([pair.start_test for pair in pairs]),
        winner_test=_over([pair.winner_test for pair in pairs]),
        difference=statistic(apart) if apart else None,
        p=p_value(apart),
    )


def judged(found: Confirmation) -> Verdict:
    """Better or worse only where the paired test says so; a winner that fails with some seed is never better."""
    if found.start_test is None and found.winner_test is not None and found.winner_test.count == len(found.pairs):
        return "revived"
    if found.p is None or found.difference is None:
        return "few"
    if found.p > 1 - LEVEL:
        return "tie"
    if found.difference.mean >= 0:
        return "worse"
    return "better" if found.winner_test is not None and found.winner_test.count == len(found.pairs) else "tie"


def _over(values: Sequence[float | None]) -> Statistic | None:
    known = [value for value in values if value is not None and math.isfinite(value)]
    return statistic(known) if known else None
