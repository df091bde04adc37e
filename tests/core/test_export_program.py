"""A program says in plain numbers what a network computes, for every cell and switch; what it cannot say it refuses."""

import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from lstm_core.engine.cells import CELLS
from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.program import BINARY, COMPARISONS, UNARY, Recurrence, Weight
from lstm_core.engine.export.reference import run
from lstm_core.engine.export.reference_windows import forecast
from lstm_core.engine.nn.networks import LanguageModel
from lstm_core.errors import RunError
from tests.exports import (
    EQUATIONS,
    HIDDEN,
    far,
    forecaster,
    frames,
    language_model,
    model_of,
    of_our_own,
    recognizer,
    series_forecaster,
    sound,
    switches,
    table,
    text,
    told,
    window,
    within,
)
from tests.tree import ROOT

CLOSE = 1e-5
OTHERS = {"where", "slice", "concatenate", "linear", "layer_norm", "sum"}


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize(("cell", "more"), [*switches("series")], ids=str)
def test_a_forecast_is_that_of_the_network(cell, more):
    network = forecaster(cell, **more)
    inputs = window(network, cell, 3, 7)
    found, _ = run(program_of(network), inputs)
    assert far(found, told(network, inputs)) < CLOSE


@pytest.mark.parametrize(("layout", "changes"), [*frames()], ids=str)
def test_what_stands_around_a_forecasting_network_is_part_of_the_program(layout, changes):
    network = series_forecaster(layout, changes)
    inputs = table(layout, network.reach)
    found = forecast(program_of(network), inputs["past"], inputs["known"])
    assert far(found, told(network, inputs)) < CLOSE


@pytest.mark.parametrize(("cell", "more"), [*switches("text")], ids=str)
def test_a_text_is_read_on_with_the_state_that_the_network_carries(cell, more):
    network = language_model(cell, tied=bool(more), embedding_size=4, **more)
    program, pieces = program_of(network), (text(2, 6), text(2, 3, seed=2))
    state, states = None, None
    for symbols in pieces:
        with torch.no_grad():
            expected, state = network(torch.from_numpy(symbols), state)
        found, states = run(program, {"symbols": symbols}, states)
        assert far(found, expected.numpy()) < CLOSE


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize(("cell", "more"), [*switches("speech")], ids=str)
def test_what_is_heard_is_heard_within_the_true_lengths(cell, more, bidirectional):
    network = recognizer(cell, bidirectional=bidirectional, layer_norm=bool(more), **more)
    inputs = sound(3, 7)
    found, _ = run(program_of(network), inputs)
    assert far(within(found, inputs["lengths"]), within(told(network, inputs), inputs["lengths"])) < CLOSE


def test_a_transformer_looks_back_on_its_context_only_in_pieces_too():
    network = language_model("transformer", layers=2, context=4)
    program, whole = program_of(network), text(2, 12)
    with torch.no_grad():
        expected = network(torch.from_numpy(whole))[0].numpy()
    states, found = None, []
    for part in (whole[:, :5], whole[:, 5:6], whole[:, 6:]):
        logits, states = run(program, {"symbols": part}, states)
        found.append(logits)
        assert all(each.shape[1] <= 3 for each in states.values())
    assert far(np.concatenate(found, axis=1), expected) < CLOSE


def test_a_program_says_nothing_outside_its_vocabulary_and_keeps_each_weight_once():
    for cell in CELLS:
        program = program_of(forecaster(cell))
        [node] = program.recurrences()
        operations = [each for rows in (node.project, node.operand, node.step) for each in rows.operations]
        assert {each.name for each in operations} <= {*UNARY, *BINARY, *COMPARISONS, *OTHERS}
        named = [each.name for operation in operations for each in operation.operands if isinstance(each, Weight)]
        assert set(named) <= set(program.weights)
        assert all(each.dtype == np.float32 for each in program.weights.values())
    tied = program_of(language_model("lstm", tied=True))
    shapes = [each.shape for each in tied.weights.values()]
    assert shapes.count((9, HIDDEN)) == 1


def test_a_recurrence_that_libraries_know_says_so():
    known = {cell: next(program_of(forecaster(cell)).recurrences()).standard for cell in CELLS}
    assert {cell: each.name for cell, each in known.items() if each} == {
        "lstm": "lstm", "gru": "gru", "rnn": "rnn", "peephole": "lstm",
    }  # fmt: skip
    assert known["peephole"].peephole
    averaged = program_of(forecaster("lstm", zoneout=0.1))
    assert next(averaged.recurrences()).standard is None


def test_heads_of_a_recurrent_matrix_stay_heads():
    [node] = program_of(forecaster("slstm")).recurrences()
    [product] = node.products
    assert product.heads == 2
    assert program_of(forecaster("slstm")).weights[product.weight].shape == (4 * HIDDEN, HIDDEN // 2)


def test_a_network_in_training_is_exported_as_it_evaluates_and_stays_in_training():
    network = forecaster("lstm", layers=2, dropout=0.5, zoneout=0.3, recurrent_dropout=0.4).train()
    inputs = window(network, "lstm", 2, 5)
    state = torch.random.get_rng_state()
    found, _ = run(program_of(network), inputs)
    assert torch.equal(state, torch.random.get_rng_state())
    assert all(part.training for part in network.modules())
    assert far(found, told(network.eval(), inputs)) < CLOSE


@pytest.mark.parametrize("equation", EQUATIONS.values(), ids=list(EQUATIONS))
def test_a_new_cell_needs_nothing_in_the_exporter(equation):
    network = of_our_own(equation)
    inputs = window(network, "lstm", 2, 5)
    assert far(run(program_of(network), inputs)[0], told(network, inputs)) < CLOSE


def test_a_factorised_recurrent_matrix_stays_factorised():
    def recur(self, operand):
        return functional.linear(functional.linear(operand, self.weight_hh[:2]), self.weight_ih[:, :2])

    [node] = program_of(of_our_own(torch.tanh, recur)).recurrences()
    assert len(node.products) == 2


@pytest.mark.parametrize(
    ("equation", "named"),
    [
        (lambda h: h.cumsum(-1), "cumsum"),
        (lambda h: torch.fft.rfft(h, dim=-1).real, "fft"),
        (lambda h: h.sort(-1).values, "sort"),
        (lambda h: h.unflatten(-1, (2, -1)).sum(-1).repeat_interleave(HIDDEN // 2, -1), "sum"),
        (lambda h: h - h.mean(0, keepdim=True), "NewCell"),
    ],
)
def test_what_a_program_cannot_say_is_refused_by_its_name(equation, named):
    with pytest.raises(RunError, match=named) as refused:
        program_of(of_our_own(equation))
    assert refused.value.messages[0].key in ("export.unknown_operation", "export.other_numbers")
    assert re.search(r"[\u4e00-\u9fff]", refused.value.messages[0].text("zh"))


def test_a_network_that_is_none_of_ours_is_refused():
    with pytest.raises(RunError, match="Linear is no network"):
        program_of(nn.Linear(2, 2))


def test_the_meaning_of_a_program_is_written_without_torch():
    for name in ("program", "reference", "reference_windows"):
        source = (ROOT / "lstm_core" / "engine" / "export" / f"{name}.py").read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from) (torch|onnx)", source, re.MULTILINE)


def test_every_node_that_the_network_has_is_in_its_order():
    program = program_of(LanguageModel(model_of("gru", layers=2), 4).eval())
    known = {each.name for each in program.inputs}
    for node in program.nodes:
        reads = (node.reads,) if isinstance(node.reads, str) else node.reads
        assert set(reads) <= known
        known.add(node.gives)
    assert program.output in known
    assert sum(isinstance(node, Recurrence) for node in program.nodes) == 2
