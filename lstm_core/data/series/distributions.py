"""Quantiles of the distributions whose parameters a forecasting network says; scripts show these functions as they are.

`C` targets, `P` parameters (`lstm_core.spec.likelihoods`), `Q` quantiles.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]
MOST_HALVINGS = 60  # beyond 2^53 a float64 knows no neighbours that are one apart


def quantiles_of(loss: str, said: Array, levels: Sequence[float], offset: Array, scale: Array) -> Array:
    """Quantiles (..., C, Q) of distributions (..., C, P), as scaled by `offset` and `scale` (C,), unscaled again."""
    first, wanted = said[..., :1], np.asarray(levels)
    if loss == "student_t":
        apart: Array = special.stdtrit(said[..., 2:], wanted)
        return (first + said[..., 1:2] * apart) * scale[:, None] + offset[:, None]
    mean = first * scale[:, None]
    if loss == "poisson":
        return whole_quantiles(lambda count: special.gammaincc(count + 1, mean), wanted, mean, mean)
    share, size = 1 / (1 + said[..., 1:] * mean), 1 / said[..., 1:]
    return whole_quantiles(lambda count: special.betainc(size, count + 1, share), wanted, mean, mean / share)


def whole_quantiles(cdf: Callable[[Array], Array], levels: Array, mean: Array, variance: Array) -> Array:
    """The smallest whole numbers (..., Q) with cdf >= levels (Q,), by bisection.

    No quantile lies above mean + deviation * sqrt(level / (1 - level)) (Cantelli's inequality).
    """
    high = np.ceil(mean + np.sqrt(variance * levels / (1 - levels)))
    low = np.full_like(high, -1.0)
    for _ in range(MOST_HALVINGS):
        if not (high - low > 1).any():
            break
        middle = np.maximum(np.floor((low + high) / 2), 0.0)
        enough = cdf(middle) >= levels
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high
