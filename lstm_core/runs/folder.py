"""A run is a folder: its files, who writes which, and the states that it can be in."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from lstm_core.results.base import Interruption
from lstm_core.runs import events
from lstm_core.spec.tasks import TASKS, TaskName

DATA_FILES: dict[TaskName, str] = {task: row.data_file for task, row in TASKS.items()}
MEMBERS = "members"
JUDGED = "judged.safetensors"  # in a folder of checkpoints
_NAME = r"\w[\w.-]*"
_ID = re.compile(rf"{_NAME}(?:/{MEMBERS}/{_NAME})?")
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
    finish: Interruption | None = None  # the attempt judges the best step of a training that ended for that cause
    stop_when_sure: bool = False  # the training ends once a finding is sure that no further step can heal
    instruments: bool = True  # what looks into a training is on; a run passes that on to its members
    awaited_at: float | None = None  # it waits for a place on another machine; its launcher said last so then


class RunFolder:
    """The paths of one run. `spec`, `launch`, `stop` are the launcher's; the rest is the worker's."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.spec = self.path / "spec.json"
        self.launch = self.path / "launch.json"
        self.stop = self.path / "stop"
        self.events = self.path / "events.jsonl"
        self.result = self.path / "result.json"
        self.preprocessing = self.path / "preprocessing.json"
        self.lock = self.path / "run.lock"
        self.log = self.path / "worker.log"
        self.checkpoints = self.path / "checkpoints"
        self.last = self.checkpoints / "last.safetensors"
        self.best = self.checkpoints / "best.safetensors"
        self.judged = self.checkpoints / JUDGED  # of a refit: the network before it
        self.members = self.path / MEMBERS

    @property
    def id(self) -> str:
        """Where it lies under the folder of all runs: a name, or `run/members/name`."""
        leader = self.leader
        return self.path.name if leader is None else f"{leader.id}/{MEMBERS}/{self.path.name}"

    @property
    def leader(self) -> "RunFolder | None":
        """The run that leads this one, for a member."""
        above = self.path.parent
        return RunFolder(above.parent) if above.name == MEMBERS and (above.parent / "spec.json").exists() else None

    @property
    def home(self) -> Path:
        """The folder of all runs, where the slots and the queue are."""
        leader = self.leader
        return self.path.parent if leader is None else leader.home

    @property
    def data(self) -> Path:
        """The data of the run, under the name that its task gives it."""
        places = [self.path / name for name in DATA_FILES.values()]
        return next((place for place in places if place.exists()), places[0])


def state_of(
    ending: events.Ending | None,
    admitted_at: float | None,
    lock_held: bool,
    launch: Launch,
    stop_asked: bool,
    now: float,
) -> RunState:
    """The state, from the event that ended the last attempt, the last `Admitted`, the lock and the launcher's files."""
    if ending is not None and ending.at >= launch.launched_at:
        match ending:
            case events.Finished():
                return RunState.FINISHED
            case events.Failed():
                return RunState.FAILED
            case events.Stopped():
                return RunState.STOPPED
    admitted = admitted_at is not None and admitted_at >= launch.launched_at
    if lock_held:
        return RunState.RUNNING if admitted else RunState.QUEUED
    if stop_asked:
        return RunState.STOPPED
    if not admitted and now - max(launch.launched_at, launch.awaited_at or 0.0) < LAUNCH_GRACE_SECONDS:
        return RunState.QUEUED
    return RunState.LOST


def is_id(run_id: str) -> bool:
    """Whether it is the id of a run or of a member, and so leads nowhere else than below the folder of all runs."""
    return _ID.fullmatch(run_id) is not None


def leader_of(run_id: str) -> str | None:
    """The id of the run that leads a member; None for a run that stands for itself."""
    leader, found, _ = run_id.partition(f"/{MEMBERS}/")
    return leader if found else None


def list_runs(runs: Path) -> Iterator[Path]:
    """Folders of runs, newest first by name (names begin with the time); a hidden one is being made or deleted."""
    if runs.is_dir():
        with os.scandir(runs) as entries:  # of thousands of runs, with one look at each
            names = [each.name for each in entries if each.name[0] != "." and os.path.isfile(f"{each.path}/spec.json")]
        yield from (runs / name for name in sorted(names, reverse=True))


def write_json(path: Path, content: dict[str, Any] | str) -> None:
    """Write a small JSON file so that a reader sees the old or the new content, never a part."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text + "\n", encoding="utf-8")
    os.replace(temporary, path)


def share(source: Path, target: Path) -> None:
    """The same file under another name, or a copy where the disk knows no second name."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
