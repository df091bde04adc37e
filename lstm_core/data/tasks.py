"""The data of every task: where it comes from, what it is called, what fits it. Free of torch.

`lstm_core.data.<task>.task` is the module of a task; here alone it is looked up.
"""

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search_spaces import Facts
from lstm_core.spec.tasks import DataSpec, TaskName


class Proposed(Protocol):
    """A spec that fits the data, and what was noticed in them."""

    @property
    def spec(self) -> TrainRunSpec: ...

    @property
    def notices(self) -> tuple[Sentence, ...]: ...


class TaskData(Protocol):
    """What the module of a task does with its data; `material` is whatever its `load` returns."""

    def title(self, data: DataSpec, language: Language) -> str:
        """What the data is called in titles: the name that a person gave, the source's, or the file's."""
        ...

    def place(self, data: DataSpec, target: Path) -> None:
        """Put the file that `data` describes at `target`, whole or not at all. Raises DataError."""
        ...

    def load(self, data: DataSpec, path: Path) -> Any:
        """What a run reads from the file in its folder; nothing is written there. Raises DataError."""
        ...

    def keep(self, material: Any, path: Path) -> None:
        """Leave beside the file at `path` what decodes the run without it; the run's own process alone does so."""
        ...

    def propose(self, origin: Path | str, sheet: str | None = None) -> Proposed:
        """A spec that fits a file, of a workbook one sheet, or a built-in source. Raises DataError."""
        ...

    def warnings(self, spec: TrainRunSpec, material: Any) -> list[Sentence]:
        """What is found in the data and may spoil a result: leaks, symbols that training never sees."""
        ...

    def facts(self, spec: TrainRunSpec, material: Any) -> Facts:
        """What the ranges of a search go by."""
        ...


def of(task: TaskName) -> TaskData:
    """The module of a task."""
    return cast("TaskData", import_module(f"lstm_core.data.{task}.task"))


def title(data: DataSpec, language: Language) -> str:
    """What the data is called in titles: the name that a person gave, the source's, or the file's."""
    return of(data.task).title(data, language)


def write_data_file(data: DataSpec, target: Path) -> None:
    """Put the file that `data` describes at `target`, whole or not at all. Raises DataError."""
    of(data.task).place(data, target)
