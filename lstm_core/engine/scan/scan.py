"""A cell over time, fast: as `lstm_core.engine.scan.eager.scan`, with the same numbers up to rounding.

The compiled path makes one matrix product of the inputs of all steps, then runs the steps in C: the recurrent product
of torch's own library and one generated function per row (`kernels.py`, `scan.c`). Going back, the gates are computed
again rather than kept, and the gradient of the recurrent matrix is one product over all steps. Two runs on the same
number of threads give the same bits. What the compiled path cannot do runs step by step, and `Path.reason` says why.
The state keeps float32 (or float64) under autocast.
"""

import weakref
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Literal, cast

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from lstm_core.engine.cells.recurrence import Recurrence, State
from lstm_core.engine.scan.compilation import BuildError
from lstm_core.engine.scan.cuda_graphs import capturable, replayed
from lstm_core.engine.scan.eager import scan_projected
from lstm_core.engine.scan.native import ForwardPass, Native
from lstm_core.engine.scan.products import Products
from lstm_core.engine.scan.recomputation import recomputed
from lstm_core.engine.scan.tracing import UnsupportedError

COMPILE_SECONDS = 2.0  # a slow machine; benchmarks/cells.py measures it
SAVED_SECONDS = 75e-6  # per step of time and of training, against the loop: that of batches of one

NUMBERS = (torch.float32, torch.float64)

FallbackReason = Literal[
    "no_compiler", "compile_failed", "compile_timeout", "unsupported_step", "other_device", "other_type", "short_run"
]
TrialReason = Literal["trial_torch", "trial_compiled", "trial_own", "trial_library"]  # what a trial found faster
ProductsOf = Literal["own", "library"]  # who makes the products outside the steps: ours, or torch's library


@dataclass(frozen=True)
class Implementation:
    """Which way a cell runs, and why: what switched the fast one off, or the trial that decided.

    `ratio`: the time of this way by that of the best other one in the trial.
    """

    name: Literal["compiled", "eager"]
    reason: FallbackReason | TrialReason | None = None
    products: ProductsOf = "own"
    ratio: float | None = None


_natives: "weakref.WeakKeyDictionary[nn.Module, dict[tuple[int, torch.dtype], Native | FallbackReason]]"
_natives = weakref.WeakKeyDictionary()


def scan(
    cell: Recurrence,
    inputs: Tensor,
    state: State | None = None,
    *,
    fast: bool = True,
    checkpoint: int | None = None,
    products: ProductsOf = "own",
) -> tuple[Tensor, State]:
    """The h of every step (B, T, H) and the state after the last, from inputs (B, T, D) and the state before them.

    With `checkpoint`, training keeps the states at every so many steps only and computes the rest twice; without
    gradients the parts run one after the other, so that no more than one of them is projected at a time.
    """
    state = cell.start(len(inputs), inputs) if state is None else state
    if checkpoint is None or checkpoint >= inputs.shape[1]:
        return _scan(cell, inputs, state, fast, products)
    parameters = list(cast("nn.Module", cell).parameters())
    return recomputed(
        lambda part, begun: _scan(cell, part, begun, fast, products), parameters, inputs, state, checkpoint
    )


def prepare(cell: Recurrence, features: int) -> Implementation:
    """Make the cell ready for inputs (B, T, features) and say which way it will run; compiling may take a minute."""
    assert isinstance(cell, nn.Module)  # noqa: S101 (every cell is one)
    weight = next(cell.parameters())
    if weight.dtype not in NUMBERS:
        return Implementation("eager", "other_type")
    if weight.is_cuda:
        return Implementation("compiled") if capturable() else Implementation("eager", "no_compiler")
    if weight.device.type != "cpu":
        return Implementation("eager", "other_device")
    native = _native(cell, weight.new_zeros(1, 1, features), weight.dtype)
    return Implementation("compiled") if isinstance(native, Native) else Implementation("eager", native)


def is_worth_compiling(saved_seconds: float, compile_seconds: float) -> bool:
    """A run that saves so much is worth that compilation."""
    return saved_seconds > compile_seconds


@torch.no_grad()
def _width(cell: Recurrence, inputs: Tensor) -> int:
    """P, the numbers of a projected step."""
    with torch.random.fork_rng(devices=[]):  # masks may be drawn
        return cell.project(inputs).shape[-1]


def _native(cell: Recurrence, inputs: Tensor, dtype: torch.dtype) -> "Native | FallbackReason":
    """The compiled form of the cell for inputs like (B, T, D), made once."""
    found = _natives.setdefault(cast("nn.Module", cell), {})
    key = (inputs.shape[-1], dtype)
    if key not in found:
        try:
            found[key] = Native(cell, _width(cell, inputs[:1, :1]), dtype)
        except BuildError as error:
            found[key] = cast("FallbackReason", error.reason)
        except UnsupportedError:
            found[key] = "unsupported_step"
    return found[key]


def _scan(cell: Recurrence, inputs: Tensor, state: State, fast: bool, products: ProductsOf) -> tuple[Tensor, State]:
    native = _native_of(cell, inputs, state) if fast else None
    plain = native is None or inputs.dtype != native.dtype or torch.is_autocast_enabled(inputs.device.type)
    with Products(native) if native is not None and not plain and products == "own" else nullcontext():
        projected = cell.project(inputs)  # (B, T, P)
    with torch.autocast(inputs.device.type, enabled=False):
        projected = projected.to(state[0].dtype)
        if native is None:
            return (
                replayed(cell, projected, state) if fast and inputs.is_cuda else scan_projected(cell, projected, state)
            )
        parameters = list(cast("nn.Module", cell).parameters())
        states, *last = _Recurrence.apply(native, products, len(state), projected, *state, *parameters)  # type: ignore[no-untyped-call]
        return states, tuple(last)


def _native_of(cell: Recurrence, inputs: Tensor, state: State) -> Native | None:
    if state[0].device.type != "cpu" or state[0].dtype not in NUMBERS:
        return None
    native = _native(cell, inputs, state[0].dtype)
    return native if isinstance(native, Native) else None


class _Recurrence(torch.autograd.Function):
    """The steps of a sequence as one operation: projected (B, T, P), start (B, n) each, parameters."""

    @staticmethod
    def forward(
        ctx: Any, native: Native, products: ProductsOf, count: int, projected: Tensor, *given: Tensor
    ) -> tuple[Tensor, ...]:
        start, parameters = tuple(part.contiguous() for part in given[:count]), list(given[count:])
        projected = projected if projected.stride(-1) == 1 else projected.contiguous()
        seen = native.forward(projected, start, parameters)
        more = [] if seen.operands is None else [seen.operands]
        ctx.save_for_backward(projected, seen.recurrent, *start, *seen.history, *parameters, *more)
        ctx.native, ctx.products, ctx.count = native, products, count
        ctx.set_materialize_grads(False)
        return (seen.history[0], *(part[:, -1].clone() for part in seen.history))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *arriving: Tensor | None) -> tuple[Tensor | None, ...]:
        native, count = ctx.native, ctx.count
        projected, recurrent, *saved = ctx.saved_tensors
        operands = saved.pop() if native.kernels.operand else None
        start, history, parameters = tuple(saved[:count]), tuple(saved[count : 2 * count]), saved[2 * count :]
        seen = ForwardPass(projected, start, parameters, history, recurrent, operands)
        found = native.backward(seen, arriving, own=ctx.products == "own")
        gradients = [found.parameters.get(number) for number in range(len(parameters))]
        gradients[native.weight] = found.weight
        return (None, None, None, found.projected, *found.start, *gradients)
