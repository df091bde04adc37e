"""What may look at a network while it trains: at gradients before they are clipped, and at weights after the update."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn

from lstm_core.runs import events


class Probe(NamedTuple):
    """A fixed batch of the training part, as an instrument reads it. Nothing of it is carried or drawn at random."""

    loss: Tensor  # mean () of the last step of time where every step has a loss, else of the batch
    outputs: Tensor | None = None  # what the head says (B, K)
    last: Tensor | None = None  # the last values that the network read of the same columns (B, K)
    lengths: Tensor | None = None  # real steps of time (B,); None: all


class BadInput(NamedTuple):
    """What is no finite number in a batch."""

    name: str  # of the column or file
    rows: list[int]  # samples of the training part


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

    def probe(self, network: nn.Module, values: int) -> Probe:
        """Let the network read a fixed batch of the training part: a few dozen samples, at most `values` steps of time
        in all where one sample is not longer.
        """
        ...

    def rows(self, step: int) -> list[int]:
        """Samples of the training part that the batch of that step holds, counted from 0."""
        ...

    def bad_input(self, step: int) -> BadInput | None:
        """The first column or file of the batch of that step with a value that is not finite."""
        ...


class View(NamedTuple):
    """One step of training, seen when every gradient is there, in units of the loss, and nothing is clipped yet."""

    network: nn.Module
    task: Carrier
    step: int  # counted from 1, as the curve counts; its batch is the task's step - 1
    loss: Tensor  # ()


class Instrument(Protocol):
    """Looks at some steps of a training. It may run network and task, but writes to no weight and no gradient.

    Nothing that it runs keeps gradients. It waits for no device but in `told`, so a GPU runs on while it looks.
    """

    def due(self, step: int) -> bool:
        """The schedule names that step, counted from 1; asked once a step, so it must be cheap."""
        ...

    def look(self, view: View) -> None:
        """Read what the step shows; the training goes on when it returns."""
        ...

    def updated(self, view: View) -> None:
        """The same step when its update is made; the gradients are clipped by now. It may only read."""
        ...

    def told(self) -> Iterable[events.RunEvent]:
        """What was found since it was asked last, in the order of steps; asked whenever the curve is written."""
        ...


class DisturbedError(RuntimeError):
    """An instrument wrote to what it may only read."""


def look(instrument: Instrument, view: View) -> None:
    """Let the instrument look, and put back what looking changes: random numbers, modes, what the task carries.

    Raises DisturbedError when a weight or a gradient is no longer what it was.
    """
    network, task = view.network, view.task
    before, carried = _written(network), task.state()
    with torch.no_grad(), unchanged_randomness(), unchanged_modes(network):
        instrument.look(view)
    task.load_state(carried)
    if _written(network) != before:
        raise DisturbedError(type(instrument).__name__)


def look_at_update(instrument: Instrument, view: View) -> None:
    """Let the instrument see what the update made. Raises DisturbedError when a weight is no longer what it was."""
    before = _written(view.network)
    with torch.no_grad():
        instrument.updated(view)
    if _written(view.network) != before:
        raise DisturbedError(type(instrument).__name__)


@contextmanager
def unchanged_randomness() -> Iterator[None]:
    """Afterwards the next random numbers are those that would have come."""
    cpu, gpu = torch.get_rng_state(), torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []
    try:
        yield
    finally:
        torch.set_rng_state(cpu)
        if gpu:
            torch.cuda.set_rng_state_all(gpu)


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
