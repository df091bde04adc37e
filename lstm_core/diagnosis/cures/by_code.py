"""Changes that may cure a finding, by its code, the likeliest first.

The order follows what cured real reports and what the literature gives as causes; common advice that does not cure
(clipping against a gradient that vanishes, dropout against every gap between training and validation) is left out.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

from lstm_core.diagnosis.cures.changes import (
    CLIP_NORM,
    USUAL_RATES,
    Changes,
    clipped,
    depth,
    fuller_batches,
    higher_rates,
    longer_training,
    longer_window,
    lower_rates,
    more_noise,
    normalised,
    open_gates,
    width,
    window_of,
    without_noise,
)
from lstm_core.diagnosis.findings import Finding
from lstm_core.spec.cells import FORGETTING
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TASKS

Maker = Callable[[Finding, TrainRunSpec], Iterator[Changes]]

FENCES = 3.0  # interquartile ranges
CALM = 0.03  # of the weights at a step: many trainings go well at three times as much
ROOMY = 64  # units of a network that is not small for what is trained here


def _named(finding: Finding, *names: str) -> list[Any]:
    """What the evidence says under one of the names, as a list."""
    for name in names:
        value = finding.evidence.get(name)
        if value is not None:
            return list(value) if isinstance(value, list) else [value]
    return []


def _without_columns(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    named = set(_named(finding, "column", "columns"))
    kept = {}
    for field in ("past_columns", "future_columns", "further_targets"):
        columns = list(getattr(spec.data, field, ()))
        if named & set(columns):
            kept[f"data.{field}"] = [name for name in columns if name not in named]
    yield kept


def _in_time(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """Sorted by the column that tells the time."""
    if TASKS[spec.data.task].has("time_column"):
        yield from ({"data.time_column": name, "data.time_format": None} for name in _named(finding, "column"))


def _exploding(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """Clipping alone is often half a cure; the rate is the other half."""
    scaled = next(_scaled(_finding, spec), {})
    rates = list(lower_rates(spec))
    full = {"train.precision": "float32"}
    if scaled:
        yield {**scaled, **clipped(spec)}
    yield from ({**clipped(spec), **rate, **full} for rate in rates[:1])
    yield {**clipped(spec), **full}
    yield from rates[:1]
    yield from ({**clipped(spec), **rate} for rate in rates[1:])
    yield {**clipped(spec), **open_gates(spec)}
    yield {**clipped(spec), **normalised(spec), **(rates[0] if rates else {})}
    yield longer_window(spec, 0.5)


def _non_finite(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """A value that stood in the input already is no matter of rates: it is drawn in, or its column left out."""
    if finding.variant == "inputs":
        yield from _outliers(finding, spec)
        yield from _without_columns(finding, spec)
    else:
        yield from _exploding(finding, spec)


def _vanishing_by_layer(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    residual = {"model.residual": True} if spec.model.layers > 1 else {}
    yield residual
    yield {**residual, **normalised(spec)}
    yield {**residual, **open_gates(spec)}
    yield depth(spec, max(1, spec.model.layers // 2))
    yield {"model.initialisation": "xavier"}


def _vanishing_over_time(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """An open forget gate; one that begins open for as long as the window is (Tallec & Ollivier 2018); fewer steps."""
    if spec.model.cell == "rnn":
        yield {"model.cell": "lstm", "model.forget_bias": 1.0, "model.initialisation": "orthogonal"}
    yield open_gates(spec)
    if spec.time is not None and spec.model.cell in FORGETTING:
        chrono = round(min(10.0, math.log(max(3, spec.time))), 1)
        yield {**open_gates(spec), "model.forget_bias": chrono}
        yield {"model.forget_bias": chrono}
    window = window_of(spec)
    if window is not None and "patch" in TASKS[spec.data.task].own:
        patch = next((size for size in (4, 8, 2, 3, 5, 6, 7) if window % size == 0 and size > spec.model.patch), None)
        yield {**open_gates(spec), **({"model.patch": patch} if patch else {})}
    yield {**normalised(spec), **({"model.forget_bias": 1.0} if spec.model.cell == "lstm" else {})}


def _not_learning(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    usual = USUAL_RATES[spec.train.optimizer]
    yield from _scaled(finding, spec)
    rates = higher_rates(spec) if spec.train.learning_rate < usual / 3 else lower_rates(spec)
    yield from list(rates)[:2]
    yield from _sound_optimiser(spec)
    yield {**open_gates(spec), **clipped(spec)}
    yield from list(higher_rates(spec))[:2]
    yield {"train.warmup_steps": 0}


def _slow(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    yield from _low_rate(finding, spec)
    yield from _sound_optimiser(spec)
    yield longer_training(spec, 3)


def _sound_optimiser(spec: TrainRunSpec) -> Iterator[Changes]:
    if spec.train.optimizer == "sgd":
        yield {"train.optimizer": "adam", "train.learning_rate": USUAL_RATES["adam"]}


def _oscillating(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """Batches of a handful first, then the rate; a larger batch at equal data makes fewer updates."""
    calmer = {"train.schedule": "cosine"} if spec.train.schedule == "constant" else {}
    rates = list(lower_rates(spec))
    yield from fuller_batches(spec)
    yield from ({**rate, **calmer} for rate in rates[:2])
    yield {**calmer, **clipped(spec)}
    yield {"train.batch_size": spec.train.batch_size * 4}
    yield from ({"train.batch_size": spec.train.batch_size * 4, **rate} for rate in rates[:1])
    if spec.train.loss == "mse":
        yield {"train.loss": "huber"}


def _overfitting(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    decay = {"train.optimizer": "adamw", "train.weight_decay": max(0.01, spec.train.weight_decay * 3)}
    decay = {} if spec.train.optimizer == "sgd" else decay
    yield more_noise(spec)
    yield width(spec, 0.5)
    yield {**more_noise(spec), **decay}
    yield {**width(spec, 0.25), **more_noise(spec)}
    yield decay
    if TASKS[spec.data.task].has("augment"):
        yield {"data.augment": True}


def _underfitting(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    quiet = {**without_noise(spec, 0.0), **({"train.weight_decay": 0.0} if spec.train.weight_decay else {})}
    yield quiet
    update = finding.evidence.get("update")
    if isinstance(update, float) and update < CALM:
        yield from list(higher_rates(spec))[:1]
    yield from list(_too_small(finding, spec))[:2]
    yield longer_training(spec, 3)
    yield from list(higher_rates(spec))[:2]
    yield {**quiet, **longer_training(spec, 3)}


def _too_small(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    hidden = spec.model.hidden_size
    yield {"model.hidden_size": ROOMY} if hidden < ROOMY // 4 else width(spec, 2)
    yield width(spec, 4)
    yield {**width(spec, 2 if hidden >= ROOMY // 4 else ROOMY / hidden), "model.layers": spec.model.layers + 1}


def _too_large(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    fewer = max(1, spec.model.layers // 2)
    yield width(spec, 0.25)
    yield width(spec, 0.5)
    yield {**width(spec, 0.25), **more_noise(spec)}
    yield {**depth(spec, fewer), **width(spec, 0.5)}
    yield more_noise(spec)


def _high_rate(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    rates = list(lower_rates(spec))
    yield from rates[:1]
    yield from fuller_batches(spec)
    yield from rates[1:2]
    yield from ({**rate, **clipped(spec)} for rate in rates[:1])
    yield from rates[2:]
    yield {"train.warmup_steps": max(spec.train.warmup_steps, spec.train.steps // 10), **clipped(spec)}


def _low_rate(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """The effective rate counts: a warm-up that never ends is one that is too low."""
    rates = list(higher_rates(spec))
    shorter = {"train.warmup_steps": spec.train.steps // 20} if spec.train.warmup_steps > spec.train.steps // 10 else {}
    if shorter:
        yield shorter
        yield from ({**shorter, **rate} for rate in rates[:1])
    yield from rates


def _hidden_rate(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    rates = list(lower_rates(spec))
    yield from rates[:1]
    yield from fuller_batches(spec)
    yield from rates[1:2]
    yield from ({**rate, "train.clip_norm": CLIP_NORM} for rate in rates[:2])
    yield from rates[2:]


def _tight_clipping(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    clip = spec.train.clip_norm
    if clip is None:
        return
    yield {"train.clip_norm": CLIP_NORM if clip < CLIP_NORM else clip * 10}
    yield {"train.clip_norm": max(5.0, clip * 10)}
    yield {"train.clip_norm": None}


def _saturated(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    rates = list(lower_rates(spec))
    yield from _scaled(finding, spec)
    yield from rates[:1]
    yield normalised(spec)
    yield open_gates(spec)
    yield from ({**rate, **open_gates(spec)} for rate in rates[:1])
    yield {"train.optimizer": "adamw", "train.weight_decay": max(0.01, spec.train.weight_decay)}


def _stuck_gate(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    if spec.model.cell not in FORGETTING:
        return
    yield {"model.forget_bias": 1.0}
    yield open_gates(spec)
    yield {"model.forget_bias": None}
    yield {**open_gates(spec), "model.forget_bias": 3.0}


def _short_window(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """As long as the target depends on, where that is known; whole seasons; else by factors."""
    window = window_of(spec)
    if window is None:
        return
    season = getattr(spec.data, "season", None)
    needed = [*_named(finding, "longer"), *_named(finding, "lag"), *_named(finding, "period")]
    for reach in [*needed, *([2 * season] if season else [])]:
        if isinstance(reach, int | float) and window < reach <= 200 * window:
            yield longer_window(spec, (reach + 1) / window)
    yield from (longer_window(spec, factor) for factor in (2, 4, 8))


def _outliers(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    if not TASKS[spec.data.task].has("winsorise"):
        return
    huber = {"train.loss": "huber"} if spec.train.loss == "mse" else {}
    absolute = {"train.loss": "mae"} if spec.train.loss in ("mse", "huber") else {}
    yield {"data.winsorise": FENCES, **huber}
    yield {"data.winsorise": FENCES}
    yield {"data.winsorise": FENCES, **absolute}
    yield {"data.scaling": "standard", **(huber or absolute)}


def _scaled(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    if getattr(spec.data, "scaling", None) == "none":
        yield {"data.scaling": "standard"}
        yield {"data.scaling": "minmax"}


def _unscaled(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    yield from _scaled(finding, spec)
    if TASKS[spec.data.task].has("scaling"):
        yield {"data.scaling": "standard"}
        yield {"data.scaling": "standard", "data.window_scaling": "instance"}
        yield {"data.window_scaling": "last"}


def _shift(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """Without the input that moved; of a target, its level and swing taken out of every window."""
    yield from _without_columns(finding, spec)
    if TASKS[spec.data.task].has("window_scaling"):
        yield from ({"data.window_scaling": kind} for kind in ("last", "instance", "instance_affine"))
    if TASKS[spec.data.task].has("augment"):
        yield {"data.augment": True}


def _copying(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """The symptom has several causes: what is seen, how it is scaled, how fast it is learned."""
    yield from list(_short_window(finding, spec))[:2]
    yield from list(higher_rates(spec))[:1]
    if TASKS[spec.data.task].has("window_scaling"):
        yield {"data.window_scaling": "instance"}
        yield {"data.window_scaling": "none", "data.scaling": "standard"}


def _constant(finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    yield from _scaled(finding, spec)
    yield {**without_noise(spec, 0.1), **({"train.weight_decay": 0.0} if spec.train.weight_decay else {})}
    yield from list(lower_rates(spec))[:1]
    yield from list(higher_rates(spec))[:1]
    yield {**open_gates(spec), **clipped(spec)}


def _blanks(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    yield from list(higher_rates(spec))[:1]
    yield from list(lower_rates(spec))[:1]
    yield normalised(spec)
    yield longer_training(spec, 3)
    yield {**open_gates(spec), "train.clip_norm": 5.0}
    yield without_noise(spec, 0.1)


def _unalignable(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    """More inputs for every recording: the loss needs as many as symbols, and one more between equal ones."""
    if not TASKS[spec.data.task].has("stack"):
        return
    stack, hop = int(getattr(spec.data, "stack", 1)), int(getattr(spec.data, "hop_ms", 1))
    finer = max(2, hop // 2)
    yield {"data.stack": max(1, stack // 2)}
    yield {"data.stack": 1}
    yield {"data.stack": 1, "data.hop_ms": finer}
    yield {"data.stack": 1, "data.hop_ms": finer, "data.augment": False}
    yield {"data.augment": False}


def _decay(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    yield {"train.weight_decay": 0.0}
    yield {"train.weight_decay": spec.train.weight_decay / 100}


def _noise(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    yield from (without_noise(spec, share) for share in (0.0, 0.1, 0.2))


def _patience(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    yield {"train.patience": max(12, (spec.train.patience or 12) * 4)}
    yield {"train.patience": None}


def _steps(_finding: Finding, spec: TrainRunSpec) -> Iterator[Changes]:
    yield from (longer_training(spec, factor) for factor in (3, 10))
    yield from list(higher_rates(spec))[:2]


def _bounded(finding: Finding, _spec: TrainRunSpec) -> Iterator[Changes]:
    yield {f"data.{name}": finding.evidence[name] for name in ("floor", "ceiling") if name in finding.evidence}


MAKERS: dict[str, Maker] = {
    "non_finite": _non_finite,
    "exploding_gradient": _exploding,
    "vanishing_gradient": _vanishing_by_layer,
    "vanishing_over_time": _vanishing_over_time,
    "leakage": _without_columns,
    "shuffled_time": _in_time,
    "constant_column": _without_columns,
    "unalignable": _unalignable,
    "outliers": _outliers,
    "unscaled_input": _unscaled,
    "distribution_shift": _shift,
    "learning_rate_high": _high_rate,
    "learning_rate_low": _low_rate,
    "clipping_hides_rate": _hidden_rate,
    "clipping_too_tight": _tight_clipping,
    "weight_decay_strong": _decay,
    "dropout_strong": _noise,
    "window_short": _short_window,
    "gates_saturated": _saturated,
    "forget_gate_stuck": _stuck_gate,
    "network_too_small": _too_small,
    "network_too_large": _too_large,
    "too_few_steps": _steps,
    "patience_short": _patience,
    "slow": _slow,
    "not_learning": _not_learning,
    "oscillating": _oscillating,
    "overfitting": _overfitting,
    "underfitting": _underfitting,
    "copies_last_value": _copying,
    "constant_output": _constant,
    "impossible_values": _bounded,
    "blank_collapse": _blanks,
}
