"""A network of one weight, which becomes the mean."""

from collections.abc import Iterable
from typing import Any

import torch
from lstm_core.results.mean import MeanResult
from torch import Tensor, nn

from lstm_core.engine.instruments.instrument import Probe
from lstm_core.engine.tasks.contract import Prepared, TrainedNetwork
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.runs import events
from lstm_core.spec.run import TrainRunSpec


class Mean(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.value = nn.Parameter(torch.zeros(1))


class MeanTask:
    def __init__(self, spec: TrainRunSpec, numbers: list[float]) -> None:
        held_out = spec.data.held_out
        self.train, self.held_out = torch.tensor(numbers[:-held_out]), torch.tensor(numbers[-held_out:])
        self.train_size, self.validation_size, self.test_size = len(self.train), len(self.held_out), 0

    def measured(self) -> dict[str, float]:
        return {}

    def loss(self, network: Mean, step: int) -> Tensor:
        return (network.value - self.train).square().mean()

    def validation_loss(self, network: Mean) -> float:
        return float((network.value - self.held_out).square().mean())

    def observe(self, network: Mean, step: int) -> Iterable[events.RunEvent]:
        return ()

    def state(self) -> dict[str, Tensor]:
        return {}

    def load_state(self, state: dict[str, Tensor]) -> None:
        pass

    def probe(self, network: Mean, values: int) -> Probe:
        return Probe(self.loss(network, 0))

    def rows(self, step: int) -> list[int]:
        return list(range(self.train_size))

    def bad_input(self, step: int) -> None:
        return None

    def result(self, network: Mean, outcome: TrainingEnd) -> MeanResult:
        progress = outcome.progress
        return MeanResult(
            best_step=progress.best_step,
            steps=progress.step,
            reason=outcome.reason,
            seconds=progress.seconds,
            data_digest="",
            weights="checkpoints/best.safetensors",
            mean=float(network.value),
            error=self.validation_loss(network),
        )


def prepare(spec: TrainRunSpec, material: Any, device: torch.device) -> Prepared:
    return Prepared(Mean().to(device), MeanTask(spec, material))


def folds(_spec: TrainRunSpec, _material: Any, _trained: TrainedNetwork) -> None:
    """A run of this task is judged once."""


def refitting(_spec: TrainRunSpec, _judging: Any, _progress: Any, _device: torch.device) -> None:
    """A run of this task is trained once."""
