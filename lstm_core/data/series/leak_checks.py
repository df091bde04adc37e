"""The leak checks of a CSV file: its target against every other column of numbers, in the order of time."""

from pathlib import Path

import numpy as np
import pandas as pd

from lstm_core.data.leakage import tables
from lstm_core.data.series import phases, windows
from lstm_core.data.series.clocks import clock_of
from lstm_core.data.series.tables import Values, read_table
from lstm_core.errors import Sentence
from lstm_core.spec.series import SeriesData

MOST_SAID = 6


def notices(data: SeriesData, path: Path, columns: list[str]) -> list[Sentence]:
    """What the file at `path` gives away, for the columns of numbers `columns`; at most `MOST_SAID` sentences."""
    table = read_table(path, data.format, data.texts)
    if data.id is not None:
        table = table[table[data.id_column] == data.id]
    if data.time_column is not None:
        times = pd.to_datetime(table[data.time_column], format=data.time_format or "ISO8601", utc=True)
        times = times.sort_values(kind="stable")
        table, stamps = table.loc[times.index], times.dt.tz_localize(None).to_numpy("datetime64[us]")
        clock = clock_of(data.zone, stamps)
        wall = stamps if clock is None else clock.zone.wall(stamps)
        columns = [name for name in columns if phases.phase_of(wall, table[name]) is None]
    target = _numbers(table, data.target, data)
    told = np.flatnonzero(np.isfinite(target))
    if len(told) == 0:
        return []
    rows = slice(int(told[0]), int(told[-1]) + 1)
    others = [name for name in columns if name not in (data.target, data.time_column)]
    numbers = {name: _numbers(table, name, data)[rows] for name in others[: tables.MOST_COLUMNS]}
    target = tables.forward_filled(target[rows])
    split = windows.boundaries(len(target), data)
    found = tables.find(target, numbers, split, season=data.season, timed=data.time_column is not None)
    return [leak.message for leak in tables.within(found, data.horizon)[:MOST_SAID]]


def _numbers(table: pd.DataFrame, name: str, data: SeriesData) -> Values:
    numbers: Values = pd.to_numeric(table[name], errors="coerce").to_numpy("float64", na_value=np.nan)
    return np.where(np.isin(numbers, data.missing_codes), np.nan, numbers) if data.missing_codes else numbers
