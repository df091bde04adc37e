"""Products with weights: in float32, or with int8 weights (one scale for each output) and activations that are
quantised as they come.

Int8 weights are symmetric: W = scale[o] * q[o], q within -127 .. 127. Activations become uint8 with one scale and zero
point for all rows (DynamicQuantizeLinear), so what stands beside a row has a say in its rounding.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lstm_core.engine.export.onnx_graph import FLOAT, MICROSOFT, Graph
from lstm_core.engine.export.program import Affine, Array, Product

MOST = 127


def quantise(weight: Array) -> tuple[npt.NDArray[np.int8], Array]:
    """Whole numbers (O, I) and scales (O,) of a matrix (O, I)."""
    largest = np.abs(weight).max(axis=1) if weight.shape[1] else np.zeros(len(weight), np.float32)
    scale = np.where(largest > 0, largest / MOST, 1.0).astype(np.float32)
    return np.clip(np.rint(weight / scale[:, None]), -MOST, MOST).astype(np.int8), scale


class Products:
    """The products of one node: `int8` says how."""

    def __init__(self, weights: Mapping[str, Array], int8: bool, shared: frozenset[str] = frozenset()) -> None:
        self.weights, self.int8 = weights, int8
        self._shared = shared  # matrices that an embedding looks rows up in, so they are stored as they are

    def affine(self, graph: Graph, value: str, affine: Affine) -> str:
        """W x + b of (..., I)."""
        bias = None if affine.bias is None else graph.weight(affine.bias, self.weights[affine.bias])
        return self.matrix(graph, value, affine.weight, bias)

    def matrix(self, graph: Graph, value: str, name: str, bias: str | None = None) -> str:
        """W x, and b where there is one, of (..., I) with a weight (O, I)."""
        if self.int8:
            whole, scale = quantise(self.weights[name])
            inputs = [value, self._turned(graph, name, f"{name}.int8", whole), graph.weight(f"{name}.scale", scale)]
            inputs += [graph.constant(0, np.int8), *([bias] if bias else [])]
            return graph.op("DynamicQuantizeMatMul", *inputs, domain=MICROSOFT)
        found = graph.op("MatMul", value, self._turned(graph, name, name, self.weights[name]))
        return graph.op("Add", found, bias) if bias else found

    def _turned(self, graph: Graph, name: str, stored: str, matrix: npt.NDArray[Any]) -> str:
        if name in self._shared:
            return graph.transposed(graph.weight(stored, matrix), 1, 0)
        return graph.weight(f"{stored}.T", matrix.T)

    def rows(self, graph: Graph, places: str, name: str) -> str:
        """Rows (..., E) of a weight (V, E) at places (...)."""
        if not self.int8:
            return graph.op("Gather", graph.weight(name, self.weights[name]), places)
        whole, scale = quantise(self.weights[name])
        found = graph.op("Cast", graph.op("Gather", graph.weight(f"{name}.int8", whole), places), to=FLOAT)
        scales = graph.op("Gather", graph.weight(f"{name}.scale", scale), places)
        return graph.op("Mul", found, graph.op("Unsqueeze", scales, graph.ints(-1)))

    def product(self, graph: Graph, value: str, product: Product) -> str:
        """The recurrent product (B, R) of (B, K N)."""
        if product.heads == 1:
            return self.matrix(graph, value, product.weight)
        name, heads = product.weight, product.heads
        rows, width = self.weights[name].shape
        gates = rows // (width * heads)

        def apart(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
            """(N, ..., G J) of rows (G N J, ...): those of a head side by side."""
            parts = array.reshape(gates, heads, width, -1)
            return parts.transpose(1, 3, 0, 2).reshape(heads, -1, gates * width)

        if self.int8:
            whole, scale = quantise(self.weights[name])
            names = [graph.name(each) for each in ("quantised", "scale", "zero")]
            graph.ops("DynamicQuantizeLinear", [value], names)
            of_heads = graph.transposed(graph.reshaped(names[0], 0, heads, width), 1, 0, 2)  # (N, B, K)
            matrix = graph.weight(f"{name}.int8.heads", apart(whole))
            found = graph.op("Cast", graph.op("MatMulInteger", of_heads, matrix, names[2]), to=FLOAT)  # (N, B, G J)
            scales = graph.op("Mul", graph.weight(f"{name}.scale.heads", apart(scale)), names[1])
            found = graph.op("Mul", found, scales)
        else:
            of_heads = graph.transposed(graph.reshaped(value, 0, heads, width), 1, 0, 2)  # (N, B, K)
            found = graph.op("MatMul", of_heads, graph.weight(f"{name}.heads", apart(self.weights[name])))
        found = graph.reshaped(found, heads, -1, gates, width)  # (N, B, G, J)
        return graph.reshaped(graph.transposed(found, 1, 2, 0, 3), 0, rows)
