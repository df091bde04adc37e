"""`python -m lstm_core.engine.worker RUN_DIR`: the only entry of a run's process.

It holds run.lock for life, waits for its turn without loading the engine, trains, and is the only writer of
events.jsonl, checkpoints/ and result.json. Whatever goes wrong becomes one `Failed` event; the traceback goes to
worker.log. With `--spare` it loads the engine first and then waits for the run's folder on standard input.
"""

import argparse
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from lstm_core.errors import Message, WorkbenchError
from lstm_core.results.parsing import Result
from lstm_core.runs import events, locks
from lstm_core.runs.record import Launch, RunFolder, list_runs, write_json
from lstm_core.spec.parsing import parse_spec
from lstm_core.spec.run import TrainRunSpec

LOOK_SECONDS = 0.05  # between two looks at the file `stop`
TURN_SECONDS = 0.1  # between two tries for a slot
ARRIVAL_SECONDS = 10.0  # a worker may take so long from its launch to its lock before others pass it


class EventWriter:
    """Appends events, one flushed line each; goes on after the last whole line of an earlier attempt."""

    def __init__(self, path: Path) -> None:
        whole = path.read_bytes() if path.exists() else b""
        kept = whole.rfind(b"\n") + 1
        self._seq = whole.count(b"\n")
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        os.ftruncate(self._file, kept)

    def __call__(self, event: events.RunEvent) -> None:
        stamped = event.model_copy(update={"seq": self._seq, "at": time.time()})
        self._seq += 1
        os.write(self._file, stamped.model_dump_json().encode() + b"\n")


class StopSign:
    """True once the file `stop` exists or SIGTERM came; looks at the disk a few times a second.

    SIGTERM ends the process at once as long as `stepping` is false: the engine is loading and nothing can be lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.stepping = False
        self._seen = False
        self._looked_at = -LOOK_SECONDS
        signal.signal(signal.SIGTERM, self._terminate)

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._seen and now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._seen = self._path.exists()
        return self._seen

    def _terminate(self, _number: int, _frame: FrameType | None) -> None:
        if not self.stepping:
            os._exit(1)
        self._seen = True


def work(run: Path, slots: int) -> int:
    """Do the run in `run`; the exit code is 0 unless it failed."""
    folder = RunFolder(run)
    lock = locks.try_lock(folder.lock)
    if lock is None:
        return 0  # somebody works on it already
    emit = EventWriter(folder.events)
    should_stop = StopSign(folder.stop)
    try:
        spec = parse_spec(folder.spec.read_bytes())
        slot = _wait_for_turn(folder, slots, should_stop)
        if slot is None:
            emit(events.Stopped(seq=0, at=0, step=0))
            return 0
        emit(events.Admitted(seq=0, at=0))
        _train(folder, spec, emit, should_stop)
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


def _train(folder: RunFolder, spec: TrainRunSpec, emit: EventWriter, should_stop: StopSign) -> None:
    from lstm_core.engine.tasks.preparation import load
    from lstm_core.engine.training.checkpoints import Checkpoints
    from lstm_core.engine.work.train import finish, fit

    def observe(event: events.RunEvent) -> None:
        should_stop.stepping = should_stop.stepping or isinstance(event, events.Started)
        emit(event)

    material = load(spec, folder.data)
    checkpoints = Checkpoints(folder.checkpoints)
    cause = Launch.model_validate_json(folder.launch.read_bytes()).finish
    if cause is not None:  # emits at once: a signal may end it at any time, and nothing is lost
        result: Result | events.Stopped = finish(spec, material, cause, emit=emit, checkpoints=checkpoints)
    else:
        result = fit(spec, material, emit=observe, should_stop=should_stop, checkpoints=checkpoints)
    if isinstance(result, events.Stopped):
        emit(result)
        return
    write_json(folder.result, result.model_dump_json())
    emit(events.Finished(seq=0, at=0, step=result.steps, reason=cause or result.reason, seconds=result.seconds))


def _wait_for_turn(folder: RunFolder, slots: int, should_stop: Callable[[], bool]) -> int | None:
    """The descriptor of a slot's lock, held until the process ends; None when a stop came first.

    Runs take a slot in the order of their launch: whoever finds an earlier one still waiting lets it go first.
    """
    places = folder.path.parent / ".slots"
    places.mkdir(exist_ok=True)
    launched_at = _launched_at(folder)
    while not should_stop():
        if not any(_waits(other) and _launched_at(other) < launched_at for other in _others(folder)):
            for number in range(slots):
                slot = locks.try_lock(places / f"{number}.lock")
                if slot is not None:
                    return slot
        time.sleep(TURN_SECONDS)
    return None


def _others(folder: RunFolder) -> list[RunFolder]:
    return [RunFolder(path) for path in list_runs(folder.path.parent) if path != folder.path]


def _waits(folder: RunFolder) -> bool:
    """The run has not been admitted since its launch, and its worker lives or may still be on its way to its lock."""
    if locks.holder(folder.lock) is None and (
        folder.stop.exists() or time.time() - _launched_at(folder) > ARRIVAL_SECONDS
    ):
        return False
    try:
        with folder.events.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
            lines = file.read().splitlines()
        last = events.parse_event(lines[-1]) if lines else None
    except (OSError, ValueError):
        return True
    return last is None or last.at < _launched_at(folder)


def _launched_at(folder: RunFolder) -> float:
    try:
        return Launch.model_validate_json(folder.launch.read_bytes()).launched_at
    except (OSError, ValueError):
        return 0.0


def _failure(error: BaseException) -> Message:
    if isinstance(error, WorkbenchError):
        return error.messages[0]
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError" or "can't allocate" in str(error):
        return Message("run.out_of_memory")
    if isinstance(error, OSError) and error.errno == 28:
        return Message("run.disk_full")
    return Message("run.crashed", {"error": type(error).__name__})


def _spare() -> tuple[Path, int] | None:
    """Load the engine, then wait for a run; None when the server let the spare go."""
    import torch._dynamo  # noqa: F401 (the first optimiser of a process loads it, which takes a second)

    import lstm_core.engine.tasks.series.preparation
    import lstm_core.engine.work.train  # noqa: F401

    line = sys.stdin.readline()
    if not line.strip():
        return None
    slots, run = line.rstrip("\n").split(" ", 1)
    log = os.open(RunFolder(run).log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    return Path(run), int(slots)


def main(arguments: list[str]) -> int:
    """Parse the command line and work."""
    parser = argparse.ArgumentParser(prog="python -m lstm_core.engine.worker")
    parser.add_argument("run", nargs="?", type=Path)
    parser.add_argument("--slots", type=int, default=1)
    parser.add_argument("--spare", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.spare:
        given = _spare()
        return 0 if given is None else work(*given)
    if asked.run is None:
        parser.error("RUN_DIR is missing")
    return work(asked.run.absolute(), asked.slots)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # at once: taking the engine apart takes seconds and changes nothing
