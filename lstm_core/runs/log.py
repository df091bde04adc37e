"""The events of a run, folded as they come: named series, numbers, findings, and how the last attempt stands.

Guarantees: an unfinished last line is ignored, and reading costs only what was appended since the last read.
"""

import os
from array import array
from pathlib import Path
from typing import NamedTuple, assert_never

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from lstm_core.runs import events


class Series:
    """One named series: values at rising steps."""

    def __init__(self) -> None:
        self.steps, self.values = array("q"), array("d")
        self.stamps, self.numbers = array("d"), array("q")  # `at` and `seq` of the events

    def append(self, event: events.Logged, value: float) -> None:
        self.steps.append(event.step)
        self.values.append(value)
        self.stamps.append(event.at)
        self.numbers.append(event.seq)

    def forget_after(self, step: int) -> None:
        """Drop what was logged later."""
        keep = int(np.searchsorted(np.array(self.steps), step, side="right"))
        for column in (self.steps, self.values, self.stamps, self.numbers):
            del column[keep:]


class Restart(NamedTuple):
    """A training that went on under other conditions."""

    step: int
    before: str
    after: str


class RunLog:
    """What events.jsonl says; `read` takes up what was appended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._restart()

    def _restart(self) -> None:
        self._offset = 0
        self.series: dict[str, Series] = {}
        self.measured: dict[str, float] = {}
        self.probes: dict[str, list[tuple[int, list[float]]]] = {}  # vectors by name at rising steps
        self.non_finite: events.NonFiniteFound | None = None
        self.sample: events.Sampled | None = None
        self.findings: list[events.FindingRaised] = []
        self.started: events.Started | None = None
        self.restarts: list[Restart] = []  # of trainings that went on elsewhere than they began
        self.progress: events.Progressed | None = None
        self.done_before: float | None = None  # the first progress of this attempt
        self.members: dict[str, str] = {}  # state by member, as the leader saw it last
        self.asked: list[events.TrialAsked] = []  # trials of a search, in their order
        self.told: dict[int, events.TrialTold] = {}  # how they ended
        self.ending: events.Ending | None = None  # of the last attempt
        self.ended_by: str | None = None  # key of the last failure that the run has not come past
        self.admitted_at: float | None = None
        self.pace: tuple[float, int] | None = None  # time and step of the first point of this attempt
        self.last_at = 0.0
        self.worked = 0.0  # seconds of all attempts before this one, from their turn to the last that they said
        self.checkpoint: int | None = None

    @property
    def step(self) -> int:
        """The last step that was logged or saved."""
        return max([self.checkpoint or 0, *(series.steps[-1] for series in self.series.values() if series.steps)])

    def read(self) -> None:
        """Take up what was appended since the last time."""
        try:
            with self._path.open("rb") as file:
                if os.fstat(file.fileno()).st_size < self._offset:
                    self._restart()
                file.seek(self._offset)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._offset += len(line)
                    try:
                        self.take(events.parse_event(line))
                    except ValidationError:
                        continue  # a line of a newer version, or torn by a crash of the machine
        except FileNotFoundError:
            return

    def take(self, event: events.RunEvent) -> None:
        """Fold one event that was not read from the file."""
        before, self.last_at = self.last_at, event.at
        match event:
            case events.Logged():  # first: nearly every line is one
                self.pace = self.pace or (event.at, event.step)
                self.ended_by = None
                for name, value in event.values.items():
                    series = self.series.get(name)
                    if series is None:
                        series = self.series[name] = Series()
                    series.append(event, value)
            case events.Admitted():
                self.worked += before - self.admitted_at if self.admitted_at is not None else 0.0
                self.admitted_at, self.ending, self.pace, self.done_before = event.at, None, None, None
            case events.Finished() | events.Stopped() | events.Failed():
                self.ending = event
                self.ended_by = event.key if isinstance(event, events.Failed) else self.ended_by
            case events.Progressed():
                self.progress, self.ended_by = event, None
                self.done_before = event.done if self.done_before is None else self.done_before
            case events.MemberChanged():
                self.members[event.member] = event.state
            case _:
                self._fold_on_the_way(event)

    def _fold_on_the_way(self, event: events.Along) -> None:
        """What comes on the way of a run that works by itself."""
        match event:
            case events.Started():
                self._note_restart(event)
                self.started = event
                self._forget_after(event.step)
            case events.Measured():
                self.measured[event.name] = event.value
            case events.TrialAsked():
                self.asked.append(event)
            case events.TrialTold():
                self.told[event.trial] = event
            case events.Probed():
                for name, values in event.vectors.items():
                    self.probes.setdefault(name, []).append((event.step, values))
            case events.NonFiniteFound():
                self.non_finite = event
            case events.Sampled():
                self.sample = event
            case events.FindingRaised():
                self.findings.append(event)
            case events.CheckpointSaved():
                self.checkpoint = event.step
            case _:
                assert_never(event)

    def _note_restart(self, event: events.Started) -> None:
        if self.started is None or event.step == 0:
            return
        before, after = (
            f"{each.device_name}, {each.threads}, {each.path}, torch {each.versions.get('torch', '?')}"
            for each in (self.started, event)
        )
        if before != after:
            self.restarts.append(Restart(event.step, before, after))

    def _forget_after(self, step: int) -> None:
        for series in self.series.values():
            series.forget_after(step)
        for rows in self.probes.values():
            rows[:] = [(at, values) for at, values in rows if at <= step]
        self.non_finite = None
        self.findings = [event for event in self.findings if event.step is not None and event.step <= step]
        self.checkpoint = step or None


def thinned_indices(values: npt.NDArray[np.float64], points: int) -> npt.NDArray[np.int_]:
    """Indices of about `points` values: smallest and largest of each of points/2 buckets, and both ends."""
    if len(values) <= max(points, 4):
        return np.arange(len(values))
    edges = np.linspace(0, len(values), points // 2 + 1).astype(int)
    widths = np.diff(edges)
    within = np.arange(widths.max())
    indices = np.minimum(edges[:-1, None] + within, len(values) - 1)  # (buckets, widest)
    bucketed = values[indices]
    absent = (within >= widths[:, None]) | np.isnan(bucketed)
    lowest = np.where(absent, np.inf, bucketed).argmin(axis=1)
    highest = np.where(absent, -np.inf, bucketed).argmax(axis=1)
    return np.unique(np.concatenate([[0, len(values) - 1], edges[:-1] + lowest, edges[:-1] + highest]))
