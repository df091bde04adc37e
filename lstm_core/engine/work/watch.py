"""Stops a training by itself once a finding is sure that no further step can heal; free of torch and of the disk.

It folds what the training tells into a log of its own: reading the run's folder would drop the lock of its worker.
"""

import statistics
from collections import deque
from pathlib import Path

from lstm_core.diagnosis.diagnosing import sure
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding, key, shown
from lstm_core.runs import events
from lstm_core.runs.folder import RunState
from lstm_core.runs.log import RunLog
from lstm_core.runs.train import CURVE
from lstm_core.spec.run import TrainRunSpec

LOSS = CURVE[0]
RECENT = 40  # losses that say what is usual
RISEN = 3.0  # times: from here on the rules are asked, which costs more
APART = 8  # steps between two questions that must have the same answer


class Watch:
    """`take` every event; `finding` is the one that ended it all, once two answers agree."""

    def __init__(self, spec: TrainRunSpec) -> None:
        self._spec, self._log = spec, RunLog(Path())
        self._recent: deque[float] = deque(maxlen=RECENT)
        self._first: float | None = None
        self._suspected: tuple[str, int] | None = None
        self.finding: Finding | None = None

    def take(self, event: events.RunEvent) -> events.FindingRaised | None:
        """Fold one event; what it proves, when it proves something."""
        self._log.take(event)
        if self.finding is not None or not isinstance(event, events.Logged) or LOSS not in event.values:
            return None
        loss = event.values[LOSS]
        self._first = loss if self._first is None else self._first
        usual = min([self._first, *([statistics.median(self._recent)] if self._recent else [])])
        self._recent.append(loss)
        if loss <= RISEN * usual:
            return None
        return self._asked(event.step)

    def _asked(self, step: int) -> events.FindingRaised | None:
        if self._suspected is not None and step - self._suspected[1] < APART:
            return None
        found = sure(Evidence(self._spec, RunState.RUNNING, self._log))
        if found is None:
            self._suspected = None
            return None
        if self._suspected is None or self._suspected[0] != found.code:
            self._suspected = found.code, step
            return None
        self.finding = found
        return raised(found, step)


def raised(finding: Finding, step: int) -> events.FindingRaised:
    """A finding as an event of the run."""
    return events.FindingRaised(
        seq=0,
        at=0,
        key=f"diagnosis.text.{key(finding.code, finding.variant)}",
        parameters=shown(finding.evidence),
        severity=finding.severity,
        step=step,
    )
