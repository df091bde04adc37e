"""What the report of a text run tells."""

from typing import Any

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.contract import Picture, TableRow, TaskFile, Tile
from lstm_core.reports.text import tables, verdicts
from lstm_core.results.base import TrainResult
from lstm_core.results.text import TextResult
from lstm_core.runs.events import FindingRaised
from lstm_core.runs.train import TrainRecord

SETTINGS = tables.SETTINGS


def headline(record: TrainRecord) -> Sentence:
    return verdicts.headline(TextResult.of(record.result))


def explanation(record: TrainRecord, ending: Sentence) -> list[Sentence]:
    return verdicts.explanation(record, TextResult.of(record.result), ending)


def ended(_record: TrainRecord) -> list[Sentence]:
    return []


def score(result: TrainResult) -> Sentence:
    return verdicts.score(TextResult.of(result))


def verdict(result: TrainResult) -> str:
    return verdicts.verdict(TextResult.of(result))


def findings(_result: TrainResult) -> list[FindingRaised]:
    return []


def tiles(record: TrainRecord, language: Language) -> list[Tile]:
    return tables.tiles(record, language)


def lines(record: TrainRecord, language: Language) -> list[tuple[str, ...]]:
    """Bits per character, and their change against each baseline."""
    unit = say("document.bits", language)
    return [
        (row.name, f"{row.bits} {unit}", *filter(None, (row.change, row.interval)))
        for row in tables.scores(record, language)
    ]


def files(_record: TrainRecord) -> list[TaskFile]:
    return []


def pictures(_record: TrainRecord, _language: Language) -> list[Picture]:
    return []


def part(record: TrainRecord, language: Language) -> dict[str, Any]:
    if record.result is None:
        return {"bits": [], "samples": []}
    return {"bits": tables.scores(record, language), "samples": tables.samples(record, language)}


def material(_record: TrainRecord) -> None:
    """The text is not read again: the result tells its size."""


def facts(record: TrainRecord, _material: None, language: Language) -> list[TableRow]:
    return tables.facts(record, language)


def notices(_material: Any) -> list[Sentence]:
    return []


def rows(_material: Any) -> int:
    return 0
