"""GRU-D of Che et al. (2018), equations 3 to 15: a GRU for series with missing values.

The reset gate stands behind the recurrent product, as in `lstm_core.engine.cells.gru`, so one product serves all gates.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.recurrence import Gates, State, apply_dropout_mask, uniform


class DecayCell(nn.Module):
    """What is missing fades from its last value to a usual one, and the state fades with the time since.

    It reads K values x, marks m (1 where seen), gaps d since the last one was seen, and last values l: D = 4K.

    a = exp(-max(0, w_a * d + b_a))                 x = m * x + (1 - m) * (a * l + (1 - a) * u)
    s = exp(-max(0, W_s d + b_s))                   h = s * h
    r = sigmoid(W_r x + V_r m + U_r h + b_r)        z = sigmoid(W_z x + V_z m + U_z h + b_z)
    n = tanh(W_n x + V_n m + r * U_n h + b_n)       h = (1 - z) * h + z * n

    The usual value u is trained and begins at zero, the mean of standardised values. Decays begin rising with time,
    since a negative one would be cut off and never learn.
    """

    mixing = 1

    def __init__(self, features: int, hidden: int) -> None:
        super().__init__()
        self.hidden, self.columns = hidden, features // 4
        self.weight_ih = uniform(hidden, 3 * hidden, 2 * self.columns)  # W and V, gates in the order r z n
        self.weight_hh = uniform(hidden, 3 * hidden, hidden)  # U
        self.bias = uniform(hidden, 3 * hidden)
        self.decay_x = nn.Parameter(uniform(self.columns, self.columns).detach().abs())  # w_a
        self.decay_x_bias = nn.Parameter(torch.zeros(self.columns))
        self.decay_h = nn.Parameter(uniform(self.columns, hidden, self.columns).detach().abs())  # W_s
        self.decay_h_bias = nn.Parameter(torch.zeros(hidden))
        self.usual = nn.Parameter(torch.zeros(self.columns))  # u

    def project(self, inputs: Tensor) -> Tensor:
        x, m, d, last = inputs.chunk(4, dim=-1)  # (B, T, K) each
        a = torch.exp(-functional.relu(self.decay_x * d + self.decay_x_bias))  # (B, T, K)
        x = m * x + (1 - m) * (a * last + (1 - a) * self.usual)  # (B, T, K)
        gates = functional.linear(torch.cat([x, m], dim=-1), self.weight_ih, self.bias)  # (B, T, 3H)
        s = torch.exp(-functional.relu(functional.linear(d, self.decay_h, self.decay_h_bias)))  # (B, T, H)
        return torch.cat([gates, s], dim=-1)  # (B, T, 4H)

    def start(self, batch: int, like: Tensor) -> State:
        return (like.new_zeros(batch, self.hidden),)  # h: (B, H)

    def operand(self, state: State, projected: Tensor) -> Tensor:
        return projected[..., 3 * self.hidden :] * state[0]  # (B, H), decayed

    def recur(self, operand: Tensor) -> Tensor:
        return functional.linear(operand, self.weight_hh)  # (B, 3H)

    def step(self, projected: Tensor, recurrent: Tensor, state: State, kept: Tensor | None = None) -> State:
        x_r, x_z, x_n, s = projected.chunk(4, dim=-1)  # (B, H) each
        h_r, h_z, h_n = recurrent.chunk(3, dim=-1)  # (B, H) each
        h = s * state[0]  # (B, H)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)  # (B, H) each
        n = apply_dropout_mask(torch.tanh(x_n + r * h_n), kept)  # (B, H)
        return ((1 - z) * h + z * n,)

    def gates(self, projected: Tensor, recurrent: Tensor, state: State) -> Gates:
        x_r, x_z, x_n, s = projected.chunk(4, dim=-1)  # (B, H) each
        h_r, h_z, h_n = recurrent.chunk(3, dim=-1)  # (B, H) each
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)  # (B, H) each
        return {"reset": r, "update": z, "candidate": torch.tanh(x_n + r * h_n), "decay": s}
