"""Asks trained runs: one `python -m lstm_core.engine.serve` per run, started when it is first asked, kept warm a while.

Guarantees: the server's process loads no engine; an answer that nobody waits for any more is cancelled, and a process
that does not obey within `CANCEL_SECONDS` is ended; a process that dies is one sentence, and the next request starts
another. Every method may be called from any thread.
"""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lstm_core.errors import Sentence, RunError

WARM_SECONDS = 240.0
LOADING_SECONDS = 90.0
SILENT_SECONDS = 60.0  # between two parts of an answer
CANCEL_SECONDS = 1.0
MOST = 3  # processes; the one that was asked longest ago makes room

ReplyPart = dict[str, Any]


class Inference:
    """The processes of one workspace, by run."""

    def __init__(self, runs: Path) -> None:
        self._runs = runs
        self._lock = threading.Lock()
        self._processes: dict[str, _Process] = {}
        self._closed = False

    def ask(self, run_id: str, request: dict[str, Any]) -> Iterator[ReplyPart]:
        """The parts of the answer as they come; closing the iterator cancels it. Raises RunError with one sentence."""
        process = self._process(run_id)
        with process.turn:
            yield from process.ask(request)

    def warm(self, run_id: str) -> None:
        """Begin to load the run, so that its first answer comes sooner."""
        self._process(run_id)

    def close(self) -> None:
        """End every process, for good."""
        with self._lock:
            self._closed = True
            processes, self._processes = list(self._processes.values()), {}
        for process in processes:
            process.end()

    def _process(self, run_id: str) -> "_Process":
        with self._lock:
            if self._closed:
                raise RunError(Sentence("ask.closed"))
            now = time.monotonic()
            for name, process in list(self._processes.items()):
                if not process.alive or (process.idle(now) > WARM_SECONDS and not process.turn.locked()):
                    self._processes.pop(name).end()
            if run_id not in self._processes:
                resting = [name for name, process in self._processes.items() if not process.turn.locked()]
                if len(self._processes) >= MOST and resting:
                    oldest = min(resting, key=lambda name: self._processes[name].asked_at)
                    self._processes.pop(oldest).end()
                self._processes[run_id] = _Process(self._runs / run_id)
                self._later()
            return self._processes[run_id]

    def _later(self) -> None:
        """Look after a while whether somebody still asks."""
        timer = threading.Timer(WARM_SECONDS + 1, self._tidy)
        timer.daemon = True
        timer.start()

    def _tidy(self) -> None:
        with self._lock:
            now = time.monotonic()
            for name, process in list(self._processes.items()):
                if not process.alive or (process.idle(now) > WARM_SECONDS and not process.turn.locked()):
                    self._processes.pop(name).end()
            if self._processes and not self._closed:
                self._later()


def command(run: Path) -> list[str]:
    """What answers for a run."""
    return [sys.executable, "-m", "lstm_core.engine.serve", str(run)]


class _Process:
    """One process and what it says."""

    def __init__(self, run: Path) -> None:
        from lstm_core.runs.launcher import environment

        self.turn = threading.Lock()
        self.asked_at = time.monotonic()
        self._number = 0
        self._said: queue.SimpleQueue[ReplyPart | None] = queue.SimpleQueue()
        self._ready = False
        self._process = subprocess.Popen(
            command(run),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd="/",
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def idle(self, now: float) -> float:
        """Seconds since the last request."""
        return now - self.asked_at

    def ask(self, request: dict[str, Any]) -> Iterator[ReplyPart]:
        """The parts of one answer; an error part is raised."""
        self.asked_at = time.monotonic()
        self._number += 1
        number = self._number
        finished = False
        try:
            if not self._ready:
                self._wait_until_ready()
            self._tell({**request, "id": number})
            while not finished:
                part = self._hear(SILENT_SECONDS)
                if part.get("id") != number:
                    continue  # of an answer that was given up
                kind = part.get("type")
                finished = kind in ("done", "cancelled", "error")
                if kind == "error":
                    raise RunError(Sentence(str(part["key"]), dict(part["parameters"])))
                yield {name: value for name, value in part.items() if name != "id"}
        finally:
            self.asked_at = time.monotonic()
            if not finished:
                self._cancel(number)

    def end(self) -> None:
        """Kill the process; it holds nothing that could be lost."""
        if self.alive:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                continue
        self._process.wait(timeout=5)

    def _wait_until_ready(self) -> None:
        part = self._hear(LOADING_SECONDS)
        if part.get("type") == "error":
            self._kill()
            raise RunError(Sentence(str(part["key"]), dict(part["parameters"])))
        self._ready = True

    def _cancel(self, number: int) -> None:
        if not self._ready or not self.alive:
            return
        try:
            self._tell({"cancel": number})
            until = time.monotonic() + CANCEL_SECONDS
            while time.monotonic() < until:
                part = self._said.get(timeout=max(0.01, until - time.monotonic()))
                if part is None or (part.get("id") == number and part.get("type") in ("done", "cancelled", "error")):
                    return
        except (queue.Empty, RunError):
            pass
        self._kill()

    def _tell(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 (opened with a pipe)
        try:
            self._process.stdin.write(json.dumps(request, ensure_ascii=False).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise RunError(Sentence("ask.died")) from None

    def _hear(self, seconds: float) -> ReplyPart:
        try:
            part = self._said.get(timeout=seconds)
        except queue.Empty:
            self._kill()
            raise RunError(Sentence("ask.silent", {"seconds": round(seconds)})) from None
        if part is None:
            self._kill()
            raise RunError(Sentence("ask.died"))
        return part

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 (opened with a pipe)
        try:
            for line in self._process.stdout:
                try:
                    part = json.loads(line)
                except ValueError:
                    continue
                if isinstance(part, dict):
                    self._said.put(part)
        except (OSError, ValueError):
            pass
        self._said.put(None)

    def _kill(self) -> None:
        """End the process and wait until it has, so that nobody takes it for alive."""
        self._process.kill()
        self._process.wait(timeout=5)
