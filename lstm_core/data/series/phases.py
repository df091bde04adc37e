"""Columns that follow from the calendar: the same cell at the same weekday, time of day, month or day of the year.

Such a column is known of every later row and gives nothing of a target away, however well a seasonal one follows it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.series.rhythm import DAY, Stamps
from lstm_core.data.series.tables import Series, Values

WAVES = frozenset({"time", "weekday", "slot", "month"})  # what calendar features tell
MOST_ROWS = 20_000


def phase_of(stamps: Stamps, cells: Any) -> str | None:
    """The phase whose every turn has the same cell, or None; `stamps` (T,) of local time, `cells` (T,) of any kind.

    At least two turns of the phases are needed on the average; a blank is a cell like others.
    """
    stamps, cells = stamps.astype("datetime64[us]"), np.asarray(cells)
    if len(stamps) > MOST_ROWS:
        some = np.random.default_rng(0).choice(len(stamps), MOST_ROWS, replace=False)  # every so manyth has few phases
        stamps, cells = stamps[some], cells[some]
    levels, names = pd.factorize(cells, use_na_sentinel=False)
    if len(names) < 2:
        return None
    for name, (phases, turns) in _phases(stamps).items():
        own = _count(phases)
        if own > 1 and _count(phases, turns) >= 2 * own and _count(phases, levels) == own:
            return name
    return None


def told_by_the_calendar(series: Series, columns: Mapping[str, Values]) -> set[str]:
    """Those of the columns (T,) that follow from the times of the series."""
    if series.stamps is None:
        return set()
    stamps = series.stamps if series.clock is None else series.clock.wall(series.stamps)
    return {name for name, cells in columns.items() if phase_of(stamps, cells) is not None}


def _phases(stamps: Stamps) -> dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Each phase of the stamps, and the turn of its cycle."""
    days = stamps.astype("datetime64[D]")
    months, years = stamps.astype("datetime64[M]"), stamps.astype("datetime64[Y]")
    day, year = days.astype(np.int64), years.astype(np.int64)
    time = (stamps - days).astype(np.int64)
    weekday, month = (day + 3) % 7, months.astype(np.int64) % 12
    thursday = days - weekday + 3  # whose year is that of an ISO week
    of_week = thursday.astype("datetime64[Y]")
    return {
        "time": (time, day),
        "weekday": (weekday, day),
        "slot": (weekday * DAY + time, day),
        "month": (month, year),
        "day": ((days - years.astype("datetime64[D]")).astype(np.int64), year),
        "date": (month * 31 + (days - months.astype("datetime64[D]")).astype(np.int64), year),
        "day_of_month": ((days - months.astype("datetime64[D]")).astype(np.int64), months.astype(np.int64)),
        "week": ((thursday - of_week.astype("datetime64[D]")).astype(np.int64) // 7, of_week.astype(np.int64)),
    }


def _count(*codes: npt.NDArray[np.int64]) -> int:
    """How many different rows the codes (T,) make."""
    first, *more = codes
    if not more:
        return len(pd.unique(first))
    return len(pd.unique(first * (int(more[0].max()) - int(more[0].min()) + 1) + more[0] - int(more[0].min())))
