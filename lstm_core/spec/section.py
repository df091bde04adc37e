"""What the data section of every task has, and what it has to answer."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from lstm_core.spec.base import Spec
from lstm_core.spec.model import ModelSpec


class DataSection(Spec):
    """Base of the data sections: one class per task, whose name is its `task`; `source` lists what is built in."""

    JUDGING: ClassVar[Mapping[str, Any]] = {}  # fields that say more about a result, with what switches them off
    MAY_DIFFER: ClassVar[frozenset[str]] = frozenset()  # in trainings that are still judged by the same score on the
    # same part of the same data

    task: str
    source: str
    file: str | None
    name: str | None

    @classmethod
    def of(cls, data: "DataSection") -> Self:
        """The section as its own task sees it. Raises TypeError for another task's."""
        if not isinstance(data, cls):
            raise TypeError(data.task)
        return data

    @property
    def panel(self) -> bool:
        """Several series of one table are read together."""
        return False

    @property
    def wide(self) -> bool:
        """Each of several columns of one table is a series."""
        return False

    @property
    def refits(self) -> bool:
        """A second training follows, whose network is delivered."""
        return False

    def check_beside(self, model: ModelSpec, loss: str) -> None:
        """Rules between this section and the others. Raises PydanticCustomError."""

    @abstractmethod
    def time(self, model: ModelSpec) -> int | None:
        """Steps of time that the recurrence takes through one sequence; None where no field tells."""
