"""Records what a cell computes for one row of a batch: a list of loops over numbers, ready to be written as C.

A function of tensors is run once on a small batch, forward and backward, and every operation that computes something is
noted. Operations that only look at numbers differently (chunk, view, expand, ...) need no note: where an operand lies
is read from its memory. What a row needs of other rows cannot be recorded; only sums over the batch can, for gradients
of weights. `Unsupported` names the operation that has no loop here; the scan then stays eager.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

aten = torch.ops.aten
BATCHES = (13, 17, 19, 23, 29)  # rows of the recorded batch: a number that is no other size

# How C computes one number from its operands.
MAPS: dict[Any, str] = {
    aten.neg: "(-{0})",
    aten.exp: "exponential({0})",
    aten.log: "logarithm({0})",
    aten.log1p: "logarithm1({0})",
    aten.sigmoid: "sigmoid({0})",
    aten.tanh: "hyperbolic({0})",
    aten.relu: "({0} > 0 ? {0} : {0} != {0} ? {0} : 0)",
    aten.sqrt: "root({0})",
    aten.rsqrt: "(1 / root({0}))",
    aten.reciprocal: "(1 / {0})",
    aten.abs: "({0} < 0 ? -{0} : {0})",
    aten.sgn: "(T)(({0} > 0) - ({0} < 0))",
    aten.sign: "(T)(({0} > 0) - ({0} < 0))",
    aten.clone: "{0}",
    aten.mul: "({0} * {1})",
    aten.div: "({0} / {1})",
    aten.maximum: "({0} > {1} || {0} != {0} ? {0} : {1})",
    aten.minimum: "({0} < {1} || {0} != {0} ? {0} : {1})",
    aten.where: "({0} != 0 ? {1} : {2})",
    aten.lt: "(T)({0} < {1})",
    aten.le: "(T)({0} <= {1})",
    aten.gt: "(T)({0} > {1})",
    aten.ge: "(T)({0} >= {1})",
    aten.eq: "(T)({0} == {1})",
    aten.ne: "(T)({0} != {1})",
    aten.logical_not: "(T)({0} == 0)",
    aten.logical_and: "(T)({0} != 0 && {1} != 0)",
    aten.masked_fill: "({1} != 0 ? {2} : {0})",
    aten.threshold_backward: "({1} > {2} ? {0} : 0)",
    aten._to_copy: "{0}",  # of a truth value: it is a number already
}
FILLED: dict[Any, float] = {aten.zeros: 0.0, aten.zeros_like: 0.0, aten.new_zeros: 0.0, aten.ones_like: 1.0}
LINEAR = {aten.add, aten.neg, aten.clone, aten.cat, aten.stack}  # may be computed before a sum over the batch


class UnsupportedError(Exception):
    """The operation has no loop here."""


@dataclass(frozen=True)
class Ref:
    """Numbers of a row: the place of the first in its memory, and the strides of the loops over them."""

    memory: int
    offset: int
    strides: tuple[int, ...]


@dataclass(frozen=True)
class Loop:
    """`target = code(operands)` for every index below `shape`; a sum adds up over the loops behind the first `kept`."""

    code: str
    operands: tuple[Ref | float, ...]
    shape: tuple[int, ...]
    target: Ref
    kept: int | None = None


@dataclass
class Memory:
    """`size` numbers per row. `batched`: each row has its own; `summed`: the sum over the batch is still to be made."""

    size: int
    batched: bool
    summed: bool = False
    value: float | None = None  # all numbers are this one


@dataclass
class Tape:
    """What was recorded: loops in order over memories; those of `inputs` are given."""

    loops: list[Loop] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)


class Recorder(TorchDispatchMode):
    """Fills a tape while it is active. `batch` is the number of rows."""

    def __init__(self, batch: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.batch, self.tape = batch, Tape()
        self._places: dict[int, int] = {}  # address of a tensor's memory -> number of the memory
        self._alive: list[Any] = []  # an address stays one memory's as long as the memory lives

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """False, else torch imports its own compiler, a second or two, to keep it out of `__torch_dispatch__`."""
        return False

    def give(self, tensor: Tensor, batched: bool) -> None:
        """Let `tensor`, (batch, n) or one for all rows, be the next input."""
        rows = self.batch if batched else 1
        self.tape.inputs.append(self._new(tensor, Memory(tensor.numel() // rows, batched)))

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run the operation and note it."""
        packet, named = func.overloadpacket, kwargs or {}
        if packet in SPELLED_OUT:
            with self:
                return SPELLED_OUT[packet](*args, **named)
        out = func(*args, **named)
        self._alive.append((args, out))
        made = [out] if isinstance(out, Tensor) else list(out)
        if all(_address(tensor) in self._places for tensor in made) and not func._schema.is_mutable:
            return out  # another look at known numbers
        if func._schema.is_mutable or len(made) != 1:
            raise UnsupportedError(str(func))
        self._note(packet, args, named, out)
        return out

    def ref(self, tensor: Tensor, shape: Sequence[int], rows: int | None) -> Ref | float:
        """Where `tensor`, spread to `shape`, lies; dimension `rows` counts the batch and is left out."""
        number = self._places.get(_address(tensor))
        if number is None or self.tape.memories[number].value is not None:
            if number is None and tensor.numel() != 1:
                raise UnsupportedError("a tensor that is neither an argument nor a parameter")
            value = self.tape.memories[number].value if number is not None else tensor.item()
            assert value is not None  # noqa: S101 (either way)
            return float(value)
        memory, wide = self.tape.memories[number], tensor.broadcast_to(tuple(shape))
        step = wide.stride(rows) if rows is not None else 0
        if (memory.batched and (rows is None or step != memory.size)) or (not memory.batched and step):
            raise UnsupportedError("an operation across the rows of a batch")
        sizes = [(size, stride) for place, (size, stride) in enumerate(zip(wide.shape, wide.stride(), strict=True))
                 if place != rows and size != 1]  # fmt: skip
        return Ref(number, int(tensor.storage_offset()), tuple(stride for _, stride in sizes))

    def rows_of(self, tensor: Tensor) -> int | None:
        """The dimension that counts the batch."""
        for place, size in enumerate(tensor.shape):
            if size == self.batch and tensor.stride(place) * self.batch >= tensor.untyped_storage().nbytes() // (
                tensor.element_size()
            ):
                return place
        return None

    def summed(self, tensor: Tensor) -> bool:
        number = self._places.get(_address(tensor))
        return number is not None and self.tape.memories[number].summed

    def _new(self, tensor: Tensor, memory: Memory) -> int:
        self._alive.append(tensor)
        self._places[_address(tensor)] = len(self.tape.memories)
        self.tape.memories.append(memory)
        return len(self.tape.memories) - 1

    def _note(self, packet: Any, args: tuple[Any, ...], named: dict[str, Any], out: Tensor) -> None:
        tensors = [part for arg in args for part in (arg if isinstance(arg, (list, tuple)) else [arg])]
        tensors = [part for part in tensors if isinstance(part, Tensor)]
        lazy = any(self.summed(tensor) for tensor in tensors)
        if lazy and packet not in LINEAR | {aten.sum} | FILLED.keys():
            raise UnsupportedError(f"{packet} of a sum over the batch")
        if packet in FILLED or packet in (aten.full, aten.full_like):
            value = FILLED[packet] if packet in FILLED else float(args[1])
            self._new(out, Memory(out.numel(), batched=False, value=value))
        elif packet is aten.sum:
            self._sum(out, *args, **named)
        else:
            rows = self.rows_of(out)
            self._new(out, Memory(out.numel() // (self.batch if rows is not None else 1), rows is not None, lazy))
            self._write(packet, args, named, out, rows)

    def _write(self, packet: Any, args: tuple[Any, ...], named: dict[str, Any], out: Tensor, rows: int | None) -> None:
        if packet in (aten.cat, aten.stack):
            dim, at = args[1] if len(args) > 1 else named.get("dim", 0), 0
            for number, part in enumerate(args[0]):
                size = 1 if packet is aten.stack else part.shape[dim]
                target = out.select(dim, number) if packet is aten.stack else out.narrow(dim, at, size)
                at += size
                self._map("{0}", (part,), target, self._rows_in(target, rows, dim, packet is aten.stack))
        elif packet in (aten.add, aten.sub, aten.rsub):
            first, second = (args[1], args[0]) if packet is aten.rsub else args[:2]
            scale = named.get("alpha", args[2] if len(args) > 2 else 1)
            sign = "+" if packet is aten.add else "-"
            code = f"({{0}} {sign} {{1}})" if scale == 1 else f"({{0}} {sign} (T){scale!r} * {{1}})"
            self._map(code, (first, second), out, rows)
        elif packet is aten.pow and args[1] == 2:
            self._map("({0} * {0})", args[:1], out, rows)
        elif packet is aten.div and named.get("rounding_mode"):
            raise UnsupportedError(str(packet))
        elif packet in MAPS:
            self._map(MAPS[packet], args, out, rows)
        else:
            raise UnsupportedError(str(packet))

    @staticmethod
    def _rows_in(target: Tensor, rows: int | None, dim: int, dropped: bool) -> int | None:
        place = dim % (target.dim() + (1 if dropped else 0))
        if rows == place:
            raise UnsupportedError("a batch made of parts")
        return rows - 1 if rows is not None and dropped and place < rows else rows

    def _map(self, code: str, args: Sequence[Any], out: Tensor, rows: int | None) -> None:
        taken = [arg for arg in args if isinstance(arg, (Tensor, int, float))]
        operands = [self.ref(arg, out.shape, rows) if isinstance(arg, Tensor) else float(arg) for arg in taken]
        target = self.ref(out, out.shape, rows)
        assert isinstance(target, Ref)  # noqa: S101 (just made)
        shape = tuple(size for place, size in enumerate(out.shape) if place != rows and size != 1)
        self.tape.loops.append(Loop(code, tuple(operands), shape, target))

    def _sum(self, out: Tensor, source: Tensor, dims: Sequence[int] | None = None, keep: bool = False) -> None:
        every = range(source.dim())
        gone = {dim % source.dim() for dim in dims} if dims else set(every)
        rows = self.rows_of(source)
        lazy = rows in gone or self.summed(source)
        batched = rows is not None and not lazy
        self._new(out, Memory(out.numel() // (self.batch if batched else 1), batched, lazy))
        order = [dim for dim in every if dim not in gone] + [dim for dim in every if dim in gone and dim != rows]
        operand = self.ref(source.permute(order + ([rows] if rows in gone else [])),
                           [*(source.shape[dim] for dim in order), *([self.batch] if rows in gone else [])],
                           len(order) if rows in gone else order.index(rows) if rows is not None else None)  # fmt: skip
        narrow = out.squeeze(tuple(gone)) if keep else out
        kept = [dim for dim in order if dim not in gone]
        target = self.ref(narrow, narrow.shape, kept.index(rows) if rows in kept else None)
        assert isinstance(target, Ref)  # noqa: S101 (just made)
        shape = tuple(source.shape[dim] for dim in order if dim != rows and source.shape[dim] != 1)
        remain = sum(1 for dim in kept if dim != rows and source.shape[dim] != 1)
        self.tape.loops.append(Loop("{0}", (operand,), shape, target, remain if remain < len(shape) else None))


def _address(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


def _padded(gradient: Tensor, sizes: Sequence[int], dim: int, start: int) -> Tensor:
    """The gradient of a slice, in a tensor of `sizes` that is zero elsewhere."""
    dim, width = dim % len(sizes), gradient.shape[dim % len(sizes)]
    around = [[*sizes[:dim], size, *sizes[dim + 1 :]] for size in (start, sizes[dim] - start - width)]
    zeros = [gradient.new_zeros(shape) for shape in around]
    parts = [part for part in (zeros[0], gradient, zeros[1]) if part.shape[dim]]
    return torch.cat(parts, dim) if len(parts) > 1 else gradient


def _slice_backward(gradient: Tensor, sizes: Sequence[int], dim: int, start: int, end: int, step: int) -> Tensor:
    if step != 1:
        raise UnsupportedError("a slice with a step")
    return _padded(gradient, sizes, dim, start if start >= 0 else start + sizes[dim])


def _select_backward(gradient: Tensor, sizes: Sequence[int], dim: int, index: int) -> Tensor:
    return _padded(gradient.unsqueeze(dim), sizes, dim, index % sizes[dim])


def _mean(x: Tensor, dims: Sequence[int] | None = None, keep: bool = False) -> Tensor:
    dims = list(dims or range(x.dim()))
    count = 1
    for dim in dims:
        count *= x.shape[dim]
    return x.sum(dims, keepdim=keep) * (1 / count)


def _var_mean(
    x: Tensor, dims: Sequence[int], *, correction: float | None = 1, keepdim: bool = False
) -> tuple[Tensor, Tensor]:
    mean = _mean(x, dims, True)
    count = 1
    for dim in dims:
        count *= x.shape[dim]
    distance = x - mean
    var = (distance * distance).sum(list(dims), keepdim=keepdim) * (
        1 / (count - (1 if correction is None else correction))
    )
    return var, mean if keepdim else mean.squeeze(tuple(dims))


def _layer_norm(
    x: Tensor, shape: Sequence[int], gain: Tensor | None, shift: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    dims = list(range(x.dim() - len(shape), x.dim()))
    var, mean = _var_mean(x, dims, correction=0, keepdim=True)
    scale = torch.rsqrt(var + eps)
    normed = (x - mean) * scale
    normed = normed if gain is None else normed * gain
    return normed if shift is None else normed + shift, mean, scale


def _layer_norm_backward(  # noqa: PLR0913, PLR0917 (torch's own signature)
    gradient: Tensor,
    x: Tensor,
    shape: Sequence[int],
    mean: Tensor,
    scale: Tensor,
    gain: Tensor | None,
    shift: Tensor | None,
    wanted: Sequence[bool],
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    inner, outer = list(range(x.dim() - len(shape), x.dim())), list(range(x.dim() - len(shape)))
    normed = (x - mean) * scale
    pulled = gradient if gain is None else gradient * gain
    inside = pulled - _mean(pulled, inner, True) - normed * _mean(pulled * normed, inner, True)
    return (
        inside * scale,
        (gradient * normed).sum(outer) if wanted[1] else None,
        gradient.sum(outer) if wanted[2] else None,
    )


def _log_sigmoid(x: Tensor) -> tuple[Tensor, Tensor]:
    return torch.minimum(x, torch.zeros_like(x)) - torch.log1p(torch.exp(-x.abs())), x.new_zeros(1)


# Operations that are written with simpler ones.
SPELLED_OUT: dict[Any, Callable[..., Any]] = {
    aten.sigmoid_backward: lambda gradient, y: gradient * (y * (1 - y)),
    aten.tanh_backward: lambda gradient, y: gradient * (1 - y * y),
    aten.slice_backward: _slice_backward,
    aten.select_backward: _select_backward,
    aten.mean: _mean,
    aten.var_mean: _var_mean,
    aten.native_layer_norm: _layer_norm,
    aten.native_layer_norm_backward: _layer_norm_backward,
    aten.log_sigmoid_forward: _log_sigmoid,
    aten.log_sigmoid_backward: lambda gradient, x, _: gradient * torch.sigmoid(-x),
    aten.softplus: lambda x, beta=1, threshold=20: torch.relu(x) + torch.log1p(torch.exp(-(x * beta).abs())) / beta,
    aten.softplus_backward: lambda gradient, x, beta, threshold: gradient * torch.sigmoid(x * beta),
    aten.lerp: lambda start, end, weight: start + weight * (end - start),
    aten.addcmul: lambda x, a, b, value=1: x + a * b * value,
}
