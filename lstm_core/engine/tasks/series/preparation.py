"""Network and task of a forecasting run."""

import torch

from lstm_core.data.series.panel import Panel
from lstm_core.data.series.tables import Series
from lstm_core.engine.nn.paths import choose_path
from lstm_core.engine.nn.recomputation import recompute
from lstm_core.engine.tasks.contract import Folds, Prepared, TrainedNetwork
from lstm_core.engine.tasks.series.backtest import Backtest
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.panel import PanelTask
from lstm_core.engine.tasks.series.panel_backtest import PanelBacktest
from lstm_core.engine.tasks.series.refitting import refitting
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.spec.derived import steps_of_time
from lstm_core.spec.run import TrainRunSpec

__all__ = ["folds", "prepare", "refitting"]


def prepare(spec: TrainRunSpec, material: Series | Panel, device: torch.device) -> Prepared:
    """Network and task of a forecasting run."""
    task = PanelTask(spec, material, device) if isinstance(material, Panel) else SeriesTask(spec, material, device)
    network = SeriesForecaster(spec, task.layout).to(device)
    choose_path(network, spec.train.steps, steps_of_time(spec), spec.train.batch_size)
    recompute(network, spec.train.recompute_every, device)
    return Prepared(network, task)


def folds(spec: TrainRunSpec, material: Series | Panel, trained: TrainedNetwork) -> Folds | None:
    """The pieces of a walk-forward backtest, where the spec asks for one."""
    if not spec.series.folds:
        return None
    if isinstance(material, Panel):
        return PanelBacktest(spec, material, trained.network, trained.device, trained.checkpoints)
    return Backtest(spec, material, trained.network, trained.device, trained.checkpoints)
