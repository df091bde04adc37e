"""`RunRecord` is what a run's folder says, read anew each time and never stored.

Guarantees: reading costs only what was appended since the last read, and the state is a pure function of what lies in
the folder and of who holds its lock. What is special to a kind of run is its own record (`lstm_core.kinds`).
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, SerializeAsAny, ValidationError

from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.results.base import RunResult
from lstm_core.runs import events, locks
from lstm_core.runs.folder import DATA_FILES, Launch, RunFolder, RunState, state_of
from lstm_core.runs.log import RunLog, Series, thinned_indices
from lstm_core.spec.run import RunSpec


@dataclass
class Reading:
    """What one look at a run's folder found, for the record of its kind."""

    folder: RunFolder
    spec: RunSpec
    state: RunState
    launch: Launch
    log: RunLog
    stop_asked: bool
    result: RunResult | None
    points: int | None  # of a drawn series; None: all
    readers: dict[str, "RunReader"] = field(default_factory=dict)  # of the members, kept between reads

    def member(self, name: str) -> "RunRecord | None":
        """A member as its own folder says; None where there is none that can be read."""
        path = self.folder.members / name
        try:
            if name not in self.readers:
                if not path.is_dir():
                    return None
                self.readers[name] = RunReader(path)
            return self.readers[name].read(points=2)
        except (RunError, SpecError):
            self.readers.pop(name, None)
            return None


class Points(BaseModel):
    """One named series of the log as columns of equal length."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="constants")

    steps: list[int]
    values: list[float]


class RunRecord(BaseModel):
    """One run of any kind as views, tools and scripts see it."""

    model_config = ConfigDict(frozen=True)

    id: str
    path: str
    spec: SerializeAsAny[RunSpec]
    state: RunState
    created_at: float
    launched_at: float
    changed_at: float  # of the last event
    attempt: int
    step: int  # done so far, in the units of the kind
    steps: int  # all there is to do
    seconds_left: float | None
    stop_asked: bool
    resumable: bool  # it ended before its end, and can go on
    finishable: bool = False  # it ended without a result, and what was reached so far can be judged
    finishing: bool = False  # its process judges that, or waits for its turn to
    measured: dict[str, float]
    findings: list[events.FindingRaised]
    failure: Sentence | None
    ended_by: str | None = None  # key of the last failure that the run has not come past
    result: SerializeAsAny[RunResult] | None
    artifacts: dict[str, int]  # file name -> bytes
    series: dict[str, Points] = {}  # every named series that the record of the kind does not show in its own words

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The record of one look at the folder."""
        return cls(**common(reading))

    def bare(self) -> Self:
        """Without what only a picture needs."""
        return self.model_copy(update={"result": self.result.bare() if self.result else None, "series": {}})

    @property
    def newest(self) -> dict[str, float]:
        """The newest values that are worth a word beside the progress."""
        return {}

    @property
    def has_data(self) -> bool:
        """The run's own copy of its data is there."""
        return any(name in self.artifacts for name in DATA_FILES.values())

    @property
    def leads(self) -> bool:
        """It starts runs of its own."""
        return KINDS[self.spec.kind].leads


def common(reading: Reading, own: Collection[str] = ()) -> dict[str, Any]:
    """What the record of every kind tells in the same way; the series `own` are told in words of the kind."""
    folder, log, launch, state = reading.folder, reading.log, reading.launch, reading.state
    failure = log.ending if isinstance(log.ending, events.Failed) else None
    return {
        "id": folder.id,
        "path": str(folder.path),
        "spec": reading.spec,
        "state": state,
        "created_at": launch.created_at,
        "launched_at": launch.launched_at,
        "changed_at": log.last_at or launch.launched_at,
        "attempt": launch.attempt,
        "step": log.step,
        "steps": reading.spec.total,
        "seconds_left": None,
        "stop_asked": reading.stop_asked,
        "resumable": False,
        "finishing": state.active and launch.finish is not None,
        "measured": dict(log.measured),
        "findings": list(log.findings),
        "failure": Sentence(failure.key, dict(failure.parameters)) if failure and state is RunState.FAILED else None,
        "ended_by": log.ended_by,
        "result": reading.result if state is RunState.FINISHED else None,
        "artifacts": _artifacts(folder, KINDS[reading.spec.kind].artifacts),
        "series": {name: _thinned(each, reading.points) for name, each in log.series.items() if name not in own},
    }


def _thinned(series: Series, points: int | None) -> Points:
    steps, values = np.array(series.steps), np.array(series.values)
    kept = slice(None) if points is None else thinned_indices(values, points)
    return Points(steps=steps[kept].tolist(), values=values[kept].tolist())


def _artifacts(folder: RunFolder, names: tuple[str, ...]) -> dict[str, int]:
    """Size of each file of the kind's manifest that is there, the data first."""
    files = [folder.data, *(folder.path / name for name in names)]
    return {str(file.relative_to(folder.path)): file.stat().st_size for file in files if file.exists()}


class RunReader:
    """Reads one run again and again; keeps what it read of the events. Not for several threads at once."""

    def __init__(self, path: Path | str) -> None:
        self.folder = RunFolder(path)
        try:
            self.spec = parse_spec(self.folder.spec.read_bytes())
        except OSError:
            raise RunError(Sentence("run.gone", {"run": self.folder.id})) from None
        self._kind = KINDS[self.spec.kind]
        self._record: type[RunRecord] = self._kind.resolve("record")
        self._log = RunLog(self.folder.events)
        self._readers: dict[str, RunReader] = {}
        self._result: tuple[int, RunResult] | None = None  # as it was written at that time

    def read(self, points: int | None = None) -> RunRecord:
        """The record now; drawn series thinned to about `points` without losing extremes, or whole when None."""
        try:
            launch = Launch.model_validate_json(self.folder.launch.read_bytes())
            lock_held = locks.holder_pid(self.folder.lock) is not None  # before the events: a death in between is seen
            self._log.read()
            stop_asked = self.folder.stop.exists()
            ended = isinstance(self._log.ending, events.Finished)
            result = self._parsed() if ended else None
            log = self._log
            state = state_of(log.ending, log.admitted_at, lock_held, launch, stop_asked, time.time())
            reading = Reading(
                self.folder, self.spec, state, launch, log, stop_asked, result, points, readers=self._readers
            )
            return self._record.of(reading)
        except (OSError, ValidationError):
            raise RunError(Sentence("run.gone", {"run": self.folder.id})) from None

    def _parsed(self) -> RunResult:
        """The content of result.json, parsed once: a leader's record reads those of all its members each time."""
        written = self.folder.result.stat().st_mtime_ns
        if self._result is None or self._result[0] != written:
            self._result = written, self._kind.parse_result(self.folder.result.read_bytes())
        return self._result[1]


def read_run(path: Path | str) -> RunRecord:
    """The whole record of one folder. Raises RunError when it is no run."""
    return RunReader(path).read()
