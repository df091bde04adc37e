"""Columns of a table that are not read are offered by what is known of them, and read as a whole by one change."""

import numpy as np
import pytest

from lstm_core.data.series import covariates
from lstm_core.data.series.covariates import Offered, offered, taken, unused, with_every, with_offered
from lstm_core.data.series.phases import phase_of
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import check, propose
from lstm_core.data.series.sources import material_of
from lstm_core.errors import DataError

ROWS, AHEAD = 300, 20
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS = np.datetime64("2023-01-02") + np.arange(2 * 366)  # from a Monday


@pytest.fixture
def table(tmp_path):
    def write(ahead=AHEAD, ids=("",), **columns):
        random = np.random.default_rng(0)
        lines = [",".join(["day", *(["shop"] if ids != ("",) else []), "sales", "promo", "weekday", "temp", *columns])]
        for name in ids:
            for at in range(ROWS + ahead):
                promo, told = random.random() < 0.3, at < ROWS
                sales = 50 + 8 * np.sin(at % 7) + 20 * promo + random.normal()
                cells = [str(DAYS[at]), *([name] if name else []), f"{sales:.3f}" if told else ""]
                cells += ["yes" if promo else "no", NAMES[at % 7], f"{random.normal():.3f}" if told else ""]
                lines.append(",".join([*cells, *(cell(at, sales) if told else "" for cell in columns.values())]))
        path = tmp_path / "shop.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return profile(path)

    return write


def test_columns_that_go_on_are_known_ahead_and_others_up_to_the_forecast(table):
    data = propose(table(), "sales").spec.series
    assert offered(data) == Offered(past=("temp",), ahead=("promo", "weekday"))
    [told] = unused(data)
    assert (told.key, told.parameters["columns"]) == ("data.reason_unused_ahead", "promo, weekday, temp")


def test_a_weekday_without_a_future_is_told_by_the_calendar_and_never_a_leak(table):
    spec = propose(table(ahead=0), "sales").spec
    assert offered(spec.series) == Offered(past=("promo", "temp"), calendar=("weekday",))
    read = with_offered(spec).series
    assert read.calendar
    assert read.past_columns == ("promo=yes", "temp")
    named = spec.with_changes({"data.past_columns": [f"weekday={name}" for name in NAMES]}).series
    assert covariates.leaks_of(named, material_of(named)) == []


def test_what_gives_the_target_away_says_nothing_or_has_too_many_names_is_not_offered(table):
    spec = propose(
        table(
            copy=lambda _at, sales: f"{2 * sales + 1:.3f}",
            constant=lambda _at, _sales: "7",
            customer=lambda at, _sales: f"c{at}",
            number=lambda at, _sales: str(at),
        ),
        "sales",
    ).spec
    assert offered(spec.series).columns == ("promo", "weekday", "temp")


def test_reading_them_all_loses_nothing_and_leaves_nothing_to_offer(table):
    typed = {"data.window": 40, "data.horizon": 9, "train.steps": 33, "data.past_columns": ["temp"]}
    before = propose(table(), "sales").spec.with_changes(typed)
    after = with_offered(before)
    assert check(after, material_of(after.series)) == []
    changed = after.series.future_columns
    assert changed == ("promo=yes", *(f"weekday={name}" for name in NAMES))
    assert after.with_changes({"data.future_columns": []}) == before
    assert offered(after.series) == Offered()
    with pytest.raises(DataError, match="No further column"):
        with_offered(after)


def test_several_series_are_offered_what_goes_on_for_each_of_them(table):
    data = propose(table(ids=("A", "B", "C")), "sales", ids=()).spec.series
    assert data.panel
    assert offered(data) == Offered(past=("temp",), ahead=("promo", "weekday"))


def test_blanks_of_a_column_are_marked_when_it_is_read(table):
    spec = propose(table(ahead=0, rain=lambda at, _sales: "" if at % 50 == 3 else str(at * 37 % 11)), "sales").spec
    assert spec.series.missing == "refuse"
    assert with_offered(spec).series.missing == "mask"


def test_a_star_among_wishes_stands_for_them_all(table):
    data = propose(table(), "sales").spec.series
    wish = {"data.past_columns": ["*"], "train.steps": 5}
    changes = with_every(data, wish)
    assert changes == {
        "data.past_columns": ("temp",), "data.future_columns": ("promo", "weekday"), "train.steps": 5,
    }  # fmt: skip
    own = {path: value for path, value in changes.items() if path != "train.steps"}
    read = data.model_copy(update={path[5:]: value for path, value in own.items()})
    assert [each.parameters["columns"] for each in taken(read, wish)] == ["temp", "promo, weekday"]


def test_a_large_file_is_not_looked_through(table, monkeypatch):
    data = propose(table(), "sales").spec.series
    monkeypatch.setattr(covariates, "MOST_BYTES", 100)
    assert offered(data) == Offered()


@pytest.mark.parametrize(
    ("phase", "cell"),
    [
        ("weekday", lambda day: int(day.astype(object).weekday() > 4)),
        ("month", lambda day: day.astype(object).strftime("%B")),
        ("day", lambda day: int(day.astype(object).strftime("%j"))),
        ("week", lambda day: day.astype(object).isocalendar().week),
        ("date", lambda day: "xmas" if str(day)[5:] == "12-25" else None),
        (None, lambda day: int(str(day)[:4])),
        (None, lambda day: hash(str(day)) % 3),
    ],
)
def test_a_phase_has_the_same_cell_at_every_turn(phase, cell):
    assert phase_of(DAYS.astype("datetime64[us]"), np.array([cell(day) for day in DAYS], dtype=object)) == phase
