"""Weights of an ONNX model stored in fewer bytes; the runtime unfolds them once, when it loads the file.

A matrix with many zeros is stored as its other values with the gaps between them, one of low rank as two factors. What
is computed is the same to the last bit for zeros, and to rounding for factors. `N` values that are stored.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

SMALLEST = 1024  # values of an array that is worth the nodes
GAP = 255  # the widest between two stored values, so that it fits a byte; in a wider one a zero is stored
WORTH = 0.9  # of the bytes
ROUNDING = 1e-6  # of the largest singular value: what float32 leaves of an exact rank


def packed(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with every weight stored in the way that takes the fewest bytes, those of loops outside of them."""
    parts: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []
    for graph in _graphs(model.graph):
        kept = []
        for stored in graph.initializer:
            array = numpy_helper.to_array(stored)
            found = _best(stored.name, array) if array.size >= SMALLEST else None
            if found is None:
                kept.append(stored)
            elif not any(stored.name in node.output for node in nodes):
                parts += found[0]
                nodes += found[1]
        del graph.initializer[:]
        graph.initializer.extend(kept)
    if nodes:
        rest = list(model.graph.node)
        del model.graph.node[:]
        model.graph.initializer.extend(parts)
        model.graph.node.extend([*nodes, *rest])
    return model


def _graphs(graph: onnx.GraphProto) -> Iterator[onnx.GraphProto]:
    """A graph and the bodies of its loops."""
    yield graph
    for node in graph.node:
        for each in node.attribute:
            if each.type == onnx.AttributeProto.GRAPH:
                yield from _graphs(each.g)


Stored = tuple[list[onnx.TensorProto], list[onnx.NodeProto]]


def _best(name: str, array: NDArray[Any]) -> Stored | None:
    ways = [each for each in (_sparse(name, array), _factored(name, array)) if each is not None]
    best = min(ways, key=_bytes, default=None)
    return best if best is not None and _bytes(best) < WORTH * array.nbytes else None


def _bytes(stored: Stored) -> int:
    return sum(len(each.raw_data) for each in stored[0])


def _sparse(name: str, array: NDArray[Any]) -> Stored | None:
    """Values (N,) and the gaps (N,) between their places, in one byte each."""
    flat, zero = array.ravel(), _zero_of(array)
    if zero is None:
        return None
    places = np.flatnonzero(flat != zero)
    gaps = np.diff(places, prepend=-1)
    extra = (gaps - 1) // GAP  # zeros that are stored within a wide gap
    if (len(places) + extra.sum()) * (array.itemsize + 1) >= WORTH * array.nbytes:
        return None
    filled = np.repeat(GAP, int(extra.sum()))
    ends = np.cumsum(extra + 1) - 1  # where the value of each gap stands
    steps = np.full(len(places) + len(filled), GAP, np.int64)
    steps[ends] = gaps - GAP * extra
    found = np.cumsum(steps) - 1
    part = [
        numpy_helper.from_array(flat[found], f"{name}.values"),
        numpy_helper.from_array(steps.astype(np.uint8), f"{name}.gaps"),
        numpy_helper.from_array(np.array([-1], np.int64), f"{name}.first"),
        numpy_helper.from_array(np.array(0, np.int64), f"{name}.axis"),
        numpy_helper.from_array(np.array([array.size], np.int64), f"{name}.size"),
        numpy_helper.from_array(np.array(array.shape, np.int64), f"{name}.shape"),
    ]
    blank = numpy_helper.from_array(np.array([zero], array.dtype))
    nodes = [
        helper.make_node("Cast", [f"{name}.gaps"], [f"{name}.steps"], to=onnx.TensorProto.INT64),
        helper.make_node("CumSum", [f"{name}.steps", f"{name}.axis"], [f"{name}.ends"]),
        helper.make_node("Add", [f"{name}.ends", f"{name}.first"], [f"{name}.places"]),
        helper.make_node("ConstantOfShape", [f"{name}.size"], [f"{name}.blank"], value=blank),
        helper.make_node("ScatterElements", [f"{name}.blank", f"{name}.places", f"{name}.values"], [f"{name}.flat"]),
        helper.make_node("Reshape", [f"{name}.flat", f"{name}.shape"], [name]),
    ]
    return part, nodes


def _zero_of(array: NDArray[Any]) -> Any:
    """What stands most often: zero, or the zero point of whole numbers; None of an array that is neither."""
    if array.dtype == np.float32:
        return np.float32(0)
    if array.dtype in (np.int8, np.uint8):
        values, counts = np.unique(array, return_counts=True)
        return values[counts.argmax()]
    return None


def _factored(name: str, array: NDArray[Any]) -> Stored | None:
    """Two factors (..., R, r) and (..., r, K) of a matrix that has no higher rank."""
    if array.dtype != np.float32 or array.ndim < 2 or min(array.shape[-2:]) < 4:
        return None
    left, values, right = np.linalg.svd(array.astype(np.float64), full_matrices=False)
    rank = int((values > ROUNDING * values.max(initial=0.0)).sum(axis=-1).max())
    if rank == 0 or rank * (array.shape[-2] + array.shape[-1]) >= WORTH * array.shape[-2] * array.shape[-1]:
        return None
    roots = np.sqrt(values[..., :rank])
    one, other = left[..., :rank] * roots[..., None, :], roots[..., None] * right[..., :rank, :]
    part = [
        numpy_helper.from_array(np.ascontiguousarray(one, np.float32), f"{name}.left"),
        numpy_helper.from_array(np.ascontiguousarray(other, np.float32), f"{name}.right"),
    ]
    return part, [helper.make_node("MatMul", [f"{name}.left", f"{name}.right"], [name])]
