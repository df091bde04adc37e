"""The rules of four published training debuggers over the log of a run, with the thresholds that they come with.

SageMaker Debugger (built-in rules), AUTOTRAINER (ICSE 2021, TDSC 2024), DeepDiagnosis (ICSE 2022), UMLAUT (CHI 2021).
Each alarm is told in our codes, generously: a rule that names what may have several causes counts for each of them.
What they need and a log does not hold is made from what it holds:
- mean absolute gradient of a layer: its norm over the root of its numbers, times that of a normal distribution (0.798);
- accuracy, which no task here has: the share of the first validation loss that is gone;
- an epoch: the stretch between two validations;
- variance of weights: the square of their norm over their number.
"""

import itertools
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lstm_core.runs import measurements
from lstm_core.runs.train import VALIDATION

NORMAL_MEAN = math.sqrt(2 / math.pi)  # of the absolute value, in deviations
HIGH, LOW = ("learning_rate_high", "clipping_hides_rate"), ("learning_rate_low", "clipping_too_tight")
SHRUNK = ("vanishing_gradient", "vanishing_over_time")
BURST = ("exploding_gradient", "non_finite")
STUCK = ("not_learning", "slow", "underfitting")
MOST_INPUT = 1.0


class Alarm(NamedTuple):
    """One rule that fired: where, which, and what it means in our codes."""

    step: int
    rule: str
    codes: tuple[str, ...]


@dataclass
class Trace:
    """What the rules read of one run."""

    evidence: object

    def __post_init__(self):
        self.loss = self.evidence.column("loss")
        self.rate = self.evidence.column("learning_rate")
        self.validation = self.evidence.column(VALIDATION)
        self.gradients = self.evidence.places(measurements.GRADIENT)
        self.updates = self.evidence.places(measurements.UPDATE_RATIO)
        self.weights = self.evidence.places(measurements.WEIGHT)
        self.spec = self.evidence.spec
        self.last = max(1, self.evidence.step)
        self.failed = self.evidence.failure is not None or self.evidence.non_finite is not None
        started = self.evidence.log.started
        places = max(1, len(self.gradients))
        self.numbers = (started.parameters if started else 1000) / places  # of one layer
        self.layers = {name: each for name, each in self.gradients.items() if name.startswith("layer_")}

    def mean_gradients(self):
        """Steps and mean absolute gradients of every layer."""
        for each in self.gradients.values():
            yield each.steps, NORMAL_MEAN * each.values / math.sqrt(self.numbers)

    def first_and_last(self):
        """Norms of the gradient of the first layer and of the head at the same steps."""
        ends = [self.layers.get("layer_0"), self.gradients.get(measurements.HEAD)]
        if None in ends or not len(ends[0].steps):
            return np.empty(0, np.int64), np.empty(0), np.empty(0)
        count = min(len(each.values) for each in ends)
        return ends[0].steps[:count], ends[0].values[:count], ends[1].values[:count]

    def epochs(self):
        """At every validation: step, mean training loss since the one before, validation loss."""
        steps, before, found = self.validation.steps, 0, []
        for step, value in zip(steps, self.validation.values, strict=True):
            inside = (self.loss.steps > before) & (self.loss.steps <= step)
            if inside.any():
                found.append((int(step), float(self.loss.values[inside].mean()), float(value)))
            before = step
        return found

    def accuracies(self):
        """Share of the first validation loss that is gone, at every validation."""
        values = self.validation.values
        if not len(values) or not values[0] > 0:
            return np.empty(0)
        return 1 - values / values[0]

    def largest_input(self):
        """The largest number that the network reads, by size."""
        if self.spec.data.task == "text":
            return 0.0
        if self.spec.data.task == "speech":
            return 3.0  # spectrograms are brought to mean 0 and deviation 1
        return _largest_of_series(self.spec.series, self.evidence.material)

    def dropouts(self):
        model = self.spec.model
        return (
            model.dropout,
            model.variational_dropout,
            model.recurrent_dropout,
            model.head_dropout,
            model.embedding_dropout,
        )


def _largest_of_series(data, series):
    if series is None:
        return 0.0
    first, largest = int(len(series.values) * (1 - data.validation_fraction - data.test_fraction)), 0.0
    for name in data.columns:
        values = np.asarray(series.others.get(name, series.values), dtype=float)
        told = values[:first][np.isfinite(values[:first])]
        scaled = values[np.isfinite(values)]
        if data.scaling == "minmax" and np.ptp(told) > 0:
            scaled = (scaled - told.min()) / np.ptp(told)
        elif data.scaling == "standard" and told.std() > 0:
            scaled = (scaled - told.mean()) / told.std()
        if data.window_scaling == "last" and name in data.targets:
            scaled = np.diff(scaled)
        largest = max(largest, float(np.abs(scaled).max(initial=0)))
    return largest


def first_step(steps, fired):
    """The first step at which it fired; None when it never did."""
    places = np.flatnonzero(fired)
    return int(steps[places[0]]) if len(places) else None


def listed(found):
    """The alarms of rules that fired, the earliest first."""
    told = [Alarm(step, rule, codes) for step, rule, codes in found if step is not None]
    return sorted(told, key=lambda alarm: alarm.step)


def not_decreasing(trace, patience, least):
    """The first step at which the loss has not come down by a share in so many steps."""
    loss = trace.loss
    if len(loss.values) <= patience:
        return None
    before, now = loss.values[:-patience], loss.values[patience:]
    return first_step(loss.steps[patience:], now > before - least * np.abs(before))


def sagemaker(trace):
    """Built-in rules of SageMaker Debugger."""
    found = [(trace.last if trace.failed else None, "ExplodingTensor", BURST)]
    for steps, mean in trace.mean_gradients():
        found.append((first_step(steps, mean < 1e-7), "VanishingGradient", SHRUNK))
        found.append((first_step(steps, mean == 0), "AllZero", SHRUNK))
        early = steps <= 10
        wide = 2 * 1.645 * mean[early] / NORMAL_MEAN  # between the quantiles 5 % and 95 % of a normal distribution
        found.append(
            (first_step(steps[early], wide < 1e-3), "PoorWeightInitialization", (*SHRUNK, "forget_gate_stuck"))
        )
    for each in trace.updates.values():
        found.append((first_step(each.steps, each.values > 10), "WeightUpdateRatio", HIGH))
        found.append((first_step(each.steps, each.values < 1e-8), "WeightUpdateRatio", LOW))
        still = each.values < 1e-5
        thrice = still[2:] & still[1:-1] & still[:-2]
        found.append((first_step(each.steps[2:], thrice), "UnchangedTensor", (*LOW, "vanishing_gradient")))
    found.append((not_decreasing(trace, 10, 0.001), "LossNotDecreasing", STUCK))
    for step, train, validation in trace.epochs():
        if train > 0 and (validation - train) / train > 0.1:
            found.append((step, "Overfit", ("overfitting", "network_too_large")))
            break
    found.append((_no_gain(trace.validation, 10), "Overtraining", ("overfitting",)))
    return listed(found)


def _no_gain(column, patience, least=0.1):
    best, since = math.inf, 0
    for step, value in zip(column.steps, column.values, strict=True):
        best, since = (
            (value, 0) if value < best - least * abs(best if math.isfinite(best) else 0) else (best, since + 1)
        )
        if since > patience:
            return int(step)
    return None


def autotrainer(trace):
    """The monitor of AUTOTRAINER; its dead ReLU has no place here."""
    steps, first, last = trace.first_and_last()
    ratio = first / np.maximum(last, 1e-30)
    reached = trace.accuracies()
    slow = _slow_convergence(trace, reached)
    vanishing = (ratio < 1e-3) & (first < 1e-4) & bool(slow or (len(reached) and reached[-1] < 0.6))
    large = first_step(trace.loss.steps, trace.loss.values >= 1e3)
    return listed([
        (first_step(steps, vanishing), "VG", SHRUNK),
        (trace.last if trace.failed else None, "EG", BURST),
        (first_step(steps, ratio > 70), "EG", BURST),
        (large, "EG", BURST),
        (_oscillation(trace, reached), "OL", ("oscillating", *HIGH)),
        (slow, "SC", (*STUCK, *LOW, "too_few_steps")),
    ])  # fmt: skip


def _slow_convergence(trace, reached):
    at = int(0.3 * len(reached))
    if len(reached) < 3 or reached[-1] >= 0.6:
        return None
    gains = np.diff(reached[max(0, at - 1) :])
    return first_step(trace.validation.steps[max(0, at - 1) + 1 :], gains < 0.01)


def _oscillation(trace, reached):
    if len(reached) < 5:
        return None
    changes = np.diff(reached)
    turns = (changes[1:] * changes[:-1] < 0) & (np.abs(changes[1:]) >= 0.03)
    return first_step(trace.validation.steps[2:], np.cumsum(turns) >= 0.2 * len(reached))


def deep_diagnosis(trace):
    """The callback of DeepDiagnosis."""
    found = [(trace.last if trace.failed else None, "numerical error", BURST)]
    for steps, mean in trace.mean_gradients():
        found.append((first_step(steps, mean < 1e-7), "vanishing gradient", SHRUNK))
    rates = trace.rate.values
    for place, weights in trace.weights.items():
        variance = weights.values**2 / trace.numbers
        found.append(
            (first_step(weights.steps, (variance < 1e-5) | (variance > 10)), "weights", ("gates_saturated", *HIGH))
        )
        gradient = trace.gradients.get(place)
        if gradient is not None and len(rates):
            count = min(len(gradient.values), len(weights.values))
            rate = np.interp(gradient.steps[:count], trace.rate.steps, rates)
            share = rate * gradient.values[:count] / np.maximum(weights.values[:count], 1e-30)
            found.append((first_step(gradient.steps[:count], share > 1e-1), "learning rate", HIGH))
            found.append((first_step(gradient.steps[:count], share < 1e-5), "learning rate", LOW))
    found.append((_saturated(trace), "saturated activation", ("gates_saturated", "forget_gate_stuck")))
    found.append((not_decreasing(trace, 10, 0.0), "loss not improving", STUCK))
    found.append((0 if trace.largest_input() > MOST_INPUT else None, "data", ("unscaled_input", "outliers")))
    return listed(found)


def _saturated(trace):
    """The first step at which more than half of a gate's values are within 2 % of an end (they ask for ±5: 0.7 %)."""
    steps = []
    for name in trace.evidence.log.series:
        if name.startswith("saturated/"):
            column = trace.evidence.column(name)
            steps.append(first_step(column.steps, column.values > 0.5))
    told = [step for step in steps if step is not None]
    return min(told) if told else None


def umlaut(trace):
    """The heuristics of UMLAUT; those of layers that a spec cannot get wrong have no place here."""
    rate = trace.spec.train.learning_rate
    found = [
        (trace.last if trace.failed else None, "NaN in loss", BURST),
        (0 if trace.largest_input() > MOST_INPUT else None, "input range", ("unscaled_input", "outliers")),
        (0 if rate > 0.01 else None, "high learning rate", HIGH),
        (0 if rate < 1e-7 else None, "low learning rate", LOW),
        (0 if max(trace.dropouts()) > 0.5 else None, "high dropout", ("dropout_strong",)),
    ]
    epochs = trace.epochs()
    for (_, train, validation), (step, later, worse) in itertools.pairwise(epochs):
        if later < train and worse > validation:
            found.append((step, "overfitting", ("overfitting", "network_too_large")))
            break
    reached = trace.accuracies()
    found.append((first_step(trace.validation.steps, reached > 0.95), "high accuracy", ("leakage",)))
    return listed(found)


RIVALS = {"SageMaker": sagemaker, "AUTOTRAINER": autotrainer, "DeepDiagnosis": deep_diagnosis, "UMLAUT": umlaut}
