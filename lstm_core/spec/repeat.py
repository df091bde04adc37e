"""The spec of a repetition: one training over several seeds."""

from typing import Literal

from pydantic import Field

from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.tasks import DataSpec


class RepeatRunSpec(RunSpec):
    """The same training over `seeds` seeds, from its own on: what of a result is the seed's."""

    kind: Literal["repeat"] = "repeat"
    seeds: int = Field(5, ge=2, le=100, description="how many seeds, counted from the training's own")
    run: TrainRunSpec = TrainRunSpec()

    @property
    def subject(self) -> DataSpec:
        """The data that every member learns from."""
        return self.run.data

    @property
    def total(self) -> int:
        """How many members there are."""
        return self.seeds

    @property
    def slug(self) -> str:
        """Cell, width and the number of seeds."""
        return f"{self.run.slug}-x{self.seeds}"

    @property
    def subject_path(self) -> str:
        """In the training that is repeated."""
        return "run.data"

    @property
    def training(self) -> TrainRunSpec:
        """What is repeated."""
        return self.run

    def with_training(self, training: TrainRunSpec) -> "RepeatRunSpec":
        """As many seeds of another training."""
        return RepeatRunSpec(seeds=self.seeds, run=training)

    def members(self) -> dict[str, TrainRunSpec]:
        """The spec of every member by its name, the seeds rising."""
        first = self.run.train.seed
        return {
            f"seed-{seed}": self.run.with_changes({"train.seed": seed}) for seed in range(first, first + self.seeds)
        }
