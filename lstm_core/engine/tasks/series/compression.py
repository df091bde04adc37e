"""Compressing a forecasting run: a student follows its teacher's forecasts and the likeness of its states.

`N` windows, `B` batch, `H` horizon, `C` targets, `R` steps of one pass, `Q` quantiles, `K` hidden units.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.data.series.panel import Panel
from lstm_core.data.series.tables import Series
from lstm_core.engine.tasks.compressing import Array, FileInputs, Inputs, Judgement, Runtime
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster, without_vectors
from lstm_core.engine.tasks.series.panel import PanelTask, aligned
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

    def __init__(self, spec: TrainRunSpec, material: Any, device: torch.device, teacher: nn.Module) -> None:
        super().__init__(spec, material, device)
        self.teacher = teacher.to(device).eval()

    def loss_of(self, network: nn.Module, batch: Tensor) -> Tensor:
        """The data's loss (), the distance to the teacher's forecast, and that of the likeness of states."""
        past, known, targets, seen = self.cut(self.training(batch))
        with torch.no_grad(), _states(self.teacher) as wanted:
            soft = self.teacher(past, known)  # (B, R, C, Q)
        with _states(network) as found:
            forecast = network(past, known)
        own = self.distance(forecast, targets, seen, self.units(batch))
        followed = functional.mse_loss(forecast, soft)
        alike = functional.mse_loss(likeness(found[0]), likeness(wanted[0]))
        return (1 - TAUGHT) * own + TAUGHT * followed + LIKENESS * alike


class TaughtPanel(TaughtSeries, PanelTask):
    """The same of several series."""


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
    """A stored file in the place of the network: what scales, splits and rolls out around a pass stays the task's.

    The file is told the learned vector of a series where the network looks it up.
    """

    def __init__(self, spec: TrainRunSpec, network: SeriesForecaster, run: Runtime, reads: frozenset[str]) -> None:
        super().__init__(spec, network.layout)
        self.load_state_dict(network.state_dict())
        self.run, self.reads = run, reads

    def forward(self, past: Tensor, known: Tensor) -> Tensor:  # type: ignore[override]
        """The next R steps (B, R, C, Q), as the file gives them."""
        given = {"past": self.told(past.float()).numpy(), "known": known[:, : self.reach].float().numpy()}
        (found,) = self.run(["forecast"], {name: np.ascontiguousarray(given[name]) for name in self.reads})
        return torch.from_numpy(found)


def taught(spec: TrainRunSpec, material: Series | Panel, device: torch.device, teacher: nn.Module) -> TaughtSeries:
    """The task with a teacher."""
    kind = TaughtPanel if isinstance(material, Panel) else TaughtSeries
    return kind(spec, material, device, teacher)


@torch.no_grad()
def judged(task: SeriesTask, network: nn.Module) -> Judgement:
    """MAE of the main target on the test part, and that of every window of which any truth is known.

    Of several series both are means over them, windows counted from the last one, as in the result of a run.
    """
    if not isinstance(task, PanelTask):
        value, errors = _errors(task, task.forecast(network, task.parts.test))
        return Judgement(value, errors[~np.isnan(errors)])
    said = task.forecasts(network, lambda each: each.parts.test)
    found = [_errors(task.members[name], each) for name, each in said.items()]
    return Judgement(float(np.mean([value for value, _ in found])), aligned([errors for _, errors in found]))


def _errors(task: SeriesTask, said: Array) -> tuple[float, Array]:
    """MAE of forecasts (N, H, C, Q) of one series on its test part, and that of each window (N,), NaN without truth."""
    origins = task.parts.test
    forecast, truth = said[:, :, 0], task.truth_of(origins)[..., 0]  # (N, H, Q), (N, H)
    known = ~np.isnan(truth).all(axis=1)
    errors: Array = np.full(len(truth), np.nan)
    errors[known] = np.nanmean(np.abs(forecast[..., forecast.shape[-1] // 2] - truth)[known], axis=1)
    return scores(task, 0, forecast, origins).mae, errors


def change(task: SeriesTask, original: Judgement, other: Judgement) -> MetricChange:
    """Relative change of the MAE with the interval of a Diebold-Mariano test on the windows."""
    if float(original.samples.mean()) == 0:
        return MetricChange(value=0.0 if float(other.samples.mean()) == 0 else float("inf"))
    if np.array_equal(original.samples, other.samples):
        return MetricChange(value=0.0, low=0.0, high=0.0)
    step = task.step if isinstance(task, PanelTask) else 1
    found = skill(other.samples, original.samples, -(-task.data.horizon // step)).change
    return MetricChange(value=found.value, low=found.low, high=found.high)


def exported(spec: TrainRunSpec, network: nn.Module) -> SeriesForecaster:
    """The network as a file holds it: it is told the vectors of series that it learned."""
    return without_vectors(spec, cast("SeriesForecaster", network))


def stored(spec: TrainRunSpec, network: nn.Module, file: FileInputs, run: Runtime) -> StoredForecaster:
    """A stored file of the network as a forecaster."""
    return StoredForecaster(spec, cast("SeriesForecaster", network), run, file.names).eval()


@torch.no_grad()
def one_pass(task: SeriesTask, network: nn.Module, file: FileInputs, count: int) -> Inputs:
    """Windows of the test part, again from the first where there are too few."""
    if isinstance(task, PanelTask):
        places = task.tested
    else:
        places = task.parts.test.start - task.data.window + 1 + torch.arange(len(task.parts.test))
    past, known, _, _ = task.cut(task.windows[places[torch.arange(count) % len(places)]])
    told = cast("SeriesForecaster", network).told(past.float())
    given = {"past": told.numpy(), "known": known.float().numpy()}
    return {name: np.ascontiguousarray(given[name]) for name in file.names}


def tensors(inputs: Inputs) -> tuple[Tensor, ...]:
    """The same for the network, which is always given what is known ahead."""
    past = torch.from_numpy(inputs["past"])
    return past, torch.from_numpy(inputs["known"]) if "known" in inputs else past.new_zeros(len(past), 0, 0)
