"""The minimal gated unit of Zhou et al. (2016), with its gate behind the recurrent product."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, State, apply_dropout_mask, uniform


class MinimalCell(nn.Module):
    """One gate, which forgets and writes.

    f = sigmoid(W_f x + U_f h + b_f)
    n = tanh(W_n x + b_n + f * (U_n h))
    h = (1 - f) * h + f * n
    """

    mixing = 1

    def __init__(self, features: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.weight_ih = uniform(hidden, 2 * hidden, features)  # W, gates in the order f n
        self.weight_hh = uniform(hidden, 2 * hidden, hidden)  # U
        self.bias = uniform(hidden, 2 * hidden)

    def project(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight_ih, self.bias)  # (B, T, 2H)

    def start(self, batch: int, like: Tensor) -> State:
        return (like.new_zeros(batch, self.hidden),)  # h: (B, H)

    def operand(self, state: State, projected: Tensor) -> Tensor:
        return state[0]  # (B, H)

    def recur(self, operand: Tensor) -> Tensor:
        return functional.linear(operand, self.weight_hh)  # (B, 2H)

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        f_in, n_in = projected.chunk(2, dim=-1)  # (B, H) each
        f_rec, n_rec = recurrent.chunk(2, dim=-1)  # (B, H) each
        f = torch.sigmoid(f_in + f_rec)
        n = apply_dropout_mask(torch.tanh(n_in + f * n_rec), kept)
        return ((1 - f) * state[0] + f * n,)

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        f_in, n_in = projected.chunk(2, dim=-1)  # (B, H) each
        f_rec, n_rec = recurrent.chunk(2, dim=-1)  # (B, H) each
        f = torch.sigmoid(f_in + f_rec)
        return {"forget": f, "candidate": torch.tanh(n_in + f * n_rec)}
