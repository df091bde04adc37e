"""Transforms and differences of a target, and how they are undone."""

import numpy as np
import pytest
from scipy.stats import boxcox

from lstm_core.data.series.transforms import POWERS, Transform, power_of
from lstm_core.data.series.windows import split
from lstm_core.errors import DataError, SpecError
from lstm_core.spec.series import SeriesData
from tests.support import spec_of

SEASON, HORIZON = 7, 10


def values_of(columns=2, rows=60):
    steps = np.random.default_rng(0).normal(size=(rows, columns))
    return np.exp(0.1 * steps.cumsum(axis=0)) + 1


def fitted(values, **changes):
    return Transform.fit(SeriesData(season=SEASON, **changes), values[:40])


@pytest.mark.parametrize("difference", ["none", "first", "seasonal"])
@pytest.mark.parametrize("transform", ["none", "log", "log1p", "box_cox"])
def test_what_was_done_to_the_truth_is_undone_in_its_forecast(transform, difference):
    values = values_of()
    found = fitted(values, transform=transform, difference=difference)
    origins = range(20, 40)
    rows = np.array(origins)[:, None] + np.arange(1, HORIZON + 1)
    changes = found.changes(values)[rows]  # what the network is to say
    levels = found.known(found.levels(values))
    assert found.undone(changes[..., None], origins, levels)[..., 0] == pytest.approx(values[rows])
    assert found.differences(values[rows][..., None], origins, levels)[..., 0] == pytest.approx(changes)


def test_a_change_is_the_value_less_the_one_of_a_season_before():
    values = np.arange(20.0)[:, None] ** 2
    found = fitted(values, difference="seasonal").changes(values)
    assert np.isnan(found[:SEASON]).all()
    assert found[SEASON:, 0] == pytest.approx([row**2 - (row - SEASON) ** 2 for row in range(SEASON, 20)])


def test_a_missing_value_is_known_from_the_season_before_and_makes_no_change_of_its_own():
    values = np.arange(1.0, 31.0)[:, None]
    values[10] = np.nan
    found = fitted(values, difference="seasonal")
    changes = found.changes(values)[:, 0]
    assert np.isnan(changes[10])
    assert changes[17] == pytest.approx(18 - 4)  # row 10 is known from row 3
    assert found.known(values)[10, 0] == values[3, 0]


def test_no_row_tells_of_a_later_one():
    values = values_of()
    found = fitted(values, transform="box_cox", difference="seasonal")
    later = values.copy()
    later[45:] *= 5
    assert found == fitted(later, transform="box_cox", difference="seasonal")
    assert np.array_equal(found.changes(values)[:45], found.changes(later)[:45], equal_nan=True)


@pytest.mark.parametrize("seed", range(5))
def test_the_power_is_the_one_of_scipy_to_the_grid(seed):
    random = np.random.default_rng(seed)
    sample = (1 + 0.5 * random.normal(4, 1, 500).clip(0.1)) ** 2
    assert power_of(sample) == pytest.approx(np.clip(boxcox(sample)[1], 0, 2), abs=POWERS[1] - POWERS[0])
    levels = fitted(sample[:, None], transform="box_cox")
    again = boxcox(sample, levels.powers[0]) if levels.powers[0] else np.log(sample)
    assert levels.levels(sample[:, None])[:, 0] == pytest.approx(again)


def test_windows_begin_where_a_difference_is_known():
    plain = SeriesData(window=10, horizon=2, season=SEASON)
    seasonal = plain.model_copy(update={"difference": "seasonal"})
    assert split(100, seasonal).train.start == split(100, plain).train.start + SEASON
    assert split(100, seasonal).test == split(100, plain).test


def test_a_difference_by_season_needs_one():
    with pytest.raises(SpecError, match="needs a season"):
        spec_of(data__difference="seasonal", data__season=None)


@pytest.mark.parametrize(("transform", "value"), [("log", "0"), ("box_cox", "-3"), ("log1p", "-1")])
def test_a_value_that_a_transform_does_not_have_is_refused_by_its_line(transform, value, tmp_path):
    from lstm_core.data.series.tables import load_series

    path = tmp_path / "sales.csv"
    path.write_text("value\n" + "\n".join(["5"] * 3 + [value] + ["7"] * 5) + "\n", encoding="utf-8")
    data = SeriesData(source="file", file=str(path), target="value", transform=transform)
    with pytest.raises(DataError, match="line 5"):
        load_series(data, path)
