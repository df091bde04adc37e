"""What may look at a network while it trains, between the backward pass and the clipping of its gradients."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn


class Carrier(Protocol):
    """What an instrument sees of a task."""

    def loss(self, network: nn.Module, step: int) -> Tensor:
        """Mean loss () of the batch of that step, counted from 0."""
        ...

    def state(self) -> dict[str, Tensor]:
        """What the task carries from step to step."""
        ...

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Take up what was carried."""
        ...


class View(NamedTuple):
    """One step of training, seen when every gradient is there, in units of the loss, and nothing is clipped yet."""

    network: nn.Module
    task: Carrier
    step: int  # counted from 1, as the curve counts; its batch is the task's step - 1
    loss: Tensor  # ()


class Instrument(Protocol):
    """Looks at some steps of a training. It may run network and task, but writes to no weight and no gradient.

    Nothing that it runs keeps gradients.
    """

    def due(self, step: int) -> bool:
        """The schedule names that step, counted from 1; asked once a step, so it must be cheap."""
        ...

    def look(self, view: View) -> None:
        """Read what the step shows; the training goes on when it returns."""
        ...


class DisturbedError(RuntimeError):
    """An instrument wrote to what it may only read."""


def look(instrument: Instrument, view: View) -> None:
    """Let the instrument look, and put back what looking changes: random numbers, modes, what the task carries.

    Raises DisturbedError when a weight or a gradient is no longer what it was.
    """
    network, task = view.network, view.task
    before, carried = _written(network), task.state()
    with torch.no_grad(), torch.random.fork_rng(), unchanged_modes(network):
        instrument.look(view)
    task.load_state(carried)
    if _written(network) != before:
        raise DisturbedError(type(instrument).__name__)


@contextmanager
def unchanged_modes(network: nn.Module) -> Iterator[None]:
    """Afterwards every module trains or evaluates as it did before."""
    modes = [(part, part.training) for part in network.modules()]
    try:
        yield
    finally:
        for part, training in modes:
            part.training = training


def _written(network: nn.Module) -> list[tuple[int, ...]]:
    """Which tensors weights, buffers and gradients are, and how often each was written to."""
    tensors = [*network.parameters(), *network.buffers()]
    pairs = [(tensor, tensor.grad) for tensor in tensors]
    return [(each.data_ptr(), each._version) for pair in pairs for each in pair if each is not None]
