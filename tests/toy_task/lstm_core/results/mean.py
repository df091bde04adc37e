"""The result of a run that learns a mean."""

from typing import Literal

from lstm_core.results.base import TrainResult


class MeanResult(TrainResult):
    """result.json of such a run."""

    task: Literal["mean"] = "mean"
    mean: float
    error: float


RESULT = MeanResult
