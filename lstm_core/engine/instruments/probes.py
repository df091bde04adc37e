"""The scheduled probes: one pass over a fixed batch, forward and backward, and all that is read of it."""

from collections.abc import Iterator
from typing import cast

import torch
from torch import Tensor, nn

from lstm_core.engine.instruments import gate_values, lags, last_value, recurrence, states
from lstm_core.engine.instruments.attention import attention_by_distance
from lstm_core.engine.instruments.instrument import View
from lstm_core.engine.instruments.places import block_places, layer_places
from lstm_core.engine.instruments.replayed import LayerSteps, Pass, recorded
from lstm_core.engine.instruments.rounding import logged, probed
from lstm_core.engine.instruments.schedule import Budget, is_essential, is_probed
from lstm_core.runs import events, measurements

SHARE = 0.03  # of the training's time
RADIUS_SHARE = 0.006  # of it, for eigenvalues, whose cost grows with the cube of the hidden size
FLOPS = 1e10  # a second, of eigenvalues
CHEAP_SECONDS = 0.01
NUMBERS = 150_000  # of h over samples, time and layers, that one pass keeps

Values = dict[str, float]
Vectors = dict[str, list[float]]


class Probes:
    """An instrument that lets the network read a fixed batch of the training part and tells what its layers did."""

    def __init__(self, network: nn.Module, steps: int, budget: Budget | None = None) -> None:
        self.steps = steps
        self.budget = budget or Budget(SHARE, steps)
        self.radius_budget = Budget(RADIUS_SHARE, steps, self.budget.clock)
        sizes = [place.cell.hidden for place in layer_places(network)]
        sizes += [block.qkv.in_features for block in block_places(network).values()]
        self.values = NUMBERS // max(1, sum(sizes))
        self.radius_budget.last = sum(100 * place.cell.hidden**3 / FLOPS for place in layer_places(network))
        self._told: list[events.RunEvent] = []
        self._empty = not sizes

    def due(self, step: int) -> bool:
        """About two dozen steps of a run, as long as their cost stays a small share of the training's."""
        if self._empty or not is_probed(step, self.steps):
            return False
        return self.budget.allows(step) or is_essential(step, self.steps)

    def look(self, view: View) -> None:
        """Run the probe with the weights before the update."""
        began = self.budget.clock()
        radius = self.radius_budget.allows(view.step)
        radius = radius or (is_essential(view.step, self.steps) and self.radius_budget.last < CHEAP_SECONDS)
        values, vectors = measure(view, self.values)
        half = self.budget.clock()
        if radius:
            for place in layer_places(view.network):
                found = recurrence.spectral_radius(place.cell)
                values[measurements.SPECTRAL_RADIUS.format(place=place.place)] = found
            self.radius_budget.charge(self.budget.clock() - half)
        self._told += [logged(view.step, values), probed(view.step, vectors)]
        self.budget.charge(half - began)

    def updated(self, _view: View) -> None:
        """Nothing is left to see."""

    def told(self) -> Iterator[events.RunEvent]:
        """Numbers and vectors of each probe."""
        told, self._told = self._told, []
        yield from told


def measure(view: View, values: int) -> tuple[Values, Vectors]:
    """Every probed measurement of a network but the spectral radius: numbers and vectors by name."""
    with recorded(view.network) as done:
        probe = view.task.probe(view.network, values)
        gradients = lags.lag_gradients(done, probe.loss, probe.lengths)
    numbers, vectors = _of_lags(gradients)
    for steps in done.layers:
        _of_layer(steps, probe.lengths, numbers, vectors)
    _of_attention(done, probe.lengths, vectors)
    if probe.outputs is not None and probe.last is not None:
        share = last_value.explained(probe.outputs.detach(), probe.last.detach())
        if share is not None:
            numbers[measurements.LAST_VALUE] = float(share)
    return numbers, vectors


def _of_lags(gradients: dict[str, Tensor]) -> tuple[Values, Vectors]:
    known = {place: values.cpu().numpy() for place, values in gradients.items()}
    shown = lags.shown_lags(min((len(values) for values in known.values()), default=0))
    vectors = {measurements.LAGS: [float(lag) for lag in shown]} if shown else {}
    for place, values in lags.thinned(known, shown).items():
        vectors[measurements.LAG_GRADIENT.format(place=place)] = values
    return {
        measurements.MEMORY.format(place=place): lags.memory_length(values) for place, values in known.items()
    }, vectors


def _of_layer(steps: LayerSteps, lengths: Tensor | None, numbers: Values, vectors: Vectors) -> None:
    """Gates, states and units of one recurrent layer."""
    place, real = steps.place, steps.real(lengths)  # (B, T)
    told = steps.gates()
    for name, gate in gate_values.bounded(steps.cell, told).items():
        seen = gate[real].flatten()
        vectors[measurements.GATE.format(place=place, gate=name)] = gate_values.histogram(name, seen).tolist()
        numbers[measurements.SATURATED.format(place=place, gate=name)] = float(gate_values.saturated(name, seen))
    kept = gate_values.kept(steps.cell, told)
    if kept is not None:
        numbers[measurements.FORGET.format(place=place)] = float(kept[real].double().mean())
        vectors[measurements.UNIT_FORGET.format(place=place)] = gate_values.unit_quantiles(kept[real]).tolist()
    parts = steps.parts()
    cell_state, h = parts[1] if len(parts) > 1 else parts[0], parts[0][real]  # (B, T, H), (N, H)
    times = lags.shown_times(len(steps.after))
    norms = states.norm_over_time(cell_state, real).tolist()
    vectors[measurements.TIMES] = [float(step + steps.skipped) for step in times]
    vectors[measurements.CELL_NORM.format(place=place)] = [norms[step] for step in times]
    numbers[measurements.DEAD.format(place=place)] = float(states.dead(h))
    numbers[measurements.CONSTANT.format(place=place)] = float(states.constant(h))
    numbers[measurements.GROWTH.format(place=place)] = recurrence.growth(steps, real)


def _of_attention(done: Pass, lengths: Tensor | None, vectors: Vectors) -> None:
    """Attention by distance, each distance alone where they are few, else in rising classes."""
    for steps in done.blocks:
        found = attention_by_distance(steps, lengths).cpu()
        shown = lags.shown_lags(len(found))
        below = torch.cat([found.new_zeros(1), found.cumsum(0)[shown]])
        vectors[measurements.DISTANCES] = [float(distance) for distance in shown]
        vectors[measurements.ATTENTION.format(place=steps.place)] = cast("list[float]", below.diff().tolist())
