"""What a comparison found out: the content of its result.json, and the statistics that decide who is better.

All candidates were trained with the same seeds and judged on the same windows, so they are compared pair by pair, seed
by seed: Student's t-test of the differences, with Holm's correction for the number of pairs (Holm 1979).
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from statistics import fmean, stdev
from typing import Literal

from lstm_core.results.base import RunResult, Score, Value
from lstm_core.results.repeat import LEVEL, Statistic, statistic

Order = Literal["better", "worse", "tie", "few"]
POWER = 0.8  # how often a difference of the size that was seen is to be found
MOST_SEEDS = 100  # beyond which two candidates are as good as equal
EXACT = 1e-12  # of the mean: differences that lie no further apart are one


class CandidateMember(Value):
    """How one training of one candidate ended; without measures when it has no result."""

    member: str
    candidate: int  # from 0
    seed: int
    state: str
    best_step: int | None = None
    measures: dict[str, float] = {}  # noqa: RUF012 (pydantic copies it)  # on the part that is judged
    validated: dict[str, float] = {}  # noqa: RUF012  # on the validation part
    costs: dict[str, float] = {}  # noqa: RUF012  # "step_ms", "inference_ms", "memory_mb", "parameters", "seconds", "steps"
    path: str | None = None  # which implementation ran the recurrence, and where


class Candidate(Value):
    """One candidate over its seeds."""

    table: dict[str, Statistic]  # by measure, the deciding one first; empty without a result
    validated: dict[str, Statistic]
    costs: dict[str, float]  # means over the members
    finished: int
    failed: int  # that have no result and will have none
    path: str | None


class Difference(Value):
    """Two candidates in the deciding measure, over the seeds with which both have a result: first minus second."""

    first: int
    second: int
    found: Statistic | None  # None without a common seed; a negative one is less error of the first
    p: float | None = None  # of the paired t-test; None with fewer than two seeds
    adjusted: float | None = None  # the same by Holm's correction over all pairs
    order: Order = "few"  # of the first
    needed: int | None = (
        None  # seeds with which a tie would be decided; None: decided, unknown, or more than MOST_SEEDS
    )


class CompareResult(RunResult):
    """result.json of a comparison."""

    members: list[CandidateMember]
    candidates: list[Candidate]
    differences: list[Difference]  # every pair once

    def scored(self) -> Score | None:
        """The mean of the deciding measure of the leading candidate."""
        best = leader_of(self.candidates)
        table = self.candidates[best].table if best is not None else {}
        return next((Score(name, found.mean) for name, found in table.items()), None)


def candidates_of(members: Sequence[CandidateMember], count: int) -> list[Candidate]:
    """Every candidate over those of its members that have a result."""
    return [_candidate([each for each in members if each.candidate == number]) for number in range(count)]


def _candidate(members: Sequence[CandidateMember]) -> Candidate:
    done = [each for each in members if each.measures]
    costs = dict.fromkeys(name for each in done for name in each.costs)
    return Candidate(
        table=_tables([each.measures for each in done]),
        validated=_tables([each.validated for each in done]),
        costs={name: fmean(each.costs[name] for each in done if name in each.costs) for name in costs},
        finished=len(done),
        failed=sum(1 for each in members if not each.measures and each.state in ("failed", "gone")),
        path=next((each.path for each in done), None),
    )


def _tables(rows: Sequence[Mapping[str, float]]) -> dict[str, Statistic]:
    names = dict.fromkeys(name for row in rows for name in row)
    values = {name: [row[name] for row in rows if name in row and math.isfinite(row[name])] for name in names}
    return {name: statistic(each) for name, each in values.items() if each}


def differences_of(members: Sequence[CandidateMember], count: int) -> list[Difference]:
    """Every pair of candidates in the deciding measure."""
    scores: list[dict[int, float]] = [{} for _ in range(count)]
    for each in members:
        if each.measures:
            scores[each.candidate][each.seed] = next(iter(each.measures.values()))
    return list(_differences(tuple(tuple(sorted(row.items())) for row in scores)))


@lru_cache(maxsize=32)  # a page that polls asks for the same ones again and again
def _differences(told: tuple[tuple[tuple[int, float], ...], ...]) -> tuple[Difference, ...]:
    scores, count = [dict(row) for row in told], len(told)
    pairs = [(first, second) for first in range(count) for second in range(first + 1, count)]
    apart = [_apart(scores[first], scores[second]) for first, second in pairs]
    known = [p_value(values) for values in apart]
    corrected = iter(holm([p for p in known if p is not None]))
    adjusted = [None if p is None else next(corrected) for p in known]
    return tuple(
        _difference(pair, values, p, corrected_p, len(pairs))
        for pair, values, p, corrected_p in zip(pairs, apart, known, adjusted, strict=True)
    )


def _apart(first: Mapping[int, float], second: Mapping[int, float]) -> list[float]:
    """First minus second, with every seed that both have."""
    return [first[seed] - second[seed] for seed in sorted(first.keys() & second.keys())]


def _difference(
    pair: tuple[int, int], values: Sequence[float], p: float | None, adjusted: float | None, pairs: int
) -> Difference:
    found = statistic(values) if values and all(map(math.isfinite, values)) else None
    order: Order = "few"
    if found is not None and adjusted is not None:
        order = "tie" if adjusted > 1 - LEVEL else "better" if found.mean < 0 else "worse"
    needed = seeds_needed(values, (1 - LEVEL) / pairs) if order == "tie" else None
    return Difference(first=pair[0], second=pair[1], found=found, p=p, adjusted=adjusted, order=order, needed=needed)


def p_value(differences: Sequence[float]) -> float | None:
    """Two-sided, of Student's paired t-test (Student 1908); None with fewer than two differences or one not finite.

    Where all differences are the same no seed can reverse them: 0, or 1 when they are zero.
    """
    count = len(differences)
    if count < 2 or not all(map(math.isfinite, differences)):
        return None
    mean, deviation = fmean(differences), stdev(differences)
    if deviation <= EXACT * abs(mean) or deviation == 0:
        return 1.0 if mean == 0 else 0.0
    from scipy.special import stdtr  # scipy.stats takes half a second and 70 MB to load

    return float(2 * stdtr(count - 1, -abs(mean) / deviation * count**0.5))


def holm(values: Sequence[float]) -> list[float]:
    """p-values by Holm's step-down correction (Holm 1979), in the given order."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted, largest = [0.0] * len(values), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = largest
    return adjusted


def seeds_needed(differences: Sequence[float], level: float) -> int | None:
    """With how many seeds in all a difference as large as these would be found in four of five comparisons.

    Power of the two-sided t-test at `level` by the noncentral t distribution (Cohen 1988); None above MOST_SEEDS.
    """
    from scipy.special import nctdtr, stdtrit

    count = len(differences)
    if count < 2 or not all(map(math.isfinite, differences)):
        return None
    mean, deviation = abs(fmean(differences)), stdev(differences)
    if mean == 0 or deviation == 0:
        return None

    def power(seeds: int) -> float:
        border = stdtrit(seeds - 1, 1 - level / 2)
        return float(1 - nctdtr(seeds - 1, mean / deviation * seeds**0.5, border))

    if count >= MOST_SEEDS or power(MOST_SEEDS) < POWER:
        return None
    return bisect_left(range(MOST_SEEDS + 1), POWER, lo=count + 1, hi=MOST_SEEDS, key=power)


def leader_of(candidates: Sequence[Candidate]) -> int | None:
    """The candidate with the least mean error; of those that failed with no seed, where there are any."""
    done = [number for number, each in enumerate(candidates) if each.table]
    whole = [number for number in done if not candidates[number].failed]
    return min(whole or done, key=lambda number: next(iter(candidates[number].table.values())).mean, default=None)


def order_of(differences: Sequence[Difference], first: int, second: int) -> Difference | None:
    """The difference of two candidates, seen from the first."""
    for each in differences:
        if (each.first, each.second) == (first, second):
            return each
        if (each.second, each.first) == (first, second):
            return _turned(each)
    return None


def _turned(given: Difference) -> Difference:
    turned: dict[Order, Order] = {"better": "worse", "worse": "better"}
    found = given.found
    if found is not None:
        negated = {
            "mean": -found.mean,
            "low": None if found.high is None else -found.high,
            "high": None if found.low is None else -found.low,
            "smallest": -found.largest,
            "largest": -found.smallest,
        }
        found = found.model_copy(update=negated)
    order = turned.get(given.order, given.order)
    return given.model_copy(update={"first": given.second, "second": given.first, "found": found, "order": order})
