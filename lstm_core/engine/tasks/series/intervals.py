"""Prediction intervals from the errors that a forecaster made: conformal prediction by step of the horizon.

At every origin the errors that were known by then count: those of the validation part, and those of the test part whose
truth had come. So an interval follows errors that grow, and what it held on the test part is what it would have held.
Errors are taken where values are transformed. `N` windows, `H` horizon.
"""

from collections.abc import Sequence

import numpy as np

from lstm_core.data.series.transforms import Array
from lstm_core.spec.constants import RANK_EPSILON

LEVEL = 0.8  # of the truth that an interval is to hold
NEWEST = 200  # errors of each step that count


def bounds(errors: Array, origins: Sequence[int], at: Sequence[int], level: float = LEVEL) -> Array:
    """What to add to the forecasts at origins `at` (M,): (M, H, 2), lower and upper; NaN where no error is known.

    `errors` (N, H) are truth less forecast at rising `origins` (N,), NaN without truth. Each tail is the empirical
    quantile with the correction for a finite sample (Vovk et al. 2005; split conformal, Lei et al. 2018).
    """
    known = np.asarray(origins)
    found = np.full((len(at), errors.shape[1], 2), np.nan)
    for step in range(errors.shape[1]):
        told = ~np.isnan(errors[:, step])
        came, sample = known[told] + step + 1, errors[told, step]
        for place, origin in enumerate(at):
            end = int(np.searchsorted(came, origin, side="right"))
            if end:
                found[place, step] = tails(sample[max(0, end - NEWEST) : end], level)
    return found


def tails(sample: Array, level: float) -> tuple[float, float]:
    """The quantiles of a sample (n,) below and above which at most (1 - level) / 2 of further values lie each."""
    ordered = np.sort(sample)
    rank = int(np.ceil((len(ordered) + 1) * (1 + level) / 2 - RANK_EPSILON))
    upper = min(rank, len(ordered)) - 1
    return float(ordered[len(ordered) - 1 - upper]), float(ordered[upper])
