"""What a speech run's numbers mean, in sentences; the same rules as `lstm_core.reports.verdicts`."""

from lstm_core.errors import Sentence
from lstm_core.i18n.numbers import NONE, percent
from lstm_core.i18n.numbers import change as changed
from lstm_core.i18n.sentences import Parameter
from lstm_core.results.speech import SpeechResult

GOOD, USABLE = 0.05, 0.25  # word error rates


def headline(result: SpeechResult) -> Sentence:
    """How many words are wrong, on whom, and what a guesser would get."""
    wer, guess = result.test["model"].wer, result.test["guess"].wer
    kind = "guessing" if wer >= guess else "good" if wer <= GOOD else "usable" if wer <= USABLE else "weak"
    shown: dict[str, Parameter] = {"wer": percent(wer, "-"), "guess": percent(guess, "-"), "change": change(result)}
    return Sentence(f"report.speech_{kind}", {**shown, "utterances": result.test["model"].utterances})


def explanation(result: SpeechResult) -> list[Sentence]:
    """Who was heard, what decoding adds, what the characters say, how training ended."""
    model, beam = result.test["model"], result.test["beam"]
    unheard = bool(result.test_speakers) and not set(result.test_speakers) & set(result.train_speakers)
    shown: dict[str, Parameter] = {"right": percent(model.right, "-"), "cer": percent(model.cer, "-")}
    found = [Sentence("report.speech_scores", {**shown, "utterances": model.utterances})]
    if unheard:
        found.append(Sentence("report.speech_unheard", {"speakers": ", ".join(result.test_speakers[:6])}))
    elif result.test_speakers:
        found.append(Sentence("report.speech_same_voices"))
    rates: dict[str, Parameter] = {"greedy": percent(model.wer, "-"), "beam": percent(beam.wer, "-")}
    found.append(Sentence("report.speech_beam", rates))
    heard = result.validation["model"].wer
    if model.wer > 2 * heard + 0.05:
        found.append(
            Sentence("report.speech_gap", {"validation": percent(heard, "-"), "test": percent(model.wer, "-")})
        )
    return found


def score(result: SpeechResult) -> Sentence:
    """The result in half a line."""
    return Sentence("report.score_speech", {"wer": percent(result.test["model"].wer, "-"), "change": change(result)})


def change(result: SpeechResult) -> str:
    """How far the word error rate lies from a guesser's, e.g. "-94%"; negative is better."""
    wer, guess = result.test["model"].wer, result.test["guess"].wer
    return changed(wer / guess - 1) if guess > 0 else NONE


def verdict(result: SpeechResult) -> str:
    """Is "better" than always guessing the most frequent transcript, or "few": not shown to be, without an interval."""
    wer, guess = result.test["model"].wer, result.test["guess"].wer
    return "better" if wer < guess else "few"
