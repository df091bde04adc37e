"""What a transform or a difference does to a series, as far as a picture shows it and a sentence proves it."""

from dataclasses import dataclass

import numpy as np

from lstm_core.data.series import windows
from lstm_core.data.series.recipe import BLOCK, FEWEST_BLOCKS
from lstm_core.data.series.sources import series_of
from lstm_core.data.series.transforms import Array, Transform
from lstm_core.spec.series import SeriesData


@dataclass(frozen=True)
class Changed:
    """A series (T,) and what a network reads in its place; missing ones are NaN."""

    times: list[str]
    values: Array
    changed: Array
    swings: tuple[float, float] | None  # how many times as far values swing where they are high as where they are
    # low, and the same of what is transformed; None without a transform, and where blocks are too few
    spread: tuple[float, float] | None  # deviation of what is transformed, and of its differences; None without these


def changed_by(data: SeriesData) -> Changed:
    """What the network of a spec reads of its target; numbers are of the training part. Raises DataError."""
    series = series_of(data)
    first, _ = windows.boundaries(len(series.values), data)
    known = series.filled[:, None]
    transform = Transform.fit(data, known[:first])
    levels = transform.levels(known)[:first, 0]
    differences = transform.told(transform.levels(known))[data.lag : first, 0]
    return Changed(
        times=list(series.times),
        values=series.values,
        changed=transform.changes(series.values[:, None])[:, 0],
        swings=None if data.transform == "none" else _swings(known[:first, 0], levels, data.season),
        spread=(float(levels.std()), float(differences.std())) if data.lag and len(differences) else None,
    )


def _swings(values: Array, levels: Array, season: int | None) -> tuple[float, float] | None:
    """Mean deviation within the third of the blocks with the highest values over that of the lowest third."""
    size = season if season is not None and season <= len(values) // FEWEST_BLOCKS else BLOCK
    count = len(values) // size
    if count < FEWEST_BLOCKS:
        return None
    blocks, changed = (each[-count * size :].reshape(count, size) for each in (values, levels))
    order, third = np.argsort(blocks.mean(axis=1)), max(1, count // 3)

    def ratio(spreads: Array) -> float:
        low = float(spreads[order[:third]].mean())
        return float(spreads[order[-third:]].mean()) / low if low > 0 else float("nan")

    found = ratio(blocks.std(axis=1)), ratio(changed.std(axis=1))
    return found if np.isfinite(found).all() else None
