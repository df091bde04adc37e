"""The errors a person can cause, as values: a key and its parameters, never a finished sentence.

WorkbenchError
├── SpecError   the configuration breaks a rule
├── DataError   the data cannot be used as asked
└── RunError    a run's folder or process is not in the state that the call needs
    └── ClusterError   the machines that are to compute cannot be reached or used
"""

from dataclasses import dataclass, field

from lstm_core.i18n.sentences import Language, Parameter, say


@dataclass(frozen=True)
class Sentence:
    """One sentence to come: its key in a text table and the parameters that fill it."""

    key: str
    parameters: dict[str, Parameter] = field(default_factory=dict)

    def text(self, language: Language = "en") -> str:
        """The sentence, for keys of the engine's own table."""
        return say(self.key, language, self.parameters)


class WorkbenchError(Exception):
    """A rule was broken; every message names value, rule and what to do."""

    def __init__(self, *messages: Sentence) -> None:
        super().__init__("; ".join(_plain(message) for message in messages))
        self.messages = messages


def _plain(message: Sentence) -> str:
    try:
        return message.text("en")
    except KeyError:  # a key of a table above the engine's
        return message.key


class SpecError(WorkbenchError):
    """The configuration breaks a rule."""


class DataError(WorkbenchError):
    """The data cannot be used as asked."""


class RunError(WorkbenchError):
    """A run's folder or process is not in the state that the call needs."""


class ClusterError(RunError):
    """The machines that are to compute cannot be reached or used; no run is to blame."""
