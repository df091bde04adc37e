"""Several rows with one time and no id: receipts become one row per time, double lines are kept once."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.continuation import continued
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.repeats import _cut_days
from lstm_core.data.series.tables import read_table
from lstm_core.errors import DataError

RANDOM = np.random.default_rng(3)
DAYS = pd.date_range("2023-01-01", periods=150).repeat(RANDOM.integers(1, 5, 150))
COUNT = len(DAYS)


def written(folder: Path, columns: dict[str, object]) -> Path:
    pd.DataFrame(columns).to_csv(folder / "receipts.csv", index=False)
    return folder / "receipts.csv"


def receipts(**more: object) -> dict[str, object]:
    amounts = RANDOM.gamma(4, 5, COUNT).round(2)
    return {"date": DAYS.strftime("%Y-%m-%d"), "amount": amounts, **more}


def keys(path: Path) -> list[str]:
    return [notice.key for notice in profile(path).notices]


def test_receipts_are_added_up_per_day_as_pandas_adds_them(tmp_path: Path) -> None:
    path = written(tmp_path, receipts(temperature=RANDOM.normal(20, 3, COUNT).round(1)))
    groups = pd.read_csv(path).groupby("date")
    found = profile(path)
    table = read_table(found.path, found.format)
    assert table["date"].tolist() == list(groups.groups)
    for name, values in {
        "amount": groups["amount"].sum(),
        "amount_mean": groups["amount"].mean(),
        "temperature": groups["temperature"].mean(),
        "rows_counted": groups.size(),
    }.items():
        assert np.allclose(table[name], values, rtol=1e-12)
    assert propose(found).spec.series.target == "amount"


def test_what_was_done_is_said_and_how_to_take_the_mean_or_the_count(tmp_path: Path) -> None:
    path = written(tmp_path, receipts(temperature=RANDOM.normal(20, 3, COUNT).round(1), note="x"))
    said = {notice.key: notice for notice in profile(path).notices}
    assert said["data.gathered_days"].parameters == {
        "rows": COUNT, "times": 150, "column": "date", "counted": "rows_counted",
    }  # fmt: skip
    assert said["data.gathered_sums"].parameters == {"columns": "amount", "mean": "amount_mean"}
    assert said["data.gathered_means"].parameters == {"columns": "temperature"}
    assert said["data.gathered_gone"].parameters == {"columns": "note"}


@pytest.mark.parametrize("name", ["price", "Temperature", "rate", "humidity", "单价", "气温"])
def test_a_level_is_averaged(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, {"date": DAYS.strftime("%Y-%m-%d"), name: RANDOM.normal(20, 1, COUNT).round(2)})
    found = profile(path)
    assert np.allclose(read_table(found.path, found.format)[name], pd.read_csv(path).groupby("date")[name].mean())


def test_receipts_with_clock_times_are_counted_under_their_day(tmp_path: Path) -> None:
    minutes = pd.to_timedelta(9 * 60 + RANDOM.integers(0, 15, COUNT) * 30 + RANDOM.integers(0, 2, COUNT) * 7, "min")
    times = pd.DatetimeIndex(np.concatenate([(DAYS + minutes)[:-40], (DAYS + minutes)[:40]])).sort_values()
    path = written(tmp_path, {"time": times, "amount": RANDOM.gamma(4, 5, COUNT).round(2)})
    assert "data.gathered_days" in keys(path)
    assert len(propose(profile(path)).series.values) == len(times.normalize().unique())


def test_hours_that_repeat_stay_hours(tmp_path: Path) -> None:
    hours = pd.date_range("2023-01-01", periods=200, freq="h").repeat(2)
    found = profile(written(tmp_path, {"time": hours, "orders": RANDOM.integers(1, 99, 400)}))
    assert (found.rows, "data.gathered" in [notice.key for notice in found.notices]) == (200, True)


def test_lines_that_stand_twice_are_kept_once(tmp_path: Path) -> None:
    days = pd.date_range("2023-01-01", periods=100).strftime("%Y-%m-%d")
    table = pd.DataFrame({"date": days, "sales": RANDOM.normal(50, 5, 100).round(2)})
    path = tmp_path / "twice.csv"
    pd.concat([table, table.iloc[[3, 70]]]).to_csv(path, index=False)
    found = profile(path)
    said = next(notice for notice in found.notices if notice.key == "data.lines_twice")
    assert said.parameters == {"count": 2, "first": "2023-01-04", "column": "date"}
    assert propose(found).series.values.tolist() == table["sales"].tolist()


def test_a_few_times_that_repeat_with_other_values_are_a_fault(tmp_path: Path) -> None:
    days = [*pd.date_range("2023-01-01", periods=100).strftime("%Y-%m-%d"), "2023-02-01"]
    path = written(tmp_path, {"date": days, "sales": RANDOM.normal(50, 5, 101).round(2)})
    with pytest.raises(DataError) as error:
        propose(profile(path))
    assert error.value.messages[0].key == "data.duplicate_time"


def sold_at_any_time(rows: int = 3000) -> pd.DatetimeIndex:
    """Minutes of about a hundred days at which something happens: few come twice."""
    return pd.Timestamp("2024-03-01") + pd.to_timedelta(np.sort(RANDOM.integers(0, 100 * 1440, rows)), unit="min")


@pytest.mark.parametrize("offset", ["", "Z", "+02:00"])
def test_events_at_any_time_are_counted_by_day_though_few_share_a_minute(offset: str, tmp_path: Path) -> None:
    moments = sold_at_any_time()
    times = moments.strftime("%Y-%m-%dT%H:%M:%S") + offset
    path = written(
        tmp_path, {"at": times, "quantity": RANDOM.integers(1, 9, 3000), "lat": 41.5, "lon": 2.1, "precinct": 3}
    )
    found = profile(path)
    table = read_table(found.path, found.format)
    by_day = pd.read_csv(path).groupby(moments.strftime("%Y-%m-%d"))
    assert table["at"].tolist() == list(by_day.groups)
    assert table["quantity"].tolist() == by_day["quantity"].sum().tolist()
    assert table["rows_counted"].tolist() == by_day.size().tolist()
    assert propose(found).spec.series.target == "quantity"
    assert not {"lat", "lon", "precinct"} & set(table.columns)


@pytest.mark.parametrize("offset", [6, -5])
def test_a_day_of_which_the_file_holds_a_part_is_left_out(offset: int, tmp_path: Path) -> None:
    """A local year written in UTC begins and ends within a day; a sum of that part is no day's sum."""
    moments = sold_at_any_time(6000) + pd.Timedelta(hours=offset)
    table = {"at": moments.strftime("%Y-%m-%d %H:%M"), "amount": RANDOM.gamma(4, 5, 6000).round(2)}
    found = profile(written(tmp_path, table))
    days = moments.strftime("%Y-%m-%d").unique().sort_values()
    assert read_table(found.path, found.format)["at"].tolist() == days[1:-1].tolist()
    said = {notice.key: notice for notice in found.notices}
    assert said["data.gathered_cut"].parameters == {"days": f"{days[0]}, {days[-1]}"}


def test_newer_events_are_gathered_as_those_of_the_run_were(tmp_path: Path) -> None:
    """Sums stay sums and means means, though no value of the newer rows is negative and every minute comes once."""
    moments = sold_at_any_time(6000)
    table = pd.DataFrame({"at": moments.strftime("%Y-%m-%d %H:%M"), "amount": RANDOM.gamma(4, 5, 6000).round(2)})
    table["frost"] = RANDOM.normal(0, 5, 6000).round(1)
    day = moments.strftime("%Y-%m-%d")
    cut = (day >= "2024-05-30").argmax()
    (tmp_path / "old").mkdir()
    old, new = tmp_path / "old" / "receipts.csv", tmp_path / "new.csv"
    table[:cut].to_csv(old, index=False)
    later = table[cut:][~moments[cut:].duplicated()].assign(frost=lambda rows: rows["frost"].abs())
    later.to_csv(new, index=False)
    found = profile(old)
    spec = propose(found, target="amount").spec.with_changes({"data.past_columns": ["frost"]})
    longer = continued(spec, found.path, new, tmp_path / "longer.csv", "new.csv")
    by_day = later.groupby(day[later.index])
    assert longer.added == by_day.ngroups
    assert longer.series.values[-longer.added :].tolist() == pytest.approx(by_day["amount"].sum().tolist())
    joined = pd.read_csv(tmp_path / "longer.csv")
    assert joined["frost"][-longer.added :].tolist() == pytest.approx(by_day["frost"].mean().tolist())
    assert "data.gathered_again" in [notice.key for notice in longer.notices]


def test_readings_of_which_two_share_a_time_are_no_events(tmp_path: Path) -> None:
    """Their gaps lie near the usual one, though some are absent and none is exact."""
    seconds = np.cumsum(RANDOM.choice([598, 599, 600, 601, 602, 3600], 3000, p=[0.1, 0.2, 0.35, 0.2, 0.1, 0.05]))
    times = pd.Timestamp("2024-03-01") + pd.to_timedelta(seconds, unit="s")
    times = times.insert(100, times[100])
    path = written(tmp_path, {"at": times.strftime("%Y-%m-%d %H:%M:%S"), "flow": RANDOM.normal(50, 5, 3001).round(2)})
    with pytest.raises(DataError) as error:
        propose(profile(path))
    assert error.value.messages[0].key == "data.duplicate_time"


def test_a_wrong_cell_of_newer_events_is_named_by_its_line(tmp_path: Path) -> None:
    moments = sold_at_any_time(6000)
    table = pd.DataFrame({"at": moments.strftime("%Y-%m-%d %H:%M"), "amount": RANDOM.gamma(4, 5, 6000).round(2)})
    old, new = tmp_path / "receipts.csv", tmp_path / "new.csv"
    table[:5000].to_csv(old, index=False)
    table[5000:].astype(str).replace({"amount": {table["amount"][5003].astype(str): "err"}}).to_csv(new, index=False)
    found = profile(old)
    with pytest.raises(DataError) as error:
        continued(propose(found).spec, found.path, new, tmp_path / "longer.csv", "new.csv")
    assert error.value.messages[0].parameters["value"] == '"err"'


@pytest.mark.parametrize("name", ["flow", "co2", "glucose", "value", "kwh_total", "battery_soc"])
def test_readings_at_any_time_are_no_events_though_a_few_share_one(name: str, tmp_path: Path) -> None:
    """A value is reported when it has changed: it remembers the last one."""
    moments = sold_at_any_time()
    values = np.cumsum(np.abs(RANDOM.normal(0, 1, 3000)) if name == "kwh_total" else RANDOM.normal(0, 1, 3000)).round(2)
    path = written(tmp_path, {"time": moments.strftime("%Y-%m-%d %H:%M"), name: values, "state": "ok"})
    with pytest.raises(DataError) as error:
        propose(profile(path))
    assert error.value.messages[0].key == "data.duplicate_time"


@pytest.mark.parametrize("cell", ["err", "10.36 ca."])
def test_a_wrong_cell_among_receipts_is_mended_first(cell: str, tmp_path: Path) -> None:
    sales = RANDOM.gamma(4, 5, COUNT).round(2).astype(str)
    sales[5] = cell
    with pytest.raises(DataError) as error:
        propose(profile(written(tmp_path, {"date": DAYS.strftime("%Y-%m-%d"), "sales": sales})))
    assert error.value.messages[0].parameters["column"] == "sales"


@pytest.mark.parametrize("name", ["goals", "人次", "rating", "score"])
def test_the_only_measure_is_forecast_however_few_values_it_has(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, {"date": DAYS.strftime("%Y-%m-%d"), name: RANDOM.integers(1, 8, COUNT)})
    assert propose(profile(path)).spec.series.target == name


def test_a_meter_that_only_rises_and_a_balance_are_averaged(tmp_path: Path) -> None:
    amounts = RANDOM.gamma(4, 5, COUNT).round(2)
    columns = {"kwh": np.arange(COUNT) + 0.5, "账户余额": RANDOM.normal(900, 9, COUNT).round(1), "discount": 0.1}
    found = profile(written(tmp_path, receipts(amount=amounts, **columns)))
    said = {notice.key: notice for notice in found.notices}
    assert said["data.gathered_sums"].parameters["columns"] == "amount"
    assert said["data.gathered_means"].parameters["columns"] == "kwh, 账户余额, discount"
    assert read_table(found.path, found.format)["amount"].sum() == pytest.approx(amounts.sum())


@pytest.mark.parametrize(
    ("store", "item"),
    [
        ("store_index", "item_index"),
        ("station_index", "sensor_level"),
        ("门店名称", "比价产品"),
        ("压力测点", "速度指标"),
    ],
)
def test_whoever_is_observed_keeps_the_name_though_it_ends_as_a_height_does(
    store: str, item: str, tmp_path: Path
) -> None:
    days = pd.date_range("2023-01-01", periods=60).strftime("%Y-%m-%d")
    rows = [(day, one, other) for day in days for one in (1, 2) for other in (1, 2, 3)]
    table = pd.DataFrame(rows, columns=["date", store, item]).assign(qty=RANDOM.gamma(4, 5, len(rows)).round(2))
    table.to_csv(tmp_path / "long.csv", index=False)
    assert len(profile(tmp_path / "long.csv").ids.names) == 6


@pytest.mark.parametrize("name", ["bid", "amount_paid", "grid", "covid"])
def test_a_word_that_ends_as_an_id_does_is_none(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, {"date": DAYS.strftime("%Y-%m-%d"), name: RANDOM.gamma(4, 5, COUNT).round(2)})
    assert propose(profile(path)).spec.series.target == name


def test_hours_that_are_gathered_keep_their_offset(tmp_path: Path) -> None:
    hours = pd.date_range("2024-01-01", periods=100, freq="h").repeat(2).strftime("%Y-%m-%d %H:%M:%S") + "+0800"
    path = written(tmp_path, {"time": hours, "sales": RANDOM.gamma(4, 5, 200).round(2)})
    found = profile(path)
    assert read_table(found.path, found.format)["time"].str.endswith("+0800").all()
    assert found.calendar is not None


def test_a_whole_last_day_is_kept(tmp_path: Path) -> None:
    """With eight rows a day the last of a day is often early."""
    kept = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        days = np.repeat(np.arange(60), random.poisson(8, 60))
        minutes = np.sort(days * 1440 + random.integers(0, 1440, len(days)))
        kept += not _cut_days(np.datetime64("2024-01-01T00:00:00.000000") + minutes * np.timedelta64(60_000_000, "us"))
    assert kept >= 39


def test_what_happened_without_a_number_is_counted(tmp_path: Path) -> None:
    found = profile(written(tmp_path, {"date": DAYS.strftime("%Y-%m-%d"), "event": "alarm"}))
    proposed = propose(found)
    assert proposed.spec.series.target == "rows_counted"
    assert proposed.series.values.sum() == COUNT


def test_returns_are_taken_off_what_was_sold(tmp_path: Path) -> None:
    sold = RANDOM.integers(1, 9, COUNT)
    sold[::40] = -1
    path = written(tmp_path, {"InvoiceDate": DAYS.strftime("%Y-%m-%d"), "InvoiceNo": 536365 + np.arange(COUNT),
                              "Quantity": sold, "UnitPrice": 2.5})  # fmt: skip
    found = profile(path)
    table = read_table(found.path, found.format)
    assert table["Quantity"].sum() == sold.sum()
    assert table["UnitPrice"].tolist() == [2.5] * 150
    assert "InvoiceNo" not in table.columns


def test_the_file_of_a_person_is_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path, receipts())
    before = path.read_bytes()
    made = profile(path).path
    assert (path.read_bytes() == before, made.parent.name, made.stat().st_mode & 0o222) == (True, ".tidied", 0)


def test_columns_that_tell_series_apart_together_become_one(tmp_path: Path) -> None:
    days = pd.date_range("2023-01-01", periods=80).strftime("%Y-%m-%d")
    rows = [(day, store, item, RANDOM.integers(1, 90)) for day in days for store in (1, 2) for item in ("x", "y")]
    path = tmp_path / "stores.csv"
    pd.DataFrame(rows, columns=["date", "store", "item", "sales"]).to_csv(path, index=False)
    proposal = propose(profile(path), id="2 / x")
    assert proposal.series.values.tolist() == [row[3] for row in rows if row[1:3] == (2, "x")]
    assert "data.ids_joined" in [notice.key for notice in proposal.notices]


def test_columns_of_words_tell_series_apart_together_where_each_stands_at_every_time(tmp_path: Path) -> None:
    groups = [(sex, age, sex.lower()) for sex in ("M", "F") for age in ("0-14", "15-64", "65+")]
    rows = [(year, *group, RANDOM.integers(1000, 2000)) for year in range(1980, 2022) for group in groups]
    path = tmp_path / "deaths.csv"
    pd.DataFrame(rows, columns=["year", "sex", "age_group", "code", "deaths"]).to_csv(path, index=False)
    proposal = propose(profile(path), id="F / 65+")
    assert proposal.series.values.tolist() == [row[4] for row in rows if row[1:3] == ("F", "65+")]
    assert proposal.series.times[0] == "1980"


def test_words_that_only_some_of_the_rows_of_a_day_share_are_no_series(tmp_path: Path) -> None:
    days = np.repeat(pd.date_range("2023-01-01", periods=90).strftime("%Y-%m-%d"), 3)
    words = [(kind, way) for kind in ("cash", "card") for way in ("shop", "post", "web")]
    chosen = [words[at] for _ in range(90) for at in RANDOM.choice(6, 3, replace=False)]
    frame = pd.DataFrame(chosen, columns=["paid_by", "channel"]).assign(date=days, sales=RANDOM.integers(1, 9, 270))
    path = tmp_path / "sales.csv"
    frame.to_csv(path, index=False)
    assert profile(path).ids is None
    assert profile(path).rows == 90
