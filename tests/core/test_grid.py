"""Rows of the calendar put in where the file has none: read, proposed, repeated by the script, forecast elsewhere."""

import json
from itertools import product

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import check, propose
from lstm_core.data.series.tables import load_series
from lstm_core.engine.tasks.series.inputs import moments
from lstm_core.engine.tasks.series.result import future_times
from lstm_core.errors import DataError, SpecError
from lstm_core.spec.series import SeriesData
from tests.core.scripts import bundle, play
from tests.core.test_deploy import read
from tests.core.test_deploy import spec as deployed_spec
from tests.deployments import alone, deployed, passes, stopped_run

WEEK = np.array([30.0, 32, 35, 38, 60, 80])
SHOP = {"data__time_column": "date", "data__target": "customers", "data__season": None}


def shop_days(rows=180, absent=(40, 41, 77, 120)):
    """Days from Monday 2023-01-02 on without Sundays, and without some days more; customers of each."""
    days = pd.date_range("2023-01-02", periods=rows * 7 // 6 + 7)
    days = days[days.day_of_week < 6][:rows]
    customers = WEEK[days.day_of_week] + np.random.default_rng(1).normal(size=rows).round(2)
    kept = np.delete(np.arange(rows), absent)
    return [(str(days[row].date()), customers[row]) for row in kept]


def shop_csv(path, rows, beside="", blank=()):
    lines = [f"date,customers{beside and ',' + beside}"]
    for at, (day, value) in enumerate(rows):
        told = "" if at in blank else f"{value:.2f}"
        lines.append(f"{day},{told}" + (f",{at % 3}" if beside else ""))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def data(path, **changes):
    basis = {"source": "file", "file": str(path), "time_column": "date", "target": "customers"}
    return SeriesData(**{**basis, "missing": "mask", "grid": True, **changes})


def test_absent_days_are_missing_values_on_their_own_dates(tmp_path):
    path = shop_csv(tmp_path / "in.csv", shop_days())
    series = load_series(data(path), path)
    assert len(series.times) == 180
    absent = np.flatnonzero(np.isnan(series.values))
    assert absent.tolist() == [40, 41, 77, 120]
    assert [series.times[row] for row in absent] == ["2023-02-17", "2023-02-18", "2023-04-01", "2023-05-22"]
    [notice] = series.notices
    assert (notice.key, notice.parameters) == ("data.gridded", {"count": 4, "grid": 180, "first": "2023-02-17"})
    for language, word in (("en", "4 are absent"), ("zh", "缺 4 行")):
        assert word in notice.text(language)


def test_without_it_and_without_gaps_nothing_changes(tmp_path):
    path = shop_csv(tmp_path / "in.csv", shop_days())
    assert len(load_series(data(path, grid=False), path).times) == 176
    whole = shop_csv(tmp_path / "whole.csv", shop_days(absent=()))
    series = load_series(data(whole), whole)
    assert (len(series.times), series.notices) == (180, [])


def test_carried_forward_an_absent_day_has_the_value_before(tmp_path):
    path = shop_csv(tmp_path / "in.csv", shop_days())
    series = load_series(data(path, missing="forward"), path)
    assert series.values[40] == series.values[41] == series.values[39]


def test_columns_known_ahead_keep_their_last_value_on_an_absent_day(tmp_path):
    rows = shop_days() + [(str(day.date()), 0) for day in pd.date_range("2023-07-31", periods=6)]
    path = shop_csv(tmp_path / "in.csv", rows, beside="plan", blank=range(176, 182))
    series = load_series(data(path, future_columns=["plan"]), path)
    assert series.others["plan"][38:44].tolist() == [2, 0, 0, 0, 1, 2]
    assert (len(series.values), len(series.others["plan"]), series.ahead[0]) == (180, 186, np.datetime64("2023-07-31"))


def test_the_lines_of_messages_are_those_of_the_file(tmp_path):
    path = shop_csv(tmp_path / "in.csv", shop_days(), blank=(100,))
    told = {notice.key: notice.parameters for notice in load_series(data(path), path).notices}
    assert told["data.masked"] == {"column": "customers", "count": 1, "line": 102}


def test_parts_in_rows_count_rows_of_the_grid(tmp_path):
    path = shop_csv(tmp_path / "in.csv", shop_days())
    assert len(load_series(data(path, split_rows=(120, 30, 30)), path).times) == 180
    with pytest.raises(DataError) as error:
        load_series(data(path, split_rows=(120, 30, 31)), path)
    assert error.value.messages[0].parameters["rows"] == 180


def test_a_grid_that_would_be_mostly_empty_is_refused(tmp_path):
    days = [*pd.date_range("2023-01-01", periods=20), pd.Timestamp("2024-01-01")]
    path = shop_csv(tmp_path / "in.csv", [(str(day.date()), 1.0 + at) for at, day in enumerate(days)])
    with pytest.raises(DataError) as error:
        load_series(data(path), path)
    assert (error.value.messages[0].key, error.value.messages[0].parameters["rows"]) == ("data.grid_sparse", 21)


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"data.missing": "refuse"}, "spec.grid_needs_missing"), ({"data.time_column": None}, "spec.grid_needs_time")],
)
def test_a_grid_needs_times_and_a_way_to_treat_what_is_missing(tmp_path, changes, key):
    path = shop_csv(tmp_path / "in.csv", shop_days())
    spec = propose(profile(path)).spec
    with pytest.raises(SpecError) as error:
        spec.with_changes(changes)
    assert error.value.messages[0].key == key


def test_a_shop_closed_on_sundays_has_a_week_of_six_days_and_no_forecast_for_a_sunday(tmp_path):
    path = shop_csv(tmp_path / "in.csv", shop_days())
    found = profile(path)
    assert found.frequency.text("en") == "daily without Sundays"
    proposal = propose(found, horizon=12)
    chosen = proposal.spec.series
    assert (chosen.grid, chosen.missing, chosen.season, chosen.horizon) == (True, "mask", 6, 12)
    assert [notice.key for notice in proposal.notices].count("data.gridded") == 1
    ahead = future_times(proposal.series, 12)
    assert ahead == [str(day.date()) for day in pd.date_range("2023-07-31", "2023-08-12") if day.day_of_week < 6]


def test_hours_with_absent_rows_keep_their_day(tmp_path):
    hours = pd.date_range("2024-01-01", periods=1500, freq="h")
    values = 10 + 3 * np.sin(2 * np.pi * np.arange(1500) / 24) + np.random.default_rng(0).normal(size=1500)
    kept = np.random.default_rng(2).random(1500) > 0.15
    rows = [(str(hours[at]), values[at]) for at in np.flatnonzero(kept)]
    proposal = propose(profile(shop_csv(tmp_path / "in.csv", rows)))
    assert (proposal.spec.series.grid, proposal.spec.series.season) == (True, 24)


def test_a_file_without_gaps_gets_no_grid(tmp_path):
    chosen = propose(profile(shop_csv(tmp_path / "in.csv", shop_days(absent=())))).spec.series
    assert (chosen.grid, chosen.missing) == (False, "refuse")


# -- blank targets at the end are the future ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "grid", "absent"),
    [(*each, 0) for each in product(("refuse", "mask", "forward"), (False,))]
    + [("mask", True, 2), ("forward", True, 2)],
)
def test_blank_months_at_the_end_are_forecast_and_not_scored(tmp_path, missing, grid, absent):
    months = [str(month) for month in np.arange("2019-01", "2024-07", dtype="datetime64[M]")]
    demand = [
        f"{100 + at + 9 * np.sin(at * np.pi / 6):.2f}" if month < "2024" else "" for at, month in enumerate(months)
    ]
    rows = list(zip(months, demand, strict=True))
    del rows[20 : 20 + absent]
    path = tmp_path / "in.csv"
    path.write_text("month,demand\n" + "\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    spec = propose(profile(path)).spec
    changes = {"data.missing": missing, "data.grid": grid}
    spec = spec.with_changes(changes)
    series = load_series(spec.series, path)
    assert (series.times[-1], np.isnan(series.values).sum()) == ("2023-12", absent if missing == "mask" else 0)
    assert len(series.times) == 60
    assert future_times(series, 3) == ["2024-01", "2024-02", "2024-03"]
    assert "data.untold" in [notice.key for notice in series.notices]
    assert [notice.key for notice in check(spec, series)] in ([], ["data.few_windows"])


def test_blank_months_alone_are_no_missing_values(tmp_path):
    rows = [
        (str(month) + "-01", 1.0 + at % 12)
        for at, month in enumerate(np.arange("2019-01", "2024-07", dtype="datetime64[M]"))
    ]
    path = shop_csv(tmp_path / "in.csv", rows, blank=range(60, 66))
    proposal = propose(profile(path))
    assert (proposal.spec.series.missing, proposal.spec.series.grid) == ("refuse", False)
    assert future_times(proposal.series, 1) == ["2024-01-01"]


# -- the script and the deployment -------------------------------------------------------------------------------------


def written(_rows=None, beside="", **kwargs):
    return lambda folder, _values: shop_csv(
        folder / "in.csv", shop_days(90, (20, 21, 50)) + list(_rows or []), beside, **kwargs
    )


AHEAD = [(str(day.date()), 0) for day in pd.date_range("2023-04-17", periods=6)]
BUNDLES = {
    "masked": (written(), {"data__missing": "mask"}),
    "forward with calendar": (written(), {"data__missing": "forward", "data__calendar": True}),
    "known ahead": (
        written(AHEAD, beside="plan", blank=range(87, 93)),
        {"data__missing": "mask", "data__future_columns": ["plan"], "data__calendar": True},
    ),
    "blank end, parts in rows": (
        written(AHEAD, blank=range(87, 93)), {"data__missing": "mask", "data__split_rows": [60, 15, 15]},
    ),
    "blank end": (written(AHEAD, blank=range(87, 93)), {"data__missing": "mask", "model__cell": "gru_d"}),
}  # fmt: skip


def test_the_script_puts_in_the_same_rows_and_repeats_the_run(tmp_path):
    made = {}
    for number, (name, (write, changes)) in enumerate(BUNDLES.items()):
        language = ("en", "zh")[number % 2]
        made[name] = bundle(tmp_path / str(number), language, write, {**SHOP, "data__grid": True, **changes})
    orders = [[str(each.folder), "train.py", ["--check"]] for each in made.values()]
    for (name, each), done in zip(made.items(), play(tmp_path, orders), strict=True):
        assert (done["ended"], done["output"].splitlines()[-1]) == (0, "PASS"), (name, done)
        assert len(each.series.values) == 90, name


@pytest.mark.parametrize("kind", ["masked", "known ahead"])
def test_a_deployed_network_puts_in_the_same_rows_and_names_open_days(kind, tmp_path, monkeypatch):
    write, changes = BUNDLES[kind]
    path = write(tmp_path, None)
    changes = {**SHOP, "data__further_targets": [], "data__past_columns": [], "data__future_columns": [], **changes}
    spec = deployed_spec(path, **{**changes, "data__grid": True, "data__calendar": True})
    run = stopped_run(tmp_path / "runs", spec)
    folder = deployed(run, tmp_path / "out", monkeypatch)
    assert passes(folder)["difference"] < 1e-5
    expected = json.loads((folder / "expected_output.json").read_text())
    done = alone(folder, run / "data.csv", tmp_path / "forecast.csv")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    _, *rows = read((tmp_path / "forecast.csv").read_text())
    assert [row[0] for row in rows] == expected["times"]
    assert expected["times"] == [str(day.date()) for day in pd.date_range("2023-04-17", periods=6)]
    found = np.array([[float(cell) for cell in row[1:]] for row in rows])
    assert found == pytest.approx(np.array(expected["values"]).reshape(len(rows), -1), abs=1e-3)


def test_the_moments_ahead_of_a_shop_are_open_days(tmp_path):
    path = shop_csv(tmp_path / "in.csv", shop_days())
    stamps = moments(load_series(data(path), path), 12)
    assert set(np.is_busday(stamps.astype("datetime64[D]"), weekmask="1111110").tolist()) == {True}
    assert len(stamps) == 192
