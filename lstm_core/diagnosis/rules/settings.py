"""Settings of the spec that change nothing as they stand, and runs that cannot be repeated."""

from collections.abc import Callable

from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.rates import learning_rate_low
from lstm_core.diagnosis.rules.say import finding
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.likelihoods import QUANTILED
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.training import TrainSpec

NEVER_CLIPS = 1000.0  # times the largest norm


def setting_without_effect(evidence: Evidence) -> Finding | None:
    """A setting that somebody chose and that does nothing."""
    for variant, rule in IDLE.items():
        found = rule(evidence.spec)
        if found is not None and not (variant == "schedule" and learning_rate_low(evidence)):  # tells of the warm-up
            return finding("setting_without_effect", "warning", None, variant, **found)
    for variant, look in HARMLESS.items():
        found = look(evidence)
        if found is not None:
            return finding("setting_without_effect", "info", None, variant, **found)
    return None


Found = dict[str, Parameter] | None


def _quantiles(spec: TrainRunSpec) -> Found:
    usual = TrainSpec.model_fields["quantiles"].default
    if spec.train.loss in QUANTILED or tuple(spec.train.quantiles) == tuple(usual):
        return None
    return {"path": "train.quantiles", "loss": spec.train.loss}


def _schedule(spec: TrainRunSpec) -> Found:
    if spec.train.schedule == "constant" or spec.train.warmup_steps < spec.train.steps:
        return None
    return {"path": "train.schedule", "warmup": spec.train.warmup_steps, "steps": spec.train.steps}


def _directions(spec: TrainRunSpec) -> Found:
    if not (spec.model.bidirectional and spec.model.cell == "transformer"):
        return None
    return {"path": "model.bidirectional"}


def _channels(spec: TrainRunSpec) -> Found:
    if spec.model.channels == "joint" or len(getattr(spec.data, "targets", (1, 2))) > 1:
        return None
    return {"path": "model.channels"}


def _level(spec: TrainRunSpec) -> Found:
    level = getattr(spec.data, "level", None)
    fields = type(spec.data).model_fields
    idle = {"character": "vocabulary_size", "bpe": "min_count"}.get(level or "")
    if idle is None or getattr(spec.data, idle) == fields[idle].default:
        return None
    return {"path": f"data.{idle}", "level": str(level)}


IDLE: dict[str, Callable[[TrainRunSpec], Found]] = {
    "quantiles": _quantiles,
    "schedule": _schedule,
    "directions": _directions,
    "channels": _channels,
    "level": _level,
}


def _patience(evidence: Evidence) -> Found:
    train = evidence.spec.train
    usual = TrainSpec.model_fields["patience"].default
    if train.patience in (None, usual) or train.patience * train.evaluate_every < train.steps:
        return None
    return {"patience": train.patience, "every": train.evaluate_every, "steps": train.steps}


def _batch(evidence: Evidence) -> Found:
    started, train = evidence.log.started, evidence.spec.train
    if started is None or train.batch_size <= started.train_samples:
        return None
    return {"batch": train.batch_size, "samples": started.train_samples}


def _clipping(evidence: Evidence) -> Found:
    clip, values = evidence.spec.train.clip_norm, evidence.signals.norm.values
    if clip is None or len(values) < 20 or clip < NEVER_CLIPS * float(values.max()):
        return None
    return {"clip": clip, "largest": float(values.max())}


HARMLESS: dict[str, Callable[[Evidence], Found]] = {"patience": _patience, "batch": _batch, "clipping": _clipping}


def nondeterministic(evidence: Evidence) -> Finding | None:
    """The run went on with other threads, another device or other versions than it began with."""
    changed = evidence.log.restarts
    if not changed:
        return None
    return finding(
        "nondeterministic",
        "info",
        changed[0].step,
        at=changed[0].step,
        before=changed[0].before,
        after=changed[0].after,
    )
