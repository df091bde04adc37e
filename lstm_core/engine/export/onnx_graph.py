"""An ONNX graph as it is written: nodes with fresh names, weights that are stored once, bodies within it.

Sequences are (T, B, ...) inside a graph, as ONNX's recurrent operators and Scan want them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, MICROSOFT = 17, "com.microsoft"
IR_VERSION = 8  # the first one that has this opset: older runtimes read it, too
FLOAT, DOUBLE = int(TensorProto.FLOAT), int(TensorProto.DOUBLE)
TYPES = {"float32": FLOAT, "int64": int(TensorProto.INT64)}
END = 2**62  # behind the end of every sequence


@dataclass
class Total:
    """Of a graph and its bodies: names that were given, and bytes that were stored."""

    names: int = 0
    bytes: int = 0


class Graph:
    """Nodes and initializers of one graph; a body counts its names with the graph that it stands in."""

    def __init__(self, outer: "Graph | None" = None) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self.total: Total = outer.total if outer else Total()

    def name(self, hint: str) -> str:
        """A name that nothing has yet."""
        self.total.names += 1
        return f"{hint}_{self.total.names}"

    def op(self, kind: str, *inputs: str, domain: str = "", gives: str | None = None, **attributes: Any) -> str:
        """Append an operator with one output; its name."""
        (found,) = self.ops(kind, inputs, (gives or self.name(kind.lower()),), domain, **attributes)
        return found

    def ops(
        self,
        kind: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        domain: str = "",
        called: str | None = None,
        **attributes: Any,
    ) -> tuple[str, ...]:
        """Append an operator, `called` so in the file; the names of its outputs."""
        name = called or self.name(f"node_{kind}")
        self.nodes.append(helper.make_node(kind, list(inputs), list(outputs), name, domain=domain, **attributes))
        return tuple(outputs)

    def constant(self, value: npt.ArrayLike, kind: Any = np.float32) -> str:
        """A small array, stored once however often it is asked for."""
        array = np.asarray(value, kind)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = self._store(self.name("constant"), array)
        return self._constants[key]

    def ints(self, *values: int) -> str:
        """Whole numbers (n,)."""
        return self.constant(values, np.int64)

    def weight(self, name: str, array: npt.NDArray[Any]) -> str:
        """A large array under its own name, stored once."""
        return name if name in self.initializers else self._store(name, array)

    def _store(self, name: str, array: npt.NDArray[Any]) -> str:
        self.total.bytes += array.nbytes
        self.initializers[name] = numpy_helper.from_array(np.asarray(array, order="C"), name)
        return name

    def transposed(self, value: str, *order: int) -> str:
        """Axes in another order."""
        return self.op("Transpose", value, perm=list(order))

    def reshaped(self, value: str, *shape: int) -> str:
        """In another shape; 0 keeps a size, -1 is what remains."""
        return self.op("Reshape", value, self.ints(*shape))

    def rows(self, value: str) -> str:
        """B (1,) of (T, B, ...)."""
        return self.op("Shape", value, start=1, end=2)

    def body(self, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]) -> onnx.GraphProto:
        """What was written, as a graph."""
        return helper.make_graph(self.nodes, self.name("graph"), inputs, outputs, list(self.initializers.values()))


def value_of(name: str, axes: Sequence[str | int], kind: str = "float32") -> onnx.ValueInfoProto:
    """A named value with its axes: letters are sizes that a call may choose."""
    return helper.make_tensor_value_info(name, TYPES[kind], list(axes))
