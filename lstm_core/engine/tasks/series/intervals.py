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
MOST_SHARED = 0.99
MANY = 50  # from here on there are five errors in each tail of that level
FEW = 8  # errors of a step below which those of all steps are taken together


def bounds(errors: Array, origins: Sequence[int], at: Sequence[int], level: float = LEVEL) -> Array:
    """What to add to the forecasts at origins `at` (M,): (M, H, 2), lower and upper; NaN where no error is known.

    `errors` (N, H) are truth less forecast at rising `origins` (N,), NaN without truth. Many errors of a step tell each
    tail by itself; few tell how far from the forecast the truth lies on either side, and a handful of windows tell it
    of all steps together.
    """
    known = np.asarray(origins)
    found = np.full((len(at), errors.shape[1], 2), np.nan)
    arrival = known[:, None] + np.arange(1, errors.shape[1] + 1)
    pooled: dict[int, tuple[float, float]] = {}
    for step in range(errors.shape[1]):
        told = ~np.isnan(errors[:, step])
        came, sample = known[told] + step + 1, errors[told, step]
        for place, origin in enumerate(at):
            end = int(np.searchsorted(came, origin, side="right"))
            if 0 < end < FEW:
                if place not in pooled:
                    pooled[place] = together(np.where(arrival <= origin, errors, np.nan), level)
                found[place, step] = pooled[place]
            elif end:
                newest = sample[max(0, end - NEWEST) : end]
                found[place, step] = tails(newest, level) if end >= MANY else around(newest, level)
    return found


def tails(sample: Array, level: float) -> tuple[float, float]:
    """The quantiles of a sample (n,) below and above which at most (1 - level) / 2 of further values lie each.

    With the correction for a finite sample (Vovk et al. 2005; split conformal, Lei et al. 2018).
    """
    ordered = np.sort(sample)
    rank = int(np.ceil((len(ordered) + 1) * (1 + level) / 2 - RANK_EPSILON))
    upper = min(rank, len(ordered)) - 1
    return float(ordered[len(ordered) - 1 - upper]), float(ordered[upper])


def around(sample: Array, level: float) -> tuple[float, float]:
    """The same distance to both sides: that within which `level` of further errors lie, of few errors (n,) in order.

    Windows that overlap share their errors, so a few tell of fewer. The count for the finite sample is half way, on a
    logarithmic scale, between n and what their autocorrelation r at lag 1 leaves of it, n (1 - r) / (1 + r) (Bayley &
    Hammersley 1946): r of a dozen errors is itself no more than a guess.
    """
    count = len(sample) * np.sqrt((1 - (shared := _shared(sample))) / (1 + shared))
    ordered = np.sort(np.abs(sample))
    rank = int(np.ceil(level * (count + 1) / count * len(ordered) - RANK_EPSILON))
    far = float(ordered[min(rank, len(ordered)) - 1])
    return -far, far


def together(errors: Array, level: float) -> tuple[float, float]:
    """`around` of the errors (N, H) of a handful of windows, NaN where truth is still to come: the same for all steps.

    Its level holds on the average of the steps: of errors that grow it holds more of the near and less of the far ones.

    Overlapping windows have as many targets as rows, and what they share is the memory along the steps of one. Where
    these are too few for a quantile, their root mean square times Student's t of as many degrees of freedom.
    """
    from scipy.special import stdtrit

    told = ~np.isnan(errors)
    windows = [errors[row][told[row]] for row in np.flatnonzero(told.any(axis=1))]
    memories = [_shared(each) for each in windows if len(each) > 2]
    shared = float(np.mean(memories)) if memories else _shared(np.array([each.mean() for each in windows]))
    count = max(1.0, (max(map(len, windows)) + len(windows) - 1) * np.sqrt((1 - shared) / (1 + shared)))
    sample = np.sort(np.abs(errors[told]))
    share = level * (count + 1) / count
    if share > 1:
        far = float(np.sqrt(np.square(sample).mean()) * stdtrit(count, (1 + level) / 2))
    else:
        far = float(sample[int(np.ceil(share * len(sample) - RANK_EPSILON)) - 1])
    return -far, far


def _shared(sample: Array) -> float:
    """Autocorrelation at lag 1, at least 0."""
    apart = sample - sample.mean()
    power = float((apart**2).sum())
    return min(MOST_SHARED, max(0.0, float((apart[1:] * apart[:-1]).sum()) / power)) if power > 0 else 0.0
