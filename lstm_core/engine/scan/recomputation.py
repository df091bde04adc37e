"""Checkpoints over time: training keeps the state at every so many steps and computes what lies between twice.

The gradients are those of the whole sequence, to the rounding of sums over its parts. Random masks are drawn again
from the same numbers. The states of all steps have one memory from the beginning; parts kept one by one would leave
holes between them that the next part does not fit in.
"""

import ctypes
import sys
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from lstm_core.engine.cells.recurrence import State

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
Run = Callable[[Tensor, State], tuple[Tensor, State]]


def recomputed(
    run: Run, parameters: Sequence[Tensor], inputs: Tensor, state: State, steps: int
) -> tuple[Tensor, State]:
    """What `run` makes of inputs (B, T, D) and a state, with `steps` between two states that are kept."""
    states, *last = _Checkpointed.apply(run, steps, len(state), inputs, *state, *parameters)  # type: ignore[no-untyped-call]
    return states, tuple(last)


class _Checkpointed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, run: Run, steps: int, count: int, inputs: Tensor, *given: Tensor) -> tuple[Tensor, ...]:
        state, states = given[:count], inputs.new_empty(0)
        begun, draws = [], []
        for first in range(0, inputs.shape[1], steps):
            begun.append(state)
            draws.append(_random(inputs.device))
            part, state = run(inputs[:, first : first + steps], state)  # (B, K, H), (B, n) each
            if not first:
                states = part.new_empty(len(inputs), inputs.shape[1], part.shape[-1])  # (B, T, H)
            states[:, first : first + steps] = part
            _return_memory()
        ctx.save_for_backward(inputs, *(part for kept in begun for part in kept), *given[count:])
        ctx.run, ctx.steps, ctx.count, ctx.draws = run, steps, count, draws
        ctx.precision = _precision(inputs.device.type)
        ctx.set_materialize_grads(False)
        return (states, *state)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *arriving: Tensor | None) -> tuple[Tensor | None, ...]:
        inputs, *saved = ctx.saved_tensors
        count, steps, parts = ctx.count, ctx.steps, len(ctx.draws)
        parameters, (states, *carried) = saved[parts * count :], arriving
        found = torch.zeros_like(inputs) if ctx.needs_input_grad[3] else None  # (B, T, D)
        sums: list[Tensor | None] = [None] * len(parameters)
        devices = [inputs.device] if inputs.is_cuda else []
        with torch.random.fork_rng(devices), torch.enable_grad(), torch.autocast(**ctx.precision):
            for number in reversed(range(parts)):
                places = slice(number * steps, (number + 1) * steps)
                _rewind(ctx.draws[number], inputs.device)
                part = inputs[:, places].detach().requires_grad_(found is not None)
                begun = [kept.detach().requires_grad_() for kept in saved[number * count : (number + 1) * count]]
                made, last = ctx.run(part, tuple(begun))
                pairs = zip((made, *last), (None if states is None else states[:, places], *carried), strict=True)
                pulled = [(one, gradient) for one, gradient in pairs if gradient is not None and one.requires_grad]
                leaves = [*([part] if found is not None else []), *begun, *parameters]
                gradients = list(_gradients(pulled, leaves))
                if found is not None and (gradient := gradients.pop(0)) is not None:
                    found[:, places] = gradient
                carried = gradients[:count]
                sums = [_plus(one, other) for one, other in zip(sums, gradients[count:], strict=True)]
                del made, last, pairs, pulled, leaves, gradients, part
                _return_memory()
        return (None, None, None, found, *carried, *sums)


def _gradients(pulled: Sequence[tuple[Tensor, Tensor]], leaves: Sequence[Tensor]) -> Sequence[Tensor | None]:
    if not pulled:
        return [None] * len(leaves)
    made, gradients = zip(*pulled, strict=True)
    wanted = [leaf for leaf in leaves if leaf.requires_grad]
    found = iter(torch.autograd.grad(made, wanted, gradients, allow_unused=True))
    return [next(found) if leaf.requires_grad else None for leaf in leaves]


def _plus(one: Tensor | None, other: Tensor | None) -> Tensor | None:
    if one is None or other is None:
        return one if other is None else other.clone()  # a captured graph writes the next gradient to the same memory
    return one + other


def _precision(device: str) -> dict[str, Any]:
    """The autocast of this moment; casts are not cached, since every part goes back by itself."""
    enabled, dtype = torch.is_autocast_enabled(device), torch.get_autocast_dtype(device)
    return {"device_type": device, "dtype": dtype, "enabled": enabled, "cache_enabled": False}


def _return_memory() -> None:
    """Give freed memory back: glibc before 2.38 hardly fills the holes of aligned blocks, and the heap grows."""
    if _trim is not None:
        _trim(0)


def _random(device: torch.device) -> tuple[Tensor, Tensor | None]:
    return torch.get_rng_state(), torch.cuda.get_rng_state(device) if device.type == "cuda" else None


def _rewind(drawn: tuple[Tensor, Tensor | None], device: torch.device) -> None:
    torch.set_rng_state(drawn[0])
    if drawn[1] is not None:
        torch.cuda.set_rng_state(drawn[1], device)
