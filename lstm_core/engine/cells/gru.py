"""The GRU of Cho et al. (2014) with the reset gate behind the recurrent product, as torch.nn.GRU and cuDNN have it."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, State, apply_dropout_mask, uniform


class GRUCell(nn.Module):
    """Two gates; the state is an average of what it was and a candidate.

    r = sigmoid(W_r x + U_r h + b_r)        z = sigmoid(W_z x + U_z h + b_z)
    n = tanh(W_n x + b_n + r * (U_n h + b_hn))
    h = (1 - z) * n + z * h
    """

    mixing = 1

    def __init__(self, features: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.weight_ih = uniform(hidden, 3 * hidden, features)  # W, gates in the order r z n
        self.weight_hh = uniform(hidden, 3 * hidden, hidden)  # U
        self.bias = uniform(hidden, 3 * hidden)
        self.bias_hn = uniform(hidden, hidden)

    def project(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight_ih, self.bias)  # (B, T, 3H)

    def start(self, batch: int, like: Tensor) -> State:
        return (like.new_zeros(batch, self.hidden),)  # h: (B, H)

    def operand(self, state: State, projected: Tensor) -> Tensor:
        return state[0]  # (B, H)

    def recur(self, operand: Tensor) -> Tensor:
        return functional.linear(operand, self.weight_hh)  # (B, 3H)

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        (h,) = state  # (B, H)
        x_r, x_z, x_n = projected.chunk(3, dim=-1)  # (B, H) each
        h_r, h_z, h_n = recurrent.chunk(3, dim=-1)  # (B, H) each
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)  # (B, H) each
        n = apply_dropout_mask(torch.tanh(x_n + r * (h_n + self.bias_hn)), kept)  # (B, H)
        return ((1 - z) * n + z * h,)

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        x_r, x_z, x_n = projected.chunk(3, dim=-1)  # (B, H) each
        h_r, h_z, h_n = recurrent.chunk(3, dim=-1)  # (B, H) each
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)  # (B, H) each
        return {"reset": r, "update": z, "candidate": torch.tanh(x_n + r * (h_n + self.bias_hn))}
