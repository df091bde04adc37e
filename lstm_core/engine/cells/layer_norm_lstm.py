"""The layer-normalised LSTM of Ba, Kiros & Hinton (2016), equations 20 to 22 of its supplement."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, State, apply_dropout_mask, uniform


class LayerNormCell(nn.Module):
    """An LSTM that normalises what comes in, what recurs, and the cell before it is shown.

    (i, f, g, o) = LN(W x) + LN(U h) + b
    c = sigmoid(f) * c + sigmoid(i) * tanh(g)       h = sigmoid(o) * tanh(LN(c))

    Each LN has a gain; the two biases that the paper adds to b would say the same as b.
    """

    mixing = 2

    def __init__(self, features: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.weight_ih = uniform(hidden, 4 * hidden, features)  # W, gates in the order i f g o
        self.weight_hh = uniform(hidden, 4 * hidden, hidden)  # U
        self.bias = uniform(hidden, 4 * hidden)
        self.gain_ih, self.gain_hh = nn.Parameter(torch.ones(4 * hidden)), nn.Parameter(torch.ones(4 * hidden))
        self.gain_c, self.bias_c = nn.Parameter(torch.ones(hidden)), nn.Parameter(torch.zeros(hidden))

    def project(self, inputs: Tensor) -> Tensor:
        seen = functional.linear(inputs, self.weight_ih)  # (B, T, 4H)
        return functional.layer_norm(seen, (4 * self.hidden,), self.gain_ih, self.bias)  # (B, T, 4H)

    def start(self, batch: int, like: Tensor) -> State:
        return like.new_zeros(batch, self.hidden), like.new_zeros(batch, self.hidden)  # h, c: (B, H)

    def operand(self, state: State, projected: Tensor) -> Tensor:
        return state[0]  # (B, H)

    def recur(self, operand: Tensor) -> Tensor:
        return functional.linear(operand, self.weight_hh)  # (B, 4H)

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        _, c = state  # (B, H)
        recurrent = functional.layer_norm(recurrent, (4 * self.hidden,), self.gain_hh)  # (B, 4H)
        i, f, g, o = (projected + recurrent).chunk(4, dim=-1)  # (B, H) each
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * apply_dropout_mask(torch.tanh(g), kept)  # (B, H)
        shown = functional.layer_norm(c, (self.hidden,), self.gain_c, self.bias_c)  # (B, H)
        h = torch.sigmoid(o) * torch.tanh(shown)  # (B, H)
        return h, c

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        recurrent = functional.layer_norm(recurrent, (4 * self.hidden,), self.gain_hh)  # (B, 4H)
        i, f, g, o = (projected + recurrent).chunk(4, dim=-1)  # (B, H) each
        return {"input": i.sigmoid(), "forget": f.sigmoid(), "candidate": g.tanh(), "output": o.sigmoid()}
