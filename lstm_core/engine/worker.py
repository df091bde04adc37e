"""`python -m lstm_core.engine.worker RUN_DIR`: the only entry of a run's process.

It holds run.lock for life, waits for its turn without loading the engine, does the work of the run's kind, and is the
only writer of events.jsonl, checkpoints/ and result.json. Whatever goes wrong becomes one `Failed` event; the traceback
goes to worker.log. With `--fork-server` it loads the engine and forks a worker for every run that is named on standard
input.
With `--parent` it ends when that process does: on a cluster the node decides on its processes.
"""

import argparse
import contextlib
import ctypes
import errno
import gc
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from types import FrameType

from lstm_core.engine.work.contract import Work, WorkOf
from lstm_core.errors import Sentence, WorkbenchError
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.runs import events, locks
from lstm_core.runs.folder import MEMBERS, Launch, RunFolder, list_runs, write_json
from lstm_core.runs.fork_server import ARGUMENT, FORKS
from lstm_core.runs.launcher import ARRIVAL_SECONDS
from lstm_core.runs.slots import Slots

LOOK_SECONDS = 0.05  # between two looks at the file `stop`
TURN_SECONDS = 0.1  # between two tries for a slot
PARENT_SECONDS = 0.5  # between two looks at the parent, where the kernel cannot be asked to
SYNC_SECONDS = 1.0  # readers on other machines are so far behind at the most
LASTING = (events.Admitted, events.Finished, events.Failed, events.Stopped)  # decide on the state of the run
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


class EventWriter:
    """Appends events, one flushed line each; goes on after the last whole line of an earlier attempt.

    `elsewhere`: who reads them sits at another machine, with a clock of its own. Events then reach the shared disk
    before the lock of the run is free, and none is older than the launch that caused it.
    """

    def __init__(self, path: Path, launched_at: float = 0.0, *, elsewhere: bool = False) -> None:
        self._elsewhere, self._earliest, self._synced_at = elsewhere, launched_at if elsewhere else 0.0, -SYNC_SECONDS
        whole = path.read_bytes() if path.exists() else b""
        kept = whole.rfind(b"\n") + 1
        self._seq = whole.count(b"\n")
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        os.ftruncate(self._file, kept)

    def __call__(self, event: events.RunEvent) -> None:
        stamped = event.model_copy(update={"seq": self._seq, "at": max(time.time(), self._earliest)})
        if self._elsewhere and isinstance(stamped, events.Started):
            stamped = stamped.model_copy(update={"host": socket.gethostname()})
        self._seq += 1
        line, before = stamped.model_dump_json().encode() + b"\n", os.fstat(self._file).st_size
        if os.write(self._file, line) < len(line):  # the disk is full; half a line would spoil the next one
            os.ftruncate(self._file, before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        now = time.monotonic()
        if self._elsewhere and (isinstance(event, LASTING) or now - self._synced_at >= SYNC_SECONDS):
            self._synced_at = now
            os.fsync(self._file)


class StopSign:
    """True once the file `stop` exists or SIGTERM came; looks at the disk a few times a second.

    SIGTERM ends the process at once as long as `stepping` is false: the engine is loading and nothing can be lost. So
    does the deletion of the run's folder by hand: what is written under its name from then on is another run's.
    """

    def __init__(self, path: Path, lock: Path) -> None:
        self._path, self._lock, self._inode = path, lock, lock.stat().st_ino
        self.stepping = False
        self._seen = False
        self._looked_at = -LOOK_SECONDS
        signal.signal(signal.SIGTERM, self._terminate)

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._seen and now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._seen = self._path.exists()
            if _inode(self._lock) != self._inode:
                os._exit(1)
        return self._seen

    def _terminate(self, _number: int, _frame: FrameType | None) -> None:
        if not self.stepping:
            os._exit(1)
        self._seen = True


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def work(run: Path, slots: Slots | int) -> int:
    """Do the run in `run`; the exit code is 0 unless it failed."""
    folder = RunFolder(run)
    lock = locks.try_lock(folder.lock, locks.machine())
    if lock is None:
        return 0  # somebody works on it already
    slots = Slots.of(slots)
    emit = EventWriter(folder.events, _launched_at(folder), elsewhere=slots.reserved)
    should_stop = StopSign(folder.stop, folder.lock)
    try:
        spec = parse_spec(folder.spec.read_bytes())
        kind = KINDS[spec.kind]
        placed = kind.leads or slots.reserved
        taken = [] if placed else _wait_for_turn(folder, slots.places, slots.needed(spec), should_stop)
        if taken is None:
            emit(events.Stopped(seq=0, at=0, step=0))
            return 0
        emit(events.Admitted(seq=0, at=0))
        work_of: WorkOf = kind.resolve("work")
        result = work_of(Work(folder, spec, emit, should_stop, slots, release=partial(_release, taken)))
        if isinstance(result, events.Stopped):
            emit(result)
            return 0
        write_json(folder.result, result.model_dump_json())
        cause = Launch.model_validate_json(folder.launch.read_bytes()).finish
        reason = cause or result.reason
        emit(events.Finished(seq=0, at=0, step=result.steps, reason=reason, seconds=result.seconds))
    except BaseException as error:
        traceback.print_exc()
        message = _failure(error)
        emit(
            events.Failed(
                seq=0, at=0, key=message.key, parameters=message.parameters, step=getattr(error, "step", None)
            )
        )
        return 1
    return 0


def _wait_for_turn(folder: RunFolder, count: int, needed: int, should_stop: Callable[[], bool]) -> list[int] | None:
    """The descriptors of the locks of so many places, held until the process ends; None when a stop came first.

    Runs take their places in the order of their launch, members of other runs among them: whoever finds an earlier one
    still waiting lets it go first, so one that needs two places is not overtaken by many that need one.
    """
    places = folder.home / ".slots"
    places.mkdir(exist_ok=True)
    launched_at, over = _launched_at(folder), dict[Path, float]()
    while not should_stop():
        if not any(_waits(other, over) for other in _others(folder) if _launched_at(other) < launched_at):
            taken = list[int]()
            for number in range(count):
                place = locks.try_lock(places / f"{number}.lock")
                taken += [] if place is None else [place]
                if len(taken) == needed:
                    return taken
            _release(taken)
        time.sleep(TURN_SECONDS)
    return None


def _release(taken: list[int]) -> None:
    for place in taken:
        os.close(place)


def _others(folder: RunFolder) -> Iterator[RunFolder]:
    """Every other run, members and their members among them; who leads takes no slot and never waits for long."""
    for path in _every(folder.home):
        if path != folder.path:
            yield RunFolder(path)


def _every(runs: Path) -> Iterator[Path]:
    for path in list_runs(runs):
        yield path
        yield from _every(path / MEMBERS)


def _waits(folder: RunFolder, over: dict[Path, float]) -> bool:
    """The run has not been admitted since its launch, and its worker lives or may still be on its way to its lock.

    One that waits for a place on another machine is in no one's way.

    `over` keeps the launches that were admitted or given up: these do not wait again.
    """
    launch = _launch(folder)
    launched_at = launch.launched_at if launch is not None else 0.0
    if over.get(folder.path) == launched_at or (launch is not None and launch.awaited_at is not None):
        return False
    waits = _not_admitted(folder, launched_at)
    if not waits:
        over[folder.path] = launched_at
    return waits


def _not_admitted(folder: RunFolder, launched_at: float) -> bool:
    if locks.holder_pid(folder.lock) is None and (folder.stop.exists() or time.time() - launched_at > ARRIVAL_SECONDS):
        return False
    try:
        with folder.events.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
            lines = file.read().splitlines()
        last = events.parse_event(lines[-1]) if lines else None
    except (OSError, ValueError):
        return True
    return last is None or last.at < launched_at


def _launched_at(folder: RunFolder) -> float:
    launch = _launch(folder)
    return launch.launched_at if launch is not None else 0.0


def _launch(folder: RunFolder) -> Launch | None:
    try:
        return _launch_of(folder.launch, folder.launch.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=8192)
def _launch_of(path: Path, _written_ns: int) -> Launch:
    return Launch.model_validate_json(path.read_bytes())


def _failure(error: BaseException) -> Sentence:
    if isinstance(error, WorkbenchError):
        return error.messages[0]
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError" or "can't allocate" in str(error):
        return Sentence("run.out_of_memory")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Sentence("run.disk_full")
    return Sentence("run.crashed", {"error": type(error).__name__})


def load() -> None:
    """What every training needs. Nothing is computed and no GPU is asked for: neither would survive a fork."""
    import scipy.special  # noqa: F401 (scores load it)
    import torch._dynamo  # noqa: F401 (the first optimiser of a process loads it, which takes a second)

    import lstm_core.engine.tasks.series.preparation
    import lstm_core.engine.tasks.speech.preparation
    import lstm_core.engine.tasks.text.preparation
    import lstm_core.engine.work.train  # noqa: F401


def _serve(follows: bool) -> tuple[Path, Slots] | None:
    """Load the engine and fork; returns in each worker with its run, and with None when the owner has gone.

    With `follows` a worker ends when this process does.
    """
    load()
    gc.collect()
    gc.freeze()  # or the first collection in a worker would copy every page
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # workers leave no zombies
    with contextlib.suppress(BrokenPipeError):  # the owner has gone; what it gave is done
        os.write(1, b"\n")  # ready
    server = os.getpid()
    while line := sys.stdin.readline().rstrip("\n"):
        if FORKS and os.fork():
            continue
        if follows and FORKS:
            _end_with(server)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        slots, run = line.split(" ", 1)
        log = os.open(RunFolder(run).log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        for number, descriptor in enumerate((os.open(os.devnull, os.O_RDONLY), log, log)):
            os.dup2(descriptor, number)
        if FORKS:
            os.setsid()
        return Path(run), Slots.parse(slots)
    return None


def _end_with(parent: int) -> None:
    """End at once when the process that opened this one does, however it ends."""

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)

    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before it could be asked for
            os._exit(1)
    else:
        threading.Thread(target=follow, daemon=True).start()


def main(arguments: list[str]) -> int:
    """Parse the command line and work."""
    parser = argparse.ArgumentParser(prog="python -m lstm_core.engine.worker")
    parser.add_argument("run", nargs="?", type=Path)
    parser.add_argument("--slots", type=Slots.parse, default=Slots(1))
    parser.add_argument(ARGUMENT, dest="serves", action="store_true")
    parser.add_argument("--parent", type=int)
    asked = parser.parse_args(arguments)
    if asked.parent is not None:
        _end_with(asked.parent)
    if asked.serves:
        given = _serve(follows=asked.parent is not None)
        return 0 if given is None else work(*given)
    if asked.run is None:
        parser.error("RUN_DIR is missing")
    return work(asked.run.absolute(), asked.slots)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # at once: taking the engine apart takes seconds and changes nothing
