"""The LSTM of Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000), as torch.nn.LSTM has it."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, State, apply_dropout_mask, uniform


class LSTMCell(nn.Module):
    """Three gates around a cell whose value is carried on by addition.

    i = sigmoid(W_i x + U_i h + b_i)        f = sigmoid(W_f x + U_f h + b_f)
    g = tanh(W_g x + U_g h + b_g)           o = sigmoid(W_o x + U_o h + b_o)
    c = f * c + i * g                       h = o * tanh(c)
    """

    mixing = 2

    def __init__(self, features: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.weight_ih = uniform(hidden, 4 * hidden, features)  # W, gates in the order i f g o
        self.weight_hh = uniform(hidden, 4 * hidden, hidden)  # U
        self.bias = uniform(hidden, 4 * hidden)

    def project(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight_ih, self.bias)  # (B, T, 4H)

    def start(self, batch: int, like: Tensor) -> State:
        return like.new_zeros(batch, self.hidden), like.new_zeros(batch, self.hidden)  # h, c: (B, H)

    def operand(self, state: State, projected: Tensor) -> Tensor:
        return state[0]  # (B, H)

    def recur(self, operand: Tensor) -> Tensor:
        return functional.linear(operand, self.weight_hh)  # (B, 4H)

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        _, c = state  # (B, H)
        i, f, g, o = (projected + recurrent).chunk(4, dim=-1)  # (B, H) each
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * apply_dropout_mask(torch.tanh(g), kept)  # (B, H)
        h = torch.sigmoid(o) * torch.tanh(c)  # (B, H)
        return h, c

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        i, f, g, o = (projected + recurrent).chunk(4, dim=-1)  # (B, H) each
        return {"input": i.sigmoid(), "forget": f.sigmoid(), "candidate": g.tanh(), "output": o.sigmoid()}
