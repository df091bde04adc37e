"""Numbers as a tool tells of them, and the run that learns their mean."""

from typing import Any

from lstm_core.data.mean.task import propose
from lstm_core.results.mean import MeanResult

from assistant.conversation.messages import File
from assistant.tools.context import Context
from lstm_core.errors import Sentence
from lstm_core.results.base import TrainResult
from lstm_core.spec.run import TrainRunSpec

TOOLS = ()


def _origin(box: Context, subject: File | str) -> Any:
    return subject if isinstance(subject, str) else box.services.uploads.path_of(subject.sha256, subject.name)


def describe(box: Context, subject: File | str) -> dict[str, Any]:
    return {"task": "mean", "origin": str(_origin(box, subject))}


def proposed(
    box: Context, subject: File | str, changes: dict[str, Any]
) -> tuple[TrainRunSpec, list[Sentence], list[Sentence]]:
    return propose(_origin(box, subject)).spec.with_changes(changes), [], []


def refitted(spec: TrainRunSpec, changes: dict[str, Any]) -> tuple[TrainRunSpec, dict[str, Any]]:
    return spec, changes


def told(_spec: TrainRunSpec, _changes: dict[str, Any]) -> list[Sentence]:
    """Nothing is left open."""
    return []


def checked(_spec: TrainRunSpec) -> list[Sentence]:
    return []


def line(result: TrainResult) -> dict[str, Any]:
    return {"mean": MeanResult.of(result).mean}


def measures(result: TrainResult) -> dict[str, Any]:
    return {"mean": MeanResult.of(result).mean, "error": MeanResult.of(result).error}
