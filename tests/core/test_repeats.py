"""Several rows with one time and no id: receipts become one row per time, double lines are kept once."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
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
