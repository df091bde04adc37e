"""The script of a run that learns a mean."""

from typing import Any

from lstm_core.results.mean import MeanResult

from lstm_core.results.base import TrainResult
from lstm_core.spec.run import TrainRunSpec


def facts(spec: TrainRunSpec) -> dict[str, Any]:
    return {"held_out": spec.data.held_out}


def packages(_spec: TrainRunSpec) -> list[str]:
    return ["torch"]


def expected(result: TrainResult) -> dict[str, Any]:
    return {"test": {"model": {"error": MeanResult.of(result).error}}, "folds": []}
