"""Tables whose times run across the columns, as long ones: one row per series, or years by months, or days by hours."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.tidying.grids import Grid
from lstm_core.data.tidying.numbers import is_missing, is_number
from lstm_core.data.tidying.times.counting import counted
from lstm_core.data.tidying.times.grammar import MONTHS
from lstm_core.data.tidying.times.reading import iso_texts, looks_like_time, moments_of

_MONTH = re.compile(rf"(?:{MONTHS})\.?|(?:1[0-2]|[1-9])月|[一二三四五六七八九十]{{1,2}}月", re.IGNORECASE)
_HOUR = re.compile(r"(?:h|hour|he)?\s*(\d{1,2})(?::00(?::00)?|时|点|h)?", re.IGNORECASE)
_YEAR = re.compile(r"\s*(?:[^\d]*\s)?((?:1[5-9]|20|21)\d{2})(?:\s*年|\s*\[YR\d{4}\]|\.0)?\s*")
_CHINESE = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]  # fmt: skip
_FEWEST, _LABELS, _SEARCHED = 3, 6, 30


@dataclass(frozen=True)
class Turned:
    """A table with its times in the first column, and how it stood before."""

    names: list[str]
    body: pd.DataFrame
    kind: str  # across, months or hours
    series: int


def turned(grid: Grid) -> Turned | None:
    """The table of a grid whose times run across its columns, or None."""
    cells = grid.cells
    filled = np.zeros(len(cells), dtype=bool)
    for at in cells.columns:
        filled |= cells[at].str.strip().ne("").to_numpy(dtype=bool)
    rows = np.flatnonzero(filled)
    for place, at in enumerate(rows[:_SEARCHED].tolist()):
        row = [cell.strip() for cell in grid.row(at)]
        while row and not row[-1]:
            row.pop()
        if len(row) < _FEWEST:
            continue
        if place + 1 == len(rows):
            return None
        below = cells.iloc[rows[place + 1 :]]
        read = _months(row, below) or _hours(row, below) or _across(row, below)
        if read is not None:
            return read
        if sum(bool(cell) for cell in row) >= len(row) / 2 and any(map(is_number, filter(None, row[1:]))):
            return None  # the table has begun
    return None


def _across(row: list[str], below: pd.DataFrame) -> Turned | None:
    """One row per series: a row of times behind labels, and numbers under it."""
    first = next((at for at, cell in enumerate(row) if at and _is_time(cell)), 0)
    heads = row[first:]
    if not first or first > _LABELS or len(heads) < _FEWEST or any(_is_time(cell) for cell in row[:first] if cell):
        return None
    times = _times(heads)
    if times is None:
        return None
    labels = below.iloc[:, :first]
    if labels[0].map(_is_time).mean() > 0.2:
        return None
    numbers = below.iloc[:, first : first + len(heads)]
    series = [
        at
        for at in range(len(below))
        if any(is_number(cell) for cell in numbers.iloc[at]) and labels.iloc[at].ne("").any()
    ]
    if not series or sum(_row_of_numbers(numbers.iloc[at]) for at in series) < len(series) / 2:
        return None
    names = _labels(labels.iloc[series])
    columns: dict[int, npt.NDArray[np.object_]] = {0: times}
    for place, at in enumerate(series, 1):
        columns[place] = numbers.iloc[at].to_numpy(dtype=object)
    body = pd.DataFrame(columns, dtype="str")
    return Turned([row[0] if row[0] and "date" in row[0].lower() else "time", *names], body, "across", len(series))


def _is_time(cell: str) -> bool:
    return looks_like_time(cell) or _YEAR.fullmatch(cell) is not None


def _times(heads: list[str]) -> npt.NDArray[np.object_] | None:
    """Names of columns as moments that go one way, or None."""
    years = [found[1] if (found := _YEAR.fullmatch(cell)) else "" for cell in heads]
    text = pd.Series(years if all(years) else heads, dtype="str")
    moments = moments_of(text)
    if moments is None:
        serials = counted(text, named=True)
        if serials is None:
            return None
        moments = serials.moments
    if not moments.known.all():
        return None
    steps = np.diff(moments.stamps).astype(np.int64)
    return iso_texts(moments) if np.all(steps > 0) or np.all(steps < 0) else None


def _row_of_numbers(cells: pd.Series) -> bool:
    filled = [cell.strip() for cell in cells if not is_missing(cell.strip())]
    return bool(filled) and sum(map(is_number, filled)) >= 0.8 * len(filled)


def _labels(labels: pd.DataFrame) -> list[str]:
    """Names of the series: the labels that tell them apart, as few as do."""
    for at in sorted(labels.columns, key=lambda at: bool(labels[at].map(is_number).all())):  # words before numbers
        cells = labels[at].str.strip()
        if cells.ne("").all() and cells.is_unique:
            return [str(cell) for cell in cells]
    varying = [at for at in labels.columns if labels[at].nunique() > 1] or list(labels.columns)
    joined = [" ".join(filter(None, (str(cell).strip() for cell in row))) for row in labels[varying].to_numpy()]
    return [name or f"series_{number}" for number, name in enumerate(joined, 1)]


def _month(cell: str) -> int:
    text = cell.strip()
    if _MONTH.fullmatch(text) is None:
        return 0
    if text.endswith("月"):
        word = text[:-1]
        return int(word) if word.isdigit() else _CHINESE.get(word, 0)
    return _NAMES.index(text[:3].lower()) + 1


def _months(row: list[str], below: pd.DataFrame) -> Turned | None:
    """Years down and months across, or the other way round."""
    months = [(at, _month(cell)) for at, cell in enumerate(row) if at and _month(cell)]
    years = [(at, _YEAR.fullmatch(cell)) for at, cell in enumerate(row) if at]
    first = below[0].str.strip()
    if [month for _, month in months] == list(range(1, 13)) and months[0][0] == 1:
        kept = first.map(lambda cell: _YEAR.fullmatch(cell) is not None).to_numpy(dtype=bool)
        if kept.mean() < 0.8:
            return None
        rows = [(str(_YEAR.fullmatch(first.iloc[at])[1]), below.iloc[at]) for at in np.flatnonzero(kept)]  # type: ignore[index]
        told = [(f"{year}-{month:02}", str(cells[at])) for year, cells in rows for at, month in months]
        return _long(told, "months")
    found = [(at, match[1]) for at, match in years if match is not None]
    down = [_month(cell) for cell in first]
    if len(found) >= 2 and len(found) == len([cell for cell in row[1:] if cell]) and down[:12] == list(range(1, 13)):
        told = [
            (f"{year}-{month:02}", str(below.iloc[line][at]))
            for at, year in found
            for line, month in enumerate(down[:12])
        ]
        return _long(told, "months")
    return None


def _hours(row: list[str], below: pd.DataFrame) -> Turned | None:
    """Days down and hours across: twenty-four columns that are named by the hours."""
    hours = [(at, int(found[1])) for at, cell in enumerate(row) if at and (found := _HOUR.fullmatch(cell))]
    numbers = [hour for _, hour in hours]
    if numbers not in (list(range(24)), list(range(1, 25))) or hours[0][0] != 1:
        return None
    moments = moments_of(below[0])
    if moments is None or moments.precision != "day" or not moments.known.all():
        return None
    shift = numbers[0]
    told = [
        (str(np.datetime_as_string((day + np.timedelta64(hour - shift, "h")).astype("datetime64[m]"))), str(cells[at]))
        for day, (_, cells) in zip(moments.stamps, below.iterrows(), strict=True)
        for at, hour in hours
    ]
    return _long(told, "hours")


def _long(told: list[tuple[str, str]], kind: str) -> Turned:
    """One series; moments at its end that nothing is written for are not there yet."""
    told = sorted(told, key=lambda pair: pair[0])
    while told and is_missing(told[-1][1].strip()):
        told.pop()
    while told and is_missing(told[0][1].strip()):
        told.pop(0)
    body = pd.DataFrame({0: [time for time, _ in told], 1: [cell for _, cell in told]}, dtype="str")
    return Turned(["time", "value"], body, kind, 1)
