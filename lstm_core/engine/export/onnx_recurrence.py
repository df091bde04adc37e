"""One direction of one layer: an operator that knows the cell, or a Scan that takes its steps."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_core.engine.export.onnx_graph import MICROSOFT, Graph, value_of
from lstm_core.engine.export.onnx_heads import Heads, heads_of, with_heads
from lstm_core.engine.export.onnx_products import Products, quantise
from lstm_core.engine.export.onnx_rows import Rows
from lstm_core.engine.export.program import Array, Recurrence, StandardCell

ORDERS = {"lstm": (0, 3, 1, 2), "gru": (1, 0, 2), "rnn": (0,)}  # i o f g of i f g o, z r n of r z n
OPERATORS = {"lstm": "LSTM", "gru": "GRU", "rnn": "RNN"}


def write_recurrence(
    graph: Graph, products: Products, node: Recurrence, inputs: str, begun: Sequence[str | None]
) -> tuple[str, tuple[str, ...]]:
    """The h of every step (T, B, H) and the state (B, H) of every part after the last, from inputs (T, B, D).

    `begun` holds the state (B, H) before the first step, None where it is zero.
    """
    if node.standard and (node.standard.name == "lstm" or not products.most):
        return _operator(graph, products, node, inputs, begun)
    return _scan(graph, products, node, inputs, begun)


def _operator(
    graph: Graph, products: Products, node: Recurrence, inputs: str, begun: Sequence[str | None]
) -> tuple[str, tuple[str, ...]]:
    cell, weights = node.standard, products.weights
    assert cell is not None  # noqa: S101 (the caller has looked)
    whole = ["" if each is None else graph.op("Unsqueeze", each, graph.ints(0)) for each in begun]  # (1, B, H)
    biases = graph.weight(f"{node.gives}.biases", _biases(cell, weights))
    peepholes = []
    if cell.peephole:
        ordered = weights[cell.peephole][[0, 2, 1]].reshape(1, -1)  # i o f of i f o
        peepholes = [graph.weight(f"{cell.peephole}.gates", ordered)]
    stored, scales = [], []
    for name in (cell.weight_ih, cell.weight_hh):
        matrix = _gates(weights[name], cell)  # (G H, D) and (G H, H)
        if products.most:
            numbers, scale = quantise(matrix, products.most)
            stored.append(graph.weight(f"{name}.int8.gates", numbers.T[None]))
            scales.append(graph.weight(f"{name}.scale.gates", scale[None]))
            scales.append(graph.constant(np.zeros((1, len(scale))), np.int8))
        else:
            stored.append(graph.weight(f"{name}.gates", matrix[None]))
    outputs = [graph.name(each) for each in ("y", "h", "c")[: 1 + len(whole)]]
    more: dict[str, Any] = {"hidden_size": node.states[0].size}
    if cell.name == "gru":
        more["linear_before_reset"] = 1
    read = [inputs, *stored, biases, "", *whole]
    if products.most:
        graph.ops("DynamicQuantizeLSTM", [*read, *(peepholes or [""]), *scales], outputs, MICROSOFT, node.gives, **more)
    else:
        graph.ops(OPERATORS[cell.name], [*read, *peepholes], outputs, "", node.gives, **more)
    states = [graph.op("Squeeze", each, graph.ints(0)) for each in outputs[1:]]
    return graph.op("Squeeze", outputs[0], graph.ints(1)), tuple(states)


def _gates(matrix: Array, cell: StandardCell) -> Array:
    """Rows (G H, ...) in the order of ONNX."""
    order = ORDERS[cell.name]
    found: Array = matrix.reshape(len(order), -1, *matrix.shape[1:])[list(order)].reshape(matrix.shape)
    return found


def _biases(cell: StandardCell, weights: Mapping[str, Array]) -> Array:
    """Of the projection and of the recurrent product (1, 2 G H)."""
    outer = _gates(weights[cell.bias], cell)
    inner = np.zeros_like(outer)
    if cell.bias_hn:
        inner[-len(weights[cell.bias_hn]) :] = weights[cell.bias_hn]
    return np.concatenate([outer, inner])[None]


def _scan(
    graph: Graph, products: Products, node: Recurrence, inputs: str, begun: Sequence[str | None]
) -> tuple[str, tuple[str, ...]]:
    (projected,) = Rows(graph, products, node.project, (inputs,)).outputs()  # (T, B, P)
    first = [
        each or graph.op("Expand", graph.constant(0.0), _shape(graph, inputs, part.size))
        for each, part in zip(begun, node.states, strict=True)
    ]
    heads = heads_of(node)
    if heads is None:
        states, shown = _steps(graph, products, node, projected, first, ["B"])
        return shown, tuple(states)
    layout = Heads(graph, node.products[0].heads)
    first = [layout.apart(each) for each in first]
    of_heads = Products(with_heads(node, products.weights), products.most)
    states, shown = _steps(graph, of_heads, heads, layout.steps_apart(projected, node), first, [layout.count, "B"])
    return layout.steps_together(shown), tuple(layout.together(each) for each in states)


def _steps(
    graph: Graph, products: Products, node: Recurrence, projected: str, first: list[str], rows: list[str | int]
) -> tuple[list[str], str]:
    """The state after the last step, and h of all steps, from what is projected of them (T, rows, P)."""
    body = Graph(graph)
    step = body.name("step")
    before = tuple(body.name("before") for _ in node.states)
    (recurrent,) = Rows(body, products, node.operand, (step, *before)).outputs()
    for product in node.products:
        recurrent = products.product(body, recurrent, product)
    after = Rows(body, products, node.step, (step, recurrent, *before)).outputs()
    sizes = [part.size for part in node.states]
    after = tuple(body.op("Identity", each) if each in before else each for each in after)
    shown = body.op("Identity", after[0])
    reads = [value_of(name, (*rows, size)) for name, size in zip(before, sizes, strict=True)]
    gives = [value_of(name, (*rows, size)) for name, size in zip(after, sizes, strict=True)]
    width = node.project.sizes[node.project.outputs[0]]
    written = body.body([*reads, value_of(step, (*rows, width))], [*gives, value_of(shown, (*rows, sizes[0]))])
    outputs = [*(graph.name("state") for _ in sizes), graph.name("h")]
    graph.ops("Scan", [*first, projected], outputs, "", node.gives, body=written, num_scan_inputs=1)
    return outputs[:-1], outputs[-1]


def _shape(graph: Graph, inputs: str, size: int) -> str:
    return graph.op("Concat", graph.rows(inputs), graph.ints(size), axis=0)
