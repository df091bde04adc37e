"""Where windows lie in time: the split that the engine and the rendered script share.

A window with origin `o` reads rows o-window+1..o, differences also what lies a lag before, and forecasts rows
o+1..o+horizon. It belongs to the part that holds all of its targets; its inputs may reach back into an earlier part, as
they would when the forecast is made.
"""

from itertools import pairwise
from typing import NamedTuple

from lstm_core.spec.series import SeriesData


class WindowSplit(NamedTuple):
    """Origins of the windows of each part, in the order of time."""

    train: range
    validation: range
    test: range


def boundaries(rows: int, data: SeriesData) -> tuple[int, int]:
    """First row of the validation part and first row of the test part."""
    if data.split_rows is not None:
        return data.split_rows[0], data.split_rows[0] + data.split_rows[1]
    test = int(rows * data.test_fraction)
    validation = int(rows * data.validation_fraction)
    return rows - test - validation, rows - test


def split(rows: int, data: SeriesData) -> WindowSplit:
    """Origins of every window of a series with so many rows; a part without room for one is empty."""
    first_validation, first_test = boundaries(rows, data)
    earliest = data.window - 1 + data.lag

    def origins(first_target: int, end: int) -> range:
        first = max(first_target - 1, earliest)
        return range(first, max(end - data.horizon, first))

    return WindowSplit(origins(0, first_validation), origins(first_validation, first_test), origins(first_test, rows))


def non_overlapping(origins: range, horizon: int) -> range:
    """Of `origins` those a horizon or more apart, so that no two forecasts share a target; the last one is kept."""
    every = -(-horizon // origins.step)
    return origins[(len(origins) - 1) % every :: every] if origins else origins


def largest_horizon(rows: int, data: SeriesData) -> int:
    """Largest horizon that leaves every part a window of the spec's window; below 1 when none does."""
    first_validation, first_test = boundaries(rows, data)
    return min(first_validation - data.window - data.lag, first_test - first_validation, rows - first_test)


def largest_window(rows: int, data: SeriesData) -> int:
    """Largest window that leaves the training part a window of the spec's horizon; below 2 when none does."""
    return boundaries(rows, data)[0] - data.horizon - data.lag


def fewest_rows(data: SeriesData) -> int:
    """Fewest rows at which every part holds at least one window."""
    if data.split_rows is not None:
        return max(data.window + data.lag + data.horizon, data.split_rows[0]) + 2 * data.horizon
    training = 1 - data.validation_fraction - data.test_fraction
    rows = max(
        int(
            (data.window + data.lag + data.horizon - 2) / training
        ),  # two roundings down leave training at most 2 rows more
        int(data.horizon / min(data.validation_fraction, data.test_fraction)) - 1,
    )
    while not all(split(rows, data)):
        rows += 1
    return rows


def pieces(rows: int, data: SeriesData) -> list[tuple[int, int]]:
    """First row and end of each piece of the test part that a walk-forward backtest forecasts; none without folds."""
    _, first_test = boundaries(rows, data)
    edges = [first_test + (rows - first_test) * at // max(1, data.folds) for at in range(data.folds + 1)]
    return list(pairwise(edges))
