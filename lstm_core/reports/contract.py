"""What reports need from a task: `lstm_core.reports.<task>.task`, looked up here alone.

`report.html.j2` beside it extends the page that every task has, and `readme.<language>.md.j2` the README, where a task
has something of its own to say.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.reports.figures import Palette
from lstm_core.results.base import TrainResult
from lstm_core.runs.events import FindingRaised
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.tasks import TaskName

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

TableRow = tuple[str, str]
DrawFigure = Callable[[TrainRecord, Language, Palette], "Figure"]


class Tile(NamedTuple):
    """One large number: what it is, its value, what it is compared with."""

    name: str
    value: str
    note: str


class TaskFile(NamedTuple):
    """A file of a download: its name, what it is in a sentence, and its text."""

    name: str
    told: Sentence
    text: str


class Picture(NamedTuple):
    """A picture of report.html; `name` is its id in the page."""

    name: str
    heading: str
    draw: DrawFigure
    alt: str


class TaskReport(Protocol):
    """What the module of a task tells; a `record` has a result unless a docstring says otherwise."""

    SETTINGS: tuple[str, ...]  # fields of the data section that decide the result

    def headline(self, record: TrainRecord) -> Sentence:
        """What the result means against the best baseline, in one sentence."""
        ...

    def explanation(self, record: TrainRecord, ending: Sentence) -> list[Sentence]:
        """What the scores say, in a few sentences; `ending`, how training ended, is one of them."""
        ...

    def ended(self, record: TrainRecord) -> list[Sentence]:
        """What of the judgement is missing."""
        ...

    def score(self, result: TrainResult) -> Sentence:
        """The result in half a line, for a list of runs."""
        ...

    def verdict(self, result: TrainResult) -> str:
        """The result against its rival: "better", "worse", "tie", "few" (no interval) or "perfect" (no error)."""
        ...

    def findings(self, result: TrainResult) -> list[FindingRaised]:
        """What is wrong with the result."""
        ...

    def tiles(self, record: TrainRecord, language: Language) -> list[Tile]:
        """The four numbers that matter."""
        ...

    def lines(self, record: TrainRecord, language: Language) -> list[tuple[str, ...]]:
        """One line per forecaster for a terminal: its name, its measures, what it is compared with."""
        ...

    def files(self, record: TrainRecord) -> list[TaskFile]:
        """What a download of the task holds besides."""
        ...

    def pictures(self, record: TrainRecord, language: Language) -> list[Picture]:
        """What is drawn above the loss curve."""
        ...

    def part(self, record: TrainRecord, language: Language) -> dict[str, Any]:
        """What the task's own part of report.html shows; of a run without a result too."""
        ...

    def material(self, record: TrainRecord) -> Any | None:
        """The data that the run read, where a report tells of it; None when it is gone or damaged. Of any run."""
        ...

    def facts(self, record: TrainRecord, material: Any | None, language: Language) -> list[TableRow]:
        """What the data is; of a run without a result too."""
        ...

    def notices(self, material: Any) -> list[Sentence]:
        """What was noticed in the data."""
        ...

    def rows(self, material: Any) -> int:
        """How many rows the data has."""
        ...


def of(task: TaskName) -> TaskReport:
    """The module of a task."""
    return cast("TaskReport", import_module(f"lstm_core.reports.{task}.task"))
