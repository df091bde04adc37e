"""The numbers of a speech run for report.html."""

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import Parameter, say
from lstm_core.reports.contract import Tile
from lstm_core.reports.tables import ForecastScoreRow
from lstm_core.results.speech import SpeechResult
from lstm_core.runs.train import TrainRecord

SETTINGS = (
    "symbols",
    "lexicon",
    "rate",
    "mels",
    "frame_ms",
    "hop_ms",
    "stack",
    "unheard_speakers",
    "augment",
    "validation_fraction",
    "test_fraction",
)
HEADS = ("WER", "CER")


def tiles(record: TrainRecord, language: Language) -> list[Tile]:
    """The four numbers that matter."""
    result = SpeechResult.of(record.result)
    model, guess = result.test["model"], result.test["guess"]
    tested: dict[str, Parameter] = {"count": model.utterances}
    shown: dict[str, Parameter] = {"steps": result.steps, "best": result.best_step}
    against: dict[str, Parameter] = {"rate": percent(guess.wer, "-"), "guess": result.guess}
    return [
        Tile(say("speech.tile_wer", language), percent(model.wer, "-"), say("speech.recordings", language, tested)),
        Tile(say("speech.tile_right", language), percent(model.right, "-"), say("speech.against", language, against)),
        Tile(
            say("speech.tile_beam", language),
            percent(result.test["beam"].wer, "-"),
            say("speech.voices", language, {"speakers": ", ".join(result.test_speakers[:4]) or "–"}),
        ),
        Tile(
            say("document.tile_time", language),
            say("document.seconds", language, {"seconds": significant(result.seconds)}),
            say("document.tile_steps", language, shown),
        ),
    ]


def scores(result: SpeechResult, language: Language) -> list[ForecastScoreRow]:
    """Name, word and character error rate of each way to write, and the share of wholly right recordings."""
    return [
        ForecastScoreRow(
            say(f"speech.by_{name}", language),
            (percent(scored.wer, "-"), percent(scored.cer, "-")),
            percent(scored.right, "-"),
        )
        for name, scored in result.test.items()
    ]


def transcripts(result: SpeechResult) -> list[tuple[str, str, str]]:
    """File, what was said and what was heard."""
    return [(each.file, each.said, each.heard or "–") for each in result.heard]
