"""The networks compute the published equations: values and gradients against slow twins in float64."""

import numpy as np
import pytest
import torch

from lstm_core.engine.nn.networks import Forecaster, parameter_count, recurrence_path
from lstm_core.spec.model import ModelSpec
from tests.reference.gru import gru_forecast
from tests.reference.lstm import lstm_forecast
from tests.reference.slopes import slopes

TWINS = {"lstm": lstm_forecast, "gru": gru_forecast}
TOLERANCES = {torch.float32: 1e-5, torch.float64: 1e-10}
BATCH, TIME, FEATURES, HIDDEN, HORIZON = 2, 5, 2, 3, 2

cells = pytest.mark.parametrize("cell", ["lstm", "gru"])
depths = pytest.mark.parametrize("layers", [1, 2])
types = pytest.mark.parametrize("dtype", TOLERANCES, ids=str)


def network_of(cell, layers, dtype=torch.float64, dropout=0.0):
    torch.manual_seed(layers)
    spec = ModelSpec(cell=cell, hidden_size=HIDDEN, layers=layers, dropout=dropout)
    return Forecaster(spec, features=FEATURES, horizon=HORIZON).to(dtype)


def window_of(dtype=torch.float64):
    return torch.from_numpy(np.random.default_rng(7).normal(size=(BATCH, TIME, FEATURES))).to(dtype)


def arrays(network):
    return {name: value.numpy().astype(np.float64) for name, value in network.state_dict().items()}


def close(found, expected, dtype):
    scale = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=TOLERANCES[dtype], atol=TOLERANCES[dtype] * scale)


@types
@depths
@cells
def test_a_forecast_follows_the_equations(cell, layers, dtype):
    network, window = network_of(cell, layers, dtype), window_of(dtype)
    expected = TWINS[cell](arrays(network), window.numpy().astype(np.float64))
    assert expected.shape == (BATCH, HORIZON)
    close(network(window).detach().numpy(), expected, dtype)


@types
@depths
@cells
def test_every_gradient_follows_the_equations(cell, layers, dtype):
    network, window = network_of(cell, layers, dtype), window_of(dtype)
    (network(window) ** 2).sum().backward()
    values = window.numpy().astype(np.float64)
    expected = slopes(lambda weights: (TWINS[cell](weights, values) ** 2).sum(), arrays(network))
    assert {name for name, _ in network.named_parameters()} == set(expected)
    for name, parameter in network.named_parameters():
        close(parameter.grad.numpy(), expected[name], dtype)


@cells
def test_the_forecast_depends_on_every_step_of_its_own_window_only(cell):
    network, window = network_of(cell, 2), window_of().requires_grad_()
    network(window)[0].sum().backward()
    assert bool((window.grad[0] != 0).all())
    assert bool((window.grad[1] == 0).all())


@cells
def test_dropout_acts_between_the_layers_in_training_only(cell):
    network, window = network_of(cell, 2, dropout=0.5), window_of()
    network.train()
    assert not torch.equal(network(window), network(window))
    network.eval()
    assert torch.equal(network(window), network(window))
    close(network(window).detach().numpy(), TWINS[cell](arrays(network), window.numpy()), torch.float64)


@depths
@cells
def test_parameters_are_counted_as_the_equations_have_them(cell, layers):
    gates = {"lstm": 4, "gru": 3}[cell]
    inputs = [FEATURES] + [HIDDEN] * (layers - 1)
    expected = sum(gates * HIDDEN * (size + HIDDEN + 2) for size in inputs) + HORIZON * (HIDDEN + 1)
    assert parameter_count(network_of(cell, layers)) == expected


def test_the_path_on_a_processor_names_what_torch_runs():
    assert recurrence_path(network_of("gru", 1), torch.device("cpu")) == "aten"
    lstm = recurrence_path(network_of("lstm", 1), torch.device("cpu"))
    assert lstm == ("onednn" if torch.backends.mkldnn.is_available() else "aten")
