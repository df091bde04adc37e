"""What the report of a speech run tells."""

from functools import partial
from typing import TYPE_CHECKING, Any

from lstm_core.data.tasks import title
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.contract import Picture, TableRow, TaskFile, Tile
from lstm_core.reports.speech import alignment_figure, tables, verdicts
from lstm_core.results.base import TrainResult
from lstm_core.results.speech import RecognizedUtterance, SpeechResult
from lstm_core.runs.events import FindingRaised
from lstm_core.runs.train import TrainRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SETTINGS = tables.SETTINGS


def headline(record: TrainRecord) -> Sentence:
    return verdicts.headline(SpeechResult.of(record.result))


def explanation(record: TrainRecord, ending: Sentence) -> list[Sentence]:
    return [*verdicts.explanation(SpeechResult.of(record.result)), ending]


def ended(_record: TrainRecord) -> list[Sentence]:
    return []


def score(result: TrainResult) -> Sentence:
    return verdicts.score(SpeechResult.of(result))


def verdict(result: TrainResult) -> str:
    return verdicts.verdict(SpeechResult.of(result))


def findings(_result: TrainResult) -> list[FindingRaised]:
    return []


def tiles(record: TrainRecord, language: Language) -> list[Tile]:
    return tables.tiles(record, language)


def lines(record: TrainRecord, language: Language) -> list[tuple[str, ...]]:
    """Error rates of each way to write."""
    found: list[tuple[str, ...]] = []
    for row in tables.scores(SpeechResult.of(record.result), language):
        told = "  ".join(f"{name} {error}" for name, error in zip(tables.HEADS, row.errors, strict=True))
        found.append((row.name, told))
    return found


def files(_record: TrainRecord) -> list[TaskFile]:
    return []


def pictures(record: TrainRecord, language: Language) -> list[Picture]:
    result = SpeechResult.of(record.result)
    if not result.heard:
        return []
    heard, heading = result.heard[0], say("document.alignment", language)
    return [
        Picture("alignment", heading, partial(_alignment, result, heard), alignment_figure.alt_text(heard, language))
    ]


def _alignment(
    result: SpeechResult, heard: RecognizedUtterance, _record: TrainRecord, language: Language, palette: figures.Palette
) -> "Figure":
    return alignment_figure.alignment(result.symbols, heard, language, palette).update_layout(height=figures.HEIGHT)


def part(record: TrainRecord, language: Language) -> dict[str, Any]:
    if record.result is None:
        return {"scores": [], "transcripts": [], "heads": tables.HEADS}
    result = SpeechResult.of(record.result)
    return {
        "scores": tables.scores(result, language),
        "transcripts": tables.transcripts(result),
        "heads": tables.HEADS,
    }


def material(_record: TrainRecord) -> None:
    """The recordings are not read again."""


def facts(record: TrainRecord, _material: None, language: Language) -> list[TableRow]:
    """What the recordings are called, and their digest."""
    rows = [(say("document.name", language), title(record.spec.data, language))]
    if record.result is not None:
        rows.append((say("document.digest", language), record.result.data_digest))
    return rows


def notices(_material: Any) -> list[Sentence]:
    return []


def rows(_material: Any) -> int:
    return 0
