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
    weights, offset = _solved(inputs[:cut], given.targets[:cut])
    errors = [float(((inputs[cut:] @ each + offset - given.targets[cut:]) ** 2).mean()) for each in weights]
    best = int(np.argmin(errors))
    weights, offset = _solved(inputs, given.targets)
    found: Numbers = ((later @ weights[best] + offset - given.truth) ** 2).mean(axis=1)
    return found


def _solved(inputs: Numbers, targets: Numbers) -> tuple[list[Numbers], Numbers]:
    """Weights (F, H) for each penalty, and the offset (H,)."""
    mean, offset = inputs.mean(axis=0), targets.mean(axis=0)
    centred = inputs - mean
    spread, axes = np.linalg.eigh(centred.T @ centred)
    moments = axes.T @ (centred.T @ (targets - offset))
    unit = float(spread.mean()) if spread.mean() > 0 else 1.0
    found = [axes @ (moments / (np.maximum(spread, 0) + penalty * unit)[:, None]) for penalty in PENALTIES]
    return found, offset


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
