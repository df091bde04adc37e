"""Products with weights: in float32, or with int8 weights (one scale for each output) and activations that are
quantised as they come.

Int8 weights are symmetric: W = scale[o] * q[o], |q| at most 127. Activations become uint8 with one scale and zero point
for all rows (DynamicQuantizeLinear), so what stands beside a row has a say in its rounding. An x86 processor without
VNNI adds two products in 16 bits and cuts off what is larger; with |q| at most 63 nothing ever is.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lstm_core.engine.export.onnx_graph import FLOAT, MICROSOFT, Graph
from lstm_core.engine.export.program import Affine, Array, Product

MOST, SAFE_MOST = 127, 63


def quantise(weight: Array, most: int = MOST) -> tuple[npt.NDArray[np.int8], Array]:
    """Whole numbers (..., O, I) and scales (..., O) of a matrix (..., O, I)."""
    largest = np.abs(weight).max(axis=-1, initial=0.0)
    scale = np.where(largest > 0, largest / most, 1.0).astype(np.float32)
    return np.clip(np.rint(weight / scale[..., None]), -most, most).astype(np.int8), scale


class Products:
    """The products of one node: in int8 with whole numbers of at most `most`, or in float32."""

    def __init__(self, weights: Mapping[str, Array], most: int | None, shared: frozenset[str] = frozenset()) -> None:
        self.weights, self.most = weights, most
        self._shared = shared  # matrices that an embedding looks rows up in, so they are stored as they are

    def affine(self, graph: Graph, value: str, affine: Affine) -> str:
        """W x + b of (..., I)."""
        bias = None if affine.bias is None else graph.weight(affine.bias, self.weights[affine.bias])
        return self.matrix(graph, value, affine.weight, bias)

    def matrix(self, graph: Graph, value: str, name: str, bias: str | None = None, whole: Array | None = None) -> str:
        """W x, and b where there is one, of (..., I) with a weight (O, I), or with `whole` instead of it.

        A weight (N, O, I) multiplies (N, ..., I), each by its own.
        """
        matrix = self.weights[name] if whole is None else whole
        if self.most:
            numbers, scale = quantise(matrix, self.most)
            scale = scale if scale.ndim == 1 else scale[:, None]
            inputs = [value, self._turned(graph, name, f"{name}.int8", numbers), graph.weight(f"{name}.scale", scale)]
            inputs += [graph.constant(0, np.int8), *([bias] if bias else [])]
            return graph.op("DynamicQuantizeMatMul", *inputs, domain=MICROSOFT)
        found = graph.op("MatMul", value, self._turned(graph, name, name, matrix))
        return graph.op("Add", found, bias) if bias else found

    def _turned(self, graph: Graph, name: str, stored: str, matrix: npt.NDArray[Any]) -> str:
        if name in self._shared:
            return graph.transposed(graph.weight(stored, matrix), 1, 0)
        return graph.weight(f"{stored}.T", matrix.swapaxes(-1, -2))

    def rows(self, graph: Graph, places: str, name: str) -> str:
        """Rows (..., E) of a weight (V, E) at places (...)."""
        if not self.most:
            return graph.op("Gather", graph.weight(name, self.weights[name]), places)
        whole, scale = quantise(self.weights[name], self.most)
        found = graph.op("Cast", graph.op("Gather", graph.weight(f"{name}.int8", whole), places), to=FLOAT)
        scales = graph.op("Gather", graph.weight(f"{name}.scale", scale), places)
        return graph.op("Mul", found, graph.op("Unsqueeze", scales, graph.ints(-1)))

    def product(self, graph: Graph, value: str, product: Product) -> str:
        """The recurrent product (B, R) of (B, K N), or (N, B, R / N) of (N, B, K) with a weight (N, R / N, K)."""
        name, matrix = product.weight, self.weights[product.weight]
        if matrix.ndim == 2 and product.heads > 1:
            return self.matrix(graph, value, name, whole=_whole(matrix, product.heads))
        return self.matrix(graph, value, name)


def _whole(matrix: Array, heads: int) -> Array:
    """The matrix (R, K N) of one whose rows (R, K) read one head each; everything else in it is zero."""
    rows, width = matrix.shape
    found = np.zeros((rows // (width * heads), heads, width, heads, width), np.float32)
    parts = matrix.reshape(-1, heads, width, width)
    for head in range(heads):
        found[:, head, :, head] = parts[:, head]
    return found.reshape(rows, heads * width)
