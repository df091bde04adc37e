"""Tables whose times run across the columns, as long ones: one row per series, or years by months or quarters, days by
hours or shorter steps, weeks by weekdays.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.tidying.grids import Grid
from lstm_core.data.tidying.numbers import is_missing, is_number
from lstm_core.data.tidying.times.counting import counted
from lstm_core.data.tidying.times.grammar import MONTHS
from lstm_core.data.tidying.times.languages import understood
from lstm_core.data.tidying.times.reading import iso_texts, looks_like_time, moments_of

_MONTH = re.compile(rf"(?:{MONTHS})\.?|(?:1[0-2]|[1-9])月|[一二三四五六七八九十]{{1,2}}月", re.IGNORECASE)
_DIGITS = re.compile(r"0?[1-9]|1[0-2]")
_QUARTER = re.compile(r"(?:Q|Qtr\.?|Quarter)\s*([1-4])|([1-4])\s*Q|第?\s*([1-4一二三四])\s*季度?", re.IGNORECASE)
_HOUR = re.compile(r"(?:h|hour|he)?[\s_]*(\d{1,2})(?:时|点|h)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?(?:\s*[-~–—至到]\s*\d{1,2}:\d{2})?|(\d{2})(\d{2})")
_SLOT = re.compile(r"(?:p|t|sp|hh|pt|point|period|interval|slot|点|时段|第)[\s_]*(\d{1,3})(?:点|时段)?", re.IGNORECASE)
_SLOTS = (24, 48, 96, 144, 288)  # that a day is cut into
_MOST_BEHIND = 3  # columns behind the times of a table on its side, such as a total
_MOST_KEYS = 4  # columns in front of those of a calendar
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])|(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?", re.IGNORECASE)
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
_WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_CALLED_YEAR = re.compile(r"years?|yr|年|年份|年度", re.IGNORECASE)
_FEWEST, _LABELS, _SEARCHED = 3, 6, 30
_DAY_MINUTES = 1440


@dataclass(frozen=True)
class Turned:
    """A table with its times in the first column, and how it stood before."""

    names: list[str]
    body: pd.DataFrame
    kind: str  # across, months, quarters, hours, weekdays, or labelled: one of these for each of several labels
    series: int
    left_out: tuple[str, ...] = ()  # names of columns behind the times
    labels: tuple[str, ...] = ()  # names of columns beside the times


def may_run_across(names: list[str]) -> bool:
    """Whether the names of columns are those of a calendar, so that the table takes a second look."""
    return any(_run_of(names, read) for read in (_month_or_digits, _quarter, _minute, _weekday, _slot))


def _run_of(row: list[str], read: Callable[[str], int]) -> list[tuple[int, int]]:
    """The places behind the first columns whose names are read, and what they say; [] where too few are."""
    found: list[tuple[int, int]] = []
    for at, cell in enumerate(row[1:], 1):
        number = read(cell.strip())
        if number < 0 and (found or at >= _MOST_KEYS):
            break
        if number >= 0:
            found.append((at, number))
    return found if len(found) >= _FEWEST else []


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
        if _month(row[0]) == 1 and below.iloc[0].str.strip().ne("").sum() == len(row) + 1:
            row = ["", *row]  # R prints no name above the years
        read = _months(row, below) or _quarters(row, below) or _hours(row, below) or _weekdays(row, below)
        read = read or _across(row, below)
        if read is not None:
            return read
        if sum(bool(cell) for cell in row) >= len(row) / 2 and any(map(is_number, filter(None, row[1:]))):
            return None  # the table has begun
    return None


def _across(row: list[str], below: pd.DataFrame) -> Turned | None:
    """One row per series: a row of times behind labels, and numbers under it."""
    first = next((at for at, cell in enumerate(row) if at and _is_time(cell)), 0)
    last = max((at for at, cell in enumerate(row) if _is_time(cell)), default=0)
    behind = [cell for cell in row[last + 1 :] if cell] if len(row) - 1 - last <= _MOST_BEHIND else []
    heads = row[first : last + 1] if len(row) - 1 - last <= _MOST_BEHIND else row[first:]
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
    return Turned(
        [row[0] if row[0] and "date" in row[0].lower() else "time", *names], body, "across", len(series), tuple(behind)
    )


def _is_time(cell: str) -> bool:
    return looks_like_time(cell) or _YEAR.fullmatch(cell) is not None


def _times(heads: list[str]) -> npt.NDArray[np.object_] | None:
    """Names of columns as moments that go one way, or None."""
    years = [found[1] if (found := _YEAR.fullmatch(cell)) else "" for cell in heads]
    alone = all(years) and len(set(years)) == len(years)  # and not Jan 2014
    text = pd.Series(years if alone else heads, dtype="str")
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
    text = cell.strip() if cell.isascii() and len(cell) < 3 else understood(cell.strip())
    if _MONTH.fullmatch(text) is None:
        return 0
    if text.endswith("月"):
        word = text[:-1]
        return int(word) if word.isdigit() else _CHINESE.get(word, 0)
    return _NAMES.index(text[:3].lower()) + 1


def _month_or_digits(cell: str) -> int:
    return _month(cell) or (int(cell) if _DIGITS.fullmatch(cell) else -1)


def _quarter(cell: str) -> int:
    found = _QUARTER.fullmatch(cell)
    if found is None:
        return -1
    digit = next(part for part in found.groups() if part)
    return _CHINESE.get(digit) or int(digit)


def _minute(cell: str) -> int:
    """Minutes of the day of 8, 08:00, 0800, HE8, 8时 or 08:00-09:00."""
    clock, hour = _CLOCK.fullmatch(cell), _HOUR.fullmatch(cell)
    if clock:
        return 60 * int(clock[1] or clock[3]) + int(clock[2] or clock[4])
    return 60 * int(hour[1]) if hour else -1


def _slot(cell: str) -> int:
    """The number of a part of the day, such as P96."""
    found = _SLOT.fullmatch(cell)
    return int(found[1]) if found else -1


def _weekday(cell: str) -> int:
    found = _WEEKDAY.fullmatch(cell)
    if found is None:
        return -1
    return "一二三四五六日".index(found[1].replace("天", "日")) if found[1] else _WEEK.index(found[2].lower())


def _months(row: list[str], below: pd.DataFrame) -> Turned | None:
    """Years down and months across, or the other way round."""
    months = _run_of(row, _month_or_digits)
    words = [cell for cell in row[-12:] if _DIGITS.fullmatch(cell) is None]
    called = any(_CALLED_YEAR.fullmatch(cell) for cell in row[:_MOST_KEYS])
    if [month for _, month in months] == list(range(1, 13)) and (words or called):
        return _by_year(row, below, months, "months", lambda month: month)
    years = [(at, _YEAR.fullmatch(cell)) for at, cell in enumerate(row) if at]
    found = [(at, match[1]) for at, match in years if match is not None]
    down = [_month(cell) for cell in below[0].iloc[:12].str.strip()]
    if len(found) >= 2 and len(found) == len([cell for cell in row[1:] if cell]) and down == list(range(1, 13)):
        told = [(f"{year}-{month:02}", line, at) for at, year in found for line, month in enumerate(down)]
        return _long(told, "months", None, below)
    return None


def _quarters(row: list[str], below: pd.DataFrame) -> Turned | None:
    """Years down and quarters across."""
    quarters = _run_of(row, _quarter)
    if [quarter for _, quarter in quarters] != [1, 2, 3, 4]:
        return None
    return _by_year(row, below, quarters, "quarters", lambda quarter: 3 * quarter - 2)


def _by_year(
    row: list[str], below: pd.DataFrame, places: list[tuple[int, int]], kind: str, month_of: Callable[[int], int]
) -> Turned | None:
    """A row per year, read at these places; other rows, such as a mean, are few and left out."""
    for key in range(places[0][0]):
        years = [_YEAR.fullmatch(cell) for cell in below[key].str.strip()]
        if sum(year is not None for year in years) < 0.8 * len(years):
            continue
        told = [
            (f"{year[1]}-{month_of(number):02}", line, at)
            for line, year in enumerate(years)
            if year is not None
            for at, number in places
        ]
        return _long(told, kind, row, below, key)
    return None


def _hours(row: list[str], below: pd.DataFrame) -> Turned | None:
    """Days down, and hours or shorter steps across: as many columns as a day has, named by their beginnings or ends."""
    slots = _run_of(row, _slot)
    if len(slots) in _SLOTS and [number for _, number in slots] == list(range(1, len(slots) + 1)):
        step = _DAY_MINUTES // len(slots)
        return _by_day(row, below, [(at, step * (number - 1)) for at, number in slots], "hours")
    places = _run_of(row, _minute)
    minutes = [minute for _, minute in places]
    step = _DAY_MINUTES // len(minutes) if minutes else 0
    named = [list(range(first, first + _DAY_MINUTES, step)) for first in (0, step)] if step else []
    if len(minutes) < _DAY_MINUTES // 60 or minutes not in named:
        return None
    return _by_day(row, below, [(at, minute - minutes[0]) for at, minute in places], "hours")


def _weekdays(row: list[str], below: pd.DataFrame) -> Turned | None:
    """Weeks down and weekdays across, from Monday on; or from any day on where the weeks are dates of that day."""
    places = _run_of(row, _weekday)
    first = places[0][1] if places else 0
    if [day for _, day in places] != [(first + at) % 7 for at in range(7)]:
        return None
    moments = moments_of(below[0])
    if moments is None or not moments.known.all():
        return None
    days = (moments.stamps.astype("datetime64[D]").astype(np.int64) + 3) % 7
    if moments.precision not in ("week", "day") or np.any(days != first):
        return None
    return _by_day(row, below, [(at, _DAY_MINUTES * place) for place, (at, _) in enumerate(places)], "weekdays")


def _by_day(row: list[str], below: pd.DataFrame, places: list[tuple[int, int]], kind: str) -> Turned | None:
    """A row per day, and places that stand so many minutes behind its beginning."""
    for key in range(places[0][0]):
        moments = moments_of(below[key]) if below[key].str.strip().ne("").all() else None
        if moments is None or moments.precision not in ("day", "week") or not moments.known.all():
            continue
        unit = "D" if kind == "weekdays" else "m"
        told = [
            (str(np.datetime_as_string((day + np.timedelta64(minute, "m")).astype(f"datetime64[{unit}]"))), line, at)
            for line, day in enumerate(moments.stamps)
            for at, minute in places
        ]
        return _long(told, kind, row, below, key)
    return None


def _long(
    told: list[tuple[str, int, int]], kind: str, row: list[str] | None, below: pd.DataFrame, key: int = 0
) -> Turned:
    """One series, or one for each of the labels beside the times; `told` are times with line and place of their cell.

    Moments at the end of one series that nothing is written for are not there yet.
    """
    cells = {at: below[at].to_numpy(dtype=object) for at in dict.fromkeys(place for _, _, place in told)}
    first = min(cells, default=1)
    labels = [at for at in range(first) if at != key and row and below[at].str.strip().nunique() > 1]
    left_out = tuple(filter(None, row[max(cells) + 1 :])) if row and cells else ()
    if not labels:
        told = sorted(told, key=lambda each: each[0])
        while told and is_missing(str(cells[told[-1][2]][told[-1][1]]).strip()):
            told.pop()
        while told and is_missing(str(cells[told[0][2]][told[0][1]]).strip()):
            told.pop(0)
    columns: dict[int, list[str]] = {0: [time for time, _, _ in told]}
    for place, at in enumerate(labels, 1):
        texts = below[at].to_numpy(dtype=object)
        columns[place] = [str(texts[line]) for _, line, _ in told]
    columns[len(labels) + 1] = [str(cells[at][line]) for _, line, at in told]
    names = tuple((row[at] if row and row[at] else f"column_{at + 1}") for at in labels)
    body = pd.DataFrame(columns, dtype="str")
    return Turned(["time", *names, "value"], body, "labelled" if labels else kind, 1, left_out, names)
