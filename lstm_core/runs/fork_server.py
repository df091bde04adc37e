"""A process that has loaded the engine and forks a worker for every run that it is given; seen from its owner.

Loading the engine takes longer than a short training. The server computes nothing, so there are no threads of torch and
no CUDA context that a fork could break; a worker is as it would be after a start of its own. It ends when its owner
closes it or dies, and the workers stay.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from lstm_core.runs.slots import Slots

FORKS = sys.platform == "linux"  # elsewhere system libraries do not survive a fork, and the server does one run itself
LOADING_SECONDS = 60.0  # a server that has not said that it is ready by then is not waited for
ARGUMENT = "--fork-server"

Spawn = Callable[[list[str]], "subprocess.Popen[bytes]"]


class ForkServer:
    """One such process. Not safe for several threads at once."""

    def __init__(self, spawn: Spawn) -> None:
        """`spawn` opens a worker with those arguments and pipes at its standard input and output."""
        self._process = spawn([ARGUMENT])
        self._opened_at = time.monotonic()
        self._ready = self._used = False
        assert self._process.stdout is not None  # noqa: S101 (opened with a pipe)
        os.set_blocking(self._process.stdout.fileno(), False)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """It can be given a run."""
        return self._process.poll() is None and (FORKS or not self._used)

    @property
    def loading(self) -> bool:
        """It is alive and will be ready soon."""
        if self._ready or not self.alive or time.monotonic() - self._opened_at > LOADING_SECONDS:
            return False
        assert self._process.stdout is not None  # noqa: S101 (opened with a pipe)
        self._ready = bool(self._process.stdout.read(1))
        return not self._ready

    def open(self, run: Path, slots: Slots) -> bool:
        """Give it a run; False when it cannot take one. One that is loading takes it when it is ready."""
        assert self._process.stdin is not None  # noqa: S101 (opened with a pipe)
        if not self.alive:
            return False
        try:
            self._process.stdin.write(f"{slots} {run}\n".encode())
            self._process.stdin.flush()
        except OSError:
            return False
        self._used = True
        return self._process.poll() is None

    def close(self) -> None:
        """Let it go. What it was given begins all the same."""
        if not self._used:
            self._process.kill()
        # the end of its standard input ends it; waited for, so that it leaves no zombie
        threading.Thread(target=self._process.__exit__, args=(None, None, None), daemon=True).start()
