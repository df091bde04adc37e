"""Runs a cell over time with its compiled functions: one call forward, one backward, threads share the batch."""

import ctypes
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import Recurrence, State
from lstm_core.engine.scan.compilation import BuildError, build
from lstm_core.engine.scan.kernels import Kernels, kernels_of


class RowAddress(ctypes.Structure):
    """As in scan.c: where the row of a sample at a step lies, in numbers."""

    _fields_ = (
        ("base", ctypes.c_void_p),
        ("first", ctypes.c_void_p),
        *((name, ctypes.c_int64) for name in ("batch", "time", "chunk", "first_batch")),
    )


class MatrixBlock(ctypes.Structure):
    """As in scan.c: a part of the recurrent matrix."""

    _fields_ = (
        ("weight", ctypes.c_void_p),
        *((name, ctypes.c_int64) for name in ("operand", "recurrent", "reads", "writes", "adds")),
    )


class Job(ctypes.Structure):
    """As in scan.c: everything of one call."""

    _fields_ = (
        *((name, ctypes.c_int64) for name in ("batch", "time", "rows", "blocks", "scratch")),
        ("step", ctypes.POINTER(RowAddress)),
        ("operand", ctypes.POINTER(RowAddress)),
        ("read", RowAddress),
        ("written", RowAddress),
        ("block", ctypes.POINTER(MatrixBlock)),
    )


class Product(ctypes.Structure):
    """As in products.c: (rows, columns) = (rows, depth) (depth, columns) + begin (columns)."""

    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("a", "b", "begin", "c")),
        *((name, ctypes.c_int64) for name in ("rows", "columns", "depth", "a_row", "a_deep", "b_deep", "b_column")),
        *((name, ctypes.c_int64) for name in ("ldc", "threads")),
    )


@dataclass(frozen=True)
class ForwardPass:
    """A pass forward: what went in and what it left, all that the pass backward needs."""

    projected: Tensor  # (B, T, P)
    start: State  # (B, n) each
    parameters: list[Tensor]
    history: tuple[Tensor, ...]  # the state's tensors at every step (B, T, n)
    recurrent: Tensor  # (B, T, R)
    operands: Tensor | None  # (B, T, H); None: h of the step before


@dataclass(frozen=True)
class Gradients:
    """Of everything that the recurrence read; those of parameters by their number."""

    projected: Tensor
    start: tuple[Tensor, ...]
    weight: Tensor
    parameters: dict[int, Tensor]


class Native:
    """One cell, one number type, one width of the projection. Raises BuildError or UnsupportedError."""

    def __init__(self, cell: Recurrence, width: int, dtype: torch.dtype) -> None:
        assert isinstance(cell, nn.Module)  # noqa: S101 (every cell is one)
        self.dtype = dtype
        self.kernels: Kernels = kernels_of(cell, width, dtype)
        names = [name for name, _ in cell.named_parameters()]
        self.weight = next(number for number, name in enumerate(names) if name.endswith("weight_hh"))
        used = self.kernels.back + self.kernels.operand_back
        self.used = [number for number in range(len(names)) if f"d_parameter{number}" in used]
        self._library = build(self.kernels.source)
        _check_product(cell, list(cell.parameters())[self.weight], dtype)

    def forward(self, projected: Tensor, start: State, parameters: list[Tensor]) -> ForwardPass:
        """Run all steps of what is projected (B, T, P) from the state `start`."""
        batch, time, _ = projected.shape
        kernels = self.kernels
        seen = ForwardPass(
            projected,
            start,
            parameters,
            tuple(projected.new_empty(batch, time, size) for size in kernels.sizes),
            projected.new_empty(batch, time, kernels.recurrent),
            projected.new_empty(batch, time, kernels.sizes[0]) if kernels.operand else None,
        )
        places = _places(seen) | {f"next{number}": _place(part) for number, part in enumerate(seen.history)}
        if seen.operands is not None:
            places["operand"] = _place(seen.operands)
        self._run("forward", places, (kernels.step, kernels.operand), seen)
        return seen

    def backward(self, seen: ForwardPass, arriving: tuple[Tensor | None, ...], *, own: bool = True) -> Gradients:
        """Gradients, from those of h at every step (B, T, H) and of the last state (B, n), None being zero.

        `own`: the product of the recurrent matrix is ours, else that of torch's library.
        """
        kernels, projected, parameters = self.kernels, seen.projected, seen.parameters
        batch = len(projected)
        states, *lasts = arriving
        states = projected.new_zeros(()).expand(seen.history[0].shape) if states is None else states
        states = states if states.stride(-1) == 1 else states.contiguous()  # (B, T, H)
        carries = [
            projected.new_zeros(batch, size) if last is None else last.clone(memory_format=torch.contiguous_format)
            for size, last in zip(kernels.sizes, lasts, strict=True)
        ]  # (B, n) each
        back = projected.new_zeros(batch, kernels.sizes[0])  # (B, H)
        d_recurrent = torch.empty_like(seen.recurrent)  # (B, T, R)
        d_projected = d_recurrent if kernels.shared else torch.empty_like(projected)  # (B, T, P)
        chunks = -(-batch // _rows(batch))
        sums = {number: projected.new_zeros(chunks, parameters[number].numel()) for number in self.used}
        places = _places(seen) | {"gradient": _place(states), "back": _row(back)}
        places |= {"d_recurrent": _place(d_recurrent), "d_projected": _place(d_projected)}
        places |= {f"carry{number}": _row(part) for number, part in enumerate(carries)}
        places |= {f"d_parameter{number}": _shared(part, chunk=part.stride(0)) for number, part in sums.items()}
        self._run("backward", places, (kernels.back, kernels.operand_back), seen)
        operands = seen.operands
        if operands is None:
            carries[0] += back
            operands = torch.cat([seen.start[0][:, None], seen.history[0][:, :-1]], dim=1)  # (B, T, H)
        return Gradients(
            d_projected,
            tuple(carries),
            self._weight_gradient(d_recurrent, operands, parameters[self.weight], own),
            {number: part.sum(0).view_as(parameters[number]) for number, part in sums.items()},
        )

    def product(self, a: Tensor, b: Tensor, begin: Tensor | None = None) -> Tensor:
        """A (M, K) b (K, N) + begin (N,)."""
        made = a.new_empty(a.shape[0], b.shape[1])
        job = Product(
            a.data_ptr(),
            b.data_ptr(),
            None if begin is None else begin.data_ptr(),
            made.data_ptr(),
            *made.shape,
            a.shape[1],
            *a.stride(),
            *b.stride(),
            made.stride(0),
            torch.get_num_threads(),
        )
        self._library.product(ctypes.byref(job))
        return made

    def _weight_gradient(self, d_recurrent: Tensor, operands: Tensor, weight: Tensor, own: bool) -> Tensor:
        """One product over all steps, from (B, T, R) and (B, T, H)."""
        if weight.dim() == 2 or len(weight) == 1:
            product = self.product if own else torch.mm
            return product(d_recurrent.flatten(0, 1).t(), operands.flatten(0, 1)).view_as(weight)  # (R, H)
        heads, gates, width, _ = weight.shape
        gradients = d_recurrent.view(-1, gates, heads, width)  # (BT, G, N, K)
        return torch.einsum("bgnj,bnk->ngjk", gradients, operands.view(-1, heads, width))  # (N, G, K, K)

    def _run(
        self, way: str, places: dict[str, RowAddress], names: tuple[tuple[str, ...], tuple[str, ...]], seen: ForwardPass
    ) -> None:
        step, operand = ((RowAddress * max(1, len(tables)))(*(places[name] for name in tables)) for tables in names)
        blocks = _blocks(seen.parameters[self.weight])
        reads = "back" if way == "backward" else "operand" if self.kernels.operand else "state0"
        batch, time, _ = seen.projected.shape
        job = Job(
            batch,
            time,
            _rows(batch),
            len(blocks),
            -(-self.kernels.scratch // 16) * 16,
            step,
            operand,
            places[reads],
            places["d_recurrent" if way == "backward" else "recurrent"],
            (MatrixBlock * len(blocks))(*blocks),
        )
        getattr(self._library, way)(ctypes.byref(job))


def _rows(batch: int) -> int:
    """Rows of a thread."""
    return -(-batch // max(1, min(batch, torch.get_num_threads())))


def _places(seen: ForwardPass) -> dict[str, RowAddress]:
    """What both passes read."""
    before = {f"state{number}": _before(part, seen.start[number]) for number, part in enumerate(seen.history)}
    given = {f"parameter{number}": _shared(part) for number, part in enumerate(seen.parameters)}
    return {"projected": _place(seen.projected), "recurrent": _place(seen.recurrent), **before, **given}


def _place(rows: Tensor) -> RowAddress:
    """Rows of (B, T, n)."""
    return RowAddress(rows.data_ptr(), None, rows.stride(0), rows.stride(1), 0, 0)


def _before(rows: Tensor, start: Tensor) -> RowAddress:
    """Rows of (B, T, n) one step earlier; at step 0 those of start (B, n)."""
    earlier = rows.data_ptr() - rows.stride(1) * rows.element_size()
    return RowAddress(earlier, start.data_ptr(), rows.stride(0), rows.stride(1), 0, start.stride(0))


def _row(rows: Tensor) -> RowAddress:
    """Rows of (B, n), the same at every step."""
    return RowAddress(rows.data_ptr(), None, rows.stride(0), 0, 0, 0)


def _shared(numbers: Tensor, chunk: int = 0) -> RowAddress:
    """One row for all samples, or for all of a thread."""
    return RowAddress(numbers.data_ptr(), None, 0, 0, chunk, 0)


def _blocks(weight: Tensor) -> list[MatrixBlock]:
    """Of a matrix (R, H), or of heads and gates (N, G, K, K) that make (G, N, K) of (N, K)."""
    if weight.dim() == 2:
        return [MatrixBlock(weight.data_ptr(), 0, 0, weight.shape[1], weight.shape[0], 0)]
    heads, gates, width, _ = weight.shape
    if heads == 1:
        return [MatrixBlock(weight.data_ptr(), 0, 0, width, gates * width, 0)]
    return [
        MatrixBlock(
            weight[head, gate].data_ptr(), head * width, (gate * heads + head) * width, width, width, int(gate > 0)
        )
        for head in range(heads)
        for gate in range(gates)
    ]


@torch.no_grad()
def _check_product(cell: Recurrence, weight: Tensor, dtype: torch.dtype) -> None:
    """`recur` is the product that the blocks say. Raises BuildError with the reason "unsupported_step"."""
    reads = weight.shape[1] if weight.dim() == 2 else weight.shape[0] * weight.shape[2]
    operand = torch.rand(2, reads, generator=torch.Generator().manual_seed(0), dtype=dtype)  # (2, H)
    found = cell.recur(operand)  # (2, R)
    expected = torch.zeros_like(found)
    if weight.dim() == 2:
        expected = operand @ weight.t()
    else:
        heads, _, width, _ = weight.shape
        parts = operand.view(2, heads, width)
        expected = torch.einsum("bnk,ngjk->bgnj", parts, weight).reshape(2, -1)
    if found.shape != expected.shape or not torch.allclose(found, expected, atol=1e-4):
        raise BuildError("unsupported_step", "recur")
