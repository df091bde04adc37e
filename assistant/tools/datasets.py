"""Data as a tool tells of it, and the run that fits it."""

from collections.abc import Collection
from typing import Any

from assistant.conversation.messages import File
from assistant.tools import contract
from assistant.tools.context import Context
from lstm_core.data.files.detection import task_of
from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import SOURCES, TaskName


def describe(box: Context, subject: File | str, task: TaskName | None = None) -> dict[str, Any]:
    """What the data holds, bounded. Raises DataError."""
    return contract.of(task or task_of_subject(box, subject)).describe(box, subject)


def proposed(
    box: Context, subject: File | str, changes: dict[str, Any], task: TaskName | None = None
) -> tuple[TrainRunSpec, list[Sentence], list[Sentence]]:
    """A spec that fits the data with `changes` made, remarks on the data, reasons. Raises DataError and SpecError.

    A hidden size that nobody named gives way to a number of heads that somebody did.
    """
    tools = contract.of(task or task_of_subject(box, subject))
    reason: list[Sentence] = []
    try:
        spec, remarks, reasons = tools.proposed(box, subject, changes)
    except SpecError as error:
        [first, *_] = error.messages
        if first.key != "spec.heads_divide" or "model.hidden_size" in changes:
            raise
        changes = {**changes, "model.hidden_size": first.parameters["near_hidden"]}
        reason = [Sentence("proposal.heads", first.parameters)]
        spec, remarks, reasons = tools.proposed(box, subject, changes)
    return spec, remarks, [*reason, *reasons]


def refitted(spec: TrainRunSpec, changes: dict[str, Any]) -> tuple[TrainRunSpec, dict[str, Any]]:
    """The spec before its changes, fitted anew where they choose other data of the same file, and the changes as the
    data have them. Raises DataError and SpecError.
    """
    return contract.of(spec.data.task).refitted(spec, changes)


def told(spec: TrainRunSpec, changes: dict[str, Any], along: Collection[str]) -> list[Sentence]:
    """What of the data was taken where the changes left that open, and why the paths `along` went with them."""
    return contract.of(spec.data.task).told(spec, changes, along)


def checked(spec: TrainRunSpec) -> list[Sentence]:
    """Remarks on a spec against its data. Raises DataError when they do not fit."""
    return contract.of(spec.data.task).checked(spec)


def task_of_subject(box: Context, subject: File | str) -> TaskName:
    """What an upload or a built-in source is for."""
    if isinstance(subject, str):
        return SOURCES[subject]
    return task_of(box.services.uploads.path_of(subject.sha256, subject.name), subject.name)
