"""What every cell offers, so that one scan runs them all and one stack holds them all.

`B` batch, `T` time, `D` features in, `H` hidden, `P` what is projected of one step, `R` what is recurrent of one step.
"""

from typing import Protocol

import torch
from torch import Tensor, nn

State = tuple[Tensor, ...]  # of (B, H), first the h that the layer hands on
Gates = dict[str, Tensor]  # of (B, H), by their names in the field


class Recurrence(Protocol):
    """A cell: its equations, cut where a scan over time wants to cut them."""

    hidden: int  # H
    mixing: int  # how many tensors of the state, from the first on, may be averaged with what they were a step before

    def project(self, inputs: Tensor) -> Tensor:
        """(B, T, P) of inputs (B, T, D): everything that needs no state, one matrix product over all steps."""
        ...

    def start(self, batch: int, like: Tensor) -> State:
        """The state before the first step: zeros with device and type of `like`."""
        ...

    def operand(self, state: State, projected: Tensor) -> Tensor:
        """What the recurrent matrix multiplies at this step (B, H), given what is projected of it (B, P)."""
        ...

    def recur(self, operand: Tensor) -> Tensor:
        """The recurrent product alone: (B, R) of (B, H), linear."""
        ...

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        """The next state from (B, P) and (B, R), row by row; `kept` (B, H) thins the candidate."""
        ...

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        """Gates and candidate of the step that `step` takes from the same numbers, before any noise acts on them.

        They are what the cell's equations say: an exponential gate has no stabiliser.
        """
        ...


def uniform(hidden: int, *shape: int) -> nn.Parameter:
    """Weights as torch.nn begins them: uniform within 1 / sqrt(hidden)."""
    bound = hidden**-0.5
    return nn.Parameter(torch.empty(shape).uniform_(-bound, bound))


def apply_dropout_mask(candidate: Tensor, kept: Tensor | None) -> Tensor:
    """The candidate (B, H) where no recurrent dropout acts, else with its mask on (Semeniuta et al. 2016)."""
    return candidate if kept is None else candidate * kept
