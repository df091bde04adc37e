"""What tools ask of a task: `assistant.tools.<task>`, looked up here alone."""

from collections.abc import Collection
from importlib import import_module
from typing import Any, Protocol, cast

from assistant.conversation.messages import File
from assistant.tools.context import Context
from assistant.tools.tool import Tool
from lstm_core.errors import Sentence
from lstm_core.results.base import TrainResult
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TaskName


class TaskTools(Protocol):
    """What the module of a task tells; a subject is an upload or a built-in source."""

    TOOLS: tuple[Tool, ...]  # that only this task has

    def describe(self, box: Context, subject: File | str) -> dict[str, Any]:
        """What the data holds, bounded. Raises DataError."""
        ...

    def proposed(
        self, box: Context, subject: File | str, changes: dict[str, Any]
    ) -> tuple[TrainRunSpec, list[Sentence], list[Sentence]]:
        """A spec that fits the data with `changes` made, remarks on the data, reasons. Raises DataError, SpecError."""
        ...

    def refitted(self, spec: TrainRunSpec, changes: dict[str, Any]) -> tuple[TrainRunSpec, dict[str, Any]]:
        """The spec before its changes, fitted anew where they choose other data of the same file, and these changes as
        the data have them. Raises DataError and SpecError.
        """
        ...

    def told(self, spec: TrainRunSpec, changes: dict[str, Any], along: Collection[str]) -> list[Sentence]:
        """What of the data was taken where the changes left that open, and why the paths `along` went with them."""
        ...

    def checked(self, spec: TrainRunSpec) -> list[Sentence]:
        """Remarks on a spec against its data. Raises DataError when they do not fit."""
        ...

    def line(self, result: TrainResult) -> dict[str, Any]:
        """What a row of a list tells of a result."""
        ...

    def measures(self, result: TrainResult) -> dict[str, Any]:
        """What a result measured."""
        ...


def of(task: TaskName) -> TaskTools:
    """The module of a task."""
    return cast("TaskTools", import_module(f"assistant.tools.{task}"))
