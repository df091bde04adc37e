"""What a diagnosis needs from a task: `lstm_core.diagnosis.data.<task>`, looked up here alone."""

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from lstm_core.diagnosis.data.facts import DataFacts
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TaskName


class TaskFacts(Protocol):
    """What the module of a task tells of its data."""

    def look(self, spec: TrainRunSpec, material: Any, path: Path) -> DataFacts:
        """The facts of what `lstm_core.data.<task>.task.load` read from `path`."""
        ...


def of(task: TaskName) -> TaskFacts:
    """The module of a task."""
    return cast("TaskFacts", import_module(f"lstm_core.diagnosis.data.{task}"))
