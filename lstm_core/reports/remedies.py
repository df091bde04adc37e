"""What can help a run that ended without a result, now: actions for pages, sentences for people and models alike."""

from lstm_core.errors import Sentence
from lstm_core.runs.remedies import COPIES, OF_FAILURES, OF_OTHERS, UNHURT, Remedy, changes_of_copy, is_possible
from lstm_core.runs.train import TrainRecord


def remedies(record: TrainRecord) -> list[Remedy]:
    """What can help this run now, the main one first; empty while it works and for a whole result."""
    if record.state.active or (record.result is not None and not record.result.cut and not record.resumable):
        return []
    wanted = UNHURT if record.ended_by is None else OF_FAILURES.get(record.ended_by, OF_OTHERS)
    if not record.has_data:
        wanted = (*(each for each in wanted if each in COPIES), *OF_OTHERS)
    possible = {"resume": record.resumable, "finish": record.finishable}
    copies = {each for each in COPIES if each in wanted and changes_of_copy(record.spec, each) is not None}
    found = [each for each in wanted if possible.get(each) or each in copies]
    return list(dict.fromkeys(each for each in found if each != "smaller" or "recomputing" not in copies))


def sentences(record: TrainRecord) -> list[Sentence]:
    """What can be done with a run that ended before its end, and why something cannot, for people and models alike."""
    if record.state.active or record.result is not None:
        return []
    found = [Sentence(f"remedy.{each}") for each in remedies(record)]
    if not record.has_data:
        return [Sentence("remedy.without_data")]
    return found if record.finishable else [*found, *why_no_best_step(record)]


def why_no_best_step(record: TrainRecord) -> list[Sentence]:
    """Why there is no best step to finish with, where nothing else forbids that."""
    forbidden = record.ended_by is not None and not is_possible("finish", record.ended_by)
    if forbidden or record.finishable or not record.has_data:
        return []
    return [Sentence("remedy.unjudged", {"every": min(record.spec.train.evaluate_every, record.steps)})]
