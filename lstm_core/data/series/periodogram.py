"""How surely a series repeats with a period: its periodogram against noise whose spectrum has no peaks.

The noise is white, has a short memory or wanders: its spectrum is that of a first-order autoregression, of a sum of
random steps once or twice, and of either with white noise on top. It is fitted by medians, which a season, a few sharp
lines, does not move. Over this noise an ordinate of the periodogram has an exponential distribution whatever the
memory (Brockwell & Davis 1991, theorem 10.3.2), so the mean over the harmonics of a period is judged by an F
distribution. Values are read as normal scores of their ranks: neither giants nor skewness decide.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from lstm_core.data.series.tables import Values

SHORTEST, LONGEST = 3, 1000
FEWEST = 12  # values that differ from the most frequent one
_PADDING = 4  # bins of the periodogram for one of the series' own frequencies
_MEMORIES = (-0.6, -0.3, 0.0, 0.2, 0.4, 0.6, 0.75, 0.85, 0.9, 0.94, 0.97, 0.985, 1.0)
_POWERS = (0.5, 1.5, 2.0)  # of the spectrum of a random walk: long memory, and walks of walks
_WHITE = (0.0, 0.03, 0.1, 0.3, 1.0, 3.0)  # noise on top, in medians of the spectrum
_AROUND = 31  # ordinates whose median raises the noise where it is locally higher than its formula
_PER_HARMONIC = 8  # values that differ from the most frequent one
_BROAD = ((1, 8), (2, 16))  # ordinates on either side of a cycle that is never quite the same, and cycles needed


@dataclass(frozen=True)
class Significance:
    """Ratios (B,) of the periodogram to its noise at frequencies b / size, and what follows for periods."""

    ratios: Values
    size: int
    rows: int
    ordinates: int  # from which the noise was fitted
    most_harmonics: int

    def of(self, period: int, apart_from: int = 0) -> float:
        """The probability that noise is as strong at the harmonics of `period`, leaving out those of `apart_from`."""
        numbers = np.arange(1, period // 2 + 1)
        if apart_from:
            numbers = numbers[numbers % (period // apart_from) != 0]
        heights = self.ratios[np.minimum(np.round(self.size * numbers / period).astype(int), len(self.ratios) - 1)]
        if 2 * numbers[-1] == period:
            heights[-1] /= 2  # the highest frequency has no phase, so half the freedom
        counts = np.array([count for count in _harmonics(len(numbers)) if count <= max(1, self.most_harmonics)])
        chances = self._chance(np.cumsum(heights)[counts - 1], counts)
        tries = len(counts)
        for reach, cycles in () if apart_from else _BROAD:  # a quasi-period, as of the sunspots
            if self.rows >= cycles * period:
                near = np.round(self.size * (1 / period + np.arange(-reach, reach + 1) / self.rows)).astype(int)
                chances = np.append(chances, self._chance(self.ratios[[near]].sum(axis=1), np.array([len(near)])))
                tries += 1
        return min(1.0, float(chances.min()) * tries)

    def _chance(self, sums: Values, counts: npt.NDArray[np.int64]) -> Values:
        return f_tail(sums / counts, counts, self.ordinates)


def f_tail(values: Values, counts: npt.NDArray[np.int64], freedom: int) -> Values:
    """The chance (N,) that F with 2 `counts` and `freedom` degrees exceeds `values` (N,): a sum, as the first is even.

    With x = freedom / (freedom + 2 count value) and a = freedom / 2 it is x^a times the sum over i < count of
    (a)_i / i! (1 - x)^i (Abramowitz & Stegun 1964, 26.6.4).
    """
    numbers = np.arange(counts.max())
    half = freedom / 2
    growth = np.concatenate([[0.0], np.cumsum(np.log((half + numbers[1:] - 1) / numbers[1:]))])
    share = freedom / (freedom + 2 * counts * np.maximum(values, 1e-12))
    terms = half * np.log(share)[:, None] + growth + numbers * np.log1p(-share)[:, None]
    tails: Values = np.where(numbers < counts[:, None], np.exp(terms), 0.0).sum(axis=1)
    return tails


def _harmonics(most: int) -> list[int]:
    """How many harmonics are looked at together: few for a wave, all for any other shape."""
    return [*(count for count in (1, 2, 4, 8, 16, 32, 64, 128, 256) if count < most), most]


def significance_of(values: Values) -> Significance | None:
    """What the seen ones of `values` (T,) tell, NaN where none is; None for too few that differ."""
    seen = ~np.isnan(values)
    if seen.sum() < FEWEST:
        return None
    _, counts = np.unique(values[seen], return_counts=True)
    differing = int(seen.sum() - counts.max())
    if differing < FEWEST:
        return None
    rows = len(values)
    read = np.zeros(rows)
    read[seen] = normal_scores(levelled(values)[seen])
    size = 2 ** math.ceil(math.log2(_PADDING * rows))
    power = np.abs(np.fft.rfft(read * _taper(rows), size)) ** 2
    bins = np.round(np.arange(1, (rows - 1) // 2 + 1) * size / rows).astype(int)  # the series' own frequencies
    noise = _noise(power[bins], 2 * np.pi * bins / size)
    ratios = power[bins] / noise
    if len(bins) >= _AROUND:
        edges = np.pad(ratios, _AROUND // 2, mode="reflect")
        noise *= np.maximum(1.0, np.median(sliding_window_view(edges, _AROUND), axis=1) / np.log(2))
    everywhere = np.exp(np.interp(np.arange(len(power)), bins, np.log(noise)))
    return Significance(power / everywhere, size, rows, len(bins), differing // _PER_HARMONIC)


def levelled(values: Values) -> Values:
    """`values` less a line through the medians of their first and last third, logarithms where all are positive.

    A season that grows with the level is one of constant height in logarithms.
    """
    seen = np.flatnonzero(~np.isnan(values))
    read: Values = np.log(values) if values[seen].min() > 0 else values
    third = max(1, len(seen) // 3)
    first, last = seen[:third], seen[-third:]
    rise = (np.median(read[last]) - np.median(read[first])) / max(1.0, last.mean() - first.mean())
    rest: Values = read - rise * np.arange(len(read))
    return rest


def normal_scores(values: Values) -> Values:
    """`values` (T,) replaced by what a normal distribution has at their ranks, equal ones alike; mean 0."""
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    normal = NormalDist()
    scores: Values = np.array([normal.inv_cdf(each) for each in (ranks - 0.5) / len(values)])[at]
    scores -= scores.mean()
    return scores


def _taper(rows: int) -> Values:
    """1 but at both ends, where a cosine leads to 0: else a wandering level spreads over all frequencies."""
    edge = max(1, rows // 10)
    rise = (1 - np.cos(np.pi * (np.arange(edge) + 0.5) / edge)) / 2
    return np.concatenate([rise, np.ones(rows - 2 * edge), rise[::-1]])


def _noise(power: Values, angles: Values) -> Values:
    """The spectrum (J,) of noise that fits `power` (J,) at `angles` best: least mean deviation of logarithms."""
    circle = np.exp(-1j * angles)
    shapes = [np.abs(1 - memory * circle) ** -2 for memory in _MEMORIES]
    shapes += [np.abs(1 - circle) ** (-2 * each) for each in _POWERS]
    fits = np.concatenate([np.stack([shape + white * np.median(shape) for white in _WHITE]) for shape in shapes])
    over = np.log(power + 1e-300) - np.log(fits)
    middle = np.median(over, axis=1, keepdims=True)
    best = int(np.abs(over - middle).mean(axis=1).argmin())
    found: Values = fits[best] * np.exp(middle[best]) / np.log(2)
    return found
