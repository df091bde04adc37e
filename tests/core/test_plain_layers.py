"""torch.nn's own LSTM, GRU and RNN with their steps compiled: the numbers of torch.nn, its dropout, its state."""

import copy

import pytest
import torch
from torch import nn

from lstm_core.engine.nn.networks import Forecaster, path_left, path_reason, recurrence_path
from lstm_core.engine.nn.paths import choose_path
from lstm_core.engine.nn.torch_layers import GRU, LSTM, RNN
from lstm_core.engine.scan.compilation import compiler
from lstm_core.spec.model import ModelSpec
from tests.ways import let_trials_find

LAYERS = {LSTM: nn.LSTM, GRU: nn.GRU, RNN: nn.RNN}
LONG = {"steps": 100_000, "time": 100}
FASTER = {"torch": 2.0, "own": 1.0, "library": 1.5}
CPU = torch.device("cpu")

needs_compiler = pytest.mark.skipif(compiler() is None, reason="no C compiler")
layers = pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)


@pytest.fixture(autouse=True)
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def pair_of(kind, **more):
    """Ours, compiled, and torch.nn's, both of two layers with the same weights in float64."""
    made = []
    for one in (kind, LAYERS[kind]):
        torch.manual_seed(0)
        made.append(one(5, 16, 2, batch_first=True, **more).double())
    made[0].choose(**LONG)
    return made


def passed(layer, inputs, state):
    """States, last state and all gradients, with the same random numbers each time."""
    torch.manual_seed(3)
    inputs = inputs.clone().requires_grad_()
    states, last = layer(inputs, state)
    last = last if isinstance(last, tuple) else (last,)
    loss = (states**2).sum() + sum((part**3).sum() for part in last)
    return [states, *last, *torch.autograd.grad(loss, [inputs, *layer.parameters()])]


@needs_compiler
@layers
@pytest.mark.parametrize("carried", [False, True])
def test_compiled_steps_give_what_torch_gives_dropout_between_layers_included(kind, carried):
    ours, theirs = pair_of(kind, dropout=0.3)
    inputs, state = torch.randn(7, 9, 5).double(), None
    if carried:
        state = torch.randn(2, 7, 16).double()
        state = (state, 2 * state) if kind is LSTM else state
    assert ours.cells
    assert ours(inputs)[0].stride() == theirs(inputs)[0].stride()  # the order in which a dropout behind it draws
    for one, other in zip(passed(ours, inputs, state), passed(theirs, inputs, state), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-10, atol=1e-10)


@needs_compiler
@layers
def test_compiled_steps_give_the_same_bits_twice(kind):
    ours, _ = pair_of(kind)
    inputs = torch.randn(7, 9, 5).double()
    for one, other in zip(passed(ours, inputs, None), passed(ours, inputs, None), strict=True):
        assert torch.equal(one, other)


@needs_compiler
@layers
def test_names_loading_and_copies_are_those_of_torch(kind):
    ours, theirs = pair_of(kind)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    inputs, twin = torch.randn(2, 3, 5).double(), copy.deepcopy(ours)
    assert twin.cells
    for layer in (ours, theirs):
        layer.load_state_dict({name: value + 0.1 for name, value in layer.state_dict().items()})
    torch.testing.assert_close(ours(inputs)[0], theirs(inputs)[0])
    assert not torch.allclose(twin(inputs)[0], theirs(inputs)[0])  # a copy has weights of its own
    twin.load_state_dict(theirs.state_dict())
    torch.testing.assert_close(twin(inputs)[0], theirs(inputs)[0])


@needs_compiler
@layers
def test_torch_itself_evaluates(kind):
    ours, theirs = (layer.eval() for layer in pair_of(kind, dropout=0.3))
    inputs = torch.randn(7, 9, 5).double()
    assert torch.equal(ours(inputs)[0], theirs(inputs)[0])


@needs_compiler
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_the_record_says_that_the_faster_way_ran_and_why(cell, monkeypatch):
    let_trials_find(monkeypatch, FASTER)
    network = Forecaster(ModelSpec(cell=cell, hidden_size=16, residual=True, layers=2), 5, 2)
    choose_path(network, **LONG, batch=8)
    assert (recurrence_path(network, CPU), path_left(network)) == ("compiled", "slower")
    assert path_reason(network) == "trial_compiled"


def test_an_lstm_of_one_thread_stays_with_torch_where_it_is_fast():
    torch.set_num_threads(1)
    network = Forecaster(ModelSpec(hidden_size=16), 5, 2)
    choose_path(network, **LONG, batch=8)
    assert (recurrence_path(network, CPU), path_left(network), path_reason(network)) == ("onednn", None, None)


@layers
def test_a_short_run_and_a_machine_without_a_compiler_stay_with_torch_and_the_record_says_so(
    kind, monkeypatch, tmp_path
):
    network = Forecaster(ModelSpec(cell=kind.__name__.lower(), hidden_size=16), 5, 2)
    choose_path(network, steps=10, time=10, batch=8)
    assert (path_left(network), path_reason(network)) == (None, "short_run")
    monkeypatch.setenv("CC", str(tmp_path / "none"))
    monkeypatch.setenv("CXX", str(tmp_path / "none"))
    monkeypatch.setenv("WORKBENCH_KERNELS", str(tmp_path))
    choose_path(network.double(), **LONG, batch=8)
    assert (recurrence_path(network, CPU), path_left(network)) == ("onednn" if kind is LSTM else "aten", None)
    assert path_reason(network) == "no_compiler"
    assert not network.recurrent.cells
