"""The numbers of one training that answer a question about it, from what was logged and measured while it went on."""

from typing import Any

import numpy as np

from assistant.tools.tool import rounded
from lstm_core.diagnosis.evidence import Column, Evidence, Numbers
from lstm_core.runs import measurements

PART = 0.1  # of the steps at either end, whose mean is the first and the last loss
MOST_PLACES = 24  # of a network whose numbers are told one by one
_BY_PLACE = {
    "gradient": measurements.GRADIENT, "update_ratio": measurements.UPDATE_RATIO, "forget": measurements.FORGET,
    "memory": measurements.MEMORY, "growth": measurements.GROWTH, "dead": measurements.DEAD,
    "constant": measurements.CONSTANT, "spectral_radius": measurements.SPECTRAL_RADIUS,
}  # fmt: skip


def numbers(evidence: Evidence) -> dict[str, Any]:
    """What the run measured, in a few numbers of four digits; what it did not measure is absent."""
    found: dict[str, Any] = {
        "training_loss": _course(evidence.column("loss")),
        "validation_loss": _validation(evidence.column("validation_loss")),
        "gradient_norm": _gradient(evidence),
        "learning_rate": _rate(evidence),
        "jitter": _jitters(evidence),
        "places": _places(evidence),
        **_network(evidence),
    }
    last = evidence.column(measurements.LAST_VALUE)
    if last:
        found["explained_by_last_value"] = rounded(float(last.values[-1]))
    return {name: value for name, value in found.items() if value not in ({}, None)}


def _course(column: Column) -> dict[str, float]:
    """The mean over a tenth of the values at either end, and how far the second lies from the first."""
    values = column.values[np.isfinite(column.values)]
    if not len(values):
        return {}
    many = max(1, round(PART * len(values)))
    first, last = float(values[:many].mean()), float(values[-many:].mean())
    told = {"first": rounded(first), "last": rounded(last)}
    return {**told, "change": rounded(last / first - 1)} if first else told


def _validation(column: Column) -> dict[str, Any]:
    finite = np.isfinite(column.values)
    values, steps = column.values[finite], column.steps[finite]
    if not len(values):
        return {}
    best = int(values.argmin())
    told = {"first": values[0], "best": values[best], "last": values[-1]}
    return {**{name: rounded(float(value)) for name, value in told.items()}, "best_step": int(steps[best])}


def _gradient(evidence: Evidence) -> dict[str, Any]:
    column, limit = evidence.column("gradient_norm"), evidence.spec.train.clip_norm
    finite = np.isfinite(column.values)
    values, steps = column.values[finite], column.steps[finite]
    if not len(values):
        return {}
    largest = int(values.argmax())
    told: dict[str, Any] = {
        "median": rounded(float(np.median(values))),
        "largest": rounded(float(values[largest])),
        "largest_step": int(steps[largest]),
        "last": rounded(float(values[-1])),
    }
    if limit is not None:
        told |= {"clip_norm": limit, "clipped_share": rounded(float((values > limit).mean()))}
    return told


def _rate(evidence: Evidence) -> dict[str, float]:
    column = evidence.column("learning_rate")
    told = {"set": evidence.spec.train.learning_rate}
    return {**told, "last": rounded(float(column.values[-1]))} if column else told


def _jitters(evidence: Evidence) -> dict[str, float]:
    found = {"training": _jitter(evidence.column("loss")), "validation": _jitter(evidence.column("validation_loss"))}
    return {name: value for name, value in found.items() if value is not None}


def _jitter(column: Column) -> float | None:
    """How far a loss typically leaps from one value to the next in its second half, as a share of its level."""
    values: Numbers = column.values[len(column.values) // 2 :]
    values = values[np.isfinite(values)]
    level = float(np.median(values)) if len(values) > 2 else 0.0
    return rounded(float(np.median(np.abs(np.diff(values)))) / level) if level > 0 else None


def _places(evidence: Evidence) -> dict[str, dict[str, Any]]:
    """By layer: the median of what is measured at every step, the newest of what is probed."""
    found: dict[str, dict[str, Any]] = {}
    for name, path in _BY_PLACE.items():
        for place, column in evidence.places(path).items():
            every = name in ("gradient", "update_ratio")
            value = float(np.median(column.values)) if every else float(column.values[-1])
            if np.isfinite(value):
                found.setdefault(place, {})[name] = rounded(value)
    lags = evidence.probes(measurements.LAGS)
    for told in found.values():
        if lags is not None and measurements.outreaches(told.get("memory", 0.0), lags.values[-1].tolist()):
            told["memory_is_at_least"] = True
    for series in evidence.log.series:
        parts = series.split("/")
        if len(parts) == 3 and parts[0] == "saturated":
            told = found.setdefault(parts[1], {}).setdefault("saturated", {})
            told[parts[2]] = rounded(float(evidence.column(series).values[-1]))
    return dict(sorted(found.items())[:MOST_PLACES])


def _network(evidence: Evidence) -> dict[str, Any]:
    spec, started = evidence.spec, evidence.log.started
    told: dict[str, Any] = {"dropout": spec.model.dropout, "optimizer": spec.train.optimizer}
    window = getattr(spec.data, "window", None)
    if window is not None:
        told["window"] = window
    if started is not None:
        told |= {"parameters": started.parameters, "training_samples": started.train_samples}
    return told
