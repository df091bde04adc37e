"""The second training of a forecaster: on training and validation part together, or on all rows."""

from dataclasses import dataclass

import torch
from torch import nn

from lstm_core.engine.nn.paths import take_ways
from lstm_core.engine.nn.recomputation import recompute
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.task import Delivered, SeriesTask
from lstm_core.engine.training.checkpoints import Progress
from lstm_core.results.series import Refit
from lstm_core.spec.derived import refit_training
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.training import TrainSpec


@dataclass(frozen=True)
class SeriesRefitting:
    """A network with its initial weights, the task and the steps that train it, and the task that judged."""

    network: nn.Module
    task: SeriesTask
    train: TrainSpec
    judging: SeriesTask

    def take(self) -> None:
        """The judging task delivers this network."""
        self.judging.delivered = Delivered(self.network.eval(), self.task)
        self.judging.refit = Refit(steps=self.train.steps, windows=self.task.train_size)

    def give_up(self, step: int) -> None:
        """The judging task delivers its own network and tells at which step this one diverged."""
        self.judging.refit = Refit(steps=self.train.steps, windows=self.task.train_size, diverged=step)


def refitting(
    spec: TrainRunSpec, judging: SeriesTask, progress: Progress, device: torch.device
) -> SeriesRefitting | None:
    """What trains once more where the spec asks for it, with the layers run as in the first training."""
    if not spec.series.refits:
        return None
    network = SeriesForecaster(spec, judging.layout).to(device)
    take_ways(network, progress.ways)
    recompute(network, spec.train.recompute_every, device)
    task = judging.refitting()
    train = refit_training(spec.train, progress.best_step, judging.train_size, task.train_size)
    return SeriesRefitting(network, task, train, judging)
