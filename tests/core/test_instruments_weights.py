"""Gradients and updates by place, matrix and gate are those of the weights, also in float64 and counted by hand."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_core.engine.cells import CELLS
from lstm_core.engine.instruments.gradients import GradientNorms
from lstm_core.engine.instruments.places import parts_of_network
from lstm_core.engine.instruments.updates import Updates
from lstm_core.engine.nn.networks import LanguageModel, recognizer_of
from lstm_core.engine.nn.stacks import Stack, stack_of
from lstm_core.engine.nn.transformer import Transformer
from lstm_core.spec.model import ModelSpec
from tests.core.test_instruments_lags import STACKS, built, read
from tests.reference.cells import STEPS

HIDDEN = 4
ROWS = {  # the gates of a cell in the order of its rows
    **dict.fromkeys(("lstm", "peephole", "layer_norm_lstm", "slstm"), ("input", "forget", "candidate", "output")),
    **dict.fromkeys(("gru", "gru_d"), ("reset", "update", "candidate")),
    "rnn": ("candidate",),
}
OWN = {
    "peephole": {"input": [0], "forget": [1], "output": [2]},
    "decay_h": {"decay": [0, 1, 2, 3]},
    "decay_h_bias": {"decay": [0, 1, 2, 3]},
    "bias_hn": {"candidate": [0, 1, 2, 3]},
}


def norms_of(network):
    parts = parts_of_network(network)
    norms = GradientNorms(parts)
    return norms.values(norms.read().tolist())


def rows_of(cell, leaf, gate):
    """Where in the first axis of a weight the rows of a gate stand; in a sLSTM's heads, in its second."""
    if leaf in OWN:
        return OWN[leaf].get(gate, [])
    if leaf.startswith(("decay_x", "usual", "gain_c", "bias_c")) or gate not in ROWS[cell]:
        return []
    first = ROWS[cell].index(gate)
    return list(range(first * HIDDEN, (first + 1) * HIDDEN))


def expected_of(cell, named):
    """Norms from gradients by the name of their weight, in NumPy."""
    found = {}

    def add(name, values):
        found[name] = found.get(name, 0.0) + float((values.numpy().astype(np.float64) ** 2).sum())

    for name, gradient in named.items():
        leaf = name.rpartition(".")[2].removesuffix("_l0")
        add("gradient/layer_0", gradient)
        for begin, matrix in (("weight_ih", "input"), ("weight_hh", "recurrent"), ("bias", "bias")):
            if leaf.startswith(begin):
                add(f"gradient/layer_0/{matrix}", gradient)
        for gate in (*ROWS[cell], "decay"):
            if gradient.ndim > 2:
                picked = gradient[:, ROWS[cell].index(gate)] if gate in ROWS[cell] else gradient[:0]
            else:
                picked = gradient[rows_of(cell, leaf, gate)]
            if picked.numel():
                add(f"gradient_gate/layer_0/{gate}", picked)
    return {name: value**0.5 for name, value in found.items()}


@pytest.mark.parametrize("torchs", [False, True], ids=["readable", "torch"])
@pytest.mark.parametrize("cell", CELLS)
def test_every_weight_of_a_cell_counts_for_its_matrix_and_its_gates(cell, torchs):
    assert set(CELLS) == set(STEPS) == set(ROWS)
    if torchs and cell not in ("lstm", "gru", "rnn"):
        torchs = None
    network = built({"cell": cell, **({} if torchs else {"zoneout": 0.1})})
    inputs, loss = read(network)
    loss(network.eval()(inputs)[0]).backward()
    found = norms_of(network)
    expected = expected_of(cell, {name: each.grad for name, each in network.named_parameters()})
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-12), name


def test_a_gradient_counted_by_hand():
    """One unit, one input: (3, 4) in the input gate's rows, 12 in the candidate's bias."""
    network = stack_of(ModelSpec(hidden_size=1), 1)
    for parameter in network.parameters():
        parameter.grad = torch.zeros_like(parameter)
    network.weight_ih_l0.grad[0], network.weight_hh_l0.grad[0], network.bias_hh_l0.grad[2] = 3.0, 4.0, 12.0
    found = {name: value for name, value in norms_of(network).items() if value}
    assert found == {
        "gradient/layer_0": 13.0,
        "gradient/layer_0/input": 3.0,
        "gradient/layer_0/recurrent": 4.0,
        "gradient/layer_0/bias": 12.0,
        "gradient_gate/layer_0/input": 5.0,
        "gradient_gate/layer_0/candidate": 12.0,
    }


@pytest.mark.parametrize("name", STACKS)
def test_the_places_of_a_stack_hold_every_weight_once(name):
    network = built(STACKS[name])
    inputs, loss = read(network)
    loss(network(inputs)[0]).backward()
    places = {key.split("/")[1]: value for key, value in norms_of(network).items() if key.count("/") == 1}
    layers = STACKS[name].get("layers", 1)
    back = [f"layer_{number}_reverse" for number in range(layers) if STACKS[name].get("bidirectional")]
    assert set(places) == {f"layer_{number}" for number in range(layers)} | set(back)
    whole = sum(float(each.grad.square().sum()) for each in network.parameters() if each.grad is not None)
    assert sum(value**2 for value in places.values()) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize(
    ("network", "places"),
    [
        (lambda: LanguageModel(ModelSpec(hidden_size=4, layers=2), 7), ["embedding", "layer_0", "layer_1", "head"]),
        (lambda: LanguageModel(ModelSpec(hidden_size=4, tied=True, embedding_size=3), 7),
         ["embedding", "layer_0", "head"]),
        (lambda: recognizer_of(ModelSpec(hidden_size=4, bidirectional=True), 3, 5),
         ["layer_0", "layer_0_reverse", "head"]),
        (lambda: recognizer_of(ModelSpec(cell="transformer", hidden_size=4, heads=2, layers=2), 3, 5),
         ["embedding", "layer_0", "layer_1", "head"]),
    ],
    ids=["text", "tied", "speech", "attentive speech"],
)  # fmt: skip
def test_embedding_and_head_are_places_of_their_own(network, places):
    parts = parts_of_network(network())
    assert list(dict.fromkeys(part.place for part in parts)) == places or {part.place for part in parts} == set(places)
    assert len({(part.name, part.row) for part in parts}) == len(parts)
    assert {part.name for part in parts} == {name for name, _ in network().named_parameters()}


def test_a_block_of_a_transformer_tells_attention_query_key_value_and_mlp():
    network = Transformer(ModelSpec(cell="transformer", hidden_size=4, heads=2), 3).double()
    network(torch.randn(2, 5, 3).double())[0].square().mean().backward()
    found, block = norms_of(network), network.blocks[0]
    for number, gate in enumerate(("query", "key", "value")):
        rows = slice(number * 4, (number + 1) * 4)
        own = block.qkv.weight.grad[rows].square().sum() + block.qkv.bias.grad[rows].square().sum()
        assert found[f"gradient_gate/layer_0/{gate}"] == pytest.approx(float(own.sqrt()), rel=1e-12)
    for matrix, modules in (("attention", (block.qkv, block.out)), ("mlp", (block.wide, block.narrow))):
        own = sum(each.grad.square().sum() for module in modules for each in module.parameters())
        assert found[f"gradient/layer_0/{matrix}"] == pytest.approx(float(own.sqrt()), rel=1e-12)


def test_a_weight_without_a_gradient_counts_nothing_and_a_huge_one_does_not_overflow():
    network = nn.ModuleDict({"head": nn.Linear(2, 2, bias=False), "unused": nn.Linear(2, 2)})
    network["head"].weight.grad = torch.full((2, 2), 1e30)
    assert norms_of(network)["gradient/head"] == pytest.approx(2e30, rel=1e-6)


@pytest.mark.parametrize("name", ["lstm", "trained beginning", "both ways"])
def test_an_update_is_told_beside_the_weights_that_it_changed(name):
    network = built(STACKS[name])
    parts = parts_of_network(network)
    updates = Updates(parts)
    before = {each: value.detach().clone() for each, value in network.named_parameters()}
    updates.before()
    with torch.no_grad():
        for number, parameter in enumerate(network.parameters()):
            parameter.add_(0.01 * (number + 1))
    found = updates.values(updates.read().tolist())
    for place in {part.place for part in parts}:
        weight = moved = 0.0
        for part in parts:
            if part.place == place:
                row = slice(None) if part.row is None else part.row
                old, new = before[part.name][row], part.parameter.detach()[row]
                weight += float(old.square().sum())
                moved += float((new - old).square().sum())
        assert found[f"weight/{place}"] == pytest.approx(weight**0.5, rel=1e-12)
        assert found[f"update_ratio/{place}"] == pytest.approx((moved / weight) ** 0.5, rel=1e-12)


def test_an_update_of_a_tenth_is_a_ratio_of_a_tenth():
    network = Stack(ModelSpec(hidden_size=3), 2)
    updates = Updates(parts_of_network(network))
    updates.before()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(0.9)
    assert updates.values(updates.read().tolist())["update_ratio/layer_0"] == pytest.approx(0.1, rel=1e-5)
