"""What a CSV file holds, before anybody decides what to do with it; `propose` and `check` stand beside it.

Guarantees that a file which can be profiled is one table with a column of numbers; whether one column is fit to be
forecast is decided by `lstm_core.data.series.tables.load_series`.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from lstm_core.data.series import calendars, categories, column_names, missing_codes, repeats, statics, table_checks
from lstm_core.data.series.alike import Alike, alike_of
from lstm_core.data.series.clocks import clock_of, zone_of
from lstm_core.data.series.ids import Ids, ids_of
from lstm_core.data.series.missing_codes import MissingCode
from lstm_core.data.series.sniffing import GROUPED, NUMBER, sniff
from lstm_core.data.series.tables import cut_into_cells
from lstm_core.data.series.tidying import Tidied, tidy
from lstm_core.data.series.time_formats import Notation, notation_of, tells_when, time_column
from lstm_core.errors import DataError, Sentence
from lstm_core.spec.series import CsvFormat, SeriesData

ColumnKind = Literal["number", "time", "text"]

_HEAD = 5
_SAMPLE = 200
_TIMED = 20_000
_EVEN = 0.02  # of a step: clocks print rounded numbers
_DELIMITERS = {";": "data.semicolons", "\t": "data.tabs", "|": "data.bars", " ": "data.spaces"}


@dataclass(frozen=True)
class Column:
    """One column; a number column may hold single cells that are no numbers, which `load_series` then names."""

    name: str
    kind: ColumnKind
    missing: int
    low: float | None = None  # smallest and largest value of a clean number column
    high: float | None = None
    flag: bool = False  # two values, such as 0 and 1
    levels: tuple[str, ...] = ()  # of a column of text that can be read as a category
    even: bool = False  # its numbers rise by the same step from row to row, as those of a clock or a ruler do
    when: bool = False  # its numbers are years or times of day, such as 517 for 5:17
    many: bool = False  # texts with more different values than a category may have
    ends: int = 0  # blank cells at its end, of a long table at that of its first series
    holes: bool = False  # blank cells before these


@dataclass(frozen=True)
class SeriesProfile:
    """A CSV file as people want to see it first."""

    path: Path
    name: str
    bytes: int
    rows: int
    format: CsvFormat
    columns: tuple[Column, ...]
    time_column: str | None
    time_format: str | None
    frequency: Sentence | None  # of the first rows; None when there are no times or no rhythm
    period: tuple[str, str] | None  # earliest and latest time of the first rows and the last one
    head: tuple[tuple[str, ...], ...]  # the first rows, cells as text
    notices: tuple[Sentence, ...]
    codes: tuple[MissingCode, ...] = ()  # numbers that seem to stand for missing
    calendar: calendars.Calendar | None = None  # of the first rows
    left_of: Mapping[str, int] = field(default_factory=dict)  # steps to the end of the last time's week ... year
    ids: Ids | None = None  # of a long table; None where it is one series
    alike: Alike = field(default_factory=Alike)  # columns of a wide table that look like series of one kind
    static: tuple[str, ...] = ()  # columns of a long table that say the same in every row of a series
    zone: str | None = None  # in which the times are written; None where that is UTC, or not told

    @property
    def id_column(self) -> str | None:
        """The column that says to which series a row belongs."""
        return self.ids.column if self.ids is not None else None

    @property
    def measured(self) -> tuple[str, ...]:
        """Columns of numbers that vary and are neither flags, numbers of rows, years nor times of day."""
        return tuple(each.name for each in self.columns if _varies(each) and not column_names.is_row_counter(each.name))

    @property
    def numeric(self) -> tuple[str, ...]:
        """Columns that could be forecast."""
        return tuple(column.name for column in self.columns if column.kind == "number")

    @property
    def categories(self) -> tuple[str, ...]:
        """Columns of text whose levels can be inputs."""
        return tuple(column.name for column in self.columns if column.levels and column.name != self.id_column)


def profile(
    path: Path,
    name: str | None = None,
    sheet: str | None = None,
    *,
    newer: bool = False,
    before: repeats.Before | None = None,
) -> SeriesProfile:
    """Read a CSV file once and describe it; `name` is what messages call it, `sheet` one of a workbook.

    Of rows that are only `newer` than those of a run one is enough, and rows of one time are gathered only as those
    `before` were. Raises DataError.
    """
    name = name or path.name
    return _profiled(tidy(path, name, sheet=sheet), name, newer=newer, before=before)


def _profiled(tidied: Tidied, name: str, *, newer: bool = False, before: repeats.Before | None = None) -> SeriesProfile:
    path, layout = tidied.path, tidied.format or sniff(tidied.path, name)
    place = table_checks.TableFile(path, name, SeriesData(source="file", file=str(path), name=name, format=layout))
    table = cut_into_cells(place)
    table_checks.check_rows(place, len(table), fewest=1 if newer else 2)
    chosen = _times(table, tidied.time_column)
    kinds: dict[str, ColumnKind] = {column: _kind(table[column], layout) for column in table.columns}
    if chosen is not None:
        kinds[chosen[0]] = "time"
    ids, own, static = None, table, list[str]()
    codes = missing_codes.codes_of_table(table, [name for name in kinds if kinds[name] == "number"])
    found = ids_of(place, table, chosen[0], chosen[1].format) if chosen is not None and before is None else None
    if found is not None:
        ids, cells = found
        kinds[ids.column] = "text"
        own = table[cells == ids.first]
        codes = tuple(code for code in codes if code.column != ids.column)
        beside = [name for name in table.columns if name not in (ids.column, chosen[0])] if chosen else []
        static = statics.constant(table, cells, beside)
    elif chosen is not None and (before is not None or not (codes or newer or _misread(table, kinds))):
        again = (
            repeats.gathered(table, chosen[0], chosen[1].format, path)
            if before is None
            else repeats.gathered_as_before(table, chosen[0], chosen[1].format, path, before)
        )
        if again is not None:
            said = (*tidied.notices, *again.notices)
            return _profiled(Tidied(again.path, said, CsvFormat(), again.time_column), name, newer=newer)
    if "number" not in kinds.values():
        raise _numberless(place, table, kinds)
    columns = tuple(_with_blanks(_column(table[column], kinds[column]), own[column]) for column in table.columns)
    notices = [*tidied.notices, *_format_notices(layout, table, kinds)]
    calendar = period = zone = None
    left: dict[str, int] = {}
    if chosen is None:
        notices.append(_untimed(table))
    else:
        zone = zone_of(table[chosen[0]], chosen[1].format, tidied.zone)
        calendar, period, left = _rhythm(own[chosen[0]].astype("str"), chosen[1], zone)
        notices += _ambiguity(table[chosen[0]], chosen[1])
    return SeriesProfile(
        path=path,
        name=name,
        bytes=path.stat().st_size,
        rows=len(table),
        format=layout,
        columns=columns,
        time_column=chosen[0] if chosen else None,
        time_format=chosen[1].format if chosen else None,
        frequency=calendar.frequency if calendar else None,
        period=period,
        head=tuple(tuple("" if pd.isna(cell) else str(cell) for cell in row) for row in table.head(_HEAD).to_numpy()),
        notices=tuple(notices),
        codes=codes,
        ids=ids,
        alike=alike_of(table, [each.name for each in columns if _varies(each)]) if ids is None else Alike(),
        calendar=calendar,
        left_of=left,
        static=tuple(each.name for each in columns if each.name in static and (each.kind == "number" or each.levels)),
        zone=zone,
    )


def _misread(table: pd.DataFrame, kinds: Mapping[str, ColumnKind]) -> bool:
    """The likely target has a cell that is no number: it is to be mended first."""
    numbers = [name for name in kinds if kinds[name] == "number" and not tells_when(table[name])]
    measured = [each for each in numbers if not column_names.is_row_counter(each)]
    measured = [each for each in measured if not column_names.names_entity(each)]
    return bool(measured) and not pd.api.types.is_numeric_dtype(table[column_names.likely_target(measured)])


def _numberless(place: table_checks.TableFile, table: pd.DataFrame, kinds: Mapping[str, ColumnKind]) -> DataError:
    """The error of a table without a column of numbers, with an example of what stands there where it nearly is one."""
    for name in table.columns:
        known = table[name].dropna()
        if kinds[name] == "text" and len(known) and re.search(r"\d", str(known.iloc[0])):
            return place.fault("data.no_plain_numbers", column=name, value=table_checks.quoted_cell(str(known.iloc[0])))
    return place.fault("data.no_numbers", columns=table_checks.listed(list(table.columns)))


def _times(table: pd.DataFrame, told: str | None) -> tuple[str, Notation] | None:
    """The column of times and its notation: the one that the plain table was made with, else the likely one."""
    notation = notation_of(table[told].astype("str").where(table[told].notna())) if told is not None else None
    return time_column(table) if told is None or notation is None else (told, notation)


def _kind(cells: pd.Series, layout: CsvFormat) -> ColumnKind:
    """Number when nearly all of a sample are: one wrong cell is named later, it does not hide the column."""
    if pd.api.types.is_numeric_dtype(cells):
        return "number" if cells.notna().any() else "text"
    known = cells.dropna()
    spread = np.unique(np.linspace(0, len(known) - 1, min(len(known), _SAMPLE)).astype(int))
    sample = known.iloc[spread].astype(str)
    patterns = (NUMBER[layout.decimal], GROUPED)
    numbers = sum(any(pattern.fullmatch(cell) for pattern in patterns) for cell in sample)
    return "number" if 2 * numbers >= len(sample) else "text"


def _column(cells: pd.Series, kind: ColumnKind) -> Column:
    missing = int(cells.isna().sum())
    if kind == "number" and pd.api.types.is_numeric_dtype(cells):
        low, high = float(cells.min()), float(cells.max())
        values = cells.to_numpy("float64", na_value=np.nan)
        flag = low < high and bool(np.all((values == low) | (values == high) | np.isnan(values)))
        steps = np.diff(values) if math.isfinite(high - low) else values[:0]
        even = len(steps) > 2 and bool(steps[0] > 0 and np.all(np.abs(steps - steps.mean()) <= _EVEN * steps.mean()))
        return Column(str(cells.name), kind, missing, low, high, flag, even=even, when=tells_when(cells))
    texts = categories.cells_of(cells) if kind == "text" else None
    levels = categories.levels_of(texts) if texts is not None else ()
    many = len(levels) > categories.LIMIT_LEVELS
    categorical = texts is not None and not many and categories.is_category(texts)
    return Column(str(cells.name), kind, missing, levels=levels if categorical else (), many=many)


def _with_blanks(column: Column, cells: pd.Series) -> Column:
    """With what is blank at its end and before that in the `cells` of one series."""
    known = np.flatnonzero(cells.notna().to_numpy())
    if not column.missing or not len(known):
        return column
    return replace(column, ends=len(cells) - 1 - int(known[-1]), holes=len(known) <= int(known[-1]))


def _varies(column: Column) -> bool:
    """Whether a clean column of numbers holds more than two of them, and not years or times of day."""
    plain = column.kind == "number" and not column.flag and not column.when
    return plain and column.low is not None and column.low != column.high


def _format_notices(layout: CsvFormat, table: pd.DataFrame, kinds: dict[str, ColumnKind]) -> list[Sentence]:
    notices = []
    if layout.encoding not in ("utf-8", "utf-8-sig"):
        notices.append(Sentence("data.encoding", {"encoding": layout.encoding}))
    if layout.delimiter in _DELIMITERS:
        notices.append(Sentence(_DELIMITERS[layout.delimiter]))
    if layout.decimal == ",":
        numbers = table[[column for column in table.columns if kinds[column] == "number"]].select_dtypes("float")
        example = next((value for column in numbers for value in numbers[column].dropna().iloc[:_SAMPLE]), 1.5)
        written = repr(float(example))
        notices.append(Sentence("data.decimal_comma", {"value": written.replace(".", ","), "number": written}))
    if not layout.header:
        notices.append(Sentence("data.no_header"))
    return notices


def _untimed(table: pd.DataFrame) -> Sentence:
    for column in table.columns:
        if column_names.names_time(column) and table[column].notna().any():
            value = str(table[column].dropna().iloc[0])
            return Sentence("data.times_not_read", {"column": column, "value": table_checks.quoted_cell(value)})
    return Sentence("data.no_times")


def _rhythm(
    cells: pd.Series, notation: Notation, zone: str | None
) -> tuple[calendars.Calendar | None, tuple[str, str] | None, dict[str, int]]:
    """The calendar of the first rows, earliest and latest time, steps that are left of the latest one's year."""
    cells = pd.concat([cells.iloc[:_TIMED], cells.iloc[_TIMED:].iloc[-1:]])  # enough for the rhythm; both ends
    times = pd.to_datetime(cells, format=notation.format or "ISO8601", utc=True, errors="coerce").dropna()
    stamps = np.unique(times.dt.tz_localize(None).to_numpy("datetime64[us]"))
    if len(stamps) < 2:
        return None, None, {}
    clock = clock_of(zone, stamps)
    counted = stamps if clock is None else clock.counted(stamps)
    calendar = calendars.calendar_of(counted)
    first, last = calendars.iso_times(counted[[0, -1]], notation.format, clock)
    end = counted[-1] if clock is None else clock.wall(counted[-1:])[0]
    return calendar, (first, last), calendar.left_of(end) if calendar else {}


def _ambiguity(cells: pd.Series, notation: Notation) -> list[Sentence]:
    if notation.other is None or notation.format is None:
        return []
    known = cells.dropna()
    one, two = (pd.to_datetime(known, format=each, errors="coerce") for each in (notation.format, notation.other))
    differing = np.flatnonzero(((one != two) & one.notna()).to_numpy())
    if len(differing) == 0:
        return []
    value, read = str(known.iloc[differing[0]]), one.iloc[differing[0]].date().isoformat()
    facts: dict[str, str | int | float] = {"column": str(cells.name), "value": value, "read": read}
    return [Sentence("data.day_or_month_first", {**facts, "format": notation.format})]
