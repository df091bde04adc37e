"""What a run's numbers mean, in sentences: keys and parameters, for the card, the guide and report.html alike.

Every sentence is a rule over the record and holds in both directions: a bad result is said as plainly as a good one.
A difference from a baseline is everywhere the change of the error, so less is better: -40 % here and on every page.
"""

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import Parameter
from lstm_core.reports import contract
from lstm_core.results.base import TrainResult
from lstm_core.runs.folder import RunState
from lstm_core.runs.train import TrainRecord

STILL_FALLING = 0.9  # share of the steps after which the best one says that more may help


def headline(record: TrainRecord) -> Sentence:
    """The one sentence on a run: what its result means against the best baseline, or where it stands."""
    if record.result is not None:
        return contract.of(record.result.task).headline(record)
    if record.state is RunState.FAILED and record.failure is not None:
        return record.failure
    place: dict[str, Parameter] = {"step": record.step, "steps": record.steps}
    if record.state is RunState.RUNNING and record.finishing:
        return Sentence("report.finishing", place)
    if record.state.active:
        return Sentence(f"report.{record.state.value}", place)
    ended = "stopped" if record.state is RunState.STOPPED else "lost"
    return Sentence(
        f"report.{ended}" if "checkpoints/last.safetensors" in record.artifacts else f"report.{ended}_early", place
    )


def early_end(record: TrainRecord) -> list[Sentence]:
    """That a run with a result ended before its end, where, and whose weights were judged."""
    result = record.result
    if result is None:
        return []
    found = []
    if result.cut:
        shown: dict[str, Parameter] = {"step": result.steps, "steps": record.steps, "best": result.best_step}
        found.append(Sentence(f"report.ended_{result.reason}", shown))
    return [*found, *contract.of(result.task).ended(record)]


def summary(record: TrainRecord, language: Language) -> str:
    """What stands at the top wherever a run is told of: that it ended before its end, if it did, and its headline."""
    sentences = [message.text(language) for message in [*early_end(record), headline(record)]]
    return ("" if language == "zh" else " ").join(sentences)


def explanation(record: TrainRecord) -> list[Sentence]:
    """What was found and what the scores say, in a few sentences; empty before there is a result."""
    if record.result is None:
        return []
    found = [Sentence(event.key, event.parameters) for event in record.findings]
    return [*found, *contract.of(record.result.task).explanation(record, _ending(record.result))]


def score(result: TrainResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    return contract.of(result.task).score(result)


def verdict(result: TrainResult) -> str:
    """The result against its rival: "better", "worse", "tie", "few" (no interval) or "perfect" (no error)."""
    return contract.of(result.task).verdict(result)


def _ending(result: TrainResult) -> Sentence:
    if result.reason == "early_stopping":
        key = "report.early"
    else:
        key = "report.longer" if result.best_step > STILL_FALLING * result.steps else "report.settled"
    return Sentence(key, {"best": result.best_step, "step": result.steps})
