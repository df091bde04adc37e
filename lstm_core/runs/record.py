"""A run is a folder; `TrainRecord` is what the folder says, read anew each time and never stored.

Guarantees: an unfinished last line is ignored, reading costs only what was appended since the last read, and the
state is a pure function of what lies in the folder and of who holds its lock.
"""

import itertools
import json
import os
import time
from array import array
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from lstm_core.errors import Message, RunError
from lstm_core.results.base import Cause
from lstm_core.results.parsing import Result, parse_result
from lstm_core.runs import events, locks
from lstm_core.runs.remedies import can
from lstm_core.spec.parsing import parse_spec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TASKS, Task

DATA_FILES: dict[Task, str] = {task: row.data_file for task, row in TASKS.items()}
LAUNCH_GRACE_SECONDS = 60.0  # a process may take so long to reach its lock


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    LOST = "lost"

    @property
    def active(self) -> bool:
        """A process works on it or waits for its turn."""
        return self in (RunState.QUEUED, RunState.RUNNING)


class Launch(BaseModel):
    """launch.json: written by the launcher for every attempt."""

    model_config = ConfigDict(frozen=True)

    created_at: float
    launched_at: float
    attempt: int = 1
    finish: Cause | None = None  # the attempt judges the best step of a training that ended for that cause


class RunFolder:
    """The paths of one run. `spec`, `launch`, `stop` are the launcher's; the rest is the worker's."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.spec = self.path / "spec.json"
        self.launch = self.path / "launch.json"
        self.stop = self.path / "stop"
        self.events = self.path / "events.jsonl"
        self.result = self.path / "result.json"
        self.lock = self.path / "run.lock"
        self.log = self.path / "worker.log"
        self.checkpoints = self.path / "checkpoints"
        self.last = self.checkpoints / "last.safetensors"
        self.best = self.checkpoints / "best.safetensors"

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def data(self) -> Path:
        """The data of the run, under the name that its task gives it."""
        places = [self.path / name for name in DATA_FILES.values()]
        return next((place for place in places if place.exists()), places[0])


class Curve(BaseModel):
    """The training curve as columns of equal length."""

    steps: list[int] = []
    loss: list[float] = []
    gradient_norm: list[float] = []
    learning_rate: list[float] = []


class TrainRecord(BaseModel):
    """One run as views, tools and scripts see it."""

    model_config = ConfigDict(frozen=True)

    id: str
    path: str
    spec: TrainRunSpec
    state: RunState
    created_at: float
    launched_at: float
    changed_at: float  # of the last event
    attempt: int
    step: int
    steps: int
    seconds_left: float | None
    stop_asked: bool
    resumable: bool  # it ended before its end, and can go on from its checkpoint or from the beginning
    finishable: bool = False  # it ended without a result, and its best step so far can be judged
    finishing: bool = False  # its process judges the best step, or waits for its turn to
    started: events.Started | None
    curve: Curve
    evaluations: list[events.Evaluated]
    measured: dict[str, float]
    sample: events.Sampled | None  # the newest text that the network wrote while training
    findings: list[events.FindingRaised]
    failure: Message | None
    ended_by: str | None = None  # key of the last failure that training has not come past
    result: Result | None
    artifacts: dict[str, int]  # file name -> bytes

    @property
    def has_data(self) -> bool:
        """The run's own copy of its data is there."""
        return any(name in self.artifacts for name in DATA_FILES.values())


def state_of(
    terminal: events.Event | None,
    admitted_at: float | None,
    lock_held: bool,
    launch: Launch,
    stop_asked: bool,
    now: float,
) -> RunState:
    """The state, from the last terminal event, the last `Admitted`, the lock and the launcher's files."""
    if terminal is not None and terminal.at >= launch.launched_at:
        return {
            events.Finished: RunState.FINISHED,
            events.Failed: RunState.FAILED,
            events.Stopped: RunState.STOPPED,
        }[type(terminal)]
    admitted = admitted_at is not None and admitted_at >= launch.launched_at
    if lock_held:
        return RunState.RUNNING if admitted else RunState.QUEUED
    if stop_asked:
        return RunState.STOPPED
    if not admitted and now - launch.launched_at < LAUNCH_GRACE_SECONDS:
        return RunState.QUEUED
    return RunState.LOST


class RunReader:
    """Reads one run again and again; keeps the offset and the curve between reads. Not for several threads at once."""

    def __init__(self, path: Path | str) -> None:
        self.folder = RunFolder(path)
        try:
            self.spec = parse_spec(self.folder.spec.read_bytes())
        except OSError:
            raise RunError(Message("run.gone", {"run": self.folder.id})) from None
        self._restart()

    def _restart(self) -> None:
        self._offset = 0
        self._steps = array("q")
        self._columns = {name: array("d") for name in ("loss", "gradient_norm", "learning_rate")}
        self._evaluations: list[events.Evaluated] = []
        self._measured: dict[str, float] = {}
        self._sample: events.Sampled | None = None
        self._findings: list[events.FindingRaised] = []
        self._started: events.Started | None = None
        self._terminal: events.Event | None = None
        self._ended_by: str | None = None
        self._admitted_at: float | None = None
        self._pace: tuple[float, int] | None = None  # time and step of the first point of this attempt
        self._last_at = 0.0
        self._checkpoint: int | None = None

    def read(self, points: int | None = None) -> TrainRecord:
        """The record now; the curve thinned to about `points` without losing extremes, or whole when None."""
        try:
            launch = Launch.model_validate_json(self.folder.launch.read_bytes())
            lock_held = locks.holder(self.folder.lock) is not None  # before the events: a death in between is seen
            self._catch_up()
            stop_asked = self.folder.stop.exists()
            result = self._read_result()
            artifacts = self._artifacts()
        except (OSError, ValidationError):
            raise RunError(Message("run.gone", {"run": self.folder.id})) from None
        state = state_of(self._terminal, self._admitted_at, lock_held, launch, stop_asked, time.time())
        step = max([self._steps[-1] if self._steps else 0, self._checkpoint or 0])
        failure = self._terminal if isinstance(self._terminal, events.Failed) else None
        return TrainRecord(
            id=self.folder.id,
            path=str(self.folder.path),
            spec=self.spec,
            state=state,
            created_at=launch.created_at,
            launched_at=launch.launched_at,
            changed_at=self._last_at or launch.launched_at,
            attempt=launch.attempt,
            step=step,
            steps=self.spec.train.steps,
            seconds_left=self._seconds_left(step) if state is RunState.RUNNING else None,
            stop_asked=stop_asked,
            resumable=self._may("resume", state, result),
            finishable=self._may("finish", state, result),
            finishing=state.active and launch.finish is not None,
            started=self._started,
            curve=self._curve(points),
            evaluations=list(self._evaluations),
            measured=dict(self._measured),
            sample=self._sample,
            findings=list(self._findings),
            failure=Message(failure.key, dict(failure.parameters)) if failure and state is RunState.FAILED else None,
            ended_by=self._ended_by,
            result=result if state is RunState.FINISHED else None,
            artifacts=artifacts,
        )

    def _may(self, remedy: Literal["resume", "finish"], state: RunState, result: Result | None) -> bool:
        """Whether the run can go on or be finished: what ended it allows that, and the files for it are there."""
        if state.active or not self.folder.data.exists():
            return False
        if state is RunState.FINISHED:
            if remedy == "finish" or result is None or not self.folder.last.exists():
                return False
            return result.reason in ("stopped", "lost") or result.pieces_left(self.spec) > 0
        if self._ended_by is not None and not can(remedy, self._ended_by):
            return False
        return remedy == "resume" or self.folder.best.exists()

    def _catch_up(self) -> None:
        try:
            with self.folder.events.open("rb") as file:
                if os.fstat(file.fileno()).st_size < self._offset:
                    self._restart()
                file.seek(self._offset)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._offset += len(line)
                    try:
                        self._fold(events.parse_event(line))
                    except ValidationError:
                        continue  # a line of a newer version, or torn by a crash of the machine
        except FileNotFoundError:
            return

    def _fold(self, event: events.RunEvent) -> None:
        self._last_at = event.at
        match event:
            case events.Admitted():
                self._admitted_at, self._terminal, self._pace = event.at, None, None
            case events.Started():
                self._started = event
                self._forget_after(event.step)
            case events.StepLogged():
                self._pace = self._pace or (event.at, event.step)
                self._ended_by = None
                self._steps.append(event.step)
                for name, column in self._columns.items():
                    column.append(getattr(event, name))
            case events.Evaluated():
                self._evaluations.append(event)
            case events.Measured():
                self._measured[event.name] = event.value
            case events.Sampled():
                self._sample = event
            case events.FindingRaised():
                self._findings.append(event)
            case events.CheckpointSaved():
                self._checkpoint = event.step
            case _:
                self._terminal = event
                self._ended_by = event.key if isinstance(event, events.Failed) else self._ended_by

    def _forget_after(self, step: int) -> None:
        keep = int(np.searchsorted(np.array(self._steps), step, side="right"))
        del self._steps[keep:]
        for column in self._columns.values():
            del column[keep:]
        self._evaluations = [event for event in self._evaluations if event.step <= step]
        self._findings = [event for event in self._findings if event.step is not None and event.step <= step]
        self._checkpoint = step or None

    def _seconds_left(self, step: int) -> float | None:
        if self._pace is None or step <= self._pace[1]:
            return None
        began, first = self._pace
        return (self.spec.train.steps - step) * (self._last_at - began) / (step - first)

    def _curve(self, points: int | None) -> Curve:
        steps = np.array(self._steps)
        columns = {name: np.array(column) for name, column in self._columns.items()}
        if points is not None:
            kept = thin(columns["loss"], points)
            steps, columns = steps[kept], {name: column[kept] for name, column in columns.items()}
        return Curve(steps=steps.tolist(), **{name: column.tolist() for name, column in columns.items()})

    def _read_result(self) -> Result | None:
        if not isinstance(self._terminal, events.Finished):
            return None
        return parse_result(self.folder.result.read_bytes())

    def _artifacts(self) -> dict[str, int]:
        found = [self.folder.data, self.folder.result, self.folder.best, self.folder.last]
        return {str(file.relative_to(self.folder.path)): file.stat().st_size for file in found if file.exists()}


def thin(values: np.ndarray, points: int) -> np.ndarray:
    """Indices of about `points` values: smallest and largest of each of points/2 buckets, and both ends."""
    if len(values) <= max(points, 4):
        return np.arange(len(values))
    edges = np.linspace(0, len(values), points // 2 + 1).astype(int)
    kept = {0, len(values) - 1}
    missing = np.isnan(values)
    lowest, highest = np.where(missing, np.inf, values), np.where(missing, -np.inf, values)
    for low, high in itertools.pairwise(edges):
        kept.update((low + int(np.argmin(lowest[low:high])), low + int(np.argmax(highest[low:high]))))
    return np.array(sorted(kept))


def read_run(path: Path | str) -> TrainRecord:
    """The whole record of one folder. Raises RunError when it is no run."""
    return RunReader(path).read()


def list_runs(runs: Path) -> Iterator[Path]:
    """Folders of runs, newest first by name (names begin with the time)."""
    if runs.is_dir():
        yield from sorted((path for path in runs.iterdir() if (path / "spec.json").is_file()), reverse=True)


def write_json(path: Path, content: dict[str, Any] | str) -> None:
    """Write a small JSON file so that a reader sees the old or the new content, never a part."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text + "\n", encoding="utf-8")
    os.replace(temporary, path)
