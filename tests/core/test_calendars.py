"""Rhythms of time: named, gaps found, continued; expected stamps come from pandas or were written by hand."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.calendars import Calendar, absent, calendar_of, following_times, gaps_of, iso_times, later

DAY = 86_400_000_000


def stamps(start, freq, periods=40):
    return pd.date_range(start, periods=periods, freq=freq).to_numpy("datetime64[us]")


RHYTHMS = [
    ("1700-01-01", "YS", Calendar("month", 12), "yearly", "每年", None),
    ("1999-12-31", "YE", Calendar("month", 12), "yearly", "每年", None),
    ("2000-01-01", "QS", Calendar("month", 3), "quarterly", "每季度", 4),
    ("2000-01-15", pd.DateOffset(months=1), Calendar("month", 1), "monthly", "每月", 12),
    ("2000-01-31", "ME", Calendar("month", 1), "monthly", "每月", 12),
    ("2000-01-03", "BMS", Calendar("month", 1, (0,)), "monthly", "每月", 12),
    ("2000-01-31", "BME", Calendar("month", 1, (-1,)), "monthly", "每月", 12),
    ("2000-03-31", "BQE", Calendar("month", 3, (-1,)), "quarterly", "每季度", 4),
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


@pytest.mark.parametrize("holidays", [["2012-01-02", "2013-01-01"], [f"2012-10-{day:02}" for day in range(1, 8)]])
@pytest.mark.parametrize(("of_pandas", "slot"), [(pd.offsets.CBMonthBegin, 0), (pd.offsets.CBMonthEnd, -1)])
def test_months_dated_by_a_day_of_trading_pass_over_holidays(of_pandas, slot, holidays):
    known = stamps("2010-01-01", of_pandas(holidays=holidays))
    assert calendar_of(known) == Calendar("month", 1, (slot,))
    coming = stamps("2013-05-01", "BME" if slot else "BMS", 3)
    assert later(known, iso_times(known, None), 3) == iso_times(coming, None)


def test_days_of_work_all_over_the_months_are_no_months():
    random = np.random.default_rng(0)
    for _ in range(50):
        days = np.datetime64("2010-01-01") + np.sort(random.choice(1500, 40, replace=False))
        assert calendar_of(days.astype("datetime64[us]")) is None


def test_the_end_of_a_month_stays_its_end():
    ends = np.array(["2023-11-30", "2023-12-31", "2024-01-31"], dtype="datetime64[us]")
    assert later(ends, iso_times(ends, None), 3) == ["2024-02-29", "2024-03-31", "2024-04-30"]


def test_rows_without_times_are_counted_on():
    assert later(None, ["1", "2", "3"], 3) == ["4", "5", "6"]


def test_times_without_a_rhythm_go_on_at_their_median_distance():
    odd = np.array(["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-09"], dtype="datetime64[us]")
    assert calendar_of(odd) is None
    assert later(odd, iso_times(odd, None), 2) == ["2024-01-12", "2024-01-15"]


# -- weeks with open and closed slots ----------------------------------------------------------------------------------


def opened(freq, days, first="00:00", last="00:00", weeks=10):
    """Stamps of the open slots of `weeks` weeks from Monday 2023-01-02 on; Monday is 0."""
    index = pd.date_range("2023-01-02", periods=weeks * 7 * (pd.Timedelta("1D") // pd.Timedelta(freq)), freq=freq)
    index = index[index.indexer_between_time(first, last)]
    return index[np.isin(index.day_of_week, days)].to_numpy("datetime64[us]")


def without(stamps, share, seed=0):
    kept = np.random.default_rng(seed).random(len(stamps)) >= share
    kept[[0, -1]] = True
    return stamps[kept]


WEEKS = [
    (("1D", range(6)), 6, "daily without Sundays", "每天，周日除外", (6, 313)),
    (("1D", range(1, 7)), 6, "daily without Mondays", "每天，周一除外", (6, 313)),
    (("1D", range(1, 6)), 5, "daily on the same 5 days of a week", "每周固定的 5 天", (5, 261)),
    (("1D", (1, 3, 5)), 3, "daily on the same 3 days of a week", "每周固定的 3 天", (3, 157)),
    (
        ("30min", range(5), "09:00", "17:30"), 90,
        "every 30 minutes, 09:00–17:30, Monday to Friday", "每 30 分钟，09:00–17:30，周一至周五", (18, 90),
    ),
    (
        ("1h", range(6), "08:00", "19:00"), 72,
        "every 60 minutes, 08:00–19:00, Monday to Saturday", "每 60 分钟，08:00–19:00，周一至周六", (12, 72),
    ),
    (
        ("1h", range(7), "06:00", "20:00"), 105,
        "every 60 minutes, 06:00–20:00, every day", "每 60 分钟，06:00–20:00，每天", (15, 105),
    ),
    (
        ("1h", (2, 3, 4, 6), "10:00", "16:00"), 28,
        "every 60 minutes, 10:00–16:00, 4 days a week", "每 60 分钟，10:00–16:00，每周 4 天", (7, 28),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("week", "slots", "en", "zh", "seasons"), WEEKS)
@pytest.mark.parametrize("share", [0.0, 0.15])
def test_the_open_slots_of_a_week_are_learned_named_and_continued(week, slots, en, zh, seasons, share):
    whole = opened(*week, weeks=14)
    known = whole[: len(whole) * 10 // 14]
    found = calendar_of(without(known, share))
    assert (found.unit, len(found.slots)) == ("week", slots)
    assert (found.frequency.text("en"), found.frequency.text("zh")) == (en, zh)
    assert found.seasons == seasons
    assert following_times(without(known, share), len(whole) - len(known)).tolist() == whole[len(known) :].tolist()


@pytest.mark.parametrize(("week", "slots", "en", "zh", "seasons"), WEEKS)
def test_absent_steps_of_a_week_are_named(week, slots, en, zh, seasons):
    whole = opened(*week)
    known = without(whole, 0.15)
    assert absent(known, calendar_of(known)).tolist() == sorted(set(whole.tolist()) - set(known.tolist()))
    assert int(gaps_of(known)[1].sum()) == len(whole) - len(known)


def test_trading_hours_with_a_break_go_on_after_the_weekend():
    morning, afternoon = (opened("5min", range(5), *hours) for hours in (("09:30", "11:25"), ("13:00", "14:55")))
    known = np.sort(np.concatenate([morning, afternoon]))
    found = calendar_of(known)
    assert (found.seasons, found.frequency.text("en")) == ((48, 240), "240 times a week, always the same")
    ahead = following_times(known, 49).astype("datetime64[m]").astype(str)
    assert ahead[[0, 23, 24, 48]].tolist() == [
        "2023-03-13T09:30", "2023-03-13T11:25", "2023-03-13T13:00", "2023-03-14T09:30",
    ]  # fmt: skip


@pytest.mark.parametrize("freq", ["1D", "1h"])
@pytest.mark.parametrize("share", [0.15, 0.3])
def test_rows_absent_at_random_make_no_pattern(freq, share):
    every = pd.Timedelta(freq)
    for seed in range(20):
        known = without(stamps("2023-01-02", every, 7 * 6 * (pd.Timedelta("1D") // every)), share, seed)
        assert calendar_of(known).unit == "microsecond"


def test_holidays_are_gaps_and_an_open_sunday_changes_no_pattern():
    days = opened("1D", range(6), weeks=52)
    holidays = np.array(["2023-04-07", "2023-04-10", "2023-05-01", "2023-12-25"], dtype="datetime64[us]")
    known = np.sort(np.append(days[~np.isin(days, holidays)], np.datetime64("2023-03-05", "us")))
    found = calendar_of(known)
    assert found.frequency.text("en") == "daily without Sundays"
    assert absent(known, found).tolist() == holidays.tolist()


def test_two_weeks_say_nothing_of_a_pattern():
    assert calendar_of(opened("1D", range(6), weeks=2)).unit == "microsecond"


@pytest.mark.parametrize(("start", "freq"), [case[:2] for case in RHYTHMS])
def test_absent_steps_of_a_rhythm_are_those_that_were_taken_out(start, freq):
    whole = stamps(start, freq)
    known = np.delete(whole, [9, 20, 21])
    assert absent(known, calendar_of(known)).tolist() == whole[[9, 20, 21]].tolist()


def test_a_day_of_the_month_that_february_lacks_comes_back_in_march():
    days = np.array(["2022-12-28", "2023-01-28", "2023-02-28"], dtype="datetime64[us]")
    assert later(days, iso_times(days, None), 2) == ["2023-03-28", "2023-04-28"]
