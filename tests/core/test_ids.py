"""Long tables: which column holds ids, which none, and that the series of one id is read alone."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.ids import Ids
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import check, propose
from lstm_core.data.series.tables import load_series
from lstm_core.errors import DataError, SpecError
from lstm_core.spec.run import TrainRunSpec

DAYS = pd.date_range("2022-01-03", periods=210)
WEEK = np.sin(np.arange(210) * 2 * np.pi / 7)
NOISE = np.random.default_rng(5).normal(size=2100)
Rows = list[tuple[object, ...]]


def written(folder: Path, header: str, rows: Rows) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def panel(ids: list[object], level: float = 50, days: pd.DatetimeIndex = DAYS) -> Rows:
    """Rows of date, id, value; the ids take turns within a day."""
    return [
        (day.date(), each, f"{level * (at + 1) + 10 * WEEK[t % 210] + NOISE[2 * t + at]:.2f}")
        for t, day in enumerate(days)
        for at, each in enumerate(ids)
    ]


def one_after_the_other(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: str(row[1]))


def in_years(ids: list[object]) -> Rows:
    rows: Rows = []
    for at, each in enumerate(ids):
        days = pd.date_range(f"{2019 + at}-01-01", periods=200)
        rows += [(day.date(), each, f"{100 * at + 10 * WEEK[t] + NOISE[t]:.2f}") for t, day in enumerate(days)]
    return rows


def in_turns(names: list[str], freq: str, apart: float = 60) -> Rows:
    times, count = pd.date_range("2024-01-01", periods=600, freq=freq), len(names)
    return [(time, names[t % count], f"{20 + apart * (t % count) + NOISE[t]:.2f}") for t, time in enumerate(times)]


def moved(rows: Rows, order: tuple[int, ...]) -> Rows:
    return [tuple(row[at] for at in order) for row in rows]


LONG: dict[str, tuple[str, Callable[[], Rows], str, tuple[str, ...]]] = {
    "stores day by day": ("date,store,sales", lambda: panel(["A", "B"]), "store", ("A", "B")),
    "stores one after the other": (
        "date,store,sales", lambda: one_after_the_other(panel(["B", "A"])), "store", ("A", "B"),
    ),
    "value first, a name that says nothing": (
        "v,x,when", lambda: moved(panel(["u", "w"]), (2, 1, 0)), "x", ("u", "w"),
    ),
    "numbers as ids": ("date,id,y", lambda: panel([7, 12, 9]), "id", ("7", "12", "9")),
    "ids with zeros in front": ("date,code,y", lambda: panel(["007", "012"]), "code", ("007", "012")),
    "a melted table": ("date,variable,value", lambda: panel(["income", "cost"]), "variable", ("income", "cost")),
    "Chinese names": ("日期,门店,销量", lambda: panel(["一店", "二店"]), "门店", ("一店", "二店")),
    "months": (
        "month,region,y",
        lambda: panel(["north", "south"], days=pd.date_range("2010-01-01", periods=100, freq="MS")),
        "region",
        ("north", "south"),
    ),
    "sites in years of their own": (
        "date,site_id,load", lambda: in_years([101, 102, 103]), "site_id", ("101", "102", "103"),
    ),
    "sensors in turns": ("time,sensor,temp", lambda: in_turns(["s2", "s1"], "30min"), "sensor", ("s2", "s1")),
    "sensors in turns by the hour": ("time,sensor,temp", lambda: in_turns(["s2", "s1"], "h"), "sensor", ("s2", "s1")),
    "three of the same level in turns": (
        "time,device,temp", lambda: in_turns(["a", "b", "c"], "10min", 0), "device", ("a", "b", "c"),
    ),
    "levels apart in turns": ("time,what,v", lambda: in_turns(["inner", "outer"], "35min"), "what", ("inner", "outer")),
}  # fmt: skip
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def daily(value: Callable[[int, pd.Timestamp], object], days: pd.DatetimeIndex = DAYS) -> Rows:
    """One row a day whose third cell is a category, and whose value hangs on it."""
    rows: Rows = []
    levels: dict[object, int] = {}
    for t, day in enumerate(days):
        category = value(t, day)
        level = levels.setdefault(category, 40 * len(levels))
        rows.append((day, f"{100 + level + NOISE[t]:.2f}", category))
    return rows


SHIFTS = pd.date_range("2024-01-01", periods=300, freq="8h")
HOURS = pd.date_range("2024-01-01", periods=600, freq="h")
PLAIN: dict[str, tuple[str, Callable[[], Rows]]] = {
    "weekday names": ("date,sales,weekday", lambda: daily(lambda t, _: WEEKDAYS[t % 7])),
    "weekday names under any name": ("date,sales,x", lambda: daily(lambda t, _: WEEKDAYS[t % 7][:3])),
    "weekdays in Chinese": ("日期,销量,类别", lambda: daily(lambda t, _: f"星期{'一二三四五六日'[t % 7]}")),
    "weekday numbers": ("date,sales,dow", lambda: daily(lambda t, _: t % 7)),
    "months": ("date,sales,m", lambda: daily(lambda _, day: day.month)),
    "month names": ("date,sales,m", lambda: daily(lambda _, day: day.strftime("%B"))),
    "years": ("date,sales,year", lambda: daily(lambda _, day: day.year, pd.date_range("2019-03-01", periods=900))),
    "a promotion": ("date,sales,promo", lambda: daily(lambda t, _: "yes" if t % 9 == 0 else "no")),
    "a promotion now and then": ("date,sales,promo", lambda: daily(lambda t, _: int(NOISE[t] > 1))),
    "a promotion with a code": ("date,sales,promo_id", lambda: daily(lambda t, _: f"P{t // 15 % 2}")),
    "weekends": ("date,sales,kind", lambda: daily(lambda t, _: "weekend" if t % 7 > 4 else "work")),
    "weather": ("date,sales,weather", lambda: daily(lambda t, _: ["sun", "rain", "ice"][int(abs(NOISE[t]) * 1.4) % 3])),
    "shifts": ("time,output,shift", lambda: daily(lambda t, _: "abc"[t % 3], SHIFTS)),
    "day and night": ("time,load,phase", lambda: daily(lambda _, at: "day" if 6 <= at.hour < 18 else "night", HOURS)),
    "hours": ("time,load,slot", lambda: daily(lambda _, time: time.hour, HOURS)),
    "seasons": ("date,sales,season", lambda: daily(lambda _, day: ["winter", "spring", "summer"][day.month % 12 // 3])),
    "before and after": ("date,sales,state", lambda: daily(lambda t, _: "before" if t < 100 else "after")),
    "a sensor that was replaced in a series that grows": (
        "date,sales,sensor_id", lambda: [(day.date(), f"{t + NOISE[t]:.2f}", t // 70) for t, day in enumerate(DAYS)],
    ),
    "a number that goes round": ("time,load,n", lambda: daily(lambda t, _: t % 7, HOURS)),
    "crews that take turns": ("time,load,crew", lambda: [(at, NOISE[t], "abcde"[t % 5]) for t, at in enumerate(HOURS)]),
    "counts": ("date,sales,orders", lambda: daily(lambda t, _: int(abs(NOISE[t]) * 9))),
    "a running number": ("date,sales,id", lambda: daily(lambda t, _: t + 1)),
    "one store": ("date,sales,store", lambda: daily(lambda *_: "A")),
}  # fmt: skip


@pytest.mark.parametrize("case", LONG)
def test_the_column_of_ids_is_found(case: str, tmp_path: Path) -> None:
    header, rows, column, names = LONG[case]
    found = profile(written(tmp_path, header, rows()))
    assert (found.id_column, found.ids.names if found.ids else ()) == (column, names)
    assert column not in found.numeric


def test_one_series_is_proposed_and_the_others_are_named(tmp_path: Path) -> None:
    proposal = propose(profile(written(tmp_path, "date,store,sales", panel(["A", "B"]))))
    data = proposal.spec.series
    assert (data.id_column, data.id, len(proposal.series.values)) == ("store", "A", 210)
    said = next(notice for notice in proposal.notices if notice.key == "data.ids")
    assert "forecast B" in said.text("en")
    assert "预测 B" in said.text("zh")


@pytest.mark.parametrize("case", PLAIN)
def test_a_category_is_no_id(case: str, tmp_path: Path) -> None:
    header, rows = PLAIN[case]
    assert profile(written(tmp_path, header, rows())).ids is None


def test_every_id_is_read_as_pandas_reads_its_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "date,store,sales", panel(["A", "B", "C"]))
    table = pd.read_csv(path)
    for name in "ABC":
        proposal = propose(profile(path), id=name)
        assert proposal.series.values.tolist() == table[table["store"] == name]["sales"].tolist()
        assert proposal.series.times == table[table["store"] == name]["date"].tolist()


def test_the_id_with_the_most_rows_is_proposed_and_the_first_on_a_tie(tmp_path: Path) -> None:
    rows = [row for row in panel(["A", "B", "C"]) if row[1] != "A" or str(row[0]) > "2022-02"]
    assert propose(profile(written(tmp_path, "date,store,sales", rows))).spec.series.id == "B"


def test_ids_are_compared_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, "date,code,y", panel(["007", "012"]))
    spec = propose(profile(path)).spec
    with pytest.raises(DataError) as error:
        load_series(spec.with_changes({"data.id": "7"}).series, path)
    assert error.value.messages[0].key == "data.unknown_id"


def test_an_id_that_is_not_there_is_refused_with_the_one_that_is_meant(tmp_path: Path) -> None:
    path = written(tmp_path, "date,store,sales", panel(["Berlin", "Paris"]))
    with pytest.raises(DataError) as error:
        propose(profile(path), id="Berlim")
    assert error.value.messages[0].parameters["suggestion"] == '"Berlin"'


def test_two_times_for_one_id_are_refused_by_line_and_do_not_hinder_the_others(tmp_path: Path) -> None:
    rows = [*panel(["A", "B"]), ("2022-01-05", "B", "70")]
    found = profile(written(tmp_path, "date,store,sales", rows))
    with pytest.raises(DataError) as error:
        propose(found)  # B has one row more
    told = error.value.messages[0]
    assert (told.key, told.parameters["first"], told.parameters["second"]) == ("data.duplicate_time", 7, 422)
    assert len(propose(found, id="A").series.values) == 210


def test_an_id_with_too_few_rows_is_refused_with_one_that_has_enough(tmp_path: Path) -> None:
    rows = [row for row in panel(["A", "B"]) if row[1] == "A" or str(row[0]) < "2022-01-08"]
    found = profile(written(tmp_path, "date,store,sales", rows))
    with pytest.raises(DataError) as error:
        propose(found, id="B")
    told = error.value.messages[0]
    assert (told.key, told.parameters["rows"], told.parameters["other"]) == ("data.id_too_short", 5, '"A"')
    assert (told.parameters["most"], told.parameters["needed"]) == (210, 7)  # 15 per cent of 6 rows are no row


def test_a_line_is_counted_in_the_file_and_not_in_the_series(tmp_path: Path) -> None:
    rows = panel(["A", "B"])
    rows[101] = (rows[101][0], "B", "")
    path = written(tmp_path, "date,store,sales", rows)
    data = propose(profile(path), id="B").spec.series.model_copy(update={"missing": "refuse"})
    with pytest.raises(DataError) as error:
        load_series(data, path)
    assert (error.value.messages[0].key, error.value.messages[0].parameters["line"]) == ("data.missing_values", 103)


def test_a_series_that_is_in_order_is_not_said_to_be_sorted(tmp_path: Path) -> None:
    rows = one_after_the_other(panel(["B", "A"]))
    notices = propose(profile(written(tmp_path, "date,store,sales", rows)), id="B").notices
    assert "data.sorted" not in [notice.key for notice in notices]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"data.id": "A"}, "spec.id_needs_column"),
        ({"data.id_column": "x", "data.id": "A", "data.ids": ("B",)}, "spec.id_and_ids"),
        ({"data.id_column": "x", "data.split_rows": (50, 20, 20)}, "spec.panel_alone"),
    ],
)
def test_a_column_of_ids_and_an_id_belong_together(changes: dict[str, str], key: str) -> None:
    with pytest.raises(SpecError) as error:
        TrainRunSpec().with_changes(changes)
    assert error.value.messages[0].key == key


def test_the_column_of_ids_is_no_target(tmp_path: Path) -> None:
    path = written(tmp_path, "date,id,y", panel([1, 2]))
    with pytest.raises(DataError) as error:
        propose(profile(path), target="id")
    assert error.value.messages[0].key == "data.target_is_id"


def test_windows_of_one_id_are_checked_by_its_own_rows(tmp_path: Path) -> None:
    proposal = propose(profile(written(tmp_path, "date,store,sales", panel(["A", "B"]))))
    with pytest.raises(DataError) as error:
        check(proposal.spec.with_changes({"data.window": 300, "data.difference": "none"}), proposal.series)
    assert error.value.messages[0].parameters["rows"] == 210


def test_the_notice_lists_the_first_of_many_ids() -> None:
    many = Ids("store", tuple(f"S{at}" for at in range(100_000)), (3,) * 100_000)
    assert "S0, S1, S2, S3, S4, S5, ..." in many.notice("S0").text("en")


def test_columns_of_words_that_are_not_read_are_named(tmp_path: Path) -> None:
    header, rows = PLAIN["a promotion"]
    named = [(*row, f"customer {at}") for at, row in enumerate(rows())]
    reasons = propose(profile(written(tmp_path, header + ",buyer", named))).reasons
    assert [each.parameters["columns"] for each in reasons if each.key == "data.reason_words"] == ["buyer"]


def test_rows_without_an_id_are_counted(tmp_path: Path) -> None:
    rows = panel(["A", "B"])
    rows[5] = (rows[5][0], "", rows[5][2])
    notices = propose(profile(written(tmp_path, "date,store,sales", rows))).notices
    assert [each.parameters["count"] for each in notices if each.key == "data.ids_blank"] == [1]
