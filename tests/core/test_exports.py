"""Tables as programs, offices and instruments export them: the right times and numbers, or one sentence."""

import pandas as pd
import pytest

from lstm_core.data.series.proposals import propose
from lstm_core.errors import DataError
from tests.tidying import read

DAYS = pd.date_range("2024-01-05", periods=30)
MONTHS = pd.date_range("2014-05-01", periods=30, freq="MS")
HOURS = pd.date_range("2024-01-05", periods=120, freq="h")
HALVES = pd.date_range("2024-01-05", periods=144, freq="30min")
VALUES = [50 + 7 * (at % 5) + 0.25 for at in range(300)]


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def rows(pattern: str, stamps: pd.DatetimeIndex, **more) -> list[str]:
    """A row per moment: `t` its time, `v` its value, `k` its number, and what else is asked for of the three."""
    made = []
    for at, (time, value) in enumerate(zip(stamps, VALUES, strict=False)):
        told = {name: make(time, value, at) for name, make in more.items()}
        made.append(pattern.format(t=time, v=value, k=at, **told))
    return made


def month_in(names: str):
    words = names.split()
    return lambda t, v, k: words[t.month - 1]


D, M, H, HH = (
    ("2024-01-05", "2024-02-03"),
    ("2014-05", "2016-10"),
    ("2024-01-05T00:00", "2024-01-09T23:00"),
    ("2024-01-05T00:00", "2024-01-07T23:30"),
)
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
POLISH = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
PORTUGUESE = "jan fev mar abr mai jun jul ago set out nov dez"
CLOCKS = ",".join(f"{at // 4:02}{at % 4 * 15:02}" for at in range(96))
QUARTERS = [",".join(f"{VALUES[at]}" for at in range(96))] * 30
EXPORTS = {
    "German months": (lines("Datum;v", *rows("{t.day}. {m} {t.year};{v}", DAYS, m=month_in(GERMAN))), D, "v"),
    "Spanish months": (lines("Fecha;v", *rows("{t.day} de {m} de {t.year};{v}", DAYS, m=month_in(SPANISH))), D, "v"),
    "Polish months": (lines("Data;v", *rows("{t.day} {m} {t.year};{v}", DAYS, m=month_in(POLISH))), D, "v"),
    "Portuguese months": (lines("mês;v", *rows("{m}/{t:%y};{v}", MONTHS, m=month_in(PORTUGUESE))), M, "v"),
    "a column Month of Jan-14": (lines("Month,v", *rows("{t:%b-%y},{v}", MONTHS)), M, "v"),
    "weekdays in German": (
        lines(
            "Datum;v",
            *rows(
                "{d}, {t:%d.%m.%Y};{v}", DAYS, d=lambda t, v, k: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"][t.weekday()]
            ),
        ),
        D,
        "v",
    ),
    "weekdays in Chinese behind a comma": (
        lines("时间\tv", *rows("{t:%Y-%m-%d},{d}\t{v}", DAYS, d=lambda t, v, k: "一二三四五六日"[t.weekday()])),
        D,
        "v",
    ),
    "eras of Japan": (
        lines(
            "年月,v",
            *rows("{e}{y}年{t.month}月,{v}", MONTHS, e=lambda t, v, k: "平成", y=lambda t, v, k: t.year - 1988),
        ),
        M,
        "v",
    ),
    "Japanese halves of the day": (
        lines(
            "日時,v",
            *rows(
                "{t.year}/{t.month}/{t.day} {p}{h}:00,{v}",
                HOURS,
                p=lambda t, v, k: "午前" if t.hour < 12 else "午後",
                h=lambda t, v, k: t.hour % 12,
            ),
        ),
        H,
        "v",
    ),
    "Korean": (lines("일자,v", *rows("{t.year}년 {t.month}월 {t.day}일,{v}", DAYS)), D, "v"),
    "years of the Republic of China": (
        lines("日期,v", *rows("{y}/{t:%m/%d},{v}", DAYS, y=lambda t, v, k: t.year - 1911)),
        D,
        "v",
    ),
    "years of the Buddhist era": (
        lines("date,v", *rows("{y}-{t:%m-%d},{v}", DAYS, y=lambda t, v, k: t.year + 543)),
        D,
        "v",
    ),
    "half of the day in Spanish": (
        lines(
            "Fecha;v",
            *rows("{t:%d/%m/%Y} {t:%I:%M} {p};{v}", HOURS, p=lambda t, v, k: "a. m." if t.hour < 12 else "p. m."),
        ),
        H,
        "v",
    ),
    "both zones in brackets": (
        lines(
            "MTU,v",
            *rows(
                "{t:%d.%m.%Y %H:%M} - {e:%d.%m.%Y %H:%M} (CET/CEST),{v}",
                HOURS,
                e=lambda t, v, k: t + pd.Timedelta(hours=1),
            ),
        ),
        H,
        "v",
    ),
    "hours from to": (
        lines(
            "Date;Hours;v", *rows("{t:%d-%m-%Y};{t:%H} - {e};{v}", HOURS, e=lambda t, v, k: f"{(t.hour + 1) % 24:02}")
        ),
        H,
        "v",
    ),
    "settlement periods": (
        lines(
            "settlement_date,settlement_period,v", *rows("{t:%Y-%m-%d},{n},{v}", HALVES, n=lambda t, v, k: k % 48 + 1)
        ),
        HH,
        "v",
    ),
    "a few days of many rows, the day first": (
        lines("Trading date,Trading period,v", *rows("{t:%d/%m/%Y},{n},{v}", HALVES, n=lambda t, v, k: k % 48 + 1)),
        HH,
        "v",
    ),
    "date and clock in brackets": (lines("<DATE>\t<TIME>\tv", *rows("{t:%Y.%m.%d}\t{t:%H:%M:%S}\t{v}", HOURS)), H, "v"),
    "date and clock without a header": (lines(*rows("{t:%Y.%m.%d},{t:%H:%M},{v}", HOURS)), H, "column_3"),
    "dates of digits in the second column": (
        lines("STATION;MESS_DATUM;v", *rows("  433;{t:%Y%m%d%H};  {v}", HOURS)),
        H,
        "v",
    ),
    "year and month without names": (lines(*rows("{t.year};{t.month:02};{v}", MONTHS)), M, "column_3"),
    "year, month and day without names": (lines(*rows("{t.year} {t.month} {t.day} {v}", DAYS)), D, "column_4"),
    "year and a month's name without names": (
        lines("Index: Monate", ";;v", ";;2020=100", *rows("{t.year};{m};{v}", MONTHS, m=month_in(GERMAN))),
        M,
        "v",
    ),
    "years once": (
        lines(
            "Years,Months,v",
            *rows("{y},{t:%b},{v}", MONTHS, y=lambda t, v, k: t.year if t.month == 1 or k == 0 else ""),
        ),
        M,
        "v",
    ),
    "years and months in one column": (
        lines(
            "Row Labels,v",
            *[
                line
                for year in (2014, 2015)
                for line in (f"{year},600", *rows("{t:%b},{v}", pd.date_range(f"{year}-01", periods=12, freq="MS")))
            ],
            "Grand Total,1200",
        ),
        ("2014-01", "2015-12"),
        "v",
    ),
    "months and their mean": (
        lines(
            "series\tyear\tperiod\tv",
            *rows(
                "C1\t{t.year}\tM{t.month:02}\t{v}{m}",
                MONTHS,
                m=lambda t, v, k: f"\nC1\t{t.year}\tM13\t1" if t.month == 12 else "",
            ),
        ),
        M,
        "v",
    ),
    "seasons by their letters": (
        lines(
            "SEAS YR v",
            *rows("{s} {t.year} {v}", MONTHS, s=month_in("DJF JFM FMA MAM AMJ MJJ JJA JAS ASO SON OND NDJ")),
        ),
        M,
        "v",
    ),
    "a constant time beside the times": (
        lines("LAST UPDATE,TIME_PERIOD,v", *rows("14/06/24 23:00:00,{t:%Y-%m},{v}", MONTHS)),
        M,
        "v",
    ),
    "a time of the record first": (
        lines("updated_at,date,v", *rows("2024-06-01 10:0{u}:00,{t:%Y-%m-%d},{v}", DAYS, u=lambda t, v, k: k % 3)),
        D,
        "v",
    ),
    "facts above the names": (
        lines("latitude,longitude,zone", "52.5,13.4,GMT", "", "time,v,rain", *rows("{t:%Y-%m-%dT%H:%M},{v},0", HOURS)),
        H,
        "v",
    ),
    "facts with a time": (
        lines(
            "Export,Created on,14-06-2024 10:00", "Device,Serial,Time,v", *rows("F,AB,{t:%d-%m-%Y %H:%M},{v}", HOURS)
        ),
        H,
        "v",
    ),
    "notes of one cell without names": (
        lines('"Title","CPI"', '"Important notes",', *rows('"{t:%Y %b}","{v}"', MONTHS)),
        M,
        "column_2",
    ),
    "a row of types": (
        lines("# USGS", "site\tdatetime\tv", "5s\t20d\t14n", *rows("16\t{t:%Y-%m-%d}\t{v}", DAYS)),
        D,
        "v",
    ),
    "rulers of a database": (
        lines("   date    | v ", "-----------+---", *rows(" {t:%Y-%m-%d} | {v} ", DAYS), "(30 rows)"),
        D,
        "v",
    ),
    "a total of an account": (
        lines("Day,v", *rows("{t:%Y-%m-%d},{v}", DAYS), "Total: Account,99", "Total: Campaigns,99"),
        D,
        "v",
    ),
    "the header again, with a mark": (
        lines("Date,v", *rows("{t:%Y-%m-%d},{v}", DAYS[:15]), "\ufeffdate,V", *rows("{t:%Y-%m-%d},{v}", DAYS[15:])),
        D,
        "v",
    ),
    "bars inside quotation marks": (
        lines('"MTU","Area","v"', *rows('"{t:%d/%m/%Y %H:%M:%S}","BZN|DE-LU","{v}"', HOURS)),
        H,
        "v",
    ),
    "bars inside texts": (lines("time,area,v", *rows("{t:%Y-%m-%d %H:%M},BZN|DE,{v}", HOURS)), H, "v"),
    "cells kept as text": (lines("date,v", *rows('="{t:%Y-%m-%d}",="{v}"', DAYS)), D, "v"),
    "revised values": (
        lines(
            "date,v",
            *rows("{t:%Y-%m-%d},{v}{r}", DAYS, r=lambda t, v, k: ["", "p", " (r)", "*", " b"][k % 5] if k % 2 else ""),
        ),
        D,
        "v",
    ),
    "quarters of hours as four digits": (
        lines(f"地区,日期,{CLOCKS}", *[f"上海,{t:%Y-%m-%d},{row}" for t, row in zip(DAYS, QUARTERS, strict=True)]),
        ("2024-01-05T00:00", "2024-02-03T23:45"),
        "value",
    ),
    "quarters of hours as points": (
        lines(
            "日期," + ",".join(f"P{at}" for at in range(1, 97)),
            *[f"{t:%Y%m%d},{row}" for t, row in zip(DAYS, QUARTERS, strict=True)],
        ),
        ("2024-01-05T00:00", "2024-02-03T23:45"),
        "value",
    ),
    "months across without a name": (
        lines(
            "       " + " ".join(f"{t:%b}" for t in MONTHS[8:20]),
            *[f"{year} " + " ".join(map(str, VALUES[:12])) for year in (2014, 2015)],
        ),
        ("2014-01", "2015-12"),
        "value",
    ),
    "months with years across": (
        lines(
            "Product,Region," + ",".join(f"{t:%b %Y}" for t in MONTHS) + ",Total",
            *[f"P{at},R{at}," + ",".join(map(str, VALUES[:30])) + ",9" for at in (1, 2)],
        ),
        M,
        "P1",
    ),
}


@pytest.mark.parametrize("kind", EXPORTS)
def test_an_export_is_read_with_its_times_and_numbers(tmp_path, kind):
    text, (first, last), column = EXPORTS[kind]
    found = read(tmp_path / "e.csv", text)
    assert found.profile.time_column is not None
    times = pd.to_datetime(found.table[found.profile.time_column], format=found.profile.time_format or "ISO8601")
    wanted = pd.Timestamp(first), pd.Timestamp(last)
    assert (times.min(), times.max()) == wanted
    assert found.table[column].iloc[0] == 50.25
    assert propose(found.profile).spec.series.target == column


LABELLED = {
    "hours": ("meter,date," + ",".join(f"H{at}" for at in range(1, 25)), [f"2024-01-0{day}" for day in (1, 2, 3)], 24),
    "months": ("store,year," + ",".join(f"{t:%b}" for t in MONTHS[8:20]), ["2014", "2015", "2016"], 12),
}


@pytest.mark.parametrize("kind", LABELLED)
def test_a_calendar_across_is_turned_for_each_of_its_labels(tmp_path, kind):
    header, keys, count = LABELLED[kind]
    body = [f"{who},{key}," + ",".join(map(str, VALUES[:count])) for who in ("a", "b") for key in keys]
    found = read(tmp_path / "e.csv", lines(header, *body))
    assert "tidy.turned_labelled" in found.keys
    assert found.profile.ids is not None
    assert (found.profile.ids.names, found.profile.ids.rows) == (("a", "b"), (3 * count, 3 * count))
    assert found.table["value"].tolist()[:count] == VALUES[:count]


def test_sensors_of_a_number_that_a_day_has_parts_stay_columns(tmp_path):
    header = "date," + ",".join(f"sensor{at}" for at in range(1, 49))
    found = read(tmp_path / "e.csv", lines(header, *[f"{t:%Y-%m-%d}," + ",".join(map(str, VALUES[:48])) for t in DAYS]))
    assert found.table.shape == (30, 49)


def test_a_day_of_hours_keeps_its_date(tmp_path):
    found = read(tmp_path / "e.csv", lines("date,hour,v", *[f"2024-01-05,{at},{VALUES[at]}" for at in range(24)]))
    assert (found.times[0], found.times[-1]) == ("2024-01-05T00:00", "2024-01-05T23:00")


def test_sets_with_numbers_are_no_septembers(tmp_path):
    body = [f"{t:%Y-%m-%d},Set {at},{VALUES[at]}" for t in DAYS for at in (10, 11)]
    found = read(tmp_path / "e.csv", lines("date,set,v", *body))
    assert (found.profile.time_column, found.profile.id_column) == ("date", "set")


def test_marks_behind_numbers_are_said(tmp_path):
    found = read(
        tmp_path / "e.csv", lines("date,v", *rows("{t:%Y-%m-%d},{v}{r}", DAYS, r=lambda t, v, k: "*" * (k > 27)))
    )
    assert found.keys == ["tidy.flags"]
    assert "50.25" not in next(each.text("en") for each in found.profile.notices)


def test_marks_that_may_be_units_are_none(tmp_path):
    text = lines("date,v", *rows("{t:%Y-%m-%d},{v} {u}", DAYS, u=lambda t, v, k: "mb"[k % 2]))
    with pytest.raises(DataError, match="holds texts such as"):
        read(tmp_path / "e.csv", text)


def test_stars_and_colons_alone_are_missing(tmp_path):
    cells = ["***", "#####", ":", ": c", "......"]
    text = lines("date,v", *rows("{t:%Y-%m-%d},{c}", DAYS, c=lambda t, v, k: cells[k] if k < 5 else v))
    found = read(tmp_path / "e.csv", text)
    assert found.table["v"].isna().sum() == 5


def test_times_of_several_rhythms_in_one_column_are_refused(tmp_path):
    years = [f"{year},5" for year in range(2000, 2010)]
    text = lines("period,v", *years, *rows("{t.year} Q{q},{v}", MONTHS[::3], q=lambda t, v, k: (t.month + 2) // 3))
    with pytest.raises(DataError, match='"2000" on line 2, "2014 Q2" on line 12'):
        read(tmp_path / "e.csv", text)


def test_seconds_that_rise_evenly_are_no_target(tmp_path):
    found = read(tmp_path / "e.csv", lines("X_Value,force", *[f"{at * 0.1:.6f},{VALUES[at]}" for at in range(100)]))
    assert propose(found.profile).spec.series.target == "force"


def test_the_close_of_an_export_with_brackets_is_the_target(tmp_path):
    text = lines("<TICKER>,<DATE>,<OPEN>,<CLOSE>", *rows("A,{t:%Y%m%d},{v},{v}", DAYS))
    assert propose(read(tmp_path / "e.csv", text).profile).spec.series.target == "<CLOSE>"


QUARTERLY = pd.date_range("1999-01-01", periods=40, freq="QS")


@pytest.mark.parametrize("name", ["season", "period"])
@pytest.mark.parametrize("written", ["{q}", "Q{q}", "Q0{q}"])
def test_periods_up_to_four_are_quarters(tmp_path, name, written):
    cells = [written.format(q=t.quarter) for t in QUARTERLY]
    body = [f"{t.year},{cell},{VALUES[at]}" for at, (t, cell) in enumerate(zip(QUARTERLY, cells, strict=True))]
    found = read(tmp_path / "e.csv", lines(f"year,{name},v", *body))
    assert (found.times[0], found.times[-1]) == ("1999-01", "2008-10")


def test_a_date_that_is_written_once_a_day_stands_in_every_row(tmp_path):
    body = rows("{d};{t:%H:%M};{v}", HOURS, d=lambda t, v, k: f"{t:%d.%m.%Y}" if t.hour == 0 else "")
    found = read(tmp_path / "e.csv", lines("Datum;Zeit;v", *body))
    assert (found.times[0], found.times[-1]) == H
    assert "tidy.filled_down" in found.keys


def test_a_row_of_words_among_the_first_is_no_header(tmp_path):
    body = rows("{t:%Y-%m-%d},{v},{v}", DAYS)
    body[3] = "n/a,-,n/a"
    with pytest.raises(DataError, match="line 5"):
        propose(read(tmp_path / "e.csv", lines("date,v,w", *body)).profile)


def test_parts_of_the_date_are_no_target(tmp_path):
    body = rows("{t:%Y-%m-%d},{w},{v}", DAYS, w=lambda t, v, k: t.day_of_week)
    assert propose(read(tmp_path / "e.csv", lines("date,wday,v", *body)).profile).spec.series.target == "v"
