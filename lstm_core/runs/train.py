"""The record of a training: its curve and validations are named series of the log, seen in a training's own words."""

import filecmp
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict

from lstm_core.errors import RunError, Sentence
from lstm_core.results.base import TrainResult
from lstm_core.results.parsing import Result
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.log import RunLog, Series, thinned_indices
from lstm_core.runs.measurements import is_measurement
from lstm_core.runs.record import Reading, RunReader, RunRecord, common
from lstm_core.runs.remedies import is_possible
from lstm_core.spec.run import TrainRunSpec

CURVE = ("loss", "gradient_norm", "learning_rate")  # of a batch, before the update that it caused; before clipping
VALIDATION = "validation_loss"  # in the units of the training loss

REFIT = "refit.progress"  # share of a second training that is done


class Curve(BaseModel):
    """The training curve as columns of equal length."""

    steps: list[int] = []
    loss: list[float] = []
    gradient_norm: list[float] = []
    learning_rate: list[float] = []


class Evaluation(BaseModel):
    """Loss on the validation part after `step` updates, in the units of the training loss."""

    model_config = ConfigDict(frozen=True)

    step: int
    loss: float
    best: bool  # of all so far
    type: Literal["evaluated"] = "evaluated"
    seq: int = 0  # these two are those of its event
    at: float = 0.0


class TrainRecord(RunRecord):
    """One training as views, tools and scripts see it."""

    spec: TrainRunSpec
    started: events.Started | None
    curve: Curve
    evaluations: list[Evaluation]
    sample: events.Sampled | None  # the newest text that the network wrote while training
    result: Result | None

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The record of one look at the folder."""
        log, running = reading.log, reading.state is RunState.RUNNING
        own = {*CURVE, VALIDATION, *filter(is_measurement, log.series)}
        told = {
            **common(reading, own),
            "seconds_left": _seconds_left(log, reading.spec.total) if running else None,
            "resumable": _may("resume", reading),
            "finishable": _may("finish", reading),
            "started": log.started,
            "curve": _curve(log, reading.points),
            "evaluations": evaluations(log),
            "sample": log.sample,
        }
        return cls(**told)

    def bare(self) -> Self:
        """Without the curve and what only a picture needs."""
        return super().bare().model_copy(update={"curve": Curve(), "evaluations": []})

    @property
    def newest(self) -> dict[str, float]:
        """The newest loss of a batch."""
        return {"loss": self.curve.loss[-1]} if self.curve.loss else {}


def read_training(path: Path | str, points: int | None = None) -> TrainRecord:
    """The record of a training, its curve whole or thinned to about `points`. Raises RunError for another folder."""
    record = RunReader(path).read(points)
    if not isinstance(record, TrainRecord):
        raise RunError(Sentence("run.not_training", {"run": record.id}))
    return record


def with_its_data(spec: TrainRunSpec, folder: RunFolder) -> TrainRunSpec:
    """The spec with the file that the run learned from: the run's own copy where the file has gone or was changed."""
    if spec.data.source != "file" or spec.data.file is None:
        return spec
    file = Path(spec.data.file)
    if file.is_file() and filecmp.cmp(file, folder.data, shallow=False):
        return spec
    name = getattr(spec.data, "name", None) or file.name
    return spec.with_changes({"data.file": str(folder.data.absolute()), "data.name": name})


def evaluations(log: RunLog) -> list[Evaluation]:
    """Every validation; the best are those below all before them."""
    series = log.series.get(VALIDATION) or Series()
    losses = np.array(series.values)
    lowest = np.minimum.accumulate(losses) if len(losses) else losses
    before = np.concatenate([[np.inf], lowest[:-1]]) if len(losses) else losses
    rows = zip(series.steps, series.values, losses < before, series.numbers, series.stamps, strict=True)
    return [Evaluation(step=step, loss=loss, best=bool(best), seq=seq, at=at) for step, loss, best, seq, at in rows]


def _curve(log: RunLog, points: int | None) -> Curve:
    columns = {name: log.series.get(name) or Series() for name in CURVE}
    steps = np.array(columns["loss"].steps)
    values = {name: np.array(column.values) for name, column in columns.items()}
    if points is not None:
        kept = thinned_indices(values["loss"], points)
        steps, values = steps[kept], {name: column[kept] for name, column in values.items()}
    return Curve(steps=steps.tolist(), **{name: column.tolist() for name, column in values.items()})


def _seconds_left(log: RunLog, steps: int) -> float | None:
    if log.pace is None or log.step <= log.pace[1]:
        return None
    began, first = log.pace
    return (steps - log.step) * (log.last_at - began) / (log.step - first)


def _may(remedy: Literal["resume", "finish"], reading: Reading) -> bool:
    """Whether the run can go on or be finished: what ended it allows that, and the files for it are there."""
    folder, state, result, ended_by = reading.folder, reading.state, reading.result, reading.log.ended_by
    spec = reading.spec
    if state.active or not folder.data.exists():
        return False
    if state is RunState.FINISHED:
        if remedy == "finish" or not isinstance(result, TrainResult) or not folder.last.exists():
            return False
        left = isinstance(spec, TrainRunSpec) and result.pieces_left(spec) > 0
        return result.reason in ("stopped", "lost") or left
    if ended_by is not None and not is_possible(remedy, ended_by):
        return False
    return remedy == "resume" or folder.best.exists()
