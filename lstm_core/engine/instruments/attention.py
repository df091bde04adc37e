"""How far back a block of a transformer looks: its attention by the distance between query and key."""

import torch
from torch import Tensor

from lstm_core.engine.instruments.replayed import BlockSteps
from lstm_core.engine.nn.transformer import rotary_embedding

PRODUCTS = 4_000_000  # of a query and a key, at once


@torch.no_grad()
def attention_by_distance(steps: BlockSteps, lengths: Tensor | None = None) -> Tensor:
    """Shares (T + M,) of all attention, mean over batch, heads and real queries, at each distance from 0.

    A key ahead of its query counts by its distance too.
    """
    steps = _few(steps)
    weights, time = attention_weights(steps), steps.inputs.shape[1]  # (B, N, T, M + T)
    queries = torch.arange(time, device=weights.device) + weights.shape[-1] - time  # (T,)
    distances = (queries[:, None] - torch.arange(weights.shape[-1], device=weights.device)).abs()  # (T, M + T)
    real = torch.ones(len(weights), time, device=weights.device)
    if lengths is not None and len(lengths) >= len(weights):
        real = (torch.arange(time) < lengths.cpu()[: len(weights), None]).to(real)  # (B, T)
    shares = torch.einsum("bnts,bt->ts", weights, real.to(weights)).double() / weights.shape[1] / real.double().sum()
    found = shares.new_zeros(weights.shape[-1])
    return found.index_add(0, distances.flatten(), shares.flatten())


def _few(steps: BlockSteps) -> BlockSteps:
    """As many samples as the products of their queries and keys leave room for."""
    keys = steps.inputs.shape[1] + (0 if steps.before is None else steps.before.shape[1])
    rows = max(1, PRODUCTS // (steps.block.heads * steps.inputs.shape[1] * keys))
    before = None if steps.before is None else steps.before[:rows]
    seen = steps.seen if steps.seen is None or len(steps.seen) == 1 else steps.seen[:rows]
    return steps._replace(inputs=steps.inputs[:rows], before=before, seen=seen)


def attention_weights(steps: BlockSteps) -> Tensor:
    """What each query (B, N, T, ...) pays to each key (..., M + T), as the block's own product does."""
    block, inputs = steps.block, steps.inputs
    q, kv = block.qkv(block.first(inputs)).split([inputs.shape[-1], 2 * inputs.shape[-1]], dim=-1)
    kv = kv if steps.before is None else torch.cat([steps.before, kv], dim=1)  # (B, M + T, 2H)
    k = kv.chunk(2, dim=-1)[0]
    q, k = (each.unflatten(-1, (block.heads, -1)).transpose(1, 2) for each in (q, k))  # (B, N, ..., K) each
    q, k = rotary_embedding(q, k.shape[2] - q.shape[2]), rotary_embedding(k, 0)
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5  # (B, N, T, M + T)
    seen = steps.seen
    if seen is None:
        seen = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).tril()
    weights: Tensor = scores.masked_fill(~seen, float("-inf")).softmax(-1)
    return weights
