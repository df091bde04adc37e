"""Simple forecasters that judge data before any network does: a ridge regression and the nearest neighbours.

Both are fitted on the earlier part and judged on the later one, so that what they find can be found. `N` windows, `F`
numbers of a window, `H` numbers to forecast.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)  # times the mean eigenvalue
HELD_OUT = 0.2  # last share of the earlier part, which chooses the penalty
NEIGHBOURS = 8
MOST_NEAR = 2000  # windows that neighbours are looked for in
NEAR_VALUES = 24  # numbers of a window that neighbours are looked for by
SURE = 2.5  # standard errors of a mean difference that chance seldom reaches


class Judged(NamedTuple):
    """Windows to fit on and windows to be judged on: (N, F), (N, H), (M, F), (M, H)."""

    inputs: Numbers
    targets: Numbers
    later: Numbers
    truth: Numbers


def ridge(given: Judged) -> Numbers:
    """Squared error (M,) of a ridge regression on the later windows, mean over what is forecast."""
    centre, scale = given.inputs.mean(axis=0), given.inputs.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    inputs, later = (given.inputs - centre) / scale, (given.later - centre) / scale
    cut = max(1, int(len(inputs) * (1 - HELD_OUT)))
    earlier = _Moments.of(inputs[:cut], given.targets[:cut])
    errors = [
        float(((earlier.forecast(inputs[cut:], penalty) - given.targets[cut:]) ** 2).mean()) for penalty in PENALTIES
    ]
    best = PENALTIES[int(np.argmin(errors))]
    said = _Moments.of(inputs, given.targets).forecast(later, best)
    found: Numbers = ((said - given.truth) ** 2).mean(axis=1)
    return found


class _Moments(NamedTuple):
    """What a ridge regression needs to know of its windows, whatever its penalty: all that takes time."""

    mean: Numbers  # (F,)
    offset: Numbers  # (H,)
    products: Numbers  # (F, F)
    moments: Numbers  # (F, H)

    @classmethod
    def of(cls, inputs: Numbers, targets: Numbers) -> "_Moments":
        mean, offset = inputs.mean(axis=0), targets.mean(axis=0)
        centred = inputs - mean
        return cls(mean, offset, centred.T @ centred, centred.T @ (targets - offset))

    def forecast(self, inputs: Numbers, penalty: float) -> Numbers:
        """(N, H) for windows (N, F)."""
        count = len(self.products)
        unit = float(np.trace(self.products)) / count or 1.0
        weights = np.linalg.solve(self.products + penalty * unit * np.eye(count), self.moments)
        found: Numbers = (inputs - self.mean) @ weights + self.offset
        return found


def nearest(given: Judged) -> Numbers:
    """Squared error (M,) of the mean of what followed the windows most alike."""
    step = -(-given.inputs.shape[1] // NEAR_VALUES)
    inputs, later = given.inputs[-MOST_NEAR:, ::step], given.later[:, ::step]
    scale = np.where(inputs.std(axis=0) > 0, inputs.std(axis=0), 1.0)
    inputs, later = inputs / scale, later / scale
    apart = (later**2).sum(axis=1)[:, None] + (inputs**2).sum(axis=1) - 2 * later @ inputs.T  # (M, N)
    alike = np.argpartition(apart, min(NEIGHBOURS, len(inputs) - 1), axis=1)[:, :NEIGHBOURS]
    said = given.targets[-MOST_NEAR:][alike].mean(axis=1)
    found: Numbers = ((said - given.truth) ** 2).mean(axis=1)
    return found


def surely_less(errors: Numbers, others: Numbers, overlap: int) -> bool:
    """The first errors (M,) are smaller than the others by more than chance; `overlap` neighbours tell the same."""
    less = others - errors
    count = max(1.0, len(less) / max(1, overlap))
    spread = float(less.std())
    return spread > 0 and float(less.mean()) / (spread / math.sqrt(count)) > SURE
