"""The forecast that is delivered: all forecasters of the main target together, weighted by the validation part.

`N` windows, `H` horizon, `F` forecasters. Where few windows say which forecaster is best, all of them together beat the
choice of one (Bates & Granger 1969; benchmarks/defaults.py).
"""

from collections.abc import Callable, Mapping

import numpy as np
from threadpoolctl import threadpool_limits

from lstm_core.data.series.classics import CLASSICS, Classic, fits
from lstm_core.data.series.transforms import Array
from lstm_core.data.series.windows import WindowSplit
from lstm_core.spec.series import SeriesData

POWER = 2  # of the validation error: weights are inverse to its square
OPTIMISM = 1.4  # times its error on the validation part, on which its best step was chosen, a network counts with
HALF_TRUSTED = 30  # windows apart by which a choice counts as much as weights by the error
MOST_ROUNDS = 20  # forecasters of a mean that is chosen one by one
NEGLIGIBLE = 1e-12  # of the largest error: a forecaster that errs by less is right

Single = Callable[[range], Array]  # origins -> (N, H) of the main target
Combination = Callable[[Mapping[str, float], Mapping[str, Array]], Array]  # weights, forecasts (N, H) -> (N, H)


def classics_of(data: SeriesData, filled: Array, parts: WindowSplit, beside: int = 1) -> dict[str, Single]:
    """The classics that give numbers on values (T,) and are quick enough, for so many series of about that length.

    None where the spec asks for none.
    """
    count = beside * (len(parts.validation) + len(parts.test))
    if not data.classics or not fits(beside * len(filled), count, data.season):
        return {}
    found: dict[str, Single] = {}
    for name, classic in CLASSICS.items():
        single = _Kept(classic, data, filled)
        try:
            for origins in (parts.validation, parts.test):
                single(origins)
        except (ValueError, IndexError, np.linalg.LinAlgError):  # no model fits this series
            continue
        found[name] = single
    return found


class _Kept:
    """A classic on one series, which forecasts a part once."""

    def __init__(self, classic: Classic, data: SeriesData, filled: Array) -> None:
        self.classic, self.data, self.filled = classic, data, filled
        self.kept: dict[range, Array] = {}

    def __call__(self, origins: range) -> Array:
        if origins not in self.kept:
            with threadpool_limits(1, "blas"):  # threads of OpenBLAS wait for each other over matrices of 14 rows
                self.kept[origins] = self.classic(self.filled, origins, self.data.horizon, self.data.season)
        return self.kept[origins]


def weights_of(found_errors: Mapping[str, float]) -> dict[str, float]:
    """Weights, which sum to 1, inverse to the squares of mean absolute errors on the validation part."""
    errors = {name: error * (OPTIMISM if name == "model" else 1) for name, error in found_errors.items()}
    least = NEGLIGIBLE * max(errors.values())
    found = {name: max(error, least, np.finfo(float).tiny) ** -POWER for name, error in errors.items()}
    total = sum(found.values())
    return {name: weight / total for name, weight in found.items()}


def stacked(forecasts: Mapping[str, Array], truth: Array) -> dict[str, float]:
    """Shares of forecasts (N, H) whose mean errs least on many windows: added one by one, some several times.

    Ensemble selection with replacement (Caruana et al. 2004), from the best forecaster on, until none helps any more.
    The share of the network is told even where it is 0.
    """
    seen = ~np.isnan(truth)
    came = truth[seen]
    said = {name: each[seen] for name, each in forecasts.items()}
    counts, total, error = dict.fromkeys(said, 0), np.zeros_like(came), float("inf")
    for rounds in range(1, MOST_ROUNDS + 1):
        errors = {name: float(np.abs((total + each) / rounds - came).mean()) for name, each in said.items()}
        best = min(errors, key=lambda name: errors[name])
        if errors[best] >= error:
            break
        counts[best], total, error = counts[best] + 1, total + said[best], errors[best]
    chosen = sum(counts.values())
    return {name: count / chosen for name, count in counts.items() if count or name == "model"}


def trusted(
    chosen: Mapping[str, float], forecasts: Mapping[str, Array], truth: Array, apart: float
) -> dict[str, float]:
    """Chosen shares (`stacked`), the more so the more windows apart judged them; the rest are weights by the error.

    A choice among a few dozen windows is noise, and a network's best step was chosen on the same ones.
    """
    errors = {name: float(np.nanmean(np.abs(each - truth))) for name, each in forecasts.items()}
    trust = apart / (apart + HALF_TRUSTED)
    return {name: trust * chosen.get(name, 0.0) + (1 - trust) * weight for name, weight in weights_of(errors).items()}


def weighted_mean(weights: Mapping[str, float], forecasts: Mapping[str, Array]) -> Array:
    """The mean of forecasts (N, H)."""
    found: Array = sum((weight * forecasts[name] for name, weight in weights.items()), np.zeros(1))
    return found


def weighted_median(weights: Mapping[str, float], forecasts: Mapping[str, Array]) -> Array:
    """The median of forecasts (N, H): between the two around half of the weight, as near to each as half is.

    Every forecast stands in the middle of its own weight. One that runs away moves it no further than to its neighbour
    (Jose & Winkler 2008 on robust means of forecasts; benchmarks/defaults.py).
    """
    names = [name for name, weight in weights.items() if weight > 0]
    said = np.array([forecasts[name] for name in names])  # (F, N, H)
    order = np.argsort(said, axis=0)
    ranked, shares = np.take_along_axis(said, order, axis=0), np.array([weights[name] for name in names])[order]
    middles = np.cumsum(shares, axis=0) - shares / 2
    half = shares.sum(axis=0) / 2
    above = np.clip((middles < half).sum(axis=0), 1, len(names) - 1)[None] if len(names) > 1 else np.zeros_like(order)
    below = np.maximum(above - 1, 0)
    (low, high), (start, end) = (
        [np.take_along_axis(each, at, axis=0)[0] for at in (below, above)] for each in (ranked, middles)
    )
    way = np.clip((half - start) / np.where(end > start, end - start, 1), 0, 1)
    found: Array = low + way * (high - low)
    return found
