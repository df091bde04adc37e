"""Forecasting: series become windows and losses, and scores beside honest baselines (`result.py`).

Nothing is fitted on anything but the training rows. `N` windows, `B` batch, `W` window, `H` horizon, `R` steps of one
pass of the network (H, or fewer when it is recursive), `C` targets, `D` columns of the table, `K` columns known ahead,
`Q` quantiles, `P` numbers that are said of a target and a step: a point, the quantiles, or the parameters of a
distribution; losses are in the scaled units of the network, scores in the units of the data.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from itertools import repeat
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.data.series import baselines
from lstm_core.data.series.distributions import quantiles_of
from lstm_core.data.series.tables import Series, last_known
from lstm_core.data.series.windows import boundaries, split
from lstm_core.engine.instruments.instrument import BadInput, Probe
from lstm_core.engine.tasks.probing import samples_within, spread
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster, last_seen, said_by_each
from lstm_core.engine.tasks.series.inputs import Inputs
from lstm_core.engine.tasks.series.likelihoods import negative_log_likelihood
from lstm_core.engine.tasks.series.result import DRAWN_WINDOWS, result_of, scores
from lstm_core.engine.training.loop import Batches
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.results.series import MemberErrors, Refit, SeriesResult
from lstm_core.runs import events
from lstm_core.spec.derived import evaluation_windows, pass_of
from lstm_core.spec.likelihoods import LIKELIHOODS
from lstm_core.spec.run import TrainRunSpec

Array = npt.NDArray[np.float64]
Forecast = Callable[[range], Array]  # origins -> (N, H, C, Q)
LOSSES: dict[str, Callable[..., Tensor]] = {
    "huber": functional.huber_loss,
    "mse": functional.mse_loss,
    "mae": functional.l1_loss,
}


class SeriesBatch(NamedTuple):
    """Windows (B, W, D), what is known of the steps after them (B, R, K), these steps (B, R, C) and which were seen."""

    past: Tensor
    known: Tensor
    targets: Tensor
    seen: Tensor | None


class Delivered(NamedTuple):
    """A network that was trained once more on more rows, and the task that trained it."""

    network: nn.Module
    task: "SeriesTask"

    @property
    def last(self) -> int:
        """The last row that the network knows."""
        return self.task.first_test - 1


class SeriesTask:
    """A series with its spec; everything the loop asks for, and the result afterwards."""

    beside = 1  # series that are judged together
    drawn = DRAWN_WINDOWS
    pooled: Array | None = None  # (H, 2), ends of an interval by the errors of all of them
    delivered: Delivered | None = None  # in the place of the network that was judged on the validation part
    refit: Refit | None = None

    def __init__(self, spec: TrainRunSpec, series: Series, device: torch.device) -> None:
        data = spec.series
        self.spec, self.data, self.series = spec, data, series
        self.parts = split(len(series.values), data)
        self.train_size, self.validation_size, self.test_size = (len(part) for part in self.parts)
        self.first_validation, self.first_test = boundaries(len(series.values), data)
        self.truth = series.columns(data)  # (T, C), NaN where a value is missing
        self.filled = last_known(self.truth)  # (T, C), what was known at each row
        inputs = Inputs.of(data, series, numbered=spec.model.id_embedding is not None)
        self.layout, self.scaling = inputs.layout, inputs.scaling
        self.transform, self.changes = inputs.transform, inputs.changes
        self.levels = self.transform.known(self.transform.levels(self.truth))  # (T, C), what was known at each row
        self.told = self.transform.told(self.levels)  # (T, C), changes as they were known
        self.scale = torch.from_numpy(self.scaling.scale).to(device)  # (C,)
        self.table = torch.from_numpy(inputs.table).to(device)  # (T + H, D)
        self.windows = self.table.unfold(0, data.window + data.horizon, 1)  # (T - W + 1, D, W + H), a view
        self.first = self.parts.train.start - data.window + 1  # row of `windows` that holds the first training window
        self.reach = pass_of(spec).reach
        self.batches = Batches(self.train_size, spec.train, device)
        self.evaluation_batch = evaluation_windows(spec)

    @cached_property
    def linear(self) -> baselines.Linear:
        """The linear baseline on what the network reads of the targets, fitted when it is first needed."""
        parts, data = self.parts, self.data
        subtracts = data.line_subtracts
        return baselines.Linear.fit(
            self.told, parts.train, parts.validation, data.window, data.horizon, subtracts=subtracts
        )

    def loss(self, network: nn.Module, step: int) -> Tensor:
        """Mean loss () of the training windows of that step's batch."""
        return self.loss_of(network, self.batches.at(step))

    def loss_of(self, network: nn.Module, batch: Tensor) -> Tensor:
        """Mean loss () of the training windows at positions `batch` (B,)."""
        past, known, targets, seen = self.cut(self.training(batch))
        units, said = self.units(batch), said_by_each(network, past, known)
        return of_members([self.distance(each, targets, seen, units) for each in said])

    def units(self, batch: Tensor) -> Tensor:
        """What makes scaled values of the training windows at positions `batch` (B,) those of the data, (C,)."""
        return self.scale

    def validation_units(self) -> Iterable[Tensor]:
        """The same of each batch of validation windows."""
        return repeat(self.scale)

    def training(self, batch: Tensor) -> Tensor:
        """The training windows (B, D, W + H) at positions `batch` (B,)."""
        return self.windows[batch + self.first]

    def validation(self) -> Iterable[Tensor]:
        """The validation windows (B, D, W + H) in batches."""
        first = self.parts.validation.start - self.data.window + 1
        found: tuple[Tensor, ...] = self.windows[first : first + self.validation_size].split(self.evaluation_batch)
        return found

    def cut(self, windows: Tensor) -> SeriesBatch:
        """What the network reads and what it is to say, from windows (B, D, W + H)."""
        columns, rows = self.layout.targets, windows.transpose(1, 2)  # (B, W + H, D)
        past, ahead = rows[:, : self.data.window], rows[:, self.data.window : self.data.window + self.reach]
        known = ahead[..., self.layout.width - self.layout.known :]
        seen = ahead[..., columns : 2 * columns] if self.layout.masked else None
        return SeriesBatch(past, known, ahead[..., :columns], seen)

    def distance(
        self, forecast: Tensor, targets: Tensor, seen: Tensor | None = None, units: Tensor | None = None
    ) -> Tensor:
        """Mean loss () of what is said (..., C, P) of targets (..., C), over those that were seen (..., C).

        Scaled values times `units` are those of the data; those of the task where none are given.
        """
        if self.spec.train.loss in LIKELIHOODS:
            units = self.scale if units is None else units
            losses = negative_log_likelihood(self.spec.train.loss, forecast, targets, units)
        elif self.spec.train.loss == "quantile":
            losses = pinball(forecast, targets, self.spec.train.quantiles)
        else:
            kept = "mean" if seen is None else "none"
            losses = LOSSES[self.spec.train.loss](forecast[..., 0], targets, reduction=kept)
        return mean_of(losses, seen)

    def validation_loss(self, network: nn.Module) -> float:
        """Mean loss over the validation windows, of the steps of one pass."""
        total = count = 0.0
        for windows, units in zip(self.validation(), self.validation_units(), strict=False):
            past, known, targets, seen = self.cut(windows)
            weight = float(targets.numel() if seen is None else seen.sum())
            total += float(self.distance(network(past, known), targets, seen, units)) * weight
            count += weight
        return total / max(count, 1.0)

    def measured(self) -> dict[str, float]:
        """Validation loss of each baseline in the units of the training loss, of the steps of one pass.

        None beside a likelihood: a point is no distribution.
        """
        if self.spec.train.loss in LIKELIHOODS:
            return {}
        origins = self.parts.validation
        return {
            f"{name}.validation_loss": self.loss_of_forecast(forecast(origins)[:, : self.reach], origins)
            for name, forecast in self.baselines().items()
        }

    def observe(self, network: nn.Module, step: int) -> Iterable[events.RunEvent]:
        """Nothing besides the loss."""
        return ()

    def state(self) -> dict[str, Tensor]:
        """Nothing is carried from step to step."""
        return {}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Nothing is carried from step to step."""

    def probe(self, network: nn.Module, values: int) -> Probe:
        """Windows that lie evenly in the training part."""
        rows = spread(self.train_size, samples_within(values, self.data.window))
        batch = torch.tensor(rows, device=self.windows.device)
        past, known, targets, seen = self.cut(self.training(batch))
        forecast = said_by_each(network, past, known)[0]  # (B, R, C, Q), of the first member
        columns = self.layout.targets
        marks = past[..., columns : 2 * columns] if self.layout.masked else torch.ones_like(past[..., :columns])
        last = last_seen(past[..., :columns], marks)[:, -1]  # (B, C)
        place = 0 if self.spec.train.loss in LIKELIHOODS else forecast.shape[-1] // 2  # of what it says first
        middle = forecast[..., place]  # (B, R, C)
        wide = last[:, None].expand_as(middle)
        loss = self.distance(forecast, targets, seen, self.units(batch))
        return Probe(loss, middle.flatten(1), wide.flatten(1))

    def rows(self, step: int) -> list[int]:
        """The windows of that step's batch."""
        found: list[int] = self.batches.at(step).tolist()
        return found

    def bad_input(self, step: int) -> BadInput | None:
        """The first column of the table with a value that is not finite, and the windows that it stands in."""
        batch = self.batches.at(step)
        spoiled = ~torch.isfinite(self.training(batch)).all(dim=-1)  # (B, D)
        for column, rows in enumerate(spoiled.T.tolist()):
            if any(rows):
                samples = [sample for sample, bad in zip(batch.tolist(), rows, strict=True) if bad]
                return BadInput(self.layout.name_of(column, self.data), samples)
        return None

    @torch.no_grad()
    def result(self, network: nn.Module, outcome: TrainingEnd) -> SeriesResult:
        """Scores, skill and forecasts of a network that carries its best weights, in evaluation mode."""
        network.eval()
        result = result_of(self, {"model": self.forecaster(network)} | self.baselines(), outcome)
        return result.model_copy(update={"members": self.members_of(network)})

    def members_of(self, network: nn.Module) -> list[MemberErrors]:
        """Errors of each network by itself where the mean of several is forecast."""
        judged = cast("SeriesForecaster", network)
        later, task = (judged, self) if self.delivered_on_test is None else self.delivered_on_test
        pairs = zip(judged.alone(), cast("SeriesForecaster", later).alone(), strict=True)
        return [self.member_errors(one, task, other) for one, other in pairs] if judged.further else []

    def member_errors(self, judged: nn.Module, task: "SeriesTask", later: nn.Module) -> MemberErrors:
        """Those of one network on the validation part, and as it is delivered by its task on the test part."""
        validation, test = self.parts.validation, self.parts.test
        told = [(self.forecast(judged, validation), validation), (task.forecast(later, test), test)]
        first, second = (scores(self, 0, said[:, :, 0], origins).mae for said, origins in told)
        return MemberErrors(validation=first, test=second)

    @property
    def delivered_on_test(self) -> Delivered | None:
        """What is delivered, where the test part judges it and not the network before it."""
        return None if self.data.refit == "all" else self.delivered

    def refitting(self, newer: int = 0) -> "SeriesTask":
        """The same series with what the refit learns from as one part, to train and to be fitted on.

        The last `newer` rows came after the run.
        """
        whole = self.spec.model_copy(update={"data": self.data.whole(newer)})
        found = SeriesTask(whole, self.series, self.windows.device)
        found.parts = found.parts._replace(validation=self.parts.validation)  # whose loss shows that it is finite
        found.validation_size = self.validation_size
        return found

    def forecaster(self, network: nn.Module) -> Forecast:
        """What a network forecasts, and behind all rows that the delivered one was trained on that one."""
        judged, delivered = partial(self.forecast, network), self.delivered
        if delivered is None:
            return judged

        def forecast(origins: range) -> Array:
            before = sum(origin < delivered.last for origin in origins)
            early, late = origins[:before], origins[before:]
            told = [judged(early)] if early else []
            return np.concatenate([*told, *([delivered.task.forecast(delivered.network, late)] if late else [])])

        return forecast

    @torch.no_grad()
    def forecast(self, network: nn.Module, origins: range) -> Array:
        """Forecasts (N, H, C, Q) of a network after the rows `origins`, quantiles rising, in the units of the data."""
        first = origins.start - self.data.window + 1
        return self.restored(self.said(network, self.windows[first : first + len(origins)]), origins)

    def said(self, network: nn.Module, windows: Tensor) -> Array:
        """What a network says (N, H, C, Q) behind windows (N, D, W + H), as it was trained to."""
        rollout, forecasts = cast("SeriesForecaster", network).rollout, []
        for part in windows.split(self.evaluation_batch):
            rows = part.transpose(1, 2)  # (B, W + H, D)
            known = rows[:, self.data.window :, self.layout.width - self.layout.known :]  # (B, H, K)
            forecasts.append(rollout(rows[:, : self.data.window], known).float())
        values: Array = torch.cat(forecasts).cpu().numpy().astype(np.float64)
        return values

    def restored(self, said: Array, origins: range) -> Array:
        """Forecasts (N, H, C, Q) in the units of the data, of what a network said behind the rows `origins`."""
        train, scaling = self.spec.train, self.scaling
        if train.loss in LIKELIHOODS:
            changes = quantiles_of(train.loss, said, train.quantiles, scaling.offset, scaling.scale)
        else:
            values = np.sort(said, axis=-1)  # crossed quantiles are put in order (Chernozhukov et al. 2010)
            changes = values * scaling.scale[:, None] + scaling.offset[:, None]
        return self.transform.undone(changes, origins, self.levels)

    def baselines(self) -> dict[str, Forecast]:
        """The forecasts that need no network, from what was known at each row."""
        values, horizon, season = self.filled, self.data.horizon, self.data.season

        def seasonal(origins: range) -> Array:
            return baselines.seasonal_naive(values, origins, horizon, season or 1)[..., None]

        return {
            "persistence": lambda origins: baselines.persistence(values, origins, horizon)[..., None],
            **({"seasonal_naive": seasonal} if season else {}),
            "linear": lambda origins: self.transform.undone(
                self.linear(self.told, origins)[..., None], origins, self.levels
            ),
        }

    def truth_of(self, origins: range) -> Array:
        """What came after the rows `origins` (N, H, C), NaN where it is missing."""
        truth: Array = self.truth[np.array(origins)[:, None] + np.arange(1, self.data.horizon + 1)]
        return truth

    def loss_of_forecast(self, forecast: Array, origins: range, columns: slice = slice(None)) -> float:
        """Mean training loss of forecasts (N, h, C, Q) of these columns, in the units of the data, of h steps.

        Of a network that a likelihood trained, whose forecasts are quantiles, it is the quantile loss.
        """
        scaling, transform = self.scaling.of(columns), self.transform.of(columns)
        said = transform.differences(forecast, origins, self.levels[:, columns])
        rows = np.array(origins)[:, None] + np.arange(1, forecast.shape[1] + 1)
        came = self.changes[rows][..., columns]  # (N, h, C)
        seen = None if self.data.missing != "mask" else torch.from_numpy(~np.isnan(came))
        targets = torch.from_numpy(np.nan_to_num(scaling(came)))
        predicted = torch.from_numpy((said - scaling.offset[:, None]) / scaling.scale[:, None])
        if self.spec.train.loss in LIKELIHOODS:
            return float(mean_of(pinball(predicted, targets, self.spec.train.quantiles), seen))
        return float(self.distance(predicted, targets, seen))


def of_members(losses: list[Tensor]) -> Tensor:
    """The mean () of the members' losses, with the gradient of their sum: each learns as fast as it would alone."""
    total = torch.stack(losses).sum()
    return losses[0] if len(losses) == 1 else total.detach() / len(losses) + (total - total.detach())


def mean_of(losses: Tensor, seen: Tensor | None) -> Tensor:
    """The mean () of losses (..., C) over those that were seen (..., C)."""
    if seen is None:
        return losses.mean()
    return (losses * seen).sum() / seen.sum().clamp(min=1)


def pinball(forecast: Tensor, targets: Tensor, quantiles: tuple[float, ...]) -> Tensor:
    """Quantile loss (..., C) of forecasts (..., C, Q), mean over the quantiles (Koenker & Bassett 1978).

    max(q e, (q - 1) e) of the error e = target - forecast.
    """
    levels = torch.tensor(quantiles, dtype=forecast.dtype, device=forecast.device)  # (Q,)
    errors = targets.unsqueeze(-1) - forecast  # (..., C, Q)
    return torch.maximum(levels * errors, (levels - 1) * errors).mean(dim=-1)
