"""Gates are replayed from weights: they are the paper's, and the replay takes the steps that every path took."""

import contextlib

import numpy as np
import pytest
import torch
from torch import nn

from lstm_core.engine.cells import CELLS
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.instruments.gates import read_gates, readable_cells, replay
from lstm_core.engine.nn import torch_layers
from lstm_core.engine.nn.networks import LanguageModel, recognizer_of
from lstm_core.engine.nn.recomputation import recompute, recomputes
from lstm_core.engine.nn.stacks import Layer, stack_of
from lstm_core.engine.scan.compilation import compiler
from lstm_core.engine.scan.scan import prepare, scan
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.errors import SpecError
from lstm_core.scripts.pytorch.cell_source import cell_text
from lstm_core.spec.derived import Layout
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.run import TrainRunSpec
from tests.core.test_cells import FEATURES, arrays, cell_of, close, inputs_of
from tests.reference import gates as twins

CPU = torch.device("cpu")
TORCH = {"lstm": torch_layers.LSTM, "gru": torch_layers.GRU, "rnn": torch_layers.RNN}
LSTM_GATES = {"input", "forget", "candidate", "output"}
NAMES = {
    **dict.fromkeys(("lstm", "peephole", "layer_norm_lstm", "slstm"), LSTM_GATES),
    "gru": {"reset", "update", "candidate"}, "gru_d": {"reset", "update", "candidate", "decay"}, "rnn": {"candidate"},
}  # fmt: skip

cells = pytest.mark.parametrize("name", CELLS)
needs_compiler = pytest.mark.skipif(compiler() is None, reason="no C compiler")
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU, and this machine shows none")


def same(found, expected, tolerance=1e-10):
    torch.testing.assert_close(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@cells
def test_the_gates_follow_the_equations(name, dtype):
    cell, inputs = cell_of(name, dtype), inputs_of(name, dtype)
    found = replay(cell, inputs).gates
    assert set(found) == NAMES[name]
    expected = [twins.layer(name, arrays(cell), sample) for sample in inputs.numpy().astype(np.float64)]
    for gate, values in found.items():
        close(values.numpy(), np.array([each[gate] for each in expected]), dtype)


@cells
def test_a_replay_takes_the_steps_of_the_scan_from_any_state(name):
    cell, inputs = cell_of(name), inputs_of(name, time=9)
    states, last = scan(cell, inputs, fast=False)
    whole, first = replay(cell, inputs), replay(cell, inputs[:, :4])
    second = replay(cell, inputs[:, 4:], first.last)
    assert torch.equal(whole.states, states)
    for found, expected in zip(whole.last, last, strict=True):
        assert torch.equal(found, expected)
    same(torch.cat([first.states, second.states], dim=1), states)


@needs_compiler
@cells
def test_a_replay_gives_the_states_of_a_compiled_layer(name):
    cell, inputs = cell_of(name), inputs_of(name, time=9)
    layer = Layer(cell, FEATURES, "cell")
    layer.path = prepare(cell, FEATURES)
    assert layer.path.name == "compiled"
    states, _ = layer(inputs.requires_grad_())
    same(replay(*readable_cells(layer), inputs).states, states)


@pytest.mark.parametrize("compiled", [False, pytest.param(True, marks=needs_compiler)], ids=["torch", "compiled"])
@pytest.mark.parametrize("name", TORCH)
def test_a_replay_gives_the_states_of_torchs_own_layer(name, compiled):
    torch.manual_seed(0)
    layer, inputs = TORCH[name](5, 6, 3, batch_first=True).double(), torch.randn(4, 9, 5).double()
    begun = torch.randn(3, 4, 6).double()
    if compiled:
        before = torch.get_num_threads()
        torch.set_num_threads(2)
        layer.choose(steps=100_000, time=100)
        torch.set_num_threads(before)
        assert layer.cells
    states, last = layer(inputs, (begun, 2 * begun) if name == "lstm" else begun)
    parts = last if isinstance(last, tuple) else (last,)
    read = inputs
    for number, cell in enumerate(readable_cells(layer)):
        found = replay(cell, read, tuple(factor * begun[number] for factor in (1, 2)[: len(parts)]))
        for one, other in zip(found.last, parts, strict=True):
            same(one, other[number])
        assert set(found.gates) == NAMES[name]
        read = found.states
    same(read, states)


def test_the_gates_are_those_of_the_step_and_not_of_its_noise():
    inner, inputs = cell_of("lstm"), inputs_of("lstm")
    noisy = StochasticCell(inner, 0.5, 0.3)
    torch.manual_seed(4)
    states, _ = scan(noisy, inputs, fast=False)
    torch.manual_seed(4)
    found = replay(noisy, inputs)
    assert torch.equal(found.states, states)
    clean = replay(inner, inputs).gates
    for gate, values in found.gates.items():
        assert torch.equal(values[:, 0], clean[gate][:, 0])  # of the first step, before which nothing was noisy


MODELS = {
    **{name: {"cell": name} for name in CELLS},
    "two layers of torch": {"cell": "gru", "layers": 2, "dropout": 0.5},
    "deep and noisy": {"layers": 3, "residual": True, "zoneout": 0.2, "recurrent_dropout": 0.2, "trained_state": True},
    "decaying, deep": {"cell": "gru_d", "layers": 2, "variational_dropout": 0.3},
}


@pytest.mark.parametrize("model", MODELS)
def test_every_layer_of_a_forecaster_tells_its_gates(model):
    torch.manual_seed(2)
    spec = TrainRunSpec().with_changes(
        {"data.missing": "mask", "data.window": 6, "data.horizon": 2, "model.hidden_size": 4}
    )
    spec = spec.with_changes({f"model.{name}": value for name, value in MODELS[model].items()})
    network = SeriesForecaster(spec, Layout.of(spec.series)).train()
    outputs = []
    network.recurrent.register_forward_hook(lambda _module, _given, found: outputs.append(found[0]))
    recompute(network, 2, CPU)
    window = torch.rand(3, 6, 3)
    found = read_gates(network, lambda: network(window, torch.zeros(3, 2, 0)))
    assert network.training
    assert recomputes(network) == 2
    assert len(found) == spec.model.layers
    assert len({each.name for each in found}) == spec.model.layers
    for each in found:
        assert all(values.shape == (3, 6, 4) for values in each.replay.gates.values())
    if not spec.model.residual:
        same(found[-1].replay.states, outputs[0], 1e-5)


def test_gates_of_a_text_go_on_from_the_state_that_is_carried():
    torch.manual_seed(2)
    model = LanguageModel(ModelSpec(hidden_size=5, layers=2), 7)
    symbols = torch.randint(7, (3, 8))
    _, state = model(symbols[:, :5])
    whole = read_gates(model, lambda: model(symbols))
    rest = read_gates(model, lambda: model(symbols[:, 5:], state))
    assert [each.name for each in whole] == [each.name for each in rest] == ["recurrent.0", "recurrent.1"]
    for one, other in zip(whole, rest, strict=True):
        for gate, values in one.replay.gates.items():
            same(other.replay.gates[gate], values[:, 5:], 1e-5)


def test_both_directions_of_a_recogniser_tell_their_gates():
    torch.manual_seed(2)
    model = recognizer_of(ModelSpec(cell="peephole", hidden_size=4, layers=2, bidirectional=True), 3, 5)
    inputs, lengths = torch.randn(2, 6, 3), torch.tensor([6, 4])
    names = [each.name for each in read_gates(model, lambda: model(inputs, lengths))]
    assert names == ["forwards.0", "backwards.0", "forwards.1", "backwards.1"]


@pytest.mark.parametrize("run", [lambda: 1 / 0, lambda: None], ids=["fails", "reads nothing"])
def test_whatever_the_reading_does_the_network_is_as_it_was(run):
    network = stack_of(ModelSpec(hidden_size=4), 2).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    with contextlib.suppress(ZeroDivisionError):
        assert read_gates(network, run) == []
    assert network.training
    assert not network._forward_pre_hooks
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())


def test_a_transformer_has_no_gates_and_says_so_in_both_languages():
    network = stack_of(ModelSpec(cell="transformer", heads=2, hidden_size=4), 2)
    with pytest.raises(SpecError, match="A transformer has no gates") as refused:
        read_gates(network, lambda: network(torch.zeros(1, 2, 2)))
    assert "没有门" in refused.value.messages[0].text("zh")


@cells
def test_a_script_shows_the_step_alone(name):
    assert "gates(" not in cell_text(name, "", thinned=False)
    assert cell_text(name, "", thinned=False).rstrip().splitlines()[-1].strip().startswith("return")


@needs_gpu
@pytest.mark.parametrize("name", TORCH)
def test_a_replay_gives_the_states_of_cudnn(name):
    torch.manual_seed(0)
    layer, inputs = TORCH[name](5, 6, batch_first=True).cuda(), torch.randn(4, 9, 5, device="cuda")
    same(replay(*readable_cells(layer), inputs).states, layer(inputs)[0], 1e-4)


@needs_gpu
@cells
def test_a_replay_gives_the_states_of_a_captured_graph(name):
    cell, inputs = nn.Module.cuda(cell_of(name, torch.float32)), inputs_of(name, torch.float32, time=9).cuda()
    layer = Layer(cell, FEATURES, "cell")
    layer.path = prepare(cell, FEATURES)
    assert layer.path.name == "compiled"
    states, _ = layer(inputs.requires_grad_())
    same(replay(*readable_cells(layer), inputs).states, states, 1e-4)
