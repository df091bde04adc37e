"""The split in time, against the definition spelled out row by row."""

import pytest

from lstm_core.data.series.windows import (
    WindowSplit,
    boundaries,
    fewest_rows,
    largest_horizon,
    largest_window,
    non_overlapping,
    split,
)
from lstm_core.spec.series import SeriesData


def data(**changes):
    return SeriesData(**{"window": 3, "horizon": 2, "validation_fraction": 0.2, "test_fraction": 0.2, **changes})


SETTINGS = [
    data(),
    data(window=2, horizon=1),
    data(window=9, horizon=4),
    data(window=5, horizon=3, validation_fraction=0.15, test_fraction=0.3),
    data(window=12, horizon=1, validation_fraction=0.05, test_fraction=0.05),
    data(window=2, horizon=6, validation_fraction=0.5, test_fraction=0.15),
]


def by_definition(rows, spec):
    """Every origin asked whether its inputs exist and which part holds all of its targets."""
    test, validation = int(rows * spec.test_fraction), int(rows * spec.validation_fraction)
    a, b = rows - test - validation, rows - test
    parts = {"train": [], "validation": [], "test": []}
    for origin in range(spec.window - 1, rows):
        targets = range(origin + 1, origin + spec.horizon + 1)
        if targets[-1] < a:
            parts["train"].append(origin)
        elif targets[0] >= a and targets[-1] < b:
            parts["validation"].append(origin)
        elif targets[0] >= b and targets[-1] < rows:
            parts["test"].append(origin)
    return parts


def test_ten_rows_are_split_as_counted_by_hand():
    assert boundaries(10, data()) == (6, 8)
    assert split(10, data()) == WindowSplit(train=range(2, 4), validation=range(5, 6), test=range(7, 8))


@pytest.mark.parametrize("spec", SETTINGS, ids=str)
def test_every_origin_lies_in_the_part_of_its_targets(spec):
    for rows in range(1, 120):
        assert {name: list(part) for name, part in split(rows, spec)._asdict().items()} == by_definition(rows, spec)


@pytest.mark.parametrize("spec", SETTINGS, ids=str)
def test_the_largest_horizon_and_window_are_the_last_that_fit(spec):
    def fits(rows, **changes):
        return all(split(rows, spec.model_copy(update=changes)))

    for rows in range(1, 120):
        horizons = [horizon for horizon in range(1, 121) if fits(rows, horizon=horizon)]
        assert max(largest_horizon(rows, spec), 0) == max(horizons, default=0)
        if all(split(rows, spec.model_copy(update={"window": 2}))):
            assert largest_window(rows, spec) == max(w for w in range(2, 121) if fits(rows, window=w))


@pytest.mark.parametrize("spec", SETTINGS, ids=str)
def test_the_fewest_rows_fit_and_no_fewer_do(spec):
    fewest = fewest_rows(spec)
    assert all(split(fewest, spec))
    assert not any(all(split(rows, spec)) for rows in range(1, fewest))


def test_forecasts_apart_share_no_target_and_end_with_the_last():
    assert list(non_overlapping(range(5, 13), 3)) == [6, 9, 12]
    assert list(non_overlapping(range(5, 8), 3)) == [7]
    assert list(non_overlapping(range(4, 5), 10)) == [4]
    assert list(non_overlapping(range(4, 4), 10)) == []
