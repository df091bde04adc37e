"""A cell over time, step by step: what every faster way is compared with."""

import torch
from torch import Tensor

from lstm_core.engine.cells.recurrence import Recurrence, State


def scan(cell: Recurrence, inputs: Tensor, state: State) -> tuple[Tensor, State]:
    """The h of every step (B, T, H) and the state after the last, from inputs (B, T, D) and the state before them."""
    return scan_projected(cell, cell.project(inputs), state)


def scan_projected(cell: Recurrence, steps: Tensor, state: State) -> tuple[Tensor, State]:
    """The same from what is projected of all steps (B, T, P)."""
    states = []
    for projected in steps.unbind(1):  # (B, P)
        recurrent = cell.recur(cell.operand(state, projected))  # (B, R)
        state = cell.step(projected, recurrent, state)
        states.append(state[0])
    return torch.stack(states, dim=1), state
