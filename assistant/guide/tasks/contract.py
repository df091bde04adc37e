"""What the guide says and understands of a task: `assistant.guide.tasks.<task>`, looked up here alone.

Steps are names of `next.<name>`, sentences those of `guide.<key>` in `assistant.i18n.guide`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

from lstm_core.spec.tasks import TaskName


class Saying(NamedTuple):
    """A sentence of the guide, and the steps that it offers behind it."""

    key: str
    steps: tuple[str, ...]


class TaskGuide(Protocol):
    """What the module of a task holds."""

    NEXT: tuple[str, ...]  # steps that fit a card of the task
    NEXT_FINISHED: tuple[str, ...]  # once there is a result
    BESIDE_A_RESULT: str  # the step that fits only a result of this task
    CODE: Saying  # on the script of a card
    INTENTS: tuple[str, ...]  # with which a question changes a card rather than asks for a new one
    HEARS: bool  # a trained run writes down a recording

    def settings(self, named: Mapping[str, Any]) -> dict[str, Any]:
        """What settings that were named for any task mean for this one."""
        ...

    def trainable(self, configuration: Mapping[str, Any], about: str, other: str) -> Saying:
        """That a card can be trained; `about` is a step on its cell or "", `other` another cell."""
        ...

    def facts(self, told: Mapping[str, Any], target: str | None) -> list[tuple[str, dict[str, Any]]]:
        """Keys of sentences on data that a tool described, with what they say; none of data that nobody could read."""
        ...


def of(task: TaskName) -> TaskGuide:
    """The module of a task."""
    return cast("TaskGuide", import_module(f"assistant.guide.tasks.{task}"))
