"""The plain recurrent network of Elman (1990), as torch.nn.RNN has it: what gates are compared with."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, State, apply_dropout_mask, uniform


class RNNCell(nn.Module):
    """No gate: h = tanh(W x + U h + b)."""

    mixing = 1

    def __init__(self, features: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.weight_ih = uniform(hidden, hidden, features)  # W
        self.weight_hh = uniform(hidden, hidden, hidden)  # U
        self.bias = uniform(hidden, hidden)

    def project(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight_ih, self.bias)  # (B, T, H)

    def start(self, batch: int, like: Tensor) -> State:
        return (like.new_zeros(batch, self.hidden),)  # h: (B, H)

    def operand(self, state: State, projected: Tensor) -> Tensor:
        return state[0]  # (B, H)

    def recur(self, operand: Tensor) -> Tensor:
        return functional.linear(operand, self.weight_hh)  # (B, H)

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        return (apply_dropout_mask(torch.tanh(projected + recurrent), kept),)  # (B, H)

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        return {"candidate": torch.tanh(projected + recurrent)}
