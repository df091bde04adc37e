"""A cell over time on a GPU: its step compiled, all steps of a sequence captured once in a CUDA graph and replayed.

Plain LSTM and GRU do not come here: cuDNN runs them. A graph belongs to one cell and one shape, forward and backward;
it writes to the same memory at every replay, so a cell must have been taken back before it reads the next batch.
"""

import importlib.util
import warnings
import weakref
from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import Recurrence, State
from lstm_core.engine.scan.eager import scan_projected

Shape = tuple[torch.Size, torch.dtype]
CapturedSteps = Callable[..., tuple[Tensor, ...]]


class _Steps(nn.Module):
    """The loop over what is projected (B, T, P), as a module that can be captured."""

    def __init__(self, cell: Recurrence, compiled: bool) -> None:
        super().__init__()
        self.cell = cast("nn.Module", cell)
        self.hidden, self.mixing, self.start, self.project = cell.hidden, cell.mixing, cell.start, cell.project
        self.operand, self.recur = cell.operand, cell.recur
        self.step = torch.compile(cell.step, dynamic=False) if compiled else cell.step

    def forward(self, projected: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        states, last = scan_projected(cast("Recurrence", self), projected, state)
        return (states, *last)


_graphs: "weakref.WeakKeyDictionary[nn.Module, dict[Shape, CapturedSteps]]" = weakref.WeakKeyDictionary()


def capturable() -> bool:
    """The step can be compiled for the GPU."""
    return torch.cuda.is_available() and importlib.util.find_spec("triton") is not None


def replayed(cell: Recurrence, projected: Tensor, state: State) -> tuple[Tensor, State]:
    """As `eager.over`, captured at the first call with a shape; what cannot be captured runs step by step."""
    trained = torch.is_grad_enabled() and projected.requires_grad
    if not trained:
        return scan_projected(cell, projected, state)
    shape = (projected.shape, projected.dtype)
    found = _graphs.setdefault(cast("nn.Module", cell), {})
    begun = tuple(part if part.requires_grad else part.detach().requires_grad_() for part in state)  # (B, n) each
    if shape not in found:
        found[shape] = _captured(cell, projected, begun)
    states, *last = found[shape](projected, *begun)
    return states, tuple(last)


def _captured(cell: Recurrence, projected: Tensor, state: State) -> CapturedSteps:
    """The graph of this shape, once it has given the loop's numbers; else the loop."""
    sample = (projected.detach().requires_grad_(), *(part.detach().requires_grad_() for part in state))
    try:
        graph = cast(
            "CapturedSteps",
            torch.cuda.make_graphed_callables(_Steps(cell, compiled=True), sample, allow_unused_input=True),
        )
        pairs = zip(graph(*sample), _Steps(cell, compiled=False)(*sample), strict=True)
        if all(torch.allclose(one, other, rtol=1e-3, atol=1e-4) for one, other in pairs):
            return graph
        warnings.warn("the captured steps give other numbers than the loop", RuntimeWarning, stacklevel=2)
    except RuntimeError as error:
        warnings.warn(f"the steps cannot be captured: {error}", RuntimeWarning, stacklevel=2)
    return _Steps(cell, compiled=False)
