"""An ONNX file gives what the network gives, for every cell and switch of all tasks, at any batch, length and piece."""

from typing import get_args

import numpy as np
import onnx
import pytest
import torch
from onnx import helper

from lstm_core.engine.cells.slstm import SLSTMCell
from lstm_core.engine.export import onnx_rows, onnx_writer
from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.int8 import int8_model, is_quantised
from lstm_core.engine.export.onnx_graph import IR_VERSION, OPSET, Graph, value_of
from lstm_core.engine.export.onnx_heads import heads_of
from lstm_core.engine.export.onnx_products import Products
from lstm_core.engine.export.onnx_writer import onnx_model
from lstm_core.engine.export.program import Operation, OperationName, RowProgram
from lstm_core.engine.export.reference import run_rows
from lstm_core.errors import RunError
from tests.exports import (
    CONTEXT,
    EQUATIONS,
    beginning,
    far,
    forecaster,
    frames,
    language_model,
    of_our_own,
    read_on,
    recognizer,
    series_forecaster,
    session,
    sound,
    switches,
    table,
    text,
    told,
    window,
    within,
)

CLOSE = 1e-5
SHAPES = ((1, 1), (1, 9), (4, 6))  # batch and time


pytestmark = pytest.mark.usefixtures("one_thread")


def written(network):
    """The program of a network and a session that runs its checked file."""
    program = program_of(network)
    model = onnx_model(program)
    onnx.checker.check_model(model)
    return program, session(model)


@pytest.mark.parametrize(("cell", "more"), [*switches("series")], ids=str)
def test_a_file_forecasts_what_the_network_forecasts(cell, more):
    network = forecaster(cell, **more)
    _, running = written(network)
    for batch, time in SHAPES:
        inputs = window(network, cell, batch, time)
        [found] = running.run(None, inputs)
        assert far(found, told(network, inputs)) < CLOSE


@pytest.mark.parametrize(("layout", "changes"), [*frames()], ids=str)
@pytest.mark.parametrize("patch", [1, 2])
def test_scaling_columns_patches_and_marks_are_in_the_file(layout, changes, patch):
    if "data.strategy" in changes and patch == 1:
        return
    network = series_forecaster(layout, changes, patch)
    _, running = written(network)
    for batch in (1, 3):
        inputs = table(layout, network.reach, batch)
        given = {name: value for name, value in inputs.items() if value.shape[-1]}
        [found] = running.run(None, given)
        assert far(found, told(network, inputs)) < CLOSE


@pytest.mark.parametrize(("cell", "more"), [*switches("text")], ids=str)
def test_a_file_reads_a_text_on_with_the_state_that_it_gave(cell, more):
    network = language_model(cell, tied=len(more) != 1, embedding_size=None if len(more) == 2 else 4, **more)
    program, running = written(network)
    for batch, time in SHAPES:
        state, states = None, beginning(program, batch)
        for symbols in (text(batch, time), text(batch, 3, seed=2)):
            with torch.no_grad():
                expected, state = network(torch.from_numpy(symbols), state)
            found, states = read_on(running, program, symbols, states)
            assert far(found, expected.numpy()) < CLOSE


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize(("cell", "more"), [*switches("speech")], ids=str)
def test_a_file_hears_every_recording_within_its_own_length(cell, more, bidirectional):
    network = recognizer(cell, bidirectional=bidirectional, layer_norm=len(more) != 1, **more)
    _, running = written(network)
    for batch, time in SHAPES:
        inputs = sound(batch, time)
        [found] = running.run(None, inputs)
        assert far(within(found, inputs["lengths"]), within(told(network, inputs), inputs["lengths"])) < CLOSE


def test_a_transformer_reads_far_beyond_its_context_as_torch_does():
    network = language_model("transformer", layers=2, context=16)
    program, running = written(network)
    whole, states, found = text(1, 300), beginning(program, 1), []
    with torch.no_grad():
        expected = network(torch.from_numpy(whole))[0].numpy()
    for part in (whole[:, :3], whole[:, 3:4], whole[:, 4:200], whole[:, 200:]):
        logits, states = read_on(running, program, part, states)
        found.append(logits)
    assert far(np.concatenate(found, axis=1), expected) < CLOSE


def test_what_stands_behind_a_recording_does_not_reach_it():
    network = recognizer("lstm", layers=2, bidirectional=True)
    _, running = written(network)
    inputs = sound(3, 8)
    inputs["lengths"] = np.array([8, 5, 1])
    [found] = running.run(None, inputs)
    inputs["inputs"][1, 5:] = 1e3
    [other] = running.run(None, inputs)
    assert np.array_equal(found[1, :5], other[1, :5])


OPERATORS = {
    ("lstm", "LSTM"): {}, ("gru", "GRU"): {}, ("rnn", "RNN"): {}, ("peephole", "LSTM"): {},
    ("slstm", "Scan"): {}, ("layer_norm_lstm", "Scan"): {}, ("gru_d", "Scan"): {}, ("lstm", "Scan"): {"zoneout": 0.1},
}  # fmt: skip


@pytest.mark.parametrize(("cell", "operator"), OPERATORS)
def test_a_cell_that_has_an_operator_gets_it_and_any_other_a_scan(cell, operator):
    model = onnx_model(program_of(forecaster(cell, **OPERATORS[cell, operator])))
    assert [node.op_type for node in model.graph.node if node.op_type in ("LSTM", "GRU", "RNN", "Scan")] == [operator]


@pytest.mark.parametrize("equation", EQUATIONS.values(), ids=list(EQUATIONS))
def test_a_new_cell_is_written_without_anything_told_of_it(equation):
    network = of_our_own(equation)
    _, running = written(network)
    inputs = window(network, "lstm", 2, 5)
    assert far(running.run(None, inputs)[0], told(network, inputs)) < CLOSE


def test_every_operation_of_a_row_program_can_be_written():
    special = {"where", "slice", "concatenate", "linear", "layer_norm", "sum", "log1p", "log_sigmoid"}
    assert {*onnx_rows.OPERATORS, *onnx_rows.COMPARED, *special} == set(get_args(OperationName))


def test_a_sigmoid_of_any_size_has_a_logarithm():
    x = np.array([[-1e4, -200, -88, -30, -17, -3, -1e-3, 0, 1, 20, 1e4]], np.float32)
    rows = RowProgram(("x",), (Operation("log_sigmoid", ("x",), "y", 11),), ("y",), {"x": 11, "y": 11})
    graph = Graph()
    [name] = onnx_rows.Rows(graph, Products({}, None), rows, ("x",)).outputs()
    body = graph.body([value_of("x", ("B", 11))], [value_of(name, ("B", 11))])
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    [found] = session(model).run(None, {"x": x})
    [expected] = run_rows(rows, (x.astype(np.float64),), {})
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=2e-7)


@pytest.mark.parametrize("mixing", [False, True])
def test_heads_are_rows_of_their_own_unless_a_step_mixes_them(mixing, monkeypatch):
    if mixing:
        step = SLSTMCell.step

        def mixed(*given):
            h, *rest = step(*given)
            return h - h.mean(-1, keepdim=True), *rest

        monkeypatch.setattr(SLSTMCell, "step", mixed)
    network = forecaster("slstm", layers=2)
    program, running = written(network)
    assert all((heads_of(node) is None) == mixing for node in program.recurrences())
    inputs = window(network, "slstm", 1, 6)
    assert far(running.run(None, inputs)[0], told(network, inputs)) < CLOSE
    assert is_quantised(int8_model(program))


def test_a_tied_head_has_its_weights_once_in_the_file():
    model = onnx_model(program_of(language_model("lstm", tied=True)))
    shapes = [tuple(each.dims) for each in model.graph.initializer]
    assert len([shape for shape in shapes if sorted(shape) == [6, 9]]) == 1


def test_a_file_names_what_it_takes_and_gives():
    _, running = written(language_model("lstm", layers=2))
    states = ["state_0_0", "state_0_1", "state_1_0", "state_1_1"]
    assert [each.name for each in running.get_inputs()] == ["symbols", *states]
    assert [each.name for each in running.get_outputs()] == ["logits", *(f"next_{each}" for each in states)]
    assert running.get_inputs()[0].shape == ["B", "T"]
    _, running = written(forecaster("gru"))
    assert running.get_inputs()[1].shape == ["B", CONTEXT]


def test_more_weights_than_a_file_holds_are_refused_with_both_sizes(monkeypatch):
    monkeypatch.setattr(onnx_writer, "MOST_BYTES", 100)
    with pytest.raises(RunError, match="weights take"):
        onnx_model(program_of(forecaster("slstm")))
