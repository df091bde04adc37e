"""Zeros and low ranks take fewer bytes in a file, and the runtime computes what it computed before."""

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.int8 import int8_model, is_quantised
from lstm_core.engine.export.onnx_writer import onnx_model
from lstm_core.engine.export.packing import packed
from tests.exports import forecaster, session, told, window

pytestmark = pytest.mark.usefixtures("one_thread")

HIDDEN = 64


def holding(array):
    """A model that gives an array."""
    kind = helper.np_dtype_to_tensor_dtype(array.dtype)
    output = helper.make_tensor_value_info("found", kind, None)
    node = helper.make_node("Identity", ["weight"], ["found"])
    graph = helper.make_graph([node], "graph", [], [output], [numpy_helper.from_array(array, "weight")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    return model


def given_back(model):
    [found] = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {})
    return found


@pytest.mark.parametrize("kind", [np.float32, np.int8, np.uint8])
@pytest.mark.parametrize("share", [0.6, 0.8, 0.999, 1.0])
def test_a_sparse_array_is_given_back_to_the_last_bit(kind, share):
    random = np.random.default_rng(0)
    array = (random.normal(size=(3, 40, 50)) * 40).astype(kind)
    array[random.random(array.shape) < share] = 0
    before = holding(array).ByteSize()
    model = packed(holding(array))
    assert np.array_equal(given_back(model), array)
    assert model.ByteSize() < before * (1 - share) * (1 + 1 / array.itemsize) + 700


def test_whole_numbers_around_a_zero_point_are_given_back():
    array = np.full((64, 64), 128, np.uint8)
    array[::7, ::5] = 3
    assert np.array_equal(given_back(packed(holding(array))), array)


def test_gaps_wider_than_a_byte_are_bridged():
    array = np.zeros(5000, np.float32)
    array[[0, 255, 256, 1000, 4999]] = [1, 2, 3, 4, 5]
    assert np.array_equal(given_back(packed(holding(array))), array)


def test_a_matrix_of_low_rank_is_stored_as_two_factors():
    random = np.random.default_rng(0)
    array = (random.normal(size=(2, 64, 4)) @ random.normal(size=(2, 4, 48))).astype(np.float32)
    model = packed(holding(array))
    assert model.ByteSize() < 0.3 * array.nbytes
    assert given_back(model) == pytest.approx(array, abs=1e-5)


def test_what_gains_nothing_stays_as_it_is():
    array = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)
    assert packed(holding(array)).graph.initializer[0].name == "weight"


@pytest.mark.parametrize("cell", ["lstm", "gru", "layer_norm_lstm", "transformer"])
@pytest.mark.parametrize("form", ["float32", "int8"])
def test_a_sparse_network_computes_the_same_from_a_smaller_file(cell, form, sparse):
    network = sparse(cell)
    program = program_of(network)
    write = onnx_model if form == "float32" else int8_model
    plain, small = write(program), packed(write(program))
    inputs = window(network, cell, 2, 6)
    inputs.pop("context", None)
    [expected], [found] = (session(each).run(None, inputs) for each in (plain, small))
    assert np.array_equal(found, expected)
    assert small.ByteSize() < 0.72 * plain.ByteSize()
    assert form == "float32" or is_quantised(small)


@pytest.fixture
def sparse(monkeypatch):
    """Builds networks of which four fifths of every matrix are zero."""

    def build(cell):
        monkeypatch.setattr("tests.exports.HIDDEN", HIDDEN)
        network = forecaster(cell, context=0)
        for weight in network.parameters():
            if weight.ndim > 1:
                flat = weight.detach().flatten()
                weight.data[weight.abs() <= flat.abs().quantile(0.8)] = 0.0
        assert told(network, {"window": window(network, cell, 1, 2)["window"]}).shape
        return network

    return build


def test_the_type_of_an_unfolded_array_is_read_in_the_file(sparse):
    model = packed(int8_model(program_of(sparse("gru"))))
    assert TensorProto.INT8 in {each.data_type for each in model.graph.initializer}
    assert is_quantised(model)
