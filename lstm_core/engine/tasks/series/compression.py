"""Compressing a forecasting run: a student follows its teacher's forecasts and the likeness of its states.

`N` windows, `B` batch, `H` horizon, `C` targets, `R` steps of one pass, `Q` quantiles, `K` hidden units.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.data.series.tables import Series
from lstm_core.engine.tasks.compressing import Array, FileInputs, Inputs, Judgement, Runtime
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.result import scores
from lstm_core.engine.tasks.series.scores import skill
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.results.compress import MetricChange
from lstm_core.spec.run import TrainRunSpec

MEASURE = "mae"
TAUGHT = 0.5  # weight of the teacher in the loss, the rest is the data's
LIKENESS = 0.1  # weight of the likeness of states


class TaughtSeries(SeriesTask):
    """A forecasting task whose loss also follows a teacher: its forecasts, and which windows its states find alike."""

    def __init__(self, spec: TrainRunSpec, series: Series, device: torch.device, teacher: nn.Module) -> None:
        super().__init__(spec, series, device)
        self.teacher = teacher.to(device).eval()

    def loss_of(self, network: nn.Module, batch: Tensor) -> Tensor:
        """The data's loss (), the distance to the teacher's forecast, and that of the likeness of states."""
        past, known, targets, seen = self.cut(self.training(batch))
        with torch.no_grad(), _states(self.teacher) as wanted:
            soft = self.teacher(past, known)  # (B, R, C, Q)
        with _states(network) as found:
            forecast = network(past, known)
        own = self.distance(forecast, targets, seen)
        followed = functional.mse_loss(forecast, soft)
        alike = functional.mse_loss(likeness(found[0]), likeness(wanted[0]))
        return (1 - TAUGHT) * own + TAUGHT * followed + LIKENESS * alike


def likeness(states: Tensor) -> Tensor:
    """How alike (B, B) samples are to states (B, K), each row of length 1: it needs no map between two widths.

    Similarity-preserving distillation (Tung & Mori 2019), equations 2 and 3.
    """
    flat = states.flatten(1)
    return functional.normalize(flat @ flat.T, dim=1)


@contextmanager
def _states(network: nn.Module) -> Iterator[list[Tensor]]:
    """What the head of a forecaster reads while it is called."""
    found: list[Tensor] = []
    head = cast("SeriesForecaster", network).head
    handle = head.register_forward_pre_hook(lambda _module, read: found.append(read[0]))
    try:
        yield found
    finally:
        handle.remove()


class StoredForecaster(SeriesForecaster):
    """A stored file in the place of the network: what scales, splits and rolls out around a pass stays the task's."""

    def __init__(self, spec: TrainRunSpec, task: SeriesTask, run: Runtime, reads: frozenset[str]) -> None:
        super().__init__(spec, task.layout)
        self.run, self.reads = run, reads

    def forward(self, past: Tensor, known: Tensor) -> Tensor:  # type: ignore[override]
        """The next R steps (B, R, C, Q), as the file gives them."""
        given = {"past": past.float().numpy(), "known": known[:, : self.reach].float().numpy()}
        (found,) = self.run(["forecast"], {name: np.ascontiguousarray(given[name]) for name in self.reads})
        return torch.from_numpy(found)


def taught(spec: TrainRunSpec, material: Series, device: torch.device, teacher: nn.Module) -> TaughtSeries:
    """The task with a teacher."""
    return TaughtSeries(spec, material, device, teacher)


@torch.no_grad()
def judged(task: SeriesTask, network: nn.Module) -> Judgement:
    """MAE of the main target on the test part, and that of every window of which any truth is known."""
    origins = task.parts.test
    forecast = task.forecast(network, origins)[:, :, 0]  # (N, H, Q)
    truth = task.truth_of(origins)[..., 0]  # (N, H)
    known = ~np.isnan(truth).all(axis=1)
    errors: Array = np.abs(forecast[..., forecast.shape[-1] // 2] - truth)
    return Judgement(scores(task, 0, forecast, origins).mae, np.nanmean(errors[known], axis=1))


def change(task: SeriesTask, original: Judgement, other: Judgement) -> MetricChange:
    """Relative change of the MAE with the interval of a Diebold-Mariano test on the windows."""
    if float(original.samples.mean()) == 0:
        return MetricChange(value=0.0 if float(other.samples.mean()) == 0 else float("inf"))
    if np.array_equal(original.samples, other.samples):
        return MetricChange(value=0.0, low=0.0, high=0.0)
    found = skill(other.samples, original.samples, task.data.horizon).change
    return MetricChange(value=found.value, low=found.low, high=found.high)


def stored(spec: TrainRunSpec, task: SeriesTask, file: FileInputs, run: Runtime) -> StoredForecaster:
    """A stored file as a forecaster."""
    return StoredForecaster(spec, task, run, file.names).eval()


def one_pass(task: SeriesTask, file: FileInputs, count: int) -> Inputs:
    """Windows of the test part, again from the first where there are too few."""
    first = task.parts.test.start - task.data.window + 1
    rows = first + torch.arange(count) % len(task.parts.test)
    past, known, _, _ = task.cut(task.windows[rows])
    given = {"past": past.float().numpy(), "known": known.float().numpy()}
    return {name: np.ascontiguousarray(given[name]) for name in file.names}


def tensors(inputs: Inputs) -> tuple[Tensor, ...]:
    """The same for the network, which is always given what is known ahead."""
    past = torch.from_numpy(inputs["past"])
    return past, torch.from_numpy(inputs["known"]) if "known" in inputs else past.new_zeros(len(past), 0, 0)
