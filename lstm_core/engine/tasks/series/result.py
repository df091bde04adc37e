"""What a forecasting run found out, column by column: scores, skill, coverage and drawn forecasts.

`N` windows, `H` horizon, `C` targets, `Q` quantiles; a forecast of a baseline has one quantile. Missing truth is NaN
and counts nowhere.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lstm_core.data.series.baselines import NAMES
from lstm_core.data.series.calendars import later, text_like
from lstm_core.data.series.tables import Series
from lstm_core.data.series.transforms import Transform
from lstm_core.data.series.windows import WindowSplit, non_overlapping
from lstm_core.engine.tasks.series.audit import audit
from lstm_core.engine.tasks.series.combination import Combination, classics_of, weighted_median, weights_of
from lstm_core.engine.tasks.series.intervals import LEVEL, bounds
from lstm_core.engine.tasks.series.scores import copying, mase_scale, skill
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.results.series import (
    ForecastWindow,
    Interval,
    OverallErrors,
    Refit,
    Scores,
    SeriesColumn,
    SeriesResult,
)
from lstm_core.spec.constants import RANK_EPSILON
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData

Array = npt.NDArray[np.float64]
Forecasts = Mapping[str, Array]  # forecaster -> (N, H, C, Q)
DRAWN_WINDOWS = 40
DRAWN_BESIDE = 12  # windows of each further column, and of so many columns:
DRAWN_COLUMNS = 20


class Forecasting(Protocol):
    """What is judged: a `SeriesTask`, which uses this module itself."""

    spec: TrainRunSpec
    series: Series
    data: SeriesData
    parts: WindowSplit
    truth: Array  # (rows, C)
    filled: Array  # (rows, C), missing values carried forward
    first_validation: int
    first_test: int
    windows: Tensor
    transform: Transform
    beside: int  # series that are judged together
    drawn: int  # most windows of the main target that are kept to be drawn
    levels: Array  # (rows, C), transformed, what was known at each row
    refit: Refit | None
    pooled: Array | None  # (H, 2), ends of the interval by the errors of all series together, in units of `unit_of`

    def __init__(self, spec: TrainRunSpec, series: Series, device: torch.device) -> None: ...

    def truth_of(self, origins: range) -> Array:
        """The truth (N, H, C) after the rows `origins`."""
        ...

    def loss_of_forecast(self, forecast: Array, origins: range, columns: slice = ...) -> float:
        """The training loss of forecasts (N, H, C, Q) of some columns behind the rows `origins`."""
        ...


def result_of(
    task: Forecasting, forecasters: Mapping[str, Callable[[range], Array]], outcome: TrainingEnd
) -> SeriesResult:
    """The result of the forecasters, of which "model" is the network."""
    spans, told = told_by(task, forecasters)
    forecasts = [_of_column(task, place, spans, told) for place in range(len(task.data.targets))]
    forecasts[0] = forecasts[0].combined(_shares(task, forecasts[0]))
    columns = [_column(task, place, each) for place, each in enumerate(forecasts)]
    return SeriesResult(
        best_step=outcome.progress.best_step,
        steps=outcome.progress.step,
        reason=outcome.reason,
        seconds=outcome.progress.seconds,
        **dict(columns[0].found),
        refit=task.refit,
        audit=audit(task.spec, task.series, partial(type(task), device=task.windows.device)),
        history_times=task.series.times[shown_from(task) :],
        overall={name: _overall(task, forecast) for name, forecast in told["test"].items()},
        columns={name: each.found for name, each in zip(task.data.further_targets, columns[1:], strict=True)},
        data_digest=task.series.digest,
        weights="checkpoints/best.safetensors",
    )


def gathered(task: Forecasting, forecasters: Mapping[str, Callable[[range], Array]]) -> "ColumnForecasts":
    """What the forecasters, of which "model" is the network, and the classics say of the main target; not combined."""
    return _of_column(task, 0, *told_by(task, forecasters))


def main_column(task: Forecasting, told: "ColumnForecasts") -> "JudgedColumn":
    """What the forecasters of the main target are worth."""
    return _column(task, 0, told)


def told_by(
    task: Forecasting, forecasters: Mapping[str, Callable[[range], Array]]
) -> tuple[dict[str, range], dict[str, Forecasts]]:
    """Origins of validation, test and future, and what everybody says behind them; quantiles moved apart as needed."""
    parts, last = task.parts, len(task.truth) - 1
    spans = {"validation": parts.validation, "test": parts.test, "future": range(last, last + 1)}
    told = {span: {name: forecast(at) for name, forecast in forecasters.items()} for span, at in spans.items()}
    if told["validation"]["model"].shape[-1] > 1:
        more = interval_widening(
            task.transform, told["validation"]["model"], task.truth_of(parts.validation), task.spec.train.quantiles
        )
        for span in ("test", "future"):
            told[span]["model"] = widened(task.transform, told[span]["model"], more)
    return spans, dict(told)


class JudgedColumn(NamedTuple):
    """What was found out about a column, and the mean absolute error (N,) of each forecaster in each test window."""

    found: SeriesColumn
    errors: dict[str, Array]


class ColumnForecasts(NamedTuple):
    """Forecasts of one column by part and forecaster, (N, H, Q) each, and shares of those that are combined."""

    validation: dict[str, Array]
    test: dict[str, Array]
    future: dict[str, Array]
    shares: dict[str, float]

    def combined(self, shares: Mapping[str, float], combination: Combination = weighted_median) -> "ColumnForecasts":
        """With what the forecasters say together by these shares; as it is without any."""
        if not shares:
            return self

        def mixed(forecasts: dict[str, Array]) -> dict[str, Array]:
            points = {name: point(each) for name, each in forecasts.items()}
            return {**forecasts, "combined": combination(shares, points)[..., None]}

        return ColumnForecasts(mixed(self.validation), mixed(self.test), mixed(self.future), dict(shares))


def _of_column(
    task: Forecasting, place: int, spans: Mapping[str, range], told: Mapping[str, Forecasts]
) -> ColumnForecasts:
    """Forecasts of one column; beside those of the main one classics, where asked for."""
    found = {span: {name: each[:, :, place] for name, each in forecasts.items()} for span, forecasts in told.items()}
    if place == 0 and task.data.classics:
        for name, classic in classics_of(task.data, task.filled[:, 0], task.parts, task.beside).items():
            for span, origins in spans.items():
                found[span][name] = classic(origins)[..., None]
    return ColumnForecasts(found["validation"], found["test"], found["future"], {})


def _shares(task: Forecasting, told: ColumnForecasts) -> dict[str, float]:
    """Of the forecasters in what is delivered; none where the network's own forecast is."""
    if not task.data.classics:
        return {}
    truth = task.truth_of(task.parts.validation)[..., 0]
    return weights_of({name: float(np.nanmean(np.abs(point(each) - truth))) for name, each in told.validation.items()})


def _column(task: Forecasting, place: int, told: ColumnForecasts) -> JudgedColumn:
    parts = task.parts
    truth = task.truth_of(parts.test)[..., place]  # (N, H)
    points = {name: point(forecast) for name, forecast in told.test.items()}  # (N, H) each
    known: npt.NDArray[np.bool_] = np.asarray(~np.isnan(truth).all(axis=1))  # windows with any truth
    apart = -(-task.data.horizon // parts.test.step)  # windows to the next one that shares no target
    mean = {name: np.nanmean(np.abs(point - truth)[known], axis=1) for name, point in points.items()}
    found = {
        part: {name: scores(task, place, forecast, origins) for name, forecast in forecasts.items()}
        for part, forecasts, origins in (
            ("validation", told.validation, parts.validation),
            ("test", told.test, parts.test),
        )
    }
    drawn = non_overlapping(parts.test, task.data.horizon)[-(DRAWN_BESIDE if place else task.drawn) :]
    history = task.truth[shown_from(task) :, place]
    level, band, ahead = _bands(task, place, told)  # (N, H, 2) and (1, H, 2)
    column = SeriesColumn(
        validation=found["validation"],
        test=found["test"],
        skill={name: skill(mean["model"], mean[name], apart) for name in NAMES if name in mean},
        delivered_skill={
            name: skill(mean["combined"], mean[name], apart) for name in (NAMES if told.shares else ()) if name in mean
        },
        copying=copying(
            points["model"][known], task.filled[parts.test, place][known], _known(truth, points["model"])[known]
        ),
        interval=_interval(level, band, truth, ~np.isnan(truth)),
        shares=told.shares,
        history=[_number(value) for value in history] if place < DRAWN_COLUMNS else [],
        windows=[
            _window(task, place, origin, told.test, band, parts.test.index(origin))
            for origin in (drawn if place < DRAWN_COLUMNS else [])
        ],
        future=_window(task, place, len(task.truth) - 1, told.future, ahead, 0),
    )
    whole = {name: np.full(len(known), np.nan) for name in mean}
    for name, errors in mean.items():
        whole[name][known] = errors
    return JudgedColumn(column, whole)


def _bands(task: Forecasting, place: int, told: ColumnForecasts) -> tuple[float, Array, Array]:
    """How much an interval is to hold, and its ends (N, H, 2) around each test forecast and the one to come.

    A network that forecasts quantiles brings its own, where it is delivered alone.
    """
    name = "combined" if told.shares else "model"
    if told.test[name].shape[-1] > 1:
        quantiles = task.spec.train.quantiles
        ends = [forecast[name][..., [0, -1]] for forecast in (told.test, told.future)]
        return quantiles[-1] - quantiles[0], ends[0], ends[1]
    transform = task.transform.of(slice(place, place + 1))

    def levels(values: Array) -> Array:
        return transform.levels(values[..., None])[..., 0]

    if task.pooled is not None:
        middle = levels(np.concatenate([told.test[name], told.future[name]])[..., 0])
        values = transform.values((middle[..., None] + unit_of(task) * task.pooled)[..., None])[..., 0]
        return LEVEL, values[:-1], values[-1:]
    parts, last = task.parts, len(task.truth) - 1
    origins = [*parts.validation, *parts.test]
    said = levels(np.concatenate([told.validation[name], told.test[name]])[..., 0])
    came = levels(np.concatenate([task.truth_of(part)[..., place] for part in (parts.validation, parts.test)]))
    at = [*parts.test, last]
    middle = np.concatenate([said[len(parts.validation) :], levels(told.future[name][..., 0])])
    ends_of_all = middle[..., None] + bounds(came - said, origins, at)
    values = transform.values(ends_of_all[..., None])[..., 0]
    return LEVEL, values[:-1], values[-1:]


def unit_of(task: Forecasting) -> float:
    """Mean absolute step of the transformed main target on the training rows: in it errors of series compare."""
    return mase_scale(task.levels[: task.first_validation, 0])


def errors_in_units(task: Forecasting, told: ColumnForecasts, name: str) -> Array:
    """Errors (N, H) of a forecaster on the validation part, transformed, in units of `unit_of`; NaN without truth."""
    transform = task.transform.of(slice(0, 1))
    came, said = (
        transform.levels(each[..., None])[..., 0]
        for each in (task.truth_of(task.parts.validation)[..., 0], point(told.validation[name]))
    )
    found: Array = (came - said) / unit_of(task)
    return found


def interval_widening(transform: Transform, forecast: Array, truth: Array, quantiles: tuple[float, ...]) -> Array:
    """By how much (H, C) the outer quantiles of forecasts (N, H, C, Q) must move apart to hold what they promise.

    The level of the promise among how far the truth (N, H, C) lies outside, with the correction for a finite sample:
    conformalised quantile regression (Romano, Patterson & Candes 2019), on windows that did not train the network. It
    is measured and moved where values are transformed: of logarithms an interval widens by a factor.
    """
    said, came = transform.levels_of(forecast), transform.levels(truth)
    outside = np.maximum(said[..., 0] - came, came - said[..., -1])  # (N, H, C), negative inside
    counts = (~np.isnan(outside)).sum(axis=0)  # (H, C)
    level = quantiles[-1] - quantiles[0]
    ranks = np.clip(np.ceil((counts + 1) * level - RANK_EPSILON).astype(int) - 1, 0, np.maximum(counts - 1, 0))
    ordered = np.sort(outside, axis=0)  # NaN last
    more: Array = np.nan_to_num(np.take_along_axis(ordered, ranks[None], axis=0)[0])
    return more


def widened(transform: Transform, forecast: Array, more: Array) -> Array:
    """Forecasts (N, H, C, Q) with the outer quantiles moved by `more` (H, C), not beyond their neighbours."""
    said = transform.levels_of(forecast)
    moved = said.copy()
    moved[..., 0] = np.minimum(said[..., 0] - more, said[..., 1])
    moved[..., -1] = np.maximum(said[..., -1] + more, said[..., -2])
    return transform.values_of(moved)


def shown_from(task: Forecasting) -> int:
    """The first row that is drawn: a window before the forecasts, of a series by itself before the test part."""
    drawn = non_overlapping(task.parts.test, task.data.horizon)[-task.drawn :]
    first = drawn.start if task.beside > 1 else min(drawn.start, task.first_test)
    return max(0, first - task.data.window)


def point(forecast: Array) -> Array:
    """The median (...) of a forecast (..., Q)."""
    return forecast[..., forecast.shape[-1] // 2]


def _known(truth: Array, forecast: Array) -> Array:
    """The truth, or what was forecast where there is none, so that it says nothing."""
    return np.where(np.isnan(truth), forecast, truth)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def scores(task: Forecasting, place: int, forecast: Array, origins: range) -> Scores:
    """Of a forecast (N, H, Q) of one column."""
    truth = task.truth_of(origins)[..., place]  # (N, H)
    seen = ~np.isnan(truth)
    error = (point(forecast) - truth)[seen]
    mae = float(np.abs(error).mean()) if len(error) else 0.0
    return Scores(
        mae=mae,
        rmse=float(np.sqrt((error**2).mean())) if len(error) else 0.0,
        mase=mae / mase_scale(task.truth[: task.first_validation, place]),
        loss=task.loss_of_forecast(forecast[:, :, None], origins, slice(place, place + 1)),
    )


def _overall(task: Forecasting, forecast: Array) -> OverallErrors:
    """Of a forecast (N, H, C, Q) of every column, each divided by its deviation on the training rows."""
    truth = task.truth_of(task.parts.test)  # (N, H, C)
    error = (point(forecast) - truth) / np.nanstd(task.truth[: task.first_validation], axis=0)
    return OverallErrors(mse=float(np.nanmean(error**2)), mae=float(np.nanmean(np.abs(error))))


def _interval(level: float, band: Array, truth: Array, seen: npt.NDArray[np.bool_]) -> Interval | None:
    """How often the truth (N, H) lies within a band (N, H, 2); None where no error was known to make one."""
    seen = seen & ~np.isnan(band).any(axis=-1)
    if not seen.any():
        return None
    low, high = band[..., 0], band[..., 1]
    inside = (truth >= low) & (truth <= high)
    return Interval(level=level, coverage=float(inside[seen].mean()), width=float(np.nanmean(high - low)))


def _window(task: Forecasting, place: int, origin: int, told: Forecasts, band: Array, number: int) -> ForecastWindow:
    """One forecast of one column, at a place among those (N, H, Q) of every forecaster."""
    series, horizon = task.series, task.data.horizon
    rows = slice(origin + 1, origin + 1 + horizon)
    inside = rows.stop <= len(task.truth)
    times = series.times[rows] if inside else future_times(series, horizon)
    lines = {name: point(forecast[number]).tolist() for name, forecast in told.items()}
    banded = not np.isnan(band[number]).any()
    return ForecastWindow(
        origin=origin,
        times=times,
        truth=[_number(value) for value in task.truth[rows, place]] if inside else [],
        forecast=lines["model"],
        low=band[number, :, 0].tolist() if banded else [],
        high=band[number, :, 1].tolist() if banded else [],
        persistence=lines["persistence"],
        seasonal_naive=lines.get("seasonal_naive", []),
        linear=lines["linear"],
        combined=lines.get("combined", []),
    )


def future_times(series: Series, horizon: int) -> list[str]:
    """The times of the steps behind the last row, as the file or the calendar tells them."""
    if series.ahead is not None and len(series.ahead) >= horizon:
        return text_like(series.ahead[:horizon], series.times[-1], series.clock)
    return later(series.stamps, series.times, horizon, series.clock)
