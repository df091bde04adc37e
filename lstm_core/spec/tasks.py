"""What can be learned: THE TABLE, one row per task.

What a room does for a task is in a module of that room that bears the task's name.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple, get_args

from lstm_core.spec.cells import Cell
from lstm_core.spec.likelihoods import LIKELIHOODS
from lstm_core.spec.section import DataSection
from lstm_core.spec.series import SeriesData
from lstm_core.spec.speech import SpeechData
from lstm_core.spec.text import TextData

TaskName = str  # a key of `TASKS`


class TaskRow(NamedTuple):
    """What every room may ask about a task."""

    data: type[DataSection]
    losses: tuple[str, ...]  # the first one where a spec names none
    data_file: str  # in a run's folder and in its download
    own: tuple[str, ...] = ()  # fields of the model that other tasks do not know
    cells: tuple[Cell, ...] = ()  # that other tasks cannot feed
    endings: tuple[str, ...] = ()  # of the names of its files; none: every other file
    heads: tuple[bytes, ...] = ()  # first bytes of its files, whatever they are called
    forget_bias: float | None = None  # at the start, where a spec says nothing
    carries_state: bool = False  # from one batch to the next
    layer_by_layer: bool = False  # the stack is never one layer of torch.nn

    def has(self, field: str) -> bool:
        """The data section has a field of that name."""
        return field in self.data.model_fields

    @property
    def sources(self) -> tuple[str, ...]:
        """What is built in, the default first."""
        named = self.data.model_fields["source"].annotation
        return tuple(source for source in get_args(named) if source != "file")


TASKS: dict[TaskName, TaskRow] = {
    "series": TaskRow(
        SeriesData,
        losses=("huber", "mse", "mae", "quantile", *LIKELIHOODS),
        data_file="data.csv",
        own=("patch", "channels", "head_dropout", "id_embedding", "members"),
        cells=("gru_d",),
    ),
    "text": TaskRow(
        TextData,
        losses=("cross_entropy",),
        data_file="data.txt",
        own=("context", "embedding_size", "embedding_dropout", "tied"),
        endings=(".txt", ".md", ".text", ".rst", ".tex"),
        forget_bias=1.0,  # keeps its memory from the start (Gers et al. 2000)
        carries_state=True,
    ),
    "speech": TaskRow(
        SpeechData,
        losses=("ctc",),
        data_file="data.zip",
        own=("bidirectional", "layer_norm"),
        endings=(".zip", ".wav", ".flac", ".ogg", ".oga", ".mp3", ".m4a", ".aif", ".aiff"),
        heads=(b"RIFF", b"fLaC", b"OggS"),
        layer_by_layer=True,
    ),
}
DEFAULT: TaskName = next(iter(TASKS))  # of a spec that names none
LOSSES: dict[TaskName, tuple[str, ...]] = {task: row.losses for task, row in TASKS.items()}
OWN = {name: task for task, row in reversed(TASKS.items()) for name in row.own}
SOURCES: dict[str, TaskName] = {source: task for task, row in TASKS.items() for source in row.sources}

if TYPE_CHECKING:
    DataSpec = DataSection
else:
    DataSpec = reduce(or_, (row.data for row in TASKS.values()))


def feeds(task: TaskName, cell: str) -> bool:
    """A task can feed a cell that no other task claims."""
    return all(cell not in row.cells for other, row in TASKS.items() if other != task)


def task_named(name: str) -> TaskName:
    """The task that claims files with the ending of that name; the first task takes what no other one claims."""
    ending = PurePath(name).suffix.lower()
    return next((task for task, row in reversed(TASKS.items()) if ending in row.endings), DEFAULT)


def task_with(fields: Iterable[str]) -> TaskName:
    """The first task whose data section has all of these fields, e.g. those of a card that an earlier version wrote."""
    wanted = set(fields)
    return next((task for task, row in TASKS.items() if wanted <= set(row.data.model_fields)), DEFAULT)
