"""Single changes of a spec that cure something, by spec path; what a spec has already or cannot have goes later."""

from collections.abc import Iterator
from typing import Any

from lstm_core.errors import SpecError
from lstm_core.runs.repair_plan import SMALL_BATCH
from lstm_core.spec.cells import FORGETTING, RECURRENT
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TASKS

Changes = dict[str, Any]

USUAL_RATES = {"adam": 0.002, "adamw": 0.002, "sgd": 0.1}
LOWEST_RATE = 1e-4
FAR = 20  # times the usual rate
CLIP_NORM = 1.0
SCALED_BY_DATA = ("train.steps", "train.evaluate_every", "train.warmup_steps")
NOISES = ("dropout", "variational_dropout", "recurrent_dropout", "zoneout", "embedding_dropout", "head_dropout")


def minimal(spec: TrainRunSpec, changes: Changes) -> Changes:
    """Without what the spec has already."""
    raw = spec.model_dump(mode="json")
    return {path: value for path, value in changes.items() if _value(raw, path) != value}


def at_equal_data(spec: TrainRunSpec, changes: Changes) -> Changes:
    """With as many steps as read as much data as before, unless the steps themselves are changed."""
    if "train.steps" in changes:
        return changes
    try:
        ratio = data_of_a_step(spec) / data_of_a_step(spec.with_changes(changes))
    except SpecError:
        return changes
    if ratio == 1:
        return changes
    raw = spec.model_dump(mode="json")
    scaled = {path: _value(raw, path) for path in SCALED_BY_DATA if path not in changes}
    return {**changes, **{path: max(1, round(value * ratio)) for path, value in scaled.items() if value}}


def data_of_a_step(spec: TrainRunSpec) -> int:
    """Samples that a step reads; of a stream, symbols. A few samples count as some more: they cost as much."""
    if TASKS[spec.data.task].carries_state:
        return spec.train.batch_size * (spec.time or 1)
    return max(SMALL_BATCH, spec.train.batch_size)


def _value(raw: Any, path: str) -> Any:
    for part in path.split("."):
        raw = raw.get(part) if isinstance(raw, dict) else None
    return raw


def rate(spec: TrainRunSpec, factor: float) -> Changes:
    return {"train.learning_rate": float(f"{spec.train.learning_rate * factor:.3g}")}


def lower_rates(spec: TrainRunSpec) -> Iterator[Changes]:
    """Around the usual rate where the present one lies far above it; else × 0.1, × 0.3, × 0.01, down to 1e-4."""
    usual, present = USUAL_RATES[spec.train.optimizer], spec.train.learning_rate
    if present > FAR * usual:
        yield from ({"train.learning_rate": usual * factor} for factor in (1, 5))
    for factor in (0.1, 0.3, 0.01):
        if present * factor >= LOWEST_RATE:
            yield rate(spec, factor)
    if present > LOWEST_RATE:
        yield {"train.learning_rate": LOWEST_RATE}


def higher_rates(spec: TrainRunSpec) -> Iterator[Changes]:
    """Around the usual rate where the present one lies below it; else × 3, × 10."""
    usual, present = USUAL_RATES[spec.train.optimizer], spec.train.learning_rate
    if present < usual:
        rates = (usual, 3 * usual, usual / 3)
        yield from ({"train.learning_rate": float(f"{each:.3g}")} for each in rates if each > 1.5 * present)
        return
    for factor in (3, 10):
        if present * factor <= 10 * usual:
            yield rate(spec, factor)


def fuller_batches(spec: TrainRunSpec) -> Iterator[Changes]:
    """Batches of a usual size instead of a handful of samples, at a lower rate and at this one."""
    if data_of_a_step(spec) <= SMALL_BATCH and spec.train.batch_size < SMALL_BATCH // 2:
        fuller = {"train.batch_size": SMALL_BATCH}
        yield from ({**fuller, **lower} for lower in list(lower_rates(spec))[:1])
        yield fuller


def clipped(spec: TrainRunSpec) -> Changes:
    clip = spec.train.clip_norm
    return {"train.clip_norm": CLIP_NORM} if clip is None or clip > CLIP_NORM else {}


def open_gates(spec: TrainRunSpec) -> Changes:
    """Orthogonal recurrent matrices; a forget gate that begins open (Jozefowicz et al. 2015)."""
    bias = {"model.forget_bias": 1.0} if spec.model.cell in FORGETTING else {}
    return {"model.initialisation": "orthogonal", **bias} if spec.model.cell in RECURRENT else {}


def normalised(spec: TrainRunSpec) -> Changes:
    """Layer normalisation, within the cell or behind the layer."""
    if "layer_norm" in TASKS[spec.data.task].own:
        return {"model.layer_norm": True} if spec.model.cell != "transformer" else {}
    return {"model.cell": "layer_norm_lstm"} if spec.model.cell in ("lstm", "peephole", "rnn", "gru") else {}


def width(spec: TrainRunSpec, factor: float) -> Changes:
    heads = spec.model.heads
    return {"model.hidden_size": max(heads, round(spec.model.hidden_size * factor / heads) * heads)}


def depth(spec: TrainRunSpec, layers: int) -> Changes:
    """Fewer layers; what only acts between layers goes with the last of them."""
    left = {"model.dropout": 0.0, "model.residual": False} if layers == 1 else {}
    return {"model.layers": layers, **left}


def longer_window(spec: TrainRunSpec, factor: float) -> Changes:
    """A longer window; of a stream with fewer of them side by side, so that a step reads as much."""
    window = window_of(spec)
    if window is None:
        return {}
    patch = spec.model.patch
    longer = max(2, round(window * factor / patch) * patch)
    if not TASKS[spec.data.task].carries_state:
        return {"data.window": longer}
    return {"data.window": longer, "train.batch_size": max(1, round(spec.train.batch_size / factor))}


def window_of(spec: TrainRunSpec) -> int | None:
    window = getattr(spec.data, "window", None)
    return window if isinstance(window, int) else None


def without_noise(spec: TrainRunSpec, share: float) -> Changes:
    """Every kind of dropout that is above `share` down to it."""
    names = (*("dropout", "variational_dropout", "recurrent_dropout", "zoneout", "embedding_dropout", "head_dropout"),)
    return {f"model.{name}": share for name in names if getattr(spec.model, name) > share}


def more_noise(spec: TrainRunSpec) -> Changes:
    """Dropout where it acts in this network."""
    if spec.model.layers > 1 or not TASKS[spec.data.task].has("horizon"):
        return {"model.dropout": min(0.5, spec.model.dropout + 0.2)}
    return {"model.head_dropout": min(0.5, spec.model.head_dropout + 0.2)}


def longer_training(spec: TrainRunSpec, factor: int) -> Changes:
    patience = spec.train.patience
    more = {"train.steps": spec.train.steps * factor}
    return more if patience is None else {**more, "train.patience": patience * 2}
