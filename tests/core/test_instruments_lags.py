"""Gradient against time lag: of every cell and every kind of stack it is what float64 autograd says of each step."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_core.engine.cells import CELLS
from lstm_core.engine.instruments import lags, replayed
from lstm_core.engine.instruments.lags import by_lag, lag_gradients, memory_length, shown_lags, shown_times
from lstm_core.engine.instruments.replayed import recorded
from lstm_core.engine.nn import torch_layers
from lstm_core.engine.nn.stacks import Stack, stack_of
from lstm_core.engine.nn.transformer import Transformer
from lstm_core.spec.model import ModelSpec
from tests.reference import injected

FEATURES, TIME, BATCH = 4, 9, 3
STACKS = {
    **{name: {"cell": name} for name in CELLS},
    "noisy": {"zoneout": 0.2, "recurrent_dropout": 0.3},
    "residual": {"cell": "gru", "layers": 3, "residual": True},
    "trained beginning": {"cell": "peephole", "layers": 2, "trained_state": True},
    "sLSTM, two layers": {"cell": "slstm", "layers": 2, "residual": True},
    "GRU-D, two layers": {"cell": "gru_d", "layers": 2, "variational_dropout": 0.2},
    "both ways": {"layers": 2, "bidirectional": True, "layer_norm": True, "dropout": 0.5},
    "both ways, layer-normalised": {"cell": "layer_norm_lstm", "layers": 2, "bidirectional": True},
}
LENGTHS = torch.tensor([9, 4, 1])


def built(changes, seed=3):
    torch.manual_seed(seed)
    spec = ModelSpec(**{"hidden_size": 4, **({"heads": 2} if changes.get("cell") == "slstm" else {}), **changes})
    network = Stack(spec, FEATURES).double()
    for parameter in network.parameters():
        nn.init.normal_(parameter, 0.2, 0.5)
    return network


def read(network, lengths=None):
    inputs = torch.randn(BATCH, TIME, FEATURES, dtype=torch.float64, generator=torch.Generator().manual_seed(1)).abs()
    weights = torch.randn(network.width, dtype=torch.float64, generator=torch.Generator().manual_seed(2))

    def loss(states):
        ends = (torch.full((BATCH,), TIME) if lengths is None else lengths) - 1
        return (states[torch.arange(BATCH), ends] @ weights).square().mean() + (states[:, 0] @ weights).mean()

    return inputs, loss


@pytest.mark.parametrize("name", STACKS)
def test_it_is_the_gradient_of_every_step_of_every_layer(name):
    network = built(STACKS[name])
    lengths = LENGTHS if STACKS[name].get("bidirectional") else None
    inputs, loss = read(network, lengths)
    with recorded(network) as done:
        states, _ = network(inputs, lengths=lengths)
        found = lag_gradients(done, loss(states), lengths)
    network.eval()
    ends = torch.full((BATCH,), TIME) if lengths is None else lengths
    expected, zeros = injected.stack(network, inputs, ends)
    loss(expected).backward()
    torch.testing.assert_close(states, expected, rtol=1e-12, atol=1e-12)
    assert set(found) == set(zeros)
    for place, of_place in zeros.items():
        for lag in range(TIME):
            norms = [of_place[end - 1 - lag].grad[row].norm() for row, end in enumerate(ends.tolist()) if end > lag]
            assert float(found[place][lag]) == pytest.approx(float(sum(norms)) / len(norms), rel=1e-10), (place, lag)


@pytest.mark.parametrize("kind", [torch_layers.LSTM, torch_layers.GRU, torch_layers.RNN])
def test_layers_of_torch_tell_it_too(kind):
    torch.manual_seed(0)
    layer, inputs = kind(FEATURES, 5, 2, batch_first=True).double(), torch.randn(BATCH, TIME, FEATURES).double()
    with recorded(layer) as done:
        found = lag_gradients(done, layer(inputs)[0][:, -1].square().mean())
    assert list(found) == ["layer_0", "layer_1"]
    outside = inputs.clone().requires_grad_()
    states, _ = layer(outside)
    states.retain_grad()
    states[:, -1].square().mean().backward()
    last = states.grad[:, -1].norm(dim=-1).mean()  # nothing follows the last step, so torch itself tells its gradient
    assert float(found["layer_1"][0]) == pytest.approx(float(last), rel=1e-12)
    assert vars(layer).get("forward") is None


def test_a_linear_recurrence_fades_as_its_eigenvalue():
    """With tanh near 0 and U = 0.5 I, a step back halves the gradient."""
    network = stack_of(ModelSpec(cell="rnn", hidden_size=3), 2).double()
    with torch.no_grad():
        network.weight_hh_l0.copy_(0.5 * torch.eye(3))
        network.weight_ih_l0.zero_()
        network.bias_ih_l0.zero_()
        network.bias_hh_l0.zero_()
    with recorded(network) as done:
        states, _ = network(torch.zeros(2, 10, 2, dtype=torch.float64))
        found = lag_gradients(done, states[:, -1].sum() / 2)["layer_0"]
    expected = [3**0.5 / 2 * 0.5**lag for lag in range(10)]
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)
    assert memory_length(found.numpy()) == 7.0  # 0.5 ** 7 < 0.01 < 0.5 ** 6


def test_the_memory_is_counted_from_the_largest_gradient_on():
    assert memory_length(np.array([0.001, 1.0, 0.5, 0.009, 0.2])) == 3.0
    assert memory_length(np.array([1.0, 0.5, 0.4])) == 3.0
    assert memory_length(np.zeros(5)) == 0.0
    assert memory_length(np.array([1.0, np.nan])) == 0.0


def test_lags_count_from_the_end_of_each_row():
    norms = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 0.0]])
    assert by_lag(norms, None).tolist() == [1.5, 3.5, 2.5]
    assert by_lag(norms, torch.tensor([3, 2])).tolist() == [4.0, 3.0, 1.0]


@pytest.mark.parametrize("length", [1, 2, 63, 64, 65, 200, 10_000])
def test_at_most_64_lags_and_times_are_told_both_ends_among_them(length):
    for shown in (shown_lags(length), shown_times(length)):
        assert len(shown) <= 64
        assert shown == sorted(set(shown))
        assert (shown[0], shown[-1]) == (0, length - 1)


def test_of_a_very_long_sequence_the_last_steps_are_told(monkeypatch):
    network = built({"cell": "gru", "layers": 2})
    inputs, loss = read(network)
    with recorded(network) as done:
        whole = lag_gradients(done, loss(network(inputs)[0]))
    monkeypatch.setattr(replayed, "LONGEST", 5)
    with recorded(network) as done:
        states, _ = network(inputs)
        found = lag_gradients(done, loss(states))
    assert states.shape[1] == TIME
    assert [steps.skipped for steps in done.layers] == [4, 4]
    for place, values in found.items():
        torch.testing.assert_close(values, whole[place][:5], rtol=1e-12, atol=1e-12)


def test_blocks_of_a_transformer_tell_the_gradient_of_what_leaves_them():
    torch.manual_seed(0)
    network = Transformer(ModelSpec(cell="transformer", hidden_size=8, heads=2, layers=2), FEATURES).double()
    inputs = torch.randn(BATCH, TIME, FEATURES).double()
    with recorded(network) as done:
        found = lag_gradients(done, network(inputs)[0][:, -1].square().mean())
    outputs = []

    def note(_block, _given, output):
        output[0].retain_grad()
        outputs.append(output[0])

    for block in network.blocks:
        block.register_forward_hook(note)
    network.eval()(inputs)[0][:, -1].square().mean().backward()
    for number, output in enumerate(outputs):
        expected = output.grad.norm(dim=-1).mean(0).flip(0)
        torch.testing.assert_close(found[f"layer_{number}"], expected, rtol=1e-12, atol=1e-15)


def test_a_layer_that_the_loss_does_not_reach_has_no_gradient():
    network = built({"cell": "lstm"})
    with recorded(network) as done:
        network(read(network)[0])
        found = lag_gradients(done, torch.zeros((), dtype=torch.float64, requires_grad=True) * 1)
    assert lags.memory_length(found["layer_0"].numpy()) == 0.0
