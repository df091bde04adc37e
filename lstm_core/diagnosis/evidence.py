"""What a rule may look at: the whole log of one training, its spec, its result and its data, read from the folder."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from pydantic import ValidationError

from lstm_core.diagnosis.curves.columns import Column, Numbers, Probes
from lstm_core.diagnosis.curves.signals import Signals
from lstm_core.diagnosis.data import contract
from lstm_core.diagnosis.data.facts import DataFacts
from lstm_core.errors import Sentence, WorkbenchError
from lstm_core.results.base import TrainResult
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.log import RunLog
from lstm_core.runs.measurements import GRADIENT, UPDATE_RATIO, is_measurement
from lstm_core.runs.train import CURVE, VALIDATION, read_training
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec

__all__ = ["Column", "Evidence", "Numbers", "Probes"]

KEPT = 32  # folders whose data is remembered


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
        widest = max(len(values) for _, values in rows)
        rows = [(step, values) for step, values in rows if len(values) == widest]
        return Probes(np.array([step for step, _ in rows], np.int64), np.array([values for _, values in rows]))

    @property
    def step(self) -> int:
        """The last step of the training that was logged."""
        return self.log.step

    @property
    def ended(self) -> bool:
        """Training came to an end, by itself or not."""
        return not self.state.active

    @property
    def came_to_an_end(self) -> bool:
        """Training did all that it was to do, or failed; one that was stopped or lost might have learned later."""
        return self.state in (RunState.FINISHED, RunState.FAILED)

    @property
    def measured(self) -> bool:
        """Instruments have looked on."""
        return bool(self.log.probes) or any(is_measurement(name) for name in self.log.series)

    @property
    def probed(self) -> bool:
        """Probes have looked inside the network."""
        return bool(self.log.probes)

    @property
    def non_finite(self) -> events.NonFiniteFound | None:
        """Where the first value that is no finite number stood."""
        return self.log.non_finite

    @cached_property
    def signals(self) -> Signals:
        """What the curves say."""
        loss, norm, rate = (self.column(name) for name in CURVE)
        return Signals(
            self.spec,
            loss,
            norm,
            rate,
            self.column(VALIDATION),
            self.log.measured,
            updates=self.places(UPDATE_RATIO),
            parameters=self.log.started.parameters if self.log.started else None,
            facts=self.facts or DataFacts(),
        )

    @cached_property
    def gradients(self) -> dict[str, Column]:
        """Norm of the gradient by place."""
        return self.places(GRADIENT)

    @cached_property
    def facts(self) -> DataFacts | None:
        """What the run's data says by itself; None when it is gone, damaged or no longer what the run learned from.

        Computed once for a folder.
        """
        if self.folder is None or not self.folder.data.exists():
            return None
        try:
            written = self.folder.data.stat().st_mtime_ns
        except OSError:
            return None
        return _facts(self.folder.data, written, self.spec.to_json(), self.result.data_digest if self.result else None)

    @property
    def material(self) -> Any | None:
        """What the run's task read from its data; None when that is gone or damaged."""
        return None if self.folder is None else _material(self.spec, self.folder.data)


@lru_cache(maxsize=KEPT)
def _facts(path: Path, _written_ns: int, spec_json: str, digest: str | None) -> DataFacts | None:
    """By the spec as text, since a spec holds lists that cannot be compared by hash."""
    spec = parse_train_spec(spec_json)
    material = _material(spec, path)
    if digest is not None and getattr(material, "digest", digest) != digest:
        return None
    return None if material is None else contract.of(spec.data.task).look(spec, material, path)


def _material(spec: TrainRunSpec, path: Path) -> Any | None:
    from lstm_core.data import tasks

    if not path.exists():
        return None
    try:
        return tasks.of(spec.data.task).load(spec.data, path)
    except (WorkbenchError, OSError, ValidationError):
        return None
