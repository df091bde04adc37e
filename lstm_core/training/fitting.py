"""One training run from spec and material to result: the only thing that a worker calls."""

from collections.abc import Callable

import torch

from lstm_core import events
from lstm_core.data.tables import Series
from lstm_core.guard import data_findings, findings
from lstm_core.results import Result, SeriesResult
from lstm_core.specs import RunSpec
from lstm_core.tasks import Material, prepare
from lstm_core.tasks.backtest import Backtest
from lstm_core.training.checkpoints import Checkpoints
from lstm_core.training.hardware import choose_device
from lstm_core.training.loop import Emit, train


def fit(
    spec: RunSpec,
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
    torch.set_num_threads(spec.threads)
    device = choose_device(spec.train)
    torch.manual_seed(spec.train.seed)
    network, task = prepare(spec, material, device)
    for name, value in task.measured().items():
        emit(events.Measured(seq=0, at=0, name=name, value=value))
    outcome = train(
        network, task, spec.train, device=device, emit=emit, should_stop=should_stop, checkpoints=checkpoints
    )
    if outcome.reason == "stopped":
        return events.Stopped(seq=0, at=0, step=outcome.progress.step)
    network.load_state_dict(outcome.progress.best)
    folds = None
    if isinstance(material, Series) and spec.series.folds:
        folds = Backtest(spec, material, network, device, checkpoints).run(emit, should_stop)
        if folds is None:
            return events.Stopped(seq=0, at=0, step=outcome.progress.step)
    result = task.result(network, outcome)
    if folds is not None and isinstance(result, SeriesResult):
        result = result.model_copy(update={"folds": folds})
    for finding in [*data_findings(spec, material), *findings(result)]:
        emit(finding)
    return result
