"""One training run from spec and material to result, or from its best step so far to a result: all a worker calls."""

from collections.abc import Callable
from typing import Any

import torch

from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.preparation import Material, prepare
from lstm_core.engine.training.checkpoints import Checkpoints, Progress
from lstm_core.engine.training.hardware import choose_device
from lstm_core.engine.training.loop import Emit, started, train
from lstm_core.engine.training.task import Outcome
from lstm_core.errors import Message, RunError
from lstm_core.reports.findings import data_findings, findings
from lstm_core.results.base import Cause, Reason
from lstm_core.results.parsing import Result
from lstm_core.runs import events
from lstm_core.spec.run import TrainRunSpec


def fit(
    spec: TrainRunSpec,
    material: Material,
    *,
    emit: Emit,
    should_stop: Callable[[], bool] = lambda: False,
    checkpoints: Checkpoints | None = None,
) -> Result | events.Stopped:
    """Train what the spec describes and evaluate the best weights; `Stopped` when a stop was asked for.

    `seq` and `at` of the events are placeholders for the receiver to set. Raises SpecError (device, precision) and
    DivergenceError. Sets torch's number of threads and its random seed.
    """
    device = _seeded(spec)
    network, task = prepare(spec, material, device)
    for name, value in task.measured().items():
        emit(events.Measured(seq=0, at=0, name=name, value=value))
    outcome = train(
        network, task, spec.train, device=device, emit=emit, should_stop=should_stop, checkpoints=checkpoints
    )
    if outcome.reason == "stopped":
        return events.Stopped(seq=0, at=0, step=outcome.progress.step)
    network.load_state_dict(outcome.progress.best)
    pieces = contract.of(spec.data.task).folds(spec, material, contract.TrainedNetwork(network, device, checkpoints))
    folds = pieces.run(emit, should_stop) if pieces is not None else []
    if folds is None:
        return events.Stopped(seq=0, at=0, step=outcome.progress.step)
    return _judged(spec, material, task.result(network, outcome), folds, emit)


def finish(spec: TrainRunSpec, material: Material, cause: Cause, *, emit: Emit, checkpoints: Checkpoints) -> Result:
    """Judge the best step of a training that ended before its end, for that cause. Nothing of the checkpoint changes.

    Of a backtest the pieces that were judged already count, else the first one, whose network is the run's own. Raises
    SpecError (device, precision) and RunError when no validated step was kept.
    """
    device = _seeded(spec)
    network, task = prepare(spec, material, device)
    progress = checkpoints.ended()
    if progress is None:
        raise RunError(Message("run.finish_nothing", {"run": checkpoints.folder.parent.name}))
    emit(started(network, task, spec.train, device, progress.step))
    checkpoints.keep(progress)
    network.load_state_dict(progress.best)
    pieces = contract.of(spec.data.task).folds(spec, material, contract.TrainedNetwork(network, device, checkpoints))
    folds = pieces.judged() if pieces is not None else []
    result = task.result(network, Outcome(progress, _reason(spec, progress, cause)))
    return _judged(spec, material, result, folds, emit)


def _reason(spec: TrainRunSpec, progress: Progress, cause: Cause) -> Reason:
    """How training ended: by itself when only the backtest behind it was cut."""
    if progress.step >= spec.train.steps:
        return "steps"
    return "early_stopping" if spec.train.patience and progress.stale >= spec.train.patience else cause


def _seeded(spec: TrainRunSpec) -> torch.device:
    torch.set_num_threads(spec.threads)
    device = choose_device(spec.train)
    torch.manual_seed(spec.train.seed)
    return device


def _judged(spec: TrainRunSpec, material: Material, result: Result, folds: list[Any], emit: Emit) -> Result:
    """The whole result; what was found in data and result is told."""
    if folds:
        result = result.model_copy(update={"folds": folds})
    for finding in [*data_findings(spec, material), *findings(result)]:
        emit(finding)
    return result
