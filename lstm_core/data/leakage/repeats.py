"""Rows of the test part that stand in the training part too, where neither chance nor nature explains it.

How often rows agree by themselves is read from pairs of places within the training part: rounded values, counts and
waves agree there as often as across the parts. One finding is single rows that agree far more often than that, the
other a stretch of rows, all at one distance, that is longer than such agreements ever become.
"""

import math
from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

FEWEST_ROWS = 60
REPEATED = 0.02  # of the test part
_DOUBLINGS = (1, 2, 4, 8, 16)  # rows of the runs that are compared
_TOLD = 5  # pairs from which a rate is read
_FEW = 3  # pairs that may have been missed by chance where none was seen: 95 % of a Poisson distribution
_UNLIKE = 5.0  # by so much the parts may differ in how often rows agree, as a level that wanders does
_CHANCE = 1e-3
_CHANGES = 6  # within a stretch: one event among equal rows happens twice
_DISTANCES = 20  # the most frequent ones, whose stretches are measured
_PAIRS = 2_000_000  # of places that are listed
_NEARLY_CERTAIN = 1e-4


class Repeated(NamedTuple):
    """So many rows of the test part, and the length of the stretches in which they stand."""

    places: int
    share: float
    rows: int


def repeated(rows: Values, first_validation: int, first_test: int) -> Repeated | None:
    """What of the test part of `rows` (T, C), NaN where a value is missing, was copied from the training part."""
    tested = len(rows) - first_test
    if first_validation < FEWEST_ROWS or tested == 0:
        return None
    ids = _ids(rows)
    alone = _single(ids, first_validation, first_test)
    if alone is not None:
        return alone
    stretch = _longest(ids, first_validation, first_test)
    if stretch is None:
        return None
    length, distance = stretch
    expected = _expected(ids[:first_validation], tested, length, distance)
    if expected > _CHANCE or length < REPEATED * tested or _follows(rows[:, 0]):
        return None
    at = np.arange(max(first_test, distance), min(len(ids), first_validation + distance))
    count = max(length, int((ids[at] == ids[at - distance]).sum()))
    return Repeated(count, min(1.0, count / tested), length)


def _ids(rows: Values) -> Numbers:
    """A number (T,) for every row, equal where rows are; one of its own where a value is missing."""
    told = np.isfinite(rows).all(axis=1)
    known: dict[bytes, int] = {}
    ids = np.arange(len(rows), dtype=np.int64) + len(rows)
    for at in np.flatnonzero(told):
        ids[at] = known.setdefault((rows[at] + 0.0).tobytes(), int(at))
    return ids


def _runs(ids: Numbers, width: int) -> Numbers:
    """A number for every run of `width` rows, equal where runs are; one of its own where all its rows are the same."""
    runs = ids
    for _ in range(int(math.log2(width))):
        reach = len(ids) - len(runs) + 1
        _, runs = np.unique(runs[:-reach] * (2 * len(ids)) + runs[reach:], return_inverse=True)
    if width > 1:
        changes = np.concatenate([[0], np.cumsum(ids[1:] != ids[:-1])])
        same = changes[width - 1 :] == changes[: len(runs)]
        runs = np.where(same, len(ids) + np.arange(len(runs)), runs)
    return runs


def _single(ids: Numbers, first_validation: int, first_test: int) -> Repeated | None:
    """Single rows of the test part that stand in the training part, far more than rows of the training part agree."""
    training, tested = ids[:first_validation], ids[first_test:]
    expected = _UNLIKE * _across(_pairs(training), len(training), len(tested))
    count = int(np.isin(tested, training).sum())
    clear = count > expected and poisson_tail(count, expected) < _CHANCE and count >= REPEATED * len(tested)
    return Repeated(count, count / len(tested), 1) if clear else None


def poisson_tail(count: int, expected: float) -> float:
    """The chance of at least `count` events where so many are expected, a number above 0."""
    numbers = np.arange(count)
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.maximum(numbers[1:], 1)))])[:count]
    return max(0.0, 1 - float(np.exp(numbers * math.log(expected) - expected - factorials).sum()))


def _pairs(runs: Numbers) -> int:
    """Pairs of places with the same run."""
    _, counts = np.unique(runs, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


def _across(pairs: float, training: int, tested: int) -> float:
    """Pairs of a training and a test place that agree, were it as within the training part."""
    return 2 * (pairs + _FEW) * tested / (training - 1)


def _longest(ids: Numbers, first_validation: int, first_test: int) -> tuple[int, int] | None:
    """Rows and distance of the longest stretch of the test part that stands in the training part."""
    for width in _DOUBLINGS:
        runs = _runs(ids, width)
        if len(runs) <= first_test:
            return None
        distances = _distances(runs, max(0, first_validation - width + 1), first_test)
        if distances is None:
            continue
        found = [(_stretch(ids, each, first_validation, first_test), each) for each in distances]
        return max(found, default=None)
    return None


def _distances(runs: Numbers, training: int, first_test: int) -> list[int] | None:
    """The most frequent distances of equal runs, None where too many are equal to be listed."""
    order = np.argsort(runs[:training], kind="stable")
    ordered = runs[:training][order]
    low = np.searchsorted(ordered, runs[first_test:], "left")
    high = np.searchsorted(ordered, runs[first_test:], "right")
    if int((high - low).sum()) > _PAIRS:
        return None
    found: Counter[int] = Counter()
    for at in np.flatnonzero(high > low):
        found.update((first_test + at - order[low[at] : high[at]]).tolist())
    return [distance for distance, _ in found.most_common(_DISTANCES)]


def _stretch(ids: Numbers, distance: int, first_validation: int, first_test: int) -> int:
    """Rows between the first and the last change of the longest stretch that agrees at `distance`."""
    at = np.arange(max(first_test, distance), min(len(ids), first_validation + distance))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], ids[at] == ids[at - distance], [0]])))
    longest = 0
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        changes = np.flatnonzero(np.diff(ids[at[begin] : at[begin] + end - begin]))
        if len(changes) >= _CHANGES:
            longest = max(longest, int(changes[-1] - changes[0]) + 2)
    return longest


def _expected(training: Numbers, tested: int, length: int, distance: int) -> float:
    """How many stretches of at least `length` rows chance and nature make across the parts.

    A file that holds its rows twice agrees with itself at the same distance within the training part; those pairs are
    what is to be found and say nothing of chance.
    """
    pairs = {width: _pairs_apart(training, width, distance) for width in _DOUBLINGS if 2 * width < len(training)}
    told = [width for width in pairs if width == 1 or pairs[width] >= _TOLD]
    going_on = max(((pairs[2 * width] + 1) / (pairs[width] + 2)) ** (1 / width) for width in told if 2 * width in pairs)
    begin = told[-1]
    growth: float = min(1.0, going_on) ** max(0, length - begin)
    return _UNLIKE * _across(pairs[begin], len(training), tested) * growth


def _pairs_apart(ids: Numbers, width: int, distance: int) -> int:
    """Pairs of equal runs, apart from those at `distance`, its half and its double."""
    runs = _runs(ids, width)
    beside = 0
    for each in {distance, 2 * distance, distance // 2}:
        if 0 < each < len(runs):
            beside += int((runs[each:] == runs[:-each]).sum())
    return max(0, _pairs(runs) - beside)


def _follows(values: Values) -> bool:
    """A series that a line through its last values tells without an error: a wave, which repeats by nature."""
    lags = 8
    windows = np.lib.stride_tricks.sliding_window_view(values[np.isfinite(values)], lags + 1)
    inputs = np.column_stack([windows[:, :-1], np.ones(len(windows))])
    solved = np.linalg.lstsq(inputs, windows[:, -1], rcond=None)[0]
    left = windows[:, -1] - inputs @ solved
    return bool(left.var() <= _NEARLY_CERTAIN * windows[:, -1].var())
