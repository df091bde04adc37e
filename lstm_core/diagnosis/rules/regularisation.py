"""Weight decay and dropout that hold the network back."""

import math
from typing import Any

from lstm_core.diagnosis.curves.signals import Signals, level
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.say import finding
from lstm_core.runs.measurements import WEIGHT
from lstm_core.spec.model import ModelSpec

PULL = 1.0  # pull of the decay over the gradient: from here on the weights follow the decay
SHRUNK = 1.0  # decoupled decay over all steps, as a power of e
STRONG = 0.8  # share that is dropped: AWD-LSTM and others use 0.2 to 0.65
MUCH = 0.5
LIFT = 1.05  # training loss over validation loss: dropout acts in training alone
TOLD_APART = ("zoneout",)  # noises with a sentence of their own
NOISES = ("dropout", "zoneout", "recurrent_dropout", "variational_dropout", "head_dropout", "embedding_dropout")


def weight_decay_strong(evidence: Evidence) -> Finding | None:
    """The decay pulls harder than the gradient, and the network learns little."""
    signals, train = evidence.signals, evidence.spec.train
    if train.weight_decay <= 0 or signals.step < 10 or signals.well or signals.progress is None:
        return None
    facts: dict[str, Any] = {
        "decay": train.weight_decay,
        "progress_share": max(0.0, signals.progress),
        "weight": shrunk(evidence),
    }
    if train.optimizer == "adamw":
        power = train.weight_decay * level(signals.rate.values) * signals.step
        if power < SHRUNK:
            return None
        return finding("weight_decay_strong", "warning", None, "decoupled", **facts, left_share=math.exp(-power))
    pull = train.weight_decay * _weights(evidence, signals) / max(level(signals.norm.values), 1e-30)
    if pull < PULL:
        return None
    return finding("weight_decay_strong", "warning", None, **facts, pull=pull)


def _weights(evidence: Evidence, signals: Signals) -> float:
    """Norm of all weights, measured, else as PyTorch begins."""
    places = [float(column.values[0]) for column in evidence.places(WEIGHT).values() if column]
    if places:
        return math.sqrt(sum(each**2 for each in places))
    return math.sqrt((signals.parameters or 1) / (3 * evidence.spec.model.hidden_size))


def shrunk(evidence: Evidence) -> float | None:
    """Norm of the weights at the end over that at the beginning, where it was measured."""
    places = [column for column in evidence.places(WEIGHT).values() if column]
    begun = math.sqrt(sum(float(column.values[0]) ** 2 for column in places))
    left = math.sqrt(sum(float(column.values[-1]) ** 2 for column in places))
    return left / begun if begun > 0 else None


def active(model: ModelSpec) -> dict[str, float]:
    """Every noise that the spec asks for."""
    return {name: float(getattr(model, name)) for name in NOISES if getattr(model, name) > 0}


def dropout_strong(evidence: Evidence) -> Finding | None:
    """So much is dropped that training is far worse than validation, or nothing is learned."""
    signals, noises = evidence.signals, active(evidence.spec.model)
    if not noises or signals.step < 20 or not signals.validation:
        return None
    name = max(noises, key=lambda each: noises[each])
    share, lift = noises[name], signals.end / signals.best if signals.best > 0 else 1.0
    hurt = signals.poor or (lift >= LIFT and not signals.well)
    if share >= STRONG and (hurt or lift >= 1.25):
        pass
    elif share < MUCH or not signals.poor or lift < LIFT:
        return None
    return finding(
        "dropout_strong", "warning", None, name if name in TOLD_APART else "", field=f"model.{name}",
        dropped_share=share, training=signals.end, validation=signals.best, lift=lift,
    )  # fmt: skip
