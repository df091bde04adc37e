"""A program as an ONNX model with dynamic batch and time: in float32, or with the products of chosen nodes in int8.

Inputs and outputs have the names of the program: a state goes in under its name, (B, size) or (B, M, size), and comes
out as "next_" and its name. A forecasting network with `windows` takes `past` and `known` instead of what its nodes
read, and gives `forecast` (B, R, C, Q).
"""

from collections.abc import Collection

import onnx
from onnx import helper

from lstm_core.engine.export.onnx_attention import AttentionWriter, normalised
from lstm_core.engine.export.onnx_graph import IR_VERSION, MICROSOFT, OPSET, Graph, value_of
from lstm_core.engine.export.onnx_products import MOST, Products
from lstm_core.engine.export.onnx_recurrence import write_recurrence
from lstm_core.engine.export.onnx_windows import Scaled, WindowsWriter
from lstm_core.engine.export.program import (
    Add,
    Attention,
    Concatenate,
    Embedding,
    Input,
    LastStep,
    LayerNorm,
    Linear,
    Node,
    Program,
    Recurrence,
    Reverse,
)
from lstm_core.errors import RunError, Sentence

NEXT = "next_"  # before the name of a state that is handed on
TIME_FIRST = (1, 0, 2)
MOST_BYTES = 2**31 - 2**24  # a protobuf message ends there; the rest is for what is no weight


class Writer:
    """One program on its way into a model. `int8` names nodes by what they give."""

    def __init__(self, program: Program, int8: Collection[str], most: int) -> None:
        self.program, self.most = program, most
        self.int8 = _together(program, frozenset(int8))
        self.graph = Graph()
        self.values: dict[str, str] = {}
        self.after: dict[str, str] = {}
        self.shared = frozenset(node.weight for node in program.nodes if isinstance(node, Embedding))
        self.attention = AttentionWriter(self.graph)
        self.lengths = "lengths" if program.input("lengths") else None
        self.scaled: Scaled | None = None

    def model(self) -> onnx.ModelProto:
        """The whole model, checked."""
        inputs = self._inputs()
        for node in self.program.nodes:
            self.values[node.gives] = self._node(node)
        outputs = [self._output(), *self._states()]
        if self.graph.total.bytes > MOST_BYTES:
            size, limit = (round(each / 1e9, 1) for each in (self.graph.total.bytes, MOST_BYTES))
            raise RunError(Sentence("export.too_large", {"size": size, "limit": limit}))
        graph = self.graph.body([*inputs, *self._given()], outputs)
        graph.name = "network"
        domains = [helper.make_opsetid("", OPSET)]
        if self.int8:
            domains.append(helper.make_opsetid(MICROSOFT, 1))
        model = helper.make_model(graph, opset_imports=domains, producer_name="LSTM Workbench")
        model.ir_version = IR_VERSION
        return model

    def _inputs(self) -> list[onnx.ValueInfoProto]:
        windows = self.program.windows
        if windows is None:
            for given in self.program.inputs:
                self.values[given.name] = self._read(given, given.name)
            return [value_of(each.name, each.axes, each.kind) for each in self.program.inputs]
        found = [value_of("past", ("B", "W", windows.width))]
        if windows.known:
            found.append(value_of("known", ("B", windows.reach, windows.known)))
        writer = WindowsWriter(self.graph, windows, self.program.weights)
        self.scaled = writer.before("past", "known" if windows.known else None)
        self.values["window"] = self.graph.transposed(self.scaled.window, *TIME_FIRST)
        if self.scaled.context:
            self.values["context"] = self.scaled.context
        return found

    def _read(self, given: Input, name: str) -> str:
        """An input with its time first, where it has one."""
        if given.axes[:2] != ("B", "T"):
            return name
        return self.graph.transposed(name, *TIME_FIRST[: len(given.axes)])

    def _given(self) -> list[onnx.ValueInfoProto]:
        """The states as inputs."""
        axes = {"vector": ("B",), "rows": ("B", "M")}
        return [value_of(each.name, (*axes[each.kind], each.size)) for each in self.program.states]

    def _output(self) -> onnx.ValueInfoProto:
        name, program = self.program.output, self.program
        found, last = self.values[name], program.nodes[-1]
        assert isinstance(last, Linear)  # noqa: S101 (every network ends in a head)
        size = len(program.weights[last.affine.weight])
        if program.windows and self.scaled:
            windows = program.windows
            WindowsWriter(self.graph, windows, program.weights).after(found, self.scaled, name)
            return value_of(name, ("B", windows.reach, windows.targets, windows.quantiles))
        if any(isinstance(node, LastStep) for node in program.nodes):
            self.graph.op("Identity", found, gives=name)
            return value_of(name, ("B", size))
        self.graph.op("Transpose", found, gives=name, perm=list(TIME_FIRST))
        return value_of(name, ("B", "T", size))

    def _states(self) -> list[onnx.ValueInfoProto]:
        """The states as outputs."""
        found = []
        for state in self.program.states:
            self.graph.op("Identity", self.after[state.name], gives=NEXT + state.name)
            axes = ("B", state.size) if state.kind == "vector" else ("B", "N", state.size)
            found.append(value_of(NEXT + state.name, axes))
        return found

    def _node(self, node: Node) -> str:
        products = Products(self.program.weights, self.most if node.gives in self.int8 else None, self.shared)
        if isinstance(node, Recurrence):
            return self._recurrence(node, products)
        if isinstance(node, Attention):
            state = node.carried
            found, carried = self.attention.write(products, node, self.values[node.reads], state, self.lengths)
            if state and carried:
                self.after[state] = carried
            return found
        if isinstance(node, Concatenate):
            return self.graph.op("Concat", *(self.values[each] for each in node.reads), axis=-1)
        if isinstance(node, Add):
            return self.graph.op("Add", *(self.values[each] for each in node.reads))
        value = self.values[node.reads]
        if isinstance(node, Embedding):
            return products.rows(self.graph, value, node.weight)
        if isinstance(node, Linear):
            return products.affine(self.graph, value, node.affine)
        if isinstance(node, LayerNorm):
            return normalised(self.graph, self.program.weights, value, node.norm)
        if isinstance(node, LastStep):
            return self.graph.op("Gather", value, self.graph.constant(-1, int), axis=0)
        return self._reversed(node, value)

    def _recurrence(self, node: Recurrence, products: Products) -> str:
        inputs = self.values[node.reads]
        begun: list[str | None] = []
        for part in node.states:
            if part.carried:
                begun.append(part.carried)
            elif part.initial == 0.0:
                begun.append(None)
            else:
                shape = self.graph.op("Concat", self.graph.rows(inputs), self.graph.ints(part.size), axis=0)
                begun.append(self.graph.op("Expand", self._initial(part.initial), shape))
        found, last = write_recurrence(self.graph, products, node, inputs, begun)
        self.after.update({part.carried: state for part, state in zip(node.states, last, strict=True) if part.carried})
        return found

    def _initial(self, value: float | str) -> str:
        if isinstance(value, str):
            return self.graph.weight(value, self.program.weights[value])
        return self.graph.constant(value)

    def _reversed(self, node: Reverse, value: str) -> str:
        lengths = self.lengths
        if lengths is None:
            time = self.graph.op("Shape", value, start=0, end=1)
            lengths = self.graph.op("Expand", time, self.graph.rows(value))
        return self.graph.op("ReverseSequence", value, lengths, time_axis=0, batch_axis=1)


def onnx_model(program: Program, int8: Collection[str] = (), most: int = MOST) -> onnx.ModelProto:
    """The model of a program; nodes that `int8` names have their products in int8, in whole numbers of at most `most`.

    Raises RunError where the weights are more than one file can hold.
    """
    return Writer(program, int8, most).model()


def weighted(program: Program) -> dict[str, str]:
    """Nodes whose products can be int8, by what they give, and their kind."""
    kinds = (Embedding, Linear, Recurrence, Attention)
    return {node.gives: type(node).__name__.lower() for node in program.nodes if isinstance(node, kinds)}


def _together(program: Program, int8: frozenset[str]) -> frozenset[str]:
    """An embedding and the head that has its weights go the same way, since the weights are stored once."""
    tables = {node.weight: node.gives for node in program.nodes if isinstance(node, Embedding)}
    for node in program.nodes:
        if isinstance(node, Linear) and node.affine.weight in tables:
            pair = {node.gives, tables[node.affine.weight]}
            int8 = int8 if pair <= int8 else int8 - pair
    return int8
