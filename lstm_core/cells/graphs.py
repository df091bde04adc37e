"""A cell over time on a GPU: its step compiled, all steps of a sequence captured once in a CUDA graph and replayed.

Plain LSTM and GRU do not come here: cuDNN runs them. A graph belongs to one cell and one shape, forward and backward;
it writes to the same memory at every replay, so a cell must have been taken back before it reads the next batch.
"""

import weakref
from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor, nn

from lstm_core.cells.eager import over
from lstm_core.cells.recurrence import Recurrence, State

Shape = tuple[torch.Size, torch.dtype, bool]
Graphed = Callable[..., tuple[Tensor, ...]]


class _Steps(nn.Module):
    """The loop over what is projected (B, T, P), as a module that can be captured."""

    def __init__(self, cell: Recurrence) -> None:
        super().__init__()
        self.cell = cast("nn.Module", cell)
        self.hidden, self.mixing, self.start, self.project = cell.hidden, cell.mixing, cell.start, cell.project
        self.operand, self.recur = cell.operand, cell.recur
        self.step = torch.compile(cell.step, dynamic=False)

    def forward(self, projected: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        states, last = over(self, projected, state)
        return (states, *last)


_graphs: "weakref.WeakKeyDictionary[nn.Module, dict[Shape, Graphed]]" = weakref.WeakKeyDictionary()


def replayed(cell: Recurrence, projected: Tensor, state: State) -> tuple[Tensor, State]:
    """As `eager.over`; captured at the first call with a shape. Raises RuntimeError where it cannot be captured."""
    shape = (projected.shape, projected.dtype, torch.is_grad_enabled() and projected.requires_grad)
    found = _graphs.setdefault(cast("nn.Module", cell), {})
    if shape not in found:
        steps = _Steps(cell)
        if shape[2]:
            sample = (projected.detach().requires_grad_(), *(part.detach().requires_grad_() for part in state))
            found[shape] = torch.cuda.make_graphed_callables(steps, sample)
        else:
            found[shape] = steps
    states, *last = found[shape](projected, *(part.requires_grad_() if shape[2] else part for part in state))
    return states, tuple(last)
