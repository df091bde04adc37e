"""Recurrent dropout and zoneout around any cell: again a cell, so every scan runs it."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, Recurrence, State


class StochasticCell(nn.Module):
    """A cell whose candidate is thinned (Semeniuta et al. 2016) and whose state keeps old values (Krueger et al. 2017).

    The masks of all steps are drawn once, behind the projection, so that any way of running the steps uses the same.
    Without training the candidate is whole and the state is the average of old and new that zoneout expects.
    """

    def __init__(self, inner: nn.Module, recurrent_dropout: float, zoneout: float) -> None:
        super().__init__()
        self.inner: Recurrence = inner  # type: ignore[assignment]
        self.recurrent_dropout, self.zoneout = recurrent_dropout, zoneout
        self.hidden, self.mixing = self.inner.hidden, self.inner.mixing
        self.masks = (1 if recurrent_dropout else 0) + (self.mixing if zoneout else 0)

    def project(self, inputs: Tensor) -> Tensor:
        projected = self.inner.project(inputs)  # (B, T, P)
        return torch.cat([projected, self.drawn(projected)], dim=-1)  # (B, T, P + N H)

    def drawn(self, like: Tensor) -> Tensor:
        """Masks (B, T, N H) for a sequence (B, T, P): what is kept of the candidate, then what each state keeps."""
        shape = (*like.shape[:2], self.hidden)
        drawn = []
        if self.recurrent_dropout:
            drawn.append(functional.dropout(like.new_ones(shape), self.recurrent_dropout, self.training))
        if self.zoneout:
            old = like.new_full((*like.shape[:2], self.mixing * self.hidden), self.zoneout)
            drawn.append(torch.bernoulli(old) if self.training else old)
        return torch.cat(drawn, dim=-1)

    def start(self, batch: int, like: Tensor) -> State:
        return self.inner.start(batch, like)

    def operand(self, state: State, projected: Tensor) -> Tensor:
        return self.inner.operand(state, projected[..., : -self.masks * self.hidden])  # (B, H)

    def recur(self, operand: Tensor) -> Tensor:
        return self.inner.recur(operand)  # (B, R)

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        edge = projected.shape[-1] - self.masks * self.hidden
        masks = projected[..., edge:].split(self.hidden, dim=-1)  # (B, H) each
        kept, olds = (masks[0], masks[1:]) if self.recurrent_dropout else (None, masks)
        new = self.inner.step(projected[..., :edge], recurrent, state, kept)  # (B, H) each
        mixed = (old * before + (1 - old) * now for old, before, now in zip(olds, state, new, strict=False))
        return (*mixed, *new[len(olds) :])

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        return self.inner.gates(projected[..., : projected.shape[-1] - self.masks * self.hidden], recurrent, state)
