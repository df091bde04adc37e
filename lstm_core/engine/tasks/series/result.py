"""What a forecasting run found out, column by column: scores, skill, coverage and drawn forecasts.

`N` windows, `H` horizon, `C` targets, `Q` quantiles; a forecast of a baseline has one quantile. Missing truth is NaN
and counts nowhere.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lstm_core.data.series.calendars import later, text_like
from lstm_core.data.series.tables import Series
from lstm_core.data.series.transforms import Transform
from lstm_core.data.series.windows import WindowSplit, non_overlapping
from lstm_core.engine.tasks.series.audit import audit
from lstm_core.engine.tasks.series.scores import copying, mase_scale, skill
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.results.series import ForecastWindow, Interval, OverallErrors, Scores, SeriesColumn, SeriesResult
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
    parts, last = task.parts, len(task.truth) - 1
    validation = {name: forecast(parts.validation) for name, forecast in forecasters.items()}
    test = {name: forecast(parts.test) for name, forecast in forecasters.items()}
    future = {name: forecast(range(last, last + 1)) for name, forecast in forecasters.items()}
    if validation["model"].shape[-1] > 1:
        more = interval_widening(
            task.transform, validation["model"], task.truth_of(parts.validation), task.spec.train.quantiles
        )
        test["model"], future["model"] = (widened(task.transform, each["model"], more) for each in (test, future))
    columns = [_column(task, place, validation, test, future) for place in range(len(task.data.targets))]
    return SeriesResult(
        best_step=outcome.progress.best_step,
        steps=outcome.progress.step,
        reason=outcome.reason,
        seconds=outcome.progress.seconds,
        **dict(columns[0]),
        audit=audit(task.spec, task.series, partial(type(task), device=task.windows.device)),
        history_times=task.series.times[_shown_from(task) :],
        overall={name: _overall(task, forecast) for name, forecast in test.items()},
        columns=dict(zip(task.data.further_targets, columns[1:], strict=True)),
        data_digest=task.series.digest,
        weights="checkpoints/best.safetensors",
    )


def _column(task: Forecasting, place: int, validation: Forecasts, test: Forecasts, future: Forecasts) -> SeriesColumn:
    parts, spec = task.parts, task.spec
    truth = task.truth_of(parts.test)[..., place]  # (N, H)
    points = {name: _point(forecast[:, :, place]) for name, forecast in test.items()}  # (N, H) each
    errors = {name: np.abs(point - truth) for name, point in points.items()}
    told = ~np.isnan(truth).all(axis=1)  # windows with any truth
    mean = {name: np.nanmean(error[told], axis=1) for name, error in errors.items()}
    found = {
        part: {name: scores(task, place, forecast[:, :, place], origins) for name, forecast in forecasts.items()}
        for part, forecasts, origins in (("validation", validation, parts.validation), ("test", test, parts.test))
    }
    drawn = non_overlapping(parts.test, task.data.horizon)[-(DRAWN_BESIDE if place else DRAWN_WINDOWS) :]
    history = task.truth[_shown_from(task) :, place]
    seen = ~np.isnan(truth)
    return SeriesColumn(
        validation=found["validation"],
        test=found["test"],
        skill={name: skill(mean["model"], mean[name], task.data.horizon) for name in test if name != "model"},
        copying=copying(
            points["model"][told], task.filled[parts.test, place][told], _known(truth, points["model"])[told]
        ),
        interval=_interval(spec.train.quantiles, test["model"][:, :, place], truth, seen)
        if test["model"].shape[-1] > 1
        else None,
        history=[_number(value) for value in history] if place < DRAWN_COLUMNS else [],
        windows=[
            _window(task, place, origin, {name: forecast[origin - parts.test.start] for name, forecast in test.items()})
            for origin in (drawn if place < DRAWN_COLUMNS else [])
        ],
        future=_window(task, place, len(task.truth) - 1, {name: forecast[0] for name, forecast in future.items()}),
    )


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


def _shown_from(task: Forecasting) -> int:
    drawn = non_overlapping(task.parts.test, task.data.horizon)[-DRAWN_WINDOWS:]
    return max(0, min(drawn.start, task.first_test) - task.data.window)


def _point(forecast: Array) -> Array:
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
    error = (_point(forecast) - truth)[seen]
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
    error = (_point(forecast) - truth) / np.nanstd(task.truth[: task.first_validation], axis=0)
    return OverallErrors(mse=float(np.nanmean(error**2)), mae=float(np.nanmean(np.abs(error))))


def _interval(quantiles: tuple[float, ...], forecast: Array, truth: Array, seen: npt.NDArray[np.bool_]) -> Interval:
    """How often the truth (N, H) lies between the outer quantiles of a forecast (N, H, Q)."""
    low, high = forecast[..., 0], forecast[..., -1]
    inside = (truth >= low) & (truth <= high)
    return Interval(
        level=quantiles[-1] - quantiles[0],
        coverage=float(inside[seen].mean()) if seen.any() else 0.0,
        width=float((high - low).mean()),
    )


def _window(task: Forecasting, place: int, origin: int, forecasts: Forecasts) -> ForecastWindow:
    """One forecast of one column from those (H, C, Q) of every forecaster."""
    series, horizon = task.series, task.data.horizon
    rows = slice(origin + 1, origin + 1 + horizon)
    inside = rows.stop <= len(task.truth)
    times = series.times[rows] if inside else future_times(series, horizon)
    lines = {name: _point(forecast[:, place]).tolist() for name, forecast in forecasts.items()}
    bounds = forecasts["model"][:, place]  # (H, Q)
    banded = bounds.shape[-1] > 1
    return ForecastWindow(
        origin=origin,
        times=times,
        truth=[_number(value) for value in task.truth[rows, place]] if inside else [],
        forecast=lines["model"],
        low=bounds[:, 0].tolist() if banded else [],
        high=bounds[:, -1].tolist() if banded else [],
        persistence=lines["persistence"],
        seasonal_naive=lines.get("seasonal_naive", []),
        linear=lines["linear"],
    )


def future_times(series: Series, horizon: int) -> list[str]:
    """The times of the steps behind the last row, as the file or the calendar tells them."""
    if series.ahead is not None and len(series.ahead) >= horizon:
        return text_like(series.ahead[:horizon], series.times[-1])
    return later(series.stamps, series.times, horizon)
