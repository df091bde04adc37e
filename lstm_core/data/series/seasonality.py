"""The season of a series, from its autocorrelation.

For every lag m the moving mean over m steps is subtracted first, which removes a trend and everything slower than a
season of m steps; what then agrees with itself m steps later repeats with period m.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from lstm_core.data.series.tables import Values

SHORTEST, LONGEST = 3, 1000
MOST_VALUES = 6000  # the newest ones
_SIGNIFICANCE = 0.01  # over all lags together
_LEAST_PEAK = 0.15  # below it a season explains too little to matter
_EXPECTED_SIGNIFICANCE = 0.01  # of the one season that the calendar suggests
_DOMINANT = 0.7  # of the highest peak: a multiple of the season may be higher than the season itself
_NEARBY = 0.1  # how far, as a share, noise may move a peak
_SUPERIOR = 0.03  # by which a longer season must beat the multiples beside it


@dataclass(frozen=True)
class Season:
    """The season in steps, None when no peak is significant, and a longer one inside which it varies, if any."""

    steps: int | None
    peak: float  # autocorrelation at the season, else the largest one found
    band: float  # what it had to exceed
    longer: int | None = None


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


def seasonal_curve(values: Values, longest: int) -> tuple[Values, Values]:
    """For every lag 0..longest the autocorrelation there, and its standard error were there no season (Bartlett 1946).

    The error counts the correlations before the first zero: those of neighbours, not those of the season itself.
    """
    curve, errors = np.zeros(longest + 1), np.full(longest + 1, np.inf)
    scale = np.abs(values).max()
    for lag in range(2, longest + 1):
        rest = without_moving_mean(values, lag)
        if len(rest) <= lag or np.ptp(rest) <= 1e-9 * scale:
            continue
        correlation = autocorrelation(rest, lag)
        below = np.flatnonzero(correlation <= 0)
        neighbours = correlation[1 : below[0] if len(below) else lag]
        curve[lag] = correlation[lag]
        errors[lag] = math.sqrt((1 + 2 * float((neighbours**2).sum())) * (len(rest) - lag)) / len(rest)
    return curve, errors


def season_of(values: Values, expected: int | None = None) -> Season:
    """The season of `values` (T,), of which at least three must fit; `expected` is what their calendar suggests."""
    values = values[-MOST_VALUES:]
    longest = min(len(values) // 3, LONGEST)
    if longest < SHORTEST:
        return Season(None, 0.0, 1.0)
    curve, errors = seasonal_curve(values, longest + 1)
    threshold = np.maximum(NormalDist().inv_cdf(1 - _SIGNIFICANCE / longest) * errors, _LEAST_PEAK)
    lags = np.arange(SHORTEST, longest + 1)
    is_peak = (curve[lags] > curve[lags - 1]) & (curve[lags] >= curve[lags + 1]) & (curve[lags] > threshold[lags])
    peaks = lags[is_peak]
    highest = float(curve[peaks].max()) if len(peaks) else 0.0
    if expected is not None and SHORTEST <= expected <= longest:
        needed = max(NormalDist().inv_cdf(1 - _EXPECTED_SIGNIFICANCE) * float(errors[expected]), _LEAST_PEAK)
        if curve[expected] > needed and curve[expected] >= _DOMINANT * highest:
            return Season(expected, float(curve[expected]), needed, _longer(curve, expected))
    if len(peaks) == 0:
        best = int(curve[SHORTEST:].argmax()) + SHORTEST
        return Season(None, float(curve[best]), float(min(threshold[best], 1.0)))
    first = _sharpened(curve, int(peaks[curve[peaks] >= _DOMINANT * highest][0]))
    return Season(first, float(curve[first]), float(threshold[first]), _longer(curve, first))


def _sharpened(curve: Values, season: int) -> int:
    """The lag near `season` whose first multiples agree best: a flat peak of a noisy series says little alone."""
    margin = int(season * _NEARBY)
    multiples = min(4, (len(curve) - 1) // (season + margin))
    near = range(season - margin, season + margin + 1)
    return max(near, key=lambda lag: sum(float(curve[lag * times]) for times in range(1, multiples + 1)))


def _longer(curve: Values, season: int) -> int | None:
    """The multiple of `season` that agrees clearly better than the multiples beside it, e.g. the week of hours."""
    multiples = np.arange(season, len(curve), season)
    heights = curve[multiples]
    for at in range(2, len(multiples) - 1):
        if heights[at] > max(heights[at - 1], heights[at + 1]) + _SUPERIOR:
            return int(multiples[at])
    return None
