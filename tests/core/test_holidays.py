"""Public holidays of a country as an input: the dates that people know, read alike in engine, script and deployment."""

import json

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.proposals import check
from lstm_core.data.series.public_days import days_of, holidays_within, span_of, years_of
from lstm_core.data.series.tables import load_series
from lstm_core.engine.predict import forecast
from lstm_core.engine.tasks.series.inputs import Inputs
from lstm_core.errors import DataError, SpecError
from lstm_core.spec.derived import Layout
from lstm_core.spec.run import TrainRunSpec
from tests.core.scripts import bundle, play
from tests.core.scripts import spec_of as small
from tests.deployments import deployed, passes, refusal, stopped_run

FIRST, ROWS = "2024-09-01", 140
READ = {"data__time_column": "day", "data__target": "sales", "data__holidays": "DE"}


def table(path, first=FIRST, rows=ROWS, freq="D", **more):
    times = pd.date_range(first, periods=rows, freq=freq)
    random = np.random.default_rng(0)
    values = 20 + 5 * np.sin(np.arange(rows) / 3) + random.normal(size=rows)
    pd.DataFrame({"day": times, "sales": values.round(3), **more}).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("country", "free", "work"),
    [
        ("DE", ("2024-10-03", "2024-12-25", "2024-12-26", "2025-05-01", "2017-10-31"), ("2024-12-24", "2024-10-31")),
        ("CN", ("2024-02-10", "2024-10-01", "2024-06-10", "2025-01-29"), ("2024-02-20", "2024-12-25")),
        ("US", ("2024-07-04", "2024-11-28", "2021-07-05"), ("2024-12-26", "2024-10-03")),
        ("FR", ("2024-07-14", "2024-05-08"), ("2024-10-03",)),
    ],
)
def test_the_days_are_those_that_people_know(country, free, work):
    days = set(np.datetime_as_string(days_of(country)).tolist())
    assert days.issuperset(free)
    assert not days.intersection(work)


@pytest.mark.parametrize(
    ("first", "freq", "told"),
    [
        ("2024-10-01", "D", {"2024-10-03": 1, "2024-12-25": 1, "2024-12-26": 1, "2025-01-01": 1}),
        ("2024-12-23", "12h", {"2024-12-25": 2, "2024-12-26": 2, "2025-01-01": 2}),
        ("2024-09-30", "7D", {"2024-09-30": 1, "2024-12-23": 2, "2024-12-30": 1}),
        ("2024-01-01", "MS", {"2024-01-01": 1, "2024-03-01": 1, "2024-04-01": 1, "2024-05-01": 3, "2024-12-01": 2}),
        ("2024-01-31", "ME", {"2024-05-31": 3, "2024-12-31": 2}),
        ("2024-03-31", "QE", {"2024-03-31": 2, "2024-06-30": 4, "2024-12-31": 3}),
    ],
)
def test_a_step_has_as_many_holidays_as_lie_in_it(first, freq, told):
    stamps = pd.date_range(first, periods=100, freq=freq).to_numpy("datetime64[us]")
    found = holidays_within(stamps, days_of("DE"), *span_of(stamps))[:, 0]
    by_day = pd.Series(found, index=np.datetime_as_string(stamps.astype("datetime64[D]")))
    by_day = by_day[by_day.index < "2025-01-02"].groupby(level=0).sum()
    assert {day: by_day[day] for day in told} == told


def test_the_network_reads_them_beside_the_calendar_also_of_the_future(tmp_path):
    spec = small(table(tmp_path / "shop.csv", "2024-09-01", 115), **READ, data__calendar=True)
    inputs = Inputs.of(spec.series, load_series(spec.series, tmp_path / "shop.csv"))
    days = np.datetime64("2024-09-01") + np.arange(118)
    expected = np.isin(np.datetime_as_string(days), ["2024-10-03", "2024-12-25", "2024-12-26"]).astype(float)
    np.testing.assert_array_equal(inputs.table[:, -1], expected)
    assert expected[115:].sum() == 2
    layout = Layout.of(spec.series)
    assert (layout.width, layout.name_of(9, spec.series), layout.name_of(8, spec.series)) == (
        10,
        "holidays",
        "calendar",
    )


def test_a_country_without_dates_a_table_without_times_and_other_years_are_refused(tmp_path):
    for changes, key in (
        ({"data.holidays": "DE"}, "spec.holidays_needs_time"),
        ({"data.holidays": "XX", "data.time_column": "day"}, "spec.holidays_unknown"),
    ):
        with pytest.raises(SpecError) as refused:
            TrainRunSpec().with_changes({"data.source": "file", "data.file": "/f", "data.time_column": None, **changes})
        assert [each.key for each in refused.value.messages] == [key]
    assert years_of("DE") == (1991, 2050)
    spec = small(table(tmp_path / "old.csv", "1985-01-01"), **READ)
    with pytest.raises(DataError, match=r"1985.*1991"):
        check(spec, load_series(spec.series, tmp_path / "old.csv"))


def test_scripts_repeat_their_run(tmp_path):
    made = []
    for place, (language, freq, more) in enumerate(
        [("en", "D", {}), ("zh", "W-MON", {"data__calendar": True}), ("en", "6h", {"data__holidays": "CN"})]
    ):
        made.append(
            bundle(
                tmp_path / str(place),
                language,
                lambda folder, _, freq=freq: table(folder / "in.csv", freq=freq),
                {**READ, **more},
            )
        )
    for told in play(tmp_path, [(str(each.folder), "train.py", ["--check"]) for each in made]):
        assert told["ended"] in (0, None), told


def test_a_deployment_carries_the_dates_and_newer_rows_have_theirs(tmp_path, monkeypatch):
    run = stopped_run(tmp_path / "runs", small(table(tmp_path / "shop.csv"), **READ))
    folder = deployed(run, tmp_path / "out", monkeypatch)
    assert passes(folder)["difference"] < 1e-5
    told = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))["holidays"]
    assert told["days"] == np.datetime_as_string(days_of("DE")).tolist()
    later = table(tmp_path / "later.csv", "2051-01-01", 40)
    assert "1991" in refusal(folder, later)
    newer = table(tmp_path / "newer.csv", "2025-01-19", 10)
    assert forecast(run, newer, "newer.csv")["added"] == 10
