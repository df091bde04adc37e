"""Stacks of any cell: layers, residuals, both directions, dropouts, a trained beginning, against twins in NumPy."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_core.engine.nn.networks import (
    Forecaster,
    LanguageModel,
    Recognizer,
    path_left,
    path_reason,
    recognizer_of,
    recurrence_path,
)
from lstm_core.engine.nn.paths import choose_path
from lstm_core.engine.nn.stacks import Stack, layer_state, parts_of, reset_state, stack_of
from lstm_core.engine.scan.compilation import compiler
from lstm_core.spec.cells import FORGETTING, GATED, RECURRENT
from lstm_core.spec.model import ModelSpec
from tests.reference.cells import layer
from tests.reference.slopes import slopes

BATCH, TIME, FEATURES, HIDDEN = 2, 4, 4, 4
LENGTHS = torch.tensor([4, 2])
CPU = torch.device("cpu")

cells = pytest.mark.parametrize("cell", RECURRENT)


def spec_of(cell, **more):
    return ModelSpec(cell=cell, hidden_size=HIDDEN, **({"heads": 2} if cell == "slstm" else {}), **more)


def moved(network, seed=3):
    """The network in float64 with other numbers than those it begins with."""
    torch.manual_seed(seed)
    for parameter in network.parameters():
        nn.init.normal_(parameter, 0.2, 0.3)
    return network.double()


def inputs_of(time=TIME):
    """Numbers of which the second is a mark, as GRU-D reads it."""
    inputs = np.random.default_rng(7).normal(size=(BATCH, time, FEATURES))
    inputs[..., 1] = inputs[..., 1] > 0
    return torch.from_numpy(inputs)


def weights_of(part):
    """The weights of one layer as the twin takes them, whether it is torch.nn's or ours."""
    found = {name.rpartition(".")[2]: value.detach().numpy() for name, value in part.named_parameters()}
    if "weight_ih_l0" not in found:
        return found
    size = len(found["bias_ih_l0"])
    inside = np.where(np.arange(size) < 2 * HIDDEN, 1, 0) if isinstance(part, nn.GRU) else 1
    return {
        "weight_ih": found["weight_ih_l0"],
        "weight_hh": found["weight_hh_l0"],
        "bias": found["bias_ih_l0"] + inside * found["bias_hh_l0"],
        "bias_hn": found["bias_hh_l0"][2 * HIDDEN :],
    }


def kind_of(spec, number):
    return "gru" if spec.cell == "gru_d" and number else spec.cell


def twin(stack, spec, sample, length=TIME, masks=()):
    """What the stack hands on of one sample (T, D), of which the first steps are real."""
    states = sample[:length]
    for number in range(spec.layers):
        start = None if stack.start is None else [part[number, 0].detach().numpy() for part in stack.start]
        read = states * masks[number] if len(masks) else states
        found = layer(kind_of(spec, number), weights_of(stack.forwards[number]), read, start)
        if spec.bidirectional:
            start = start and [part[spec.layers + number, 0].detach().numpy() for part in stack.start]
            back = layer(kind_of(spec, number), weights_of(stack.backwards[number]), read[::-1], start)[::-1]
            found = np.concatenate([found, back], axis=-1)
        states = states + found if spec.residual and number else found
    return states


def close(found, expected, tolerance=1e-10):
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * np.abs(expected).max())


@pytest.mark.parametrize("trained_state", [False, True])
@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("bidirectional", [False, True])
@cells
def test_a_stack_follows_the_equations_within_true_lengths(cell, bidirectional, residual, trained_state):
    spec = spec_of(cell, layers=2, bidirectional=bidirectional, residual=residual, trained_state=trained_state)
    stack, inputs = moved(Stack(spec, FEATURES)), inputs_of()
    states, _ = stack(inputs, lengths=LENGTHS)
    for row, length in enumerate(LENGTHS.tolist()):
        close(states[row, :length].detach().numpy(), twin(stack, spec, inputs[row].numpy(), length))


@cells
def test_what_is_padded_is_not_read(cell):
    spec = spec_of(cell, layers=2, bidirectional=True, residual=True)
    stack, inputs = moved(Stack(spec, FEATURES)), inputs_of()
    states, _ = stack(inputs, lengths=LENGTHS)
    other = inputs.clone()
    other[1, 2:] = 99.0
    again, _ = stack(other, lengths=LENGTHS)
    assert torch.equal(states[1, :2], again[1, :2])
    alone, _ = stack(inputs[1:, :2], lengths=LENGTHS[1:])
    close(alone[0].detach().numpy(), states[1, :2].detach().numpy())


@cells
def test_a_residual_begins_with_the_second_layer_and_lets_the_gradient_pass(cell):
    spec = spec_of(cell, layers=3, residual=True)
    stack, inputs = moved(Stack(spec, FEATURES)), inputs_of()
    with torch.no_grad():
        for part in stack.forwards[1:]:
            for parameter in part.parameters():
                parameter.zero_()
    alone = stack.forwards[0](inputs)[0]
    deep = stack(inputs)[0]
    if cell != "slstm":  # whose weights of zero still hand on zero
        torch.testing.assert_close(deep, alone)
    assert bool(torch.autograd.grad(deep.sum(), next(stack.forwards[0].parameters()))[0].any())


@cells
def test_variational_dropout_has_one_mask_for_every_step_of_a_sequence_and_layer(cell):
    spec = spec_of(cell, layers=2, variational_dropout=0.5)
    stack, inputs = moved(Stack(spec, FEATURES)).train(), inputs_of()
    torch.manual_seed(2)
    states, _ = stack(inputs)
    torch.manual_seed(2)
    masks = [
        nn.functional.dropout(inputs.new_ones(BATCH, 1, 1 if at else FEATURES), 0.5) for at in (cell == "gru_d", 0)
    ]
    if cell == "gru_d":  # what is missing and for how long is never dropped
        masks[0] = torch.cat([masks[0], torch.ones(BATCH, 1, 2), masks[0]], dim=-1)
    assert {0.0, 2.0} <= {value for mask in masks for value in mask.flatten().tolist()}
    for row in range(BATCH):
        own = [mask[row].numpy() for mask in masks]
        close(states[row].detach().numpy(), twin(stack, spec, inputs[row].numpy(), masks=own))
    whole = stack.eval()(inputs)[0]
    close(whole[0].detach().numpy(), twin(stack, spec, inputs[0].numpy()))


@pytest.mark.parametrize("switch", [{}, {"residual": True}, {"zoneout": 0.2}, {"recurrent_dropout": 0.2}])
@pytest.mark.parametrize("cell", GATED)
def test_a_stack_carries_its_state_so_that_two_halves_give_the_whole(cell, switch):
    network = moved(stack_of(spec_of(cell, layers=2, **switch), FEATURES)).eval()
    inputs = inputs_of(9)
    whole, last = network(inputs)
    first, state = network(inputs[:, :4])
    second, end = network(inputs[:, 4:], state)
    close(torch.cat([first, second], dim=1).detach().numpy(), whole.detach().numpy())
    for found, expected in zip(parts_of(end), parts_of(last), strict=True):
        assert found.shape == (2, BATCH, HIDDEN)
        close(found.detach().numpy(), expected.detach().numpy())


@cells
def test_the_beginning_is_trained(cell):
    spec = spec_of(cell, trained_state=True)
    stack, inputs = moved(Stack(spec, FEATURES)), inputs_of()
    start = {str(number): part.detach().numpy() for number, part in enumerate(stack.start)}
    (stack(inputs)[0] ** 2).sum().backward()

    def loss(start):
        begun = [start[name][0, 0] for name in sorted(start)]
        found = [layer(cell, weights_of(stack.forwards[0]), sample.numpy(), begun) for sample in inputs]
        return (np.array(found) ** 2).sum()

    expected = slopes(loss, start)
    for number, part in enumerate(stack.start):
        close(part.grad.numpy(), expected[str(number)])


@cells
def test_a_stream_that_begins_anew_begins_with_the_trained_state(cell):
    stack = moved(Stack(spec_of(cell, layers=2, trained_state=True), FEATURES))
    inputs = inputs_of()
    _, carried = stack(inputs)
    state = reset_state(carried, torch.tensor([True, False]), stack.begun(inputs))
    again = stack(inputs, state)[0]
    close(again[1].detach().numpy(), stack(inputs)[0][1].detach().numpy())
    close(again[0].detach().numpy(), stack(inputs, carried)[0][0].detach().numpy())
    zero = reset_state(carried, torch.tensor([True, False]), None)
    assert all(not bool(part[:, 1].any()) for part in parts_of(zero))


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_a_plain_stack_is_that_of_torch(cell):
    torch.manual_seed(0)
    ours = stack_of(ModelSpec(cell=cell, hidden_size=HIDDEN, layers=2, dropout=0.1), FEATURES)
    torch.manual_seed(0)
    kind = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[cell]
    theirs = kind(FEATURES, HIDDEN, 2, dropout=0.1, batch_first=True)
    assert isinstance(ours, kind)
    assert all(torch.equal(ours.state_dict()[name], value) for name, value in theirs.state_dict().items())


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_switches_that_torch_can_do_leave_its_layers_where_they_are(cell):
    spec = ModelSpec(
        cell=cell, layers=2, hidden_size=HIDDEN, residual=True, variational_dropout=0.1, trained_state=True,
        initialisation="orthogonal",
    )  # fmt: skip
    network = Forecaster(spec, FEATURES, 2)
    assert path_left(network) is None
    assert recurrence_path(network, CPU) in ("onednn", "aten")


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"cell": "lstm", "zoneout": 0.1}, "zoneout"),
        ({"cell": "gru", "recurrent_dropout": 0.1}, "recurrent_dropout"),
        ({"cell": "peephole", "zoneout": 0.1}, "cell"),
        ({"cell": "gru_d", "layers": 2}, "cell"),
        ({"cell": "slstm"}, "cell"),
    ],
)
def test_what_torch_cannot_do_is_named(changes, because):
    for network in (
        Forecaster(ModelSpec(hidden_size=HIDDEN, **changes), FEATURES, 2),
        Recognizer(ModelSpec(hidden_size=HIDDEN, bidirectional=True, **changes), FEATURES, 2),
    ):
        assert path_left(network) == because
        assert recurrence_path(network, CPU) not in ("onednn", "aten", "cudnn")


@pytest.mark.parametrize(
    ("cell", "more"),
    [*((cell, {}) for cell in (*RECURRENT, "transformer")), *((cell, {"zoneout": 0.1}) for cell in RECURRENT)],
)
def test_orthogonal_and_xavier_weights_are_what_they_say_gate_by_gate(cell, more):
    for initialisation in ("orthogonal", "xavier"):
        spec = ModelSpec(cell=cell, hidden_size=24, layers=2, initialisation=initialisation, **more)
        network = stack_of(spec, 8)
        recurrent = 0
        for name, parameter in network.named_parameters():
            kind = name.rpartition(".")[2]
            if kind == "bias" or kind.startswith(("bias_ih", "bias_hh", "bias_hn")):
                assert not bool(parameter.any())
            if kind.startswith("weight_hh"):
                recurrent += 1
                for matrix in parameter.flatten(0, -3) if parameter.ndim > 2 else parameter.split(24):
                    if initialisation == "orthogonal":
                        torch.testing.assert_close(matrix @ matrix.T, torch.eye(len(matrix)), atol=1e-5, rtol=0)
                    bound = (6 / sum(matrix.shape)) ** 0.5
                    assert initialisation == "orthogonal" or 0.8 * bound < matrix.abs().max() <= bound
        assert recurrent == (0 if cell == "transformer" else 2)


@pytest.mark.parametrize("switch", [{}, {"zoneout": 0.1}, {"initialisation": "xavier"}])
@pytest.mark.parametrize("cell", FORGETTING)
def test_the_forget_gate_begins_with_the_bias_of_the_spec_and_the_others_do_not(cell, switch):
    spec = spec_of(cell, layers=2, forget_bias=2.5, **switch)
    stack = stack_of(spec, FEATURES)
    layers = [weights_of(part) for part in stack.forwards] if isinstance(stack, Stack) else torch_layers(stack)
    for weights in layers:
        gates = weights["bias"].reshape(4, HIDDEN)
        assert (gates[1] == 2.5).all()
        assert np.abs(gates[[0, 2, 3]]).max() <= 2 * HIDDEN**-0.5


def torch_layers(lstm):
    found = {name: value.detach().numpy() for name, value in lstm.named_parameters()}
    return [{"bias": found[f"bias_ih_l{number}"] + found[f"bias_hh_l{number}"]} for number in range(lstm.num_layers)]


@pytest.mark.parametrize("cell", FORGETTING)
def test_a_text_begins_with_open_forget_gates(cell):
    spec = spec_of(cell, initialisation="xavier")
    network = LanguageModel(spec, 7)
    stack = network.recurrent
    (weights,) = [weights_of(part) for part in stack.forwards] if isinstance(stack, Stack) else torch_layers(stack)
    assert (weights["bias"].reshape(4, HIDDEN)[1] == 1).all()


@pytest.mark.parametrize("cell", ["lstm", "gru", "slstm"])
def test_an_initialisation_leaves_the_trained_beginning_at_zero(cell):
    stack = Stack(spec_of(cell, layers=2, trained_state=True, initialisation="xavier"), FEATURES)
    assert not any(bool(part.any()) for part in stack.start)


LONG = {"steps": 100_000, "time": 100, "batch": 8}
COMPILED = [
    *(({"cell": cell}) for cell in RECURRENT if cell not in ("lstm", "gru", "rnn")),
    {"cell": "lstm", "zoneout": 0.2, "recurrent_dropout": 0.2},
    {"cell": "gru", "zoneout": 0.2, "trained_state": True},
    {"cell": "peephole", "residual": True, "bidirectional": True, "layer_norm": True},
]


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
@pytest.mark.parametrize("changes", COMPILED, ids=lambda changes: "-".join(map(str, changes.values())))
def test_a_compiled_stack_gives_what_the_eager_one_gives_and_the_same_bits_twice(changes):
    cell = changes["cell"]
    stack = moved(Stack(spec_of(cell, layers=2, **{key: changes[key] for key in changes if key != "cell"}), FEATURES))
    inputs, found = inputs_of(), []
    for compiled in (False, True, True):
        if compiled:
            choose_path(stack, **LONG)
            assert recurrence_path(stack, CPU) == "compiled"
            assert path_reason(stack) in ("trial_own", "trial_library")
        torch.manual_seed(1)
        states = stack(inputs, lengths=LENGTHS)[0]
        gradients = torch.autograd.grad((states**2).sum(), list(stack.parameters()))
        found.append([states.detach(), *gradients])
    for eager, one, two in zip(*found, strict=True):
        assert torch.equal(one, two)
        close(one.numpy(), eager.numpy())


def test_a_short_run_stays_eager_and_says_so_whatever_was_compiled_before():
    network = Forecaster(spec_of("peephole"), FEATURES, 2)
    choose_path(network, **LONG)
    choose_path(network, steps=10, time=10, batch=8)
    assert (recurrence_path(network, CPU), path_reason(network)) == ("eager", "short_run")


def test_without_a_compiler_everything_runs_and_the_record_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("CC", str(tmp_path / "none"))
    monkeypatch.setenv("CXX", str(tmp_path / "none"))
    monkeypatch.setenv("WORKBENCH_KERNELS", str(tmp_path))
    network = Forecaster(spec_of("peephole"), FEATURES, 2).double()
    choose_path(network, **LONG)
    assert (recurrence_path(network, CPU), path_reason(network)) == ("eager", "no_compiler")
    assert bool(torch.isfinite(network(inputs_of())).all())


def test_a_norm_has_no_forget_gate():
    spec = ModelSpec(hidden_size=HIDDEN, bidirectional=True, layer_norm=True, forget_bias=3.0)
    assert not bool(Recognizer(spec, FEATURES, 3).norms[0].bias.any())


def test_dropout_acts_between_the_layers_of_our_own_stack_in_training_only():
    spec = spec_of("peephole", layers=2, dropout=0.5)
    stack, inputs = moved(Stack(spec, FEATURES)), inputs_of()
    stack.train()
    assert not torch.equal(stack(inputs)[0], stack(inputs)[0])
    assert torch.equal(moved(Stack(spec_of("peephole", dropout=0.5), FEATURES)).train()(inputs)[0],
                       moved(Stack(spec_of("peephole"), FEATURES)).train()(inputs)[0])  # fmt: skip
    close(stack.eval()(inputs)[0][0].detach().numpy(), twin(stack, spec, inputs[0].numpy()))


def test_one_seed_gives_the_same_bits():
    found = []
    for _ in range(2):
        torch.manual_seed(4)
        spec = ModelSpec(cell="lstm", hidden_size=HIDDEN, layers=2, dropout=0.2, zoneout=0.2, recurrent_dropout=0.3)
        network = Forecaster(spec, FEATURES, 2)
        network(inputs_of().float()).sum().backward()
        found.append([parameter.grad for parameter in network.parameters()])
    assert all(torch.equal(one, two) for one, two in zip(*found, strict=True))


def test_the_state_of_one_layer_is_cut_from_that_of_all():
    state = torch.arange(6.0).view(3, 2, 1), torch.arange(6.0, 12.0).view(3, 2, 1)
    assert layer_state(None, 1) is None
    assert [part.tolist() for part in layer_state(state, 1)] == [[[[2.0], [3.0]]], [[[8.0], [9.0]]]]


@pytest.mark.parametrize("cell", [*FORGETTING, "gru", "rnn", "transformer"])
def test_a_recogniser_of_any_cell_scores_every_input(cell):
    spec = ModelSpec(cell=cell, hidden_size=8, layers=2, bidirectional=True, layer_norm=True)
    scores = recognizer_of(spec, 5, 3)(torch.randn(2, 6, 5), torch.tensor([6, 3]))
    assert scores.shape == (2, 6, 3)
