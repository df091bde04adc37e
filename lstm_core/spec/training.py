"""The training section of a spec."""

from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lstm_core.spec.base import Positive, Quantile, Spec
from lstm_core.spec.tasks import DEFAULT, LOSSES

if TYPE_CHECKING:
    Loss = str
else:
    Loss = Literal[tuple(loss for losses in LOSSES.values() for loss in losses)]


class TrainSpec(Spec):
    """How the network is trained; one step is one batch."""

    seed: int = Field(0, ge=0, le=2**31 - 1, description="initial weights, order of batches, dropout")
    steps: int = Field(600, ge=1, le=10_000_000)
    batch_size: int = Field(32, ge=1, le=65_536)
    loss: Loss = Field(
        LOSSES[DEFAULT][0], description="; ".join(f"{task}: {', '.join(losses)}" for task, losses in LOSSES.items())
    )
    quantiles: tuple[Quantile, ...] = Field(
        (0.1, 0.5, 0.9),
        min_length=3,
        max_length=19,
        description="what loss quantile and the likelihoods forecast, rising, with the median; the outer two bound the "
        "interval",
    )
    optimizer: Literal["adam", "adamw", "sgd"] = "adam"
    learning_rate: Positive = 0.002
    weight_decay: float = Field(0.0, ge=0, le=10)
    schedule: Literal["constant", "linear", "cosine"] = Field("cosine", description="of the learning rate, to zero")
    warmup_steps: int = Field(0, ge=0, le=1_000_000)
    clip_norm: Positive | None = Field(1.0, description="largest norm of the gradient; null switches clipping off")
    evaluate_every: int = Field(25, ge=1, le=1_000_000, description="steps between two validations")
    patience: int | None = Field(
        12, ge=1, le=10_000, description="validations without a better loss before training ends early; null: never"
    )
    recompute_every: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="gradient checkpointing: the state is kept at every so many steps of time, and what lies between "
        "is computed again on the way back: less memory for a second forward pass (Chen et al. 2016); null: keep all",
    )
    log_every: int = Field(1, ge=1, le=100_000, description="steps between two points of the training curve")
    checkpoint_seconds: float = Field(20.0, ge=0, le=86_400, description="seconds between checkpoints; 0: every step")
    device: Literal["auto", "cpu", "cuda"] = "auto"
    precision: Literal["float32", "bfloat16", "float16"] = Field(
        "float32", description="of the products under autocast; half precisions need a GPU"
    )
    threads: int | None = Field(
        None, ge=1, le=256, description="CPU threads, part of the exact result; null: 1 below hidden size 128, else 2"
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if 0.5 not in self.quantiles or list(self.quantiles) != sorted(set(self.quantiles)):
            raise PydanticCustomError("quantiles", "quantiles", {"value": str(list(self.quantiles))})
        return self
