"""What the numbers of a text run mean, in sentences; `lstm_core.reports.verdicts` is the way in."""

from lstm_core.errors import Sentence
from lstm_core.i18n.numbers import percent, signed, significant
from lstm_core.i18n.sentences import Parameter
from lstm_core.results.base import Change
from lstm_core.results.text import TextResult
from lstm_core.runs.train import TrainRecord

COPY = 60  # characters of a copy that begin to look like recitation
COPY_OF_REFERENCE = 2.0  # times what as much text of the held-out part shares with the training text
OVERFIT = 1.25  # held-out loss over training loss
UNKNOWN = 0.005


def longest_copy(result: TextResult) -> str:
    """The longest run of characters that a sample shares with the training text."""
    return max((sample.copied for sample in result.samples), key=len, default="")


def recites(result: TextResult) -> bool:
    """The network writes long passages of the training text word for word."""
    return len(longest_copy(result)) >= max(COPY, COPY_OF_REFERENCE * result.reference_copy)


def verdict(result: TextResult) -> str:
    """The model against the n-grams: "better", "worse", "tie" or "few" (no interval)."""
    gain = result.gain["ngram"]
    return "few" if gain.low is None else gain.verdict


def bits_with_interval(change: Change) -> dict[str, Parameter]:
    """A change in bits per character and its interval, where there is one, as every sentence and table writes them."""
    found: dict[str, Parameter] = {"change": signed(change.value)}
    if change.low is not None and change.high is not None:
        found |= {"low": signed(change.low), "high": signed(change.high)}
    return found


def headline(result: TextResult) -> Sentence:
    """What the result means, in one sentence."""
    found, gain = result.judged, result.gain["ngram"]
    shown: dict[str, Parameter] = {
        "model": significant(found["model"].bits_per_character),
        "ngram": significant(found["ngram"].bits_per_character),
        "order": result.order,
    }
    shown |= bits_with_interval(gain.change)
    kind = verdict(result)
    if kind == "few":
        kind = "few_higher" if gain.change.value > 0 else "few_lower"
    if kind == "better" and recites(result):
        return Sentence("report.text_recites", {**shown, "copied": len(longest_copy(result))})
    return Sentence(f"report.text_{kind}", shown)


def explanation(record: TrainRecord, result: TextResult, ending: Sentence) -> list[Sentence]:
    """What the scores say, what is copied, how training ended."""
    found = result.judged
    shown: dict[str, Parameter] = {name: significant(scores.bits_per_character) for name, scores in found.items()}
    scores = found["model"]
    measure = {"nats": significant(scores.nats), "perplexity": significant(scores.perplexity)}
    sentences = [
        Sentence("report.text_bits", {**shown, "order": result.order}),
        Sentence(f"report.text_measures_{result.level}", {**measure, "each": significant(scores.character_perplexity)}),
    ]
    written = sum(len(sample.text) for sample in result.samples)
    copies: dict[str, Parameter] = {
        "written": written,
        "copied": len(longest_copy(result)),
        "reference": result.reference_copy,
    }
    sentences.append(Sentence("report.text_copies" if recites(result) else "report.text_own", copies))
    sentences.append(ending)
    pair: dict[str, Parameter] = {
        "training": significant(result.training_nats),
        "held_out": significant(result.validation["model"].nats),
    }
    gap = result.validation["model"].nats > OVERFIT * result.training_nats
    sentences.append(Sentence("report.text_overfitting" if gap else "report.text_fitting", pair))
    if result.unknown > UNKNOWN:
        sentences.append(Sentence("report.text_unknown", {"share": percent(result.unknown, "-")}))
    return sentences


def score(result: TextResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    bits, change = result.judged["model"].bits_per_character, result.gain["ngram"].change.value
    return Sentence("report.score_text", {"bits": significant(bits), "change": signed(change), "order": result.order})
