"""Evidence made by hand: curves and measurements with known numbers, so that every rule has a case and a near miss."""

from pathlib import Path

import numpy as np

from lstm_core.diagnosis.data.facts import DataFacts
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.runs import events
from lstm_core.runs.folder import RunState
from lstm_core.runs.log import RunLog
from lstm_core.runs.train import VALIDATION
from lstm_core.spec.parsing import parse_train_spec

BASELINES = {"persistence": 1.0, "linear": 0.2}  # validation losses: 0.2 is all that is worth learning


def spec_with(task="series", **changes):
    """`train__steps=50` changes train.steps."""
    return parse_train_spec({"data": {"task": task}}).with_changes(
        {path.replace("__", "."): value for path, value in changes.items()}
    )


def fall(first, last, count):
    """A loss that falls by the same factor at every point."""
    return list(np.geomspace(first, last, count))


def evidence(
    spec=None,
    *,
    loss=(),
    validation=(),
    norm=0.5,
    rate=0.002,
    measured=None,
    series=None,
    probes=None,
    facts=None,
    state=RunState.FINISHED,
    result=None,
    failure=None,
    others=(),
    parameters=20_000,
    samples=1000,
):
    """Losses at every step from 1 on, validations spread evenly, everything else constant or at the steps given."""
    spec = spec or spec_with()
    log = RunLog(Path())
    log.take(started(spec, parameters, samples))
    for name, value in (BASELINES if measured is None else measured).items():
        full = name if "." in name else f"{name}.validation_loss"
        log.take(events.Measured(seq=0, at=0, name=full, value=value))
    count = len(loss)
    norms, rates = ([each] * count if isinstance(each, float | int) else each for each in (norm, rate))
    at = {round((place + 1) * count / len(validation)): value for place, value in enumerate(validation)}
    for step in range(1, count + 1):
        values = {"loss": loss[step - 1], "gradient_norm": norms[step - 1], "learning_rate": rates[step - 1]}
        log.take(events.Logged(seq=0, at=0, step=step, values=values))
        if step in at:
            log.take(events.Logged(seq=0, at=0, step=step, values={VALIDATION: at[step]}))
    for name, value in (series or {}).items():
        log.take(events.Logged(seq=0, at=0, step=max(1, count), values={name: value}))
    if probes:
        log.take(events.Probed(seq=0, at=0, step=max(1, count), vectors=probes))
    for event in others:
        log.take(event)
    made = Evidence(spec, state, log, result, failure)
    made.__dict__["facts"] = DataFacts() if facts is None else facts  # what `cached_property` would have kept
    return made


def started(spec, parameters=20_000, samples=1000, **changes):
    """The network is built."""
    told = {
        "steps": spec.train.steps,
        "parameters": parameters,
        "train_samples": samples,
        "validation_samples": 100,
        "test_samples": 100,
        "device": "cpu",
        "device_name": "CPU",
        "threads": 1,
        "precision": "float32",
        "path": "aten",
        "versions": {"torch": "2.13.0"},
    }
    return events.Started(seq=0, at=0, **{**told, **changes})


LEARNED = {"loss": fall(1.2, 0.2, 300), "validation": fall(1.0, 0.2, 12)}  # as good as the best simple forecaster
STUCK = {"loss": [1.2] * 300, "validation": [1.0] * 12}  # where it began
HALF = {"loss": fall(1.2, 0.8, 300), "validation": [1.0, *[0.78] * 11]}  # settled far from it
SETTLED = {"loss": [0.9] * 300, "validation": [0.9] * 12}
