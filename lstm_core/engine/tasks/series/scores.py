"""Measures of a forecast that need no network."""

import math

import numpy as np
import numpy.typing as npt

from lstm_core.results.series import PersistenceCheck, Skill

Array = npt.NDArray[np.float64]
FEWEST_WINDOWS = 5  # that share no target; below, an interval would mean nothing
MANY_WINDOWS = 20  # from here on the variance over time is measured, not assumed


def mase_scale(training: Array) -> float:
    """Mean absolute error of the one-step naive forecast on the training rows (T,) (Hyndman & Koehler 2006)."""
    steps = np.abs(np.diff(training))
    return float(steps[~np.isnan(steps)].mean())


def skill(model: Array, baseline: Array, horizon: int) -> Skill:
    """1 - MAE / MAE of a baseline from the errors (N,) of consecutive windows, one row apart.

    The 95 % interval is that of a Diebold-Mariano test (1995) on the differences of the errors. Neighbouring windows
    share targets, so the differences are correlated: see `_half_width`.
    """
    level = float(baseline.mean())
    if level == 0:  # the baseline is perfect
        return Skill(value=0.0 if float(model.mean()) == 0 else -math.inf, low=None, high=None, windows=0)
    value = 1 - float(model.mean()) / level
    gains, won = baseline - model, float((model < baseline).mean())
    windows = -(-len(gains) // horizon)  # that share no target
    if windows < FEWEST_WINDOWS:
        return Skill(value=value, low=None, high=None, windows=windows, won=won)
    width = _half_width(gains, horizon) / level
    return Skill(value=value, low=value - width, high=value + width, windows=windows, won=won)


def _half_width(gains: Array, horizon: int) -> float:
    """Half of the 95 % interval of the mean of `gains` (N,), of which neighbours closer than `horizon` overlap.

    Few windows: Student's t over every `horizon`-th, which share no target. Many: Student's t with the long-run
    variance from the first cosine transforms (equal-weighted cosine estimator, Lazarus, Lewis, Stock & Watson 2018),
    which also holds when errors stay alike for longer than a horizon. benchmarks/skill_interval.py measures both.
    """
    from scipy.special import stdtrit

    apart = gains[::-1][::horizon]  # the last one kept
    if len(apart) < MANY_WINDOWS:
        return float(stdtrit(len(apart) - 1, 0.975) * apart.std(ddof=1) / math.sqrt(len(apart)))
    waves = cosines(len(gains), horizon)
    variance = long_run_variance(gains, waves)
    return float(stdtrit(waves, 0.975) * math.sqrt(variance / len(gains)))


def cosines(count: int, horizon: int) -> int:
    """How many transforms of `count` windows tell of waves much longer than a horizon: the degrees of freedom."""
    return max(2, int(min(0.4 * count ** (2 / 3), count / horizon / 2)))


def long_run_variance(values: Array, waves: int) -> float:
    """Variance of sqrt(N) times the mean of `values` (N,), from the first `waves` cosine transforms."""
    at = (np.arange(len(values)) + 0.5) / len(values)
    transforms = np.cos(np.pi * np.arange(1, waves + 1)[:, None] * at) @ values * math.sqrt(2 / len(values))
    return float((transforms**2).mean())


def copying(forecast: Array, last: Array, truth: Array) -> PersistenceCheck:
    """How far forecasts (N, H) leave the last value (N,), against how far the truth (N, H) does."""
    said, came = forecast - last[:, None], truth - last[:, None]
    moved = float(np.abs(came).mean())
    size = float((said**2).sum() * (came**2).sum())
    return PersistenceCheck(
        moves=float(np.abs(said).mean()) / moved if moved > 0 else 0.0,
        agreement=float((said * came).sum()) / math.sqrt(size) if size > 0 else 0.0,
    )
