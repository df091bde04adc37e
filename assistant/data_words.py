"""Data as a tool tells of it: what a table or a built-in series holds, and the run that fits it."""

from typing import TYPE_CHECKING, Any

from assistant.messages import File
from lstm_core.errors import Message
from lstm_core.specs import RunSpec

if TYPE_CHECKING:
    from assistant.tools import Toolbox


def describe(box: "Toolbox", subject: File | str) -> dict[str, Any]:
    """What the data holds."""
    raise NotImplementedError


def propose(box: "Toolbox", subject: File | str, changes: dict[str, Any]) -> tuple[RunSpec, list[Message]]:
    """A spec that fits the data, with `changes` made; remarks on the data."""
    if isinstance(subject, File):
        raise NotImplementedError
    from lstm_core.data.sources import SOURCES

    data = SOURCES[subject].data(subject)  # type: ignore[index]
    return RunSpec(data=data).with_changes(changes), []


def check(box: "Toolbox", spec: RunSpec) -> list[Message]:
    """Remarks on the spec against its data. Raises DataError when they do not fit."""
    return []
