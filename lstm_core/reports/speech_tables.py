"""The numbers of a speech run for report.html."""

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import Parameter, say
from lstm_core.results.speech import SpeechResult
from lstm_core.runs.record import RunRecord


def tiles(record: RunRecord, result: SpeechResult, language: Language) -> list[tuple[str, str, str]]:
    """Name, value and comparison of the four numbers that matter."""
    model, guess = result.test["model"], result.test["guess"]
    tested: dict[str, Parameter] = {"count": model.utterances}
    shown: dict[str, Parameter] = {"steps": result.steps, "best": result.best_step}
    against: dict[str, Parameter] = {"rate": percent(guess.wer, "-"), "guess": result.guess}
    return [
        (say("speech.tile_wer", language), percent(model.wer, "-"), say("speech.recordings", language, tested)),
        (say("speech.tile_right", language), percent(model.right, "-"), say("speech.against", language, against)),
        (
            say("speech.tile_beam", language),
            percent(result.test["beam"].wer, "-"),
            say("speech.voices", language, {"speakers": ", ".join(result.test_speakers[:4]) or "–"}),
        ),
        (
            say("document.tile_time", language),
            say("document.seconds", language, {"seconds": significant(result.seconds)}),
            say("document.tile_steps", language, shown),
        ),
    ]


def scores(result: SpeechResult, language: Language) -> list[tuple[str, tuple[str, ...], str, str]]:
    """Name, word and character error rate of each way to write, and the share of wholly right recordings."""
    return [
        (
            say(f"speech.by_{name}", language),
            (percent(scored.wer, "-"), percent(scored.cer, "-")),
            percent(scored.right, "-"),
            "",
        )
        for name, scored in result.test.items()
    ]


def transcripts(result: SpeechResult) -> list[tuple[str, str, str]]:
    """File, what was said and what was heard."""
    return [(each.file, each.said, each.heard or "–") for each in result.heard]
