"""What the past of a series tells at every lag: the picture behind the proposed season and window.

Only training rows are read, the newest `seasonality.MOST_VALUES` of them; of few cycles the season itself is asked of
the validation part too (`lengths`).
"""

import math
from dataclasses import dataclass

import numpy as np

from lstm_core.data.series import windows
from lstm_core.data.series.seasonality import MOST_VALUES, autocorrelation, seasonal_curve
from lstm_core.data.series.sources import series_of
from lstm_core.data.series.tables import Values
from lstm_core.spec.series import SeriesData

FEWEST, MOST = 24, 400
CONFIDENCE = 1.96  # of a band that holds 95 % of the values were there nothing
MEMORY = 3.0  # standard errors: over 48 lags together one in eight series without memory shows more


@dataclass(frozen=True)
class Autocorrelation:
    """Each list has one value for every lag from 1 on."""

    correlation: list[float]  # of the series with itself
    band: list[float]  # 95 % of the correlations, were there none from here on (Bartlett 1946)
    partial: list[float]  # correlation that the lags before do not explain
    seasonal: list[float]  # correlation once the moving mean over that lag is subtracted
    rows: int
    window: int
    season: int | None
    memory: int


def lags_of(data: SeriesData) -> Autocorrelation:
    """The lags of the series of a spec. Raises DataError."""
    values = series_of(data).filled
    training = values[: windows.boundaries(len(values), data)[0]][-MOST_VALUES:]
    wanted = max(FEWEST, int(1.25 * data.window), 3 * (data.season or 0))
    count = max(2, min(wanted, MOST, len(training) // 2 - 1))
    correlation = autocorrelation(training, count)
    seasonal = seasonal_curve(training, min(count, len(training) // 3))
    return Autocorrelation(
        correlation=correlation[1:].tolist(),
        band=bands(correlation, len(training)).tolist(),
        partial=partial_autocorrelation(correlation).tolist(),
        seasonal=seasonal[1:].tolist(),
        rows=len(training),
        window=data.window,
        season=data.season,
        memory=memory(training),
    )


def bands(correlation: Values, rows: int) -> Values:
    """Half-width (lags,) of the 95 % band at lags 1.. from the autocorrelation (lags + 1,) of `rows` values."""
    before = np.concatenate([[0.0], np.cumsum(correlation[1:-1] ** 2)])
    band: Values = CONFIDENCE * np.sqrt((1 + 2 * before) / rows)
    return band


def partial_autocorrelation(correlation: Values) -> Values:
    """Partial autocorrelation (lags,) at lags 1.. from the autocorrelation (lags + 1,), by Levinson's recursion."""
    found = np.zeros(len(correlation) - 1)
    weights, left = np.zeros(0), 1.0
    for lag in range(1, len(correlation)):
        if left <= 1e-12:  # the lags before tell everything
            break
        found[lag - 1] = (correlation[lag] - weights @ correlation[lag - 1 : 0 : -1]) / left
        weights = np.concatenate([weights - found[lag - 1] * weights[::-1], found[lag - 1 : lag]])
        left *= 1 - found[lag - 1] ** 2
    return found


def memory(training: Values, most: int = 48) -> int:
    """The furthest lag up to `most` whose partial autocorrelation is clearly not 0; 0 when none is."""
    most = min(most, len(training) // 4)
    if most < 1 or not np.ptp(training) > 0:
        return 0
    clear = np.flatnonzero(
        np.abs(partial_autocorrelation(autocorrelation(training, most))) > MEMORY / math.sqrt(len(training))
    )
    return int(clear[-1]) + 1 if len(clear) else 0
