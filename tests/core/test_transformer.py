"""The Transformer follows its equations, looks where it may, and reads a text in pieces as it reads it whole."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_core.engine.nn.networks import LanguageModel, path_left, recurrence_path
from lstm_core.engine.nn.stacks import reset_state
from lstm_core.engine.nn.transformer import Transformer
from lstm_core.spec.model import ModelSpec
from tests.reference.attention import transformer
from tests.reference.slopes import slopes

BATCH, TIME, FEATURES, HIDDEN = 2, 5, 3, 6
TOLERANCES = {torch.float32: 1e-5, torch.float64: 1e-10}
SEES = {
    "causal": lambda query, key: key <= query,
    "context": lambda query, key: query - 3 < key <= query,
    "ahead": lambda query, key: True,
}


def network_of(kind="causal", dtype=torch.float64, heads=2, **more):
    torch.manual_seed(0)
    spec = ModelSpec(
        cell="transformer", hidden_size=HIDDEN, layers=2, heads=heads, bidirectional=kind == "ahead", **more
    )
    network = Transformer(spec, FEATURES, 3 if kind == "context" else None)
    for parameter in network.parameters():
        nn.init.normal_(parameter, 0.1, 0.4)
    return network.to(dtype)


def inputs_of(dtype=torch.float64, time=TIME):
    return torch.from_numpy(np.random.default_rng(7).normal(size=(BATCH, time, FEATURES))).to(dtype)


def arrays(network):
    return {name: value.detach().numpy().astype(np.float64) for name, value in network.named_parameters()}


def twin(weights, inputs, kind, heads=2):
    return np.array([transformer(weights, sample, heads, 2, SEES[kind]) for sample in inputs.double().numpy()])


def close(found, expected, dtype=torch.float64):
    tolerance = TOLERANCES[dtype]
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * np.abs(expected).max())


@pytest.mark.parametrize("dtype", TOLERANCES, ids=str)
@pytest.mark.parametrize("heads", [1, 2, 6])
@pytest.mark.parametrize("kind", SEES)
def test_the_states_follow_the_equations(kind, heads, dtype):
    network, inputs = network_of(kind, dtype, heads), inputs_of(dtype)
    close(network(inputs)[0].detach().numpy(), twin(arrays(network), inputs, kind, heads), dtype)


@pytest.mark.parametrize("dtype", TOLERANCES, ids=str)
@pytest.mark.parametrize("kind", SEES)
def test_every_gradient_follows_the_equations(kind, dtype):
    network, inputs = network_of(kind, dtype), inputs_of(dtype, 3)
    (network(inputs)[0] ** 2).sum().backward()
    expected = slopes(lambda weights: (twin(weights, inputs, kind) ** 2).sum(), arrays(network))
    for name, parameter in network.named_parameters():
        scale = max(np.abs(each).max() for each in expected.values())
        np.testing.assert_allclose(parameter.grad.numpy(), expected[name], rtol=0, atol=TOLERANCES[dtype] * scale)


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 6])
def test_a_sequence_in_pieces_gives_what_the_whole_gives(cut):
    network, inputs = network_of("context"), inputs_of(time=9)
    whole, last = network(inputs)
    found, state = [], None
    for piece in inputs.split(cut, dim=1):
        states, state = network(piece, state)
        found.append(states)
    close(torch.cat(found, dim=1).detach().numpy(), whole.detach().numpy())
    assert [part.shape for part in state] == [(2, BATCH, 2, 2 * HIDDEN), (1, BATCH, 2)]
    close(state[0].detach().numpy(), last[0].detach().numpy())


def test_a_stream_that_begins_anew_sees_nothing_of_what_came_before():
    network, inputs = network_of("context"), inputs_of()
    _, carried = network(inputs)
    state = reset_state(carried, torch.tensor([True, False]), None)
    again = network(inputs, state)[0]
    close(again[1].detach().numpy(), network(inputs)[0][1].detach().numpy())
    close(again[0].detach().numpy(), network(inputs, carried)[0][0].detach().numpy())


@pytest.mark.parametrize("kind", ["causal", "ahead"])
def test_what_is_padded_is_not_seen(kind):
    network, inputs, lengths = network_of(kind), inputs_of(), torch.tensor([5, 3])
    states = network(inputs, lengths=lengths)[0]
    inputs[1, 3:] = 99.0
    again = network(inputs, lengths=lengths)[0]
    close(again[1, :3].detach().numpy(), states[1, :3].detach().numpy())
    close(network(inputs[1:, :3])[0][0].detach().numpy(), states[1, :3].detach().numpy())


def test_dropouts_act_in_training_only():
    for more in ({"dropout": 0.3}, {"variational_dropout": 0.3}):
        network, inputs = network_of(**more), inputs_of()
        assert not torch.equal(network(inputs)[0], network(inputs)[0])
        close(network.eval()(inputs)[0].detach().numpy(), twin(arrays(network), inputs, "causal"))


def test_a_text_model_carries_what_it_looks_back_on():
    torch.manual_seed(0)
    network = LanguageModel(ModelSpec(cell="transformer", hidden_size=8, layers=2, context=4), 11).double().eval()
    symbols = torch.randint(0, 11, (2, 12))
    whole, _ = network(symbols)
    first, state = network(symbols[:, :7])
    second, _ = network(symbols[:, 7:], state)
    close(torch.cat([first, second], dim=1).detach().numpy(), whole.detach().numpy())
    assert network.begun(2) is None


def test_the_record_says_that_attention_ran():
    network = network_of()
    assert recurrence_path(network, torch.device("cpu")) == "attention"
    assert path_left(network) is None
