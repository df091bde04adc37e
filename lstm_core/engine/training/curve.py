"""The training curve: read from the device and told a few times a second, with what instruments found meanwhile."""

import math
import time
from collections.abc import Callable
from typing import NoReturn

import torch
from torch import Tensor

from lstm_core.engine.instruments.instrument import Instrument
from lstm_core.engine.training.finiteness import BadStep, FinitenessGuard
from lstm_core.runs import events
from lstm_core.runs.train import CURVE

FLUSH_SECONDS = 0.1  # losses wait so long on the device before they are read and emitted


class CurveWriter:
    """Collects points of the curve. A bad step that the guard finds ends the training when what came before is told."""

    def __init__(
        self,
        emit: Callable[[events.RunEvent], None],
        every: int,
        guard: FinitenessGuard,
        instrument: Instrument | None,
        end_at: Callable[[BadStep], NoReturn],
    ) -> None:
        self._emit, self._every, self._guard, self._instrument, self._end_at = emit, every, guard, instrument, end_at
        self._waiting: list[tuple[int, Tensor, Tensor, float]] = []
        self._flushed_at, self._begun = time.monotonic(), False

    def add(self, step: int, rate: float, loss: Tensor, norm: Tensor) -> None:
        """Note one step."""
        if step % self._every == 0 or step == 1:
            self._waiting.append((step, loss, norm, rate))
        if not self._begun or time.monotonic() - self._flushed_at >= FLUSH_SECONDS:
            self._begun = True  # the first one is waited for
            self.flush()

    def flush(self) -> None:
        """Emit what waits."""
        waiting, self._waiting = self._waiting, []
        self._flushed_at = time.monotonic()
        bad = self._guard.read()
        last = math.inf if bad is None else bad.step
        if waiting:
            steps, losses, norms, rates = zip(*waiting, strict=True)
            columns = zip(steps, torch.stack(losses).tolist(), torch.stack(norms).tolist(), rates, strict=True)
            for step, loss, norm, rate in columns:
                if step < last:
                    shown = norm if math.isfinite(norm) else 0.0  # a half-precision overflow that the scaler skipped
                    values = dict(zip(CURVE, (loss, shown, rate), strict=True))
                    self._emit(events.Logged(seq=0, at=0, step=step, values=values))
        for event in self._instrument.told() if self._instrument is not None else ():
            if getattr(event, "step", 0) < last:
                self._emit(event)
        if bad is not None:
            self._end_at(bad)
