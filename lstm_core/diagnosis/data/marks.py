"""Numbers that stand for a missing value, and inputs that leave the range which the network was trained on."""

from collections.abc import Collection, Mapping

import numpy as np

from lstm_core.diagnosis.data.facts import Outlying, Shift
from lstm_core.diagnosis.data.simple import Numbers

FEWEST, LEAST_SHARE = 3, 0.002  # cells that hold the mark; one that occurs once is an outlier
KINDS = 10  # different values of the others: a switch or a class has fewer
CODES = (9.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0)  # in use for missing values, with either sign; 99.99 is one too
CODE_APART, APART = 0.5, 3.0  # ranges of the others by which a code, and any other value, lies off
MOST_CODE, MOST, MOST_ZERO = 0.5, 0.2, 0.05  # share of the cells: more often it is a state, not a gap
ZERO_APART, ZERO_RUN = 1.0, 2.0  # a device that is switched off stays at zero for longer
MARGIN = 0.1  # of the training range
ENOUGH = 20  # rows


def mark(name: str, values: Numbers) -> Outlying | None:
    """A value at an end of a column that recurs exactly, far from all others: -999 where nothing was measured."""
    if len(values) < ENOUGH:
        return None
    for value in (float(values.min()), float(values.max())):
        held = values == value
        others = values[~held]
        if held.sum() < max(FEWEST, LEAST_SHARE * len(values)) or len(np.unique(others)) < KINDS:
            continue
        spread = float(np.ptp(others))
        apart = float(np.abs(others - value).min()) / spread
        if _is_mark(value, apart, held):
            low, high = (float(each) for each in np.percentile(others, (2, 98)))
            whole = float(np.ptp(values))
            return Outlying(name, int(held.sum()), value, low, high, (high - low) / whole, recurs=True)
    return None


def _is_mark(value: float, apart: float, held: np.ndarray) -> bool:
    share = float(held.mean())
    if value == 0:
        runs = int((np.diff(held.astype(int), prepend=0) > 0).sum())
        return apart >= ZERO_APART and share <= MOST_ZERO and held.sum() <= ZERO_RUN * runs and not _regular(held)
    if _code(value):
        return apart >= CODE_APART and share <= MOST_CODE
    return apart >= APART and share <= MOST and not _regular(held)


def _code(value: float) -> bool:
    """-999, 9999, -99.99, and what stands for the lowest or the highest of a computer's numbers."""
    digits = f"{abs(value):g}".replace(".", "")
    return abs(value) in CODES or (len(digits) > 1 and set(digits) == {"9"}) or abs(value) in (32767, 32768, 65535)


def _regular(held: np.ndarray) -> bool:
    """It comes at equal distances, as a day on which nothing happens."""
    distances = np.diff(np.flatnonzero(np.diff(held.astype(int), prepend=0) > 0))
    if len(distances) < FEWEST:
        return False
    return bool(np.bincount(distances).max() >= 0.5 * len(distances))


def moved_input(raw: Mapping[str, Numbers], names: Collection[str], first: int) -> Shift | None:
    """The input column that leaves its training range furthest in the later rows."""
    found = []
    for name in names:
        training, later = (part[np.isfinite(part)] for part in (raw[name][:first], raw[name][first:]))
        if len(training) < ENOUGH or len(later) < ENOUGH or np.ptp(training) == 0:
            continue
        margin = MARGIN * float(np.ptp(training))
        outside = (later < training.min() - margin) | (later > training.max() + margin)
        level = float(later.mean() - training.mean()) / float(training.std())
        found.append(Shift(name, float(outside.mean()), 1.0, level))
    return max(found, key=lambda each: each.outside_share, default=None)
