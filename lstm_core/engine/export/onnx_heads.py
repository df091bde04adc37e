"""A recurrence whose matrix has heads, with every head a row of its own: (N, B, ...) instead of (B, N ...).

Then the product of a step is one product of matrices and nothing is turned from step to step. It can be done where a
step treats every unit alike: what is cut out of a vector, or stands beside it, begins at a multiple of H.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy.typing as npt

from lstm_core.engine.export.onnx_graph import Graph
from lstm_core.engine.export.program import BINARY, COMPARISONS, UNARY, Array, Operand, Recurrence, RowProgram, Weight

ALIKE = {*UNARY, *BINARY, *COMPARISONS, "where", "slice"}
OF_HEADS = ".of_heads"  # behind the name of a weight whose heads are rows


def heads_of(node: Recurrence) -> Recurrence | None:
    """The recurrence of one head, for all of them side by side; None where there is one head or units are not alike."""
    heads = node.products[0].heads
    if heads == 1 or len(node.products) > 1:
        return None
    hidden = node.states[0].size
    rows = (node.operand, node.step)
    values = [size for each in rows for size in each.sizes.values()]
    alike = all(each.name in ALIKE and each.start % hidden == 0 for program in rows for each in program.operations)
    if not alike or any(size % hidden for size in values):
        return None
    width = node.project.sizes[node.project.outputs[0]]
    return replace(
        node,
        states=tuple(replace(part, size=part.size // heads) for part in node.states),
        project=replace(node.project, sizes={node.project.outputs[0]: width // heads}),
        operand=_narrow(node.operand, heads),
        step=_narrow(node.step, heads),
        products=(replace(node.products[0], weight=node.products[0].weight + OF_HEADS),),
    )


def _narrow(program: RowProgram, heads: int) -> RowProgram:
    def named(operand: Operand) -> Operand:
        return Weight(operand.name + OF_HEADS) if isinstance(operand, Weight) else operand

    return replace(
        program,
        operations=tuple(
            replace(
                each,
                operands=tuple(named(operand) for operand in each.operands),
                size=each.size // heads,
                start=each.start // heads,
            )
            for each in program.operations
        ),
        sizes={name: size // heads for name, size in program.sizes.items()},
    )


def with_heads(node: Recurrence, weights: Mapping[str, Array]) -> dict[str, Array]:
    """The weights of `heads_of`: vectors (k H,) as (N, 1, k W), the matrix (R, W) as (N, R / N, W)."""
    product = node.products[0]
    matrix = weights[product.weight]
    width = matrix.shape[1]

    def apart(array: Array) -> npt.NDArray[Any]:
        """(N, k W, ...) of (k N W, ...)."""
        parts = array.reshape(-1, product.heads, width, *array.shape[1:])
        return parts.swapaxes(0, 1).reshape(product.heads, -1, *array.shape[1:])

    found: dict[str, Array] = {product.weight + OF_HEADS: apart(matrix)}
    for program in (node.operand, node.step):
        for each in (operand for operation in program.operations for operand in operation.operands):
            if isinstance(each, Weight):
                found[each.name + OF_HEADS] = apart(weights[each.name])[:, None]
    return found


class Heads:
    """Values with their heads as rows, and back."""

    def __init__(self, graph: Graph, count: int) -> None:
        self.graph, self.count = graph, count

    def apart(self, state: str) -> str:
        """(N, B, W) of (B, N W)."""
        return self.graph.transposed(self.graph.reshaped(state, 0, self.count, -1), 1, 0, 2)

    def together(self, state: str) -> str:
        """(B, N W) of (N, B, W)."""
        return self.graph.op("Flatten", self.graph.transposed(state, 1, 0, 2), axis=1)

    def steps_apart(self, projected: str, node: Recurrence) -> str:
        """(T, N, B, k W) of (T, B, k N W)."""
        hidden, size = node.states[0].size, node.project.sizes[node.project.outputs[0]]
        parts = self.graph.reshaped(projected, 0, 0, size // hidden, self.count, hidden // self.count)
        return self.graph.reshaped(self.graph.transposed(parts, 0, 3, 1, 2, 4), 0, 0, 0, size // self.count)

    def steps_together(self, states: str) -> str:
        """(T, B, N W) of (T, N, B, W)."""
        return self.graph.op("Reshape", self.graph.transposed(states, 0, 2, 1, 3), self.graph.ints(0, 0, -1))
