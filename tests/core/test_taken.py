"""A forecast in numbers as people take it along, read back by the libraries that people read it with."""

import csv
import io
from datetime import datetime

import openpyxl
import pytest

from lstm_core.reports.series import taken

ROWS = [
    ["time", "=units", "=units_low_0.8"],
    ["2024-02-28", 12.5, -1.25e-7],
    ["2024-02-29", 13, 0.1],
]


def sheet(rows):
    book = openpyxl.load_workbook(io.BytesIO(taken.as_xlsx(rows)))
    assert len(book.sheetnames) == 1
    return book.active


def first_time(written):
    return sheet([["time", "y"], [written, 1.0]])["A2"]


def test_numbers_are_numbers_days_are_dates_and_a_name_is_no_formula():
    page = sheet(ROWS)
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        [datetime(2024, 2, 28), 12.5, -1.25e-7],
        [datetime(2024, 2, 29), 13, 0.1],
    ]
    assert page["A2"].is_date
    assert page["A2"].number_format == "yyyy-mm-dd"
    assert page["B1"].data_type == "s"
    assert page["B1"].value == "=units"


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("2024-02-29T13:30", datetime(2024, 2, 29, 13, 30)),
        ("2024-02-29T13:30:05", datetime(2024, 2, 29, 13, 30, 5)),
        ("2024-02-29 13:30:05", datetime(2024, 2, 29, 13, 30, 5)),
    ],
)
def test_a_time_of_day_is_a_date_that_shows_it(written, held):
    cell = first_time(written)
    assert cell.value == held
    assert "hh:mm" in cell.number_format
    assert ("ss" in cell.number_format) == (held.second != 0)


@pytest.mark.parametrize("written", ["2024-02-29T13:30:00+02:00", "2024-02-29T13:30:00Z", "1749-01-01", "2024-02"])
def test_what_a_spreadsheet_cannot_hold_as_a_date_stays_as_it_is_written(written):
    assert first_time(written).value == written


def test_years_and_row_numbers_are_whole_numbers():
    assert first_time("1988").value == 1988


def test_what_is_copied_pastes_as_the_same_cells_as_the_csv():
    copied = list(csv.reader(io.StringIO(taken.as_tabs(ROWS)), delimiter="\t"))
    assert copied == list(csv.reader(io.StringIO(taken.as_csv(ROWS))))
    assert [[time, *map(float, rest)] for time, *rest in copied[1:]] == ROWS[1:]
