"""The work of a run that counts."""

from lstm_core.results.count import CountResult

from lstm_core.engine.work.contract import Work
from lstm_core.runs import events


def work(given: Work) -> CountResult | events.Stopped:
    """Count to the number."""
    for step in range(1, given.spec.total + 1):
        if given.should_stop():
            return events.Stopped(seq=0, at=0, step=step)
        given.emit(events.Logged(seq=0, at=0, step=step, values={"count": float(step)}))
    total = given.spec.total
    return CountResult(reason="steps", seconds=0.0, steps=total, counted=total)
