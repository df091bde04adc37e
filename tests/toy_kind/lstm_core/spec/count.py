"""The spec of a run that counts."""

from typing import Literal

from pydantic import Field

from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.tasks import DataSpec


class CountRunSpec(RunSpec):
    """Counts up to a number, beside the training that it is about."""

    kind: Literal["count"] = "count"
    number: int = Field(5, ge=1, le=100)
    run: TrainRunSpec = TrainRunSpec()

    @property
    def subject(self) -> DataSpec:
        """The data of the training."""
        return self.run.data

    @property
    def total(self) -> int:
        """The number."""
        return self.number

    @property
    def slug(self) -> str:
        """The number."""
        return f"to-{self.number}"

    @property
    def subject_path(self) -> str:
        """In the training."""
        return "run.data"

    @property
    def training(self) -> TrainRunSpec:
        """The training that it is about."""
        return self.run

    def with_training(self, training: TrainRunSpec) -> "CountRunSpec":
        """The same number beside another training."""
        return CountRunSpec(number=self.number, run=training)
