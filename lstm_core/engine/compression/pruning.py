"""Gradual magnitude pruning: the smallest weights become zero, more of them with every step.

The share of zeros rises as s(t) = s (1 - (1 - t / n)^3) over the first steps of the tuning (Zhu & Gupta 2017, equation
1) and stays from then on; within each matrix the smallest magnitudes are chosen anew while it rises.
"""

import torch
from torch import Tensor, nn

from lstm_core.engine.compression.matrices import matrices

RISING = 0.6  # of the steps of the tuning
TIMES = 60  # that the zeros are chosen anew


class Zeros:
    """The rule that keeps the chosen weights at zero; `steps` of which the first `RISING` choose."""

    def __init__(self, share: float, steps: int) -> None:
        self.share, self.rising = share, max(1, round(steps * RISING))
        self.every = max(1, self.rising // TIMES)
        self.kept: dict[str, Tensor] = {}
        self._chosen_at = -1
        self._held = False

    def __call__(self, network: nn.Module, step: int) -> None:
        """Choose where that is due, and set what was chosen to zero."""
        due = min(step, self.rising) // self.every
        if not self._held and due != self._chosen_at:
            self._chosen_at = due
            left = 1 - min(1.0, due * self.every / self.rising)
            self._choose(network, self.share * (1 - left**3))
        for name, weight in matrices(network).items():
            weight.mul_(self.kept[name])

    def hold(self, network: nn.Module) -> None:
        """Choose for good, all that are to be zero."""
        self._choose(network, self.share)
        self._held = True

    def _choose(self, network: nn.Module, share: float) -> None:
        self.kept = {name: mask(weight, share) for name, weight in matrices(network).items()}


def mask(weight: Tensor, share: float) -> Tensor:
    """1 for the weights that stay, 0 for the `share` of them with the smallest magnitudes."""
    count = round(weight.numel() * share)
    found = torch.ones_like(weight).flatten()
    if count:
        found[weight.detach().abs().flatten().argsort()[:count]] = 0.0
    return found.view_as(weight)


def zeros_of(network: nn.Module) -> float:
    """Share of all weights that are zero."""
    weights = list(network.parameters())
    return sum(int((weight == 0).sum()) for weight in weights) / max(1, sum(weight.numel() for weight in weights))
