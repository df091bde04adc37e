"""Starts, stops, resumes and deletes runs on this machine; holds no state that a restart could lose.

Every worker is a process of its own session that outlives this one. The queue is made of locks (`worker.py`), so no
scheduler has to be alive for it to move.
"""

import contextlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, cast

import psutil

from lstm_core.data.tasks import place
from lstm_core.errors import Message, RunError
from lstm_core.results.base import Cause
from lstm_core.runs import locks
from lstm_core.runs.preflight import check_run
from lstm_core.runs.record import DATA_FILES, Launch, RunFolder, RunReader, RunState, write_json
from lstm_core.spec.run import TrainRunSpec

PROJECT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 8.0  # between a stop and SIGTERM, for a step and its checkpoint
LOADING_GRACE_SECONDS = 1.2  # the same while the engine is loading: nothing can be lost
KILL_SECONDS = 3.0  # between SIGTERM and SIGKILL
NEXT_SPARE_SECONDS = 10.0  # the first curve has the processor to itself
SPARE_BYTES = 2 << 30  # free memory that a spare worker asks for
PASSED_ON = (
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "VIRTUAL_ENV",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "CUBLAS_WORKSPACE_CONFIG",
    "NVIDIA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE", "KMP_AFFINITY", "OMP_PROC_BIND", "TORCHINDUCTOR_CACHE_DIR", "CC", "CXX",
)  # fmt: skip


class LocalLauncher:
    """Runs in the folder `runs`; at most `slots` of them work at a time, the rest wait in order of their launch."""

    def __init__(self, runs: Path, slots: int | None = None) -> None:
        self.runs = Path(runs).absolute()
        self.slots = slots or max(1, (os.cpu_count() or 2) // 2)
        self._spare: subprocess.Popen[bytes] | None = None
        self._later: threading.Timer | None = None  # makes the next spare
        self._closed = False
        self._lock = threading.Lock()

    def start(self, spec: TrainRunSpec) -> str:
        """Check the spec against data and memory, write the run's folder and open its worker; returns the run's id."""
        self.runs.mkdir(parents=True, exist_ok=True)
        run_id = _run_id(spec)
        draft = RunFolder(self.runs / f".{run_id}")
        draft.path.mkdir()
        try:
            place(spec.data, draft.path / DATA_FILES[spec.data.task])
            check_run(spec, draft.data)
            now = time.time()
            write_json(draft.spec, spec.to_json())
            write_json(draft.launch, Launch(created_at=now, launched_at=now).model_dump())
            os.replace(draft.path, self.runs / run_id)
        except BaseException:
            shutil.rmtree(draft.path, ignore_errors=True)
            raise
        self._open(RunFolder(self.runs / run_id))
        return run_id

    def stop(self, run_id: str) -> None:
        """Ask a run to stop; it ends after the step that it is in, or is ended after a grace period."""
        reader = self._reader(run_id)
        record = reader.read(points=2)
        if not record.state.active:
            return
        reader.folder.stop.touch()
        training = record.state is RunState.RUNNING and record.curve.steps and not record.finishing
        grace = GRACE_SECONDS if training else LOADING_GRACE_SECONDS
        threading.Thread(target=_end, args=(reader.folder, grace), daemon=True).start()

    def resume(self, run_id: str) -> None:
        """Go on from the last checkpoint, or from the beginning when there is none."""
        record = self._reader(run_id).read(points=2)
        if record.state is RunState.FINISHED and not record.resumable:
            raise RunError(Message("run.resume_finished", {"run": run_id}))
        folder = self._ended(run_id, "run.resume_active")
        record = self._reader(run_id).read(points=2)
        if not record.resumable:
            raise RunError(Message("run.resume_in_vain" if record.has_data else "run.without_data", {"run": run_id}))
        self._again(folder, None)

    def finish(self, run_id: str) -> None:
        """End a run that was stopped, died or failed with its best step so far: judge that, without training on."""
        record = self._reader(run_id).read(points=2)
        if record.finishing:
            return
        if record.state is RunState.FINISHED:
            raise RunError(Message("run.finish_finished", {"run": run_id}))
        folder = self._ended(run_id, "run.finish_active")
        record = self._reader(run_id).read(points=2)
        if not record.finishable:
            raise RunError(Message("run.finish_nothing" if record.has_data else "run.without_data", {"run": run_id}))
        cause = _launch(folder).finish  # of an attempt before that did not come to its end
        self._again(folder, cause or cast(Cause, record.state.value))

    def delete(self, run_id: str) -> None:
        """Remove the run's folder with everything in it."""
        folder = self._ended(run_id, "run.delete_active")
        hidden = self.runs / f".deleted-{run_id}-{secrets.token_hex(2)}"
        os.replace(folder.path, hidden)
        shutil.rmtree(hidden, ignore_errors=True)

    def prepare(self) -> None:
        """Keep one spare worker that has loaded the engine already, so that the next start shows a curve at once."""
        with self._lock:
            if self._closed or (self._spare is not None and self._spare.poll() is None):
                return
            if psutil.virtual_memory().available < SPARE_BYTES:
                return
            self._spare = _spawn(["--spare"], subprocess.PIPE, subprocess.DEVNULL)

    def close(self) -> None:
        """Let the spare worker go, for good; runs go on."""
        with self._lock:
            self._closed = True
            if self._later is not None:
                self._later.cancel()
            spare, self._spare = self._spare, None
        if spare is not None:  # it has no run, so nothing is lost
            spare.kill()
            spare.communicate()

    def _open(self, folder: RunFolder) -> None:
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is None or not _hand_over(spare, folder.path, self.slots):
            with folder.log.open("ab") as log:
                process = _spawn([str(folder.path), "--slots", str(self.slots)], subprocess.DEVNULL, log)
            _reap(process)
        else:
            _reap(spare)
            self._prepare_later()

    def _again(self, folder: RunFolder, finish: Cause | None) -> None:
        """Open a worker on a run that has one attempt or more behind it."""
        launch = _launch(folder)
        changed = {"launched_at": time.time(), "attempt": launch.attempt + 1, "finish": finish}
        folder.stop.unlink(missing_ok=True)
        write_json(folder.launch, launch.model_copy(update=changed).model_dump())
        self._open(folder)

    def _prepare_later(self) -> None:
        with self._lock:
            if self._later is not None:
                self._later.cancel()
            self._later = threading.Timer(NEXT_SPARE_SECONDS, self.prepare)
            self._later.daemon = True
            self._later.start()

    def _reader(self, run_id: str) -> RunReader:
        if not re.fullmatch(r"\w[\w.-]*", run_id):
            raise RunError(Message("run.gone", {"run": run_id[:80]}))
        return RunReader(self.runs / run_id)

    def _ended(self, run_id: str, refusal: str) -> RunFolder:
        """The folder of a run that nobody works on. Raises RunError with the key `refusal` for an active one."""
        reader = self._reader(run_id)
        patience = time.monotonic() + 10.0  # a worker that said its last word may still be exiting
        while locks.holder(reader.folder.lock) is not None and time.monotonic() < patience:
            if reader.read(points=2).state.active:
                break
            time.sleep(0.02)
        if reader.read(points=2).state.active or locks.holder(reader.folder.lock) is not None:
            raise RunError(Message(refusal, {"run": run_id}))
        return reader.folder


def _launch(folder: RunFolder) -> Launch:
    return Launch.model_validate_json(folder.launch.read_bytes())


def _run_id(spec: TrainRunSpec) -> str:
    source = Path(spec.data.name or spec.data.file or spec.data.source).stem if spec.data.source == "file" else ""
    words = re.sub(r"[^a-z0-9]+", "-", (source or spec.data.source).lower()).strip("-")[:24] or "data"
    model = f"{spec.model.cell}{spec.model.hidden_size}"
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{words}-{model}-{secrets.token_hex(2)}"


def environment() -> dict[str, str]:
    """What a worker is told of this process's environment: an allow-list, so that no key can be among it."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {
        "PYTHONPATH": str(PROJECT),
        "PYTHONUNBUFFERED": "1",
        "OMP_WAIT_POLICY": "PASSIVE",  # a waiting thread leaves its core to the pages
    }


def _spawn(arguments: list[str], standard_input: int, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """A worker in a session of its own: neither a signal to this process nor its death reaches it."""
    return subprocess.Popen(
        [sys.executable, "-m", "lstm_core.engine.worker", *arguments],
        stdin=standard_input,
        stdout=output,
        stderr=output,
        env=environment(),
        cwd="/",
        start_new_session=True,
    )


def _hand_over(spare: subprocess.Popen[bytes], run: Path, slots: int) -> bool:
    """Give the spare its run; False when it died."""
    assert spare.stdin is not None  # noqa: S101 (opened with a pipe)
    try:
        spare.stdin.write(f"{slots} {run}\n".encode())
        spare.stdin.close()
    except OSError:
        return False
    return spare.poll() is None


def _reap(process: subprocess.Popen[bytes]) -> None:
    """Wait for the process in the background, so that it leaves no zombie."""
    threading.Thread(target=process.wait, daemon=True).start()


def _end(folder: RunFolder, grace: float) -> None:
    """Signal the worker's session when it does not end by itself."""
    for wait, number in ((grace, signal.SIGTERM), (KILL_SECONDS, signal.SIGKILL)):
        until = time.monotonic() + wait
        while time.monotonic() < until:
            if locks.holder(folder.lock) is None or not folder.stop.exists():
                return
            time.sleep(0.05)
        holder = locks.holder(folder.lock)
        if holder is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(holder, number)
