"""What can help a run that ended without a result, now: actions for pages, sentences for people and models alike."""

from lstm_core.errors import Message
from lstm_core.runs.remedies import COPIES, OF_FAILURES, OF_OTHERS, UNHURT, Remedy, can, changes
from lstm_core.runs.train import TrainRecord


def remedies(record: TrainRecord) -> list[Remedy]:
    """What can help this run now, the main one first; empty while it works and for a whole result."""
    if record.state.active or (record.result is not None and not record.result.cut and not record.resumable):
        return []
    wanted = UNHURT if record.ended_by is None else OF_FAILURES.get(record.ended_by, OF_OTHERS)
    if not record.has_data:
        wanted = (*(each for each in wanted if each in COPIES), *OF_OTHERS)
    possible = {"resume": record.resumable, "finish": record.finishable}
    copies = {each for each in COPIES if each in wanted and changes(record.spec, each) is not None}
    found = [each for each in wanted if possible.get(each) or each in copies]
    return list(dict.fromkeys(each for each in found if each != "smaller" or "recomputing" not in copies))


def sentences(record: TrainRecord) -> list[Message]:
    """What can be done with a run that ended before its end, and why something cannot, for people and models alike."""
    if record.state.active or record.result is not None:
        return []
    found = [Message(f"remedy.{each}") for each in remedies(record)]
    if not record.has_data:
        return [Message("remedy.without_data")]
    return found if record.finishable else [*found, *unjudged(record)]


def unjudged(record: TrainRecord) -> list[Message]:
    """Why there is no best step to finish with, where nothing else forbids that."""
    forbidden = record.ended_by is not None and not can("finish", record.ended_by)
    if forbidden or record.finishable or not record.has_data:
        return []
    return [Message("remedy.unjudged", {"every": min(record.spec.train.evaluate_every, record.steps)})]
