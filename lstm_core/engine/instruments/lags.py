"""Gradient against time lag: the norm of d loss / d h at every step and layer, and how far back it reaches."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lstm_core.engine.instruments.replayed import Pass

MOST = 64  # lags or times that are told
FALLEN = 0.01  # of the largest gradient: what lies behind that lag is forgotten


def lag_gradients(done: Pass, loss: Tensor, lengths: Tensor | None = None) -> dict[str, Tensor]:
    """Mean over the batch of the norm (T,) by lag from the last real step, by place; one pass backward gives all.

    `loss` is () and of that pass, `lengths` (B,) are real steps. For a recurrent layer h is what it hands on, for a
    block of a transformer what leaves it.
    """
    wanted: dict[str, list[Tensor]] = {steps.place: steps.outputs for steps in done.layers}
    wanted |= {steps.place: [steps.output] for steps in done.blocks}
    ends = {steps.place: steps.real(lengths).sum(1) for steps in done.layers if lengths is not None}
    flat = [each for tensors in wanted.values() for each in tensors]
    gradients = iter(torch.autograd.grad(loss, flat, allow_unused=True))
    found = {}
    for place, tensors in wanted.items():
        of = [torch.zeros_like(each) if (grad := next(gradients)) is None else grad for each in tensors]
        over_time = of[0] if of[0].ndim > 2 else torch.stack(of, dim=1)  # (B, T, H)
        found[place] = by_lag(
            torch.linalg.vector_norm(over_time, dim=-1, dtype=torch.float64), ends.get(place, lengths)
        )
    return found


def by_lag(norms: Tensor, lengths: Tensor | None) -> Tensor:
    """Means (T,) of norms (B, T), counted backwards from the last real step of each row."""
    if lengths is None or len(lengths) != len(norms):
        return norms.mean(0).flip(0)
    ends = lengths.to(norms.device)[:, None]  # (B, 1)
    places = ends - 1 - torch.arange(norms.shape[1], device=norms.device)  # (B, T), of each lag
    real = places >= 0
    return (norms.gather(1, places.clamp(min=0)) * real).sum(0) / real.sum(0).clamp(min=1)


def memory_length(gradient: npt.NDArray[np.float64]) -> float:
    """The lag at which a gradient by lag (T,) has fallen to 1 % of its largest; T where it never does, 0 for none."""
    largest = gradient.max(initial=0.0)
    if not largest > 0:
        return 0.0
    peak = int(gradient.argmax())
    below = np.flatnonzero(gradient[peak:] <= FALLEN * largest)
    return float(peak + below[0]) if len(below) else float(len(gradient))


@lru_cache(maxsize=8)
def shown_lags(length: int) -> list[int]:
    """At most 64 of the lags from 0 to `length` - 1: all, or close ones near 0 and rarer ones behind."""
    if length <= MOST:
        return list(range(length))
    found: list[int] = []
    for count in range(MOST, 4 * MOST):  # many of the close ones fall together
        lags = sorted({round(float(lag)) - 1 for lag in np.geomspace(1, length, count)})
        if len(lags) > MOST:
            break
        found = lags
    return found


def shown_times(length: int) -> list[int]:
    """At most 64 steps of time from 0 to `length` - 1, evenly."""
    return sorted({round(float(step)) for step in np.linspace(0, length - 1, min(length, MOST))})


def thinned(gradients: Mapping[str, npt.NDArray[np.float64]], lags: list[int]) -> dict[str, list[float]]:
    """The gradients at these lags."""
    return {place: [float(values[lag]) for lag in lags] for place, values in gradients.items()}
