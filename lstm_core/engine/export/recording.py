"""Records what a cell computes for one row as a row program: the cell's own methods run once, and are noted.

The tensors hold one row at one step, so each is a vector whatever its shape says. An operation that only looks at
numbers differently (chunk, view, select, ...) needs no note: where an operand lies is read from its memory. What does
not depend on the inputs is a constant. An operation without a counterpart in `program.py` is refused by its name.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from lstm_core.engine.export.program import (
    BINARY,
    COMPARISONS,
    UNARY,
    Operand,
    Operation,
    OperationName,
    RowProgram,
    Weight,
)
from lstm_core.errors import RunError, Sentence

aten = torch.ops.aten
Constants = Callable[[Tensor], Weight]  # keeps a constant tensor and tells its name

NAMES: dict[Any, OperationName] = {
    aten.abs: "absolute",
    aten.exp: "exp",
    aten.log: "log",
    aten.log1p: "log1p",
    aten.log_sigmoid: "log_sigmoid",
    aten.log_sigmoid_forward: "log_sigmoid",
    aten.neg: "negate",
    aten.reciprocal: "reciprocal",
    aten.relu: "relu",
    aten.sigmoid: "sigmoid",
    aten.sqrt: "sqrt",
    aten.tanh: "tanh",
    aten.add: "add",
    aten.div: "divide",
    aten.maximum: "maximum",
    aten.minimum: "minimum",
    aten.mul: "multiply",
    aten.sub: "subtract",
    aten.rsub: "subtract",  # of the other way round
    aten.gt: "greater",
    aten.ge: "greater_equal",
    aten.lt: "less",
    aten.le: "less_equal",
    aten.where: "where",
}
MATRIX_PRODUCTS = (aten.mm, aten.addmm, aten.linear)
SAME = (aten.clone, aten._to_copy, aten.detach, aten.alias)
FILLED = (aten.zeros_like, aten.ones_like, aten.full_like, aten.new_zeros, aten.new_ones, aten.new_full,
          aten.empty_like, aten.new_empty)  # fmt: skip # shaped like a value, but not computed from it


class UnsupportedOperationError(Exception):
    """The operation has no counterpart in a row program."""


def _mean(x: Tensor, dims: Sequence[int] | None = None, keep: bool = False) -> Tensor:
    return (x.sum(list(dims), keepdim=keep) if dims else x.sum()) * (1 / x.numel())


def _pow(x: Tensor, exponent: float) -> Tensor:
    if exponent == 0.5:
        return x.sqrt()
    if exponent not in (2, 3):
        raise UnsupportedOperationError(f"pow {exponent}")
    return x * x if exponent == 2 else x * x * x


def _clamp(x: Tensor, low: Any = None, high: Any = None) -> Tensor:
    bounded = x if low is None else torch.maximum(x, torch.as_tensor(low))
    return bounded if high is None else torch.minimum(bounded, torch.as_tensor(high))


def _softplus(x: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    return -torch.nn.functional.logsigmoid(-beta * x) / beta


def _gelu(x: Tensor, approximate: str = "none") -> Tensor:
    if approximate != "tanh":
        raise UnsupportedOperationError("gelu")
    return x * torch.sigmoid(2 * math.sqrt(2 / math.pi) * (x + 0.044715 * (x * x * x)))


# Operations that are written with simpler ones.
SPELLED_OUT: dict[Any, Callable[..., Any]] = {
    aten.mean: _mean,
    aten.pow: _pow,
    aten.square: lambda x: x * x,
    aten.rsqrt: lambda x: x.sqrt().reciprocal(),
    aten.clamp: _clamp,
    aten.clamp_min: _clamp,
    aten.clamp_max: lambda x, high: _clamp(x, None, high),
    aten.hardtanh: lambda x, low=-1.0, high=1.0: _clamp(x, low, high),
    aten.silu: lambda x: x * torch.sigmoid(x),
    aten.softplus: _softplus,
    aten.gelu: _gelu,
    aten.lerp: lambda start, end, weight: start + weight * (end - start),
    aten.addcmul: lambda x, a, b, value=1: x + a * b * value,
    aten.addcdiv: lambda x, a, b, value=1: x + a / b * value,
}


class Recorder(TorchDispatchMode):
    """Notes operations while it is active. What is not derived from the inputs is given to `constants`."""

    def __init__(self, constants: Constants) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._constants = constants
        self.operations: list[Operation] = []
        self.sizes: dict[str, int] = {}
        self._values: dict[int, str] = {}  # address of a memory -> the value that it holds
        self._slices: dict[tuple[str, int, int], str] = {}
        self._alive: list[Any] = []  # an address stays one value's as long as the memory lives

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """False, else torch imports its own compiler, a second or two, to keep it out of `__torch_dispatch__`."""
        return False

    def give(self, name: str, tensor: Tensor) -> None:
        """Let `tensor` be an input."""
        self._keep(name, tensor)

    def operand(self, tensor: Tensor, like: Tensor | None = None) -> Operand:
        """The value that a tensor is, or a part of one; a constant is spread to the shape of `like`."""
        value = self._values.get(_address(tensor))
        if value is None:
            return self._constant(tensor, like)
        if like is not None and tensor.numel() not in (1, like.numel()):
            raise UnsupportedOperationError("a vector that is spread")
        size = tensor.numel()
        if not tensor.is_contiguous():
            raise UnsupportedOperationError("a transposed value")
        if size == self.sizes[value]:
            return value
        start = int(tensor.storage_offset())
        if (value, start, size) not in self._slices:
            self._slices[value, start, size] = self._note("slice", (value,), size, start=start)
        return self._slices[value, start, size]

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run the operation and note it."""
        packet, named = func.overloadpacket, kwargs or {}
        tensors = [each for arg in args for each in (arg if isinstance(arg, (list, tuple)) else [arg])]
        known = any(isinstance(each, Tensor) and _address(each) in self._values for each in tensors)
        if known and packet in SPELLED_OUT:
            with self:
                return SPELLED_OUT[packet](*args, **named)
        out = func(*args, **named)
        self._alive.append((args, out))
        made = [out] if isinstance(out, Tensor) else list(out)
        looked = all(_address(each) in self._values for each in made)
        if known and packet not in FILLED and (not looked or func._schema.is_mutable):
            if func._schema.is_mutable:
                raise UnsupportedOperationError(str(func))
            self._keep(self._write(packet, args, named, made[0]), made[0])
        return out

    def _write(self, packet: Any, args: tuple[Any, ...], named: dict[str, Any], out: Tensor) -> str:
        size = out.numel()
        if packet in MATRIX_PRODUCTS:
            return self._product(packet, args, named, size)
        if packet in SAME:
            return self._named(self.operand(args[0]), size)
        if packet is aten.cat:
            return self._note("concatenate", tuple(self.operand(part) for part in args[0]), size)
        if packet is aten.sum:
            if size != 1:
                raise UnsupportedOperationError("a sum of a part")
            return self._note("sum", (self.operand(args[0]),), 1)
        if packet is aten.native_layer_norm:
            return self._layer_norm(args, size)
        if named.get("alpha", 1) != 1 or named.get("rounding_mode") or packet not in NAMES:
            raise UnsupportedOperationError(str(packet))
        if packet is aten.rsub:
            args = (args[1], args[0])
        count = 1 if NAMES[packet] in UNARY else 2 if NAMES[packet] in (*BINARY, *COMPARISONS) else 3
        return self._note(NAMES[packet], tuple(self._value(each, out) for each in args[:count]), size)

    def _product(self, packet: Any, args: tuple[Any, ...], named: dict[str, Any], size: int) -> str:
        if packet is aten.linear:
            x, weight, bias = args[0], args[1], args[2] if len(args) > 2 else named.get("bias")
        else:
            *added, x, turned = args
            weight, bias = turned.t(), added[0] if added else None
        if x.numel() != weight.shape[1] or _address(weight) in self._values or set(named) & {"alpha", "beta"}:
            raise UnsupportedOperationError(f"{packet} of two values")
        operands: tuple[Operand, ...] = (self.operand(x), self._constants(weight))
        if bias is not None:
            operands = (*operands, self._constants(bias.broadcast_to(1, size).reshape(-1)))
        return self._note("linear", operands, size)

    def _layer_norm(self, args: tuple[Any, ...], size: int) -> str:
        x, shape, gain, bias, epsilon = args
        if math.prod(shape) != size:
            raise UnsupportedOperationError("native_layer_norm of a part")
        around = tuple(
            default if each is None else self._constants(each) for each, default in ((gain, 1.0), (bias, 0.0))
        )
        return self._note("layer_norm", (self.operand(x), *around), size, epsilon=float(epsilon))

    def _value(self, operand: Any, out: Tensor) -> Operand:
        return self.operand(operand, out) if isinstance(operand, Tensor) else float(operand)

    def _constant(self, tensor: Tensor, like: Tensor | None) -> Operand:
        if tensor.numel() == 1:
            return float(tensor)
        wide = tensor if like is None or tensor.numel() == like.numel() else tensor.broadcast_to(like.shape)
        return self._constants(wide.reshape(-1))

    def _named(self, operand: Operand, size: int) -> str:
        return operand if isinstance(operand, str) else self._note("add", (operand, 0.0), size)

    def _note(
        self, name: OperationName, operands: tuple[Operand, ...], size: int, start: int = 0, epsilon: float = 0.0
    ) -> str:
        result = f"v{len(self.operations)}"
        self.sizes[result] = size
        self.operations.append(Operation(name, operands, result, size, start, epsilon))
        return result

    def _keep(self, name: str, tensor: Tensor) -> None:
        self._alive.append(tensor)
        self._values[_address(tensor)] = name
        self.sizes[name] = tensor.numel()


def record(
    function: Callable[..., Tensor | tuple[Tensor, ...]], inputs: dict[str, Tensor], constants: Constants, cell: str
) -> RowProgram:
    """The row program of a function of tensors that hold one row each. Raises RunError that names what has no form."""
    recorder = Recorder(constants)
    given = {name: tensor.clone(memory_format=torch.contiguous_format) for name, tensor in inputs.items()}
    for name, tensor in given.items():
        recorder.give(name, tensor)
    try:
        with torch.no_grad(), recorder:
            found = function(*given.values())
        outputs = [found] if isinstance(found, Tensor) else list(found)
        names = tuple(recorder._named(recorder.operand(each), each.numel()) for each in outputs)
    except UnsupportedOperationError as error:
        raise RunError(Sentence("export.unknown_operation", {"cell": cell, "operation": str(error)})) from None
    return _needed(tuple(given), recorder.operations, names, recorder.sizes)


def _needed(
    inputs: tuple[str, ...], operations: list[Operation], outputs: tuple[str, ...], sizes: dict[str, int]
) -> RowProgram:
    """Without operations that nothing reads."""
    wanted, kept = set(outputs), []
    for operation in reversed(operations):
        if operation.result in wanted:
            kept.append(operation)
            wanted |= {each for each in operation.operands if isinstance(each, str)}
    named = {*inputs, *wanted}
    return RowProgram(inputs, tuple(reversed(kept)), outputs, {name: sizes[name] for name in sizes if name in named})


def _address(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
