"""The classics of forecasting beside a network: exponential smoothing and the Theta method, by statsmodels.

`T` rows, `N` origins, `H` horizon. A model is chosen and fitted once, on what was known at the first origin; its states
then follow the series to every other one, as a network's weights stay what they are.
"""

import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from lstm_core.data.series.transforms import LARGEST, Array

Classic = Callable[[Array, range, int, int | None], Array]  # values (T,), origins, horizon, season -> (N, H)

LONGEST_SEASON = 24  # of a seasonal model: beyond it there are more states than a series tells of
MOST_ROWS, MOST_ORIGINS = 2000, 400  # where a forecast from every origin takes seconds
MOST_SUMS = 200_000  # rows times states squared: half a minute. 960 hours with days in them took two and a half
FEWEST_SEASONS = 2
MORE_ROWS = {"ets": 0, "arima": 3, "theta": 10}  # beyond them, from which on a season makes a forecast better
INTERMITTENT = 0.4  # share of zeros from which demand is so
RATES, BLOCK = (0.02, 0.05, 0.1, 0.2, 0.3), 12  # of smoothing; rows that tell the chance at the start
ITERATIONS, ARIMA_ITERATIONS = 200, 50  # of the optimisers
ARIMAS = (  # orders (p, d, q) with seasonal ones: those that most series are found to have
    ((0, 1, 1), (0, 1, 1)), ((1, 1, 1), (0, 1, 1)), ((2, 1, 0), (0, 1, 1)), ((1, 0, 0), (0, 1, 1)),
    ((0, 1, 0), (0, 1, 0)),
)  # fmt: skip


class Smoothing(NamedTuple):
    """A model of exponential smoothing: "add", "mul" or None for each part (Hyndman et al. 2008)."""

    error: str
    trend: str | None
    damped: bool
    seasonal: str | None


def fits(rows: int, origins: int, season: int | None = None) -> bool:
    """The classics are quick enough for so many rows and forecasts: a season of s steps is s states."""
    states = season if season is not None and season <= LONGEST_SEASON else 1
    return rows <= MOST_ROWS and origins <= MOST_ORIGINS and rows * states**2 <= MOST_SUMS


def exponential_smoothing(values: Array, origins: range, horizon: int, season: int | None) -> Array:
    """The model with the smallest corrected Akaike criterion, (N, H). Raises ValueError where none can be fitted."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    period = _period(season, origins.start + 1, "ets")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of an optimiser that stops early: the criterion judges what it found
        found: list[tuple[float, Smoothing, Any]] = []
        known = values[: origins.start + 1]
        for each in dict.fromkeys((period, None)):  # a season that so few rows give no criterion for is left out
            for kind in () if found else smoothings(known, each):
                try:
                    fitted = ETSModel(known, **_parts(kind, each)).fit(disp=0, maxiter=ITERATIONS)
                except (ValueError, np.linalg.LinAlgError):
                    continue
                if math.isfinite(fitted.aicc):
                    found.append((float(fitted.aicc), kind, fitted.params))
        if not found:
            raise ValueError(values)
        _, kind, parameters = min(found, key=lambda each: each[0])
        forecasts = [
            np.asarray(ETSModel(values[: origin + 1], **_parts(kind, period)).smooth(parameters).forecast(horizon))
            for origin in origins
        ]
    return _finite(np.array(forecasts), values)


def theta(values: Array, origins: range, horizon: int, season: int | None) -> Array:
    """The Theta method (Assimakopoulos & Nikolopoulos 2000) on values less their season, (N, H)."""
    from statsmodels.tsa.forecasting.theta import ThetaModel

    forecasts = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for origin in origins:
            known = values[: origin + 1]
            period = _period(season, len(known), "theta")
            way = "multiplicative" if known.min() > 0 else "additive"
            model = ThetaModel(known, period=period or 1, deseasonalize=period is not None, method=way)
            forecasts.append(np.asarray(model.fit().forecast(horizon)))
    return _finite(np.array(forecasts), values)


def drift(values: Array, origins: range, horizon: int, _season: int | None) -> Array:
    """The last value, and the mean step from the first one on, (N, H)."""
    at = np.asarray(origins)
    slopes = (values[at] - values[0]) / np.maximum(at, 1)
    found: Array = values[at][:, None] + slopes[:, None] * np.arange(1, horizon + 1)
    return found


def arima(values: Array, origins: range, horizon: int, season: int | None) -> Array:
    """An ARIMA of `ARIMAS`, seasonal where there is a season, by the corrected Akaike criterion, (N, H).

    Of logarithms where all values are positive (Box, Jenkins & Reinsel: the airline model is one of them).
    """
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    known = values[: origins.start + 1]
    period, logs = _period(season, len(known), "arima"), bool(values.min() > 0)
    levels = np.log(values) if logs else values
    found: list[tuple[float, Any]] = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for order, seasonal in ARIMAS if period else dict.fromkeys((each, (0, 0, 0)) for each, _ in ARIMAS):
            model = SARIMAX(levels[: origins.start + 1], order=order, seasonal_order=(*seasonal, period or 0))
            try:
                fitted = model.fit(disp=0, maxiter=ARIMA_ITERATIONS)
            except (ValueError, np.linalg.LinAlgError):
                continue
            if math.isfinite(fitted.aicc):
                found.append((float(fitted.aicc), fitted))
        if not found:
            raise ValueError(values)
        _, fitted = min(found, key=lambda each: each[0])
        forecasts = []
        for origin in origins:
            fitted = fitted.append(levels[fitted.nobs : origin + 1]) if origin + 1 > fitted.nobs else fitted
            forecasts.append(np.asarray(fitted.forecast(horizon)))
    said = np.array(forecasts)
    return _finite(np.exp(np.minimum(said, LARGEST)) if logs else said, values)


def intermittent(values: Array, origins: range, horizon: int, _season: int | None) -> Array:
    """Demand that is mostly 0: its smoothed chance times its smoothed size, (N, H) (Teunter, Syntetos & Babai 2011).

    Both rates are those with the least squared one-step error up to the first origin. Raises ValueError for a series
    that is not intermittent.
    """
    known = values[: origins.start + 1]
    if known.min() < 0 or np.mean(known == 0) < INTERMITTENT or not (known > 0).any():
        raise ValueError("not intermittent")
    errors = {
        rates: float(np.square(_demand(known, *rates)[:-1] - known[1:]).mean()) for rates in product(RATES, RATES)
    }
    said = _demand(values, *min(errors, key=lambda rates: errors[rates]))
    found: Array = np.repeat(said[np.asarray(origins)][:, None], horizon, axis=1)
    return found


def _demand(values: Array, size_rate: float, chance_rate: float) -> Array:
    """What is expected behind each row (T,), from chance and size of demand so far."""
    positive = values[values > 0]
    chance, size, found = float(np.mean(values[:BLOCK] > 0)), float(positive[0]), np.empty(len(values))
    for row, value in enumerate(values):
        chance += chance_rate * (float(value > 0) - chance)
        size += size_rate * (value - size) if value > 0 else 0.0
        found[row] = chance * size
    return found


CLASSICS: Mapping[str, Classic] = {
    "drift": drift, "ets": exponential_smoothing, "theta": theta, "arima": arima, "intermittent": intermittent,
}  # fmt: skip


def smoothings(known: Array, period: int | None) -> Iterator[Smoothing]:
    """Models worth a try: a season, where there is one, that is added, or multiplied where all values are positive."""
    for trend, damped in ((None, False), ("add", False), ("add", True)):
        yield Smoothing("add", trend, damped, "add" if period else None)
        if period and known.min() > 0:
            yield Smoothing("mul", trend, damped, "mul")


def _parts(kind: Smoothing, period: int | None) -> dict[str, Any]:
    return {
        "error": kind.error,
        "trend": kind.trend,
        "damped_trend": kind.damped,
        "seasonal": kind.seasonal,
        "seasonal_periods": period if kind.seasonal else None,
    }


def _period(season: int | None, rows: int, name: str) -> int | None:
    """The season that a model can have, or None."""
    fewest = FEWEST_SEASONS * (season or 0) + MORE_ROWS[name]
    return season if season and season <= LONGEST_SEASON and rows >= fewest else None


def _finite(forecasts: Array, values: Array) -> Array:
    """Raises ValueError for a model that ran away: a forecast that is no number, or far outside of what ever was."""
    reach = np.abs(values - values.mean()).max()
    if not np.isfinite(forecasts).all() or np.abs(forecasts - values.mean()).max() > 100 * max(reach, 1e-12):
        raise ValueError(forecasts)
    return forecasts
