"""What a forecasting network reads: one table of scaled numbers, a row for every row of the data and of the future.

Nothing is fitted on anything but the training rows, and no row tells of a later one. `T` rows of the data, `F` rows
behind it, `C` targets, `P` columns known in the past, `K` columns known ahead, `D` columns of the table.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lstm_core.data.series import public_days
from lstm_core.data.series.calendars import following_times
from lstm_core.data.series.rhythm import Stamps
from lstm_core.data.series.tables import Series, Values, file_name
from lstm_core.data.series.transforms import Transform
from lstm_core.data.series.windows import boundaries
from lstm_core.spec.constants import DAYS_OF_A_YEAR, QUARTILES
from lstm_core.spec.derived import Layout
from lstm_core.spec.series import SeriesData

InputTable = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Scaling:
    """What is done to each column, fitted on the training rows: scaled = (value within its fences - offset) / scale."""

    offset: Values  # (C,)
    scale: Values  # (C,)
    fences: tuple[Values, Values] | None = None  # lowest and highest value (C,) that the network sees

    @classmethod
    def fit(cls, training: Values, kind: str, winsorise: float | None = None) -> "Scaling":
        """ "minmax" to [0, 1], "standard" to mean 0 and deviation 1, "mean" divided by the mean size, or "none".

        Fitted on rows (T, C); NaN is left out.
        A column that does not change, or has no value, keeps its scale. With `winsorise` values are drawn in to
        Tukey's fences first.
        """
        fences = None if winsorise is None else fences_of(training, winsorise)
        if fences is not None:
            training = np.clip(training, *fences)
        offset, scale = np.zeros(training.shape[1]), np.ones(training.shape[1])
        if kind != "none":
            for column, values in enumerate(training.T):
                told = values[~np.isnan(values)]
                if len(told):
                    low, spread = {
                        "minmax": (told.min(), told.max() - told.min()),
                        "standard": (told.mean(), told.std()),
                        "mean": (0.0, np.abs(told).mean()),
                    }[kind]
                    offset[column], scale[column] = low, spread if spread > 0 else 1.0
        return cls(offset, scale, fences)

    def __call__(self, values: Values) -> Values:
        """Scaled values, columns in the last place."""
        within = values if self.fences is None else np.clip(values, *self.fences)
        scaled: Values = (within - self.offset) / self.scale
        return scaled

    def of(self, columns: slice) -> "Scaling":
        """The same of these columns."""
        fences = None if self.fences is None else (self.fences[0][columns], self.fences[1][columns])
        return Scaling(self.offset[columns], self.scale[columns], fences)


def fences_of(training: Values, reach: float) -> tuple[Values, Values]:
    """Tukey's fences (C,) of rows (T, C): `reach` distances of the quartiles outside of them (Tukey 1977).

    A column whose quartiles are equal has none: every other value would be an outlier.
    """
    low, high = np.full(training.shape[1], -np.inf), np.full(training.shape[1], np.inf)
    for column, values in enumerate(training.T):
        told = values[~np.isnan(values)]
        if len(told):
            first, third = np.quantile(told, QUARTILES)
            if third > first:
                low[column], high[column] = first - reach * (third - first), third + reach * (third - first)
    return low, high


@dataclass(frozen=True)
class Inputs:
    """The table (T + H, D) with its layout, and what was done to the targets and to the columns beside them.

    `changes` (T, C) are the targets as the network is to forecast them, before scaling; NaN where one is missing.
    """

    table: InputTable
    layout: Layout
    transform: Transform
    changes: Values
    scaling: Scaling
    past_scaling: Scaling | None = None
    known_scaling: Scaling | None = None

    @classmethod
    def of(cls, data: SeriesData, series: Series, *, numbered: bool = False) -> "Inputs":
        """Every column that the spec names, in the order of `Layout`; `numbered`: which series it is, too."""
        rows, (training, _) = len(series.values), boundaries(len(series.values), data)
        targets = series.columns(data)  # (T, C)
        transform = Transform.fit(data, targets[:training])
        changes = transform.changes(targets)
        scaling = Scaling.fit(changes[:training], data.scaling, data.winsorise)
        since = elapsed(series.stamps, rows) / data.window  # (T,), in windows
        past_scaling = known_scaling = None
        scaled = scaling(changes)
        if data.missing != "mask":
            scaled[: data.lag] = 0.0  # no window reaches so far back
        parts = network_columns(scaled, since, data.missing == "mask")
        if data.past_columns:
            past = np.column_stack([series.others[name] for name in data.past_columns])  # (T, P)
            past_scaling = Scaling.fit(past[:training], data.scaling, data.winsorise)
            parts += network_columns(past_scaling(past), since, data.missing == "mask")
        place, ids = series.among if numbered and series.among is not None else (0, 0)
        layout = replace(Layout.of(data, ids), static=len(series.statics))
        if layout.beside:
            parts.append(np.tile([*series.statics, place][: layout.beside], (rows, 1)))
        parts = [np.pad(part, ((0, data.horizon), (0, 0))) for part in parts]  # nothing is known of the future
        if data.future_columns:
            known = np.column_stack([series.others[name][: rows + data.horizon] for name in data.future_columns])
            known_scaling = Scaling.fit(known[:training], data.scaling, data.winsorise)
            parts.append(known_scaling(known))
        if data.of_time:
            when = moments(series, data.horizon)
            parts += told_by_time(data, series, when if series.clock is None else series.clock.wall(when))
        table = np.concatenate(parts, axis=1).astype(np.float32)
        return cls(table, layout, transform, changes, scaling, past_scaling, known_scaling)


def network_columns(scaled: Values, since: Values, masked: bool) -> list[Values]:
    """Columns (T, C) as the network reads them: as they are, or with zeros for NaN, then marks, then gaps."""
    if not masked:
        return [scaled]
    seen = ~np.isnan(scaled)
    return [np.where(seen, scaled, 0.0), seen.astype(np.float64), gaps(seen, since)]


def gaps(seen: npt.NDArray[np.bool_], since: Values) -> Values:
    """Time (T, C) since a value was last seen before each row, from the time `since` (T,) the row before.

    delta[t] = since[t] + (0 if seen[t - 1] else delta[t - 1]), delta[0] = 0 (GRU-D, Che et al. 2018, equation 2).
    """
    moment = np.cumsum(np.concatenate([[0.0], since[1:]]))[:, None]  # (T, 1)
    newest = np.maximum.accumulate(np.where(seen, np.arange(len(seen))[:, None], 0))  # (T, C), row of the last value
    found: Values = moment - moment[np.concatenate([newest[:1] * 0, newest[:-1]]), 0]
    return found


def elapsed(stamps: Stamps | None, rows: int) -> Values:
    """Time (T,) from the row before, in the most usual distance of two rows; one each without stamps."""
    if stamps is None:
        return np.ones(rows)
    apart = np.diff(stamps).astype("timedelta64[us]").astype(np.float64)
    found: Values = np.concatenate([[0.0], apart / np.median(apart)])
    return found


def told_by_time(data: SeriesData, series: Series, wall: Stamps) -> list[Values]:
    """What local times (T + H,) tell by themselves: waves of the calendar, public holidays."""
    parts = [waves(wall)] if data.calendar else []
    if data.holidays is not None and series.stamps is not None:
        parts.append(public_days.inputs_of(data.holidays, series.stamps, wall, file_name(data, Path())))
    return parts


def moments(series: Series, horizon: int) -> Stamps:
    """The moments of the series and of the steps after it (T + H,), as the file or the calendar tells them."""
    if series.stamps is None:
        raise TypeError("times")
    ahead = series.ahead if series.ahead is not None and len(series.ahead) >= horizon else None
    return np.concatenate(
        [series.stamps, following_times(series.stamps, horizon) if ahead is None else ahead[:horizon]]
    )


def waves(stamps: Stamps) -> Values:
    """Hour of the day, weekday, month and day of the year as sine and cosine: (T, 8)."""
    days = stamps.astype("datetime64[D]")
    months, years = stamps.astype("datetime64[M]"), stamps.astype("datetime64[Y]")
    shares = (
        (stamps - days).astype("timedelta64[us]").astype(np.float64) / 86_400e6,
        (days.astype(np.int64) + 3) % 7 / 7,  # 1970-01-01 was a Thursday; Monday is 0
        (months - years.astype("datetime64[M]")).astype(np.int64) / 12,
        (days - years.astype("datetime64[D]")).astype(np.int64) / DAYS_OF_A_YEAR,
    )
    angles = 2 * np.pi * np.column_stack(shares)  # (T, 4)
    found: Values = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    return found
