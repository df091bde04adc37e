"""Measures of a forecast that need no network."""

import math

import numpy as np
import numpy.typing as npt

from lstm_core.results import Skill

Array = npt.NDArray[np.float64]
FEWEST_WINDOWS = 5  # below, an interval would mean nothing


def mase_scale(training: Array) -> float:
    """Mean absolute error of the one-step naive forecast on the training rows (T,) (Hyndman & Koehler 2006)."""
    return float(np.abs(np.diff(training)).mean())


def skill(model: Array, baseline: Array, horizon: int) -> Skill:
    """1 - MAE / MAE of a baseline from the errors (N,) of consecutive windows, one row apart.

    The 95 % interval is Student's t on the paired differences of windows that share no target, every `horizon`-th.
    """
    level = float(baseline.mean())
    if level == 0:  # the baseline is perfect
        return Skill(value=0.0 if float(model.mean()) == 0 else -math.inf, low=None, high=None, windows=0)
    value = 1 - float(model.mean()) / level
    gains = (baseline - model)[::-1][::horizon]  # windows apart, the last one kept
    if len(gains) < FEWEST_WINDOWS:
        return Skill(value=value, low=None, high=None, windows=len(gains))
    from scipy.special import stdtrit

    width = float(stdtrit(len(gains) - 1, 0.975) * gains.std(ddof=1) / math.sqrt(len(gains)) / level)
    return Skill(value=value, low=value - width, high=value + width, windows=len(gains))
