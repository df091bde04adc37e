"""Where the first value stands that is no finite number: batch, weights, activations, loss or gradient, in this order.

The step is taken again from where it began: the same weights, random numbers and carried state.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from lstm_core.engine.instruments.instrument import Carrier, unchanged_modes, unchanged_randomness
from lstm_core.runs import events


class Beginning(NamedTuple):
    """What a step began with, besides the weights."""

    carried: dict[str, Tensor]
    random: Tensor
    random_gpu: Tensor | None

    @classmethod
    def of(cls, task: Carrier, device: torch.device) -> "Beginning":
        """What the step that comes next begins with."""
        on_gpu = device.type == "cuda"
        return cls(task.state(), torch.get_rng_state(), torch.cuda.get_rng_state(device) if on_gpu else None)

    def restore(self, task: Carrier) -> None:
        """Let the step that is taken next be that one."""
        task.load_state(self.carried)
        torch.set_rng_state(self.random)
        if self.random_gpu is not None:
            torch.cuda.set_rng_state(self.random_gpu)


def locate(
    network: nn.Module, task: Carrier, step: int, beginning: Beginning, autocast: torch.autocast
) -> events.NonFiniteFound:
    """The first tensor of the update `step`, counted from 1, that holds such a value; changes nothing."""
    rows, carried = task.rows(step - 1), task.state()
    bad = task.bad_input(step - 1)
    if bad is not None:
        return _found(step, "inputs", bad.name, bad.rows)
    with unchanged_randomness():
        beginning.restore(task)

        def run() -> Tensor:
            with autocast:
                return task.loss(network, step - 1)

        found = _of_pass(network, run, "loss") or _of_gradient(network, run, lambda: beginning.restore(task))
    task.load_state(carried)
    return _found(step, *found, rows)


def locate_in_validation(network: nn.Module, task: Any, step: int, autocast: torch.autocast) -> events.NonFiniteFound:
    """The same for the validation after the update `step`."""

    def run() -> Tensor:
        with autocast:
            return torch.tensor(task.validation_loss(network))

    with torch.no_grad(), unchanged_randomness(), unchanged_modes(network):
        network.eval()
        found = _of_pass(network, run, "validation_loss") or ("loss", "validation_loss")
    return _found(step, *found, [])


def _of_pass(network: nn.Module, run: Callable[[], Tensor], name: str) -> tuple[str, str] | None:
    """Where a pass forward meets the first one; None when it meets none."""
    for weight, parameter in network.named_parameters():
        if not _finite(parameter):
            return "weights", weight
    with _watched(network) as seen:
        loss = run()
    if seen:
        return "activations", seen[0]
    return None if _finite(loss) else ("loss", name)


def _of_gradient(network: nn.Module, run: Callable[[], Tensor], again: Callable[[], None]) -> tuple[str, str]:
    """The first gradient that the pass backward spoils: of all that are spoiled, the one nearest to the loss.

    Where only the norm over all of them is too large for its type, the largest one.
    """
    again()
    parameters = {name: each for name, each in network.named_parameters() if each.requires_grad}
    with torch.enable_grad():
        gradients = torch.autograd.grad(run(), list(parameters.values()), allow_unused=True)
    named = [(name, each) for name, each in zip(parameters, gradients, strict=True) if each is not None]
    spoiled = [name for name, each in named if not _finite(each)]
    if spoiled:
        return "gradient", spoiled[-1]
    largest = max(named, key=lambda pair: float(torch.linalg.vector_norm(pair[1], dtype=torch.float64)))
    return "gradient", largest[0]


@contextmanager
def _watched(network: nn.Module) -> Iterator[list[str]]:
    """The modules whose output holds such a value, in the order in which they give it."""
    seen: list[str] = []

    def watch(name: str) -> Callable[..., None]:
        def hook(_module: nn.Module, _given: Any, output: Any) -> None:
            if not seen and not all(map(_finite, _tensors(output))):
                seen.append(name)

        return hook

    hooks = [module.register_forward_hook(watch(name)) for name, module in network.named_modules() if name]
    hooks.append(network.register_forward_hook(watch(type(network).__name__)))
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()


def _tensors(output: Any) -> Iterator[Tensor]:
    if isinstance(output, Tensor):
        yield output
    elif isinstance(output, (tuple, list)):
        for each in output:
            yield from _tensors(each)


def _finite(values: Tensor) -> bool:
    return not values.is_floating_point() or math.isfinite(float(values.detach().abs().max() if values.numel() else 0))


def _found(step: int, where: Any, tensor: str, rows: list[int]) -> events.NonFiniteFound:
    return events.NonFiniteFound(seq=0, at=0, step=step, where=where, tensor=tensor, rows=rows)
