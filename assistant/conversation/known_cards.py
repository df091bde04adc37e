"""A conversation's cards as they are now, for whoever answers without asking a tool."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.conversation.messages import File
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TaskName

STUDIES = ("compare", "search", "compress")  # kinds of runs whose answer is a verdict over other trainings


@dataclass(frozen=True)
class KnownCard:
    """A card: the values of its fields as far as they are known, and the state of its run."""

    id: str
    task: TaskName
    values: Mapping[str, Any]
    spec: TrainRunSpec | None = None  # the training that it is about
    file: str | None = None  # name of the upload that it reads
    digest: str | None = None  # of that upload's content, where it is known
    source: str | None = None  # built-in data that it reads
    state: str | None = None  # of its run; None: not trained
    step: int = 0
    steps: int = 0
    headline: Sentence | None = None  # what its result means
    seeds: int | None = None  # over which it trains, when that is more than once
    run: str | None = None  # id of its run
    kind: str = "train"  # of its run
    verdicts: Mapping[Language, str] = field(default_factory=dict)  # of a comparison, in each language
    rungs: tuple[str, ...] = ()  # of a compression, as its spec writes them
    apart: frozenset[str] = frozenset()  # fields in which the candidates of a comparison differ

    @property
    def cell(self) -> str:
        """The cell of its network."""
        return str(self.values.get("model.cell", "lstm"))

    @property
    def is_study(self) -> bool:
        """Its run leads other trainings and ends with a verdict over them."""
        return self.kind in STUDIES

    def reads(self, file: File) -> bool:
        """Its data is that upload."""
        return self.digest == file.sha256 if self.digest else self.file == file.name


class ThreadView(Protocol):
    """A thread as it is now, where the conversation's own words may be out of date."""

    def cards(self) -> Sequence[KnownCard]:
        """Its cards, oldest first, with the values that a person gave them on the form."""
        ...

    def about(self, file: File) -> dict[str, Any]:
        """What `describe_data` tells of an upload; {} when it cannot be read at once."""
        ...
