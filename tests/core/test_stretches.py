"""Thousands of series are read at once as each would be by itself, and not read twice."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series import panel as panels
from lstm_core.data.series.panel import chosen_again, load_panel
from lstm_core.data.series.sources import material_of
from lstm_core.data.series.stretches import Stretches
from lstm_core.errors import DataError
from lstm_core.spec.run import TrainRunSpec


def shops(timed: bool = True) -> pd.DataFrame:
    """Days of five shops: whole, late, with gaps, with blanks at its end, of other days; a promotion known ahead."""
    noise, parts = np.random.default_rng(0), []
    for at in range(5):
        rows = 60 + 9 * (at == 4)
        times = pd.date_range("2024-03-25", periods=rows, freq="h", tz="Europe/Berlin")
        own = pd.DataFrame({"time": [each.isoformat() for each in times], "shop": f"S{at}"})
        own["sales"] = np.round(noise.normal(10, 1, rows), 2)
        own["price"] = noise.random(rows)
        own["promo"] = noise.integers(0, 2, rows)
        parts.append(own)
    parts[1].loc[:4, "sales"] = np.nan
    parts[2].loc[[20, 31], "sales"] = np.nan
    parts[2].loc[33, "price"] = np.nan
    parts[3].loc[52:, "sales"] = np.nan
    return pd.concat(parts, ignore_index=True).drop(columns=[] if timed else ["time"])


def section(path, **changes):
    data = {"source": "file", "file": str(path), "time_column": "time", "id_column": "shop", "target": "sales"}
    data |= {"missing": "mask", "window": 4, "horizon": 2}
    return TrainRunSpec().with_changes({f"data.{name}": value for name, value in {**data, **changes}.items()}).series


@pytest.mark.parametrize(
    ("changes", "dropped"),
    [
        ({"past_columns": ["price"]}, []),
        ({"future_columns": ["promo"], "zone": "Europe/Berlin"}, []),
        ({"grid": True}, [40, 41, 170]),
        ({"missing": "forward"}, []),
        ({"time_column": None}, []),
    ],
    ids=["masked", "known ahead in a zone", "on a grid", "carried on", "without times"],
)
def test_a_stretch_is_read_as_a_series_by_itself(tmp_path, monkeypatch, changes, dropped):
    table = shops(timed=changes.get("time_column", "time") is not None).drop(index=dropped)
    table.sample(frac=1, random_state=1).sort_index(kind="stable").to_csv(tmp_path / "shops.csv", index=False)
    data = section(tmp_path / "shops.csv", **changes)
    fast, quick = load_panel(data, tmp_path / "shops.csv"), []
    monkeypatch.setattr(Stretches, "series", lambda *asked: quick.append(asked))
    slow = load_panel(data, tmp_path / "shops.csv")
    assert len(quick) == 5
    assert fast.notices == slow.notices
    assert list(fast.series) == list(slow.series)
    for name, one in fast.series.items():
        other = slow.series[name]
        assert (one.times, one.notices, one.digest, one.clock) == (
            other.times,
            other.notices,
            other.digest,
            other.clock,
        )
        for left, right in ((one.stamps, other.stamps), (one.ahead, other.ahead)):
            np.testing.assert_array_equal(left, right)


def test_another_window_chooses_among_the_series_that_were_read(tmp_path, monkeypatch):
    path = tmp_path / "shops.csv"
    shops().to_csv(path, index=False)
    before = load_panel(section(path), path)
    longer = section(path, window=30, horizon=8, difference="first")
    expected = load_panel(longer, path)
    reads = []
    monkeypatch.setattr(panels, "load_panel", lambda *asked: reads.append(asked) or expected)
    found = chosen_again(before, longer, path)
    assert not reads
    assert found.notices == expected.notices
    assert [(name, each.among) for name, each in found.series.items()] == [
        (name, each.among) for name, each in expected.series.items()
    ]
    chosen_again(before, section(path, missing="forward"), path)
    assert len(reads) == 1


def test_a_value_that_a_transform_refuses_is_named_though_the_series_were_read(tmp_path):
    path = tmp_path / "shops.csv"
    shops().replace({"sales": {shops()["sales"][70]: -1.0}}).to_csv(path, index=False)
    before = material_of(section(path))
    with pytest.raises(DataError) as error:
        material_of(section(path, transform="log"), before)
    assert error.value.messages[0].parameters["line"] == 72
