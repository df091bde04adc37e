"""Which columns of a table are said to look like series of one kind, and which are not."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.alike import alike_of


def table(**levels: float) -> pd.DataFrame:
    """Columns around these levels, none below 0."""
    noise = np.random.default_rng(0)
    return pd.DataFrame({name: level * (1 + 0.1 * noise.random(50)) for name, level in levels.items()})


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        ({"StoreA": 10, "StoreB": 5000, "StoreC": 1}, "Store"),
        ({"sales_north": 10, "sales_south": 12, "sales_east": 9}, "sales"),
        ({"north sales": 10, "south sales": 12, "east sales": 9}, "sales"),
        ({f"P{at:03d}": 10.0 for at in range(40)}, "P"),
        ({"商品1": 10, "商品2": 12, "商品3": 9}, "商品"),
        ({"temp_1": 10, "temp_2": 12, "temp_3": 9}, "temp"),
        ({"Berlin": 10, "Munich": 12, "Hamburg": 9, "Bonn": 40}, ""),
        ({"华东": 10, "华北": 12, "华南": 9, "西南": 40}, ""),
    ],
)
def test_columns_of_one_kind_are_told_by_their_names_or_their_values(columns, word):
    found = alike_of(table(**columns), list(columns))
    assert (found.columns, found.word) == (tuple(columns), word)
    assert found.notice.parameters["count"] == len(columns)


@pytest.mark.parametrize(
    "columns",
    [
        ("temp", "humidity", "pressure"),
        ("temp", "humidity", "pressure", "wind"),
        ("温度", "湿度", "气压", "风速"),
        ("temp_min", "temp_max", "temp_mean"),
        ("open", "high", "low", "close", "volume"),
        ("sales", "visitors", "price", "promo"),
        ("sales_lag1", "sales_lag2", "sales_lag7"),
        ("x1", "x2", "x3", "x4"),
        ("sensor_1", "sensor_2", "sensor_3", "target"),
        ("StoreA", "StoreB", "StoreC", "temp", "price", "wind"),
        ("StoreA", "StoreB"),
        ("year", "month", "day", "hour"),
    ],
)
def test_quantities_statistics_lags_and_features_are_no_series_of_one_kind(columns):
    assert alike_of(table(**dict.fromkeys(columns, 10.0)), list(columns)).columns == ()


def test_columns_without_a_word_in_common_have_to_lie_about_as_high():
    names = {"Berlin": 10, "Munich": 12, "Hamburg": 9, "Bonn": 4000}
    assert alike_of(table(**names), list(names)).columns == ()


def test_other_columns_stand_beside_those_of_one_kind():
    names = {"StoreA": 10, "StoreB": 12, "StoreC": 9, "temp": 20}
    assert alike_of(table(**names), list(names)).columns == ("StoreA", "StoreB", "StoreC")
