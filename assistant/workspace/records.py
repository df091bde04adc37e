"""The runs of a workspace as records, read as seldom as possible.

Guarantees: what is returned is what the folders say now; a run that has ended and was not launched again costs a few
looks at its folder; memory is bounded by `READERS` open curves and `KEPT` finished records. Safe for several threads.
"""

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, get_args

from lstm_core.runs import locks
from lstm_core.errors import Message, RunError
from lstm_core.results.base import Whole
from lstm_core.runs.record import LAUNCH_GRACE_SECONDS, Curve, RunFolder, RunReader, TrainRecord, RunState, list_runs

READERS = 12
KEPT = 48
HEAVY = 10_000  # values of the drawn series that weigh as much as another run
POINTS = 1000
LAST_LINE_BYTES = 400
_NAME = re.compile(r"[\w][\w.-]*")


@dataclass
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    reader: RunReader | None = None


class _Traces(NamedTuple):
    """What changes whenever the state of a run that nobody works on may change; times in nanoseconds."""

    launched: int
    written: int
    stop_asked: bool
    held: bool


class Records:
    """The folder `runs` of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._slots: OrderedDict[str, _Slot] = OrderedDict()
        self._finished: OrderedDict[tuple[str, int | None], tuple[int, TrainRecord]] = OrderedDict()
        self._over: set[str] = set()  # runs that came to their end: they never work again
        self._summaries: dict[str, tuple[_Traces, TrainRecord]] = {}

    def record(self, run_id: str, points: int | None = POINTS) -> TrainRecord:
        """The run now, its curve thinned to about `points` (None: whole). Raises RunError when it is gone."""
        launched = self._launched(run_id)
        with self._lock:
            kept = self._finished.get((run_id, points))
            if kept is not None and kept[0] == launched:
                self._finished.move_to_end((run_id, points))
                return kept[1]
            slot = self._slots.setdefault(run_id, _Slot())
            self._slots.move_to_end(run_id)
            while len(self._slots) > READERS:
                self._slots.popitem(last=False)
        with slot.lock:
            slot.reader = slot.reader or RunReader(self.folder / run_id)
            record = slot.reader.read(points)
        if record.state is RunState.FINISHED:
            with self._lock:
                self._slots.pop(run_id, None)
                self._finished[run_id, points] = (launched, record)
                while len(self._finished) > 1 and sum(_weight(kept) for _, kept in self._finished.values()) > KEPT:
                    self._finished.popitem(last=False)
        return record

    def all(self) -> list[TrainRecord]:
        """Every run, newest first, without curves and without the values that only a picture needs."""
        found = []
        for path in list_runs(self.folder):
            try:
                found.append(self._summary(path.name))
            except RunError:
                continue  # deleted meanwhile, or not a run
        with self._lock:
            self._summaries = {
                record.id: self._summaries[record.id] for record in found if record.id in self._summaries
            }
        return found

    def running(self) -> list[TrainRecord]:
        """The runs that work or wait, newest first, as `all` has them. Reads no run that nobody works on."""
        found = []
        for path in list_runs(self.folder):
            try:
                if path.name not in self._over and self._may_be_active(path.name):
                    found.append(_bare(self.record(path.name)))
            except RunError:
                continue
        return [record for record in found if record.state.active]

    def log_tail(self, run_id: str, size: int) -> str:
        """The last `size` bytes of what the worker printed."""
        self._launched(run_id)
        return _tail(RunFolder(self.folder / run_id).log, size).decode("utf-8", errors="replace")

    def _summary(self, run_id: str) -> TrainRecord:
        traces = self._traces(run_id)
        with self._lock:
            kept = self._summaries.get(run_id)
        if kept is not None and kept[0] == traces:
            return kept[1]
        record = _bare(self.record(run_id))
        if not record.state.active and not traces.held:
            with self._lock:
                self._summaries[run_id] = (traces, record)
        return record

    def _traces(self, run_id: str) -> "_Traces":
        launched, folder = self._launched(run_id), RunFolder(self.folder / run_id)
        try:
            written = folder.events.stat().st_mtime_ns
        except OSError:
            written = 0
        return _Traces(launched, written, folder.stop.exists(), locks.holder(folder.lock) is not None)

    def _may_be_active(self, run_id: str) -> bool:
        launched, folder = self._launched(run_id), RunFolder(self.folder / run_id)
        if locks.holder(folder.lock) is not None or time.time() - launched / 1e9 < LAUNCH_GRACE_SECONDS + 1:
            return True
        last = _tail(folder.events, LAST_LINE_BYTES).rpartition(b"\n{")[2]
        if b'"finished"' in last and any(f'"{reason}"'.encode() in last for reason in get_args(Whole)):
            self._over.add(run_id)
        return False

    def _launched(self, run_id: str) -> int:
        """When launch.json was written, in nanoseconds: it changes with every attempt."""
        try:
            if not _NAME.fullmatch(run_id):
                raise FileNotFoundError(run_id)
            return RunFolder(self.folder / run_id).launch.stat().st_mtime_ns
        except OSError:
            raise RunError(Message("run.gone", {"run": run_id[:80]})) from None


def _tail(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - size))
            return file.read(size)
    except OSError:
        return b""


def _weight(record: TrainRecord) -> int:
    """1 for an ordinary finished run, more for one with a long drawn series."""
    return 1 + (record.result.values // HEAVY if record.result is not None else 0)


def _bare(record: TrainRecord) -> TrainRecord:
    result = record.result.bare() if record.result is not None else None
    return record.model_copy(update={"curve": Curve(), "evaluations": [], "result": result})
