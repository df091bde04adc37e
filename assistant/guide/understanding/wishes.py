"""What a person can wish of a field, and which fields are alike in what more, less, on and off mean for them."""

from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from assistant.guide.understanding import lexicon
from lstm_core.spec.fields import field_info
from lstm_core.spec.tasks import TASKS


def _holds(annotation: Any, kind: type) -> bool:
    """A field of that annotation holds one value of the type, or may."""
    inside = get_args(annotation) if get_origin(annotation) in (Union, UnionType, Annotated) else ()
    return annotation is kind or any(_holds(each, kind) for each in inside)


def _fields_of(kind: type) -> frozenset[str]:
    every = {path: field_info(path, task).annotation for task in TASKS for path in lexicon.paths(task)}
    return frozenset(path for path, annotation in every.items() if _holds(annotation, kind))


Operation = Literal[
    "set", "toward", "add", "multiply", "nudge", "times_of", "off", "on", "more", "reset", "back", "without"
]
MEASURED_IN_STEPS = (
    "data.window", "data.horizon", "data.season", "model.patch", "train.warmup_steps", "train.evaluate_every",
    "train.recompute_every", "model.context",
)  # fmt: skip
SHARES = (
    "model.dropout", "model.variational_dropout", "model.recurrent_dropout", "model.zoneout", "model.embedding_dropout",
    "model.head_dropout", "data.validation_fraction", "data.test_fraction",
)  # fmt: skip
REALS, SWITCHES = _fields_of(float), _fields_of(bool)
TIMES: dict[str, tuple[float, float, float]] = {  # a bit, more, much more: factors
    "train.steps": (1.25, 1.5, 3), "train.learning_rate": (1.5, 2, 10), "train.weight_decay": (1.5, 2, 10),
    "train.batch_size": (2, 2, 4), "train.patience": (1.25, 1.5, 3), "train.clip_norm": (1.5, 2, 5),
    "model.heads": (2, 2, 4), "model.patch": (2, 2, 4),
}  # fmt: skip
USUAL_TIMES = (1.5, 2, 4)
PLUS: dict[str, tuple[float, float, float]] = {  # the same as steps
    "model.layers": (1, 1, 2), **dict.fromkeys(SHARES, (0.05, 0.1, 0.2)), "train.seed": (1, 1, 1),
    "data.validation_fraction": (0.05, 0.05, 0.1), "data.test_fraction": (0.05, 0.05, 0.1), "data.season": (1, 1, 2),
    "data.folds": (1, 1, 2), "data.min_count": (1, 1, 3), "data.mels": (8, 8, 16), "data.frame_ms": (5, 5, 10),
    "data.hop_ms": (1, 2, 5), "data.stack": (1, 1, 2), "train.threads": (1, 1, 2), "model.forget_bias": (0.5, 1, 2),
    "model.members": (1, 2, 5),
}  # fmt: skip
OFF: dict[str, Any] = {
    **dict.fromkeys(SHARES[:6], 0.0), "train.weight_decay": 0.0, "train.warmup_steps": 0, "train.clip_norm": None,
    "train.patience": None, "train.recompute_every": None, "data.season": None, "data.folds": 0,
    "data.winsorise": None, "data.transform": "none", "data.difference": "none",
    "data.floor": None, "data.ceiling": None, "data.classics": False, "data.refit": "none",
    "train.schedule": "constant", "data.scaling": "none", "data.window_scaling": "none", "data.lexicon": "none",
    "model.forget_bias": None, "model.embedding_size": None, "train.threads": None, "model.patch": 1,
    "data.min_count": 1, "data.level": "character", "data.strategy": "direct", "model.channels": "joint",
    "model.initialisation": "pytorch", "data.further_targets": (), "data.past_columns": (), "data.future_columns": (),
    "data.static_columns": (), "data.series_columns": (), "model.id_embedding": None, "model.members": 1,
    "data.test_fraction": 0.0, "data.missing": "refuse", "train.precision": "float32", "model.cell": None,
}  # fmt: skip
ON: dict[str, Any] = {
    "model.dropout": 0.2, "model.variational_dropout": 0.2, "model.recurrent_dropout": 0.2, "model.zoneout": 0.1,
    "model.embedding_dropout": 0.1, "model.head_dropout": 0.1, "model.id_embedding": 8, "model.members": 5,
    "train.weight_decay": 0.01, "train.warmup_steps": 100,
    "train.clip_norm": 1.0, "train.patience": 12, "train.recompute_every": 100, "data.folds": 4,
    "data.winsorise": 3.0, "data.transform": "log", "data.difference": "seasonal",
    "data.floor": 0.0, "data.classics": True, "data.refit": "before_test",
    "train.schedule": "cosine", "data.scaling": "minmax", "data.window_scaling": "last", "data.lexicon": "training",
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """One setting and what is to become of it."""

    path: str
    operation: Operation
    value: Any = None
    degree: float = 1.0  # of a nudge: a bit 0.5, much 2
    period: str | None = None  # the value counts hours, days, weeks, months or years


def moved(wish: Wish, current: float) -> float:
    """The number that a wish relative to the present one makes of it."""
    amount = wish.value
    match wish.operation:
        case "add":
            return current + float(amount)
        case "toward":  # "a larger window, 96": that value if it lies in that direction, else so much more
            target = abs(float(amount))
            return target if (target - current) * amount > 0 else current + float(amount)
        case "multiply":
            return current * float(amount)
    place = 0 if wish.degree < 1 else 2 if wish.degree > 1 else 1
    if wish.path in PLUS:
        return current + float(amount) * PLUS[wish.path][place]
    if current == 0:
        return float(ON.get(wish.path, 1)) if amount > 0 else -1.0
    factor: float = TIMES.get(wish.path, USUAL_TIMES)[place]
    return current * factor if amount > 0 else current / factor
