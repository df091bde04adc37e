"""Runs in processes of their own: waited for, killed, and looked at."""

import contextlib
import os
import signal
import time
from functools import cache, partial
from pathlib import Path
from subprocess import PIPE

from lstm_core.runs import launcher, locks
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.fork_server import FORKS, VARIABLE, ForkServer
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader

PATIENCE = 300.0  # seconds, on a busy machine


def prepared(runs: Path, slots: int) -> LocalLauncher:
    """A launcher as the page has one: its runs are forked from a process that has loaded the engine, once for all."""
    made = LocalLauncher(runs, slots)
    if FORKS:
        os.environ[VARIABLE] = str(os.dup(loaded().hand_down()))
    made.prepare()
    return made


@cache
def loaded() -> ForkServer:
    """The fork server of this test process; it ends with it."""
    server = ForkServer.opened(partial(launcher._spawn, standard_input=PIPE, output=PIPE))
    while server.loading:
        time.sleep(0.02)
    return server


def kill(path):
    """SIGKILL to the session that holds the run's lock."""
    holder = locks.holder_pid(RunFolder(path).lock)
    if holder is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(holder, signal.SIGKILL)


def wait(path, until):
    """The record as soon as `until(record)` holds."""
    reader, end = RunReader(path), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        record = reader.read(points=2)
        if until(record):
            return record
        time.sleep(0.02)
    raise AssertionError(f"{path.name} is {record.model_dump_json(include={'state', 'step', 'members'})}")


def ended(record):
    """Nobody works on it."""
    return not record.state.active
