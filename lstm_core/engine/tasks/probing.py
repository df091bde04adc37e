"""Which samples of the training part instruments read: the same ones in every run of a spec, and few."""

import numpy as np

PROBED = 24  # samples


def samples_within(values: int, time: int) -> int:
    """How many samples of so many steps of time are read at once; at least one."""
    return max(1, min(PROBED, values // max(1, time)))


def spread(count: int, wanted: int) -> list[int]:
    """`wanted` of `count` places, evenly."""
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, wanted))})
