"""What a person can wish of a field, and which fields are alike in what more, less, on and off mean for them."""

from dataclasses import dataclass
from typing import Any, Literal

Operation = Literal["set", "toward", "add", "multiply", "nudge", "off", "on", "more", "reset"]
MEASURED_IN_STEPS = (
    "data.window", "data.horizon", "data.season", "model.patch", "train.warmup_steps", "train.evaluate_every",
    "train.recompute_every", "model.context",
)  # fmt: skip
SHARES = (
    "model.dropout", "model.variational_dropout", "model.recurrent_dropout", "model.zoneout", "model.embedding_dropout",
    "model.head_dropout", "data.validation_fraction", "data.test_fraction",
)  # fmt: skip
REALS = (*SHARES, "train.learning_rate", "train.weight_decay", "train.clip_norm", "model.forget_bias")
SWITCHES = (
    "model.residual", "model.trained_state", "model.bidirectional", "model.layer_norm", "model.tied", "data.calendar",
    "data.augment", "data.unheard_speakers",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """One setting and what is to become of it."""

    path: str
    operation: Operation
    value: Any = None
    degree: float = 1.0  # of a nudge: a bit 0.5, much 2
    period: str | None = None  # the value counts hours, days, weeks, months or years
