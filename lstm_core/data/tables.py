"""The one reading of a series from a CSV file, for every source; the rendered script shows the same lines.

Guarantees: values are finite float64 in the order of time; no row is dropped but blank lines and, with
missing="forward", rows before the first known value. Whatever else is wrong raises DataError with one message that
names file, line, column and value.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data import calendars, faults
from lstm_core.data.admission import admit
from lstm_core.data.sniffing import sniff
from lstm_core.errors import Message
from lstm_core.specs import CsvFormat, SeriesData

__all__ = [
    "Series",
    "carry_forward",
    "cut_into_cells",
    "digest",
    "file_name",
    "load_series",
    "read_table",
    "read_values",
    "sniff",
]

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """A series ready for windows: `times` and `values` (T,), oldest first.

    Times are ISO 8601 as precise as the data ("1700", "1958-03", "1958-03-29", "2024-01-01T13:00"), or row numbers
    counted from 1 when there is no time column; `stamps` (T,) holds the same moments as datetime64.
    """

    times: list[str]
    values: Values
    notices: list[Message] = field(default_factory=list)
    stamps: npt.NDArray[np.datetime64] | None = None


def read_table(path: Path, layout: CsvFormat, time_column: str | None = None, rows: int | None = None) -> pd.DataFrame:
    """The file as a table with named columns; the time column as text, numbers as numbers."""
    if layout.header:
        return _read_csv(path, layout, time_column, rows)
    position = None if time_column is None else int(time_column.removeprefix("column_")) - 1
    table = _read_csv(path, layout, position, rows)
    table.columns = pd.Index([f"column_{number}" for number in range(1, table.shape[1] + 1)])
    return table


def _read_csv(path: Path, layout: CsvFormat, text_column: str | int | None, rows: int | None) -> pd.DataFrame:
    kinds: dict[Any, Any] | None = None if text_column is None else {text_column: str}
    return pd.read_csv(
        path,
        encoding=layout.encoding,
        sep=layout.delimiter,
        decimal=layout.decimal,
        header=0 if layout.header else None,
        index_col=False,
        skipinitialspace=True,
        dtype=kinds,
        nrows=rows,
        low_memory=False,
    )


def read_values(data: SeriesData, table: pd.DataFrame) -> pd.DataFrame:
    """Columns `value` and, when the data has times, `time` (UTC), in that order; the index counts rows of the file.

    Raises ValueError where a cell is no number or no time.
    """
    rows = pd.DataFrame({"value": table[data.target].astype("float64")})
    if data.time_column is not None:
        rows["time"] = pd.to_datetime(table[data.time_column], format=data.time_format or "ISO8601", utc=True)
        rows = rows.sort_values("time", kind="stable")
    return rows


def carry_forward(rows: pd.DataFrame) -> pd.DataFrame:
    """Missing values replaced by the last known one; rows before the first known value are left out."""
    return rows.assign(value=rows["value"].ffill()).dropna(subset=["value"])


def load_series(data: SeriesData, path: Path) -> Series:
    """The series that the spec describes, read from `path`. Raises DataError."""
    place = faults.Place(path, file_name(data, path), data)
    admit(path, place.name)
    faults.check_columns(place, list(cut_into_cells(place, rows=1).columns))
    table = cut_into_cells(place, data.time_column)
    faults.check_rows(place, len(table))
    faults.check_numbers(place, table)
    try:
        rows = read_values(data, table)
    except (ValueError, OverflowError):
        raise faults.unreadable_cell(place, table) from None
    faults.check_times(place, table, rows)
    notices = _order_notices(rows, table, data)
    rows, missing = _without_missing(place, rows)
    faults.check_values(place, rows)
    stamps = None if data.time_column is None else _stamps(rows)
    if stamps is None:
        times = [str(number) for number in (rows.index + 1).tolist()]
    else:
        times = calendars.written(stamps, data.time_format)
        notices += calendars.gap_notices(stamps, times)
    return Series(times, np.ascontiguousarray(rows["value"].to_numpy("float64")), notices + missing, stamps)


def digest(values: Values) -> str:
    """SHA-256 of the values as contiguous little-endian float64."""
    return hashlib.sha256(np.ascontiguousarray(values, dtype="<f8").tobytes()).hexdigest()


def file_name(data: SeriesData, path: Path) -> str:
    """What messages call the data: the name that a person gave, else the file's, else the source's."""
    return data.name or (Path(data.file or path).name if data.source == "file" else data.source)


def cut_into_cells(place: faults.Place, time_column: str | None = None, rows: int | None = None) -> pd.DataFrame:
    """`read_table`, with a DataError for whatever keeps the file from being one table."""
    faults.check_first_row(place)
    try:
        return read_table(place.path, place.data.format, time_column, rows)
    except (ValueError, LookupError) as error:
        raise faults.unreadable_table(place, error) from None


def _order_notices(rows: pd.DataFrame, table: pd.DataFrame, data: SeriesData) -> list[Message]:
    notices = []
    moved = int(np.count_nonzero(rows.index.to_numpy() != np.arange(len(rows))))
    if moved:
        notices.append(Message("data.sorted", {"column": str(data.time_column), "count": moved}))
    if data.time_column is not None and calendars.tells_offset(str(table[data.time_column].iloc[0])):
        notices.append(Message("data.utc", {"column": data.time_column}))
    return notices


def _without_missing(place: faults.Place, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Message]]:
    missing = rows["value"].isna()
    count = int(missing.sum())
    if count == 0:
        return rows, []
    if place.data.missing == "refuse":
        raise faults.missing_values(place, rows)
    filled = carry_forward(rows)
    dropped = len(rows) - len(filled)
    notices = []
    if dropped:
        notices.append(Message("data.leading_dropped", {"column": place.data.target, "count": dropped}))
    if count > dropped:
        line = place.line(int(filled.index[missing[filled.index]][0]))
        notices.append(Message("data.carried", {"column": place.data.target, "count": count - dropped, "line": line}))
    return filled, notices


def _stamps(rows: pd.DataFrame) -> npt.NDArray[np.datetime64]:
    stamps: npt.NDArray[np.datetime64] = rows["time"].dt.tz_localize(None).to_numpy("datetime64[us]")
    return stamps
