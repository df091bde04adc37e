"""The run's own proof that nothing later is seen: the same task on a series whose later rows are other numbers.

What the network is given is recorded by a hook, so the check holds whatever the task does before it. Torch's random
state is left as it was.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lstm_core.data.leakage.perturbation import perturbed
from lstm_core.data.series.tables import Series, Values
from lstm_core.data.series.windows import boundaries, split
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.results.series import Audit
from lstm_core.spec.likelihoods import COUNTING
from lstm_core.spec.run import TrainRunSpec

MOST_BATCHES, MOST_FORECASTS = 32, 8
SMALL = {
    "hidden_size": 4,
    "layers": 1,
    "heads": 1,
    "residual": False,
    "dropout": 0.0,
    "head_dropout": 0.0,
    "members": 1,
}

TaskBuilder = Callable[[TrainRunSpec, Series], Any]  # a SeriesTask, which uses this module itself


@torch.no_grad()
def audit(spec: TrainRunSpec, series: Series, build: TaskBuilder) -> Audit:
    """Compare training batches with the later parts replaced, and test forecasts with all rows after them replaced."""
    rows = len(series.values)
    first_validation, first_test = boundaries(rows, spec.series)
    usual = Recorder(spec, build(spec, series))
    batches = usual.training()
    changed = 0
    later = usual.refitted()
    for start in (first_validation, first_test):
        other = Recorder(spec, build(spec, with_others(spec, series, start)))
        changed += sum(one != two for one, two in zip(batches, other.training(), strict=True))
        if start == first_test:
            changed += usual.validation() != other.validation()
            changed += sum(one != two for one, two in zip(later, other.refitted(), strict=True))
    tested = split(rows, spec.series).test
    origins = tested[:: -(-len(tested) // MOST_FORECASTS)]
    for origin in origins:
        other = Recorder(spec, build(spec, with_others(spec, series, origin + 1)))
        changed += (usual.refitting() or usual).forecast(origin) != (other.refitting() or other).forecast(origin)
    return Audit(batches=len(batches) + len(later), forecasts=len(origins), changed=changed)


def with_others(spec: TrainRunSpec, series: Series, start: int) -> Series:
    """Other values from a row on, in every column that is not known ahead; no negative ones where none may be."""
    later, rows = slice(start, None), len(series.values)

    def other(values: Values) -> Values:
        found = perturbed(values, later)
        if spec.series.transform != "none" or spec.train.loss in COUNTING:
            found[later] = np.abs(found[later])
        return found

    others = {name: other(found) if len(found) == rows else found for name, found in series.others.items()}
    return replace(series, values=other(series.values), others=others)


class Recorder:
    """A task with a small network of fixed weights, whose inputs and losses are written down."""

    def __init__(self, spec: TrainRunSpec, task: Any) -> None:
        self.spec, self.task = spec, task
        with torch.random.fork_rng():
            torch.manual_seed(0)
            small = spec.model.model_copy(update=SMALL)
            self.network: nn.Module = SeriesForecaster(spec.model_copy(update={"model": small}), task.layout)
        self.network = self.network.to(task.windows.device).eval()
        self.seen: list[float] = []
        self.network.register_forward_pre_hook(self._note)

    def _note(self, _network: nn.Module, given: tuple[Tensor, ...]) -> None:
        for part in given:
            weights = torch.arange(1, part.numel() + 1, device=part.device, dtype=torch.float64)
            self.seen.append(float(part.reshape(-1).to(torch.float64) @ weights))

    def refitting(self) -> "Recorder | None":
        """The same of the second training, where the test part judges it; one on all rows has nothing to hide."""
        judged = self.spec.series.refit == "before_test"
        return Recorder(self.spec, self.task.refitting()) if judged else None

    def refitted(self) -> list[tuple[float, ...]]:
        """What the network of the second training is given, as `training` tells it; nothing without one."""
        found = self.refitting()
        return found.training() if found is not None else []

    def training(self) -> list[tuple[float, ...]]:
        """What the network is given and the loss, for batches spread over the first epoch."""
        per_epoch = self.task.batches.per_epoch
        steps = range(0, per_epoch, -(-per_epoch // MOST_BATCHES))
        return [self._of(partial(self.task.loss, self.network, step)) for step in steps]

    def validation(self) -> tuple[float, ...]:
        """The same for the validation part."""
        return self._of(partial(self.task.validation_loss, self.network))

    def forecast(self, origin: int) -> tuple[float, ...]:
        """What the network is given for one forecast, and what comes out."""
        return self._of(lambda: self.task.forecast(self.network, range(origin, origin + 1)).sum())

    def _of(self, act: Callable[[], Any]) -> tuple[float, ...]:
        self.seen.clear()
        outcome = float(act())
        return (*self.seen, outcome)
