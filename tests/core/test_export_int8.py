"""INT8 is small, near to the network, and proven on the file: one whose recurrent layers are float32 does not pass."""

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.int8 import int8_model, is_quantised, recurrent_layers, unquantised_recurrences
from lstm_core.engine.export.onnx_products import MOST, SAFE_MOST, quantise
from lstm_core.engine.export.onnx_writer import onnx_model, weighted
from lstm_core.engine.nn.networks import Forecaster
from lstm_core.spec.cells import CELLS
from tests.exports import (
    beginning,
    far,
    forecaster,
    frames,
    language_model,
    model_of,
    randomised,
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

NEAR = 0.1  # of the largest number, with tiny layers and weights of any size
LARGE = {"hidden_size": 256, "layers": 2}


pytestmark = pytest.mark.usefixtures("one_thread")


def stored(tmp_path, model):
    """The model as it is read back from a file."""
    onnx.save(model, tmp_path / "model.onnx")
    return onnx.load(tmp_path / "model.onnx")


@pytest.mark.parametrize(("cell", "more"), [*switches("series")], ids=str)
def test_a_forecast_in_int8_is_near_the_network(cell, more):
    network = forecaster(cell, **more)
    model = int8_model(program_of(network))
    assert is_quantised(model)
    running = session(model)
    for batch, time in ((1, 1), (3, 6)):
        inputs = window(network, cell, batch, time)
        [found] = running.run(None, inputs)
        assert 0 < far(found, told(network, inputs)) < NEAR


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell != "gru_d"])
def test_texts_and_recordings_in_int8_are_near_the_network(cell):
    network = language_model(cell, layers=2, tied=True)
    program = program_of(network)
    running, states = session(int8_model(program)), beginning(program, 2)
    symbols = text(2, 5)
    with torch.no_grad():
        expected = network(torch.from_numpy(symbols))[0].numpy()
    found, _ = read_on(running, program, symbols, states)
    assert 0 < far(found, expected) < NEAR
    network, inputs = recognizer(cell, bidirectional=True), sound(3, 6)
    [found] = session(int8_model(program_of(network))).run(None, inputs)
    assert 0 < far(within(found, inputs["lengths"]), within(told(network, inputs), inputs["lengths"])) < NEAR


def test_scaling_of_windows_stays_exact_in_int8():
    layout, changes = [*frames()][-3]
    network = series_forecaster(layout, changes)
    inputs = table(layout, network.reach)
    [found] = session(int8_model(program_of(network))).run(None, inputs)
    assert far(found, told(network, inputs)) < NEAR


@pytest.mark.parametrize("cell", CELLS)
def test_a_file_of_two_layers_of_256_units_is_a_quarter_of_its_size(cell):
    more = {"heads": 4} if CELLS[cell].heads else {}
    network = Forecaster(model_of(cell, **LARGE, **more), 8, 24)
    program = program_of(network.eval())
    whole, small = onnx_model(program).ByteSize(), int8_model(program).ByteSize()
    assert small <= 0.3 * whole
    assert whole < 1.05 * sum(each.nbytes for each in program.weights.values()) + 50_000


@pytest.mark.parametrize("cell", [cell for cell in CELLS if CELLS[cell].recurrent])
def test_every_recurrent_layer_of_a_stored_file_is_proven_to_be_int8(tmp_path, cell):
    program = program_of(forecaster(cell, layers=2))
    model = stored(tmp_path, int8_model(program))
    assert [layer.quantised for layer in recurrent_layers(model)] == [True, True]
    assert [layer.name for layer in recurrent_layers(model)] == ["layer_0.forward.h", "layer_1.forward.h"]
    assert is_quantised(model)


@pytest.mark.parametrize("cell", [cell for cell in CELLS if CELLS[cell].recurrent])
def test_a_file_in_float32_does_not_pass(tmp_path, cell):
    model = stored(tmp_path, onnx_model(program_of(forecaster(cell, layers=2))))
    assert unquantised_recurrences(model) == ["layer_0.forward.h", "layer_1.forward.h"]
    assert not is_quantised(model)


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn", "peephole", "slstm"])
def test_the_naive_way_does_not_pass_since_it_leaves_the_recurrence_in_float32(tmp_path, cell):
    onnx.save(onnx_model(program_of(forecaster(cell, layers=2))), tmp_path / "whole.onnx")
    quantize_dynamic(tmp_path / "whole.onnx", tmp_path / "naive.onnx", op_types_to_quantize=["MatMul", "Gemm"])
    naive = onnx.load(tmp_path / "naive.onnx")
    assert "MatMulInteger" in {node.op_type for node in naive.graph.node}
    assert unquantised_recurrences(naive) == ["layer_0.forward.h", "layer_1.forward.h"]
    assert not is_quantised(naive)


def test_the_usual_tool_passes_where_it_really_quantises_the_recurrence(tmp_path):
    onnx.save(onnx_model(program_of(forecaster("lstm", layers=2))), tmp_path / "whole.onnx")
    quantize_dynamic(tmp_path / "whole.onnx", tmp_path / "small.onnx", per_channel=True)
    assert is_quantised(onnx.load(tmp_path / "small.onnx"))


def test_one_layer_in_float32_is_named():
    program = program_of(forecaster("gru", layers=3))
    model = int8_model(program, keep=["layer_1.forward.h"])
    assert unquantised_recurrences(model) == ["layer_1.forward.h"]
    network = forecaster("gru", layers=3)
    inputs = window(network, "gru", 2, 5)
    [found] = session(model).run(None, inputs)
    assert far(found, told(network, inputs)) < NEAR


def test_weights_that_are_stored_small_but_multiplied_in_float32_do_not_pass():
    model = int8_model(program_of(forecaster("slstm")))
    [scan] = [node for node in model.graph.node if node.op_type == "Scan"]
    [body] = [each.g for each in scan.attribute if each.name == "body"]
    wide = numpy_helper.from_array(np.eye(6, dtype=np.float32), "wide")
    body.initializer.append(wide)
    body.node.append(helper.make_node("MatMul", [body.input[0].name, "wide"], ["unused"]))
    assert unquantised_recurrences(model) == ["layer_0.forward.h"]


def test_an_operator_that_is_called_quantised_with_float_weights_does_not_pass():
    model = int8_model(program_of(forecaster("lstm")))
    [lstm] = [node for node in model.graph.node if node.op_type == "DynamicQuantizeLSTM"]
    [matrix] = [each for each in model.graph.initializer if each.name == lstm.input[2]]
    matrix.data_type = TensorProto.FLOAT
    assert unquantised_recurrences(model) == ["layer_0.forward.h"]


def test_every_weight_is_within_half_a_step_of_its_row():
    weight = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32) * np.float32(
        [[1], [1e3], [1e-6], [0], [1]]
    )
    whole, scale = quantise(weight)
    assert np.abs(whole).max(axis=1).tolist() == [MOST, MOST, MOST, 0, MOST]
    assert np.all(np.abs(whole * scale[:, None] - weight) <= 0.5001 * scale[:, None])


@pytest.mark.parametrize("cell", ["lstm", "slstm", "gru", "transformer"])
def test_without_vnni_no_sum_of_two_products_is_cut_off(cell):
    program = program_of(language_model(cell, tied=True))
    model = int8_model(program, without_vnni=True)
    stored = [numpy_helper.to_array(each) for each in arrays(model.graph) if each.data_type == TensorProto.INT8]
    assert {int(np.abs(each).max()) for each in stored} <= {0, SAFE_MOST}
    assert 2 * 255 * SAFE_MOST < 2**15
    assert is_quantised(model)


def arrays(graph):
    """Every stored array of a graph and of the graphs in it."""
    yield from graph.initializer
    for node in graph.node:
        for body in (each.g for each in node.attribute if each.type == onnx.AttributeProto.GRAPH):
            yield from arrays(body)


def test_an_embedding_and_a_head_that_share_weights_share_them_in_int8():
    program = program_of(language_model("gru", tied=True))
    shapes = [tuple(each.dims) for each in int8_model(program).graph.initializer if each.data_type == TensorProto.INT8]
    assert shapes.count((9, 6)) == 1
    one_kept = int8_model(program, keep=["logits"])
    assert {tuple(each.dims): each.data_type for each in one_kept.graph.initializer}[9, 6] == TensorProto.FLOAT


def test_what_can_be_quantised_is_listed_by_its_kind():
    program = program_of(randomised(Forecaster(model_of("lstm", layers=2), 3, 2)))
    assert weighted(program) == {
        "layer_0.forward.h": "recurrence", "layer_1.forward.h": "recurrence", "forecast": "linear",
    }  # fmt: skip
