"""What is wrong with each run, found out beside the pages: no page waits for it longer than it says.

Guarantees: a diagnosis belongs to what the run's events were when it began; one is made at a time, and a run that
trains takes no more than `SHARE` of a core for it. Memory is bounded by `LOGS` open logs and `KEPT` diagnoses.
Safe for several threads.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from lstm_core.diagnosis.diagnosing import diagnose
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Diagnosis
from lstm_core.results.base import TrainResult
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.log import RunLog
from lstm_core.runs.train import TrainRecord

Drawn = TypeVar("Drawn")
_log = logging.getLogger("workbench.diagnoses")

LOGS = 8
KEPT = 200
PICTURES = 160
SHARE = 0.15
LEAST_SECONDS = 0.8  # between two looks at a run that trains


class Stamp(NamedTuple):
    """What a diagnosis depends on: it is the same as long as this is."""

    attempt: int
    state: RunState
    size: int  # of events.jsonl in bytes


@dataclass(frozen=True)
class Looked:
    """One look at one run."""

    stamp: Stamp
    diagnosis: Diagnosis
    seconds: float  # that it took, without what is found out about the data once
    at: float  # time.monotonic() when it ended
    failed: bool = False  # it broke off, and the diagnosis is empty: the same events are not looked at again

    def is_of(self, record: TrainRecord) -> bool:
        """The run still stands as it did: what is told of one that trained is not the last word on one that ended."""
        return self.stamp[:2] == (record.attempt, record.state)


@dataclass
class _Held:
    """The log of a run; whoever reads or draws it holds the lock."""

    log: RunLog
    lock: threading.Lock = field(default_factory=threading.Lock)


class Diagnoses:
    """The trainings of a workspace."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, "diagnose")
        self._logs: OrderedDict[str, _Held] = OrderedDict()
        self._looked: OrderedDict[str, Looked] = OrderedDict()
        self._begun: dict[str, Future[Looked]] = {}
        self._drawn: OrderedDict[tuple[object, ...], object] = OrderedDict()

    def latest(self, record: TrainRecord, patience: float = 0.0) -> Looked | None:
        """The newest look at a run; a newer one is begun where events have come since.

        Waits for the first, and for the last of one that has ended, no longer than `patience` seconds; None: there is no
        look yet.
        """
        run_id, stamp = record.id, _stamp(record)
        with self._lock:
            known = self._looked.get(run_id)
            if known is not None and (known.stamp == stamp or _too_early(known, stamp)):
                self._looked.move_to_end(run_id)
                return known
            begun = self._begun.get(run_id)
            if begun is None:
                begun = self._begun[run_id] = self._worker.submit(self._look, record, stamp)
        if known is not None and stamp.state.active:
            return known
        try:
            return begun.result(timeout=patience)
        except LateError:
            return known

    def drawn(
        self, record: TrainRecord, key: tuple[object, ...], draw: Callable[[Evidence, Diagnosis], Drawn]
    ) -> Drawn | None:
        """What `draw` makes of a run as it was last looked at, made once for all who ask by the same key.

        None: it was not looked at yet.
        """
        with self._lock:
            looked = self._looked.get(record.id)
            whole = (record.id, looked.stamp if looked else None, *key)
            if whole in self._drawn:
                self._drawn.move_to_end(whole)
                return self._drawn[whole]  # type: ignore[return-value]
        if looked is None:
            return None
        held = self._held(record)
        with held.lock:
            if held.log.started is None and not held.log.series:
                held.log.read()
            made = draw(_evidence(record, held.log), looked.diagnosis)
        with self._lock:
            self._drawn[whole] = made
            while len(self._drawn) > PICTURES:
                self._drawn.popitem(last=False)
        return made

    def close(self) -> None:
        """Begin no more looks."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _look(self, record: TrainRecord, stamp: Stamp) -> Looked:
        try:
            begun = time.monotonic()
            held = self._held(record)
            failed = False
            with held.lock:
                held.log.read()
                try:
                    evidence = _evidence(record, held.log)
                    _ = evidence.facts  # looked at once for a run; the pace goes by what comes again
                    begun = time.monotonic()
                    diagnosis = diagnose(evidence)
                except Exception:
                    _log.exception("run %s could not be diagnosed", record.id)
                    diagnosis, failed = Diagnosis(findings=[], looked_at=[], step=held.log.step), True
            ended = time.monotonic()
            looked = Looked(stamp, diagnosis, ended - begun, ended, failed)
            with self._lock:
                self._looked[record.id] = looked
                self._looked.move_to_end(record.id)
                while len(self._looked) > KEPT:
                    self._looked.popitem(last=False)
            return looked
        finally:
            with self._lock:
                self._begun.pop(record.id, None)

    def _held(self, record: TrainRecord) -> _Held:
        with self._lock:
            held = self._logs.setdefault(record.id, _Held(RunLog(RunFolder(record.path).events)))
            self._logs.move_to_end(record.id)
            while len(self._logs) > LOGS:
                self._logs.popitem(last=False)
        return held


def _evidence(record: TrainRecord, log: RunLog) -> Evidence:
    result = record.result if isinstance(record.result, TrainResult) else None
    return Evidence(record.spec, record.state, log, result, record.failure, RunFolder(record.path))


def _stamp(record: TrainRecord) -> Stamp:
    try:
        size = RunFolder(record.path).events.stat().st_size
    except OSError:
        size = 0
    return Stamp(record.attempt, record.state, size)


def _too_early(known: Looked, stamp: Stamp) -> bool:
    """The run still trains, and the last look is not long enough ago for what it took."""
    same = known.stamp[:2] == stamp[:2]
    return same and stamp.state.active and time.monotonic() - known.at < max(LEAST_SECONDS, known.seconds / SHARE)
