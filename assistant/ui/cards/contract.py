"""What a card asks of its task: `assistant.ui.cards.<task>`, looked up here alone."""

from importlib import import_module
from typing import Protocol, cast

from assistant.services import Services
from assistant.ui.cards.subject import Subject
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.tasks import TaskName


class TaskCard(Protocol):
    """What the module of a task draws."""

    PICTURES: tuple[str, ...]  # of a finished run, the first one at the start
    LIVE: tuple[str, ...]  # those among them that a run shows before its end too

    def pictures(self, record: TrainRecord) -> tuple[str, ...]:
        """Which of `PICTURES` this finished run has."""
        ...

    def picture(self, services: Services, subject: Subject, record: TrainRecord, name: str) -> None:
        """One of `PICTURES`."""
        ...

    def data(self, services: Services, subject: Subject) -> None:
        """The data that a card is about, before its run."""
        ...

    def live(self, services: Services, subject: Subject, record: TrainRecord) -> None:
        """What stands under the loss curve of a run that is not finished."""
        ...

    def training(self, record: TrainRecord) -> None:
        """Three or four numbers of a run without a result."""
        ...

    def finished(self, record: TrainRecord) -> None:
        """Three or four numbers of a result, each beside what it is to be compared with."""
        ...


def of(task: TaskName) -> TaskCard:
    """The module of a task."""
    return cast("TaskCard", import_module(f"assistant.ui.cards.{task}"))
