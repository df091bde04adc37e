"""What a run that counts says."""

from lstm_core.results.count import CountResult
from lstm_core.runs.count import CountRecord

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language


def headline(record: CountRecord) -> Sentence:
    """How far it is."""
    return record.failure or Sentence("count.headline", {"number": record.step})


def summary(record: CountRecord, language: Language) -> str:
    """The same as text."""
    return headline(record).text(language)


def explanation(_record: CountRecord) -> list[Sentence]:
    """A number needs none."""
    return []


def score(result: CountResult) -> Sentence:
    """For a list of runs."""
    return Sentence("count.headline", {"number": result.counted})


def lines(_record: CountRecord, _language: Language) -> list[str]:
    """Nothing more for a terminal."""
    return []
