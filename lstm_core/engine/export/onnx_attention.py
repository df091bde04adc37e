"""One block of a Transformer as ONNX operators. Sequences are (T, B, H), S = M + T places are looked at."""

from collections.abc import Mapping

import numpy as np

from lstm_core.engine.export.onnx_graph import DOUBLE, END, FLOAT, Graph
from lstm_core.engine.export.onnx_products import Products
from lstm_core.engine.export.program import Array, Attention, Norm


class AttentionWriter:
    """What the blocks of a network share: places and their rotations, which are those of the first block."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._rotations: tuple[str, str] | None = None
        self._places: tuple[str, str] | None = None

    def write(
        self, products: Products, node: Attention, inputs: str, before: str | None, lengths: str | None
    ) -> tuple[str, str | None]:
        """The next states (T, B, H), and the keys and values (B, M, 2H) that are carried on, if any are."""
        graph, weights = self.graph, products.weights
        hidden = len(weights[node.norm_1.gain])
        qkv = products.affine(graph, normalised(graph, weights, inputs, node.norm_1), node.qkv)
        q, kv = graph.name("queries"), graph.name("keys_values")
        graph.ops("Split", [qkv, graph.ints(hidden, 2 * hidden)], [q, kv], axis=-1)
        carried = None
        if before is not None and node.context is not None:
            kv = graph.op("Concat", graph.transposed(before, 1, 0, 2), kv, axis=0)  # (S, B, 2H)
            last = [graph.ints(1 - node.context), graph.ints(END), graph.ints(0)]
            carried = graph.transposed(graph.op("Slice", kv, *last), 1, 0, 2)
        k, v = graph.name("keys"), graph.name("values")
        graph.ops("Split", [kv, graph.ints(hidden, hidden)], [k, v], axis=-1)
        first, places = self._between(q, kv)
        width = hidden // node.heads
        q, k, v = (
            graph.transposed(graph.reshaped(each, 0, 0, node.heads, width), 1, 2, 0, 3) for each in (q, k, v)
        )  # (B, N, ..., K)
        cos, sin = self._angles(node, width, places)
        k = self._rotated(k, cos, sin, width)
        late = [graph.op("Slice", each, first, graph.ints(END), graph.ints(0)) for each in (cos, sin)]
        q = self._rotated(q, late[0], late[1], width)
        q = graph.op("Mul", q, graph.constant(width**-0.5))
        scores = graph.op("MatMul", q, graph.transposed(k, 0, 1, 3, 2))  # (B, N, T, S)
        seen = self._seen(node, first, places, lengths)
        scores = graph.op("Where", seen, scores, graph.constant(np.finfo(np.float32).min))
        found = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), v)  # (B, N, T, K)
        found = graph.reshaped(graph.transposed(found, 2, 0, 1, 3), 0, 0, hidden)
        states = graph.op("Add", inputs, products.affine(graph, found, node.out))
        wide = products.affine(graph, normalised(graph, weights, states, node.norm_2), node.wide)
        share = graph.op("Add", graph.op("Erf", graph.op("Div", wide, graph.constant(2**0.5))), graph.constant(1.0))
        wide = graph.op("Mul", graph.op("Mul", wide, share), graph.constant(0.5))
        return graph.op("Add", states, products.affine(graph, wide, node.narrow)), carried

    def _between(self, q: str, kv: str) -> tuple[str, str]:
        """M (1,) and the places (S,) of the keys."""
        if self._places is None:
            graph = self.graph
            every, new = (graph.op("Shape", each, start=0, end=1) for each in (kv, q))
            end = graph.op("Squeeze", every, graph.ints(0))
            zero, one = graph.constant(0, np.int64), graph.constant(1, np.int64)
            self._places = graph.op("Sub", every, new), graph.op("Range", zero, end, one)
        return self._places

    def _angles(self, node: Attention, width: int, places: str) -> tuple[str, str]:
        """Cosine and sine (S, K / 2) of the rotation of every place, from angles in float64."""
        if self._rotations is None:
            graph, pairs = self.graph, width // 2
            rates = node.rotation_base ** -(np.arange(pairs) / max(1, pairs))
            column = graph.op("Unsqueeze", graph.op("Cast", places, to=DOUBLE), graph.ints(1))
            angles = graph.op("Mul", column, graph.constant(rates, np.float64))
            quarter = graph.op("Add", angles, graph.constant(np.pi / 2, np.float64))
            sines = [graph.op("Cast", graph.op("Sin", each), to=FLOAT) for each in (quarter, angles)]
            self._rotations = sines[0], sines[1]
        return self._rotations

    def _rotated(self, heads: str, cos: str, sin: str, width: int) -> str:
        graph, pairs = self.graph, width // 2
        if not pairs:
            return heads
        sizes = [pairs, pairs, width - 2 * pairs]
        one, two, rest = (graph.name(each) for each in ("one", "two", "rest"))
        names = [one, two, rest] if sizes[2] else [one, two]
        graph.ops("Split", [heads, graph.ints(*sizes[: len(names)])], names, axis=-1)
        turned = [
            graph.op("Sub", graph.op("Mul", one, cos), graph.op("Mul", two, sin)),
            graph.op("Add", graph.op("Mul", one, sin), graph.op("Mul", two, cos)),
        ]
        return graph.op("Concat", *turned, *names[2:], axis=-1)

    def _seen(self, node: Attention, first: str, places: str, lengths: str | None) -> str:
        """Which keys a query sees, (T, S) or (B, 1, 1, S)."""
        graph = self.graph
        if node.ahead and node.context is None:
            if lengths is None:
                return graph.constant(True, np.bool_)
            return graph.op("Less", places, graph.op("Unsqueeze", lengths, graph.ints(1, 2, 3)))
        queries = graph.op("Slice", places, first, graph.ints(END), graph.ints(0))
        distance = graph.op("Sub", graph.op("Unsqueeze", queries, graph.ints(1)), places)
        seen = graph.op("GreaterOrEqual", distance, graph.constant(0, np.int64))
        if node.context is None:
            return seen
        return graph.op("And", seen, graph.op("Less", distance, graph.constant(node.context, np.int64)))


def normalised(graph: Graph, weights: Mapping[str, Array], value: str, norm: Norm) -> str:
    """Layer normalisation of the last axis."""
    around = [graph.weight(name, weights[name]) for name in (norm.gain, norm.bias)]
    return graph.op("LayerNormalization", value, *around, axis=-1, epsilon=norm.epsilon)
