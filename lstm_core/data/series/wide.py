"""A wide table, one column per series, read as a long one; and which columns of a table look like series of one kind.

`N` rows, `K` series. The long table has `K * N` rows, those of one series behind those of the one before.
"""

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lstm_core.data.series import table_checks
from lstm_core.spec.series import CsvFormat, SeriesData

MOST_BESIDE = 24  # further columns that are kept


def read_table(
    path: Path, layout: CsvFormat, texts: Iterable[str | None] = (), rows: int | None = None
) -> pd.DataFrame:
    """The file as a table with named columns; those named in `texts` as text, numbers as numbers."""
    names = [name for name in texts if name is not None]
    if layout.header:
        return _read_csv(path, layout, names, rows)
    table = _read_csv(path, layout, [int(name.removeprefix("column_")) - 1 for name in names], rows)
    table.columns = pd.Index([f"column_{number}" for number in range(1, table.shape[1] + 1)])
    return table


def _read_csv(path: Path, layout: CsvFormat, texts: Sequence[str | int], rows: int | None) -> pd.DataFrame:
    kinds: dict[Any, Any] = dict.fromkeys(texts, str)
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


def melted(place: table_checks.TableFile, table: pd.DataFrame, beside: int = MOST_BESIDE) -> pd.DataFrame:
    """The long table of a wide one; the table itself where the spec says that it is none.

    Columns that the spec reads stand in every row, and so many further ones. Raises DataError for a column that is not
    there or holds no numbers.
    """
    data = place.data
    if not data.series_columns:
        return table
    names = list(data.series_columns)
    _check(place, table, names)
    series = set(names)
    others = [name for name in table.columns if name not in series]
    read = {*data.texts, *table_checks.sources_of(data, table.columns)}
    further = [name for name in others if name not in read][:beside]
    kept = [name for name in others if name in read or name in further]
    cells = table[names].to_numpy()  # (N, K)
    found = table[kept].iloc[np.tile(np.arange(len(table)), len(names))].reset_index(drop=True)
    found[str(data.id_column)] = pd.Index(names).repeat(len(table))
    found[data.target] = cells.ravel("F")
    return found


def begun(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one series in the order of time, from its first value on."""
    return rows.iloc[int(np.argmax(rows[0].notna().to_numpy())) :]


def _check(place: table_checks.TableFile, table: pd.DataFrame, names: list[str]) -> None:
    """Every series has a column of numbers, and no other column has the name of theirs or of their values."""
    data, there = place.data, set(table.columns)
    for name in names:
        if name not in there:
            close = difflib.get_close_matches(name, list(there), n=1)
            like = close[0] if close else str(table.columns[-1])
            raise place.fault("data.wide_unknown", column=table_checks.quoted_cell(name), suggestion=like)
        if name == data.time_column:
            raise place.fault("data.target_is_time", column=name)
    for name in (str(data.id_column), data.target):
        if name in there:
            raise place.fault("data.wide_name", column=name)
    if len(table) < 2 or _all_finite(table, names):  # of one row alone the names are wanted
        return
    for name in names:
        column = table[name]
        if table_checks.is_text(column):
            raise table_checks.text_in(place, column)
        numbers = column.to_numpy("float64", na_value=np.nan)
        if np.isinf(numbers).any():
            row = int(np.argmax(np.isinf(numbers)))
            count = int(np.isinf(numbers).sum())
            raise place.fault("data.infinite", column=name, line=place.line(row), value=str(column[row]), count=count)


def _all_finite(table: pd.DataFrame, names: list[str]) -> bool:
    """Whether columns hold nothing but numbers and blanks, none infinite, looked at together."""
    told = table[names]
    if not all(pd.api.types.is_numeric_dtype(kind) for kind in set(told.dtypes)):
        return False
    return not np.isinf(told.to_numpy("float64", na_value=np.nan)).any()


def free(name: str, columns: Iterable[str]) -> str:
    """The name, with a number behind it where the table has such a column."""
    taken, found, number = set(columns), name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def told(data: SeriesData, newer: table_checks.TableFile) -> tuple[str, ...]:
    """The series of which a newer file says something. Raises DataError where that is none."""
    if not data.series_columns:
        return ()
    table = read_table(newer.path, newer.data.format)
    wanted = (data.id,) if data.id is not None else data.ids or data.series_columns
    found = tuple(name for name in wanted if name in table.columns and table[name].notna().any())
    if not found:
        raise newer.fault("data.wide_none", columns=table_checks.listed(list(data.series_columns)))
    return found


def strangers(data: SeriesData, old: Path, newer: table_checks.TableFile) -> list[str]:
    """Columns of numbers of a newer file that the one of the run did not have."""
    if not data.series_columns:
        return []
    before, after = set(read_table(old, data.format, rows=1).columns), read_table(newer.path, newer.data.format)
    beside = {*before, newer.data.time_column}
    return [name for name in after.columns if name not in beside and pd.api.types.is_numeric_dtype(after[name])]
