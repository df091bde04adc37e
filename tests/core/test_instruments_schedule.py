"""When instruments look is a function of the step, they keep to their share of the time, and a long run stays small."""

import itertools

import pytest
import torch

from lstm_core.engine.instruments.always_on import AlwaysOn
from lstm_core.engine.instruments.instrument import Probe, View
from lstm_core.engine.instruments.probes import Probes, measure
from lstm_core.engine.instruments.schedule import Budget, is_essential, is_measured, is_probed
from lstm_core.engine.instruments.standard import Together, standard
from lstm_core.engine.nn.networks import recognizer_of
from lstm_core.engine.worker import EventWriter
from lstm_core.runs import events, measurements
from lstm_core.runs.log import RunLog
from lstm_core.spec.model import ModelSpec

LONG = 100_000
BYTES = 5_000_000


@pytest.mark.parametrize("steps", [1, 2, 15, 60, 300, 600, 5_000, 100_000, 10_000_000])
def test_there_are_enough_looks_and_never_too_many(steps):
    every = range(1, steps + 1) if steps <= LONG else range(1, steps + 1, 64)  # whatever the distance, in the long run
    measured = [step for step in every if is_measured(step, steps)]
    probed = [step for step in every if is_probed(step, steps)]
    assert min(measured[0], probed[0]) == 1
    if steps <= LONG:
        assert measured[-1] == probed[-1] == steps
        assert len(measured) >= min(steps, 10)
        assert len(probed) >= min(steps, 12)
        assert set(filter(lambda step: is_essential(step, steps), every)) <= set(probed)
    assert len(measured) <= 320
    assert len(probed) <= 40
    assert len(measured) <= max(20, steps / 5)


def test_a_long_run_is_measured_densely_at_its_beginning_and_evenly_behind_it():
    measured = [step for step in range(1, LONG + 1) if is_measured(step, LONG)]
    assert measured[:20] == list(range(1, 21))
    gaps = [after - before for before, after in itertools.pairwise(measured)]
    assert max(gaps) <= LONG / 150
    assert all(gap <= max(8, before / 5) for before, gap in zip(measured, gaps, strict=False))
    probed = [step for step in range(1, LONG + 1) if is_probed(step, LONG)]
    assert probed[:6] == [1, 2, 4, 8, 16, 32]


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_look_is_taken_when_what_it_costs_fits_into_the_share():
    clock = Clock()
    budget = Budget(0.1, 100, clock)
    assert budget.allows(1)  # what it costs is not known yet
    budget.charge(1.0)
    clock.now = 2.0  # one second of it was training: 10 % of a quarter of a hundred seconds
    assert budget.allows(2)
    budget.charge(1.0)
    clock.now = 3.5
    assert not budget.allows(3)  # 3 of 12.5 would be spent where 1.25 may be
    clock.now = 32.0
    assert budget.allows(31)
    budget.charge(0.1, more=True)
    assert budget.last == pytest.approx(1.1)
    assert budget.spent == pytest.approx(2.1)


def test_what_is_spent_stays_within_the_share_whatever_a_look_costs():
    for cost, steps in ((0.001, 1_000), (0.05, 1_000), (3.0, 1_000), (0.5, 100_000)):
        clock, looks = Clock(), 0
        budget = Budget(0.03, steps, clock)
        for step in range(1, steps + 1):
            clock.now += 0.01
            if is_probed(step, steps) and budget.allows(step):
                clock.now += cost
                budget.charge(cost)
                looks += 1
        assert budget.spent <= max(cost, 0.03 * steps * 0.01)
        assert looks >= 1


class Fixed:
    """A task of which an instrument needs the probe alone."""

    def __init__(self, inputs, lengths):
        self.inputs, self.lengths = inputs, lengths

    def probe(self, network, values):
        return Probe(network(self.inputs, self.lengths)[:, -1].square().mean(), lengths=self.lengths)

    def state(self):
        return {}

    def load_state(self, state):
        pass


def largest():
    """The most layers that a spec allows, in both directions."""
    torch.manual_seed(0)
    network = recognizer_of(ModelSpec(hidden_size=2, layers=16, bidirectional=True), 3, 4)
    inputs, lengths = torch.randn(2, 80, 3), torch.tensor([80, 60])
    network(inputs, lengths).square().mean().backward()
    return network, Fixed(inputs, lengths)


@pytest.mark.parametrize("layers", [1, 32])
def test_a_hundred_thousand_steps_add_less_than_5_mb(layers, tmp_path):
    torch.manual_seed(0)
    network, task = largest()
    if layers == 1:
        network = recognizer_of(ModelSpec(hidden_size=8), 3, 4)
        network(task.inputs, task.lengths).square().mean().backward()
    free = Budget(1e9, LONG)
    looking = Together([AlwaysOn(network, LONG, free), Probes(network, LONG, free)])
    emit, looks = EventWriter(tmp_path / "events.jsonl"), 0
    view = View(network, task, 1, torch.zeros(()))
    values, vectors = measure(view, 1_000)
    with torch.no_grad():
        for step in range(1, LONG + 1):
            always, probes = looking._all
            if always.due(step):
                looks += 1
                always.look(view._replace(step=step))
                always.updated(view._replace(step=step))
            if probes.due(step):
                emit(events.Probed(seq=0, at=0, step=step, vectors=rounded(vectors)))
                emit(events.Logged(seq=0, at=0, step=step, values=values))
        for event in looking.told():
            emit(event)
    size = (tmp_path / "events.jsonl").stat().st_size
    assert size < BYTES
    assert looks >= (30 if layers == 32 else 150)
    log = RunLog(tmp_path / "events.jsonl")
    log.read()
    assert len(log.series["gradient/layer_0"].steps) == looks
    assert len(log.probes[measurements.LAGS]) >= 20


def rounded(vectors):
    return {name: [float(f"{value:.8g}") for value in values] for name, values in vectors.items()}


def test_a_probe_tells_every_measurement_of_a_bidirectional_stack():
    network, task = largest()
    values, vectors = measure(View(network, task, 1, torch.zeros(())), 1_000)
    for place in ("layer_0", "layer_15_reverse"):
        for name in (
            measurements.MEMORY, measurements.FORGET, measurements.GROWTH, measurements.DEAD, measurements.CONSTANT,
        ):  # fmt: skip
            assert name.format(place=place) in values
        assert measurements.SATURATED.format(place=place, gate="output") in values
        for name in (measurements.LAG_GRADIENT, measurements.CELL_NORM, measurements.UNIT_FORGET):
            assert name.format(place=place) in vectors
        assert len(vectors[measurements.GATE.format(place=place, gate="forget")]) == measurements.GATE_BINS
    assert all(map(measurements.is_measurement, values))
    assert len(vectors[measurements.LAGS]) == len(vectors["lag_gradient/layer_0"])
    assert 50 <= len(vectors[measurements.LAGS]) <= 64


def test_a_radius_that_would_cost_minutes_waits_for_its_share():
    network = recognizer_of(ModelSpec(hidden_size=1024), 3, 4)
    probes = standard(network, 600)._all[1]
    assert not probes.radius_budget.allows(1)
    assert probes.radius_budget.last > 1.0


def test_a_network_without_layers_is_left_in_peace():
    network = torch.nn.ModuleDict({"head": torch.nn.Linear(2, 1)})
    looking = standard(network, 100)
    network["head"](torch.ones(3, 2)).mean().backward()
    assert looking.due(1)
    view = View(network, None, 1, torch.zeros(()))
    looking.look(view)
    looking.updated(view)
    assert [type(event).__name__ for event in looking.told()] == ["Logged"]
