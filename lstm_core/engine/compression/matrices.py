"""The matrices of a network that compression acts on, and the task as it is trained while they obey a rule."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

from lstm_core.engine.instruments.instrument import BadInput, Probe
from lstm_core.engine.training.task import Task, TrainingEnd
from lstm_core.results.parsing import Result
from lstm_core.runs import events

RECURRENT = ("weight_hh",)


def matrices(network: nn.Module) -> dict[str, Tensor]:
    """Weights with two axes or more by name, but for tables of symbols and states before the first step."""
    tables = {id(part.weight) for part in network.modules() if isinstance(part, nn.Embedding)}
    return {
        name: weight
        for name, weight in network.named_parameters()
        if weight.ndim > 1 and id(weight) not in tables and ".start." not in f".{name}"
    }


def recurrent_matrices(network: nn.Module) -> dict[str, Tensor]:
    """Those that multiply the state, (G H, H) or blocks of them; of a transformer all of its blocks'."""
    found = matrices(network)
    recurrent = {name: weight for name, weight in found.items() if any(part in name for part in RECURRENT)}
    return recurrent or {name: weight for name, weight in found.items() if ".blocks." in f".{name}"}


class RuledTask:
    """A task whose network is put under a rule before every use; everything else is the task's.

    The optimiser leaves the rule with every update, so it is enforced again before the next loss and before every
    validation, after which the best weights are kept.
    """

    def __init__(self, task: Task, enforce: Callable[[nn.Module, int], None]) -> None:
        self._task, self._enforce, self._step = task, enforce, 0
        self.train_size, self.validation_size, self.test_size = task.train_size, task.validation_size, task.test_size

    def loss(self, network: nn.Module, step: int) -> Tensor:
        """Mean loss () of the batch of that step."""
        self._step = step
        self._obey(network)
        return self._task.loss(network, step)

    def validation_loss(self, network: nn.Module) -> float:
        """Mean loss over the validation part."""
        self._obey(network)
        return self._task.validation_loss(network)

    @torch.no_grad()
    def _obey(self, network: nn.Module) -> None:
        self._enforce(network, self._step)

    def measured(self) -> dict[str, float]:
        """Nothing: it was told when the origin was trained."""
        return {}

    def observe(self, network: nn.Module, step: int) -> Iterable[events.RunEvent]:
        """Nothing besides the loss."""
        return ()

    def state(self) -> dict[str, Tensor]:
        """What the task carries."""
        return self._task.state()

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Take up what the task carries."""
        self._task.load_state(state)

    def probe(self, network: nn.Module, values: int) -> Probe:
        """The task's."""
        return self._task.probe(network, values)

    def rows(self, step: int) -> list[int]:
        """The task's."""
        return self._task.rows(step)

    def bad_input(self, step: int) -> BadInput | None:
        """The task's."""
        return self._task.bad_input(step)

    def result(self, network: nn.Module, outcome: TrainingEnd) -> Result:
        """The task's."""
        return self._task.result(network, outcome)
