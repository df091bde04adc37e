"""What a program means: every node once in NumPy, plainly and slowly. Other writers are held against it.

Numbers are computed in float64 unless another type is asked for. Axes as in `program.py`.
"""

from collections.abc import Callable, Mapping
from math import erf
from typing import Any

import numpy as np
import numpy.typing as npt

from lstm_core.engine.export.program import (
    Add,
    Affine,
    Array,
    Attention,
    Concatenate,
    Embedding,
    LastStep,
    LayerNorm,
    Linear,
    Norm,
    Operand,
    Operation,
    Product,
    Program,
    Recurrence,
    Reverse,
    RowProgram,
    Weight,
)

Values = npt.NDArray[Any]
Weights = Mapping[str, Array]

FUNCTIONS: dict[str, Callable[..., Values]] = {
    "absolute": np.abs,
    "exp": np.exp,
    "log": np.log,
    "log1p": np.log1p,
    "log_sigmoid": lambda x: np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))),
    "negate": np.negative,
    "reciprocal": np.reciprocal,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 0.5 * (np.tanh(0.5 * x) + 1),
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "add": np.add,
    "divide": np.divide,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "multiply": np.multiply,
    "subtract": np.subtract,
    "greater": lambda a, b: (a > b).astype(a.dtype),
    "greater_equal": lambda a, b: (a >= b).astype(a.dtype),
    "less": lambda a, b: (a < b).astype(a.dtype),
    "less_equal": lambda a, b: (a <= b).astype(a.dtype),
    "where": lambda condition, a, b: np.asarray(np.where(condition != 0, a, b)),
    "sum": lambda x: x.sum(axis=-1, keepdims=True),
}


def run_rows(program: RowProgram, inputs: tuple[Values, ...], weights: Weights) -> tuple[Values, ...]:
    """The outputs of a row program for rows (..., n) of every input."""
    values = dict(zip(program.inputs, inputs, strict=True))
    kind = inputs[0].dtype

    def of(operand: Operand) -> Values:
        if isinstance(operand, Weight):
            return weights[operand.name].astype(kind)
        return values[operand] if isinstance(operand, str) else np.asarray(operand, kind)

    for operation in program.operations:
        operands = [of(each) for each in operation.operands]
        found = _operation(operation, operands)
        values[operation.result] = np.broadcast_to(found, (*found.shape[:-1], operation.size))
    return tuple(values[name] for name in program.outputs)


def _operation(operation: Operation, operands: list[Values]) -> Values:
    if operation.name == "slice":
        return operands[0][..., operation.start : operation.start + operation.size]
    if operation.name == "concatenate":
        most = np.broadcast_shapes(*[each.shape[:-1] for each in operands])
        return np.concatenate([np.broadcast_to(each, (*most, each.shape[-1])) for each in operands], axis=-1)
    if operation.name == "linear":
        found: Values = operands[0] @ operands[1].T
        return found + operands[2] if len(operands) > 2 else found
    if operation.name == "layer_norm":
        return normalise(operands[0], operands[1], operands[2], operation.epsilon)
    return FUNCTIONS[operation.name](*operands)


def normalise(x: Values, gain: Values, bias: Values, epsilon: float) -> Values:
    """Layer normalisation of the last axis."""
    found: Values = gain * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + epsilon) + bias
    return found


def multiply(product: Product, x: Values, weights: Weights) -> Values:
    """The product (B, R) of (B, K N)."""
    weight = weights[product.weight].astype(x.dtype)
    if product.heads == 1:
        plain: Values = x @ weight.T
        return plain
    width = weight.shape[1]
    found = np.empty((*x.shape[:-1], len(weight)), x.dtype)
    for row in range(len(weight)):
        head = row // width % product.heads
        found[..., row] = x[..., head * width : (head + 1) * width] @ weight[row]
    return found


def run_recurrence(
    node: Recurrence, inputs: Values, states: tuple[Values, ...], weights: Weights
) -> tuple[Values, tuple[Values, ...]]:
    """The h of every step (B, T, H) and the state after the last, from inputs (B, T, D) and the state before."""
    (projected,) = run_rows(node.project, (inputs,), weights)
    steps = []
    for time in range(inputs.shape[1]):
        (recurrent,) = run_rows(node.operand, (projected[:, time], *states), weights)
        for product in node.products:
            recurrent = multiply(product, recurrent, weights)
        states = run_rows(node.step, (projected[:, time], recurrent, *states), weights)
        steps.append(states[0])
    return np.stack(steps, axis=1), states


class Run:
    """One call of a program: `values` by name, and the states that it hands on."""

    def __init__(
        self, program: Program, inputs: Mapping[str, Values], states: Mapping[str, Values] | None, kind: Any
    ) -> None:
        self.program, self.kind = program, kind
        self.values: dict[str, Values] = {
            name: value.astype(kind) if value.dtype.kind == "f" else value for name, value in inputs.items()
        }
        self.before, self.after = dict(states or {}), dict[str, Values]()
        self.rows = len(next(iter(self.values.values())))
        for node in program.nodes:
            self.values[node.gives] = self._node(node)

    def weight(self, name: str) -> Values:
        return self.program.weights[name].astype(self.kind)

    def _node(self, node: Any) -> Values:
        if isinstance(node, Recurrence):
            return self._recurrence(node)
        if isinstance(node, Attention):
            return self._attention(node)
        if isinstance(node, Concatenate):
            return np.concatenate([self.values[name] for name in node.reads], axis=-1)
        if isinstance(node, Add):
            return self.values[node.reads[0]] + self.values[node.reads[1]]
        x = self.values[node.reads]
        if isinstance(node, Embedding):
            return self.weight(node.weight)[x]
        if isinstance(node, Linear):
            return self._affine(x, node.affine)
        if isinstance(node, LayerNorm):
            return self._norm(x, node.norm)
        if isinstance(node, LastStep):
            return x[:, -1]
        assert isinstance(node, Reverse)  # noqa: S101 (the last kind)
        return self._reversed(x)

    def _affine(self, x: Values, affine: Affine) -> Values:
        found: Values = x @ self.weight(affine.weight).T
        return found if affine.bias is None else found + self.weight(affine.bias)

    def _norm(self, x: Values, norm: Norm) -> Values:
        return normalise(x, self.weight(norm.gain), self.weight(norm.bias), norm.epsilon)

    def _lengths(self, time: int) -> Values:
        return self.values.get("lengths", np.full(self.rows, time))

    def _reversed(self, x: Values) -> Values:
        found = x.copy()
        for row, length in enumerate(self._lengths(x.shape[1])):
            found[row, :length] = x[row, :length][::-1]
        return found

    def _recurrence(self, node: Recurrence) -> Values:
        begun = []
        for part in node.states:
            value = part.initial if isinstance(part.initial, float) else self.weight(part.initial)
            given = self.before.get(part.carried) if part.carried else None
            whole = np.broadcast_to(np.asarray(value, self.kind), (self.rows, part.size))
            begun.append(whole if given is None else given.astype(self.kind))
        found, last = run_recurrence(node, self.values[node.reads], tuple(begun), self.program.weights)
        for part, state in zip(node.states, last, strict=True):
            if part.carried:
                self.after[part.carried] = state
        return found

    def _attention(self, node: Attention) -> Values:
        x = self.values[node.reads]
        time, hidden = x.shape[1:]
        qkv = self._affine(self._norm(x, node.norm_1), node.qkv)
        q, kv = qkv[..., :hidden], qkv[..., hidden:]
        before = self.before.get(node.carried) if node.carried else None
        if before is not None:
            kv = np.concatenate([before.astype(self.kind), kv], axis=1)
        earlier = kv.shape[1] - time
        if node.carried and node.context:
            self.after[node.carried] = kv[:, max(0, kv.shape[1] - node.context + 1) :]
        q, k, v = (
            part.reshape(*part.shape[:2], node.heads, -1).swapaxes(1, 2)
            for part in (q, kv[..., :hidden], kv[..., hidden:])
        )
        q, k = rotated(q, earlier, node.rotation_base), rotated(k, 0, node.rotation_base)
        distance = np.arange(time)[:, None] + earlier - np.arange(earlier + time)  # of a query behind a key
        seen = distance >= 0 if node.context is None else (distance >= 0) & (distance < node.context)
        seen = np.broadcast_to(seen, (self.rows, 1, *seen.shape))
        if node.ahead and node.context is None:
            seen = (np.arange(time) < self._lengths(time)[:, None])[:, None, None]
        scores = np.where(seen, q @ k.swapaxes(2, 3) / np.sqrt(q.shape[-1]), -np.inf)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        found = (shares / shares.sum(-1, keepdims=True)) @ v
        x = x + self._affine(found.swapaxes(1, 2).reshape(x.shape), node.out)
        wide = self._affine(self._norm(x, node.norm_2), node.wide)
        wide = wide * (1 + np.vectorize(erf)(wide / np.sqrt(2.0))) / 2
        return x + self._affine(wide, node.narrow)


def rotated(heads: Values, first: int, base: float) -> Values:
    """Queries or keys (B, N, T, K) turned in pairs by their places, the earliest is `first`."""
    pairs = heads.shape[-1] // 2
    angles = (np.arange(heads.shape[2]) + first)[:, None] * base ** -(np.arange(pairs) / max(1, pairs))
    one, two, rest = heads[..., :pairs], heads[..., pairs : 2 * pairs], heads[..., 2 * pairs :]
    cos, sin = np.cos(angles).astype(heads.dtype), np.sin(angles).astype(heads.dtype)
    return np.concatenate([one * cos - two * sin, one * sin + two * cos, rest], axis=-1)


def run(
    program: Program, inputs: Mapping[str, Values], states: Mapping[str, Values] | None = None, kind: Any = np.float64
) -> tuple[Values, dict[str, Values]]:
    """The output of the nodes for `inputs`, and the states behind it; without `states` a sequence begins."""
    found = Run(program, inputs, states, kind)
    return found.values[program.output], found.after
