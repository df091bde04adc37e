"""result.json read back: the result of whatever task it names.

`lstm_core.results.<task>` is the module of a task; here alone it is looked up.
"""

from functools import reduce
from importlib import import_module
from operator import or_
from typing import TYPE_CHECKING, Annotated, Protocol, cast

from pydantic import Field, TypeAdapter

from lstm_core.results.base import TrainResult
from lstm_core.spec.tasks import TASKS, TaskName


class TaskResult(Protocol):
    """What the module of a task holds."""

    RESULT: type[TrainResult]


def of(task: TaskName) -> TaskResult:
    """The module of a task."""
    return cast("TaskResult", import_module(f"lstm_core.results.{task}"))


if TYPE_CHECKING:
    Result = TrainResult
else:
    Result = Annotated[reduce(or_, (of(task).RESULT for task in TASKS)), Field(discriminator="task")]
_ADAPTER: TypeAdapter[Result] = TypeAdapter(Result)


def parse_result(content: str | bytes) -> Result:
    """The result that result.json holds. Raises pydantic.ValidationError for anything else."""
    return _ADAPTER.validate_json(content)
