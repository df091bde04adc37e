"""Runs in processes of their own: waited for, killed, and looked at."""

import contextlib
import os
import signal
import time

from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import RunReader

PATIENCE = 300.0  # seconds, on a busy machine


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
