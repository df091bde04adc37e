"""The pieces of a backtest as members of their run: trained by processes of their own, in the order of the queue.

The run gives its slot back first, so that one of its pieces, or any other run, can have it.
"""

from typing import Any

from lstm_core.engine.tasks.contract import Folds
from lstm_core.engine.work.contract import Emit, Work
from lstm_core.errors import RunError, Sentence
from lstm_core.results.base import TrainResult
from lstm_core.runs import events
from lstm_core.runs.members import Members
from lstm_core.runs.record import RunRecord
from lstm_core.runs.remedies import DIVERGED


def lead_pieces(given: Work, backtest: Folds, emit: Emit) -> list[Any] | None:
    """Every fold in the order of time, None when a stop was asked for; tells of `backtest.progress`, 0 to 1."""
    found = backtest.begun(emit, given.should_stop)
    if found is None:
        return None
    if not backtest.led:
        return found
    specs = {f"piece-{number + 1}": backtest.member(number) for number in range(len(found), backtest.count)}
    before = len(found)

    def tell(event: events.RunEvent) -> None:
        if isinstance(event, events.Progressed):
            share = (before + event.done) / backtest.count
            event = events.Measured(seq=0, at=0, name="backtest.progress", value=share)
        emit(event)

    given.release()
    members = Members(given.folder, specs, given.slots)
    if not members.lead(tell, given.should_stop):
        return None
    for name in specs:
        found.append(_judged(backtest, len(found), name, members.read(name)))
    return found


def judged_pieces(given: Work, backtest: Folds) -> list[Any]:
    """The pieces that are judged already, up to the first that is not; at least that of the run's own network."""
    found = backtest.judged()
    if not backtest.led:
        return found
    specs = {f"piece-{number + 1}": backtest.member(number) for number in range(len(found), backtest.count)}
    members = Members(given.folder, specs, given.slots)
    for name in specs:
        record = members.read(name)
        if record is None or (record.result is None and not _diverged(record)):
            break
        found.append(_judged(backtest, len(found), name, record))
    return found


def _judged(backtest: Folds, number: int, name: str, record: RunRecord | None) -> Any:
    """A piece with the scores of its member; without any when its training diverged. Raises RunError for no result."""
    if record is not None and isinstance(record.result, TrainResult):
        return backtest.piece(number, record.result)
    if record is not None and _diverged(record):
        return backtest.piece(number, None)
    failure = record.failure if record is not None else None
    raise RunError(failure or Sentence("backtest.piece_lost", {"piece": name}))


def _diverged(record: RunRecord) -> bool:
    return record.failure is not None and record.failure.key in DIVERGED
