"""Columns of a table that a forecast reads besides its targets: names made into inputs, and those that could be read.

A column of text that is named whole stands for the inputs that tell its levels in the training part apart; where
several series are read together, one that says the same in every row of each becomes static. Offered is what a network
can read as the table is: columns that vary and give nothing away, known ahead where they go on for a whole forecast
behind the last target. One that follows from the calendar and does not go on is told by its features.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lstm_core.data.leakage import tables as leaks
from lstm_core.data.series import categories, column_names, phases, statics, table_checks, windows
from lstm_core.data.series.clocks import clock_of
from lstm_core.data.series.panel import Panel, one_of, series_in
from lstm_core.data.series.sources import material_of
from lstm_core.data.series.tables import Series, cut_into_cells, file_name, read_values
from lstm_core.errors import DataError, Sentence, WorkbenchError
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData, level_of

COVARIATES = ("past_columns", "future_columns", "static_columns")  # fields of the data section
EVERY = "*"  # named as a column in a wish: all further ones that can be read
_NAMING = ("data.past_columns", "data.future_columns")
MOST_OFFERED, MOST_SHOWN = 24, 6
MOST_COLUMNS, MOST_BYTES = 200, 8 << 20  # of a file that is looked at


@dataclass(frozen=True)
class Offered:
    """Columns that are not read and could be, as the file names them."""

    past: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    calendar: tuple[str, ...] = ()  # told by the features of the calendar
    blank: bool = False  # some of the past ones miss values

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them, those that are known ahead first."""
        return (*self.ahead, *self.calendar, *self.past)

    def of(self, names: Collection[str]) -> "Offered":
        """Those of these names."""
        past, ahead, calendar = (
            tuple(name for name in own if name in names) for own in (self.past, self.ahead, self.calendar)
        )
        return Offered(past, ahead, calendar, self.blank and bool(past))

    def changes(self, data: SeriesData) -> dict[str, Any]:
        """What reads them all, by path."""
        found: dict[str, Any] = {
            "past_columns": (*data.past_columns, *self.past),
            "future_columns": (*data.future_columns, *self.ahead),
            "calendar": data.calendar or bool(self.calendar),
            "missing": "mask" if self.blank and data.missing == "refuse" else data.missing,
        }
        return {f"data.{name}": value for name, value in found.items() if value != getattr(data, name)}


def with_levels(spec: TrainRunSpec) -> TrainRunSpec:
    """The spec with every column of text that is named whole given by its levels. Raises DataError and SpecError."""
    data = spec.series
    named = [name for field in COVARIATES for name in getattr(data, field) if level_of(name) is None]
    if data.source != "file" or not named:
        return spec
    place = _place(data)
    table = cut_into_cells(place)
    if data.panel and data.id_column in table.columns:
        data = _static(data, table, named)
    words = [name for name in named if name in table.columns and categories.names_levels(place, table[name])]
    kept = {field: _without(getattr(data, field), words) for field in COVARIATES}
    told = tuple(name for name in words if name in data.static_columns)
    inputs = {name: _levels_of_series(place, data, table, name) for name in told}
    words = [name for name in words if name not in told]
    if words:
        inputs |= _inputs(place, data.model_copy(update=kept), words, frozenset(data.future_columns))
    whole = {
        f"data.{field}": [each for name in getattr(data, field) for each in inputs.get(name, (name,))] for field in kept
    }
    return spec.with_changes({path: list(dict.fromkeys(names)) for path, names in whole.items()})


def _static(data: SeriesData, table: pd.DataFrame, named: Sequence[str]) -> SeriesData:
    """The section with those of the named columns static that say the same in every row of each series."""
    ids, there = _ids(data, table), [name for name in named if name in table.columns]
    still = _without(statics.constant(table, ids, there), data.static_columns)
    moved = {field: _without(getattr(data, field), still) for field in COVARIATES}
    return data.model_copy(update={**moved, "static_columns": (*data.static_columns, *still)})


def _levels_of_series(
    place: table_checks.TableFile, data: SeriesData, table: pd.DataFrame, name: str
) -> tuple[str, ...]:
    """The inputs of a column of text that is static, by what it says of the series that are read."""
    own = categories.cells_of(table[name]).groupby(_ids(data, table), sort=False).first()
    levels = categories.levels_of(own)
    if not levels:
        raise place.fault("data.all_missing", column=name)
    categories.check_count(place, name, levels)
    return categories.inputs_of(name, levels, own, blank=False)


def _ids(data: SeriesData, table: pd.DataFrame) -> pd.Series:
    """The id of every row of a series that is read, blank elsewhere."""
    ids = table[str(data.id_column)].astype("object").where(table[str(data.id_column)].notna())
    return ids.where(ids.astype("str").isin(data.ids)) if data.ids else ids


def with_offered(spec: TrainRunSpec) -> TrainRunSpec:
    """The spec with every further column that can be read. Raises DataError where there is none."""
    return with_levels(spec.with_changes(_found(spec.series).changes(spec.series)))


def _found(data: SeriesData) -> Offered:
    """What is offered. Raises DataError where that is nothing."""
    found = offered(data)
    if not found.columns:
        raise DataError(Sentence("data.no_further", {"file": file_name(data, Path(str(data.file)))}))
    return found


def offered(data: SeriesData) -> Offered:
    """What of the file could be read besides what is read; nothing where the file is large, or none any more."""
    if data.source != "file":
        return Offered()
    place = _place(data)
    try:
        if place.path.stat().st_size > MOST_BYTES or cut_into_cells(place, rows=1).shape[1] > MOST_COLUMNS:
            return Offered()
        table, material = cut_into_cells(place, data.texts), material_of(data)
        rows = _own_rows(data, table, material)
    except (WorkbenchError, OSError, ValueError):
        return Offered()
    found = _candidates(place, table, rows)
    if found.columns:
        honest = _honest(data, material, found)
        if honest is not None:
            return honest
        alone = [_honest(data, material, found.of([name])) for name in found.columns]
        found = found.of([name for each in alone if each is not None for name in each.columns])
    return found


def unused(data: SeriesData) -> list[Sentence]:
    """One sentence that names columns which could be read; none where there are none."""
    found = offered(data)
    if not found.columns:
        return []
    facts: dict[str, Parameter] = {"columns": shown(found.columns)}
    if not found.ahead:
        return [Sentence("data.reason_unused", facts)]
    return [Sentence("data.reason_unused_ahead", {**facts, "ahead": shown(found.ahead)})]


def shown(names: Sequence[str], most: int = MOST_SHOWN) -> str:
    """The first names, and that there are more."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")


def with_every(data: SeriesData, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes of data by path in which `EVERY` stands for what is offered with the others made. Raises DataError."""
    paths = [path for path in _NAMING if EVERY in (changes.get(path) or ())]
    if not paths:
        return dict(changes)
    kept = {**changes, **{path: tuple(name for name in changes[path] if name != EVERY) for path in paths}}
    own = {path: value for path, value in kept.items() if path.startswith("data.")}
    after = TrainRunSpec(data=data).with_changes(own).series
    return {**kept, **_found(after).changes(after)}


def taken(data: SeriesData, changes: Mapping[str, Any]) -> list[Sentence]:
    """Which inputs `data` reads, where `EVERY` in the changes left that open."""
    if not any(EVERY in (changes.get(path) or ()) for path in _NAMING):
        return []
    parts = {"data.reason_past": data.past_columns, "data.reason_ahead": data.future_columns}
    named = {key: dict.fromkeys((level_of(name) or (name,))[0] for name in names) for key, names in parts.items()}
    told = [Sentence(key, {"columns": ", ".join(names)}) for key, names in named.items() if names]
    return [*told, *([Sentence("data.reason_calendar")] if data.calendar else [])]


@dataclass(frozen=True)
class _Rows:
    """Rows of the file in the order of time: those up to the last target of a series, and those behind it.

    `stamps` are the local times of those that are told; `ahead` says that every series goes on for a whole forecast.
    """

    told: pd.Index
    behind: pd.Index
    ahead: bool
    stamps: Any


def _place(data: SeriesData) -> table_checks.TableFile:
    path = Path(str(data.file))
    return table_checks.TableFile(path, file_name(data, path), data)


def _without(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def _own_rows(data: SeriesData, table: pd.DataFrame, material: Series | Panel) -> _Rows:
    rows = read_values(data, table)
    owners = pd.Series("", index=rows.index)
    if isinstance(material, Panel):
        owners = table[str(data.id_column)].loc[rows.index]
        rows, owners = rows[owners.isin(list(material.series))], owners[owners.isin(list(material.series))]
    told = rows[list(range(len(data.targets)))].notna().any(axis=1).to_numpy().copy()
    if data.split_rows is not None:
        told[sum(data.split_rows) :] = False
    codes, names = pd.factorize(owners)
    last = np.zeros(len(names), dtype=np.int64)
    np.maximum.at(last, codes[told], np.flatnonzero(told))
    behind = np.arange(len(rows)) > last[codes]
    ahead = bool((np.bincount(codes[behind], minlength=len(names)) >= data.horizon).all())
    stamps = None
    if data.time_column is not None:
        stamps = rows["time"].dt.tz_localize(None).to_numpy("datetime64[us]")[~behind]
        clock = clock_of(data.zone, stamps)
        stamps = stamps if clock is None else clock.wall(clock.counted(stamps))
    return _Rows(rows.index[~behind], rows.index[behind], ahead, stamps)


def _inputs(
    place: table_checks.TableFile, data: SeriesData, words: Sequence[str], ahead: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """The inputs of each column of text by what the training part says; `data` reads none of them."""
    series = one_of(material_of(data))
    last = windows.boundaries(len(series.values), data)[0] - 1
    rows = read_values(data, cut_into_cells(place, data.texts))
    if series.stamps is None:
        training = rows.index[rows.index < int(series.times[last])]
    else:
        training = rows.index[rows["time"].dt.tz_localize(None).to_numpy("datetime64[us]") <= series.stamps[last]]
    table, found = cut_into_cells(place, words), {}
    for name in words:
        cells = categories.cells_of(table[name].loc[training])
        levels = categories.levels_of(cells)
        if not levels:
            raise place.fault("data.all_missing", column=name)
        categories.check_count(place, name, levels)
        blank = name in ahead and categories.mostly_blank(cells)
        found[name] = categories.inputs_of(name, levels, cells, blank=blank)
    return found


def _candidates(place: table_checks.TableFile, table: pd.DataFrame, rows: _Rows) -> Offered:
    """Columns that vary and are not read, by what is known of them."""
    data = place.data
    told_apart = {name for each in data.static_columns for name in (each, (level_of(each) or (each,))[0])}
    taken = {*data.texts, data.id_column, *told_apart, *table_checks.sources_of(data, table.columns)}
    past, ahead, calendar = list[str](), list[str](), list[str]()
    blank = False
    for name in (str(each) for each in table.columns if each not in taken):
        told, behind = table[name].loc[rows.told], table[name].loc[rows.behind]
        if data.missing_codes and pd.api.types.is_numeric_dtype(told):
            told = told.mask(told.isin(list(data.missing_codes)))
        phase = phases.phase_of(rows.stamps, told) if rows.stamps is not None else None
        if not _varies(place, told, counts=phase is not None):
            if rows.ahead and _is_rare(place, told) and behind.notna().any():
                ahead.append(name)
        elif rows.ahead and bool(told.notna().all() and behind.notna().all()):
            ahead.append(name)
        elif phase in phases.WAVES:
            calendar += [] if data.calendar else [name]
        elif data.strategy != "recursive":
            past.append(name)
            blank |= bool(told.isna().any())
    ahead, past = ahead[:MOST_OFFERED], past[: max(0, MOST_OFFERED - len(ahead))]
    return Offered(tuple(past), tuple(ahead), tuple(calendar[:MOST_OFFERED]), blank)


def _varies(place: table_checks.TableFile, column: pd.Series, *, counts: bool) -> bool:
    """Whether a column holds different numbers or a few levels, most of them known; `counts`: also parts of a date."""
    if categories.mostly_blank(column):
        return False
    if categories.names_levels(place, column):
        return categories.is_category(categories.cells_of(column))
    name = str(column.name)
    if not pd.api.types.is_numeric_dtype(column) or (column_names.is_row_counter(name) and not counts):
        return False
    numbers = column.dropna().to_numpy("float64")
    return bool(np.isfinite(numbers).all() and numbers.max() > numbers.min() and not leaks.steps_evenly(numbers))


def _is_rare(place: table_checks.TableFile, column: pd.Series) -> bool:
    """Whether a column says something on few days, such as the names of holidays."""
    return (
        bool(column.notna().any())
        and categories.mostly_blank(column)
        and categories.names_levels(place, column)
        and categories.is_category(categories.cells_of(column))
    )


def _honest(data: SeriesData, material: Series | Panel, found: Offered) -> Offered | None:
    """Those of the columns that give no target away; None where they cannot be read on the same rows together."""
    try:
        spec = with_levels(TrainRunSpec(data=data).with_changes(found.changes(data)))
        read = material_of(spec.series)
    except WorkbenchError:
        return None
    if [len(each.values) for each in series_in(read)] != [len(each.values) for each in series_in(material)]:
        return None
    known = spec.series.future_columns
    if any(len(each.others[name]) - len(each.values) < data.horizon for each in series_in(read) for name in known):
        return None
    giving = [leak.column for leak in leaks_of(spec.series, one_of(read)) if leak.column]
    sources = {level[0] for name in giving if (level := level_of(name)) is not None} | set(giving)
    return found.of([name for name in found.columns if name not in sources])


def leaks_of(data: SeriesData, series: Series) -> list[leaks.Leak]:
    """What of the columns that are read tells of the target, and rows that stand in two parts."""
    rows = len(series.values)
    beside = {name: values[:rows] for name, values in series.others.items()}
    told = phases.told_by_the_calendar(series, beside)
    beside = {name: values for name, values in beside.items() if name not in told}
    timed, split = data.time_column is not None, windows.boundaries(rows, data)
    found = leaks.find(series.filled, beside, split, season=data.season, known=data.future_columns, timed=timed)
    return leaks.within(found, data.horizon)
