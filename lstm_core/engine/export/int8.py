"""INT8 of a model, and the proof on a stored file that its recurrent layers are really computed in it.

An LSTM becomes `DynamicQuantizeLSTM`; every other cell a Scan with a quantised product inside, since ONNX Runtime has
no quantised operator for it. The usual tool, `quantize_dynamic`, leaves GRU and RNN in float32 without a word, and the
LSTM too where it is asked for products only.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import onnx
from onnx import TensorProto

from lstm_core.engine.export.onnx_products import MOST, SAFE_MOST
from lstm_core.engine.export.onnx_writer import onnx_model, weighted
from lstm_core.engine.export.program import Program

OPERATORS = ("LSTM", "GRU", "RNN")  # in float32, whatever their weights are
QUANTISED_OPERATORS = ("DynamicQuantizeLSTM",)
LOOPS = ("Scan", "Loop")
FLOAT_PRODUCTS = ("MatMul", "Gemm", "FusedMatMul", "FusedGemm", "Einsum", "Conv")
QUANTISED_PRODUCTS = {  # and which of their inputs are weights
    "DynamicQuantizeMatMul": 1,
    "MatMulInteger": 1,
    "MatMulIntegerToFloat": 1,
    "QLinearMatMul": 3,
    "QGemm": 3,
}
UNFOLDED = ("Transpose", "Reshape", "Identity", "ScatterElements")  # keep the type of what is stored
INT8 = (TensorProto.INT8, TensorProto.UINT8)


def int8_model(program: Program, keep: Collection[str] = (), *, without_vnni: bool = False) -> onnx.ModelProto:
    """The model of a program with every product in int8, but for nodes that `keep` names (`weighted` lists them).

    `without_vnni` gives up one bit of the weights, for x86 processors that would cut off sums of products.
    """
    chosen = [name for name in weighted(program) if name not in keep]
    return onnx_model(program, chosen, SAFE_MOST if without_vnni else MOST)


class RecurrentLayer(NamedTuple):
    """A recurrent layer of a file: its operator and whether all of its products are int8."""

    name: str
    operator: str
    quantised: bool


def recurrent_layers(model: onnx.ModelProto) -> list[RecurrentLayer]:
    """Every operator that is a recurrence, and every loop with a product inside."""
    return list(_layers(model.graph, {}))


def unquantised_recurrences(model: onnx.ModelProto) -> list[str]:
    """Names of the recurrent layers that compute a product with their weights in anything but int8."""
    return [layer.name for layer in recurrent_layers(model) if not layer.quantised]


def is_quantised(model: onnx.ModelProto) -> bool:
    """The model computes in int8, and so does each of its recurrent layers."""
    some = any(
        node.op_type in QUANTISED_PRODUCTS or node.op_type in QUANTISED_OPERATORS for node in _nodes(model.graph)
    )
    return some and not unquantised_recurrences(model)


Types = dict[str, int]  # name of a stored array -> its element type


def _layers(graph: onnx.GraphProto, outer: Types) -> Iterator[RecurrentLayer]:
    types = outer | _stored(graph)
    for node in graph.node:
        name = node.name or next(iter(node.output), node.op_type)
        if node.op_type in OPERATORS:
            yield RecurrentLayer(name, node.op_type, quantised=False)
        elif node.op_type in QUANTISED_OPERATORS:
            yield RecurrentLayer(name, node.op_type, all(types.get(each) in INT8 for each in node.input[1:3]))
        elif node.op_type in LOOPS:
            found = [each for body in _bodies(node) for each in _products(body, types)]
            if found:
                yield RecurrentLayer(name, node.op_type, all(found))
        for body in _bodies(node):
            yield from (layer for layer in _layers(body, types) if layer.operator not in LOOPS)


def _products(graph: onnx.GraphProto, outer: Types) -> Iterator[bool]:
    """Whether each product of a graph, and of the graphs in it, is int8."""
    types = outer | _stored(graph)
    for node in graph.node:
        if node.op_type in FLOAT_PRODUCTS:
            yield False
        elif node.op_type in QUANTISED_PRODUCTS:
            yield types.get(node.input[QUANTISED_PRODUCTS[node.op_type]]) in INT8
        for body in _bodies(node):
            yield from _products(body, types)


def _stored(graph: onnx.GraphProto) -> Types:
    """Arrays of a file, and what constant nodes and turned ones make of them."""
    types = {each.name: each.data_type for each in graph.initializer}
    for node in graph.node:
        if node.op_type in ("Constant", "ConstantOfShape"):
            types.update((node.output[0], each.t.data_type) for each in node.attribute if each.name == "value")
        elif node.op_type in UNFOLDED and node.input[0] in types:
            types[node.output[0]] = types[node.input[0]]
    return types


def _bodies(node: onnx.NodeProto) -> list[onnx.GraphProto]:
    return [each.g for each in node.attribute if each.type == onnx.AttributeProto.GRAPH]


def _nodes(graph: onnx.GraphProto) -> Iterator[onnx.NodeProto]:
    for node in graph.node:
        yield node
        for body in _bodies(node):
            yield from _nodes(body)
