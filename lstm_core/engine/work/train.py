"""One training run from spec and material to result, or from its best step so far to a result: all a worker calls."""

import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from lstm_core.engine.instruments.standard import standard
from lstm_core.engine.nn.paths import take_ways
from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.contract import Folds
from lstm_core.engine.tasks.preparation import LoadedData, keep_preprocessing, load_in_run, prepare
from lstm_core.engine.training.checkpoints import Checkpoints, Progress
from lstm_core.engine.training.costs import inference_ms, memory_mb
from lstm_core.engine.training.hardware import choose_device
from lstm_core.engine.training.loop import Emit, started, train
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.engine.work.backtest import judged_pieces, lead_pieces
from lstm_core.engine.work.contract import Work
from lstm_core.engine.work.refit import Judged, refit, take_kept
from lstm_core.engine.work.watch import Watch
from lstm_core.errors import RunError, Sentence
from lstm_core.reports.findings import data_findings, findings
from lstm_core.results.base import EndReason, Interruption, TrainResult
from lstm_core.results.parsing import Result
from lstm_core.runs import events
from lstm_core.runs.folder import Launch
from lstm_core.spec.run import TrainRunSpec


def work(given: Work) -> TrainResult | events.Stopped:
    """Train, or judge the best step of a training that ended before its end."""
    if not isinstance(given.spec, TrainRunSpec):
        raise TypeError(given.spec.kind)
    sign = given.should_stop
    launch = Launch.model_validate_json(given.folder.launch.read_bytes())
    watch = Watch(given.spec) if launch.stop_when_sure else None

    def observe(event: events.RunEvent) -> None:
        sign.stepping = sign.stepping or isinstance(event, events.Started)
        given.emit(event)
        proved = watch.take(event) if watch is not None else None
        if proved is not None:
            given.emit(proved)

    def should_stop() -> bool:
        return sign() or (watch is not None and watch.finding is not None)

    material = load_in_run(given.spec, given.folder.data)
    checkpoints = Checkpoints(given.folder.checkpoints)
    cause, watched = launch.finish, launch.instruments
    if cause is not None:  # emits at once: a signal may end it at any time, and nothing is lost
        judged = partial(judged_pieces, given)
        ended = finish(given.spec, material, cause, emit=given.emit, checkpoints=checkpoints, judged=judged)
        _keep_preprocessing(given, material)
        return ended
    lead = partial(lead_pieces, given, emit=observe)
    run = partial(fit, given.spec, material, emit=observe, should_stop=should_stop, checkpoints=checkpoints)
    found = run(lead=lead, instruments=watched)
    if isinstance(found, TrainResult):
        _keep_preprocessing(given, material)
    return found


def _keep_preprocessing(given: Work, material: LoadedData) -> None:
    """For a download of the run; whatever fails here is made when it is wanted and spoils no result."""
    if given.folder.leader is not None or not isinstance(given.spec, TrainRunSpec):
        return
    try:
        keep_preprocessing(given.spec, given.folder, material)
    except Exception:
        traceback.print_exc()


def fit(  # noqa: PLR0913 (a run's whole world, named)
    spec: TrainRunSpec,
    material: LoadedData,
    *,
    emit: Emit,
    should_stop: Callable[[], bool] = lambda: False,
    checkpoints: Checkpoints | None = None,
    lead: Callable[[Folds], list[Any] | None] | None = None,
    instruments: bool = True,
) -> Result | events.Stopped:
    """Train what the spec describes and evaluate the best weights; `Stopped` when a stop was asked for.

    `lead` has the pieces of a backtest trained as runs of their own; without it they are trained here. The standard
    `instruments` look on and change no bit of the result.

    `seq` and `at` of the events are placeholders for the receiver to set. Raises SpecError (device, precision) and
    DivergenceError. Sets torch's number of threads and its random seed.
    """
    device = _seeded(spec)
    network, task = prepare(spec, material, device)
    for name, value in task.measured().items():
        emit(events.Measured(seq=0, at=0, name=name, value=value))
    outcome = train(
        network,
        task,
        spec.train,
        device=device,
        emit=emit,
        should_stop=should_stop,
        checkpoints=checkpoints,
        instrument=standard(network, spec.train.steps) if instruments else None,
    )
    if outcome.reason == "stopped":
        return events.Stopped(seq=0, at=0, step=outcome.progress.step)
    network.load_state_dict(outcome.progress.best)
    for name, value in (("inference_ms", inference_ms(network, task, device)), ("memory_mb", memory_mb(device))):
        emit(events.Measured(seq=0, at=0, name=name, value=value))
    if not refit(Judged(spec, task, outcome.progress, device), emit, should_stop, checkpoints):
        return events.Stopped(seq=0, at=0, step=outcome.progress.step)
    pieces = contract.of(spec.data.task).folds(spec, material, contract.TrainedNetwork(network, device, checkpoints))
    result, folds = task.result(network, outcome), list[Any]()
    if pieces is not None:
        found = lead(pieces) if lead else pieces.run(emit, should_stop)
        if found is None:
            return events.Stopped(seq=0, at=0, step=outcome.progress.step)
        folds = found
    return _judged(spec, material, result, folds, emit)


def finish(
    spec: TrainRunSpec,
    material: LoadedData,
    cause: Interruption,
    *,
    emit: Emit,
    checkpoints: Checkpoints,
    judged: Callable[[Folds], list[Any]] | None = None,
) -> Result:
    """Judge the best step of a training that ended before its end, for that cause. Nothing of the checkpoint changes.

    Of a backtest the pieces that were judged already count, else the first one, whose network is the run's own. Raises
    SpecError (device, precision) and RunError when no validated step was kept.
    """
    device = _seeded(spec)
    network, task = prepare(spec, material, device)
    progress = checkpoints.ended()
    if progress is None:
        raise RunError(Sentence("run.finish_nothing", {"run": checkpoints.folder.parent.name}))
    take_ways(network, progress.ways)
    emit(started(network, task, spec.train, device, progress.step))
    checkpoints.keep(progress)
    network.load_state_dict(progress.best)
    take_kept(Judged(spec, task, progress, device), checkpoints)
    pieces = contract.of(spec.data.task).folds(spec, material, contract.TrainedNetwork(network, device, checkpoints))
    folds = (judged(pieces) if judged else pieces.judged()) if pieces is not None else []
    result = task.result(network, TrainingEnd(progress, _reason(spec, progress, cause)))
    return _judged(spec, material, result, folds, emit)


def _reason(spec: TrainRunSpec, progress: Progress, cause: Interruption) -> EndReason:
    """How training ended: by itself when only the backtest behind it was cut."""
    if progress.step >= spec.train.steps:
        return "steps"
    return "early_stopping" if spec.train.patience and progress.stale >= spec.train.patience else cause


def _seeded(spec: TrainRunSpec) -> torch.device:
    torch.set_num_threads(spec.threads)
    device = choose_device(spec.train)
    torch.manual_seed(spec.train.seed)
    return device


def _judged(spec: TrainRunSpec, material: LoadedData, result: Result, folds: list[Any], emit: Emit) -> Result:
    """The whole result; what was found in data and result is told."""
    if folds:
        result = result.model_copy(update={"folds": folds})
    for finding in [*data_findings(spec, material), *findings(result)]:
        emit(finding)
    return result
