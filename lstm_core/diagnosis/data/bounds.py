"""Bounds that the values of every target keep to: none below 0, none of a share above 1 or 100."""

import numpy as np

from lstm_core.data.series.recipe import FEWEST_TOUCHES, SHARES, TOUCHING
from lstm_core.diagnosis.data.facts import Bounds
from lstm_core.diagnosis.data.simple import Numbers


def bounds_of(targets: dict[str, Numbers]) -> Bounds:
    """Of values (T,) by target, missing ones NaN. A forecast has one floor and one ceiling for all targets."""
    known = [values[~np.isnan(values)] for values in targets.values()]
    if not all(len(values) for values in known) or min(float(values.min()) for values in known) < 0:
        return Bounds()
    high = max(float(values.max()) for values in known)
    return Bounds(
        floor=0.0,
        ceiling=high if high in SHARES and all(_reach(values, high) for values in known) else None,
        reached=all(_reach(values, 0.0) for values in known),
        spans={name: float(np.ptp(values)) for name, values in zip(targets, known, strict=True)},
    )


def _reach(values: Numbers, bound: float) -> bool:
    """So many values stand at the bound that it is one, and no chance."""
    return bool(np.count_nonzero(values == bound) >= max(FEWEST_TOUCHES, int(TOUCHING * len(values))))
