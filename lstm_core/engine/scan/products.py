"""Linear layers within a projection, made by the compiled products: on many processors faster than torch's own."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from lstm_core.engine.scan.native import Native

NARROW = 32  # inputs


class Products(TorchFunctionMode):
    """While it is active, `functional.linear` is computed by `native`."""

    def __init__(self, native: Native) -> None:
        super().__init__()
        self.native = native

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Replace one function, pass on all others."""
        if func is functional.linear and not kwargs and args[0].dim() > 1:
            inputs, weight, bias = (*args, None)[:3]
            rows = _Linear.apply(self.native, inputs.reshape(-1, inputs.shape[-1]), weight, bias)  # type: ignore[no-untyped-call]
            return rows.view(*inputs.shape[:-1], len(weight))
        return func(*args, **(kwargs or {}))


class _Linear(torch.autograd.Function):
    """inputs (M, D) weight (N, D) + bias (N)."""

    @staticmethod
    def forward(ctx: Any, native: Native, inputs: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        ctx.native = native
        ctx.save_for_backward(inputs, weight)
        return native.product(inputs, weight.t(), bias)  # (M, N)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[None, Tensor | None, Tensor | None, Tensor | None]:
        inputs, weight = ctx.saved_tensors
        native, (_, wanted, learned, shifted) = ctx.native, ctx.needs_input_grad
        return (
            None,
            native.product(gradient, weight) if wanted else None,  # (M, D)
            _outer(native, gradient, inputs) if learned else None,  # (N, D)
            gradient.sum(0) if shifted else None,  # (N,)
        )


def _outer(native: Native, gradient: Tensor, inputs: Tensor) -> Tensor:
    """The gradient (N, D) of a weight; torch's product is the faster one for few inputs."""
    if inputs.shape[1] < NARROW:
        return (inputs.t() @ gradient).t()
    return native.product(gradient.t(), inputs)
