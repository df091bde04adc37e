"""A forecast in numbers as people take it along: CSV, an Excel workbook, and lines that paste into a spreadsheet."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time

Rows = Sequence[Sequence[str | float]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EARLIEST = date(1900, 3, 1)  # a spreadsheet counts days from 1900 and takes that year for a leap year
DAY, MINUTE, SECOND = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss"
_DAYS = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCKED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")
WIDEST, NARROWEST = 40, 10  # characters of a column


def as_csv(rows: Rows) -> str:
    """Rows as CSV, numbers in their shortest exact form."""
    return _separated(rows, ",")


def as_tabs(rows: Rows) -> str:
    """Rows with tabs between the cells, as a spreadsheet takes them from the clipboard."""
    return _separated(rows, "\t")


def as_xlsx(rows: Rows, sheet: str = "forecast") -> bytes:
    """Rows as a workbook of one sheet: numbers are numbers, times without an offset are dates, a name is no formula.

    Times that a spreadsheet cannot hold as dates (before March 1900, with an offset, months, row numbers as text) stay
    as they are written.
    """
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.freeze_panes = "B2"
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = page.cell(number, place)
            held, shown = _cell(value) if place == 1 and number > 1 else (value, None)
            cell.value = held
            if isinstance(held, str):
                cell.data_type = "s"  # a text that begins with = stays one
            if shown is not None:
                cell.number_format = shown
            if number == 1:
                cell.font = Font(bold=True)
    for place, column in enumerate(zip(*rows, strict=True), start=1):
        longest = max(len(str(value)) for value in (column[0], *column[1:2]))
        page.column_dimensions[page.cell(1, place).column_letter].width = min(WIDEST, max(NARROWEST, longest + 2))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(value: str | float) -> tuple[str | float | date | datetime, str | None]:
    """A time as a spreadsheet holds it, and how it shows it."""
    if not isinstance(value, str):
        return value, None
    if value.isdigit():
        return int(value), None
    if _DAYS.fullmatch(value):
        day = date.fromisoformat(value)
        return (datetime.combine(day, time()), DAY) if day >= EARLIEST else (value, None)
    found = _CLOCKED.fullmatch(value)
    if found:
        moment = datetime.fromisoformat(value)
        shown = SECOND if found[1] else MINUTE
        return (moment, shown) if moment.date() >= EARLIEST else (value, None)
    return value, None


def _separated(rows: Rows, mark: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows(rows)
    return text.getvalue()
