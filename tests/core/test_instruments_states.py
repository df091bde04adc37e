"""Gates, states, recurrence, head and attention as the probes tell them, against papers, NumPy and full Jacobians."""

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.autograd.functional import jacobian

from lstm_core.engine.cells import CELLS
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.instruments import gate_values, states
from lstm_core.engine.instruments.attention import attention_by_distance
from lstm_core.engine.instruments.last_value import explained
from lstm_core.engine.instruments.recurrence import SPAN, STRETCHES, growth, random_like, spectral_radius, starts
from lstm_core.engine.instruments.replayed import recorded
from lstm_core.engine.nn.stacks import Layer
from lstm_core.engine.nn.transformer import Transformer
from lstm_core.runs.measurements import GATE_BINS, QUANTILES
from lstm_core.spec.model import ModelSpec
from tests.core.test_cells import FEATURES, arrays, cell_of, inputs_of
from tests.reference import gates as twins
from tests.reference.cells import layer as states_twin

TIME = 19
cells = pytest.mark.parametrize("name", CELLS)


def steps_of(name):
    """What a layer with that cell did on a batch of two."""
    layer, inputs = Layer(cell_of(name), FEATURES, "cell"), inputs_of(name, time=TIME)
    network = nn.ModuleDict({"forwards": nn.ModuleList([layer])})
    with recorded(network) as done:
        layer(inputs)
    [steps] = done.layers
    return steps, inputs


@cells
def test_gates_of_a_pass_are_those_of_the_paper_and_counted_as_numpy_counts_them(name):
    steps, inputs = steps_of(name)
    expected = [twins.layer(name, arrays(steps.cell), sample) for sample in inputs.numpy()]
    for gate, values in gate_values.bounded(steps.cell, steps.gates()).items():
        paper = np.array([each[gate] for each in expected])  # (B, T, H)
        if name == "slstm" and gate == "input":
            paper = paper / (1 + paper)
        np.testing.assert_allclose(values.numpy(), paper, rtol=1e-9)
        low = -1.0 if gate == "candidate" else 0.0
        counts, _ = np.histogram(paper, GATE_BINS, (low, 1.0))
        found = gate_values.histogram(gate, values.flatten())
        np.testing.assert_allclose(found.numpy(), counts / paper.size, atol=1e-12)
        near = (paper <= low + 0.02 * (1 - low)) | (paper >= 1 - 0.02 * (1 - low))
        assert float(gate_values.saturated(gate, values.flatten())) == pytest.approx(near.mean())


@cells
def test_what_is_kept_of_a_state_is_the_forget_gate_or_what_stands_for_it(name):
    steps, inputs = steps_of(name)
    expected = [twins.layer(name, arrays(steps.cell), sample) for sample in inputs.numpy()]
    kept = gate_values.kept(steps.cell, steps.gates())
    if name == "rnn":
        assert kept is None
        return
    told = {gate: np.array([each[gate] for each in expected]) for gate in expected[0]}
    share = {"gru": lambda: told["update"], "gru_d": lambda: told["decay"] * (1 - told["update"])}
    paper = share.get(name, lambda: told["forget"])()
    np.testing.assert_allclose(kept.numpy(), paper, rtol=1e-9)
    quantiles = gate_values.unit_quantiles(kept.flatten(0, 1)).numpy()
    np.testing.assert_allclose(quantiles, np.quantile(paper.mean((0, 1)), QUANTILES), rtol=1e-9)


def test_gates_counted_by_hand():
    values = torch.tensor([0.0, 0.019, 0.03, 0.5, 0.981, 1.0])
    assert float(gate_values.saturated("forget", values)) == pytest.approx(4 / 6)
    assert float(gate_values.saturated("candidate", torch.tensor([-0.97, -0.95, 0.0, 0.97]))) == 0.5
    shares = gate_values.histogram("forget", values)
    assert shares[0] == pytest.approx(3 / 6)
    assert shares[10] == pytest.approx(1 / 6)
    assert shares[19] == pytest.approx(2 / 6)
    endless = gate_values.bounded(cell_of("slstm"), {"input": torch.tensor([0.0, 1.0, math.inf])})
    assert endless["input"].tolist() == [0.0, 0.5, 1.0]


@cells
def test_states_over_time_are_the_papers(name):
    steps, inputs = steps_of(name)
    expected = np.array([states_twin(name, arrays(steps.cell), sample) for sample in inputs.numpy()])
    np.testing.assert_allclose(steps.parts()[0].numpy(), expected, rtol=1e-9)
    real = steps.real(torch.tensor([TIME, 5]))
    norms = np.linalg.norm(expected, axis=-1)
    means = np.where(np.arange(TIME) < 5, norms.mean(0), norms[0])
    np.testing.assert_allclose(states.norm_over_time(steps.parts()[0], real).numpy(), means, rtol=1e-9)


def test_units_that_are_dead_or_do_not_move():
    values = torch.tensor([[0.0005, 0.7, 0.1, 0.2], [-0.0005, 0.7002, -0.1, 0.9]])
    assert float(states.dead(values)) == 0.25
    assert float(states.constant(values)) == 0.5
    assert float(states.norm_over_time(torch.tensor([[[3.0, 4.0]]]), torch.ones(1, 1))) == 5.0


@cells
def test_the_spectral_radius_is_the_largest_of_the_gates(name):
    cell = cell_of(name)
    weight = cell.weight_hh.detach().numpy()
    matrices = weight.reshape(-1, *weight.shape[2:]) if weight.ndim > 2 else np.split(weight, len(weight) // 4)
    expected = max(np.abs(np.linalg.eigvals(matrix)).max() for matrix in matrices)
    assert spectral_radius(cell) == pytest.approx(expected, rel=1e-10)
    assert spectral_radius(StochasticCell(cell, 0.0, 0.1)) == pytest.approx(expected, rel=1e-10)


def test_a_rotation_that_shrinks_has_its_factor_as_radius_and_as_growth():
    cell = CELLS["rnn"](2, 2).double()
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.weight_hh.copy_(0.9 * torch.tensor([[0.6, -0.8], [0.8, 0.6]], dtype=torch.float64))
    layer = Layer(cell, 2, "cell")
    with recorded(nn.ModuleDict({"forwards": nn.ModuleList([layer])})) as done:
        layer(torch.zeros(3, 20, 2, dtype=torch.float64))
    assert spectral_radius(cell) == pytest.approx(0.9, rel=1e-12)
    real = torch.ones(3, 20, dtype=torch.bool)
    assert growth(done.layers[0], real) == pytest.approx(0.9, rel=1e-12)


@cells
def test_growth_is_that_of_the_whole_jacobians(name):
    steps, _ = steps_of(name)
    cell, real = steps.cell, torch.ones(2, TIME, dtype=torch.bool)
    rows, times = starts(real, SPAN)
    assert list(zip(rows.tolist(), times.tolist(), strict=True)) == [(0, 0), (0, 8), (1, 0), (1, 8)]
    count = 3 if name == "slstm" else len(steps.before)  # no gradient flows through the stabiliser
    before = steps.earlier()
    projected = cell.project(steps.inputs).detach()
    arriving = random_like([part[rows, times] for part in before[:count]])
    logs = []
    for number, (row, time) in enumerate(zip(rows.tolist(), times.tolist(), strict=True)):
        gradient = torch.cat([part[number] for part in arriving])
        norm = gradient.norm()
        for step in reversed(range(time, time + SPAN)):
            state = [part[row : row + 1, step] for part in before]

            def forward(flat, state=state, step=step, row=row):
                now = (*flat.split(cell.hidden, dim=-1), *state[count:])
                read = projected[row : row + 1, step]
                return torch.cat(cell.step(read, cell.recur(cell.operand(now, read)), now)[:count], dim=-1)[0]

            matrix = jacobian(forward, torch.cat(state[:count], dim=-1))[:, 0]
            gradient = matrix.T @ gradient
        logs.append(float(torch.log(gradient.norm() / norm)))
    assert growth(steps, real) == pytest.approx(math.exp(np.mean(logs) / SPAN), rel=1e-8)


def test_growth_looks_at_no_padding_and_at_a_bounded_number_of_stretches():
    real = torch.arange(20) < torch.tensor([20, 9, 3])[:, None]
    rows, times = starts(real, 8)
    assert list(zip(rows.tolist(), times.tolist(), strict=True)) == [(0, 0), (0, 8), (1, 0)]
    rows, _ = starts(torch.ones(24, 400, dtype=torch.bool), 8)
    assert len(rows) == STRETCHES
    assert (int(rows[0]), int(rows[-1])) == (0, 23)


def test_the_share_of_the_last_value_is_that_of_a_line():
    random = np.random.default_rng(0)
    last = random.normal(size=(40, 3))
    outputs = last * [2.0, -1.0, 0.0] + [5.0, 0.0, 0.0] + random.normal(size=(40, 3)) * [0.0, 1.0, 1.0]
    squares = [np.corrcoef(outputs[:, column], last[:, column])[0, 1] ** 2 for column in range(3)]
    variances = outputs.var(axis=0)
    expected = (squares * variances).sum() / variances.sum()
    assert float(explained(torch.tensor(outputs), torch.tensor(last))) == pytest.approx(expected, rel=1e-10)
    assert float(explained(torch.tensor(last) * 3 - 1, torch.tensor(last))) == pytest.approx(1.0)
    assert explained(torch.ones(4, 2), torch.tensor(last[:4, :2])) is None
    assert float(explained(torch.tensor(last), torch.ones(40, 3))) == 0.0


@pytest.mark.parametrize("ways", ["causal", "context", "both"])
def test_attention_by_distance_is_that_of_the_equations(ways):
    torch.manual_seed(0)
    spec = ModelSpec(cell="transformer", hidden_size=6, heads=2, bidirectional=ways == "both")
    network = Transformer(spec, 3, 4 if ways == "context" else None).double()
    inputs, lengths = torch.randn(2, 7, 3).double(), torch.tensor([7, 5]) if ways == "both" else None
    state = network(torch.randn(2, 5, 3).double())[1] if ways == "context" else None
    with recorded(network) as done:
        network(inputs, state, lengths)
    [steps] = done.blocks
    found = attention_by_distance(steps, lengths).numpy()
    block = network.blocks[0]
    expected, queries = np.zeros(len(found)), 0
    for row in range(2):
        q = block.qkv(block.first(steps.inputs[row]))[:, :6].detach().numpy()
        k = block.qkv(block.first(steps.inputs[row]))[:, 6:12].detach().numpy()
        behind = 0 if steps.before is None else steps.before.shape[1]
        if behind:
            k = np.concatenate([steps.before[row, :, :6].detach().numpy(), k])
        for t in range(7 if lengths is None else int(lengths[row])):
            queries += 1
            for head in range(2):
                part, place = slice(3 * head, 3 * head + 3), t + behind
                ends = len(k) if lengths is None else int(lengths[row])
                sees = [s for s in range(ends) if ways == "both" or 0 <= place - s < (4 if behind else 99)]
                scores = [twin_turned(q[t, part], place) @ twin_turned(k[s, part], s) / 3**0.5 for s in sees]
                weights = np.exp(scores) / np.exp(scores).sum()
                for s, weight in zip(sees, weights, strict=True):
                    expected[abs(place - s)] += weight / 2
    np.testing.assert_allclose(found, expected / queries, rtol=1e-9, atol=1e-12)
    assert found.sum() == pytest.approx(1.0)


def twin_turned(vector, place):
    """One pair turns by its place, an odd third number stays."""
    one, two, rest = vector
    cos, sin = math.cos(place), math.sin(place)
    return np.array([one * cos - two * sin, one * sin + two * cos, rest])
