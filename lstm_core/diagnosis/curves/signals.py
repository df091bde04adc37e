"""What the curves of a training say, in numbers that no unit and no setting rescales.

The validation loss lies between two references: that of a trivial forecaster, which needs no training (the last value,
the mean, how frequent a symbol is), and that of a rival, the best of the simple ones. `progress` is 0 at the first and
1 at the second. An error rate of words is its own reference.
"""

import math
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from lstm_core.diagnosis.curves.columns import Column, Numbers
from lstm_core.diagnosis.data.facts import DataFacts
from lstm_core.spec.constants import MOMENTUM
from lstm_core.spec.likelihoods import DENSITIES, ratio
from lstm_core.spec.run import TrainRunSpec

TRIVIAL = ("persistence", "unigram")  # baselines that a network which learned nothing reaches
ERROR_RATE = "validation.wer"
TAIL = 0.1  # share of the steps that stands for the end
FEWEST_POINTS = 5
ABSOLUTE = ("mae", "quantile")  # losses that grow with the error, not with its square
LATE = 0.25  # share of the steps over which an end is judged to be still falling


class Signals:
    """Curves of one training; what the log has nothing of is None or empty."""

    def __init__(  # noqa: PLR0913 (the whole curve, named)
        self,
        spec: TrainRunSpec,
        loss: Column,
        norm: Column,
        rate: Column,
        validation: Column,
        measured: Mapping[str, float],
        *,
        updates: Mapping[str, Column],
        parameters: int | None,
        facts: DataFacts,
    ) -> None:
        self.spec, self.loss, self.norm, self.rate, self.validation = spec, loss, norm, rate, validation
        self.measured, self.updates, self.parameters, self.facts = measured, updates, parameters, facts

    # -- levels ------------------------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """The last step of the curve."""
        return int(self.loss.steps[-1]) if self.loss else 0

    @cached_property
    def first(self) -> float:
        """Loss before the first update."""
        return float(self.loss.values[0])

    @cached_property
    def end(self) -> float:
        """Loss of the last steps."""
        return level(self.loss.values[-max(FEWEST_POINTS, int(TAIL * len(self.loss.values))) :])

    @cached_property
    def smooth(self) -> Numbers:
        """The loss without its jitter: the median of each of at most 100 equal stretches."""
        parts = np.array_split(self.loss.values, min(100, max(1, len(self.loss.values) // FEWEST_POINTS)))
        return np.array([level(part) for part in parts if len(part)])

    def training_at(self, step: int) -> float:
        """Loss of the steps around one."""
        steps = self.loss.steps
        at, half = int(np.searchsorted(steps, step)), max(2, int(TAIL * len(steps) / 2))
        return level(self.loss.values[max(0, at - half) : at + half + 1])

    @cached_property
    def best(self) -> float:
        """Smallest validation loss; NaN without one."""
        return float(self.validation.values.min()) if self.validation else math.nan

    @cached_property
    def best_step(self) -> int:
        """Where it was."""
        return int(self.validation.steps[self.validation.values.argmin()]) if self.validation else 0

    @property
    def last(self) -> float:
        """Last validation loss; NaN without one."""
        return float(self.validation.values[-1]) if self.validation else math.nan

    def ratio(self, value: float, other: float) -> float:
        """How many times another loss one is, whatever the loss counts in."""
        return ratio(self.spec.train.loss, value, other)

    def from_zero(self, values: Numbers) -> Numbers:
        """Losses that can be divided by their level: of a density the width of the errors, in that of the median."""
        return np.exp(values - level(values)) if self.spec.train.loss in DENSITIES else values

    # -- references --------------------------------------------------------------------------------------------------

    @cached_property
    def trivial(self) -> float | None:
        """Validation loss of the best forecaster that needs no training."""
        found = [
            self.measured[f"{name}.validation_loss"] for name in TRIVIAL if f"{name}.validation_loss" in self.measured
        ]
        if not found:
            return None
        return min(found) * self._in_loss(self.facts.trivial_error or 1.0)

    @cached_property
    def rival(self) -> float | None:
        """Validation loss of the best simple forecaster."""
        found = [value for name, value in self.measured.items() if name.endswith(".validation_loss")]
        if self.trivial is None or not found:
            return None
        simple = self.facts.simple_error
        if simple is not None:
            found.append(self.trivial * self._in_loss(simple))
        return min(*found, self.trivial)

    def _in_loss(self, share: float) -> float:
        """A share of a squared error as a share of the loss."""
        return math.sqrt(share) if self.spec.train.loss in ABSOLUTE else share

    @cached_property
    def progress(self) -> float | None:
        """How far the best validation has come from the trivial forecaster (0) to its best rival (1)."""
        if ERROR_RATE in self.measured:
            return 1.0 - min(1.0, self.measured[ERROR_RATE])
        if self.trivial is None or self.rival is None or not math.isfinite(self.best):
            return None
        if self.trivial <= 0:  # a series that the last value tells without an error
            return 1.0 if self.best <= 0 else 0.0
        room = self.trivial - self.rival
        if room <= MARGIN * self.trivial:  # nothing for a simple forecaster; the network alone decides
            return 1.0 if self.best <= self.trivial * (1 + MARGIN) else 0.0
        return (self.trivial - self.best) / room

    @property
    def blind(self) -> bool:
        """It has learned next to nothing."""
        return self.progress is not None and self.progress < BLIND

    @property
    def poor(self) -> bool:
        """It has learned less than half of what a simple forecaster tells."""
        return self.progress is not None and self.progress < POOR

    @property
    def well(self) -> bool:
        """It is about as good as the best simple forecaster, or better."""
        return self.progress is not None and self.progress >= WELL

    # -- movement ----------------------------------------------------------------------------------------------------

    @cached_property
    def falling(self) -> float:
        """What the last quarter of the steps took off, as a share of all that was taken off; 0 when it rises."""
        if len(self.validation.values) >= 4:
            before = self.validation.until((1 - LATE) * self.step)
            low = float(before.values.min()) if before else float(self.validation.values[0])
            gone, late = float(self.validation.values[0]) - self.best, low - self.best
        else:
            parts = self.smooth
            if len(parts) < 4:
                return 0.0
            gone, late = self.first - float(parts.min()), float(parts[: int(len(parts) * (1 - LATE))].min() - parts[-1])
        return min(1.0, max(0.0, late / gone)) if gone > 0 else 0.0

    @cached_property
    def relative_updates(self) -> Numbers:
        """Size of each update over that of the weights, as measured, else as rate, optimiser and widths tell."""
        if self.updates:
            columns = list(self.updates.values())
            common = columns[0].steps
            kept = [column.values for column in columns if len(column.steps) == len(common)]
            return np.asarray(np.max(np.stack(kept), axis=0))
        if not self.rate:
            return np.empty(0)
        width = math.sqrt(3 * self.spec.model.hidden_size)  # of PyTorch's start: weights within ±1/sqrt(H)
        if self.spec.train.optimizer != "sgd":
            return self.rate.values * width
        size = math.sqrt(self.parameters or 1) / width
        moved = np.minimum(self.norm.values, self.spec.train.clip_norm or math.inf)
        return self.rate.values * moved / (1 - MOMENTUM) / size

    @cached_property
    def unclipped_updates(self) -> Numbers:
        """The same as it would be without clipping."""
        clip = self.spec.train.clip_norm
        if self.spec.train.optimizer != "sgd" or clip is None or not len(self.relative_updates):
            return self.relative_updates
        usual = level(np.maximum(1.0, self.norm.values / clip))
        return self.relative_updates * usual

    @cached_property
    def update(self) -> float:
        """The usual size of an update over that of the weights."""
        return level(self.relative_updates)

    @cached_property
    def moved(self) -> float:
        """How far the updates can have moved the weights in all, in sizes of the weights."""
        return self.update * self.step

    @cached_property
    def swinging(self) -> float:
        """Mean jump between two validations of the later half over their level; 0 with fewer than six.

        A validation reads the same samples every time, so what jumps is the network, not the batch.
        """
        return swings(self.from_zero(self.validation.values[len(self.validation.values) // 2 :]))


BLIND, POOR, WELL = 0.1, 0.4, 0.85  # of `progress`: healthy short runs reach 0.5 to 1, runs that learn nothing 0.05
MARGIN = 0.03  # of the trivial error: less than that a simple forecaster finds by chance


def level(values: Numbers) -> float:
    """The median; NaN of nothing."""
    return float(np.median(values)) if len(values) else math.nan


def swings(values: Numbers) -> float:
    """Mean jump back and forth over the level; 0 with fewer than three values."""
    if len(values) < 3:
        return 0.0
    turns = np.diff(values)
    back = turns[1:] * turns[:-1] < 0
    if not back.any():
        return 0.0
    jumps = np.minimum(np.abs(turns[1:]), np.abs(turns[:-1]))[back]
    return float(jumps.sum() / len(turns) / level(np.abs(values)))
