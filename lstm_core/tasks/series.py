"""Forecasting: a series becomes windows, losses, scores beside honest baselines, and a forecast of the future.

Nothing is fitted on anything but the training rows. `N` windows, `B` batch, `W` window, `H` horizon; losses are in the
scaled units of the network, scores in the units of the data.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core import baselines, events
from lstm_core.data.calendars import later
from lstm_core.data.tables import Series, digest
from lstm_core.data.windows import apart, boundaries, split
from lstm_core.networks import Forecaster
from lstm_core.results import ForecastWindow, Scores, SeriesResult
from lstm_core.specs import RunSpec
from lstm_core.tasks import Prepared
from lstm_core.tasks.scores import copying, mase_scale, skill
from lstm_core.training.loop import Batches, Outcome

Array = npt.NDArray[np.float64]
Forecast = Callable[[range], Array]
LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "huber": functional.huber_loss,
    "mse": functional.mse_loss,
    "mae": functional.l1_loss,
}
EVALUATION_BATCH = 1024
DRAWN_WINDOWS = 40


@dataclass(frozen=True)
class Scaling:
    """An affine map fitted on the training rows: scaled = (value - offset) / scale."""

    offset: float
    scale: float

    @classmethod
    def fit(cls, training: Array, kind: str) -> "Scaling":
        """ "minmax" to [0, 1], "standard" to mean 0 and deviation 1, or "none"."""
        if kind == "minmax":
            return cls(float(training.min()), float(training.max() - training.min()))
        if kind == "standard":
            return cls(float(training.mean()), float(training.std()))
        return cls(0.0, 1.0)

    def __call__(self, values: Array) -> Array:
        return (values - self.offset) / self.scale


class SeriesTask:
    """One series with its spec; everything the loop asks for, and the result afterwards."""

    def __init__(self, spec: RunSpec, series: Series, device: torch.device) -> None:
        data = spec.series
        self.data, self.series = data, series
        self.parts = split(len(series.values), data)
        self.train_size, self.validation_size, self.test_size = (len(part) for part in self.parts)
        first_validation, self.first_test = boundaries(len(series.values), data)
        training = series.values[:first_validation]
        self.scaling = Scaling.fit(training, data.scaling)
        self.mase_scale = mase_scale(training)
        scaled = torch.from_numpy(self.scaling(series.values).astype(np.float32)).to(device)  # (T,)
        self.windows = scaled.unfold(0, data.window + data.horizon, 1)  # (N, W + H), a view
        self.first = self.parts.train.start - data.window + 1  # row of `windows` that holds the first training window
        self.linear = baselines.Linear.fit(
            series.values[:, None], self.parts.train, self.parts.validation, data.window, data.horizon
        )
        self.distance = LOSSES[spec.train.loss]
        self.batches = Batches(self.train_size, spec.train, device)

    def loss(self, network: nn.Module, step: int) -> Tensor:
        """Mean loss () of the training windows of that step's batch."""
        return self.loss_of(network, self.batches.at(step))

    def loss_of(self, network: nn.Module, batch: Tensor) -> Tensor:
        """Mean loss () of the training windows at positions `batch` (B,)."""
        inputs, targets, _ = self.cut(self.windows[batch + self.first])
        return self.distance(network(inputs), targets)

    def cut(self, windows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Inputs (B, W, 1), targets (B, H) and what was subtracted from both (B, 1), from windows (B, W + H)."""
        inputs, targets = windows[:, : self.data.window], windows[:, self.data.window :]
        base = inputs[:, -1:] if self.data.subtract_last else torch.zeros_like(inputs[:, -1:])
        return (inputs - base).unsqueeze(-1), targets - base, base

    def validation_loss(self, network: nn.Module) -> float:
        """Mean loss over the validation windows."""
        return self._mean_loss(network, self.parts.validation)

    def measured(self) -> dict[str, float]:
        """Validation loss of each baseline in the units of the training loss."""
        return {
            f"{name}.validation_loss": self._loss_of(forecast, self.parts.validation)
            for name, forecast in self._baselines().items()
        }

    def observe(self, network: nn.Module, step: int) -> Iterable[events.RunEvent]:
        """Nothing besides the loss."""
        return ()

    def state(self) -> dict[str, Tensor]:
        """Nothing is carried from step to step."""
        return {}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Nothing is carried from step to step."""

    @torch.no_grad()
    def result(self, network: nn.Module, outcome: Outcome) -> SeriesResult:
        """Scores, skill and forecasts of a network that carries its best weights, in evaluation mode."""
        network.eval()
        forecasts: dict[str, Forecast] = {"model": partial(self.forecast, network)} | self._baselines()
        predicted = {name: forecast(self.parts.test) for name, forecast in forecasts.items()}
        drawn = apart(self.parts.test, self.data.horizon)[-DRAWN_WINDOWS:]
        shown_from = max(0, min(drawn.start, self.first_test) - self.data.window)
        return SeriesResult(
            best_step=outcome.progress.best_step,
            steps=outcome.progress.step,
            reason=outcome.reason,
            seconds=outcome.progress.seconds,
            validation={
                name: self._scores(forecast(self.parts.validation), self.parts.validation)
                for name, forecast in forecasts.items()
            },
            test={name: self._scores(forecast, self.parts.test) for name, forecast in predicted.items()},
            skill={
                name: skill(self._errors(predicted["model"]), self._errors(predicted[name]), self.data.horizon)
                for name in predicted
                if name != "model"
            },
            copying=copying(
                predicted["model"], self.series.values[self.parts.test], self._truth(self.parts.test)
            ),
            history_times=self.series.times[shown_from:],
            history=self.series.values[shown_from:].tolist(),
            windows=[self._window(origin, forecasts) for origin in drawn],
            future=self._window(len(self.series.values) - 1, forecasts),
            data_digest=digest(self.series.values),
            weights="checkpoints/best.safetensors",
        )

    def forecast(self, network: nn.Module, origins: range) -> Array:
        """Forecasts (N, H) of a network after the rows `origins`, in the units of the data."""
        scaled = torch.from_numpy(self.scaling(self._inputs(origins)).astype(np.float32)).to(self.windows.device)
        forecasts = []
        for inputs in scaled.split(EVALUATION_BATCH):  # (B, W)
            base = inputs[:, -1:] if self.data.subtract_last else torch.zeros_like(inputs[:, -1:])
            forecasts.append(network((inputs - base).unsqueeze(-1)).float() + base)
        values: Array = torch.cat(forecasts).cpu().numpy().astype(np.float64)
        return values * self.scaling.scale + self.scaling.offset

    def _mean_loss(self, network: nn.Module, origins: range) -> float:
        total = 0.0
        first = origins.start - self.data.window + 1
        for windows in self.windows[first : first + len(origins)].split(EVALUATION_BATCH):
            inputs, targets, _ = self.cut(windows)
            total += float(self.distance(network(inputs), targets)) * len(windows)
        return total / len(origins)

    def _baselines(self) -> dict[str, Forecast]:
        values, horizon, season = self.series.values[:, None], self.data.horizon, self.data.season
        found: dict[str, Forecast] = {
            "persistence": lambda origins: baselines.persistence(values, origins, horizon)[:, :, 0]
        }
        if season:
            found["seasonal_naive"] = lambda origins: baselines.seasonal_naive(values, origins, horizon, season)[:, :, 0]
        return found | {"linear": lambda origins: self.linear(values, origins)[:, :, 0]}

    def _loss_of(self, forecast: Forecast, origins: range) -> float:
        predicted, truth = (torch.from_numpy(self.scaling(each)) for each in (forecast(origins), self._truth(origins)))
        return float(self.distance(predicted, truth))

    def _scores(self, forecast: Array, origins: range) -> Scores:
        truth = self._truth(origins)
        error = forecast - truth
        mae = float(np.abs(error).mean())
        scaled = (torch.from_numpy(self.scaling(each)) for each in (forecast, truth))
        return Scores(
            mae=mae,
            rmse=float(np.sqrt((error**2).mean())),
            mase=mae / self.mase_scale,
            loss=float(self.distance(*scaled)),
        )

    def _errors(self, forecast: Array) -> Array:
        """Mean absolute error (N,) of each test window."""
        errors: Array = np.abs(forecast - self._truth(self.parts.test)).mean(axis=1)
        return errors

    def _inputs(self, origins: range) -> Array:
        ahead = np.arange(1 - self.data.window, 1)
        inputs: Array = self.series.values[np.array(origins)[:, None] + ahead]
        return inputs

    def _truth(self, origins: range) -> Array:
        truth: Array = self.series.values[np.array(origins)[:, None] + np.arange(1, self.data.horizon + 1)]
        return truth

    def _window(self, origin: int, forecasts: dict[str, Forecast]) -> ForecastWindow:
        rows = slice(origin + 1, origin + 1 + self.data.horizon)
        inside = rows.stop <= len(self.series.values)
        lines = {name: forecast(range(origin, origin + 1))[0].tolist() for name, forecast in forecasts.items()}
        return ForecastWindow(
            origin=origin,
            times=self.series.times[rows]
            if inside
            else later(self.series.stamps, self.series.times, self.data.horizon),
            truth=self.series.values[rows].tolist() if inside else [],
            forecast=lines["model"],
            persistence=lines["persistence"],
            seasonal_naive=lines.get("seasonal_naive", []),
            linear=lines["linear"],
        )


def prepare(spec: RunSpec, series: Series, device: torch.device) -> Prepared:
    """Network and task of a forecasting run."""
    network = Forecaster(spec.model, features=1, horizon=spec.series.horizon).to(device)
    return Prepared(network, SeriesTask(spec, series, device))
