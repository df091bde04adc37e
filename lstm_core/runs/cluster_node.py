"""What a task of the cluster does on its node: see whether the node can compute a run, and open the run's worker.

Ray calls the same process for one member after another, so it keeps a fork server: the engine is loaded once a process.
"""

import os
import subprocess
import sys
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.fork_server import FORKS, ForkServer
from lstm_core.runs.launcher import ARRIVAL_SECONDS, environment
from lstm_core.runs.slots import Slots

PLACE = Slots(1, reserved=True)
LOOK_SECONDS = 0.05  # between two looks at the lock of a run
GPUS = "CUDA_VISIBLE_DEVICES"  # which Ray may change from task to task, and a process that is open cannot


def missing(mark: str, token: str) -> str | None:
    """Key of what this node lacks, None when it can compute: `mark` is a file that its writer holds locked.

    The lock of a run keeps two workers from one run, so a folder on which a node does not see the locks of others is
    of no use, however readable.
    """
    path = Path(mark)
    if not path.is_file() or locks.said(path) != token:
        return "cluster.without_folder"
    taken = locks.try_lock(path)
    if taken is not None:
        os.close(taken)
        return "cluster.without_locks"
    return "cluster.without_engine" if find_spec("torch") is None else None


def member(mark: str, token: str, run: str) -> str | None:
    """Work on the run in a process that ends with this one; key of what this node lacks when it cannot."""
    lacking = missing(mark, token)
    if lacking is not None:
        return lacking
    folder, begun = RunFolder(run), time.monotonic()
    server = _fork_server(os.environ.get(GPUS, "")) if FORKS else None
    if server is not None and server.open(folder.path, PLACE):
        _wait_for_end(folder, begun, server)
        return None
    with folder.log.open("ab") as log:
        _open([run, "--slots", str(PLACE)], subprocess.DEVNULL, log, log).wait()
    return None


@cache
def _fork_server(_gpus: str) -> ForkServer:
    """The one of this process for these GPUs."""
    return ForkServer.opened(lambda given: _open(given, subprocess.PIPE, subprocess.PIPE, subprocess.DEVNULL))


def _wait_for_end(folder: RunFolder, begun: float, server: ForkServer) -> None:
    """Until the worker that was forked for a run has ended: it holds the run's lock for life."""
    written = _written(folder)
    while locks.holder_pid(folder.lock) is None:
        late = time.monotonic() - begun > ARRIVAL_SECONDS and not server.loading
        if _written(folder) != written or late or not server.alive:
            break  # it came and went between two looks, or does not come
        time.sleep(LOOK_SECONDS)
    while locks.holder_pid(folder.lock) is not None:
        time.sleep(LOOK_SECONDS)


def _written(folder: RunFolder) -> int:
    return folder.events.stat().st_size if folder.events.exists() else 0


def _open(
    arguments: list[str], given: int, output: int | IO[bytes], errors: int | IO[bytes]
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "lstm_core.engine.worker", *arguments, "--parent", str(os.getpid())],
        stdin=given,
        stdout=output,
        stderr=errors,
        env=environment(),
        cwd="/",
        start_new_session=True,
    )
