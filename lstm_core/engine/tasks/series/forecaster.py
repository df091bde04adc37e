"""The network of a forecasting run: windows in the scaled units of the training part become forecasts in these units.

Scaling of single windows, patches, the choice between one network for all columns and one for each column at a time,
and recursion happen in here, so whoever calls it sees one function. `B` batch, `W` window, `R` reach (steps of one
pass), `H` horizon, `C` targets, `D` columns of the table, `K` columns known ahead, `P` patch, `Q` numbers said of
every target and step: quantiles, or the parameters of a distribution (`lstm_core.spec.likelihoods`).
"""

import copy
from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor, nn

from lstm_core.engine.nn.networks import Forecaster
from lstm_core.spec.constants import EMBEDDING_DEVIATION, INSTANCE_EPSILON, LEAST_FREEDOM, LEAST_PARAMETER
from lstm_core.spec.derived import DECAYING, Layout, pass_of
from lstm_core.spec.likelihoods import LIKELIHOODS
from lstm_core.spec.run import TrainRunSpec

VECTORS = "embedding.weight"  # of the series, one row each


class SeriesForecaster(Forecaster):
    """A recurrent network between the scaling of a window and its inverse.

    With members it is several of them, and forecasts the mean of what they say before that is scaled back; what stands
    before and behind them, the scaling of windows and the vectors of series, is there once.
    """

    def __init__(self, spec: TrainRunSpec, layout: Layout) -> None:
        data, model, one = spec.series, spec.model, pass_of(spec, layout)
        super().__init__(model, one.features, one.outputs, context=one.context)
        self.decaying = model.cell == "gru_d"
        self.reach, self.said, self.shared = one.reach, one.said, one.shared
        self.likelihood = spec.train.loss if spec.train.loss in LIKELIHOODS else None
        self.told_sizes = one.told
        self.layout, self.patch, self.scaling, self.horizon = layout, model.patch, data.window_scaling, data.horizon
        if data.window_scaling == "instance_affine":
            self.gain = nn.Parameter(torch.ones(layout.targets))
            self.bias = nn.Parameter(torch.zeros(layout.targets))
        if layout.ids:
            self.embedding = nn.Embedding(layout.ids, model.id_embedding or 1)
            with torch.no_grad():
                self.embedding.weight.normal_(0.0, EMBEDDING_DEVIATION)
        further = range(model.members - 1)
        self.further = nn.ModuleList(Forecaster(model, one.features, one.outputs, one.context) for _ in further)

    def forward(self, past: Tensor, known: Tensor) -> Tensor:  # type: ignore[override]
        """The next R steps (B, R, C, Q) after windows (B, W, D), given what is known of them (B, R, K)."""
        return self._read(past, known, mean=True)[0]

    def each(self, past: Tensor, known: Tensor) -> list[Tensor]:
        """The same as each member says it by itself."""
        return self._read(past, known, mean=False) if self.further else [self(past, known)]

    def alone(self) -> Iterator["SeriesForecaster"]:
        """Each member as a network by itself, on the same weights."""
        for member in (self, *self.further):
            found, own = copy.copy(self), vars(member)["_modules"]
            parts = {name: own[name] for name in ("recurrent", "dropout", "head")}
            vars(found)["_modules"] = {**vars(self)["_modules"], **parts, "further": nn.ModuleList()}
            yield found

    def _read(self, past: Tensor, known: Tensor, *, mean: bool) -> list[Tensor]:
        columns = self.layout.targets
        values = past[..., :columns]  # (B, W, C)
        seen = past[..., columns : 2 * columns] if self.layout.masked else torch.ones_like(values)  # (B, W, C)
        base, spread = self.statistics(values, seen)  # (B, 1, C) both
        normal = (values - base) / spread  # (B, W, C)
        if self.scaling == "instance_affine":
            normal = normal * self.gain + self.bias
        if self.layout.masked:
            normal = normal * seen
        changes = self._pass(normal, self._rest(past), known)  # (B, R, C, Q) each
        if mean and len(changes) > 1:
            changes = [torch.stack(changes).mean(dim=0)]
        return [self._scaled_back(change, base.unsqueeze(-1), spread.unsqueeze(-1)) for change in changes]

    def _scaled_back(self, change: Tensor, base: Tensor, spread: Tensor) -> Tensor:
        """What heads say (B, R, C, Q) in the scaled units of the table."""
        if self.likelihood is not None:
            return self._distribution(change, base, spread)
        if self.scaling == "instance_affine":
            change = (change - self.bias[:, None]) / self.gain[:, None]
        forecast: Tensor = change * spread + base
        return forecast

    def _rest(self, past: Tensor) -> Tensor:
        """What windows (B, W, D) hold beside the targets, with the learned vector of the series for its place."""
        return self.told(past)[..., self.layout.targets :]

    def told(self, past: Tensor) -> Tensor:
        """Windows (B, W, D) with the learned vector of the series in the place of its number."""
        if not self.layout.ids:
            return past
        at = self.layout.width - self.layout.known - 1
        vectors = self.embedding(past[:, 0, at].long())  # (B, E)
        each = vectors[:, None].expand(-1, past.shape[1], -1)
        return torch.cat([past[..., :at], each, past[..., at + 1 :]], dim=-1)

    def _distribution(self, raw: Tensor, base: Tensor, spread: Tensor) -> Tensor:
        """Parameters of a distribution (B, R, C, P) from what the head says, in the scaled units of the table.

        Of Student's t the location is undone like a value and the scale like a distance; counts have nothing to undo.
        """
        if self.likelihood != "student_t":
            return nn.functional.softplus(raw) + LEAST_PARAMETER
        location, width, freedom = raw.split(1, dim=-1)
        if self.scaling == "instance_affine":
            location = (location - self.bias[:, None]) / self.gain[:, None]
        location = location * spread + base
        width = (nn.functional.softplus(width) + LEAST_PARAMETER) * spread
        return torch.cat([location, width, nn.functional.softplus(freedom) + LEAST_FREEDOM], dim=-1)

    def rollout(self, past: Tensor, known: Tensor) -> Tensor:
        """H steps (B, H, C, Q) after windows (B, W, D), given what is known of them (B, H, K).

        When one pass reaches less far, its forecasts become the newest rows of the window that the next pass reads.
        """
        if self.reach == self.horizon:
            every: Tensor = self(past, known)
            return every
        passes, layout = [], self.layout
        same = past[:, : self.reach, layout.width - layout.known - layout.beside : layout.width - layout.known]
        for step in range(0, self.horizon, self.reach):
            ahead = known[:, step : step + self.reach]  # (B, R, K)
            if ahead.shape[1] < self.reach:
                ahead = nn.functional.pad(ahead, (0, 0, 0, self.reach - ahead.shape[1]))  # steps that are cut off below
            forecast = self(past, ahead)  # (B, R, C, 1)
            rows = [forecast[..., 0].to(past.dtype)]
            if self.layout.masked:
                rows += [torch.ones_like(rows[0]), torch.full_like(rows[0], 1 / past.shape[1])]
            past = torch.cat([past[:, self.reach :], torch.cat([*rows, same, ahead], dim=-1)], dim=1)
            passes.append(forecast)
        return torch.cat(passes, dim=1)[:, : self.horizon]

    def statistics(self, values: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
        """What is subtracted from a window (B, W, C) and what it is divided by, both (B, 1, C), from what was seen.

        Reversible instance normalisation: Kim et al. 2022, equations 1 to 3. A window without any value has base 0.
        """
        if self.scaling == "none":
            return torch.zeros_like(values[:, :1]), torch.ones_like(values[:, :1])
        if self.scaling == "last":
            if not self.layout.masked:
                return values[:, -1:], torch.ones_like(values[:, :1])
            steps = torch.arange(1, values.shape[1] + 1, device=values.device, dtype=seen.dtype)
            newest = (seen * steps[:, None]).argmax(dim=1, keepdim=True)  # (B, 1, C)
            return values.gather(1, newest), torch.ones_like(values[:, :1])
        count = seen.sum(dim=1, keepdim=True).clamp(min=1)
        mean = (values * seen).sum(dim=1, keepdim=True) / count
        variance = ((values - mean).square() * seen).sum(dim=1, keepdim=True) / count
        return mean, (variance + INSTANCE_EPSILON).sqrt()

    def _pass(self, normal: Tensor, rest: Tensor, known: Tensor) -> list[Tensor]:
        """(B, R, C, Q) of each member from scaled targets (B, W, C), the rest (B, W, D - C), those ahead (B, R, K)."""
        batch, window, columns = normal.shape
        if self.shared and columns > 1:
            marks = (self.layout.fold - 1) * columns
            own = torch.cat([normal, rest[..., :marks]], dim=-1).unflatten(-1, (-1, columns))  # (B, W, 1 or 3, C)
            own = own.permute(0, 3, 1, 2).flatten(0, 1)  # (B * C, W, 1 or 3)
            common = rest[..., marks:].repeat_interleave(columns, dim=0)  # (B * C, W, ...)
            inputs, ahead = torch.cat([own, common], dim=-1), known.repeat_interleave(columns, dim=0)
        else:
            inputs, ahead = torch.cat([normal, rest], dim=-1), known
        if self.decaying:
            inputs = self._told(inputs)  # (B', W, D')
        patches = inputs.reshape(len(inputs), window // self.patch, -1)  # (B', W / P, P * D')
        if self.decaying:
            patches = (
                patches.unflatten(-1, (self.patch, DECAYING, -1)).transpose(2, 3).flatten(2)
            )  # (B', W / P, 4 * P K)
        context = ahead.flatten(1) if self.layout.known else None
        heads = [super().forward(patches, context), *(each(patches, context) for each in self.further)]
        if self.shared:
            return [each.view(batch, columns, self.reach, self.said).transpose(1, 2) for each in heads]
        return [each.view(batch, self.reach, columns, self.said) for each in heads]

    def _told(self, inputs: Tensor) -> Tensor:
        """What GRU-D reads (B', W, 4K): values, marks, gaps, last values of inputs (B', W, D'); the known are seen."""
        groups = inputs.split(self.told_sizes, dim=-1)  # (B', W, ...) each
        known = groups[6]  # with what is the same at every step
        values = torch.cat([groups[0], groups[3], known], dim=-1)  # (B', W, K)
        marks = torch.cat([groups[1], groups[4], torch.ones_like(known)], dim=-1)  # (B', W, K)
        gaps = torch.cat([groups[2], groups[5], torch.zeros_like(known)], dim=-1)  # (B', W, K)
        return torch.cat([values, marks, gaps, last_seen(values, marks)], dim=-1)


def without_vectors(spec: TrainRunSpec, network: SeriesForecaster) -> SeriesForecaster:
    """The same network without its table, which reads the vector of a series as so many static columns more."""
    layout, model = network.layout, spec.model
    if not layout.ids:
        return network
    plain = spec.model_copy(update={"model": model.model_copy(update={"id_embedding": None})})
    found = SeriesForecaster(plain, replace(layout, ids=0, static=layout.static + (model.id_embedding or 0)))
    found.load_state_dict({name: each for name, each in network.state_dict().items() if name != VECTORS})
    return found.eval()


def said_by_each(network: nn.Module, past: Tensor, known: Tensor) -> list[Tensor]:
    """What each member of a network says (B, R, C, Q); of one that has none what it says itself."""
    return network.each(past, known) if isinstance(network, SeriesForecaster) else [network(past, known)]


def last_seen(values: Tensor, marks: Tensor) -> Tensor:
    """The last value (B, W, K) that was seen up to each step; 0 before the first."""
    steps = torch.arange(values.shape[1], device=values.device)[:, None]  # (W, 1)
    newest = (marks * steps).long().cummax(dim=1).values  # (B, W, K)
    return (values * marks).gather(1, newest)
