"""Forecasting several series of a long table with one global network (Montero-Manso & Hyndman 2021).

Every series is scaled, transformed and judged by itself; windows of all of them are shuffled together, and none crosses
from one series into the next. `N` windows, `B` batch, `W` window, `H` horizon, `C` targets, `D` columns of the table,
`Q` quantiles.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from lstm_core.data.series.panel import Panel, judged_parts
from lstm_core.data.series.tables import Series
from lstm_core.engine.tasks.series.audit import Recorder, with_others
from lstm_core.engine.tasks.series.combination import stacked, trusted, weighted_mean
from lstm_core.engine.tasks.series.intervals import LEVEL, tails
from lstm_core.engine.tasks.series.result import (
    ColumnForecasts,
    JudgedColumn,
    errors_in_units,
    gathered,
    main_column,
    point,
    shown_from,
)
from lstm_core.engine.tasks.series.scores import MANY_WINDOWS, mase_scale, skill
from lstm_core.engine.tasks.series.task import Array, Forecast, SeriesTask
from lstm_core.engine.training.loop import Batches
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.results.series import (
    Audit,
    Interval,
    MemberErrors,
    PersistenceCheck,
    Scores,
    SeriesOfId,
    SeriesResult,
    Skill,
)
from lstm_core.spec.constants import PANEL_VALIDATED
from lstm_core.spec.derived import evaluation_windows, pass_of
from lstm_core.spec.run import TrainRunSpec

DRAWN_STEPS = 12_000  # of forecasts over all series that are kept to be drawn
MOST_DRAWN = 12  # windows of one series
AUDITED = 8  # series, the first ones


class PanelTask(SeriesTask):
    """Series with their spec, each a task of its own, and all their windows in one table."""

    def __init__(self, spec: TrainRunSpec, panel: Panel, device: torch.device) -> None:
        data = spec.series
        self.spec, self.data, self.panel = spec, data, panel
        self.members = {name: SeriesTask(_own(spec, panel, name), each, device) for name, each in panel.series.items()}
        tasks = list(self.members.values())
        first = tasks[0]
        self.layout, self.reach = first.layout, pass_of(spec).reach
        self.scale = torch.ones(len(data.targets), device=device)  # nothing asks for one of all series
        drawn = max(1, min(MOST_DRAWN, DRAWN_STEPS // (len(tasks) * data.horizon)))
        for task, parts in zip(tasks, judged_parts([each.parts for each in tasks]), strict=True):
            task.parts, task.beside, task.drawn = parts, len(tasks), drawn
        tables = [each.table for each in tasks]
        self.windows = torch.cat(tables).unfold(0, data.window + data.horizon, 1)
        self.scales = torch.cat([task.scale.expand(len(each), -1) for task, each in zip(tasks, tables, strict=True)])
        self.starts = np.cumsum([0, *(len(each) for each in tables[:-1])])  # of each series in the table
        self._training = self._places([each.parts.train for each in tasks]).to(device)
        validation = self._places([each.parts.validation for each in tasks])
        self._validation = validation[:: max(1, -(-len(validation) // PANEL_VALIDATED))].to(device)
        self.train_size, self.validation_size = len(self._training), len(self._validation)
        self.test_size = sum(len(each.parts.test) for each in tasks)
        self.batches = Batches(self.train_size, spec.train, device)
        self.evaluation_batch = evaluation_windows(spec)

    def _places(self, origins: Sequence[range]) -> Tensor:
        """Where the windows behind the origins of every series begin in the table."""
        places = [np.arange(at.start, at.stop, at.step) for at in origins]
        found = [start + at - self.data.window + 1 for start, at in zip(self.starts, places, strict=True)]
        return torch.from_numpy(np.concatenate(found))

    def training(self, batch: Tensor) -> Tensor:
        """The training windows (B, D, W + H) at positions `batch` (B,)."""
        return self.windows[self._training[batch]]

    def validation(self) -> Iterable[Tensor]:
        """Validation windows (B, D, W + H), evenly spread over all series, in batches."""
        return (self.windows[places] for places in self._validation.split(self.evaluation_batch))

    def units(self, batch: Tensor) -> Tensor:
        """What makes scaled values of the training windows at positions `batch` (B,) those of the data, (B, 1, C)."""
        return self.scales[self._training[batch], None]

    def validation_units(self) -> Iterable[Tensor]:
        """The same of each batch of validation windows."""
        return (self.scales[places, None] for places in self._validation.split(self.evaluation_batch))

    @property
    def tested(self) -> Tensor:
        """Where the windows of the test part of every series begin in the table."""
        return self._places([each.parts.test for each in self.members.values()])

    def measured(self) -> dict[str, float]:
        """Validation loss of each baseline in the units of the training loss, mean over the series."""
        told = [each.measured() for each in self.members.values()]
        return {name: float(np.mean([each[name] for each in told])) for name in told[0]}

    def refitting(self, newer: int = 0) -> "PanelTask":
        """The same series with what the refit learns from of each as one part; the last `newer` rows came after it."""
        whole = self.spec.model_copy(update={"data": self.data.whole(newer)})
        found = PanelTask(whole, self.panel, self.windows.device)
        found._validation, found.validation_size = self._validation, self.validation_size
        return found

    @torch.no_grad()
    def forecasts(self, network: nn.Module, origins: Callable[[SeriesTask], range]) -> dict[str, Array]:
        """Forecasts (N, H, C, Q) of every series that has origins behind these, in the units of the data."""
        wanted = [origins(each) for each in self.members.values()]
        said = np.concatenate(
            [self.said(network, self.windows[part]) for part in self._places(wanted).split(self.evaluation_batch)]
        )
        ends = np.cumsum([len(each) for each in wanted])[:-1]
        told = zip(self.members.items(), np.split(said, ends), wanted, strict=True)
        return {name: task.restored(part, at) for (name, task), part, at in told if at}

    @torch.no_grad()
    def result(self, network: nn.Module, outcome: TrainingEnd) -> SeriesResult:
        """Scores over all series and of each one, with its forecasts; the network carries its best weights."""
        network.eval()
        spans: tuple[Callable[[SeriesTask], range], ...] = (
            lambda task: task.parts.validation,
            lambda task: task.parts.test,
            lambda task: range(len(task.truth) - 1, len(task.truth)),
        )
        said = [self.forecasts(network, spans[0])]
        for found, origins in zip((self.delivered_on_test, self.delivered), spans[1:], strict=True):
            later, taken = (network, self) if found is None else found
            said.append(cast("PanelTask", taken).forecasts(later, origins))
        gained: dict[str, ColumnForecasts] = {}
        for name, task in self.members.items():
            own = {origins(task): told[name] for origins, told in zip(spans, said, strict=True)}
            forecasters: dict[str, Forecast] = {"model": own.__getitem__, **task.baselines()}
            gained[name] = gathered(task, forecasters)
        shares = self._shares(gained) if self.data.classics else {}
        gained = {name: each.combined(shares, weighted_mean) for name, each in gained.items()}
        pool(self.members, gained, "combined" if shares else "model")
        judged = {name: main_column(task, gained[name]) for name, task in self.members.items()}
        ids = {name: self._told(name, each) for name, each in judged.items()}
        ids = dict(sorted(ids.items(), key=lambda each: -each[1].taken.mase))
        worst = next(iter(ids.values()))
        return SeriesResult(
            best_step=outcome.progress.best_step,
            steps=outcome.progress.step,
            reason=outcome.reason,
            seconds=outcome.progress.seconds,
            **_together(list(ids.values()), list(judged.values()), self.data.horizon, self.step),
            history=worst.history,
            windows=worst.windows,
            future=worst.future,
            history_times=worst.history_times,
            ids=ids,
            refit=self.refit,
            members=self.members_of(network),
            audit=audit(self.spec, self.panel, self.windows.device),
            data_digest=self.panel.digest,
            weights="checkpoints/best.safetensors",
        )

    def member_errors(self, judged: nn.Module, task: SeriesTask, later: nn.Module) -> MemberErrors:
        """Mean errors of one network over all series."""
        later_tasks = cast("PanelTask", task).members
        found = [each.member_errors(judged, later_tasks[name], later) for name, each in self.members.items()]
        return MemberErrors(
            validation=float(np.mean([each.validation for each in found])),
            test=float(np.mean([each.test for each in found])),
        )

    def _shares(self, told: Mapping[str, ColumnForecasts]) -> dict[str, float]:
        """Of the forecasters in what is delivered, the same for every series; errors are in the units of MASE."""
        names = [
            name
            for name in next(iter(told.values())).validation
            if all(name in each.validation for each in told.values())
        ]
        scales = {name: mase_scale(task.truth[: task.first_validation, 0]) for name, task in self.members.items()}
        forecasts = {
            name: np.concatenate([point(each.validation[name]) / scales[series] for series, each in told.items()])
            for name in names
        }
        tasks = self.members.values()
        truth = [task.truth_of(task.parts.validation)[..., 0] / scales[name] for name, task in self.members.items()]
        came = np.concatenate(truth)
        apart = sum(max(1.0, len(at) * at.step / self.data.horizon) for at in (each.parts.validation for each in tasks))
        return trusted(stacked(forecasts, came), forecasts, came, apart)

    @property
    def step(self) -> int:
        """Rows between two test windows of a series."""
        return max(each.parts.test.step for each in self.members.values())

    def _told(self, name: str, judged: JudgedColumn) -> SeriesOfId:
        task = self.members[name]
        times = task.series.times[shown_from(task) :]
        return SeriesOfId(**dict(judged.found), history_times=times, rows=len(task.truth))


def _own(spec: TrainRunSpec, panel: Panel, name: str) -> TrainRunSpec:
    """The spec with the parts of a series, where they are told by rows."""
    if name not in panel.parts:
        return spec
    return spec.model_copy(update={"data": spec.series.model_copy(update={"split_rows": panel.parts[name]})})


def pool(members: Mapping[str, SeriesTask], told: Mapping[str, ColumnForecasts], name: str) -> None:
    """Conformal intervals, by step, from the errors of a forecaster on all series where those of one are few."""
    every = [errors_in_units(task, told[series], name) for series, task in members.items()]
    columns = [column[~np.isnan(column)] for column in np.concatenate(every).T]
    if not all(map(len, columns)):
        return
    ends = np.array([tails(column, LEVEL) for column in columns])  # (H, 2)
    for task in members.values():
        apart = len(task.parts.validation) * task.parts.validation.step / task.data.horizon
        task.pooled = ends if apart < MANY_WINDOWS else None


def _together(found: list[SeriesOfId], judged: list[JudgedColumn], horizon: int, step: int) -> dict[str, object]:
    """Means over the series; the skill is that of the mean error in each window, windows counted from the last one."""
    apart = -(-horizon // step)
    names = [name for name in judged[0].errors if all(name in each.errors for each in judged)]
    errors = {name: aligned([each.errors[name] for each in judged]) for name in names}
    test = {name: mean_scores([each.test[name] for each in found]) for name in names}

    def skills(name: str) -> dict[str, Skill]:
        others = [other for other in found[0].skill if other in names]
        return {other: skill(errors[name], errors[other], apart) for other in others}

    copied = [each.copying for each in found if each.copying is not None]
    intervals = [each.interval for each in found if each.interval is not None]
    return {
        "validation": {name: mean_scores([each.validation[name] for each in found]) for name in names},
        "test": test,
        "skill": skills("model"),
        "delivered_skill": skills("combined") if "combined" in names else {},
        "copying": PersistenceCheck(
            moves=float(np.mean([each.moves for each in copied])),
            agreement=float(np.mean([each.agreement for each in copied])),
        )
        if copied
        else None,
        "interval": Interval(
            level=intervals[0].level,
            coverage=float(np.mean([each.coverage for each in intervals])),
            width=float(np.mean([each.width for each in intervals])),
        )
        if intervals
        else None,
        "shares": found[0].shares,
    }


def aligned(errors: Sequence[Array]) -> Array:
    """Mean over the series (N,) of errors (N_i,) whose last windows belong together; windows without any are left."""
    longest = max(map(len, errors))
    table = np.full((len(errors), longest), np.nan)
    for row, each in enumerate(errors):
        table[row, longest - len(each) :] = each
    told = table[:, ~np.isnan(table).all(axis=0)]
    found: Array = np.nanmean(told, axis=0)
    return found


def mean_scores(scores: Sequence[Scores]) -> Scores:
    """Means over the series; of squared errors, the root of their mean."""
    return Scores(
        mae=float(np.mean([each.mae for each in scores])),
        rmse=float(np.sqrt(np.mean([each.rmse**2 for each in scores]))),
        mase=float(np.mean([each.mase for each in scores])),
        loss=float(np.mean([each.loss for each in scores])),
    )


@torch.no_grad()
def audit(spec: TrainRunSpec, panel: Panel, device: torch.device) -> Audit:
    """The proof of `audit.audit` for the first series together: their later parts replaced all at once."""
    few = Panel(dict(islice(panel.series.items(), AUDITED)), [])
    build = partial(PanelTask, spec, device=device)
    usual = PanelTask(spec, few, device)
    recorded = Recorder(spec, usual)
    batches, later, changed, origins = recorded.training(), recorded.refitted(), 0, []
    for part in ("first_validation", "first_test"):
        starts = {name: int(getattr(task, part)) for name, task in usual.members.items()}
        other = Recorder(spec, build(_with_others(spec, few, starts)))
        changed += sum(one != two for one, two in zip(batches, other.training(), strict=True))
        if part == "first_test":
            changed += recorded.validation() != other.validation()
            changed += sum(one != two for one, two in zip(later, other.refitted(), strict=True))
    for name, task in usual.members.items():
        origin = task.parts.test[len(task.parts.test) // 2]
        other = Recorder(spec, build(_with_others(spec, few, {name: origin + 1})).members[name])
        before, after = (each.refitting() or each for each in (Recorder(spec, task), other))
        changed += before.forecast(origin) != after.forecast(origin)
        origins.append(origin)
    return Audit(batches=len(batches) + len(later), forecasts=len(origins), changed=changed)


def _with_others(spec: TrainRunSpec, panel: Panel, starts: Mapping[str, int]) -> Panel:
    """Other values in some series, each from a row on."""
    found: dict[str, Series] = dict(panel.series)
    for name, start in starts.items():
        found[name] = with_others(spec, found[name], start)
    return replace(panel, series=found)
