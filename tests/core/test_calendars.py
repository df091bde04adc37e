"""Rhythms of time: named, gaps found, continued; expected stamps come from pandas or were written by hand."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.calendars import Calendar, calendar_of, gaps_of, iso_times, later

DAY = 86_400_000_000


def stamps(start, freq, periods=40):
    return pd.date_range(start, periods=periods, freq=freq).to_numpy("datetime64[us]")


RHYTHMS = [
    ("1700-01-01", "YS", Calendar("month", 12), "yearly", "每年", None),
    ("1999-12-31", "YE", Calendar("month", 12), "yearly", "每年", None),
    ("2000-01-01", "QS", Calendar("month", 3), "quarterly", "每季度", 4),
    ("2000-01-15", pd.DateOffset(months=1), Calendar("month", 1), "monthly", "每月", 12),
    ("2000-01-31", "ME", Calendar("month", 1), "monthly", "每月", 12),
    ("2000-01-01", pd.DateOffset(months=2), Calendar("month", 2), "every 2 months", "每 2 个月", None),
    ("2001-01-06", "W-SAT", Calendar("microsecond", 7 * DAY), "weekly", "每周", 52),
    ("2024-01-01", "B", Calendar("business_day", 1), "every working day", "每个工作日", 5),
    ("2024-01-01", "D", Calendar("microsecond", DAY), "daily", "每天", 7),
    ("2024-01-01", "10D", Calendar("microsecond", 10 * DAY), "every 10 days", "每 10 天", None),
    ("2024-01-01", "h", Calendar("microsecond", DAY // 24), "hourly", "每小时", 24),
    ("2024-01-01", "6h", Calendar("microsecond", DAY // 4), "every 6 hours", "每 6 小时", 4),
    ("2024-01-01", "min", Calendar("microsecond", DAY // 1440), "every minute", "每分钟", 1440),
    ("2024-01-01", "15min", Calendar("microsecond", DAY // 96), "every 15 minutes", "每 15 分钟", 96),
    ("2024-01-01", "10s", Calendar("microsecond", 10_000_000), "every 10 seconds", "每 10 秒", 8640),
    ("2024-01-01", "4ms", Calendar("microsecond", 4000), "every 4000 microseconds", "每 4000 微秒", 21_600_000),
]


@pytest.mark.parametrize(("start", "freq", "calendar", "en", "zh", "season"), RHYTHMS)
def test_a_rhythm_is_found_and_named(start, freq, calendar, en, zh, season):
    found = calendar_of(stamps(start, freq))
    assert found == calendar
    assert (found.frequency.text("en"), found.frequency.text("zh")) == (en, zh)
    assert (found.seasons or (None,))[0] == season
    assert gaps_of(stamps(start, freq))[0].size == 0


@pytest.mark.parametrize(("start", "freq"), [case[:2] for case in RHYTHMS])
def test_the_times_after_the_last_follow_the_rhythm(start, freq):
    known = stamps(start, freq, 60)
    times = iso_times(known, None)
    assert later(known[:40], times[:40], 20) == times[40:]


@pytest.mark.parametrize(("start", "freq"), [case[:2] for case in RHYTHMS])
def test_a_missing_stamp_is_one_gap(start, freq):
    rows, skipped = gaps_of(np.delete(stamps(start, freq), [9, 20, 21]))
    assert rows.tolist() == [8, 18]
    assert skipped.tolist() == [1, 2]


def test_years_and_months_keep_their_short_form_when_they_go_on():
    years = stamps("2000-01-01", "YS", 3)
    assert later(years, iso_times(years, "%Y"), 2) == ["2003", "2004"]
    months = stamps("2000-10-01", "MS", 3)
    assert later(months, iso_times(months, "%Y-%m"), 2) == ["2001-01", "2001-02"]


def test_the_end_of_a_month_stays_its_end():
    ends = np.array(["2023-11-30", "2023-12-31", "2024-01-31"], dtype="datetime64[us]")
    assert later(ends, iso_times(ends, None), 3) == ["2024-02-29", "2024-03-31", "2024-04-30"]


def test_rows_without_times_are_counted_on():
    assert later(None, ["1", "2", "3"], 3) == ["4", "5", "6"]


def test_times_without_a_rhythm_go_on_at_their_median_distance():
    odd = np.array(["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-09"], dtype="datetime64[us]")
    assert calendar_of(odd) is None
    assert later(odd, iso_times(odd, None), 2) == ["2024-01-12", "2024-01-15"]
