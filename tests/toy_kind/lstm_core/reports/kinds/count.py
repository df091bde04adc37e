"""What a run that counts says."""

from lstm_core.results.count import CountResult
from lstm_core.runs.count import CountRecord

from lstm_core.errors import Message
from lstm_core.i18n.languages import Language


def headline(record: CountRecord) -> Message:
    """How far it is."""
    return record.failure or Message("count.headline", {"number": record.step})


def summary(record: CountRecord, language: Language) -> str:
    """The same as text."""
    return headline(record).text(language)


def explanation(_record: CountRecord) -> list[Message]:
    """A number needs none."""
    return []


def score(result: CountResult) -> Message:
    """For a list of runs."""
    return Message("count.headline", {"number": result.counted})


def lines(_record: CountRecord, _language: Language) -> list[str]:
    """Nothing more for a terminal."""
    return []
