"""The LSTM with peepholes of Gers & Schmidhuber (2000), in the form of Graves (2013), equations 7 to 11."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, State, apply_dropout_mask, uniform


class PeepholeCell(nn.Module):
    """An LSTM whose gates also see the cell: input and forget gate what it was, the output gate what it becomes.

    i = sigmoid(W_i x + U_i h + p_i * c + b_i)      f = sigmoid(W_f x + U_f h + p_f * c + b_f)
    g = tanh(W_g x + U_g h + b_g)                   c = f * c + i * g
    o = sigmoid(W_o x + U_o h + p_o * c + b_o)      h = o * tanh(c)
    """

    mixing = 2

    def __init__(self, features: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.weight_ih = uniform(hidden, 4 * hidden, features)  # W, gates in the order i f g o
        self.weight_hh = uniform(hidden, 4 * hidden, hidden)  # U
        self.bias = uniform(hidden, 4 * hidden)
        self.peephole = uniform(hidden, 3, hidden)  # p, in the order i f o

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
        p_i, p_f, p_o = self.peephole  # (H,) each
        i, f, g, o = (projected + recurrent).chunk(4, dim=-1)  # (B, H) each
        i, f = torch.sigmoid(i + p_i * c), torch.sigmoid(f + p_f * c)  # (B, H) each
        c = f * c + i * apply_dropout_mask(torch.tanh(g), kept)  # (B, H)
        h = torch.sigmoid(o + p_o * c) * torch.tanh(c)  # (B, H)
        return h, c

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        c, (p_i, p_f, p_o) = state[1], self.peephole  # (B, H), (H,) each
        i, f, g, o = (projected + recurrent).chunk(4, dim=-1)  # (B, H) each
        i, f, g = torch.sigmoid(i + p_i * c), torch.sigmoid(f + p_f * c), torch.tanh(g)  # (B, H) each
        return {"input": i, "forget": f, "candidate": g, "output": torch.sigmoid(o + p_o * (f * c + i * g))}
