"""The tables of report.html for a text run; `lstm_core.reports.tables` holds those of every task."""

from typing import NamedTuple

from lstm_core.data.tasks import title
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import say
from lstm_core.reports.contract import TableRow, Tile
from lstm_core.reports.text.verdicts import bits_with_interval
from lstm_core.results.text import TextResult
from lstm_core.runs.train import TrainRecord

SETTINGS = ("level", "window", "min_count", "vocabulary_size", "validation_fraction", "test_fraction")


class TextScoreRow(NamedTuple):
    """One forecaster's measures, and the change in bits per character of the network against it."""

    name: str
    bits: str
    nats: str
    perplexity: str
    change: str
    interval: str


def tiles(record: TrainRecord, language: Language) -> list[Tile]:
    """The four numbers that matter."""
    result = TextResult.of(record.result)
    found = result.judged
    return [
        Tile(
            say("document.tile_bits", language),
            significant(found["model"].bits_per_character),
            say("document.lowest", language),
        ),
        Tile(
            say("document.tile_ngram", language, {"order": result.order}),
            significant(found["ngram"].bits_per_character),
            say("document.best_baseline", language),
        ),
        Tile(
            say("document.tile_perplexity", language),
            significant(found["model"].perplexity),
            say("document.per_symbol", language),
        ),
        Tile(
            say("document.tile_time", language),
            say("document.seconds", language, {"seconds": significant(result.seconds)}),
            say("document.tile_steps", language, {"steps": result.steps, "best": result.best_step}),
        ),
    ]


def scores(record: TrainRecord, language: Language) -> list[TextScoreRow]:
    """One row per forecaster, the network first."""
    result = TextResult.of(record.result)
    rows = []
    for name, measures in result.judged.items():
        gain = result.gain.get(name)
        change = bits_with_interval(gain.change) if gain is not None else {"change": ""}
        interval = f"[{change['low']}, {change['high']}]" if "low" in change else ""
        shown = say("document.model" if name == "model" else f"chart.{name}", language)
        bits, nats, perplexity = (
            significant(value) for value in (measures.bits_per_character, measures.nats, measures.perplexity)
        )
        rows.append(TextScoreRow(shown, bits, nats, perplexity, str(change["change"]), interval))
    return rows


def samples(record: TrainRecord, language: Language) -> list[TableRow]:
    """Heading and text of what the network wrote with its best weights, prompt included."""
    result = TextResult.of(record.result)
    return [
        (say("document.sample", language, {"temperature": f"{sample.temperature:g}"}), sample.prompt + sample.text)
        for sample in result.samples
    ]


def facts(record: TrainRecord, language: Language) -> list[TableRow]:
    """What the text is and how it was cut."""
    rows = [(say("document.name", language), title(record.spec.data, language))]
    if record.result is not None:
        result = TextResult.of(record.result)
        rows.append((say("document.characters", language), f"{sum(result.characters.values()):,}"))
        rows += [(say(f"document.part_{part}", language), f"{count:,}") for part, count in result.characters.items()]
        rows.append((say("document.vocabulary", language), f"{result.symbols:,}"))
        rows.append((say("document.digest", language), result.data_digest))
    return rows
