"""In which notation a column of times is written: found once for the whole column, then fixed in the spec.

A notation is a strptime format, or None for ISO 8601, so that pandas alone reads the column again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lstm_core.data.series import column_names
from lstm_core.data.series.calendars import gaps_of

_DAYS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"),
    *("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%m.%d.%Y"),
    *("%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y", "%d.%m.%y", "%m.%d.%y"),
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%b %d %Y", "%d %B %Y", "%B %d, %Y", "%B %d %Y"),
)
_MONTHS = ("%Y-%m", "%Y/%m", "%Y年%m月", "%Y%m", "%m/%Y", "%b %Y", "%b-%Y", "%b-%y", "%B %Y")
_YEARS = ("%Y", "%Y.0", "%Y年")
_CLOCKS = (
    *("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H", "%H%M", "%H%M%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p"),
    *("%H时", "%H时%M分", "%H时%M分%S秒", "%H点%M分"),
)
_MARKS = {"Y": r"\d{4}", "y": r"\d{2}", "f": r"\d{1,6}", "b": "[A-Za-z]{3}", "B": "[A-Za-z]{4,9}", "p": "[AaPp][Mm]"}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}(:\d{2}(:\d{2}([.,]\d{1,9})?)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?)?")
_SAMPLE = 200
_TRIED = 20
_RECOGNISED = 0.8  # share of a sample that must fit, so that one bad cell does not hide a column of times
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_MIDNIGHT, _HOUR, _CLOCK_TIMES = 2400, 60, 10  # so many different ones are no chance
_COMPARED = 20_000  # rows that decide which of two readings is the more regular one


@dataclass(frozen=True)
class Notation:
    """How a column is written; `other` is the second reading when the day and the month cannot be told apart."""

    format: str | None
    other: str | None = None


def _pattern(notation: str) -> re.Pattern[str]:
    number = r"\d{2}" if re.search("%[A-Za-z]%", notation) else r"\d{1,2}"
    parts = re.split("%([A-Za-z])", notation)
    return re.compile("".join(_MARKS.get(part, number) if at % 2 else re.escape(part) for at, part in enumerate(parts)))


_DATE_PATTERNS = {notation: _pattern(notation) for notation in (*_DAYS, *_MONTHS, *_YEARS)}
_CLOCK_PATTERNS = {notation: _pattern(notation) for notation in _CLOCKS}


def _notations_of(cell: str) -> Iterator[str]:
    """Every notation in which one cell can be written."""
    for date, pattern in _DATE_PATTERNS.items():
        found = pattern.match(cell)
        rest = cell[found.end() :] if found else None
        if rest == "":
            yield date
        elif rest and date in _DAYS and (rest[0] in " T" or date.endswith("日")):
            between = rest[0] if rest[0] in " T" else ""
            for clock, clock_pattern in _CLOCK_PATTERNS.items():
                if clock_pattern.fullmatch(rest, len(between)):
                    yield date + between + clock


def notation_of(cells: pd.Series) -> Notation | None:
    """The notation of a column of text, blanks (NaN) passed over, or None when it holds no times."""
    known = cells.dropna()
    if known.empty:
        return None
    spread = np.unique(np.linspace(0, len(known) - 1, min(len(known), _SAMPLE)).astype(int))
    sample = known.iloc[spread].astype(str)
    if sum(_ISO.fullmatch(cell) is not None for cell in sample) >= _RECOGNISED * len(sample) and _fits(sample, None):
        return Notation(None)
    seen = dict.fromkeys(notation for cell in sample.iloc[:_TRIED] for notation in _notations_of(cell))
    fitting = [notation for notation in seen if _fits(sample, notation)]
    for notation in fitting:
        if _swapped(notation) in fitting and "%d" in notation:
            return _day_or_month(known, notation)
    return Notation(fitting[0]) if fitting else None


def time_column(table: pd.DataFrame) -> tuple[str, Notation] | None:
    """The column of times: one whose name says so, else the first that is written as times are."""
    named = [column for column in table.columns if column_names.names_time(column)]
    named = sorted(named, key=lambda each: (table[each].nunique() < 2, column_names.names_record(each)))
    for column in [*named, *(column for column in table.columns if column not in named)]:
        notation = _read(table, column, column in named)
        if notation is not None:
            return _better_named(table, named, column, notation)
    return None


def _read(table: pd.DataFrame, column: str, named: bool) -> Notation | None:
    """The notation of a column whose name promises times, or of another; None where it is none of times."""
    cells = table[column]
    if pd.api.types.is_numeric_dtype(cells):
        if not (named or column == table.columns[0]) or not _could_be_times(cells, named):
            return None
        return notation_of(cells.astype("str"))
    return notation_of(cells) if isinstance(cells.dtype, pd.StringDtype) else None


def _better_named(table: pd.DataFrame, named: list[str], column: str, notation: Notation) -> tuple[str, Notation]:
    """The column of times or, where its name only has a word for time in it, one that is called so and is as exact."""
    if column in named and not column_names.is_time_word(column):
        for other in filter(column_names.is_time_word, named):
            found = _read(table, other, named=True) if table[other].nunique() > 1 else None
            if found is not None and _parts(table[other], found) >= _parts(table[column], notation):
                return other, found
    return column, notation


def _parts(cells: pd.Series, notation: Notation) -> int:
    """How many numbers a time is written with: one for a year, three for a day."""
    return (
        len(re.findall(r"\d+", str(cells.dropna().iloc[0]))) if notation.format is None else notation.format.count("%")
    )


def tells_when(cells: pd.Series) -> bool:
    """Whether the numbers of a column that is named so are years, or times of day such as 517 for 5:17.

    Durations that happen to have no minute above 59 have few different values, or end in 00 and 50.
    """
    name = str(cells.name)
    years, clock = column_names.names_year(name), column_names.names_clock(name)
    if not (years or clock) or not pd.api.types.is_numeric_dtype(cells):
        return False
    values = np.unique(cells.dropna().to_numpy("float64"))
    if not len(values) or np.any(values % 1):
        return False
    if years and values[0] >= _FIRST_YEAR and values[-1] <= _LAST_YEAR:
        return True
    minutes = np.mod(values, 100)
    if not clock or values[0] < 0 or values[-1] > _MIDNIGHT or np.any(minutes >= _HOUR):
        return False
    return int(np.sum(values >= 100)) >= _CLOCK_TIMES and bool(np.any(minutes % 50))


def _could_be_times(cells: pd.Series, named: bool) -> bool:
    """Whether numbers may be years or compact dates: without a telling name only rising years of our calendar are."""
    sample = cells.dropna().iloc[:_SAMPLE]
    if sample.empty or not np.all(sample == np.floor(sample)):
        return False
    if named:
        return bool(sample.between(1000, 10**14).all())
    return bool(cells.between(1500, 2200).all() and cells.is_monotonic_increasing and cells.is_unique)


def _fits(sample: pd.Series, notation: str | None) -> bool:
    times = pd.to_datetime(sample, format=notation or "ISO8601", utc=True, errors="coerce")
    return float(times.notna().mean()) >= _RECOGNISED


def _swapped(notation: str) -> str:
    """The notation with day and month exchanged."""
    return re.sub("%[dm]", lambda mark: "%m" if mark[0] == "%d" else "%d", notation)


def _day_or_month(cells: pd.Series, notation: str) -> Notation:
    """Decide by the whole column: a number above 12 is a day; else the more regular reading, named as a guess."""
    pairs = [re.findall(r"\d+", start) for start in cells.str.slice(0, 5).unique()]
    firsts = sum(int(pair[0]) > 12 for pair in pairs if len(pair) > 1)
    seconds = sum(int(pair[1]) > 12 for pair in pairs if len(pair) > 1)
    day_first, month_first = sorted((notation, _swapped(notation)), key=lambda each: each.index("%d"))
    if firsts != seconds:
        return Notation(day_first if firsts > seconds else month_first)
    likely = [month_first, day_first] if "/" in notation else [day_first, month_first]
    likely.sort(key=lambda each: _irregularity(cells.iloc[:_COMPARED], each))
    return Notation(likely[0], other=likely[1])


def _irregularity(cells: pd.Series, notation: str) -> tuple[int, int]:
    """How many gaps the column has when it is read so, more than rows when it has no calendar at all; and its days,
    where one date has many rows, which go on from day to day.
    """
    times = pd.to_datetime(cells, format=notation, errors="coerce").dropna().sort_values()
    gaps = gaps_of(times.to_numpy("datetime64[us]")) if len(times) > 1 else None
    many = len(times) >= 2 * max(1, times.nunique())
    return len(cells) if gaps is None else len(gaps[0]), (times.iloc[-1] - times.iloc[0]).days if many else 0
