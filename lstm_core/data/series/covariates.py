"""Columns that a forecast is to read as a whole, as they were named, made into inputs.

A column of text becomes the inputs that tell its levels apart; where several series are read together, one that says
the same in every row of each becomes static.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from lstm_core.data.series import categories, statics, table_checks, windows
from lstm_core.data.series.panel import one_of
from lstm_core.data.series.sources import material_of
from lstm_core.data.series.tables import cut_into_cells, file_name, read_values
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData, level_of

COVARIATES = ("past_columns", "future_columns", "static_columns")  # fields of the data section


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


def _place(data: SeriesData) -> table_checks.TableFile:
    path = Path(str(data.file))
    return table_checks.TableFile(path, file_name(data, path), data)


def _without(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


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
