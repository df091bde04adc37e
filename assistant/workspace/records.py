"""The runs of a workspace as records, read as seldom as possible.

Guarantees: what is returned is what the folders say now; a run that has ended and was not launched again costs a few
looks at its folder; memory is bounded by `READERS` open curves and `KEPT` finished records. Safe for several threads.
"""

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, get_args

from lstm_core.errors import Sentence, RunError, SpecError
from lstm_core.results.base import Completion
from lstm_core.runs import locks
from lstm_core.runs.folder import LAUNCH_GRACE_SECONDS, RunFolder, RunState, is_id, leader_of, list_runs
from lstm_core.runs.record import RunReader, RunRecord

READERS = 12
KEPT = 48
HEAVY = 10_000  # values of the drawn series that weigh as much as another run
POINTS = 1000
LAST_LINE_BYTES = 400
NEWER = ("spec.kind", "spec.version", "spec.unknown_key", "spec.did_you_mean")  # what only a newer program can have written


@dataclass
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    reader: RunReader | None = None


class _Age(NamedTuple):
    """What changes with every attempt, and when a member comes or goes; times in nanoseconds."""

    launched: int
    members: int


class _Traces(NamedTuple):
    """What changes whenever the state of a run that nobody works on may change; times in nanoseconds."""

    age: _Age
    written: int
    stop_asked: bool
    held: bool


class Records:
    """The folder `runs` of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._slots: OrderedDict[str, _Slot] = OrderedDict()
        self._finished: OrderedDict[tuple[str, int | None], tuple[_Age, RunRecord]] = OrderedDict()
        self._over: set[str] = set()  # runs that came to their end: they never work again
        self._summaries: dict[str, tuple[_Traces, RunRecord]] = {}
        self._unreadable: dict[str, tuple[Sentence, ...]] = {}

    def record(self, run_id: str, points: int | None = POINTS) -> RunRecord:
        """The run now, its curve thinned to about `points` (None: whole). Raises RunError when it is gone."""
        age = self._age(run_id)
        with self._lock:
            kept = self._finished.get((run_id, points))
            if kept is not None and kept[0] == age:
                self._finished.move_to_end((run_id, points))
                return kept[1]
            slot = self._slots.setdefault(run_id, _Slot())
            self._slots.move_to_end(run_id)
            while len(self._slots) > READERS:
                self._slots.popitem(last=False)
        with slot.lock:
            slot.reader = slot.reader or _reader(self.folder / run_id)
            record = slot.reader.read(points)
        if record.state is RunState.FINISHED:
            with self._lock:
                self._slots.pop(run_id, None)
                self._finished[run_id, points] = (age, record)
                while len(self._finished) > 1 and sum(_weight(kept) for _, kept in self._finished.values()) > KEPT:
                    self._finished.popitem(last=False)
        return record

    def newest(self) -> Iterator[RunRecord]:
        """Those of `all` that can be read, the newest first, each read when it is asked for."""
        for path in list_runs(self.folder):
            with contextlib.suppress(RunError):
                yield self.summary(path.name)

    def all(self) -> list[RunRecord]:
        """Every run, newest first, without curves and without the values that only a picture needs."""
        found, unreadable = [], {}
        for path in list_runs(self.folder):
            try:
                found.append(self.summary(path.name))
            except RunError as error:
                if error.messages[0].key != "run.gone":  # deleted meanwhile, or not a run
                    unreadable[path.name] = error.messages
        with self._lock:
            self._unreadable = unreadable
            self._summaries = {
                record.id: self._summaries[record.id] for record in found if record.id in self._summaries
            }
        return found

    def unreadable(self) -> dict[str, tuple[Sentence, ...]]:
        """The runs that `all` came upon and could not read, with what is wrong with each."""
        with self._lock:
            return dict(self._unreadable)

    def running(self) -> list[RunRecord]:
        """The runs that work or wait, newest first, as `all` has them. Reads no run that nobody works on.

        Members stand for their leader once that is gone and they go on without it.
        """
        found = []
        for path in list_runs(self.folder):
            if path.name not in self._over:
                active = self._active([path.name])
                found += active or self._active(self._held_members(path))
        return found

    def _active(self, run_ids: Iterable[str]) -> list[RunRecord]:
        found = []
        for run_id in run_ids:
            with contextlib.suppress(RunError):
                if self._may_be_active(run_id):
                    found.append(self.record(run_id).bare())
        return [record for record in found if record.state.active]

    def _held_members(self, leader: Path) -> list[str]:
        members = [RunFolder(path) for path in list_runs(RunFolder(leader).members)]
        return [member.id for member in members if locks.holder_pid(member.lock) is not None]

    def log_tail(self, run_id: str, size: int) -> str:
        """The last `size` bytes of what the worker printed."""
        self._launched(run_id)
        return _tail(RunFolder(self.folder / run_id).log, size).decode("utf-8", errors="replace")

    def summary(self, run_id: str) -> RunRecord:
        """One of `all`. Raises RunError when it is gone or cannot be read."""
        traces = self._traces(run_id)
        with self._lock:
            kept = self._summaries.get(run_id)
        if kept is not None and kept[0] == traces:
            return kept[1]
        record = self.record(run_id).bare()
        if not record.state.active and not traces.held:
            with self._lock:
                self._summaries[run_id] = (traces, record)
        return record

    def knows(self, run_id: str) -> bool:
        """A summary of the run was read before, so that another look at it is cheap."""
        with self._lock:
            return run_id in self._summaries or run_id in self._slots

    def keep_only(self, run_ids: Collection[str]) -> None:
        """Let go of the summaries of all other runs."""
        with self._lock:
            kept = self._summaries.items()
            self._summaries = {name: each for name, each in kept if (leader_of(name) or name) in run_ids}

    def _traces(self, run_id: str) -> "_Traces":
        age, folder = self._age(run_id), RunFolder(self.folder / run_id)
        try:
            written = folder.events.stat().st_mtime_ns
        except OSError:
            written = 0
        return _Traces(age, written, folder.stop.exists(), locks.holder_pid(folder.lock) is not None)

    def _may_be_active(self, run_id: str) -> bool:
        launched, folder = self._launched(run_id), RunFolder(self.folder / run_id)
        last = _tail(folder.events, LAST_LINE_BYTES).rpartition(b"\n{")[2]
        if b'"finished"' in last and any(f'"{reason}"'.encode() in last for reason in get_args(Completion)):
            self._over.add(run_id)
            return False
        held = locks.holder_pid(folder.lock) is not None
        return held or time.time() - launched / 1e9 < LAUNCH_GRACE_SECONDS + 1

    def _age(self, run_id: str) -> _Age:
        launched, members = self._launched(run_id), RunFolder(self.folder / run_id).members
        return _Age(launched, members.stat().st_mtime_ns if members.is_dir() else 0)

    def _launched(self, run_id: str) -> int:
        """When launch.json was written, in nanoseconds: it changes with every attempt."""
        try:
            if not is_id(run_id):
                raise FileNotFoundError(run_id)
            return RunFolder(self.folder / run_id).launch.stat().st_mtime_ns
        except OSError:
            raise RunError(Sentence("run.gone", {"run": run_id[:80]})) from None


def _reader(path: Path) -> RunReader:
    """A reader of the run. Raises RunError, also for one that this program cannot read."""
    try:
        return RunReader(path)
    except SpecError as error:
        newer = error.messages[0].key in NEWER
        messages = (Sentence("run.newer", {"run": path.name}),) if newer else error.messages
        raise RunError(*messages) from None


def _tail(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - size))
            return file.read(size)
    except OSError:
        return b""


def _weight(record: RunRecord) -> int:
    """1 for an ordinary finished run, more for one with a long drawn series."""
    return 1 + (record.result.values // HEAVY if record.result else 0)
