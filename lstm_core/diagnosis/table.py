"""THE TABLE of findings: one row per code that page, command line, tools and tests speak of.

A row names its rule, what the rule needs, and which other codes explain it away: one cause is told once, and the
symptoms that it explains are told beneath it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules import (
    capacity,
    data,
    endings,
    gates,
    gradients,
    outputs,
    rates,
    regularisation,
    settings,
    symptoms,
)
from lstm_core.spec.tasks import TASKS, TaskName

Need = Literal["measurements", "data", "result", "steps"]
Rule = Callable[[Evidence], Finding | None]
FEWEST_STEPS = 20  # before these a curve says little


@dataclass(frozen=True)
class Row:
    """One code."""

    rule: Rule
    needs: tuple[Need, ...] = ()
    causes: tuple[str, ...] = ()  # codes that explain this one when they are found too, the likeliest first
    unless: tuple[str, ...] = ()  # codes beside which this one is not told, unless they are remarks on a healthy run:
    # they make its numbers say nothing
    tasks: tuple[TaskName, ...] = tuple(TASKS)
    own: tuple[tuple[TaskName, Rule], ...] = ()  # rules of single tasks instead of `rule`
    live: bool = True  # worth asking while the run trains: it needs no result and costs next to nothing
    final: bool = False  # as an error no further step can heal it: a run that asks for it is stopped

    def rule_of(self, task: TaskName) -> Rule:
        """The rule of a task."""
        return dict(self.own).get(task, self.rule)


UNLEARNABLE = ("shuffled_time", "labels_unlearnable", "nothing_to_learn")
SPOILED = ("outliers", "unscaled_input")
RATES = ("learning_rate_high", "learning_rate_low", "clipping_hides_rate", "clipping_too_tight")
HELD = ("weight_decay_strong", "dropout_strong")
BROKEN = ("non_finite", "exploding_gradient", *UNLEARNABLE, *SPOILED, *RATES, *HELD)
FORGETFUL = ("forget_gate_stuck", "gates_saturated", "vanishing_over_time", "vanishing_gradient")
SHORT = ("too_few_steps", "patience_short")
CAUSES = (*BROKEN, "unalignable", "distribution_shift", "window_short", *FORGETFUL, "network_too_small", *SHORT)

TABLE: dict[str, Row] = {
    "non_finite": Row(
        gradients.non_finite,
        causes=("outliers", "unscaled_input", "learning_rate_high", "exploding_gradient"),
        final=True,
    ),
    "exploding_gradient": Row(
        gradients.exploding_gradient, causes=("outliers", "unscaled_input", "learning_rate_high"), final=True
    ),
    "vanishing_gradient": Row(
        gradients.vanishing_gradient, needs=("measurements", "steps"), unless=(*BROKEN, "window_short")
    ),
    "vanishing_over_time": Row(
        gradients.vanishing_over_time,
        needs=("measurements", "data"),
        causes=("forget_gate_stuck", "gates_saturated"),
        unless=(*BROKEN, "window_short", "network_too_small"),
    ),
    "leakage": Row(data.leakage, needs=("data",)),
    "shuffled_time": Row(data.shuffled_time, needs=("data",), tasks=("series",)),
    "unalignable": Row(data.unalignable, needs=("data",), tasks=("speech",)),
    "labels_unlearnable": Row(data.labels_unlearnable, needs=("data",), tasks=("series", "speech")),
    "outliers": Row(data.outliers, needs=("data",), tasks=("series",)),
    "unscaled_input": Row(data.unscaled_input, needs=("data",), tasks=("series",)),
    "constant_column": Row(data.constant_column, needs=("data",), tasks=("series",)),
    "distribution_shift": Row(
        data.distribution_shift,
        needs=("data",),
        own=(("text", data.other_text), ("speech", data.other_sound)),
        unless=("outliers", "non_finite"),
    ),
    "nothing_to_learn": Row(
        data.nothing_to_learn,
        needs=("data",),
        tasks=("series", "text"),
        unless=("shuffled_time", "labels_unlearnable", "leakage", "outliers"),
    ),
    "learning_rate_high": Row(rates.learning_rate_high, causes=("outliers", "unscaled_input"), final=True),
    "learning_rate_low": Row(rates.learning_rate_low, needs=("steps",), unless=(*UNLEARNABLE, *SPOILED)),
    "clipping_hides_rate": Row(
        rates.clipping_hides_rate, needs=("steps",), causes=("learning_rate_high",), unless=(*UNLEARNABLE, *SPOILED)
    ),
    "clipping_too_tight": Row(
        rates.clipping_too_tight, needs=("steps",), unless=(*UNLEARNABLE, *SPOILED, "learning_rate_low")
    ),
    "weight_decay_strong": Row(
        regularisation.weight_decay_strong, needs=("steps",), unless=(*UNLEARNABLE, *SPOILED, "learning_rate_low")
    ),
    "dropout_strong": Row(
        regularisation.dropout_strong, needs=("steps",), unless=(*UNLEARNABLE, *SPOILED, "learning_rate_low")
    ),
    "window_short": Row(
        capacity.window_short,
        needs=("data",),
        own=(("text", capacity.short_stream),),
        tasks=("series", "text"),
        unless=("outliers", "shuffled_time", "labels_unlearnable", "distribution_shift"),
    ),
    "gates_saturated": Row(
        gates.gates_saturated,
        needs=("measurements", "steps"),
        causes=("learning_rate_high", "exploding_gradient", "forget_gate_stuck", *SPOILED),
        unless=(*UNLEARNABLE, "learning_rate_low"),
    ),
    "forget_gate_stuck": Row(
        gates.forget_gate_stuck, needs=("steps",), unless=(*UNLEARNABLE, *SPOILED, *RATES, *HELD, "window_short")
    ),
    "network_too_small": Row(capacity.network_too_small, needs=("steps",), unless=(*BROKEN, "window_short")),
    "network_too_large": Row(
        capacity.network_too_large,
        needs=("data", "steps"),
        unless=(*UNLEARNABLE, "distribution_shift", "non_finite", "exploding_gradient", "learning_rate_high"),
    ),
    "too_few_steps": Row(
        endings.too_few_steps, causes=("vanishing_over_time",), unless=(*BROKEN, "distribution_shift")
    ),
    "patience_short": Row(endings.patience_short, needs=("result",), causes=("vanishing_over_time",), unless=BROKEN),
    "setting_without_effect": Row(settings.setting_without_effect),
    "nondeterministic": Row(settings.nondeterministic),
    "slow": Row(symptoms.slow, needs=("steps",), causes=CAUSES),
    "not_learning": Row(symptoms.not_learning, causes=(*CAUSES, "blank_collapse")),
    "oscillating": Row(
        rates.oscillating,
        needs=("steps",),
        causes=("outliers", "clipping_hides_rate", "learning_rate_high", "patience_short", *UNLEARNABLE),
    ),
    "overfitting": Row(
        endings.overfitting,
        needs=("steps",),
        causes=(*UNLEARNABLE, *SPOILED, "distribution_shift", "window_short", "network_too_large"),
        unless=("learning_rate_high", "exploding_gradient", "non_finite"),
    ),
    "underfitting": Row(symptoms.underfitting, needs=("steps",), causes=(*CAUSES, "not_learning")),
    "copies_last_value": Row(
        symptoms.copies_last_value, tasks=("series",), needs=("steps",), causes=(*CAUSES, "not_learning")
    ),
    "constant_output": Row(
        symptoms.constant_output, needs=("result",), tasks=("series",), causes=(*CAUSES, "not_learning")
    ),
    "impossible_values": Row(outputs.impossible_values, tasks=("series",), needs=("data", "result")),
    "blank_collapse": Row(symptoms.blank_collapse, tasks=("speech",), needs=("steps",), causes=CAUSES),
}
