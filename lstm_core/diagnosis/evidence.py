"""What a rule may look at: the whole log of one training, its spec, its result and its data, read from the folder."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from lstm_core.errors import Sentence, WorkbenchError
from lstm_core.results.base import TrainResult
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.log import RunLog
from lstm_core.runs.train import read_training
from lstm_core.spec.run import TrainRunSpec

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """One named series: values (N,) at rising steps (N,)."""

    steps: npt.NDArray[np.int64]
    values: Numbers

    def __bool__(self) -> bool:
        return len(self.steps) > 0


@dataclass(frozen=True)
class Probes:
    """One named vector at rising steps: `values` has (N, length)."""

    steps: npt.NDArray[np.int64]
    values: Numbers


@dataclass(frozen=True)
class Evidence:
    """One training as a rule sees it. What the run has nothing of is empty or None."""

    spec: TrainRunSpec
    state: RunState
    log: RunLog
    result: TrainResult | None = None
    failure: Sentence | None = None
    folder: RunFolder | None = None

    @classmethod
    def of(cls, path: Path | str) -> Self:
        """From a run's folder, also one that is written right now. Raises RunError when it is no training."""
        record = read_training(path, points=2)
        folder = RunFolder(path)
        log = RunLog(folder.events)
        log.read()
        result = record.result if isinstance(record.result, TrainResult) else None
        return cls(record.spec, record.state, log, result, record.failure, folder)

    def column(self, name: str) -> Column:
        """A series of the log, empty where there is none."""
        series = self.log.series.get(name)
        if series is None:
            return Column(np.empty(0, np.int64), np.empty(0))
        return Column(np.array(series.steps, np.int64), np.array(series.values))

    def places(self, name: str) -> dict[str, Column]:
        """Every series of a measurement whose path has one blank, e.g. GRADIENT, by its place."""
        begin, _, end = name.partition("{place}")
        found = {}
        for each in self.log.series:
            place = each[len(begin) : len(each) - len(end) if end else None]
            if each.startswith(begin) and each.endswith(end) and place and "/" not in place:
                found[place] = self.column(each)
        return found

    def probes(self, name: str) -> Probes | None:
        """A vector of the log over its steps; None where nothing of it was measured."""
        rows = self.log.probes.get(name)
        if not rows:
            return None
        return Probes(np.array([step for step, _ in rows], np.int64), np.array([values for _, values in rows]))

    @property
    def step(self) -> int:
        """The last step of the training that was logged."""
        return self.log.step

    @property
    def non_finite(self) -> events.NonFiniteFound | None:
        """Where the first value that is no finite number stood."""
        return self.log.non_finite

    @cached_property
    def material(self) -> Any | None:
        """What the run's task read from its data; None when that is gone or damaged."""
        from lstm_core.data import tasks

        if self.folder is None or not self.folder.data.exists():
            return None
        try:
            return tasks.of(self.spec.data.task).load(self.spec.data, self.folder.data)
        except (WorkbenchError, OSError, ValidationError):
            return None
