"""The data section of a run that learns the mean of numbers."""

from typing import Literal

from lstm_core.spec.model import ModelSpec
from lstm_core.spec.section import DataSection


class MeanData(DataSection):
    """Numbers, one a line."""

    task: Literal["mean"] = "mean"
    source: Literal["ten", "file"] = "ten"
    file: str | None = None
    name: str | None = None
    held_out: int = 2

    def time(self, model: ModelSpec) -> None:
        """Nothing is read one after another."""
