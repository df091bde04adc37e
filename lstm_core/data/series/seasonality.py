"""The season of a series: what stands out of its periodogram, agrees with itself a period later, and helps a forecast.

Three questions, each to what was seen only (a missing value is NaN and nothing stands in for it). Is the period clearer
than noise with a memory makes one (`periodogram`)? Is the correlation at that distance, less the moving mean over one
period, worth a season? Do the cycles before forecast the last third of the series better than no season does?

Of a series of two or three cycles these see too little. There the season that the calendar suggests first is asked for
in another way: do the changes from row to row agree with those a cycle before more than chance makes them?
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.data.series.periodogram import (
    LONGEST,
    SHORTEST,
    Significance,
    levelled,
    normal_scores,
    significance_of,
)
from lstm_core.data.series.tables import Values

MOST_VALUES = 6000  # the newest ones
_SIGNIFICANCE = 0.002  # over all periods together
_EXPECTED_SIGNIFICANCE = 0.005  # over the seasons that the calendar suggests
_FEW_CYCLES, _FEWEST_CYCLES = 6, 2  # in which a period between the series' own frequencies is spread over many
_EARLY_SIGNIFICANCE = 0.0025  # of that of whole cycles, and of the agreement of changes
_FEWEST_PAIRS, _MEMORY = 7, 3  # of changes a cycle apart; the part of them over which their noise remembers itself
_CHANCE = 1.64  # deviations of an autocorrelation within which it counts as none
_WANDERING = 0.5  # memory of changes that wander themselves, as those of a total do: they agree by chance
_EQUAL = 0.2  # share of changes that are one and the same, from which on they tell of nothing else
_LEAST_PEAK = 0.05  # below it a season explains too little to matter
_LEAST_ODD_PEAK = 0.3  # of one that is no part and no multiple of what the calendar suggests: 167 days of four years
_DOMINANT = 0.7  # of the highest peak: a multiple of the season may be higher than the season itself
_NEARBY = 0.1  # how far, as a share, noise may move a peak
_SUPERIOR = 0.03  # by which a longer season must beat the multiples beside it
_AS_GOOD = 0.9  # of the peak: what the calendar suggests nearby is taken
_CYCLES = 8  # whose mean forecasts the next one
_TRUST = 0.5  # in that forecast, as few cycles hold noise


@dataclass(frozen=True)
class Season:
    """The season in steps, None when there is none, and a longer one inside which it varies, if any."""

    steps: int | None
    peak: float  # correlation at the season once the moving mean, or of few cycles the level, is subtracted, else 0
    longer: int | None = None
    early: bool = False  # few cycles told it, and the validation part had to help
    asked: bool = False  # a person said so


def autocorrelation(values: Values, lags: int) -> Values:
    """Autocorrelation (lags + 1,) at lags 0..lags, every lag divided by the variance of the whole series."""
    centred = values - values.mean()
    spectrum = np.fft.rfft(centred, 2 ** math.ceil(math.log2(2 * len(values))))
    covariance: Values = np.fft.irfft(np.abs(spectrum) ** 2)[: lags + 1]
    correlation: Values = covariance / covariance[0]
    return correlation


def without_moving_mean(values: Values, span: int) -> Values:
    """`values` less their centred moving mean over `span` steps, ends without a whole span left out."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    means = (sums[span:] - sums[:-span]) / span
    if span % 2 == 0:
        means = (means[1:] + means[:-1]) / 2
    return values[span // 2 : span // 2 + len(means)] - means


def seasonal_curve(values: Values, longest: int) -> Values:
    """For every lag 0..longest the autocorrelation there once the moving mean over that lag is subtracted."""
    curve = np.zeros(longest + 1)
    scale = np.abs(values).max()
    for lag in range(2, longest + 1):
        rest = without_moving_mean(values, lag)
        if len(rest) > lag and np.ptp(rest) > 1e-9 * scale:
            curve[lag] = autocorrelation(rest, lag)[lag]
    return curve


def season_of(values: Values, expected: int | Sequence[int] | None = None) -> Season:
    """The season of `values` (T,), NaN where one is missing, of which at least three must fit, or two of the first.

    `expected` are seasons that their calendar suggests, the first one first: they need less proof, and are taken where
    the series cannot tell its own period from them.
    """
    values = values[-MOST_VALUES:]
    longest = min(len(values) // 3, LONGEST)
    natural = [] if expected is None else [expected] if isinstance(expected, int) else list(expected)
    first = next((steps for steps in natural[:1] if longest < steps <= len(values) // _FEWEST_CYCLES), None)
    if first and _clear_of_few(values, first):
        return Season(first, _agreement(values, first))
    found = significance_of(values) if longest >= SHORTEST else None
    if found is None:
        return Season(None, 0.0)
    suggested, natural = natural, [steps for steps in natural if SHORTEST <= steps <= longest]
    cycles = _Cycles(values)
    clear = _clear(found, values, longest, natural)
    heights = {steps: cycles.height(steps) for steps in clear}
    heights = {steps: height for steps, height in heights.items() if height > _LEAST_PEAK and cycles.helps(steps)}
    if not heights:
        return Season(None, 0.0)
    highest = max(heights.values())
    steps = next((each for each in natural if heights.get(each, 0.0) >= _DOMINANT * highest), None)
    if steps is None:
        steps = min(each for each, height in heights.items() if height >= _DOMINANT * highest)
        steps = _like_the_calendar(_sharpened(cycles, steps, heights), natural, cycles, heights)
    if suggested and cycles.correlation(steps) < _LEAST_ODD_PEAK and not _is_of_the_calendar(steps, suggested):
        return Season(None, 0.0)
    if first and first - steps <= _apart(steps, len(values)):
        return Season(first, _agreement(values, first))
    return Season(steps, cycles.correlation(steps), _longer(found, cycles, steps, longest))


def _is_of_the_calendar(season: int, suggested: Sequence[int]) -> bool:
    """It is a part or a multiple of a suggested season."""
    return any(each % season == 0 or season % each == 0 for each in suggested)


def _agreement(values: Values, season: int) -> float:
    """The correlation that is told of few cycles: of changes, else of values less their level."""
    return agreement_of_changes(values, season)[0] or _Cycles(values).correlation(season)


def _apart(season: int, rows: int) -> int:
    """How far apart two periods near `season` lie at most that so many rows cannot tell from each other."""
    return max(1, season**2 // (2 * rows))


def _clear(found: Significance, values: Values, longest: int, natural: list[int]) -> list[int]:
    """Periods that noise does not make."""
    periods = range(SHORTEST, longest + 1)
    clear = {each for each in periods if found.of(each) < _SIGNIFICANCE / len(periods)}
    for each in natural:
        few = len(values) // each < _FEW_CYCLES
        if _clear_of_few(values, each) if few else found.of(each) < _EXPECTED_SIGNIFICANCE / len(natural):
            clear.add(each)
    return sorted(clear)


def _clear_of_few(values: Values, season: int) -> bool:
    """Whether whole cycles alone, or the changes, show the season where there are few cycles."""
    whole = significance_of(values[-(len(values) // season) * season :])
    if whole is not None and whole.of(season) < _EARLY_SIGNIFICANCE:
        return True
    return agreement_of_changes(values, season)[1] < _EARLY_SIGNIFICANCE


def agreement_of_changes(values: Values, season: int) -> tuple[float, float]:
    """Correlation of the changes from row to row with those `season` rows later, and the chance of such a one.

    Changes of values (T,), of logarithms where all are positive, hold no level that wanders; where they do, their own
    changes are looked at. How much they remember
    themselves is read from their differences over a season, in which a season is no more: pairs count for less then
    (Bartlett 1935). (0, 1) where too few of them differ.
    """
    from scipy.special import stdtr

    seen = ~np.isnan(values)
    if not seen.any() or len(values) < season + _FEWEST_PAIRS:
        return 0.0, 1.0
    changes = np.diff(np.log(values) if values[seen].min() > 0 else values)
    told = ~np.isnan(changes)
    if told.sum() >= _FEWEST_PAIRS and _remembered(changes[told], 1) > _WANDERING:
        changes = np.diff(changes)
        told = ~np.isnan(changes)
    if told.sum() < _FEWEST_PAIRS or np.unique(changes[told], return_counts=True)[1].max() > _EQUAL * told.sum():
        return 0.0, 1.0
    both = told[:-season] & told[season:]
    early, late = changes[:-season][both], changes[season:][both]
    if len(early) < _FEWEST_PAIRS or not np.ptp(early) * np.ptp(late):
        return 0.0, 1.0
    agreement = float(np.corrcoef(early, late)[0, 1])
    rest = late - early
    memory = [_remembered(rest, lag) for lag in range(1, len(rest) // _MEMORY + 1)]
    pairs = len(early) / (1 + 2 * sum(each**2 for each in memory))
    if pairs <= 2 or agreement <= 0:
        return max(agreement, 0.0), 1.0
    height = agreement * math.sqrt((pairs - 2) / max(1 - agreement**2, 1e-12))
    return agreement, float(stdtr(pairs - 2, -height))


def _remembered(values: Values, lag: int) -> float:
    """The autocorrelation of `values` at a lag where it is more than its estimate has by chance, else 0."""
    centred = values - values.mean()
    found = float(centred[:-lag] @ centred[lag:]) / max(float(centred @ centred), 1e-18)
    return found if abs(found) > _CHANCE / math.sqrt(len(values)) else 0.0


def _sharpened(cycles: "_Cycles", season: int, heights: dict[int, float]) -> int:
    """The clear period near `season` whose first multiples agree best: a flat peak of a noisy series says little."""
    margin = int(season * _NEARBY)
    multiples = min(4, cycles.rows // 2 // (season + margin))
    near = [each for each in heights if abs(each - season) <= margin]

    def agreement(steps: int) -> float:
        return sum(cycles.correlation(steps, times * steps) for times in range(1, max(1, multiples) + 1))

    return max(near, key=agreement)


def _like_the_calendar(season: int, natural: list[int], cycles: "_Cycles", heights: dict[int, float]) -> int:
    """What the calendar suggests nearby, where the rows are too few to tell the two apart, or a part of the period."""
    part = next((each for each in natural if each in heights and season % each == 0), None)
    if part is not None:
        return part
    near = [each for each in natural if each in heights and abs(each - season) <= _apart(season, cycles.rows)]
    return next((each for each in near if heights[each] >= _AS_GOOD * heights[season]), season)


def _longer(found: Significance, cycles: "_Cycles", season: int, longest: int) -> int | None:
    """The multiple of `season` that agrees clearly better than the multiples beside it, e.g. the week of hours."""
    multiples = list(range(season, longest + 1, season))
    heights = [cycles.correlation(each) for each in multiples]
    for at in range(1, len(multiples) - 1):
        beside = max(heights[at - 1], heights[at + 1])
        if heights[at] > beside + _SUPERIOR:
            chance = found.of(multiples[at], apart_from=season)
            if chance < _SIGNIFICANCE / len(multiples) and cycles.helps(multiples[at]):
                return multiples[at]
    return None


class _Cycles:
    """Values (T,) as normal scores, compared with those of the cycles before."""

    def __init__(self, values: Values) -> None:
        self.rows = len(values)
        self._seen = ~np.isnan(values)
        self._read = np.zeros(self.rows)
        self._read[self._seen] = normal_scores(levelled(values)[self._seen])

    def correlation(self, span: int, lag: int | None = None) -> float:
        """Of the series, less its moving mean over `span` steps, with itself `lag` steps later; `span` unless told."""
        lag = span if lag is None else lag
        rest, seen = self._rest(span)
        if len(rest) <= lag:
            return 0.0
        both = seen[:-lag] & seen[lag:]
        early, late = rest[:-lag][both], rest[lag:][both]
        scale = float(early @ early) * float(late @ late)
        return float(early @ late) / math.sqrt(scale) if scale > 1e-18 else 0.0

    def height(self, season: int) -> float:
        """The correlation with the next cycle, or the mean of those with several where that is higher."""
        several = range(1, max(1, min(_CYCLES, self.rows // season - 2)) + 1)
        near = [self.correlation(season, season * cycle) for cycle in several]
        return max(near[0], sum(near) / len(near))

    def helps(self, season: int) -> bool:
        """Whether the mean of the cycles before forecasts the last third, at least one cycle, better than none does."""
        rest, seen = self._rest(season)
        first = min(len(rest) * 2 // 3, len(rest) - season)
        said, known = np.zeros(len(rest)), np.zeros(len(rest))
        for cycle in range(1, _CYCLES + 1):
            lag = cycle * season
            if lag >= len(rest):
                break
            said[lag:] += np.where(seen[:-lag], rest[:-lag], 0.0)
            known[lag:] += seen[:-lag]
        judged = np.flatnonzero(seen & (known > 0))
        judged = judged[judged >= first]
        if len(judged) == 0:
            return False
        said = _TRUST * said[judged] / known[judged]
        return float(((rest[judged] - said) ** 2).sum()) < float((rest[judged] ** 2).sum())

    def _rest(self, span: int) -> tuple[Values, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
        """The series less the mean of what was seen within `span` steps around, and where it was seen."""
        weights = np.full(span + 1 - span % 2, 1.0)
        if span % 2 == 0:
            weights[[0, -1]] = 0.5
        sums, counts = _moving(self._read, weights), _moving(self._seen.astype(np.float64), weights)
        inside = slice(span // 2, span // 2 + len(sums))
        told = counts > 0
        return self._read[inside] - np.divide(sums, counts, out=np.zeros(len(sums)), where=told), self._seen[
            inside
        ] & told


def _moving(values: Values, weights: Values) -> Values:
    """Weighted sums over every whole span, weights 1 but at most the two ends."""
    span = len(weights)
    sums = np.concatenate(([0.0], np.cumsum(values)))
    inner = sums[span:] - sums[:-span]
    ends = values[: len(values) - span + 1] + values[span - 1 :]
    moved: Values = inner - (1 - weights[0]) * ends
    return moved
