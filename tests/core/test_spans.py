"""Units of time in steps of a calendar: how many a unit holds, and how many are left of one; pandas counts them too."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.calendars import calendar_of

OFFSETS = {"W": "week", "M": "month", "Q": "quarter", "Y": "year"}


def dates(freq, periods=420, start="2019-01-01"):
    return pd.date_range(start, periods=periods, freq=freq)


def without_sundays(found):
    return found[found.day_of_week != 6]


def office(found):
    return found[(found.day_of_week < 5) & (found.hour >= 9) & (found.hour < 17)]


SERIES = {
    "months": dates("MS"),
    "ends of months": dates("ME"),
    "quarters": dates("QS", 60),
    "weeks": dates("W-SUN"),
    "working days": dates("B"),
    "days": dates("D"),
    "days without Sundays": without_sundays(dates("D")),
    "hours": dates("h", 2000),
    "ten minutes": dates("10min", 5000),
    "office hours": office(dates("h", 4000)),
}
LIKE = {"days without Sundays": (without_sundays, "D"), "office hours": (office, "h"), "months": (None, "MS"),
        "ends of months": (None, "ME"), "quarters": (None, "QS"), "weeks": (None, "W-SUN"), "working days": (None, "B"),
        "days": (None, "D"), "hours": (None, "h"), "ten minutes": (None, "10min")}  # fmt: skip


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("letter", OFFSETS)
def test_the_steps_left_of_a_unit_are_those_that_pandas_still_finds_in_it(name, letter):
    stamps = SERIES[name]
    for last in (stamps[-1], stamps[-8]):
        keep, freq = LIKE[name]
        later = pd.date_range(last, last + pd.Timedelta(days=400), freq=freq)
        later = keep(later) if keep else later
        same = later.to_period(letter) == pd.Period(last, letter)
        expected = int((same & (later > last)).sum())
        calendar = calendar_of(stamps[: stamps.get_loc(last) + 1].to_numpy("datetime64[us]"))
        assert calendar.left_of(np.datetime64(last, "us"))[OFFSETS[letter]] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("months", {"month": 1, "quarter": 3, "year": 12}),
        ("quarters", {"quarter": 1, "year": 4}),
        ("weeks", {"week": 1, "quarter": 13, "year": 52}),
        ("working days", {"day": 1, "week": 5, "year": 261}),
        ("days", {"day": 1, "week": 7, "year": 365}),
        ("days without Sundays", {"day": 1, "week": 6, "year": 313}),
        ("hours", {"hour": 1, "day": 24, "week": 168, "year": 8760}),
        ("ten minutes", {"hour": 6, "day": 144}),
        ("office hours", {"hour": 1, "day": 8, "week": 40}),
    ],
)
def test_a_unit_of_time_holds_so_many_steps(name, expected):
    found = calendar_of(SERIES[name].to_numpy("datetime64[us]")).steps_per
    assert {unit: found[unit] for unit in expected} == expected


def test_a_day_is_no_number_of_months():
    assert "day" not in calendar_of(SERIES["months"].to_numpy("datetime64[us]")).steps_per
