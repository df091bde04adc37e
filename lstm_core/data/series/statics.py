"""Columns that say the same in every row of a series: what is told of each of several series, at every step.

Numbers are standardised over the series that take part; an input such as `region=north` is 1 for the series of which
the column `region` says north, else 0. `N` series, `S` static columns.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.series import categories, table_checks
from lstm_core.data.series.tables import Values, numbers_of, read_table
from lstm_core.errors import Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import SeriesData, level_of

LOOKED_AT = 2000  # rows
Told = list[tuple[float, ...]]  # (N, S)


def read(place: table_checks.TableFile, table: pd.DataFrame, names: Sequence[str]) -> tuple[Told, list[Sentence]]:
    """What the static columns say of each series of these names, scaled, and where one says nothing.

    Raises DataError for a column that changes within a series, a cell that is no number, or a level of none of them.
    """
    data, notices = place.data, dict[str, Sentence]()
    ids = table[str(data.id_column)]
    table, ids = table[ids.isin(names)], ids[ids.isin(names)]
    columns = list[Values]()
    for name in data.static_columns:
        source, level = source_of(name, table.columns)
        cells = categories.cells_of(table[source]) if level is not None else _numbers(place, table[source])
        _check_same(place, cells, ids)
        own = cells.groupby(ids, sort=False).first().reindex(list(names))  # the first that is not blank
        if own.isna().all():
            raise place.fault("data.all_missing", column=source)
        if own.isna().any():
            key = "data.static_blank" if level is None else "data.static_blank_level"
            notices[source] = Sentence(key, {"column": source, "count": int(own.isna().sum())})
        if level is None:
            columns.append(standardised(own.to_numpy("float64")))
            continue
        if not (own == level).any():
            shown, known = table_checks.quoted_cell(level), categories.listed(categories.levels_of(own))
            raise place.fault("data.static_never", column=source, level=shown, levels=known)
        columns.append((own == level).to_numpy().astype(np.float64))
    told = [Sentence("data.static", {"columns": ", ".join(data.static_columns)})] if data.static_columns else []
    return [tuple(float(column[at]) for column in columns) for at in range(len(names))], [*told, *notices.values()]


def moved(data: SeriesData, old: Path, new: table_checks.TableFile) -> list[Sentence]:
    """Which static columns say something else of a series in a newer file, where it has them; the run keeps its own."""
    if not data.static_columns:
        return []
    columns, there = (
        list(read_table(*each, rows=1).columns) for each in ((old, data.format), (new.path, new.data.format))
    )
    sources = {source_of(name, columns)[0] for name in data.static_columns}
    found, id_column = list[Sentence](), str(data.id_column)
    for source in sorted(sources & set(there)):
        texts = (id_column, source)
        before, after = (
            categories.cells_of(table[source]).groupby(table[id_column], sort=False).first()
            for table in (read_table(old, data.format, texts), read_table(new.path, new.data.format, texts))
        )
        after = after.dropna()
        other = [str(name) for name in after.index[after != before.reindex(after.index)] if name in before.index]
        if other:
            facts: dict[str, Parameter] = {"column": source, "count": len(other), "ids": table_checks.listed(other)}
            found.append(Sentence("data.static_moved", facts))
    return found


def source_of(name: str, columns: Iterable[str]) -> tuple[str, str | None]:
    """The column behind a static input, and the level that it marks; a real column of exactly that name wins."""
    level = level_of(name)
    return (name, None) if level is None or name in set(columns) else level


def standardised(values: Values) -> Values:
    """Values (N,) at mean 0 and deviation 1 over the series; the mean where one is missing."""
    spread = float(np.nanstd(values))
    found: Values = np.nan_to_num((values - np.nanmean(values)) / (spread if spread > 0 else 1.0))
    return found


def constant(table: pd.DataFrame, ids: pd.Series, columns: Iterable[str]) -> list[str]:
    """Those of the columns that say the same in every row of a series, and not the same of all of them."""
    owners, names = pd.factorize(ids)
    head = slice(LOOKED_AT)  # which tells most columns that change
    still = [name for name in columns if _said(table[name].iloc[head], owners[head], len(names)) is not None]
    return [name for name in still if len(_said(table[name], owners, len(names)) or ()) > 1]


def _said(cells: pd.Series, owners: npt.NDArray[np.int64], count: int) -> set[int] | None:
    """The different values, as numbers, that so many series say; None where one says two. Blanks say nothing."""
    codes, _ = pd.factorize(cells)
    told = (codes >= 0) & (owners >= 0)
    codes, owners = codes[told], owners[told]
    first = np.full(count, -1)
    first[owners[::-1]] = codes[::-1]  # the first one stays
    return {int(code) for code in first if code >= 0} if np.array_equal(first[owners], codes) else None


def _numbers(place: table_checks.TableFile, cells: pd.Series) -> pd.Series:
    if not pd.api.types.is_numeric_dtype(cells):
        raise table_checks.text_in(place, cells)
    numbers = numbers_of(place.data, cells)
    if np.isinf(numbers).any():
        row = int(numbers.index[np.isinf(numbers)].min())
        facts: dict[str, Parameter] = {"line": place.line(row), "value": str(cells[row])}
        raise place.fault("data.infinite", column=str(cells.name), count=int(np.isinf(numbers).sum()), **facts)
    return numbers


def _check_same(place: table_checks.TableFile, cells: pd.Series, ids: pd.Series) -> None:
    """One value for each series; blanks say nothing."""
    first = cells.groupby(ids, sort=False).transform("first")
    other = cells.index[cells.notna() & (cells != first)]
    if len(other):
        row = int(other.min())
        before = cells.index[(ids == ids[row]) & cells.notna()].min()
        raise place.fault(
            "data.static_changes",
            column=str(cells.name),
            id=table_checks.quoted_cell(str(ids[row])),
            line=place.line(row),
            value=_shown(cells[row]),
            first=place.line(int(before)),
            before=_shown(cells[before]),
            count=len(other),
        )


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else table_checks.quoted_cell(str(value))
