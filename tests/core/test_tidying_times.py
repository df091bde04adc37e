"""Every way in which people write moments: the file as it arrives, and the moments that are read."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.proposals import propose
from lstm_core.data.tidying.times.parts import part_of
from tests.tidying import column, read

COLUMNS = [
    # -- counted -------------------------------------------------------------------------------------------------------
    ("timestamp", ["1704067200", "1704070800"], ["2024-01-01T00:00", "2024-01-01T01:00"]),
    ("timestamp", ["1704067200.5", "1704067201.5"], ["2024-01-01T00:00:00.500", "2024-01-01T00:00:01.500"]),
    ("time", ["1704067200000", "1704067260500"], ["2024-01-01T00:00:00.000", "2024-01-01T00:01:00.500"]),
    ("ts", ["1704067200000000", "1704067260000000"], ["2024-01-01T00:00", "2024-01-01T00:01"]),
    ("time_ns", ["1704067200000000000", "1704067260000000000"], ["2024-01-01T00:00", "2024-01-01T00:01"]),
    ("unix", ["1704067200", "1704067260", "1704067320"], ["2024-01-01T00:00", "2024-01-01T00:01", "2024-01-01T00:02"]),
    ("Date", ["44927", "44928"], ["2023-01-01", "2023-01-02"]),
    ("日期", ["45296", "45297", "45298"], ["2024-01-05", "2024-01-06", "2024-01-07"]),
    ("Date", ["44927", "44927.0416666667", "44927.0833333333"],
     ["2023-01-01T00:00", "2023-01-01T01:00", "2023-01-01T02:00"]),
    ("time", ["2008.01", "2008.02", "2008.03"], ["2008-01", "2008-02", "2008-03"]),
    ("time", ["2008.09", "2008.1", "2008.11", "2008.12"], ["2008-09", "2008-10", "2008-11", "2008-12"]),
    ("time", ["2008.8", "2008.9", "2008.10", "2008.11"], ["2008-08", "2008-09", "2008-10", "2008-11"]),
    ("年月", [*(f"2023.{at}" for at in range(1, 10)), "2023.1", "2023.11"], [f"2023-{at:02}" for at in range(1, 12)]),
    ("date", ["1947.010009765625", "1947.02001953125", "1947.030029296875"], ["1947-01", "1947-02", "1947-03"]),
    ("date", ["1999.0999755859375", "1999.1099853515625", "1999.1199951171875", "2000.010009765625"],
     ["1999-10", "1999-11", "1999-12", "2000-01"]),
    ("created_at", ["1704067200", "1704153600"], ["2024-01-01T00:00", "2024-01-02T00:00"]),
    ("date", ["2008.0", "2008.25", "2008.5", "2008.75"], ["2008-01", "2008-04", "2008-07", "2008-10"]),
    ("year", ["1949.0", "1949.0833", "1949.1667", "1949.25"], ["1949-01", "1949-02", "1949-03", "1949-04"]),
    ("date", ["1958.2027", "1958.2877", "1958.3699"], ["1958-03", "1958-04", "1958-05"]),
    # -- digits --------------------------------------------------------------------------------------------------------
    ("time", ["202401050000", "202401050100"], ["2024-01-05T00:00", "2024-01-05T01:00"]),
    ("time", ["2024010500", "2024010501"], ["2024-01-05T00:00", "2024-01-05T01:00"]),
    ("time", ["20240105083000", "20240105083001"], ["2024-01-05T08:30:00", "2024-01-05T08:30:01"]),
    ("time", ["20240105T080000Z", "20240105T090000Z"], ["2024-01-05T08:00+00:00", "2024-01-05T09:00+00:00"]),
    # -- quarters, halves, weeks, months -------------------------------------------------------------------------------
    ("q", ["1995-Q1", "1995-Q2"], ["1995-01", "1995-04"]),
    ("q", ["1995Q3", "1995Q4"], ["1995-07", "1995-10"]),
    ("q", ["Q1 1995", "Q2 1995"], ["1995-01", "1995-04"]),
    ("q", ["1970 Q1", "1970 Q2"], ["1970-01", "1970-04"]),
    ("q", ["1Q95", "2Q95"], ["1995-01", "1995-04"]),
    ("q", ["2024年第3季度", "2024年第四季度"], ["2024-07", "2024-10"]),
    ("h", ["2023H2", "2024H1"], ["2023-07", "2024-01"]),
    ("h", ["2023年下半年", "2024年上半年"], ["2023-07", "2024-01"]),
    ("week", ["2019-W02", "2019-W03"], ["2019-01-07", "2019-01-14"]),
    ("week", ["2019W02", "2019W03"], ["2019-01-07", "2019-01-14"]),
    ("week", ["2020-W53", "2021-W01"], ["2020-12-28", "2021-01-04"]),
    ("week", ["2024年第2周", "2024年第3周"], ["2024-01-08", "2024-01-15"]),
    ("m", ["1991 Jul", "1991 Aug"], ["1991-07", "1991-08"]),
    ("m", ["2024M01", "2024M02"], ["2024-01", "2024-02"]),
    ("m", ["Sept 2023", "Oct 2023"], ["2023-09", "2023-10"]),
    ("m", ["二〇二四年十一月", "二〇二四年十二月"], ["2024-11", "2024-12"]),
    ("date", ["1994.1", "1994.2", "1994.3", "1994.4", "1995.1"],
     ["1994-01", "1994-04", "1994-07", "1994-10", "1995-01"]),
    ("period", ["1994-3", "1994-4", "1995-1"], ["1994-07", "1994-10", "1995-01"]),
    ("period", ["1994/4", "1995/1", "1995/2"], ["1994-10", "1995-01", "1995-04"]),
    ("date", ["2008.1", "2008.2", "2008.3"], ["2008-01", "2008-02", "2008-03"]),
    ("q", ["FY2023Q4", "FY2024Q1"], ["2023-10", "2024-01"]),
    ("q", ["FY23 Q4", "FY24 Q1"], ["2023-10", "2024-01"]),
    ("q", ["Q4 FY23", "Q1 FY24"], ["2023-10", "2024-01"]),
    ("q", ["1994 QI", "1994 QII", "1994 QIV"], ["1994-01", "1994-04", "1994-10"]),
    ("week", ["201902", "201903", "201952"], ["2019-01-07", "2019-01-14", "2019-12-23"]),
    ("date", ["20122023", "5012024", "31012024"], ["2023-12-20", "2024-01-05", "2024-01-31"]),
    ("date", ["231220", "231221", "240105"], ["2023-12-20", "2023-12-21", "2024-01-05"]),
    ("date", ["2023354", "2023365", "2024001"], ["2023-12-20", "2023-12-31", "2024-01-01"]),
    # -- days and clocks -----------------------------------------------------------------------------------------------
    ("d", ["05-January-2024", "06-January-2024"], ["2024-01-05", "2024-01-06"]),
    ("d", ["5th Jan 2024", "6th Jan 2024"], ["2024-01-05", "2024-01-06"]),
    ("d", ["Friday, January 5, 2024", "Saturday, January 6, 2024"], ["2024-01-05", "2024-01-06"]),
    ("d", ["24-01-05", "24-01-06", "24-01-07"], ["2024-01-05", "2024-01-06", "2024-01-07"]),
    ("d", ["2024-01-05 (Fri)", "2024-01-06 (Sat)"], ["2024-01-05", "2024-01-06"]),
    ("d", ["2024_01_05", "2024_01_06"], ["2024-01-05", "2024-01-06"]),
    ("time", ["2024-01-05T08:00:00 America/New_York", "2024-01-05T09:00:00 America/New_York"],
     ["2024-01-05T08:00-05:00", "2024-01-05T09:00-05:00"]),
    ("时间", ["2024/1/5 上午12:00", "2024/1/5 上午1:00", "2024/1/5 下午12:00", "2024/1/5 下午1:00"],
     ["2024-01-05T00:00", "2024-01-05T01:00", "2024-01-05T12:00", "2024-01-05T13:00"]),
    ("时间", ["2024/1/5 上午11:00", "2024/1/5 上午12:00", "2024/1/5 下午1:00"],
     ["2024-01-05T11:00", "2024-01-05T12:00", "2024-01-05T13:00"]),
    ("d", ["2024-032", "2024-033"], ["2024-02-01", "2024-02-02"]),
    ("d", ["2024/1/5 星期五", "2024/1/6 星期六"], ["2024-01-05", "2024-01-06"]),
    ("t", ["2024年1月5日 上午8点", "2024年1月5日 下午3点30分"], ["2024-01-05T08:00", "2024-01-05T15:30"]),
    ("t", ["2024/1/5 下午 3:20", "2024/1/5 晚上 9:00"], ["2024-01-05T15:20", "2024-01-05T21:00"]),
    ("t", ["2024-01-05 8:00 p.m.", "2024-01-05 9:00 p.m."], ["2024-01-05T20:00", "2024-01-05T21:00"]),
    ("t", ["Mon Jan  1 00:00:00 2024", "Mon Jan  1 01:00:00 2024"], ["2024-01-01T00:00", "2024-01-01T01:00"]),
    ("t", ["2024-01-05 23:00", "2024-01-05 24:00"], ["2024-01-05T23:00", "2024-01-06T00:00"]),
    ("t", ["2024-12-31 24:00", "2025-01-01 01:00"], ["2025-01-01T00:00", "2025-01-01T01:00"]),
    # -- spans ---------------------------------------------------------------------------------------------------------
    ("t", ["2024-01-05 08:00-14:00", "2024-01-06 08:00-14:00"], ["2024-01-05T08:00", "2024-01-06T08:00"]),
    ("t", ["2024-01-05 08:00-09:00", "2024-01-05 09:00-10:00"], ["2024-01-05T08:00", "2024-01-05T09:00"]),
    ("t", ["2024-01-05 08:00 - 09:00", "2024-01-05 09:00 - 10:00"], ["2024-01-05T08:00", "2024-01-05T09:00"]),
    ("t", ["01.01.2024 00:00 - 01.01.2024 01:00", "01.01.2024 01:00 - 01.01.2024 02:00"],
     ["2024-01-01T00:00", "2024-01-01T01:00"]),
    ("w", ["2024-01-01/2024-01-07", "2024-01-08/2024-01-14"], ["2024-01-01", "2024-01-08"]),
    ("w", ["2024-01-01至2024-01-07", "2024-01-08至2024-01-14"], ["2024-01-01", "2024-01-08"]),
    # -- zones ---------------------------------------------------------------------------------------------------------
    ("t", ["2024-01-01 00:00 CET", "2024-07-01 00:00 CEST"], ["2024-01-01T00:00+01:00", "2024-07-01T00:00+02:00"]),
    ("t", ["2024-03-31 01:00 Europe/Berlin", "2024-03-31 03:00 Europe/Berlin"],
     ["2024-03-31T01:00+01:00", "2024-03-31T03:00+02:00"]),
    ("t", ["2024-01-01 00:00 UTC+8", "2024-01-01 01:00 UTC+8"], ["2024-01-01T00:00+08:00", "2024-01-01T01:00+08:00"]),
    ("t", ["01/Jan/2024:00:00:00 +0000", "01/Jan/2024:01:00:00 +0000"],
     ["2024-01-01T00:00+00:00", "2024-01-01T01:00+00:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cells", "times"), COLUMNS, ids=[f"{name} {cells[0]}" for name, cells, _ in COLUMNS])
def test_a_column_of_times_is_read(tmp_path, name, cells, times):
    found = read(tmp_path / "t.csv", column(cells, name))
    assert found.profile.time_column == name
    assert found.times == times
    assert found.table["value"].tolist() == [at + 1.5 for at in range(len(cells))]
    assert [key for key in found.keys if key.startswith("tidy.")], "what was understood is said"


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["2024-01-01 00:00-05:00", "2024-01-01 01:00-05:00", "2024-01-01 02:00-05:00"], "2024-01-01T00:00:00-05:00"),
        (["2024-01-01T00:00:00-09:00", "2024-01-01T01:00:00-09:00"], "2024-01-01T00:00:00-09:00"),
        (["1 May 2024", "2 June 2024", "3 September 2024"], "2024-05-01"),
        (["2024-01-05", "2024-01-06"], "2024-01-05"),
        (["13/01/2024 08:00", "13/01/2024 09:00"], "2024-01-13T08:00"),
        (["2019", "2020", "2021"], "2019"),
        (["2024年1月", "2024年2月"], "2024-01"),
        (["2024年1月5日", "2024年1月6日"], "2024-01-05"),
        (["2024年1月5日 8时", "2024年1月5日 9时"], "2024-01-05T08:00"),
        (["2024-1-5", "2024-1-6"], "2024-01-05"),
        (["2024-01-05", "2024-01-05 01:00", "2024-01-05 02:00"], "2024-01-05T00:00"),
    ],
)
def test_what_is_read_rightly_today_stays_the_file_it_is(tmp_path, cells, first):
    path = tmp_path / "t.csv"
    found = read(path, column(cells))
    assert (found.profile.path, found.profile.time_column, found.profile.period[0]) == (path, "time", first)
    assert not (tmp_path / ".tidied").exists()


def test_years_without_a_century_count_and_are_said_to(tmp_path):
    months = [f"{year}-{month:02}" for year in (1, 2, 3) for month in range(1, 13)]
    found = read(tmp_path / "shampoo.csv", column(months, "Month"))
    assert found.times[0], found.times[-1] == ("2001-01", "2003-12")
    assert found.profile.frequency.key == "data.monthly"
    assert "tidy.short_years" in found.keys


@pytest.mark.parametrize("form", ["%b %d", "%d-%b", "%a %d %b"])
@pytest.mark.parametrize("step", [1, 7, -1])
def test_days_without_a_year_are_no_months_and_stay_in_the_order_of_the_file(tmp_path, form, step):
    days = [(date(2023, 10, 1) + timedelta(step * at)).strftime(form) for at in range(150)]
    found = read(tmp_path / "t.csv", column(days, "day"))
    assert found.profile.time_column is None
    assert [notice.key for notice in found.profile.notices] == ["data.times_not_read"]


@pytest.mark.parametrize("form", ["%b %y", "%y-%b"])
@pytest.mark.parametrize("step", [1, 3, 12, -1])
def test_months_with_two_digits_of_the_year_are_months(tmp_path, form, step):
    months = [(2005 + step * at // 12, step * at % 12 + 1) for at in range(20)]
    found = read(tmp_path / "t.csv", column([date(*month, 1).strftime(form) for month in months]))
    assert found.times == sorted(f"{year}-{month:02}" for year, month in months)[:: 1 if step > 0 else -1]


def test_the_hour_that_comes_twice_in_autumn_is_two_moments(tmp_path):
    cells = [f"2024-10-27 0{hour}:00 Europe/Berlin" for hour in (1, 2, 2, 3)]
    found = read(tmp_path / "t.csv", column(cells))
    moments = pd.to_datetime(found.table["time"], utc=True)
    assert moments.diff().dropna().eq(pd.Timedelta("1h")).all()


def test_a_zone_of_several_meanings_is_named(tmp_path):
    found = read(tmp_path / "t.csv", column(["2024-01-01 00:00 CST", "2024-01-01 01:00 CST"]))
    assert "tidy.ambiguous_zone" in found.keys


TOGETHER = [
    ("Date;Time;v\n10/03/2004;18.00.00;2,6\n13/03/2004;19.00.00;2\n", ["2004-03-10T18:00", "2004-03-13T19:00"]),
    ("date,hour,v\n2024-01-01,0,1\n2024-01-01,1,2\n2024-01-01,2,2\n",
     ["2024-01-01T00:00", "2024-01-01T01:00", "2024-01-01T02:00"]),
    ("date,hour,v\n2024-01-01,23,1\n2024-01-01,24,2\n", ["2024-01-01T23:00", "2024-01-02T00:00"]),
    ("Date,Time,v\n2024-01-01,0000,1\n2024-01-01,0030,2\n", ["2024-01-01T00:00", "2024-01-01T00:30"]),
    ("date,time,v\n2024-01-05,08:00 - 09:00,1\n2024-01-05,09:00 - 10:00,2\n", ["2024-01-05T08:00", "2024-01-05T09:00"]),
    ("日期,时间,v\n2024年1月5日,上午 8:00,1\n2024年1月5日,下午 1:30,2\n", ["2024-01-05T08:00", "2024-01-05T13:30"]),
    ("No,year,month,day,hour,v\n1,2010,1,1,0,1\n2,2010,1,1,1,2\n", ["2010-01-01T00:00", "2010-01-01T01:00"]),
    ("day;month;year;v\n30;1;2024;1\n31;1;2024;2\n", ["2024-01-30", "2024-01-31"]),
    ("Year,Month,v\n1949,January,112\n1949,February,118\n", ["1949-01", "1949-02"]),
    ("Year,Quarter,v\n2020,Q1,5\n2020,Q2,6\n", ["2020-01", "2020-04"]),
    ("年,月,日,v\n2024,1,30,5\n2024,1,31,6\n", ["2024-01-30", "2024-01-31"]),
    ("year,week,v\n2019,2,5\n2019,3,6\n", ["2019-01-07", "2019-01-14"]),
    ("year,doy,v\n2024,60,5\n2024,61,6\n", ["2024-02-29", "2024-03-01"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "times"), TOGETHER, ids=[text.split("\n")[0] for text, _ in TOGETHER])
def test_times_in_several_columns_become_one(tmp_path, text, times):
    found = read(tmp_path / "t.csv", text)
    assert found.times == times
    assert "v" in found.profile.numeric
    assert "tidy.joined" in found.keys
    assert not {part_of(name) for name in found.table.columns} & {"month", "day", "hour"}


def test_year_and_month_beside_a_date_stay_columns(tmp_path):
    path = tmp_path / "t.csv"
    found = read(path, "date,year,month,v\n2024-01-01,2024,1,5\n2024-01-02,2024,1,6\n")
    assert (found.profile.path, found.profile.time_column) == (path, "date")


def test_a_clock_that_is_no_part_of_the_date_stays_a_column(tmp_path):
    found = read(tmp_path / "t.csv", "date,sunrise,v\n2024-01-01,08:12,5\n2024-01-02,08:11,6\n2024-01-03,08:11,7\n")
    assert found.times == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert "sunrise" in found.table


@pytest.mark.parametrize("name", ["Pace", "lap_time", "配速"])
def test_how_long_something_took_is_no_time_of_the_day(tmp_path, name):
    """Of two runs on one day the table does not say which was first; they are added up."""
    rows = "2024-01-01,7:42:12,5\n2024-01-02,7:55:00,6\n2024-01-02,6:31:40,3\n2024-01-03,8:01:09,7\n"
    found = read(tmp_path / "t.csv", f"date,{name},v\n{rows}")
    assert found.times == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert found.table["v"].tolist() == [5, 9, 7]


def test_numbers_that_only_look_like_serials_stay_numbers(tmp_path):
    path = tmp_path / "t.csv"
    found = read(path, "date,price\n2024-01-01,44927\n2024-01-02,44928\n2024-01-03,44929\n")
    assert (found.profile.path, found.profile.numeric) == (path, ("price",))


@pytest.mark.parametrize("name", ["id", "orders", "price"])
def test_a_column_of_large_numbers_alone_has_no_times(tmp_path, name):
    numbers = np.random.default_rng(0).integers(1_600_000_000, 1_700_000_000, 50)
    path = tmp_path / "t.csv"
    found = read(path, "\n".join([f"{name},v", *(f"{number},{at % 7}" for at, number in enumerate(numbers))]))
    assert (found.profile.path, found.profile.time_column) == (path, None)


def test_a_time_that_no_calendar_has_is_refused_with_the_line_of_the_file(tmp_path):
    days = [f"2024年1月{day}日" for day in range(1, 31)]
    text = "report\n\n" + column([*days, "2024年2月30日"], "day")
    found = read(tmp_path / "t.csv", text)
    with pytest.raises(Exception, match="line 34") as caught:
        propose(found.profile)
    assert "2024年2月30日" in str(caught.value.messages[0].text("en"))


@pytest.mark.parametrize("share", [0, 3])
def test_day_and_month_that_cannot_be_told_apart_are_named(tmp_path, share):
    days = [f"{day:02}.02.2024 24:00" for day in range(2, 9 + share * 3)]
    found = read(tmp_path / "t.csv", column(days))
    assert found.times[0] == "2024-02-03T00:00"
    assert ("tidy.day_or_month" in found.keys) == (share == 0)
