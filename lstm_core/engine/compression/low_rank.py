"""Recurrent matrices of low rank: after every few updates each is the nearest matrix of its rank (Eckart & Young 1936).

Training between projections is projected gradient descent (Jain et al. 2010). A file then holds two factors instead of
the product (`engine.export.packing`).
"""

import torch
from torch import Tensor, nn

from lstm_core.engine.compression.matrices import recurrent_matrices
from lstm_core.spec.compress import rank_of

EVERY = 10  # updates between two projections


class LowRank:
    """The rule that keeps recurrent matrices at a share of their rank."""

    def __init__(self, share: float) -> None:
        self.share = share

    def __call__(self, network: nn.Module, step: int) -> None:
        """Project now and then while training, always before a validation."""
        if network.training and step % EVERY:
            return
        for weight in recurrent_matrices(network).values():
            weight.copy_(projected(weight, self.share))


def projected(weight: Tensor, share: float) -> Tensor:
    """The nearest matrix of a share of the rank, of the last two axes (..., R, K)."""
    rank = rank_of(min(weight.shape[-2:]), share)
    left, values, right = torch.linalg.svd(weight.detach().double(), full_matrices=False)
    found: Tensor = (left[..., :rank] * values[..., None, :rank]) @ right[..., :rank, :]
    return found.to(weight.dtype)
