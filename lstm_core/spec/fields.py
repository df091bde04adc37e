"""The fields of a training run's spec, for forms, tools and documents."""

from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo

from lstm_core.spec import paths
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TaskName


def all_paths(task: TaskName | None = None) -> Iterator[str]:
    """Every dotted path of a leaf field of `TrainRunSpec`, once; of one task or of all."""
    return paths.leaf_paths(TrainRunSpec, task)


def field_info(path: str, task: TaskName | None = None) -> FieldInfo:
    """The declaration of a leaf field, of the first task that has it. Raises KeyError."""
    return paths.info_at(TrainRunSpec, path, task)


def field_range(path: str, task: TaskName | None = None) -> tuple[float | None, float | None]:
    """Smallest and largest allowed value of a numeric field (exclusive bounds count as bounds). Raises KeyError."""
    return paths.range_of(TrainRunSpec, path, task)


def schema() -> dict[str, Any]:
    """The JSON schema of `TrainRunSpec`: the one that tools and documents show."""
    return TrainRunSpec.model_json_schema()
