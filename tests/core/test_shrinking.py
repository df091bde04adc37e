"""Units are removed where the loss misses them least; a network without units that do nothing says what it said."""

import pytest
import torch

from lstm_core.engine.compression.shrinking import BATCHES, Shrinking, Sizes
from lstm_core.spec.cells import CELLS
from tests import exports
from tests.exports import forecaster, language_model, recognizer, sound, switches, text, told, window

pytestmark = pytest.mark.usefixtures("one_thread")

LARGE, LEFT = 8, 6
NORMALISED = ("layer_norm_lstm", "transformer")  # a norm over units misses those that do nothing


def made(monkeypatch, build, cell, hidden, **more):
    monkeypatch.setattr(exports, "HIDDEN", hidden)
    return build(cell, **more)


def pair(monkeypatch, build, cell, **more):
    large, small = (made(monkeypatch, build, cell, size, **more) for size in (LARGE, LEFT))
    heads = 2 if CELLS[cell].heads else 1
    together = bool(more.get("residual")) or not CELLS[cell].recurrent
    return Shrinking(large, small, Sizes(LARGE, LEFT, heads), together=together)


def silenced(shrinking):
    """Units that stay, drawn at random by group, after the others were made to do nothing."""
    groups = sorted({group for axes in shrinking.plan.values() for axis in axes for group in axis.groups})
    generator = torch.Generator().manual_seed(3)
    kept = shrinking.chosen({group: torch.rand(LARGE, generator=generator) for group in groups})
    copy = {name: weight.detach().clone() for name, weight in shrinking.large.named_parameters()}
    with torch.no_grad():
        for weight in shrinking.large.parameters():
            weight.zero_()
        for name, weight in shrinking.large.named_parameters():
            weight.copy_(restored(shrinking, name, copy[name], kept))
    return kept


def restored(shrinking, name, value, kept):
    """The parameter with zeros in the place of every removed unit."""
    marks = torch.ones_like(value)
    ones = shrinking._cut(name, torch.arange(value.numel()).view_as(value), kept)
    found = torch.zeros_like(marks).flatten()
    found[ones.flatten()] = 1.0
    return value * found.view_as(value)


@pytest.mark.parametrize(("cell", "more"), [each for each in switches("series") if each[0] not in NORMALISED], ids=str)
def test_a_forecaster_without_silent_units_says_the_same(cell, more, monkeypatch):
    shrinking = pair(monkeypatch, forecaster, cell, **more)
    shrinking.transfer(silenced(shrinking))
    monkeypatch.setattr(exports, "HIDDEN", LARGE)
    inputs = window(shrinking.large, cell, 3, 7)
    assert told(shrinking.small, inputs) == pytest.approx(told(shrinking.large, inputs), abs=1e-5)


@pytest.mark.parametrize("more", [{}, {"layers": 2}, {"layers": 2, "residual": True}, {"trained_state": True}], ids=str)
@pytest.mark.parametrize("cell", ["lstm", "gru", "slstm"])
def test_a_recogniser_in_both_directions_says_the_same(cell, more, monkeypatch):
    shrinking = pair(monkeypatch, recognizer, cell, bidirectional=True, **more)
    shrinking.transfer(silenced(shrinking))
    inputs = sound(3, 7)
    assert told(shrinking.small, inputs) == pytest.approx(told(shrinking.large, inputs), abs=1e-5)


@pytest.mark.parametrize("tied", [False, True])
def test_a_language_model_keeps_its_table(tied, monkeypatch):
    shrinking = pair(monkeypatch, language_model, "lstm", tied=tied, layers=2, embedding_size=LARGE)
    shrinking.transfer(silenced(shrinking))
    symbols = torch.from_numpy(text(2, 9))
    with torch.no_grad():
        found, expected = shrinking.small(symbols)[0], shrinking.large(symbols)[0]
    assert found.numpy() == pytest.approx(expected.numpy(), abs=1e-5)
    assert torch.equal(shrinking.small.embedding.weight, shrinking.large.embedding.weight)


@pytest.mark.parametrize("cell", NORMALISED)
def test_a_normalised_network_takes_over_what_stays(cell, monkeypatch):
    shrinking = pair(monkeypatch, forecaster, cell, layers=2)
    shrinking.transfer(silenced(shrinking))
    inputs = window(shrinking.large, cell, 3, 7)
    inputs.pop("context", None)
    large = dict(shrinking.large.named_parameters())
    for name, weight in shrinking.small.named_parameters():
        assert set(weight.flatten().tolist()) <= set(large[name].flatten().tolist())


def test_a_unit_is_worth_what_all_its_weights_are_to_the_loss(monkeypatch):
    shrinking = pair(monkeypatch, forecaster, "gru")
    inputs = {name: torch.from_numpy(each) for name, each in window(shrinking.large, "gru", 4, 5).items()}

    def loss(network, step):
        return (network(*inputs.values()) * (step + 1)).square().mean()

    found = shrinking.importance(loss)["forwards.0"]
    expected = torch.zeros(LARGE)
    for step in range(BATCHES):
        shrinking.large.zero_grad()
        loss(shrinking.large, step).backward()
        products = {name: (each * each.grad).detach() for name, each in shrinking.large.named_parameters()}
        for unit in range(LARGE):
            rows = [unit, unit + LARGE, unit + 2 * LARGE]
            total = sum(products[f"recurrent.{name}_l0"][rows].sum() for name in ("weight_ih", "weight_hh"))
            total += sum(products[f"recurrent.{name}_l0"][rows].sum() for name in ("bias_ih", "bias_hh"))
            total += products["recurrent.weight_hh_l0"][:, unit].sum() + products["head.weight"][:, unit].sum()
            expected[unit] += total**2
    assert found.float().numpy() == pytest.approx(expected.numpy(), rel=1e-3)


def test_the_least_important_units_go_and_every_head_keeps_as_many(monkeypatch):
    shrinking = pair(monkeypatch, forecaster, "slstm")
    worth = torch.tensor([9.0, 1, 8, 7, 2, 3, 4, 5])
    assert shrinking.chosen({"forwards.0": worth})["forwards.0"].tolist() == [0, 2, 3, 5, 6, 7]
