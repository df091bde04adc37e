"""What the script of a run needs from its task: `lstm_core.scripts.pytorch.<task>`, looked up here alone.

The template of a task is `<task>.py.j2`.
"""

from importlib import import_module
from typing import Any, Protocol, cast

from lstm_core.results.parsing import Result
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TaskName


class TaskScript(Protocol):
    """What the module of a task tells."""

    def facts(self, spec: TrainRunSpec) -> dict[str, Any]:
        """What the task's template needs besides the spec."""
        ...

    def packages(self, spec: TrainRunSpec) -> list[str]:
        """What the script imports."""
        ...

    def expected(self, result: Result) -> dict[str, Any]:
        """What the script measures on the test part: `test` by forecaster, and `folds`."""
        ...


def of(task: TaskName) -> TaskScript:
    """The module of a task."""
    return cast("TaskScript", import_module(f"lstm_core.scripts.pytorch.{task}"))


def one_line(text: str) -> str:
    """A user's text that may stand in a comment or docstring."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.replace("\\", "/").replace('"', "'").split())[:80]
