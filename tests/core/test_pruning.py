"""Zeros come by the published schedule and stay; ranks are the nearest ones; soft targets are what the papers say."""

import numpy as np
import pytest
import torch

from lstm_core.engine.compression.low_rank import LowRank, projected
from lstm_core.engine.compression.matrices import matrices, recurrent_matrices
from lstm_core.engine.compression.pruning import RISING, Zeros, mask, zeros_of
from lstm_core.engine.tasks.series.compression import likeness
from lstm_core.engine.tasks.text.compression import TEMPERATURE, divergence
from tests.exports import forecaster, language_model

pytestmark = pytest.mark.usefixtures("one_thread")

STEPS, SHARE = 100, 0.8


def share_of(network):
    found = matrices(network)
    return sum(int((each == 0).sum()) for each in found.values()) / sum(each.numel() for each in found.values())


@torch.no_grad()
def test_zeros_rise_by_the_cube_and_stay():
    network, rule = forecaster("lstm", layers=2), Zeros(SHARE, STEPS)
    rising = STEPS * RISING
    for step in range(STEPS):
        rule(network, step)
        done = min(1.0, step / rising)
        assert share_of(network) == pytest.approx(SHARE * (1 - (1 - done) ** 3), abs=0.02)


@torch.no_grad()
def test_what_is_held_is_not_chosen_again():
    network, rule = forecaster("gru"), Zeros(SHARE, STEPS)
    rule.hold(network)
    before = {name: weight == 0 for name, weight in matrices(network).items()}
    for weight in network.parameters():
        weight.add_(torch.randn_like(weight))
    rule(network, 0)
    for name, weight in matrices(network).items():
        assert bool((weight[before[name]] == 0).all())


def test_the_smallest_magnitudes_go():
    weight = torch.tensor([[0.1, -3.0], [2.0, -0.2]])
    assert mask(weight, 0.5).tolist() == [[0, 1], [1, 0]]


def test_biases_and_tables_keep_their_numbers():
    names = set(matrices(language_model("lstm")))
    assert names == {"recurrent.weight_ih_l0", "recurrent.weight_hh_l0", "head.weight"}


def test_the_share_of_zeros_counts_every_weight():
    network = forecaster("rnn", context=0)
    with torch.no_grad():
        network.head.weight.zero_()
    total = sum(weight.numel() for weight in network.parameters())
    assert zeros_of(network) == pytest.approx(network.head.weight.numel() / total)


def test_a_rank_is_cut_to_the_nearest_matrix():
    weight = torch.randn(12, 8)
    found = projected(weight, 0.25)
    values = np.linalg.svd(weight.numpy().astype(float), compute_uv=False)
    assert np.linalg.matrix_rank(found.numpy(), tol=1e-5) == 2
    assert float((weight - found).square().sum()) == pytest.approx(float((values[2:] ** 2).sum()), rel=1e-4)


@torch.no_grad()
def test_a_rank_is_enforced_before_every_validation():
    network, rule = forecaster("lstm").train(), LowRank(0.5)
    rule(network, 3)
    ranks = [np.linalg.matrix_rank(each.numpy(), tol=1e-5) for each in recurrent_matrices(network).values()]
    assert ranks == [6]
    rule(network.eval(), 3)
    ranks = [np.linalg.matrix_rank(each.numpy(), tol=1e-5) for each in recurrent_matrices(network).values()]
    assert ranks == [3]


def test_the_divergence_of_soft_targets_is_that_of_the_definition():
    logits, soft = torch.randn(5, 7), torch.randn(5, 7)

    def probabilities(values):
        found = np.exp(values.numpy() / TEMPERATURE)
        return found / found.sum(axis=1, keepdims=True)

    p, q = probabilities(soft), probabilities(logits)
    assert float(divergence(logits, soft)) == pytest.approx(
        TEMPERATURE**2 * float((p * np.log(p / q)).sum(axis=1).mean()), rel=1e-5
    )


def test_likeness_does_not_depend_on_the_width_or_the_scale_of_states():
    states = torch.randn(6, 4)
    wide = torch.cat([states, states], dim=1) * 3.0
    assert likeness(wide).numpy() == pytest.approx(likeness(states).numpy(), abs=1e-6)
    gram = states.numpy() @ states.numpy().T
    assert likeness(states).numpy() == pytest.approx(gram / np.linalg.norm(gram, axis=1, keepdims=True), abs=1e-6)
