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
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import IO, cast

import psutil

from lstm_core.data.tasks import write_data_file
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.results.base import Interruption
from lstm_core.runs import locks
from lstm_core.runs.folder import DATA_FILES, Launch, RunFolder, RunState, is_id, list_runs, share, write_json
from lstm_core.runs.fork_server import VARIABLE, ForkServer
from lstm_core.runs.record import RunReader
from lstm_core.runs.slots import Slots
from lstm_core.spec.run import RunSpec

PROJECT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 8.0  # between a stop and SIGTERM, for a step and its checkpoint
LOADING_GRACE_SECONDS = 1.2  # the same while the engine is loading: nothing can be lost
LEADER_GRACE_SECONDS = 20.0  # the same for a run that stops its members first
ARRIVAL_SECONDS = 10.0  # a worker may take so long from its launch to its lock before others pass it
KILL_SECONDS = 3.0  # between SIGTERM and SIGKILL
NEXT_SERVER_SECONDS = 10.0  # the first curve has the processor to itself
SERVER_BYTES = 2 << 30  # free memory that a fork server asks for
PASSED_ON = (
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "VIRTUAL_ENV",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "CUBLAS_WORKSPACE_CONFIG",
    "NVIDIA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE", "KMP_AFFINITY", "OMP_PROC_BIND", "TORCHINDUCTOR_CACHE_DIR", "CC", "CXX", "WORKBENCH_RAY",
    "RAY_ADDRESS", "RAY_TMPDIR", "RAY_USE_TLS", "RAY_TLS_SERVER_CERT", "RAY_TLS_SERVER_KEY", "RAY_TLS_CA_CERT",
    "RAY_AUTH_MODE", "RAY_AUTH_TOKEN_PATH", "RAY_USAGE_STATS_ENABLED", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER",
)  # fmt: skip

# Of the GNU C library. By itself it gives the large tensors of a step back to the system and asks for them again in the
# next one, page by page: with the logits of a few thousand characters that was two fifths of a step's time.
ALLOCATION = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}


class LocalLauncher:
    """Runs in the folder `runs`; as many work at a time as `slots` has places for, others wait in order of launch."""

    def __init__(self, runs: Path, slots: Slots | int | None = None) -> None:
        self.runs = Path(runs).absolute()
        self.slots = Slots.of(slots)
        self._server: ForkServer | None = None
        self._later: threading.Timer | None = None  # opens the next one
        self._closed = False
        self._lock = threading.Lock()

    def start(
        self,
        spec: RunSpec,
        run_id: str | None = None,
        data: Path | None = None,
        *,
        instruments: bool = True,
        stop_when_sure: bool = False,
    ) -> str:
        """Check the spec against data and memory, write the run's folder and open its worker; returns the run's id.

        A member has the name `run_id` and shares the `data` of the run that leads it, which were checked before.
        """
        self.runs.mkdir(parents=True, exist_ok=True)
        run_id = run_id or _run_id(spec)
        draft = RunFolder(self.runs / f".{run_id}")
        shutil.rmtree(draft.path, ignore_errors=True)  # of a leader that died while it wrote this member
        draft.path.mkdir()
        try:
            target = draft.path / DATA_FILES[spec.subject.task]
            if data is None:
                write_data_file(spec.subject, target)
                check: Callable[[RunSpec, Path], None] = KINDS[spec.kind].resolve("check")
                check(spec, draft.data)
                if KINDS[spec.kind].brings is not None:
                    KINDS[spec.kind].resolve("brings")(spec, draft.path)
            else:
                share(data, target)
            now = time.time()
            write_json(draft.spec, spec.to_json())
            asked = {"instruments": instruments, "stop_when_sure": stop_when_sure}
            launch = Launch(created_at=now, launched_at=now, awaited_at=now if self.awaits(spec) else None, **asked)
            write_json(draft.launch, launch.model_dump())
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
        if not record.state.active:  # a leader that died has left its members running
            self._ask_members(reader.folder)
            return
        reader.folder.stop.touch()
        stepping = record.state is RunState.RUNNING and record.step > 0 and not record.finishing
        leads = record.leads or reader.folder.members.is_dir()
        grace = LEADER_GRACE_SECONDS if leads else GRACE_SECONDS if stepping else LOADING_GRACE_SECONDS
        threading.Thread(target=self._end, args=(reader.folder, grace), daemon=True).start()

    def resume(self, run_id: str) -> None:
        """Go on from the last checkpoint, or from the beginning when there is none."""
        record = self._reader(run_id).read(points=2)
        if record.state is RunState.FINISHED and not record.resumable:
            raise RunError(Sentence("run.resume_finished", {"run": run_id}))
        folder = self._ended(run_id, "run.resume_active")
        record = self._reader(run_id).read(points=2)
        if not record.resumable:
            raise RunError(Sentence("run.resume_in_vain" if record.has_data else "run.without_data", {"run": run_id}))
        self._again(folder, None)

    def finish(self, run_id: str) -> None:
        """End a run that was stopped, died or failed with its best step so far: judge that, without training on."""
        record = self._reader(run_id).read(points=2)
        if record.finishing:
            return
        if record.leads:
            raise RunError(Sentence("run.finish_members", {"run": run_id}))
        if record.state is RunState.FINISHED:
            raise RunError(Sentence("run.finish_finished", {"run": run_id}))
        folder = self._ended(run_id, "run.finish_active")
        record = self._reader(run_id).read(points=2)
        if not record.finishable:
            raise RunError(Sentence("run.finish_nothing" if record.has_data else "run.without_data", {"run": run_id}))
        self._ask_members(folder)
        cause = _launch(folder).finish  # of an attempt before that did not come to its end
        self._again(folder, cause or cast(Interruption, record.state.value))

    def delete(self, run_id: str) -> None:
        """Remove the run's folder with everything in it, the members of a run that led some among it.

        One that cannot be read, say of a newer program or with a damaged file, goes too.
        """
        try:
            folder = self._ended(run_id, "run.delete_active")
        except (SpecError, RunError) as error:
            folder = RunFolder(self.runs / run_id)
            if isinstance(error, RunError) and not (error.messages[0].key == "run.gone" and _is_there(folder, run_id)):
                raise
            if locks.holder_pid(folder.lock) is not None:
                raise RunError(Sentence("run.delete_active", {"run": run_id})) from None
        self._stop_members(folder)
        hidden = folder.path.with_name(f".deleted-{folder.path.name}-{secrets.token_hex(2)}")
        os.replace(folder.path, hidden)
        shutil.rmtree(hidden, ignore_errors=True)

    def prepare(self) -> None:
        """Keep a process that has loaded the engine already, so that the next start shows a curve at once."""
        with self._lock:
            if self._closed or (self._server is not None and self._server.alive):
                return
            self._server = ForkServer.handed_down()
            if self._server is None and psutil.virtual_memory().available >= SERVER_BYTES:
                opens = partial(_spawn, standard_input=subprocess.PIPE, output=subprocess.PIPE)
                self._server = ForkServer.opened(opens)

    @property
    def loading(self) -> bool:
        """What `prepare` keeps is not ready yet; a run that is started now waits for it."""
        with self._lock:
            return self._server is not None and self._server.loading

    def close(self) -> None:
        """Keep nothing ready any more, for good; runs go on."""
        with self._lock:
            self._closed = True
            if self._later is not None:
                self._later.cancel()
            server, self._server = self._server, None
        if server is not None:
            server.close()

    def awaits(self, _spec: RunSpec) -> bool:
        """Such a run waits for a place on another machine, not for one of this."""
        return False

    def fits(self, spec: RunSpec, others: Iterable[RunSpec]) -> bool:
        """There are places for one more run beside the others."""
        return sum(self.slots.needed(each) for each in (*others, spec)) <= self.slots.places

    def at_once(self, spec: RunSpec) -> int:
        """How many runs of that size work at the same time."""
        return self.slots.at_once(spec)

    def reopen(self, run_id: str) -> None:
        """Open a worker for a run that was launched and has none; a second one would find the lock held and go."""
        self._open(self._reader(run_id).folder)

    def _end(self, folder: RunFolder, grace: float) -> None:
        """Signal a worker that does not end by itself, then see to members that it left behind."""
        for wait, number in ((grace, signal.SIGTERM), (KILL_SECONDS, signal.SIGKILL)):
            until = time.monotonic() + wait
            while time.monotonic() < until and locks.holder_pid(folder.lock) is not None and folder.stop.exists():
                time.sleep(0.05)
            if locks.holder_pid(folder.lock) is None or not folder.stop.exists():
                break
            self._signal(folder, number)
        if folder.stop.exists():
            self._ask_members(folder)

    def _ask_members(self, folder: RunFolder) -> list[Path]:
        """Ask the members that a leader has left running, and theirs, to stop; returns their folders."""
        members, asked = LocalLauncher(folder.members, self.slots), list[Path]()
        for path in list_runs(folder.members):
            if _active(path):
                with contextlib.suppress(RunError):  # it has gone in the meantime
                    members.stop(path.name)
                asked.append(path)
            asked += members._ask_members(RunFolder(path))
        return asked

    def _stop_members(self, folder: RunFolder) -> None:
        """Stop what a leader that is gone has left running, and wait until it has ended."""
        left = self._ask_members(folder)
        patience = time.monotonic() + GRACE_SECONDS + 2 * KILL_SECONDS
        while any(locks.holder_pid(RunFolder(path).lock) is not None for path in left) and time.monotonic() < patience:
            time.sleep(0.05)

    def _signal(self, folder: RunFolder, number: int) -> None:
        """Signal the worker's session. One on another machine sees the file `stop`, and is not to be had from here."""
        holder = locks.signalled_pid(folder.lock)
        if holder is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(holder, number)

    def _open(self, folder: RunFolder) -> None:
        leads = KINDS[parse_spec(folder.spec.read_bytes()).kind].leads
        with self._lock:
            server = self._server
            opened = not leads and server is not None and server.open(folder.path, self.slots)
            shared = server.hand_down() if leads and server is not None else None  # a leader itself needs no engine
            if not opened:
                with folder.log.open("ab") as log:
                    arguments = [str(folder.path), "--slots", str(self.slots)]
                    _reap(_spawn(arguments, subprocess.DEVNULL, log, log, shared))
        if server is not None and not server.alive:
            self._prepare_later()

    def _again(self, folder: RunFolder, finish: Interruption | None) -> None:
        """Open a worker on a run that has one attempt or more behind it."""
        launch, reader = _launch(folder), RunReader(folder.path)
        # later than every event of the attempts before, which may have the time of a clock that is ahead of this one
        now = max(time.time(), reader.read(points=2).changed_at + 1e-3)
        awaited = now if self.awaits(reader.spec) else None
        changed = {"launched_at": now, "awaited_at": awaited, "attempt": launch.attempt + 1, "finish": finish}
        folder.stop.unlink(missing_ok=True)
        write_json(folder.launch, launch.model_copy(update=changed).model_dump())
        self._open(folder)

    def _prepare_later(self) -> None:
        with self._lock:
            if self._later is not None:
                self._later.cancel()
            self._later = threading.Timer(NEXT_SERVER_SECONDS, self.prepare)
            self._later.daemon = True
            self._later.start()

    def _reader(self, run_id: str) -> RunReader:
        if not is_id(run_id):
            raise RunError(Sentence("run.gone", {"run": run_id[:80]}))
        return RunReader(self.runs / run_id)

    def _ended(self, run_id: str, refusal: str) -> RunFolder:
        """The folder of a run that nobody works on. Raises RunError with the key `refusal` for an active one."""
        reader = self._reader(run_id)
        patience = time.monotonic() + 10.0  # a worker that said its last word may still be exiting
        while locks.holder_pid(reader.folder.lock) is not None and time.monotonic() < patience:
            if reader.read(points=2).state.active:
                break
            time.sleep(0.02)
        if reader.read(points=2).state.active or locks.holder_pid(reader.folder.lock) is not None:
            raise RunError(Sentence(refusal, {"run": run_id}))
        return reader.folder


def _is_there(folder: RunFolder, run_id: str) -> bool:
    return is_id(run_id) and folder.launch.exists() and folder.spec.exists()


def _active(path: Path) -> bool:
    """A process works on the run or waits for its turn; false for a folder that cannot be read."""
    try:
        return RunReader(path).read(points=2).state.active
    except (RunError, SpecError):
        return False


def _launch(folder: RunFolder) -> Launch:
    return Launch.model_validate_json(folder.launch.read_bytes())


def _run_id(spec: RunSpec) -> str:
    data = spec.subject
    source = Path(data.name or data.file or data.source).stem if data.source == "file" else ""
    words = re.sub(r"[^a-z0-9]+", "-", (source or data.source).lower()).strip("-")[:24] or "data"
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{words}-{spec.slug}-{secrets.token_hex(2)}"


def environment() -> dict[str, str]:
    """What a worker is told of this process's environment: an allow-list, so that no key can be among it."""
    return (
        {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        | ALLOCATION
        | {
            "PYTHONPATH": str(PROJECT),
            "PYTHONUNBUFFERED": "1",
            "OMP_WAIT_POLICY": "PASSIVE",  # a waiting thread leaves its core to the pages
        }
    )


def _spawn(
    arguments: list[str],
    standard_input: int,
    output: int | IO[bytes],
    errors: int | IO[bytes] = subprocess.DEVNULL,
    shared: int | None = None,
) -> subprocess.Popen[bytes]:
    """A worker in a session of its own: neither a signal to this process nor its death reaches it.

    `shared`: the descriptor of a fork server that it may give runs to.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "lstm_core.engine.worker", *arguments],
        stdin=standard_input,
        stdout=output,
        stderr=errors,
        env=environment() | ({} if shared is None else {VARIABLE: str(shared)}),
        cwd="/",
        start_new_session=True,
        pass_fds=() if shared is None else (shared,),
    )


def _reap(process: subprocess.Popen[bytes]) -> None:
    """Wait for the process in the background, so that it leaves no zombie."""
    threading.Thread(target=process.wait, daemon=True).start()
