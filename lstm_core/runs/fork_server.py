"""A process that has loaded the engine and forks a worker for every run that it is given; seen from who gives them.

Loading the engine takes longer than a short training. The server computes nothing, so there are no threads of torch
and no CUDA context that a fork could break; a worker is as it would be after a start of its own. The server ends when
nobody holds its standard input any more, and the workers stay. Who leads runs may hold it beside its owner, since a
short line is written to a pipe as a whole.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Self

from lstm_core.runs.slots import Slots

FORKS = sys.platform == "linux"  # elsewhere system libraries do not survive a fork, and the server does one run itself
LOADING_SECONDS = 60.0  # a server that has not said that it is ready by then is not waited for
ARGUMENT = "--fork-server"
VARIABLE = "WORKBENCH_FORK_SERVER"  # names the descriptor that a leader was handed down

Spawn = Callable[[list[str]], "subprocess.Popen[bytes]"]


class ForkServer:
    """One such process. Not safe for several threads at once."""

    def __init__(self, given: IO[bytes], process: "subprocess.Popen[bytes] | None") -> None:
        """`given` is its standard input; `process` is known to its owner alone."""
        self._given, self._process = given, process
        self._opened_at = time.monotonic()
        self._ready, self._used, self._gone = process is None, False, False

    @classmethod
    def opened(cls, spawn: Spawn) -> Self:
        """A new one. `spawn` opens a worker with those arguments and pipes at its standard input and output."""
        process = spawn([ARGUMENT])
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (opened with pipes)
        os.set_blocking(process.stdout.fileno(), False)
        return cls(process.stdin, process)

    @classmethod
    def handed_down(cls) -> Self | None:
        """The one of who opened this process, taken once; None when there was none."""
        descriptor = os.environ.pop(VARIABLE, "")
        try:
            return cls(os.fdopen(int(descriptor), "wb"), None) if descriptor else None
        except (OSError, ValueError):
            return None

    @property
    def pid(self) -> int | None:
        """Its process id, where it is known."""
        return self._process.pid if self._process is not None else None

    @property
    def alive(self) -> bool:
        """It can be given a run, as far as is known."""
        ended = self._gone or (self._process is not None and self._process.poll() is not None)
        return not ended and (FORKS or not self._used)

    @property
    def loading(self) -> bool:
        """It is alive and will be ready soon."""
        if self._ready or not self.alive or time.monotonic() - self._opened_at > LOADING_SECONDS:
            return False
        assert self._process is not None and self._process.stdout is not None  # noqa: S101, PT018 (else it is ready)
        self._ready = bool(self._process.stdout.read(1))
        return not self._ready

    def hand_down(self) -> int | None:
        """The descriptor with which a leader need not load the engine for its members; None while this one loads."""
        if not FORKS or not self.alive or self.loading or not self._ready:
            return None
        self._used = True
        return self._given.fileno()

    def open(self, run: Path, slots: Slots) -> bool:
        """Give it a run; False when it cannot take one. One that is loading takes it when it is ready."""
        if not self.alive:
            return False
        try:
            os.write(self._given.fileno(), f"{slots} {run}\n".encode())
        except OSError:
            self._gone = True
            return False
        self._used = True
        return self.alive or not FORKS

    def close(self) -> None:
        """Let it go. What it was given begins all the same."""
        if self._process is None:
            self._given.close()
            return
        if not self._used:
            self._process.kill()
        # the end of its standard input ends it; waited for, so that it leaves no zombie
        threading.Thread(target=self._process.__exit__, args=(None, None, None), daemon=True).start()
