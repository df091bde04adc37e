"""Whether a run fits its data and this machine, looked at before anything is started. Free of torch.

`lstm_core.runs.<task>` is the module of a task; here alone it is looked up.
"""

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from lstm_core.spec.repeat import RepeatRunSpec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TaskName


class Preflight(Protocol):
    """What the module of a task looks at before a run of it."""

    def check(self, spec: TrainRunSpec, path: Path) -> None:
        """Whether the run fits its data at `path` and this machine's memory. Raises DataError and SpecError."""
        ...


def of(task: TaskName) -> Preflight:
    """The module of a task."""
    return cast("Preflight", import_module(f"lstm_core.runs.{task}"))


def check_run(spec: TrainRunSpec, path: Path) -> None:
    """Whether the run fits its data at `path` and this machine's memory. Raises DataError and SpecError."""
    of(spec.data.task).check(spec, path)


def check_repeat(spec: RepeatRunSpec, path: Path) -> None:
    """Whether every member fits its data at `path` and this machine. Raises DataError and SpecError."""
    spec.members()
    check_run(spec.run, path)
