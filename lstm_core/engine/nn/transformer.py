"""A small Transformer (Vaswani et al. 2017) in its pre-norm form, the rival of the recurrent stacks.

Positions are rotations (Su et al. 2021), so only distances count. `B` batch, `T` time, `M` what is looked back on
before it, `D` features in, `H` hidden, `N` heads, `K` = H / N, `L` blocks.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.nn.initialisation import initialise
from lstm_core.spec.constants import MLP_FACTOR, ROTATION_BASE
from lstm_core.spec.model import ModelSpec

KeyValueState = tuple[
    Tensor, Tensor
]  # keys and values that are looked back on (L, B, M, 2H), and which of them are (1, B, M)


class TransformerBlock(nn.Module):
    """x = x + Attention(LN(x)), x = x + MLP(LN(x)).

    Attention(x) = W_o softmax(q k' / sqrt(K)) v for each head, with q, k, v = W_qkv x; q and k are rotated by their
    place. MLP(x) = W_2 GELU(W_1 x).
    """

    def __init__(self, spec: ModelSpec) -> None:
        super().__init__()
        hidden = spec.hidden_size
        self.heads = spec.heads
        self.first, self.second = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv, self.out = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.wide, self.narrow = nn.Linear(hidden, MLP_FACTOR * hidden), nn.Linear(MLP_FACTOR * hidden, hidden)
        self.dropout = nn.Dropout(spec.dropout)

    def forward(self, states: Tensor, before: Tensor | None, seen: Tensor | None) -> tuple[Tensor, Tensor]:
        """The next states (B, T, H), and keys and values (B, M + T, 2H), those `before` (B, M, 2H) first.

        `seen` (B or 1, 1, T, M + T) says which keys a query sees; None is all up to its own place.
        """
        q, kv = self.qkv(self.first(states)).split([states.shape[-1], 2 * states.shape[-1]], dim=-1)
        kv = kv if before is None else torch.cat([before, kv], dim=1)  # (B, M + T, 2H)
        k, v = kv.chunk(2, dim=-1)  # (B, M + T, H) each
        q, k, v = (each.unflatten(-1, (self.heads, -1)).transpose(1, 2) for each in (q, k, v))  # (B, N, ..., K) each
        q, k = rotary_embedding(q, k.shape[2] - q.shape[2]), rotary_embedding(k, 0)
        found = functional.scaled_dot_product_attention(q, k, v, seen, is_causal=seen is None)  # (B, N, T, K)
        states = states + self.dropout(self.out(found.transpose(1, 2).flatten(2)))  # (B, T, H)
        states = states + self.dropout(self.narrow(functional.gelu(self.wide(self.second(states)))))  # (B, T, H)
        return states, kv


class Transformer(nn.Module):
    """Blocks of attention, called as a recurrent stack is.

    With a `context`, each block looks back on so many steps, its own among them, and carries their keys and values as
    its state: a sequence read in pieces gives what it gives as a whole. Without one it looks back on all, and ahead
    too when the spec is bidirectional.
    """

    def __init__(self, spec: ModelSpec, features: int, context: int | None = None) -> None:
        super().__init__()
        self.entry = nn.Linear(features, spec.hidden_size)
        self.blocks = nn.ModuleList(TransformerBlock(spec) for _ in range(spec.layers))
        self.norm = nn.LayerNorm(spec.hidden_size)
        self.width, self.context, self.ahead = spec.hidden_size, context, spec.bidirectional
        self.variational = spec.variational_dropout
        initialise(self, spec)

    def forward(
        self, inputs: Tensor, state: KeyValueState | None = None, lengths: Tensor | None = None
    ) -> tuple[Tensor, KeyValueState | None]:
        """States (B, T, H) of inputs (B, T, D), of which the first `lengths` (B,) are real, and what is carried."""
        if self.variational:
            mask = inputs.new_ones(len(inputs), 1, inputs.shape[-1])  # (B, 1, D)
            inputs = inputs * functional.dropout(mask, self.variational, self.training)
        states = self.entry(inputs)  # (B, T, H)
        before, known = (None, None) if state is None else state
        real = inputs.new_ones(1, len(inputs), inputs.shape[1])  # (1, B, T)
        real = real if known is None else torch.cat([known.to(real.dtype), real], dim=-1)  # (1, B, M + T)
        seen, kept = self._seen(inputs, real[0] > 0, lengths), []
        for number, block in enumerate(self.blocks):
            states, kv = block(states, None if before is None else before[number], seen)  # (B, T, H)
            kept.append(kv)
        if self.context is None:
            return self.norm(states), None
        edge = max(0, real.shape[-1] - self.context + 1)
        return self.norm(states), (torch.stack(kept)[:, :, edge:], real[..., edge:])

    def _seen(self, inputs: Tensor, known: Tensor, lengths: Tensor | None) -> Tensor | None:
        """Which keys each query sees (B or 1, 1, T, M + T), given which of them are known (B, M + T)."""
        if self.context is None and not self.ahead:
            return None  # what stands behind a real input is never seen by it
        time, device = inputs.shape[1], inputs.device
        keys = torch.arange(known.shape[1], device=device)  # (M + T,)
        distance = keys[-time:, None] - keys  # (T, M + T), of the query behind the key
        if self.context is not None:
            near = (distance >= 0) & (distance < self.context)  # (T, M + T)
            return (near & known[:, None])[:, None]
        ends = torch.full((len(inputs),), time) if lengths is None else lengths  # (B,)
        real = keys < ends.to(device)[:, None]  # (B, T)
        return real[:, None, None].expand(-1, 1, time, -1)


def rotary_embedding(heads: Tensor, first: int) -> Tensor:
    """Queries or keys (B, N, T, K) turned in pairs by their places, the earliest is `first`; an odd rest stays."""
    pairs, places = heads.shape[-1] // 2, torch.arange(heads.shape[2], device=heads.device) + first  # (T,)
    shares = torch.arange(pairs, device=heads.device, dtype=torch.float64) / max(1, pairs)  # (K / 2,)
    rates = ROTATION_BASE**-shares  # (K / 2,)
    angles = places[:, None] * rates  # (T, K / 2)
    cos, sin = angles.cos().to(heads.dtype), angles.sin().to(heads.dtype)  # (T, K / 2) each
    one, two, rest = heads.split([pairs, pairs, heads.shape[-1] - 2 * pairs], dim=-1)
    return torch.cat([one * cos - two * sin, one * sin + two * cos, rest], dim=-1)
