"""The sLSTM of Beck et al. (2024), equations 8 to 17, with a sigmoid forget gate and heads."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, State, apply_dropout_mask, uniform

EMPTY = -1e30  # the stabiliser of a state that holds nothing: whatever comes first outweighs it, so n stays above 1


class SLSTMCell(nn.Module):
    """An LSTM whose input gate is an exponential, with a normaliser n and a stabiliser m that keeps it finite.

    i = W_i x + U_i h + b_i                         f = log sigmoid(W_f x + U_f h + b_f)
    g = tanh(W_g x + U_g h + b_g)                   o = sigmoid(W_o x + U_o h + b_o)
    M = max(f + m, i)
    c = exp(f + m - M) * c + exp(i - M) * g         n = exp(f + m - M) * n + exp(i - M)
    m = M                                           h = o * c / n

    U mixes the units of one head only. h does not depend on m, so no gradient flows through it.
    """

    mixing = 1  # c, n and m belong together: averaging each of them with an earlier one says nothing

    def __init__(self, features: int, hidden: int, heads: int = 1) -> None:
        super().__init__()
        self.hidden, self.heads = hidden, heads
        width = hidden // heads
        self.weight_ih = uniform(hidden, 4 * hidden, features)  # W, gates in the order i f g o
        self.weight_hh = uniform(hidden, heads, 4, width, width)  # U, of each head and gate
        self.bias = uniform(hidden, 4 * hidden)

    def project(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight_ih, self.bias)  # (B, T, 4H)

    def start(self, batch: int, like: Tensor) -> State:
        h, c, n = like.new_zeros(3, batch, self.hidden)  # (B, H) each
        return h, c, n, like.new_full((batch, self.hidden), EMPTY)

    def operand(self, state: State, projected: Tensor) -> Tensor:
        return state[0]  # (B, H)

    def recur(self, operand: Tensor) -> Tensor:
        heads = operand.unflatten(-1, (self.heads, -1))  # (B, N, H / N)
        return torch.einsum("bnk,ngjk->bgnj", heads, self.weight_hh).flatten(1)  # (B, 4H)

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        _, c, n, m = state  # (B, H) each
        i, f, g, o = (projected + recurrent).chunk(4, dim=-1)  # (B, H) each
        f = functional.logsigmoid(f) + m  # (B, H)
        m = torch.maximum(f, i).detach()  # (B, H)
        f, i = torch.exp(f - m), torch.exp(i - m)  # (B, H) each, 1 at most
        c, n = f * c + i * apply_dropout_mask(torch.tanh(g), kept), f * n + i  # (B, H) each
        return torch.sigmoid(o) * c / n, c, n, m

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        i, f, g, o = (projected + recurrent).chunk(4, dim=-1)  # (B, H) each
        return {"input": i.exp(), "forget": f.sigmoid(), "candidate": g.tanh(), "output": o.sigmoid()}
