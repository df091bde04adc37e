"""No update is made with a loss or a gradient that is no finite number, and the run ends there with its weights whole.

On the CPU both are looked at before every update. A GPU is not waited for: the fused optimiser leaves out that update
and every later one, and what is read a few times a second says which was the first. A half-precision overflow that
the loss scaler answers with a smaller scale is none, unless no scale helps.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from lstm_core.engine.instruments.instrument import Carrier
from lstm_core.engine.instruments.non_finite import Beginning

HOPELESS = 40  # overflows one after the other: the scale, 65,536 at first, is halved each time


class BadStep(NamedTuple):
    """A step whose loss or gradient is not finite."""

    step: int
    loss: float
    beginning: Beginning


class _Waiting(NamedTuple):
    step: int
    loss: Tensor
    norm: Tensor
    beginning: Beginning


class FinitenessGuard:
    """Looks at every step; `waits` is false where a device must not be waited for."""

    def __init__(self, optimizer: torch.optim.Optimizer, device: torch.device, *, scaled: bool, waits: bool) -> None:
        self._optimizer, self._device, self._scaled, self._waits = optimizer, device, scaled, waits
        self._beginning: Beginning | None = None
        self._bad = torch.zeros((), device=device)
        self._waiting: list[_Waiting] = []
        self._overflows: list[BadStep] = []

    def begin(self, task: Carrier) -> None:
        """The next step begins."""
        self._beginning = Beginning.of(task, self._device)

    def check(self, step: int, loss: Tensor, norm: Tensor) -> BadStep | None:
        """Before the update `step`: what must not be made, where that can be known at once."""
        assert self._beginning is not None  # noqa: S101 (begin comes first)
        loss, norm = loss.detach(), norm.detach()
        if self._waits:
            whole = math.isfinite(loss.item()) and math.isfinite(norm.item())
            return None if whole else BadStep(step, float(loss), self._beginning)
        self._waiting.append(_Waiting(step, loss, norm, self._beginning))
        if not self._scaled:
            spoiled = (~(torch.isfinite(loss) & torch.isfinite(norm))).to(self._bad.dtype)
            self._bad = torch.maximum(self._bad, spoiled)
            self._optimizer.found_inf = self._bad  # type: ignore[attr-defined]
        return None

    def read(self) -> BadStep | None:
        """The first bad step of those that wait to be read."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return None
        losses = torch.stack([each.loss for each in waiting]).tolist()
        norms = torch.stack([each.norm for each in waiting]).tolist()
        for each, loss, norm in zip(waiting, losses, norms, strict=True):
            bad = BadStep(each.step, loss, each.beginning)
            if not math.isfinite(loss) or not (self._scaled or math.isfinite(norm)):
                return bad
            self._overflows = [] if math.isfinite(norm) else [*self._overflows, bad]
            if len(self._overflows) >= HOPELESS:
                return self._overflows[0]
        return None
