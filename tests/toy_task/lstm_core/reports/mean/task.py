"""What the report of a run that learns a mean tells."""

from typing import Any

from lstm_core.results.mean import MeanResult

from lstm_core.data.tasks import title
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.contract import Picture, TableRow, TaskFile, Tile
from lstm_core.results.base import TrainResult
from lstm_core.runs.events import FindingRaised
from lstm_core.runs.train import TrainRecord

SETTINGS = ("held_out",)


def headline(record: TrainRecord) -> Sentence:
    return Sentence("mean.headline", {"mean": MeanResult.of(record.result).mean})


def explanation(_record: TrainRecord, ending: Sentence) -> list[Sentence]:
    return [ending]


def ended(_record: TrainRecord) -> list[Sentence]:
    return []


def score(result: TrainResult) -> Sentence:
    return Sentence("mean.headline", {"mean": MeanResult.of(result).mean})


def verdict(_result: TrainResult) -> str:
    return "tie"


def findings(_result: TrainResult) -> list[FindingRaised]:
    return []


def tiles(record: TrainRecord, language: Language) -> list[Tile]:
    return [Tile(say("mean.numbers", language), f"{MeanResult.of(record.result).mean:.3g}", "")]


def lines(record: TrainRecord, language: Language) -> list[tuple[str, ...]]:
    return [(say("document.model", language), f"{MeanResult.of(record.result).error:.3g}")]


def files(_record: TrainRecord) -> list[TaskFile]:
    return []


def pictures(_record: TrainRecord, _language: Language) -> list[Picture]:
    return []


def part(_record: TrainRecord, _language: Language) -> dict[str, Any]:
    return {}


def material(_record: TrainRecord) -> None:
    """The numbers are not read again."""


def facts(record: TrainRecord, _material: None, language: Language) -> list[TableRow]:
    return [(say("document.name", language), title(record.spec.data, language))]


def notices(_material: Any) -> list[Sentence]:
    return []


def rows(_material: Any) -> int:
    return 0
