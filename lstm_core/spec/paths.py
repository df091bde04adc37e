"""The fields of a spec by their dotted paths, e.g. "train.learning_rate", whatever spec it is."""

from collections.abc import Iterator
from types import UnionType
from typing import get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from lstm_core.spec.tasks import TASKS, TaskName

SpecClass = type[BaseModel]  # the class of a spec


def leaf_paths(root: SpecClass, task: TaskName | None = None) -> Iterator[str]:
    """Every dotted path of a leaf field, once; of one task or of all."""
    yield from dict.fromkeys(_paths(root, "", task))


def _paths(section: SpecClass, prefix: str, task: TaskName | None) -> Iterator[str]:
    for name, info in section.model_fields.items():
        below = _sections_of(info, task)
        for each in below:
            yield from _paths(each, f"{prefix}{name}.", task)
        if not below:
            yield prefix + name


def _sections_of(info: FieldInfo, task: TaskName | None) -> list[SpecClass]:
    """The sections that a field may hold; none for a leaf."""
    classes = get_args(info.annotation) if get_origin(info.annotation) is UnionType else (info.annotation,)
    sections = [each for each in classes if isinstance(each, type) and issubclass(each, BaseModel)]
    if len(sections) == 1:
        return sections
    return [section for section in sections if task is None or section is TASKS[task].data]


def info_at(root: SpecClass, path: str, task: TaskName | None = None) -> FieldInfo:
    """The declaration of a leaf field, of the first task that has it. Raises KeyError."""
    *parents, leaf = path.split(".")
    sections = [root]
    for parent in parents:
        sections = [below for section in sections for below in _sections_of(section.model_fields[parent], task)]
    for section in sections:
        if leaf in section.model_fields:
            return section.model_fields[leaf]
    raise KeyError(path)


def range_of(root: SpecClass, path: str, task: TaskName | None = None) -> tuple[float | None, float | None]:
    """Smallest and largest allowed value of a numeric field (exclusive bounds count as bounds). Raises KeyError."""
    low = high = None
    for rule in info_at(root, path, task).metadata:
        low = getattr(rule, "ge", getattr(rule, "gt", low))
        high = getattr(rule, "le", getattr(rule, "lt", high))
    return low, high


def fields_at(root: SpecClass, path: tuple[str, ...], task: TaskName | None = None) -> list[str]:
    """Names of the fields that the sections at `path` have."""
    sections = [root]
    for name in path:
        sections = [
            below
            for section in sections
            if name in section.model_fields
            for below in _sections_of(section.model_fields[name], task)
        ]
    return list(dict.fromkeys(field for section in sections for field in section.model_fields))
