"""What every kind of run draws of itself, and how its module is found: by the table of kinds. No Streamlit."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol, cast

from assistant.services import Services
from assistant.ui.cards.subject import AnySubject
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.kinds import KINDS
from lstm_core.spec.run import RunSpec

View = Callable[[Services, AnySubject], None]


class CardOfKind(Protocol):
    """A module of assistant/ui/kinds. A record is that of the kind."""

    START: str  # key of the label on the button that starts it
    TABS: Mapping[str, View]  # result, configuration, code, log

    def title(self, spec: Any, language: Language) -> str:
        """What the run is called."""

    def device(self, record: Any, language: Language) -> str | None:
        """Where it computes, for a badge."""

    def progress(self, record: Any, language: Language) -> str:
        """The line at the progress bar."""

    def short_progress(self, record: Any, language: Language) -> str:
        """The same for a narrow place."""

    def share(self, record: Any) -> float:
        """How full the progress bar is, 0 to 1."""

    def remarks(self, record: Any) -> list[Sentence]:
        """What a run that ended some other way than by finishing says."""

    def refused(self, subject: Any) -> bool:
        """Something typed in the form breaks a rule, so there is nothing to start."""

    def choices(self, services: Services, subject: Any) -> None:
        """Draw what is chosen beside the button that starts it."""

    def before(self, services: Services, subject: Any) -> None:
        """Draw what the run is about, before it began."""

    def picture(self, services: Services, subject: Any, record: Any) -> None:
        """Draw the picture."""

    def figures(self, services: Services, subject: Any, record: Any) -> None:
        """Draw the numbers under the picture."""

    def helps(self, services: Services, subject: Any, record: Any) -> None:
        """Draw the buttons that can help a run that ended before its end."""

    def download(self, record: Any, key: str) -> None:
        """Draw the button that brings the result home."""

    def deletion(self, record: Any, title: str, when: str) -> Sentence:
        """The question before it is deleted: what goes with it."""


def report(spec: RunSpec) -> ModuleType:
    """What runs of that kind say: headline, summary, explanation, score."""
    found: ModuleType = KINDS[spec.kind].resolve("report")
    return found


def of(spec: RunSpec) -> CardOfKind:
    """The module that draws runs of that kind."""
    return cast(CardOfKind, import_module(f"assistant.ui.kinds.{KINDS[spec.kind].card}"))
