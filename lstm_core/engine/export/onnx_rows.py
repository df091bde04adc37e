"""A row program as ONNX operators, over all rows of (..., n) at once."""

from collections.abc import Mapping

import numpy as np

from lstm_core.engine.export.onnx_graph import FLOAT, Graph
from lstm_core.engine.export.onnx_products import Products
from lstm_core.engine.export.program import Array, Operand, Operation, RowProgram, Weight

OPERATORS = {
    "absolute": "Abs",
    "exp": "Exp",
    "log": "Log",
    "negate": "Neg",
    "reciprocal": "Reciprocal",
    "relu": "Relu",
    "sigmoid": "Sigmoid",
    "sqrt": "Sqrt",
    "tanh": "Tanh",
    "add": "Add",
    "divide": "Div",
    "maximum": "Max",
    "minimum": "Min",
    "multiply": "Mul",
    "subtract": "Sub",
}
COMPARED = {
    "greater": "Greater",
    "greater_equal": "GreaterOrEqual",
    "less": "Less",
    "less_equal": "LessOrEqual",
}


class Rows:
    """One row program on its way into a graph."""

    def __init__(self, graph: Graph, products: Products, program: RowProgram, inputs: tuple[str, ...]) -> None:
        self.graph, self.products, self.program = graph, products, program
        self.values = dict(zip(program.inputs, inputs, strict=True))
        self._splits = {value: parts for value in program.sizes if (parts := _parts(program, value))}
        for operation in program.operations:
            if operation.result not in self.values:
                self.values[operation.result] = self._write(operation)

    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return tuple(self.values[name] for name in self.program.outputs)

    def operand(self, operand: Operand) -> str:
        """The name of a value or a constant."""
        if isinstance(operand, Weight):
            return self.graph.weight(operand.name, self.weights[operand.name])
        return self.values[operand] if isinstance(operand, str) else self.graph.constant(operand)

    @property
    def weights(self) -> Mapping[str, Array]:
        """Those of the program."""
        return self.products.weights

    def _write(self, operation: Operation) -> str:
        graph, name = self.graph, operation.name
        if name == "linear":
            matrix = operation.operands[1]
            assert isinstance(matrix, Weight)  # noqa: S101 (always)
            bias = self.operand(operation.operands[2]) if len(operation.operands) > 2 else None
            return self.products.matrix(graph, self.operand(operation.operands[0]), matrix.name, bias)
        if name == "slice":
            return self._slice(operation)
        if name == "layer_norm":
            around = [self._wide(each, operation.size) for each in operation.operands[1:]]
            x = self.operand(operation.operands[0])
            return graph.op("LayerNormalization", x, *around, axis=-1, epsilon=operation.epsilon)
        if name == "concatenate":
            return graph.op("Concat", *self._beside(operation), axis=-1)
        operands = [self.operand(each) for each in operation.operands]
        if name == "sum":
            return graph.op("ReduceSum", operands[0], graph.ints(-1), keepdims=1)
        if name == "log1p":
            return graph.op("Log", graph.op("Add", operands[0], graph.constant(1.0)))
        if name == "log_sigmoid":
            return self._log_sigmoid(operands[0])
        if name == "where":
            zero = graph.op("Equal", operands[0], graph.constant(0.0))
            return graph.op("Where", zero, operands[2], operands[1])
        if name in COMPARED:
            return graph.op("Cast", graph.op(COMPARED[name], *operands), to=FLOAT)
        return graph.op(OPERATORS[name], *operands)

    def _log_sigmoid(self, x: str) -> str:
        """min(x, 0) - log(1 + exp(-|x|)): Softplus computes every part of it twice, and Sigmoid ends below -18."""
        graph = self.graph
        grown = graph.op("Exp", graph.op("Neg", graph.op("Abs", x)))
        late = graph.op("Log", graph.op("Add", grown, graph.constant(1.0)))
        return graph.op("Sub", graph.op("Min", x, graph.constant(0.0)), late)

    def _slice(self, operation: Operation) -> str:
        (value,) = operation.operands
        assert isinstance(value, str)  # noqa: S101 (a constant has its parts already)
        parts = self._splits.get(value)
        if parts is None:
            ends = (operation.start, operation.start + operation.size)
            return self.graph.op(
                "Slice", self.values[value], *(self.graph.ints(end) for end in ends), self.graph.ints(-1)
            )
        names = [self.graph.name("part") for _ in parts]
        sizes = self.graph.ints(*(part.size for part in parts))
        self.graph.ops("Split", [self.values[value], sizes], names, axis=-1)
        self.values.update({part.result: name for part, name in zip(parts, names, strict=True)})
        return self.values[operation.result]

    def _wide(self, operand: Operand, size: int) -> str:
        return self.graph.constant(np.full(size, operand)) if isinstance(operand, float) else self.operand(operand)

    def _beside(self, operation: Operation) -> list[str]:
        """Operands that have rows, constants too."""
        like = next(each for each in operation.operands if isinstance(each, str))
        found = []
        for operand in operation.operands:
            if isinstance(operand, str):
                found.append(self.operand(operand))
                continue
            rows = self.graph.op("Shape", self.values[like], end=-1)
            size = len(self.weights[operand.name]) if isinstance(operand, Weight) else 1
            shape = self.graph.op("Concat", rows, self.graph.ints(size), axis=0)
            found.append(self.graph.op("Expand", self.operand(operand), shape))
        return found


def _parts(program: RowProgram, value: str) -> list[Operation]:
    """Slices of a value that lie one behind the other and make it whole; none when they do not."""
    parts = [each for each in program.operations if each.name == "slice" and each.operands == (value,)]
    parts.sort(key=lambda part: part.start)
    end = 0
    for part in parts:
        if part.start != end:
            return []
        end += part.size
    return parts if end == program.sizes[value] else []
