"""What is wrong with a table and on which line: every check of `lstm_core.data.series.tables`, each one message.

Lines are counted as a text editor counts them: from 1, the header, blank lines and line breaks in quotes included.
"""

import contextlib
import csv
import difflib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.files.encodings import undecodable
from lstm_core.data.series.clocks import has_offset
from lstm_core.data.series.sniffing import GROUPED, NUMBER
from lstm_core.data.series.transforms import floor_of, refused_rows
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import SeriesData, level_of

_MOST_LISTED = 12
_MOST_COMPARED = 2000  # ids among which the one that was meant is looked for
LIMIT_COLUMNS = 20_000


@dataclass(frozen=True)
class TableFile:
    """A file that is being read as a spec says, and the name it has in messages."""

    path: Path
    name: str
    data: SeriesData

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every record that is not blank with the line on which it begins, the header first."""
        layout = self.data.format
        with self.path.open(encoding=layout.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=layout.delimiter, skipinitialspace=True)
            before = 0
            for record in reader:
                if len(record) > 1 or (record and record[0].strip()):
                    yield before + 1, record
                before = reader.line_num

    def line(self, row: int) -> int:
        """The line of a row of data, rows counted from 0; of a wide table those of one series behind another's."""
        if self.data.series_columns or (self.data.panel and self._lines):
            return self._lines[row % len(self._lines)] if self._lines else row + 1
        try:
            found = next(itertools.islice(self.records(), row + self.data.format.header, None), None)
        except csv.Error:
            found = None
        return found[0] if found else row + 1 + self.data.format.header

    def rows(self, index: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The rows of the file, from 0, behind those of the table, which of a wide one stand once for each series."""
        return index % len(self._lines) if self.data.series_columns and self._lines else index

    @cached_property
    def _lines(self) -> list[int]:
        """The line of every row of data, since each of several series asks for some."""
        with contextlib.suppress(csv.Error):
            return [line for line, _ in itertools.islice(self.records(), int(self.data.format.header), None)]
        return []

    def column(self, name: str, row: int) -> str:
        """The column of the file that a cell of the table stands in: of a wide table that of its series."""
        series = self.data.series_columns
        return series[row // len(self._lines)] if series and name == self.data.target and self._lines else name

    def fault(self, key: str, **parameters: Parameter) -> DataError:
        return DataError(Sentence(key, {"file": self.name, **parameters}))


def check_first_row(place: TableFile) -> None:
    """Not too many columns, and a first row of data no longer than the header; pandas would only warn, and cut it."""
    try:
        _check_width(place)
        first, second = itertools.islice(place.records(), 2)
    except (csv.Error, ValueError, LookupError):  # fewer than two records, or none that can be read: pandas will tell
        return
    if len(second[1]) > len(first[1]):
        raise place.fault("data.ragged", line=second[0], found=len(second[1]), first=first[0], expected=len(first[1]))


def _check_width(place: TableFile) -> None:
    """Few enough columns for one table, counted before a line of any length is cut into fields."""
    layout = place.data.format
    with place.path.open(encoding=layout.encoding, newline=None) as file:
        line = "\n"
        while line and not line.strip():
            line = file.readline()
    found = line.count(layout.delimiter) + 1
    if found > LIMIT_COLUMNS and layout.delimiter != " ":
        raise place.fault("data.many_columns", found=found, limit=LIMIT_COLUMNS)


def check_columns(place: TableFile, columns: list[str]) -> None:
    """The spec's columns exist and differ."""
    data = place.data
    target = "data.unknown_target", "data.unknown_target_did_you_mean"
    beside = "data.unknown_column", "data.unknown_column_did_you_mean"
    wanted = [(name, target) for name in data.targets]
    if data.time_column is not None:
        wanted.append((data.time_column, ("data.unknown_time", "data.unknown_time_did_you_mean")))
    if data.id_column is not None:
        wanted.append((data.id_column, ("data.unknown_ids", "data.unknown_ids_did_you_mean")))
    wanted += [(name, beside) for name in (*data.past_columns, *data.future_columns, *data.static_columns)]
    read = (*data.columns, *data.static_columns)
    there = set(columns)
    for column, (unknown, similar) in wanted:
        level = level_of(column) if unknown == beside[0] else None
        if level is not None and column not in there and level[0] in there:
            if level[0] in (*read, data.time_column, data.id_column):
                raise place.fault("data.level_of_read", column=level[0], input=quoted_cell(column))
        elif column not in there:
            close = difflib.get_close_matches(column, columns, n=1)
            if close:
                raise place.fault(similar, column=quoted_cell(column), suggestion=quoted_cell(close[0]))
            raise place.fault(unknown, column=quoted_cell(column), allowed=listed(columns))
    if data.time_column in read:
        raise place.fault("data.target_is_time", column=str(data.time_column))
    if data.id_column is not None and data.id_column in (*read, data.time_column):
        raise place.fault("data.target_is_id", column=data.id_column)


def check_rows(place: TableFile, count: int, fewest: int = 2) -> None:
    """At least two rows of data, or one where that is enough."""
    if count == 0:
        raise place.fault("data.header_only")
    if count < fewest:
        raise place.fault("data.one_row")


def check_id(place: TableFile, table: pd.DataFrame) -> None:
    """At least two rows of the id that is read, each of its columns with a number in one of them."""
    data = place.data
    own = table[table[str(data.id_column)] == data.id]
    if len(own) < 2:
        raise unknown_id(place, table[str(data.id_column)], len(own))
    for name in dict.fromkeys(sources_of(data, table.columns)):
        if own[name].isna().all():
            raise place.fault("data.id_all_missing", column=name, ids=str(data.id_column), id=quoted_cell(str(data.id)))


def unknown_id(place: TableFile, cells: pd.Series, found: int, needed: int = 2) -> DataError:
    """The error of an id with fewer rows than are needed, and the one that is meant or has the most."""
    data = place.data
    counts = cells.value_counts(sort=False)
    facts: dict[str, Parameter] = {"column": str(data.id_column), "id": quoted_cell(str(data.id)), "needed": needed}
    if not len(counts):
        return place.fault("data.all_missing", column=str(data.id_column))
    most = str(counts.index[int(counts.to_numpy().argmax())])
    if found == 0:
        named = [str(name) for name in counts.index[:_MOST_COMPARED]]
        close = difflib.get_close_matches(str(data.id), named, n=1)
        return place.fault("data.unknown_id", suggestion=quoted_cell(close[0] if close else most), **facts)
    key = "data.id_too_short" if counts.max() >= needed else "data.ids_too_short"
    return place.fault(key, rows=found, other=quoted_cell(most), most=int(counts.max()), **facts)


def check_numbers(place: TableFile, table: pd.DataFrame) -> None:
    """Nothing but numbers and blanks in the columns of numbers, and not blanks alone in any."""
    for name in dict.fromkeys(sources_of(place.data, table.columns)):
        column = table[name]
        if column.isna().all():
            raise place.fault("data.all_missing", column=name)
        if name not in place.data.columns:
            continue
        if is_text(column):
            raise text_in(place, column)


def is_text(column: pd.Series) -> bool:
    """Whether a column holds something else than numbers; whole ones beyond 64 bits are numbers."""
    whole = column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) == "integer"
    return not pd.api.types.is_numeric_dtype(column) and not whole


def sources_of(data: SeriesData, columns: Iterable[str]) -> list[str]:
    """The columns of the table behind `data.columns`: a level is read from the column that it is of."""
    there = set(columns)
    levels = [None if name in there else level_of(name) for name in data.columns]
    return [name if level is None else level[0] for name, level in zip(data.columns, levels, strict=True)]


def numbers_in(place: TableFile, cells: pd.Series) -> pd.Series:
    """Which of the cells of a column of text are numbers."""
    return cells.dropna().astype("str").str.fullmatch(NUMBER[place.data.format.decimal].pattern)


def text_in(place: TableFile, column: pd.Series) -> DataError:
    """The error that names the first cell of a column that is no number."""
    cells = column.dropna().astype(str)
    wrong = cells[~numbers_in(place, cells)]
    row = int(wrong.index[0]) if len(wrong) else 0
    value = str(wrong.iloc[0]) if len(wrong) else str(column.iloc[0])
    key = "data.thousands" if GROUPED.fullmatch(value) else "data.text_value"
    return place.fault(
        key,
        column=str(column.name),
        line=place.line(row),
        value=quoted_cell(value),
        count=max(len(wrong), 1),
        decimal=place.data.format.decimal,
    )


def unreadable_cell(place: TableFile, table: pd.DataFrame) -> DataError:
    """The error that names the first cell of the time column that is not written as the others."""
    column = str(place.data.time_column)
    cells = table[column]
    try:
        known = pd.to_datetime(cells, format=place.data.time_format or "ISO8601", utc=True, errors="coerce").notna()
    except ValueError:
        return place.fault("data.time_directive", format=str(place.data.time_format))
    wrong = cells[~known & cells.notna()]
    value, line = quoted_cell(str(wrong.iloc[0])), place.line(int(wrong.index[0]))
    if not known.any():
        return place.fault("data.time_format", column=column, line=line, value=value, count=len(wrong))
    like = quoted_cell(str(cells[known].iloc[0]))
    return place.fault("data.time_value", column=column, line=line, value=value, count=len(wrong), like=like)


def check_moments(place: TableFile, table: pd.DataFrame, rows: pd.DataFrame) -> None:
    """A time in every row, and none that is a word."""
    column = place.data.time_column
    if column is None:
        return
    if rows["time"].isna().any():
        blank = int(rows.index[rows["time"].isna()].min())
        count = int(rows["time"].isna().sum())
        raise place.fault("data.time_missing", column=column, line=place.line(blank), count=count)
    today = table[column].str.lower().isin(["now", "today"])  # pandas reads these words as the present moment
    if today.any():
        row = int(table.index[int(np.argmax(today.to_numpy()))])
        like = quoted_cell(str(table[column].iloc[0]))
        value = quoted_cell(str(table[column][row]))
        count = int(today.sum())
        raise place.fault("data.time_value", column=column, line=place.line(row), value=value, count=count, like=like)
    if place.data.zone is not None:
        check_offsets(place, table)


def check_times(place: TableFile, table: pd.DataFrame, rows: pd.DataFrame) -> None:
    """A time in every row, and no time twice."""
    column = place.data.time_column
    if column is None:
        return
    check_moments(place, table, rows)
    twice = rows["time"].duplicated(keep="first")
    if twice.any():
        position = int(np.argmax(twice.to_numpy()))
        first, second = (int(rows.index[at]) for at in (position - 1, position))
        raise place.fault(
            "data.duplicate_time",
            column=column,
            value=quoted_cell(str(table[column][first])),
            first=place.line(first),
            second=place.line(second),
            count=int(twice.sum()),
        )


def check_offsets(place: TableFile, table: pd.DataFrame) -> None:
    """An offset from UTC behind every time, without which nobody knows which moment of a zone it is."""
    cells = table[str(place.data.time_column)]
    wrong = np.flatnonzero(~has_offset(cells))
    if len(wrong):
        row = int(table.index[wrong[0]])
        facts: dict[str, Parameter] = {"column": str(cells.name), "zone": str(place.data.zone), "count": len(wrong)}
        raise place.fault("data.zone_no_offset", line=place.line(row), value=quoted_cell(str(cells[row])), **facts)


def missing_values(place: TableFile, column: str, rows: pd.Index) -> DataError:
    """The error that counts the rows that lack a value and names the first in the file."""
    return place.fault("data.missing_values", column=column, count=len(rows), line=place.line(int(rows.min())))


def check_ahead(place: TableFile, rows: pd.DataFrame, first: int) -> None:
    """A value in every row for the columns that are known ahead, from the one at `first` on."""
    for at in range(first, len(place.data.columns)):
        missing = rows.index[rows[at].isna()]
        if len(missing):
            name, line = place.data.columns[at], place.line(int(missing.min()))
            raise place.fault("data.ahead_missing", column=name, line=line, count=len(missing))


def check_values(place: TableFile, rows: pd.DataFrame, count: int) -> None:
    """Finite values or none, and two rows of them at least."""
    for at, name in enumerate(place.data.columns):
        infinite = rows.index[np.isinf(rows[at])]
        if len(infinite):
            row = int(infinite.min())
            value = str(rows[at][row])
            raise place.fault("data.infinite", column=name, line=place.line(row), value=value, count=len(infinite))
    check_rows(place, count)


def check_transform(place: TableFile, rows: pd.DataFrame) -> None:
    """No value of a target that the transform does not have."""
    data = place.data
    for at, name in enumerate(data.targets):
        refused = refused_rows(data.transform, rows[[at]].to_numpy("float64"))
        if len(refused):
            row = int(rows.index[refused[0]])
            raise place.fault(
                "data.transform_refuses",
                column=place.column(name, row),
                count=len(refused),
                floor=f"{floor_of(data.transform):g}",
                transform=data.transform,
                line=place.line(row),
                value=str(rows[at][row]),
            )


def unreadable_table(place: TableFile, error: BaseException) -> DataError:
    """The error behind what pandas raised while it cut the file into cells."""
    layout = place.data.format
    if isinstance(error, UnicodeError):
        return undecodable(place.path, layout.encoding, place.name)
    if isinstance(error, LookupError):
        return place.fault("data.unknown_encoding", encoding=quoted_cell(layout.encoding))
    if isinstance(error, pd.errors.EmptyDataError):
        return place.fault("data.blank")
    line = 1
    try:
        records = place.records()
        first, header = next(records)
        for line, record in records:
            if len(record) > len(header):
                return place.fault("data.ragged", line=line, found=len(record), first=first, expected=len(header))
    except (csv.Error, StopIteration):
        line += 1
    return place.fault("data.quote", line=line)


def quoted_cell(value: str) -> str:
    """A cell as a message shows it: in quotation marks, on one line, cut when long."""
    flat = re.sub(r"\s+", " ", value)
    return f'"{flat}"' if len(flat) <= 40 else f'"{flat[:37]}..."'


def listed(names: list[str]) -> str:
    """Names with commas between them, the first ones when there are many."""
    some = ", ".join(names[:_MOST_LISTED])
    return some if len(names) <= _MOST_LISTED else f"{some}, ..."
