"""The table that a forecasting network reads: masks, gaps, calendar and scaling against cases made by hand."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.tables import load_series
from lstm_core.engine.tasks.series.inputs import Inputs, Scaling, elapsed, gaps, waves
from lstm_core.spec.series import SeriesData

NAN = float("nan")


def test_gaps_are_those_of_the_paper():
    """Rows at 0, 0.7, 0.9 and 2.0 hours; the second column is first seen at 0.7 (Che et al. 2018, figure 2)."""
    seen = np.array([[True, False], [False, True], [False, False], [True, True]])
    expected = [[0, 0], [0.7, 0.7], [0.9, 0.2], [2.0, 1.3]]
    assert gaps(seen, np.array([0.0, 0.7, 0.2, 1.1])) == pytest.approx(np.array(expected))


def test_gaps_follow_the_recursion_whatever_is_missing():
    random = np.random.default_rng(0)
    seen, since = random.random((50, 3)) < 0.6, random.random(50)
    expected = np.zeros((50, 3))
    for row in range(1, 50):
        for column in range(3):
            before = 0 if seen[row - 1, column] else expected[row - 1, column]
            expected[row, column] = since[row] + before
    assert gaps(seen, since) == pytest.approx(expected)


def test_time_is_counted_in_the_usual_distance_of_rows():
    stamps = np.array(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-06", "2024-01-07"], dtype="datetime64[us]")
    assert elapsed(stamps, 5).tolist() == [0, 1, 1, 3, 1]
    assert elapsed(None, 3).tolist() == [1, 1, 1]


def test_waves_are_those_of_a_calendar():
    stamps = pd.DatetimeIndex(["2024-02-29 18:00", "1969-07-20 06:30", "2023-12-31 23:59"])
    shares = [
        (stamps.hour * 60 + stamps.minute) / 1440,
        stamps.day_of_week / 7,
        (stamps.month - 1) / 12,
        (stamps.day_of_year - 1) / 365.25,
    ]
    angles = 2 * np.pi * np.column_stack(shares)
    found = waves(stamps.to_numpy("datetime64[us]"))
    assert found == pytest.approx(np.concatenate([np.sin(angles), np.cos(angles)], axis=1))


@pytest.mark.parametrize("kind", ["minmax", "standard", "none"])
def test_scaling_leaves_missing_values_out_and_keeps_columns_that_do_not_change(kind):
    training = np.array([[1.0, 5.0, NAN], [NAN, 5.0, NAN], [3.0, 5.0, NAN]])
    found = Scaling.fit(training, kind)
    expected = {"minmax": ([1, 5, 0], [2, 1, 1]), "standard": ([2, 5, 0], [1, 1, 1]), "none": ([0] * 3, [1] * 3)}[kind]
    assert (found.offset.tolist(), found.scale.tolist()) == expected


def table(tmp_path, lines):
    path = tmp_path / "in.csv"
    path.write_text("day,sales,heat,plan\n" + "\n".join(lines), encoding="utf-8")
    return path


def data_of(path, **changes):
    return SeriesData(
        source="file", file=str(path), time_column="day", target="sales", window=2, horizon=2, season=None,
        scaling="none", validation_fraction=0.2, test_fraction=0.2, **changes,
    )  # fmt: skip


LINES = [f"2024-01-{day + 1:02},{day},{10 * day},{day % 2}" for day in range(10)]


def test_every_column_has_its_place(tmp_path):
    lines = [*LINES[:4], "2024-01-05,,,0", *LINES[5:], "2024-01-11,,,0", "2024-01-12,,,1"]
    data = data_of(table(tmp_path, lines), missing="mask", past_columns=["heat"], future_columns=["plan"])
    series = load_series(data, tmp_path / "in.csv")
    inputs = Inputs.of(data, series)
    assert inputs.table.shape == (12, inputs.layout.width) == (12, 7)
    sales, seen, gap, heat, heat_seen, _, plan = inputs.table.T
    assert sales.tolist() == [0, 1, 2, 3, 0, 5, 6, 7, 8, 9, 0, 0]
    assert seen.tolist() == heat_seen.tolist() == [1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0]
    assert gap.tolist() == [0, *[0.5] * 4, 1.0, *[0.5] * 4, 0, 0]
    assert heat.tolist() == [0, 10, 20, 30, 0, 50, 60, 70, 80, 90, 0, 0]
    assert plan.tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]
    assert (series.times[-1], [str(day)[:10] for day in series.ahead]) == ("2024-01-10", ["2024-01-11", "2024-01-12"])


def test_the_calendar_goes_on_into_the_future(tmp_path):
    data = data_of(table(tmp_path, LINES), calendar=True)
    series = load_series(data, tmp_path / "in.csv")
    days = np.datetime64("2024-01-01", "us") + np.arange(12) * np.timedelta64(1, "D")
    assert Inputs.of(data, series).table[:, 1:] == pytest.approx(waves(days).astype(np.float32))


def test_fences_are_those_of_tukey_and_what_lies_outside_is_drawn_in_to_them():
    training = np.array([[1.0], [2.0], [3.0], [4.0], [1000.0], [NAN]])  # quartiles 2 and 4
    scaling = Scaling.fit(training, "minmax", 1.5)
    assert [each.tolist() for each in scaling.fences] == [[-1.0], [7.0]]
    assert scaling(training).ravel() == pytest.approx([0, 1 / 6, 2 / 6, 3 / 6, 1, NAN], nan_ok=True)
    assert scaling(np.array([[-50.0], [6.0], [50.0]])).ravel() == pytest.approx([-2 / 6, 5 / 6, 1])


def test_a_column_of_zeros_with_few_other_values_has_no_fences():
    training = np.array([[0.0], [0.0], [0.0], [0.0], [0.0], [9.0]])
    assert Scaling.fit(training, "minmax", 3.0)(training).ravel().tolist() == [0, 0, 0, 0, 0, 1]


def test_outliers_of_the_training_part_are_drawn_in_and_later_ones_too_but_the_truth_stays(tmp_path):
    rows = [float(value % 7) for value in range(60)]
    rows[10], rows[55] = 1e5, -1e5
    (tmp_path / "in.csv").write_text("value\n" + "\n".join(map(str, rows)), encoding="utf-8")
    data = SeriesData(source="file", file=str(tmp_path / "in.csv"), window=4, horizon=2, winsorise=3.0)
    series = load_series(data, tmp_path / "in.csv")
    table = Inputs.of(data, series).table[:60, 0]
    plain = Inputs.of(data.model_copy(update={"winsorise": None}), series).table[:60, 0]
    assert table.max() == table[10] == 1.0
    assert table.min() == table[55]
    assert np.ptp(np.delete(table, [10, 55])) > 100 * np.ptp(np.delete(plain, [10, 55]))
    assert series.columns(data)[10, 0] == 1e5
