"""Notations of dates, recognised over a whole column; every one found must be read back by pandas alone."""

from datetime import datetime

import pandas as pd
import pytest

from lstm_core.data.series.time_formats import Notation, notation_of


def column(cells):
    return pd.Series(cells, dtype="str")


MOMENT = datetime(2023, 12, 28, 15, 4, 5)

FORMATS = [
    *("%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y"),
    *("%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y"),
    *("%Y-%m", "%Y/%m", "%Y年%m月", "%Y%m", "%m/%Y", "%b %Y", "%b-%y", "%Y", "%Y年", "%Y.0"),
    *("%Y/%m/%d %H:%M", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %I:%M:%S %p", "%Y%m%d %H%M", "%Y/%m/%d %H"),
    *("%Y年%m月%d日 %H时", "%Y年%m月%d日%H时%M分", "%Y/%m/%dT%H:%M:%S", "%d-%b-%Y %H:%M"),
]


@pytest.mark.parametrize("form", FORMATS)
def test_what_strftime_writes_is_recognised(form):
    cells = column([MOMENT.strftime(form)] * 3)
    notation = notation_of(cells)
    assert notation == Notation(form)
    read = pd.to_datetime(cells, format=notation.format)[0].to_pydatetime()
    assert read == datetime.strptime(cells[0], form)


@pytest.mark.parametrize(
    "cells",
    [
        ["2023-12-28", "2024-01-02"],
        ["2023-12-28 15:04", "2023-12-28 15:05"],
        ["2023-12-28T15:04:05.123", "2023-12-28T15:04:06"],
        ["2023-12-28T15:04:05Z", "2023-12-28 15:04:06+02:00"],
    ],
)
def test_iso_8601_needs_no_format(cells):
    assert notation_of(column(cells)) == Notation(None)


@pytest.mark.parametrize(
    "cells",
    [["hello", "world"], ["1.5", "2.5"], ["12345", "54321"], ["-3", "4"], ["2023Q1", "2023Q2"], ["99/99/2023"], [None]],
)
def test_other_text_holds_no_times(cells):
    assert notation_of(column(cells)) is None


def test_one_wrong_cell_does_not_hide_a_column_of_dates():
    assert notation_of(column(["28.12.2023"] * 9 + ["unknown"])) == Notation("%d.%m.%Y")


def test_one_day_above_twelve_anywhere_settles_the_order():
    quiet = ["01/02/2023"] * 5000
    assert notation_of(column([*quiet[:4000], "13/02/2023", *quiet])) == Notation("%d/%m/%Y")
    assert notation_of(column([*quiet[:4000], "02/13/2023", *quiet])) == Notation("%m/%d/%Y")
    assert notation_of(column([*quiet[:4000], "2/13/2023", *quiet])) == Notation("%m/%d/%Y")


def test_the_more_regular_reading_wins_and_the_other_is_named():
    months = [f"01/{month:02}/{year}" for year in (2021, 2022) for month in range(1, 13)]
    assert notation_of(column(months)) == Notation("%d/%m/%Y", other="%m/%d/%Y")
    american = [f"{month:02}/01/{year}" for year in (2021, 2022) for month in range(1, 13)]
    assert notation_of(column(american)) == Notation("%m/%d/%Y", other="%d/%m/%Y")


@pytest.mark.parametrize(("cell", "form"), [("03/04/2023", "%m/%d/%Y"), ("03.04.2023", "%d.%m.%Y")])
def test_a_tie_follows_the_custom_of_the_separator(cell, form):
    notation = notation_of(column([cell, cell]))
    assert notation.format == form
    assert notation.other is not None
