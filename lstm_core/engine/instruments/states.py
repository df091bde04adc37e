"""The norm of the cell state over time, and units that are dead or do not move."""

import torch
from torch import Tensor

from lstm_core.runs.measurements import DEAD_BELOW


def norm_over_time(states: Tensor, real: Tensor) -> Tensor:
    """Mean norm (T,) of states (B, T, H) over the rows that are real (B, T) there."""
    norms = torch.linalg.vector_norm(states, dim=-1, dtype=torch.float64)  # (B, T)
    means: Tensor = (norms * real).sum(0) / real.sum(0).clamp(min=1)
    return means


def dead(states: Tensor) -> Tensor:
    """Share () of the units whose values (N, H) stay within DEAD_BELOW of 0."""
    return (states.abs().amax(0) <= DEAD_BELOW).double().mean()


def constant(states: Tensor) -> Tensor:
    """Share () of the units whose values (N, H) stay within DEAD_BELOW of one another."""
    return (states.amax(0) - states.amin(0) <= DEAD_BELOW).double().mean()
