"""The leak checks of a CSV file: its target against every other column of numbers, in the order of time."""

from pathlib import Path

import numpy as np
import pandas as pd

from lstm_core.data import leaks, windows
from lstm_core.data.tables import last_known, read_table, read_values
from lstm_core.errors import Message
from lstm_core.specs import SeriesData

MOST_SAID = 6


def notices(data: SeriesData, path: Path, columns: list[str]) -> list[Message]:
    """What the file at `path` gives away, for the columns of numbers `columns`; at most `MOST_SAID` sentences."""
    table = read_table(path, data.format, data.time_column)
    rows = read_values(data, table)
    rows = rows.iloc[int(np.argmax(rows[0].notna().to_numpy())) :]
    others = [name for name in columns if name not in (data.target, data.time_column)]
    numbers = {
        name: pd.to_numeric(table[name], errors="coerce").loc[rows.index].to_numpy("float64", na_value=np.nan)
        for name in others[: leaks.MOST_COLUMNS]
    }
    split = windows.boundaries(len(rows), data)
    target = last_known(rows[0].to_numpy("float64"))
    found = leaks.find(target, numbers, split, season=data.season, timed=data.time_column is not None)
    return [leak.message for leak in found[:MOST_SAID]]
