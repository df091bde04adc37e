"""Every cell computes its paper's equations: values and gradients against slow twins, and against torch.nn."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.func import functional_call

from lstm_core.engine.cells import CELLS
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.scan.eager import scan
from lstm_core.spec.cells import GATED
from tests.reference.cells import STEPS, layer
from tests.reference.slopes import slopes

TOLERANCES = {torch.float32: 1e-5, torch.float64: 1e-10}
BATCH, TIME, FEATURES, HIDDEN = 2, 4, 4, 4

cells = pytest.mark.parametrize("name", CELLS)
types = pytest.mark.parametrize("dtype", TOLERANCES, ids=str)


def cell_of(name, dtype=torch.float64):
    """A cell with other numbers than those it begins with in every parameter."""
    torch.manual_seed(1)
    more = {"heads": 2} if name == "slstm" else {}
    cell = CELLS[name](FEATURES, HIDDEN, **more)
    for parameter in cell.parameters():
        nn.init.normal_(parameter, 0.3, 0.4)
    return cell.to(dtype)


def inputs_of(name, dtype=torch.float64, time=TIME):
    random = np.random.default_rng(7)
    if name != "gru_d":
        return torch.from_numpy(random.normal(size=(BATCH, time, FEATURES))).to(dtype)
    marks = random.integers(0, 2, (BATCH, time, FEATURES // 4)).astype(float)
    values, last = random.normal(size=(2, *marks.shape))
    return torch.from_numpy(np.concatenate([values * marks, marks, random.random(marks.shape), last], axis=-1)).to(
        dtype
    )


def run(cell, inputs, state=None):
    return scan(cell, inputs, cell.start(len(inputs), inputs) if state is None else state)


def arrays(module):
    return {name: value.detach().numpy().astype(np.float64) for name, value in module.named_parameters()}


def twin(name, weights, inputs, **more):
    each = {key: list(values) for key, values in more.items()}
    return np.array(
        [
            layer(name, weights, sample, **{key: values[row] for key, values in each.items()})
            for row, sample in enumerate(inputs.numpy().astype(np.float64))
        ]
    )


def close(found, expected, dtype):
    scale = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=TOLERANCES[dtype], atol=TOLERANCES[dtype] * scale)


def test_every_cell_has_a_twin():
    assert set(CELLS) == set(STEPS)


@types
@cells
def test_the_states_follow_the_equations(name, dtype):
    cell, inputs = cell_of(name, dtype), inputs_of(name, dtype)
    close(run(cell, inputs)[0].detach().numpy(), twin(name, arrays(cell), inputs), dtype)


@types
@cells
def test_every_gradient_follows_the_equations(name, dtype):
    cell, inputs = cell_of(name, dtype), inputs_of(name, dtype)
    (run(cell, inputs)[0] ** 2).sum().backward()
    expected = slopes(lambda weights: (twin(name, weights, inputs) ** 2).sum(), arrays(cell))
    for part, parameter in cell.named_parameters():
        close(parameter.grad.numpy(), expected[part], dtype)
    assert all(np.abs(each).max() > 0 for each in expected.values())


@cells
def test_gradients_of_inputs_and_beginning_are_those_of_finite_differences(name):
    cell, inputs = cell_of(name), inputs_of(name, time=3)
    begun = [torch.randn_like(part).requires_grad_() for part in cell.start(BATCH, inputs)[: cell.mixing]]
    zeros = cell.start(BATCH, inputs)[cell.mixing :]
    names = [each for each, _ in cell.named_parameters()]
    weights = [parameter.detach().requires_grad_() for parameter in cell.parameters()]

    class Over(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = cell

        def forward(self, inputs, *state):
            return run(self.cell, inputs, (*state, *zeros))[0]

    def states(inputs, *rest):
        moved = {f"cell.{each}": value for each, value in zip(names, rest[cell.mixing :], strict=True)}
        return functional_call(Over(), moved, (inputs, *rest[: cell.mixing]))

    assert torch.autograd.gradcheck(states, (inputs.requires_grad_(), *begun, *weights))


@types
@cells
def test_two_halves_give_what_the_whole_gives(name, dtype):
    cell, inputs = cell_of(name, dtype), inputs_of(name, dtype, time=9)
    whole, last = run(cell, inputs)
    first, state = run(cell, inputs[:, :4])
    second, end = run(cell, inputs[:, 4:], state)
    close(torch.cat([first, second], dim=1).detach().numpy(), whole.detach().numpy(), dtype)
    for found, expected in zip(end, last, strict=True):
        close(found.detach().numpy(), expected.detach().numpy(), dtype)


@cells
def test_a_state_is_what_came_before_it_in_its_own_sequence(name):
    cell, inputs = cell_of(name), inputs_of(name).requires_grad_()
    run(cell, inputs)[0][0, 1].sum().backward()
    assert bool(inputs.grad[0, :2].any())
    assert not bool(inputs.grad[0, 2:].any())
    assert not bool(inputs.grad[1].any())


def torch_weights(layer):
    """The weights of a torch.nn layer as our cell has them: one bias where torch.nn adds two."""
    ih, hh, bias, other = (
        getattr(layer, f"{name}_l0").detach() for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    if isinstance(layer, nn.GRU):
        inside = other.clone()
        inside[2 * HIDDEN :] = 0
        return {"weight_ih": ih, "weight_hh": hh, "bias": bias + inside, "bias_hn": other[2 * HIDDEN :]}
    return {"weight_ih": ih, "weight_hh": hh, "bias": bias + other}


@types
@pytest.mark.parametrize(("name", "kind"), [("lstm", nn.LSTM), ("gru", nn.GRU), ("rnn", nn.RNN)])
def test_ours_gives_what_torch_gives_with_the_same_weights(name, kind, dtype):
    torch.manual_seed(0)
    theirs, ours, inputs = (
        kind(FEATURES, HIDDEN, batch_first=True).to(dtype),
        cell_of(name, dtype),
        inputs_of(name, dtype),
    )
    ours.load_state_dict(torch_weights(theirs))
    (expected, last), (found, state) = theirs(inputs), run(ours, inputs)
    close(found.detach().numpy(), expected.detach().numpy(), dtype)
    for part, other in zip(state, last if name == "lstm" else [last], strict=True):
        close(part.detach().numpy(), other[0].detach().numpy(), dtype)
    (expected**2).sum().backward()
    (found**2).sum().backward()
    for part in ("weight_ih", "weight_hh"):
        close(getattr(ours, part).grad.numpy(), getattr(theirs, f"{part}_l0").grad.numpy(), dtype)
    close(ours.bias.grad.numpy(), theirs.bias_ih_l0.grad.numpy(), dtype)
    if name == "gru":
        close(ours.bias_hn.grad.numpy(), theirs.bias_hh_l0.grad[2 * HIDDEN :].numpy(), dtype)


NOISES = [(0.3, 0.0), (0.0, 0.4), (0.3, 0.4)]


def masks_of(noisy, drawn):
    """What is kept of the candidates (B, T, H) and which states stay (B, T, N, H), as the twin takes them."""
    parts = drawn.double().numpy().reshape(BATCH, TIME, noisy.masks, HIDDEN)
    first = 1 if noisy.recurrent_dropout else 0
    more = {"kept": parts[:, :, 0]} if first else {}
    return more | ({"old": parts[:, :, first:]} if noisy.zoneout else {})


@types
@pytest.mark.parametrize(("recurrent_dropout", "zoneout"), NOISES)
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", GATED)
def test_recurrent_dropout_and_zoneout_follow_the_equations(name, recurrent_dropout, zoneout, training, dtype):
    noisy, inputs = (
        StochasticCell(cell_of(name, dtype), recurrent_dropout, zoneout).train(training),
        inputs_of(name, dtype),
    )
    torch.manual_seed(5)
    found = run(noisy, inputs)[0]
    torch.manual_seed(5)
    masks = masks_of(noisy, noisy.drawn(inputs))
    close(found.detach().numpy(), twin(name, arrays(noisy.inner), inputs, **masks), dtype)
    (found**2).sum().backward()
    if training and dtype == torch.float64:
        expected = slopes(lambda weights: (twin(name, weights, inputs, **masks) ** 2).sum(), arrays(noisy.inner))
        for part, parameter in noisy.inner.named_parameters():
            close(parameter.grad.numpy(), expected[part], dtype)


def test_masks_hold_the_shares_of_the_spec_and_average_to_what_is_done_without_training():
    noisy = StochasticCell(CELLS["lstm"](FEATURES, 50), 0.25, 0.1)
    masks = noisy.drawn(torch.zeros(20, 50, 1)).reshape(20, 50, 3, 50)
    assert masks[:, :, 0].unique().tolist() == pytest.approx([0.0, 1 / 0.75])
    assert masks[:, :, 0].mean().item() == pytest.approx(1.0, abs=0.02)
    assert masks[:, :, 1:].mean().item() == pytest.approx(0.1, abs=0.01)
    assert not torch.equal(masks[:, 0], masks[:, 1])
    still = noisy.eval().drawn(torch.zeros(2, 3, 1)).reshape(2, 3, 3, 50)
    assert bool((still[:, :, 0] == 1).all())
    assert bool((still[:, :, 1:] == 0.1).all())


def test_a_state_that_zoneout_keeps_is_kept_to_the_bit():
    noisy = StochasticCell(cell_of("lstm", torch.float32), 0.0, 0.999999).train()
    inputs = inputs_of("lstm", torch.float32)
    h, c = torch.randn(2, BATCH, HIDDEN)
    torch.manual_seed(0)
    states, last = run(noisy, inputs, (h, c))
    assert torch.equal(states[:, -1], h)
    assert torch.equal(last[1], c)


def test_the_stabiliser_keeps_gates_of_any_size_finite():
    cell = cell_of("slstm", torch.float32)
    with torch.no_grad():
        cell.weight_ih.mul_(300)
    inputs = inputs_of("slstm", torch.float32, time=30)
    states, _ = run(cell, inputs)
    states.sum().backward()
    assert bool(torch.isfinite(states).all())
    assert states.abs().max() <= 1
    assert all(bool(torch.isfinite(parameter.grad).all()) for parameter in cell.parameters())


def test_a_head_reads_the_units_of_its_own_only():
    cell, inputs = cell_of("slstm"), inputs_of("slstm")
    begun = [part.requires_grad_() for part in cell.start(BATCH, inputs)]
    run(cell, inputs, tuple(begun))[0][..., : HIDDEN // 2].sum().backward()
    assert bool(begun[0].grad[:, : HIDDEN // 2].all())
    assert not bool(begun[0].grad[:, HIDDEN // 2 :].any())


def test_what_is_missing_fades_to_the_usual_value_and_the_state_with_it():
    cell = CELLS["gru_d"](4, HIDDEN).double()
    with torch.no_grad():
        cell.usual.fill_(3.0)
    inputs = torch.tensor([[[0.0, 0.0, 1e6, 5.0]]], dtype=torch.float64)  # missing for ever
    far = cell.project(inputs)
    seen = functional_gates(cell, 3.0, 0.0)
    torch.testing.assert_close(far[0, 0, : 3 * HIDDEN], seen)
    assert far[0, 0, 3 * HIDDEN :].max() < 1e-6
    inputs[0, 0, 2] = 0.0  # seen just now
    torch.testing.assert_close(cell.project(inputs)[0, 0, : 3 * HIDDEN], functional_gates(cell, 5.0, 0.0))
    inputs[0, 0, :2] = torch.tensor([7.0, 1.0])
    torch.testing.assert_close(cell.project(inputs)[0, 0, : 3 * HIDDEN], functional_gates(cell, 7.0, 1.0))


def functional_gates(cell, value, mark):
    return cell.weight_ih @ torch.tensor([value, mark], dtype=torch.float64) + cell.bias
