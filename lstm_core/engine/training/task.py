"""What the loop needs of a task, and how it ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor, nn

from lstm_core.engine.instruments.instrument import BadInput, Probe
from lstm_core.engine.training.checkpoints import Progress
from lstm_core.results.base import EndReason
from lstm_core.results.parsing import Result
from lstm_core.runs import events


class Task(Protocol):
    """What the loop needs of a task."""

    train_size: int
    validation_size: int
    test_size: int

    def measured(self) -> dict[str, float]:
        """Numbers that are known before training: losses of the baselines as "<name>.validation_loss"."""
        ...

    def loss(self, network: nn.Module, step: int) -> Tensor:
        """Mean loss () of the batch of that step, counted from 0."""
        ...

    def validation_loss(self, network: nn.Module) -> float:
        """Mean loss over the validation part; the network is in evaluation mode."""
        ...

    def observe(self, network: nn.Module, step: int) -> Iterable[events.RunEvent]:
        """What is worth telling after a validation; the network is in evaluation mode."""
        ...

    def state(self) -> dict[str, Tensor]:
        """What the next step needs besides weights and step; saved in checkpoints."""
        ...

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Take up the state of a checkpoint."""
        ...

    def probe(self, network: nn.Module, values: int) -> Probe:
        """Let the network read a fixed batch of the training part: a few dozen samples, at most `values` steps of time
        in all where one sample is not longer. It draws no random number and uses nothing that is carried.
        """
        ...

    def rows(self, step: int) -> list[int]:
        """Samples of the training part that the batch of that step holds, counted from 0."""
        ...

    def bad_input(self, step: int) -> BadInput | None:
        """The first column or file of the batch of that step with a value that is not finite."""
        ...

    def result(self, network: nn.Module, outcome: "TrainingEnd") -> Result:
        """What the run found out; `network` carries its best weights."""
        ...


@dataclass(frozen=True)
class TrainingEnd:
    """How training ended; `reason` is "stopped" when somebody asked for it."""

    progress: Progress
    reason: EndReason
