"""Series of one table, each a stretch of its rows: what `tables.series_from` reads of one, for thousands of them.

Most of a panel share their times, so calendar, clock and written times are worked out once for each of these; the
rest is done on arrays. A series that something is wrong with, or whose calendar or missing values need rows put in or
filled, is left to `series_from`, which says so. `M` rows of the table, `D` columns that are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.series import calendars, table_checks
from lstm_core.data.series.clocks import Clock, clock_of
from lstm_core.data.series.tables import Series, stamps_of
from lstm_core.data.series.transforms import refused_rows
from lstm_core.errors import Sentence

Array = npt.NDArray[np.float64]
Stamps = npt.NDArray[np.datetime64]


@dataclass
class _Moments:
    """The times of a series as they are counted, whether rows of its calendar are absent, and what was said of them."""

    stamps: Stamps
    clock: Clock | None
    absent: bool
    said: dict[tuple[int, int], tuple[list[str], list[Sentence]]] = field(default_factory=dict)


class Stretches:
    """Rows of a table, those of one series behind those of another, each in the order of time."""

    def __init__(
        self,
        place: table_checks.TableFile,
        table: pd.DataFrame,
        rows: pd.DataFrame,
        levels: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.place, self.levels = place, levels
        self.values = rows[list(range(len(place.data.columns)))].to_numpy("float64")  # (M, D)
        self.index = rows.index.to_numpy()
        self.stamps = None if place.data.time_column is None else stamps_of(rows)  # (M,)
        self.sources = table_checks.sources_of(place.data, table.columns)
        self.read = len(place.data.columns) - len(place.data.future_columns)
        self._moments: dict[bytes, _Moments] = {}

    def series(self, start: int, end: int) -> Series | None:
        """The series of these rows; None for one that has to be read by itself."""
        data, values, index = self.place.data, self.values[start:end], self.index[start:end]
        moments = None if self.stamps is None else self._moments_of(self.stamps[start:end])
        known = ~np.isnan(values[:, : self.read])
        if (moments is not None and moments.absent) or not known.any(axis=0).all():
            return None
        count, notices = int(np.flatnonzero(known[:, 0])[-1]) + 1, list[Sentence]()
        if not data.future_columns and count < len(values):
            notices.append(Sentence("data.untold", {"column": data.target, "count": len(values) - count}))
            values, index = values[:count], index[:count]
        first = self._begun(values, index, count, notices)
        if first is None or count - first < 2 or np.isinf(values[first:]).any():
            return None
        if len(refused_rows(data.transform, values[first:count, :1])):
            return None
        if moments is None:
            stamps, times = None, [str(number) for number in (self.place.rows(index[first:count]) + 1).tolist()]
        else:
            stamps = moments.stamps[first : len(values)]
            times, before = self._said(moments, first, count)
            notices = [*before, *notices]
        columns = [values[first:, at].copy() for at in range(len(data.columns))]
        count -= first
        return Series(
            times,
            columns[0][:count],
            notices,
            None if stamps is None else stamps[:count],
            {name: columns[at][: count if at < self.read else None] for at, name in enumerate(data.columns) if at > 0},
            None if stamps is None else stamps[count:],
            None if moments is None else moments.clock,
            dict(self.levels),
        )

    def _begun(self, values: Array, index: npt.NDArray[np.int64], count: int, notices: list[Sentence]) -> int | None:
        """The first row that is read, with what is said of blanks; None where these have to be filled or refused."""
        data = self.place.data
        if np.isnan(values[:, self.read :]).any():
            return None
        blank = np.isnan(values[:count, : self.read])
        if not blank.any():
            return 0
        first = int(np.argmin(blank[:, 0]))
        rest = blank[first:]
        if data.missing == "forward" or (data.missing == "refuse" and (not data.wide or rest.any())):
            return None
        if first:
            notices.append(Sentence("data.leading_dropped", {"column": self.sources[0], "count": first}))
        missing = np.flatnonzero(blank.any(axis=0)).tolist()
        for at in {self.sources[at]: at for at in reversed(missing)}.values():
            rows = np.flatnonzero(rest[:, at])
            if len(rows):
                line = self.place.line(int(index[first + rows[0]]))
                facts: dict[str, str | int | float] = {"column": self.sources[at], "count": len(rows), "line": line}
                notices.append(Sentence("data.masked", facts))
        return first

    def _moments_of(self, stamps: Stamps) -> _Moments:
        key = stamps.tobytes()
        if key not in self._moments:
            data = self.place.data
            clock = clock_of(data.zone, stamps)
            counted = stamps if clock is None else clock.counted(stamps)
            calendar = calendars.calendar_of(counted) if data.grid and len(counted) > 1 else None
            absent = calendar is not None and calendars.steps_left_out(counted, calendar) > 0
            self._moments[key] = _Moments(counted, clock, absent)
        return self._moments[key]

    def _said(self, moments: _Moments, first: int, count: int) -> tuple[list[str], list[Sentence]]:
        """The times of rows as they are written, and whether some are absent."""
        if (first, count) not in moments.said:
            stamps = moments.stamps[first:count]
            times = calendars.iso_times(stamps, self.place.data.time_format, moments.clock)
            moments.said[first, count] = times, calendars.gap_notices(stamps, times)
        return moments.said[first, count]
