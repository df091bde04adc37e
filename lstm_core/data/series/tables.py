"""The one reading of a series from a CSV file, for every source; the rendered script shows the same lines.

Guarantees: values are finite float64 in the order of time, or NaN where one is missing and missing="mask"; no row is
dropped but blank lines, rows before the first known value, rows behind the last one of the targets and rows behind the
three parts of `split_rows`; with `grid` the rows that the calendar has besides are put in. Whatever else is wrong
raises DataError with one message that names file, line, column and value.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.files.checks import admit
from lstm_core.data.series import calendars, categories, table_checks, windows
from lstm_core.data.series.categories import Categories
from lstm_core.data.series.clocks import Clock, clock_of
from lstm_core.data.series.sniffing import sniff
from lstm_core.data.series.wide import MOST_BESIDE, melted, read_table
from lstm_core.errors import Sentence
from lstm_core.spec.series import SeriesData

__all__ = [
    "Series",
    "cut_into_cells",
    "digest",
    "file_name",
    "last_known",
    "load_series",
    "read_table",
    "read_values",
    "sniff",
    "table_of",
]

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """A series ready for windows: `times` and `values` (T,) of the main target, oldest first.

    Times are ISO 8601 as precise as the data ("1700", "1958-03", "1958-03-29", "2024-01-01T13:00"), or row numbers
    counted from 1 when there is no time column; `stamps` (T,) holds the same moments as datetime64. `others` has the
    further targets and the columns known in the past (T,), and those known ahead (T + F,) with F rows more; `ahead`
    (F,) are the moments of these rows, or None. Stamps are of UTC, or of local time where `clock` counts there; with a
    clock a time that is finer than a day bears its offset ("2024-01-01T13:00:00+01:00"). `levels` are what the training
    part says in the columns of text that are read, by column; "" is a blank that is none of the levels. Of several
    that one network reads: `statics` (S,) are the static columns, scaled, and `among` says which one it is of how many.
    """

    times: list[str]
    values: Values
    notices: list[Sentence] = field(default_factory=list)
    stamps: npt.NDArray[np.datetime64] | None = None
    others: dict[str, Values] = field(default_factory=dict)
    ahead: npt.NDArray[np.datetime64] | None = None
    clock: Clock | None = None
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    statics: tuple[float, ...] = ()
    among: tuple[int, int] | None = None

    @property
    def filled(self) -> Values:
        """`values` with the last known one wherever one is missing: what a person knows at that moment."""
        return last_known(self.values)

    def columns(self, data: SeriesData) -> Values:
        """Every target (T, C), the main one first."""
        return np.column_stack([self.values, *(self.others[name] for name in data.further_targets)])

    @property
    def digest(self) -> str:
        """SHA-256 of every column that is read, one after the other, as little-endian float64."""
        return digest(np.concatenate([self.values, *self.others.values(), np.array(self.statics)]))


def last_known(values: Values) -> Values:
    """`values` (T,) or (T, C) with the last known one wherever one is NaN; NaN before the first."""
    rows = np.arange(len(values)).reshape(-1, *[1] * (values.ndim - 1))
    newest = np.maximum.accumulate(np.where(np.isnan(values), 0, rows))
    filled: Values = np.take_along_axis(values, newest, axis=0)
    return filled


def read_values(data: SeriesData, table: pd.DataFrame) -> pd.DataFrame:
    """Columns 0, 1, ... as `data.columns` names them and, when the data has times, `time` (UTC), in that order.

    Of a long table the rows of `data.id` alone, where one is chosen. The index counts rows of the file. Raises
    ValueError where a cell is no number or no time.
    """
    if data.id is not None:
        table = table[table[data.id_column] == data.id]
    inputs = Categories.of(data, table.columns)
    rows = pd.DataFrame(
        {
            place: inputs.marked(table, name) if name in inputs.marks else numbers_of(data, table[name])
            for place, name in enumerate(data.columns)
        }
    )
    if data.time_column is not None:
        rows["time"] = pd.to_datetime(table[data.time_column], format=data.time_format or "ISO8601", utc=True)
        rows = rows.sort_values("time", kind="stable")
    return rows


def numbers_of(data: SeriesData, cells: pd.Series) -> pd.Series:
    """The cells of a column of numbers, NaN where one stands for missing."""
    numbers = cells.astype("float64")
    return numbers.mask(numbers.isin(list(data.missing_codes))) if data.missing_codes else numbers


def table_of(place: table_checks.TableFile) -> pd.DataFrame:
    """The file with the texts of its spec as text; of a wide table the long one (`wide.melted`). Raises DataError."""
    data = place.data
    return melted(place, read_table(place.path, data.format, data.texts), beside=0)


def load_series(data: SeriesData, path: Path) -> Series:
    """The series that the spec describes, read from `path`. Raises DataError."""
    place, table = open_table(data, path)
    if data.id is not None:
        table_checks.check_id(place, table)
        table = table[table[data.id_column] == data.id]
    rows = timed_rows(place, table)
    table_checks.check_times(place, table, rows)
    return series_from(place, table, rows, order_notices(rows, table, data))


def open_table(data: SeriesData, path: Path) -> tuple[table_checks.TableFile, pd.DataFrame]:
    """The file with its cells, in which columns of numbers hold numbers. Raises DataError."""
    place = table_checks.TableFile(path, file_name(data, path), data)
    admit(path, place.name)
    table_checks.check_columns(place, list(cut_into_cells(place, rows=1).columns))
    table = cut_into_cells(place, data.texts, beside=0)
    table_checks.check_rows(place, len(table))
    categories.check_whole(place, table)
    table_checks.check_numbers(place, table)
    return place, table


def timed_rows(place: table_checks.TableFile, table: pd.DataFrame) -> pd.DataFrame:
    """`read_values` with a DataError for a cell that cannot be read."""
    try:
        return read_values(place.data, table)
    except (ValueError, OverflowError):
        raise table_checks.unreadable_cell(place, table) from None


def series_from(
    place: table_checks.TableFile,
    table: pd.DataFrame,
    rows: pd.DataFrame,
    notices: list[Sentence],
    levels: Mapping[str, tuple[str, ...]] | None = None,
) -> Series:
    """One series from its rows in the order of time, as `read_values` gives them. Raises DataError.

    Columns of text have the `levels` that its training part says, where none are given.
    """
    data = place.data
    clock = clock_of(data.zone, stamps_of(rows)) if data.time_column is not None else None
    if clock is not None:
        rows = rows.assign(time=pd.to_datetime(clock.counted(stamps_of(rows)), utc=True))
    rows, put_in = _on_grid(place, rows, clock)
    rows, count, untold = _known_rows(place, rows)
    rows, count, missing = _without_missing(place, rows, count, table_checks.sources_of(data, table.columns))
    table_checks.check_values(place, rows, count)
    table_checks.check_transform(place, rows.iloc[:count])
    inputs, told = Categories.of(data, table.columns), list[Sentence]()
    if levels is None:
        levels = inputs.levels(table, rows.index[: windows.boundaries(count, data)[0]])
        inputs.check(place, levels)
        inputs.check_cells(place, table, rows.index[:count], levels)
        told = inputs.notices(table, levels)
    stamps = None if data.time_column is None else stamps_of(rows)
    if stamps is None:
        times = [str(number) for number in (place.rows(rows.index[:count].to_numpy()) + 1).tolist()]
    else:
        times = calendars.iso_times(stamps[:count], data.time_format, clock)
        notices = [*notices, *calendars.gap_notices(stamps[:count], times)]
    known = len(data.columns) - len(data.future_columns)
    columns = [np.ascontiguousarray(rows[at].to_numpy("float64")) for at in range(len(data.columns))]
    return Series(
        times,
        columns[0][:count],
        [*notices, *put_in, *untold, *missing, *told],
        None if stamps is None else stamps[:count],
        {name: columns[at][: count if at < known else None] for at, name in enumerate(data.columns) if at > 0},
        None if stamps is None else stamps[count:],
        clock,
        dict(levels),
    )


def _on_grid(
    place: table_checks.TableFile, rows: pd.DataFrame, clock: Clock | None
) -> tuple[pd.DataFrame, list[Sentence]]:
    """With `data.grid` the rows and those that their calendar has besides, of index -1, and what was put in."""
    data = place.data
    calendar = calendars.calendar_of(stamps_of(rows)) if data.grid and len(rows) > 1 else None
    if calendar is None:
        return rows, []
    stamps = stamps_of(rows)
    count = calendars.steps_left_out(stamps, calendar)
    if count > len(rows):
        raise place.fault("data.grid_sparse", rows=len(rows), grid=len(rows) + count)
    if count == 0:
        return rows, []
    absent = calendars.absent(stamps, calendar)
    added = pd.DataFrame({"time": pd.to_datetime(absent, utc=True)}, index=np.full(len(absent), -1))
    rows = pd.concat([rows, added]).sort_values("time", kind="stable")
    for at in range(len(data.columns) - len(data.future_columns), len(data.columns)):
        rows[at] = np.where(rows.index < 0, rows[at].ffill(), rows[at])
    facts: dict[str, str | int | float] = {"count": count, "grid": len(rows)}
    first = calendars.iso_times(absent, data.time_format, clock)[0]
    return rows, [Sentence("data.gridded", {**facts, "first": first})]


def _known_rows(place: table_checks.TableFile, rows: pd.DataFrame) -> tuple[pd.DataFrame, int, list[Sentence]]:
    """The rows to be read, how many of them are told of by the targets, and what was left out.

    Behind the last row with a target, columns known ahead go on; without any such column there is nothing to learn.
    """
    data = place.data
    if data.split_rows is not None and sum(data.split_rows) > len(rows):
        raise place.fault("data.split_rows", rows=len(rows), needed=sum(data.split_rows))
    count = sum(data.split_rows) if data.split_rows is not None else len(rows)
    told = np.flatnonzero(rows[list(range(len(data.targets)))].notna().any(axis=1))
    last = min(count, int(told[-1]) + 1) if len(told) else count
    if data.future_columns:
        return rows, last, []
    if data.split_rows is not None or last == count:
        return rows.iloc[:count], count, []
    facts: dict[str, str | int | float] = {"column": data.target, "count": count - last}
    return rows.iloc[:last], last, [Sentence("data.untold", facts)]


def digest(values: Values) -> str:
    """SHA-256 of the values as contiguous little-endian float64."""
    return hashlib.sha256(np.ascontiguousarray(values, dtype="<f8").tobytes()).hexdigest()


def file_name(data: SeriesData, path: Path) -> str:
    """What messages call the data: the name that a person gave, else the file's, else the source's."""
    return data.name or (Path(data.file or path).name if data.source == "file" else data.source)


def cut_into_cells(
    place: table_checks.TableFile, texts: Iterable[str | None] = (), rows: int | None = None, beside: int = MOST_BESIDE
) -> pd.DataFrame:
    """`read_table`, with a DataError for whatever keeps the file from being one table.

    Of a wide table the long one (`wide.melted`) with so many of the columns that the spec does not read.
    """
    table_checks.check_first_row(place)
    try:
        return melted(place, read_table(place.path, place.data.format, texts, rows), beside=beside)
    except (ValueError, LookupError) as error:
        raise table_checks.unreadable_table(place, error) from None


def order_notices(rows: pd.DataFrame, table: pd.DataFrame, data: SeriesData) -> list[Sentence]:
    """Whether rows were put in order, and whether their times were read as UTC."""
    notices = []
    moved = int(np.count_nonzero(rows.index.to_numpy() != table.index.to_numpy()))
    if moved:
        notices.append(Sentence("data.sorted", {"column": str(data.time_column), "count": moved}))
    if data.time_column is not None and data.zone is not None:
        notices.append(Sentence("data.zone", {"column": data.time_column, "zone": data.zone}))
    elif data.time_column is not None and calendars.has_utc_offset(str(table[data.time_column].iloc[0])):
        notices.append(Sentence("data.utc", {"column": data.time_column}))
    return notices


def _without_missing(
    place: table_checks.TableFile, rows: pd.DataFrame, count: int, sources: Sequence[str]
) -> tuple[pd.DataFrame, int, list[Sentence]]:
    """Rows and their count after what `data.missing` says was done to the first `count` of them, and what it was.

    `sources` are the columns of the file by place.
    """
    data = place.data
    read = len(data.columns) - len(data.future_columns)
    table_checks.check_ahead(place, rows, read)
    told = rows.iloc[:count]
    missing = {at: told[at].isna() for at in range(read) if told[at].isna().any()}
    if not missing:
        return rows, count, []
    if data.missing == "refuse" and data.wide:
        first = int(np.argmax(told[0].notna().to_numpy()))
        rows, count, told = rows.iloc[first:], count - first, told.iloc[first:]
        missing = {at: each for at, each in missing.items() if told[at].isna().any()}
        if not missing:
            return rows, count, [Sentence("data.leading_dropped", {"column": data.target, "count": first})]
    if data.missing == "refuse":
        at = next(iter(missing))
        raise table_checks.missing_values(place, sources[at], told.index[missing[at]])
    needed = range(read) if data.missing == "forward" else range(len(data.targets))
    first = max(int(np.argmax(told[at].notna().to_numpy())) for at in needed)
    notices = []
    if first:
        late = next(at for at in needed if told[at].iloc[:first].isna().all())
        notices.append(Sentence("data.leading_dropped", {"column": sources[late], "count": first}))
    rows, kept = rows.iloc[first:], told.iloc[first:]
    for at in {sources[at]: at for at in reversed(missing)}.values():
        blank = kept.index[kept[at].isna() & (kept.index >= 0)]  # of the file, not of its grid
        if len(blank):
            facts: dict[str, str | int | float] = {"column": sources[at], "count": len(blank)}
            key = "data.carried" if data.missing == "forward" else "data.masked"
            notices.append(Sentence(key, {**facts, "line": place.line(int(blank[0]))}))
    if data.missing == "forward":
        rows = rows.copy()
        for at in missing:
            rows[at] = rows[at].ffill()
    return rows, count - first, notices


def stamps_of(rows: pd.DataFrame) -> npt.NDArray[np.datetime64]:
    """The moments of rows (T,) as `read_values` gives them."""
    stamps: npt.NDArray[np.datetime64] = rows["time"].dt.tz_localize(None).to_numpy("datetime64[us]")
    return stamps
