"""The cases of the fault bench: healthy trainings, and faults put into their data or spec before they begin.

A fault is what people really do (learning rates, clipping, decay, windows, data); `right` are the codes that are right
as its first cause. `proof` says how it is shown that it is a fault in that run, against the same training without it:
"worse" (the error on the test part, in units of the data, grows clearly), "flattered" (it shrinks beyond what later
data could give: a leak), "made" (the fault is in how the data was made and no error need tell).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import fault_data as data

SERIES: dict[str, Any] = {
    "data.target": "value", "data.window": 24, "data.horizon": 4, "data.validation_fraction": 0.15,
    "data.test_fraction": 0.15, "data.scaling": "standard", "data.window_scaling": "none", "model.hidden_size": 24,
    "train.steps": 600, "train.learning_rate": 0.01, "train.evaluate_every": 30,
    "train.device": "cpu", "train.threads": 1,
}  # fmt: skip
TEXT: dict[str, Any] = {
    "data.window": 32, "data.validation_fraction": 0.1, "data.test_fraction": 0.1, "model.hidden_size": 48,
    "train.steps": 300, "train.learning_rate": 0.02, "train.batch_size": 32, "train.evaluate_every": 25,
    "train.device": "cpu", "train.threads": 1,
}  # fmt: skip
SPEECH: dict[str, Any] = {
    "data.mels": 20, "data.stack": 3, "data.augment": False, "model.hidden_size": 32, "model.bidirectional": True,
    "train.steps": 350, "train.batch_size": 8, "train.learning_rate": 0.01, "train.evaluate_every": 10,
    "train.device": "cpu", "train.threads": 1,
}  # fmt: skip
TASKS = {"series": SERIES, "text": TEXT, "speech": SPEECH}


@dataclass(frozen=True)
class Case:
    """One training of the bench: how its data is made and how its spec differs from its task's."""

    name: str
    task: str
    make: Any  # of `fault_data`
    options: Mapping[str, Any] = field(default_factory=dict)  # of `make`
    spec: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""  # of fault; none: healthy
    beside: str = ""  # the case without the fault
    right: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()  # further codes that are true of it
    repairable: bool = False  # by a change of the spec
    proof: str = "worse"

    @property
    def changes(self):
        """The whole spec by path, without seed and data."""
        return {**TASKS[self.task], **self.spec}


def healthy_cases():
    """Trainings with nothing to mend, the hard ones among them."""
    series, text, speech = ("series", "text", "speech")
    memory = {"data.window": 20, "data.horizon": 1, "data.past_columns": ["cause"], "train.batch_size": 64}
    memory |= {
        "model.initialisation": "orthogonal",
        "model.forget_bias": 3,
        "train.steps": 600,
        "train.evaluate_every": 50,
    }
    follow = {"data.window": 12, "data.horizon": 1, "data.past_columns": ["one", "two"]}
    latch = {"model.cell": "gru", "model.initialisation": "orthogonal", "model.hidden_size": 32, "train.steps": 500}
    augmented = {"data.augment": True, "train.steps": 500, "train.learning_rate": 0.02, "model.hidden_size": 48}
    augmented |= {"train.batch_size": 16}
    sgd = {"train.optimizer": "sgd", "train.learning_rate": 0.3}
    regular = {"model.variational_dropout": 0.2, "model.head_dropout": 0.2, "train.weight_decay": 1e-3}
    return [
        Case("wave", series, data.wave),
        Case("wave-gru", series, data.wave, spec={"model.cell": "gru"}),
        Case("wave-quantiles", series, data.wave, spec={"train.loss": "quantile"}),
        Case("wave-sgd", series, data.wave, spec=sgd),
        Case("wave-regularised", series, data.wave, spec=regular | {"train.optimizer": "adamw"}),
        Case("wave-deep", series, data.wave, spec={"model.layers": 4, "model.residual": True}),
        Case("wave-noisy", series, data.wave, {"noise": 1.5}),
        Case("wave-raw-units", series, data.wave, {"level": 5e7, "scale": 1e7}),
        Case("wave-starts-low", series, data.wave, {"level": 1e3, "scale": 1.0}, {"data.scaling": "minmax"}),
        Case("wave-clips-often", series, data.wave, spec={"train.clip_norm": 0.02}),
        Case("wave-tiny", series, data.wave, {"rows": 220}, {"model.hidden_size": 8, "data.window": 24}),
        Case("wave-recursive", series, data.wave, spec={"data.strategy": "recursive"}),
        Case("wave-transformer", series, data.wave, spec={"model.cell": "transformer", "train.learning_rate": 0.002}),
        Case("walk", series, data.walk, allowed=("nothing_to_learn", "copies_last_value")),
        Case("gaps", series, data.steps, spec={"model.cell": "gru_d", "data.missing": "mask", "data.window": 24}),
        Case("drivers", series, data.drivers, spec=follow),
        Case("drivers-rnn", series, data.drivers, spec=follow | {"model.cell": "rnn"}),
        Case("lag", series, data.lag, spec=memory),
        Case("lag-far", series, data.lag, {"distance": 30}, memory | {"data.window": 34, "model.forget_bias": 3.5}),
        Case("lag-forget-gate-open", series, data.lag, spec=memory | {"model.forget_bias": 10}),
        Case("drivers-forget-gate-shut", series, data.drivers, spec=follow | {"model.forget_bias": -10}),
        Case("lag-plateau", series, data.lag, spec=memory | {"train.learning_rate": 0.005}),
        Case("sunspots", series, data.built_in, {"source": "sunspots"}, {"data.window": 44, "data.horizon": 3}),
        Case("prose", text, data.prose),
        Case("play", text, data.play, spec={"train.steps": 500}),
        Case("prose-gru", text, data.prose, spec={"model.cell": "gru"}),
        Case("prose-layer-norm", text, data.prose, spec={"model.cell": "layer_norm_lstm"}),
        Case("prose-rnn", text, data.prose, spec={"model.cell": "rnn", "train.learning_rate": 0.01}),
        Case("prose-sgd", text, data.prose, spec={"train.optimizer": "sgd", "train.learning_rate": 2.0}),
        Case(
            "prose-small-batch",
            text,
            data.prose,
            spec={"train.batch_size": 8, "train.learning_rate": 0.01, "train.steps": 900},
        ),
        Case("prose-clips-often", text, data.prose, spec={"train.clip_norm": 0.1}),
        Case("prose-dropout", text, data.prose, spec={"model.dropout": 0.2, "train.steps": 400}),
        Case("prose-zoneout", text, data.prose, spec={"model.zoneout": 0.05, "train.steps": 500}),
        Case("prose-forget-gate-shut", text, data.prose, spec={"model.forget_bias": -10}),
        Case("prose-deep", text, data.prose, spec={"model.layers": 4, "model.residual": True}),
        Case("grammar", text, data.grammar),
        Case("grammar-tiny", text, data.grammar, {"characters": 4000}, {"train.batch_size": 8}),
        Case("letters", text, data.letters, allowed=("nothing_to_learn",)),
        Case("echoes", text, data.echoes, spec=latch),
        Case("sounds", speech, data.sounds),
        Case("sounds-gru", speech, data.sounds, spec={"model.cell": "gru"}),
        Case("sounds-layer-norm", speech, data.sounds, spec={"model.layers": 2, "model.layer_norm": True}),
        Case(
            "sounds-augmented",
            speech,
            data.sounds,
            {"utterances": 150, "seconds": 0.3, "most": 2},
            augmented,
        ),
        Case("sounds-clips-often", speech, data.sounds, spec={"train.clip_norm": 0.3}),
        Case("sounds-dropout", speech, data.sounds, spec={"model.dropout": 0.3}),
        Case("sounds-blanks-first", speech, data.sounds, spec={"train.learning_rate": 0.004}),
        Case("sounds-sgd", speech, data.sounds, spec={"train.optimizer": "sgd", "train.learning_rate": 0.1}),
        Case("sounds-forget-gate-open", speech, data.sounds, spec={"model.forget_bias": 10}),
        Case("sounds-tiny", speech, data.sounds, {"utterances": 70, "most": 1}),
    ]


HEALTHY = {case.name: case for case in healthy_cases()}


def faulty(kind, beside, right, spec=None, options=None, **more):
    """A case that differs from a healthy one by its fault."""
    healthy = HEALTHY[beside]
    return Case(
        name=f"{healthy.name}+{kind}",
        task=healthy.task,
        make=more.pop("make", healthy.make),
        options={**healthy.options, **(options or {})},
        spec={**healthy.spec, **(spec or {})},
        kind=kind,
        beside=beside,
        right=right,
        **more,
    )


def each(kind, right, specs, **more):
    """The same fault on several trainings."""
    return [faulty(kind, beside, right, spec, **more) for beside, spec in specs.items()]


HIGH = ("learning_rate_high", "exploding_gradient")
BURST = ("exploding_gradient", "learning_rate_high")
HIDDEN = ("clipping_hides_rate", "learning_rate_high")
LONG = ("vanishing_over_time", "forget_gate_stuck", "gates_saturated")


def optimiser_faults():
    """Rates, clipping, decay, dropout, steps."""
    rate, clip, decay = "train.learning_rate", "train.clip_norm", "train.weight_decay"
    augmented = {"data.augment": True, "train.steps": 500, "train.learning_rate": 0.02, "model.hidden_size": 48}
    augmented |= {"train.batch_size": 16}
    sgd = {"train.optimizer": "sgd"}
    cure: dict[str, Any] = {"repairable": True}
    return [
        *each("rate-far-high", HIGH, {"wave": {rate: 3.0, clip: None}, "drivers": {rate: 3.0, clip: None},
              "prose": {rate: 3.0, clip: None}, "grammar": {rate: 3.0, clip: None}, "sounds": {rate: 3.0, clip: None}},
              **cure),
        *each("rate-hidden-by-clipping", HIDDEN, {"wave-sgd": {rate: 8.0}, "prose-sgd": {rate: 60.0},
              "sounds-sgd": {rate: 8.0}}, **cure),
        *each("rate-high-adam", ("learning_rate_high",), {"wave": {rate: 0.3}, "prose": {rate: 0.3},
              "sounds": {rate: 0.3}}, allowed=("clipping_hides_rate",), **cure),
        *each("rate-far-low", ("learning_rate_low",), {"wave": {rate: 2e-6}, "drivers": {rate: 2e-6},
              "prose": {rate: 1e-5}, "grammar": {rate: 1e-5}, "sounds": {rate: 1e-5}}, **cure),
        *each("warm-up-never-ends", ("learning_rate_low",), {"wave": {"train.warmup_steps": 200_000},
              "prose": {"train.warmup_steps": 200_000}, "sounds": {"train.warmup_steps": 200_000}}, **cure),
        *each("no-clipping", BURST, {"wave-sgd": {rate: 30.0, clip: None}, "prose-sgd": {rate: 100.0, clip: None},
              "sounds-sgd": {rate: 10.0, clip: None}}, allowed=("non_finite",), **cure),
        *each("clipping-too-tight", ("clipping_too_tight",), {"wave-sgd": {clip: 1e-4}, "prose-sgd": {clip: 1e-4},
              "sounds-sgd": {clip: 1e-3}}, **cure),
        *each("weight-decay", ("weight_decay_strong",), {"wave": {decay: 1.0}, "drivers": {decay: 1.0},
              "prose": {decay: 1.0}, "sounds": {decay: 1.0}}, **cure),
        *each("dropout", ("dropout_strong",), {"drivers": {"model.variational_dropout": 0.9},
              "wave-deep": {"model.dropout": 0.9, "model.head_dropout": 0.9}, "prose": {"model.dropout": 0.9,
              "model.embedding_dropout": 0.5}, "sounds": {"model.dropout": 0.9}}, **cure),
        *each("zoneout", ("dropout_strong",), {"wave": {"model.zoneout": 0.9}, "prose": {"model.zoneout": 0.9},
              "sounds": {"model.zoneout": 0.9}}, **cure),
        *each("too-few-steps", ("too_few_steps",), {"wave": {"train.steps": 12, "train.evaluate_every": 2},
              "prose": {"train.steps": 15, "train.evaluate_every": 3},
              "sounds": {"train.steps": 15, "train.evaluate_every": 3}}, **cure),
        *each("patience", ("patience_short",), {"wave": {"train.patience": 1, "train.evaluate_every": 1},
              "prose-small-batch": {"train.patience": 1, "train.evaluate_every": 1},
              "sounds": {"train.patience": 1, "train.evaluate_every": 1}}, allowed=("too_few_steps",), **cure),
        *each("batch-of-one", ("oscillating", "learning_rate_high", "clipping_hides_rate"),
              {"drivers": {"train.batch_size": 1, rate: 0.05}, "sounds": {"train.batch_size": 1, rate: 0.05}}, **cure),
        *each("sgd-far-low", ("learning_rate_low",), {"wave-sgd": sgd | {rate: 1e-5}, "prose-sgd": sgd | {rate: 1e-4},
              "sounds-sgd": sgd | {rate: 1e-5}}, **cure),
    ]  # fmt: skip


def network_faults():
    """Depth, gates, memory, width."""
    cure: dict[str, Any] = {"repairable": True}
    return [
        *each("deep-without-residual", ("vanishing_gradient",), {"drivers": {"model.layers": 10},
              "wave": {"model.layers": 10}, "prose": {"model.layers": 8}, "sounds": {"model.layers": 8}}, **cure),
        *each("forget-gate-shut", LONG, {"lag": {"model.forget_bias": -10}, "lag-far": {"model.forget_bias": -6}},
              **cure),
        faulty("forget-gate-open", "prose", ("forget_gate_stuck", "gates_saturated"), {"model.forget_bias": 10},
               **cure),
        *each("long-lag-rnn", ("vanishing_over_time",), {"lag-far": {"model.cell": "rnn", "model.forget_bias": None,
              "model.initialisation": "pytorch"}, "echoes": {"model.cell": "rnn", "model.initialisation": "pytorch"}},
              **cure),
        *each("window-short", ("window_short",), {"lag": {"data.window": 8}, "lag-far": {"data.window": 16},
              "echoes": {"data.window": 4},
              "prose": {"data.window": 2, "train.batch_size": 512}}, **cure),
        *each("too-small", ("network_too_small",), {"drivers": {"model.hidden_size": 1},
              "wave": {"model.hidden_size": 1}, "prose": {"model.hidden_size": 2}, "grammar": {"model.hidden_size": 2},
              "sounds": {"model.hidden_size": 1}}, allowed=("underfitting",), **cure),
    ]  # fmt: skip


def data_faults():
    """What is wrong in the file, or in how the spec reads it."""
    known = {"data.future_columns": ["plan"]}
    made: dict[str, Any] = {"proof": "made"}
    raw = {"data.scaling": "none", "data.window_scaling": "none"}
    cure: dict[str, Any] = {"repairable": True}
    return [
        faulty("outliers", "wave", ("outliers",), options={"fault": "outliers"}, **cure),
        faulty("unscaled", "wave", ("unscaled_input",), raw, {"level": 5e3, "scale": 1e3}, **cure),
        faulty("unscaled", "drivers", ("unscaled_input",), raw, {"factor": 2e3}, **cure),
        faulty("infinite-input", "drivers", ("non_finite", "unscaled_input", "outliers"), raw, {"fault": "infinite"},
               **cure),
        faulty("constant-column", "wave", ("constant_column",), {"data.past_columns": ["sensor"]},
               {"fault": "constant"}, **made, **cure),
        faulty("constant-column", "drivers", ("constant_column", "distribution_shift"), options={"fault": "constant"}),
        faulty("shift", "wave", ("distribution_shift",), {"data.window_scaling": "none"}, {"fault": "shift"}),
        faulty("shift", "prose", ("distribution_shift",), options={"fault": "shift"}),
        faulty("shift", "sounds", ("distribution_shift",), options={"fault": "shift"}),
        faulty("leak", "wave", ("leakage",), known, {"fault": "leak"}, proof="flattered", repairable=True),
        faulty("leak", "prose", ("leakage",), {"train.steps": 600, "model.hidden_size": 96, "train.batch_size": 8},
               {"fault": "leak", "characters": 6000}, proof="flattered"),
        faulty("leak", "sounds", ("leakage",), options={"fault": "leak"}, **made),
        faulty("shuffled-time", "wave", ("shuffled_time",), options={"fault": "dated"}, allowed=("nothing_to_learn",)),
        faulty("shuffled-without-days", "wave", ("shuffled_time", "nothing_to_learn"), options={"fault": "shuffled"}),
        faulty("shuffled-time", "prose", ("shuffled_time", "nothing_to_learn"), options={"fault": "shuffled"},
               allowed=("nothing_to_learn",)),
        faulty("shuffled-labels", "sounds", ("labels_unlearnable",), options={"fault": "shuffled"},
               allowed=("nothing_to_learn",)),
        faulty("wrong-rows-joined", "lag", ("nothing_to_learn", "labels_unlearnable"), options={"fault": "unrelated"}),
        faulty("no-effect", "wave", ("setting_without_effect",), {"train.quantiles": [0.05, 0.5, 0.95]},
               **made, **cure),
        faulty("no-effect", "prose", ("setting_without_effect",), {"data.vocabulary_size": 5000}, **made, **cure),
        Case("noise", "series", data.noise, kind="nothing-to-learn", right=("nothing_to_learn",), proof="made"),
        Case("letters-of-chance", "text", data.letters, {"symbols": 20}, kind="nothing-to-learn",
             right=("nothing_to_learn",), proof="made"),
        faulty("unalignable", "sounds-augmented", ("unalignable",), {"data.stack": 8, "data.symbols": "characters"},
               {"fault": "fast", "quiet": 0.033}, **made, **cure),
    ]  # fmt: skip


FAULTS = {case.name: case for case in (*optimiser_faults(), *network_faults(), *data_faults())}
CASES = HEALTHY | FAULTS
