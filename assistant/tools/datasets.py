"""Data as a tool tells of it, and the run that fits it: a module by task has `describe`, `proposed` and `checked`."""

from types import ModuleType
from typing import Any

from assistant.conversation.messages import File
from assistant.tools import series, speech, text
from assistant.tools.context import Context
from lstm_core.data.files.detection import task_of
from lstm_core.errors import Message, SpecError
from lstm_core.spec.run import RunSpec
from lstm_core.spec.tasks import SOURCES, Task

WORDS: dict[Task, ModuleType] = {"series": series, "text": text, "speech": speech}


def describe(box: Context, subject: File | str, task: Task | None = None) -> dict[str, Any]:
    """What the data holds, bounded. Raises DataError."""
    words = WORDS[task or task_of_subject(box, subject)]
    told: dict[str, Any] = words.describe(box, subject)
    return told


def proposed(
    box: Context, subject: File | str, changes: dict[str, Any], task: Task | None = None
) -> tuple[RunSpec, list[Message], list[Message]]:
    """A spec that fits the data with `changes` made, remarks on the data, reasons. Raises DataError and SpecError.

    A hidden size that nobody named gives way to a number of heads that somebody did.
    """
    words = WORDS[task or task_of_subject(box, subject)]
    reason: list[Message] = []
    try:
        spec, remarks, reasons = words.proposed(box, subject, changes)
    except SpecError as error:
        [first, *_] = error.messages
        if first.key != "spec.heads_divide" or "model.hidden_size" in changes:
            raise
        changes = {**changes, "model.hidden_size": first.parameters["near_hidden"]}
        reason = [Message("proposal.heads", first.parameters)]
        spec, remarks, reasons = words.proposed(box, subject, changes)
    return spec, remarks, [*reason, *reasons]


def checked(spec: RunSpec) -> list[Message]:
    """Remarks on a spec against its data. Raises DataError when they do not fit."""
    remarks: list[Message] = WORDS[spec.data.task].checked(spec)
    return remarks


def task_of_subject(box: Context, subject: File | str) -> Task:
    """What an upload or a built-in source is for."""
    if isinstance(subject, str):
        return SOURCES[subject]
    return task_of(box.services.uploads.path_of(subject.sha256, subject.name), subject.name)
