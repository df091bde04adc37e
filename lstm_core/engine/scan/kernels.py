"""The functions of a row that a cell needs in a scan, recorded from its `operand` and `step` and written as C.

A function's pointers have names: "projected", "recurrent", "state0", "parameter2", "carry1", ... Names that appear
among inputs and outputs are one row that is read, then written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import Recurrence
from lstm_core.engine.scan.row_functions import Output, RowFunction
from lstm_core.engine.scan.tracing import BATCHES, Recorder, UnsupportedError

TEMPLATE, PRODUCTS = (Path(__file__).with_name(name) for name in ("scan.c", "products.c"))


@dataclass(frozen=True)
class Kernels:
    """`source` in C; the names of the pointers of each function; which parameters `step` and `operand` read."""

    source: str
    step: tuple[str, ...]
    operand: tuple[str, ...]  # empty when the recurrent matrix multiplies h itself
    back: tuple[str, ...]
    operand_back: tuple[str, ...]
    sizes: tuple[int, ...]  # of the state's tensors
    recurrent: int
    scratch: int

    @property
    def shared(self) -> bool:
        """The gradients of what is projected and of what is recurrent are the same numbers."""
        return "d_projected" not in self.back


class Example:
    """A batch of rows for a cell to be recorded with."""

    def __init__(self, cell: Recurrence, width: int, dtype: torch.dtype) -> None:
        assert isinstance(cell, nn.Module)  # noqa: S101 (every cell is one)
        self.cell, self.parameters = cell, list(cell.parameters())
        found = {size for parameter in self.parameters for size in parameter.shape} | {width}
        self.batch = next(rows for rows in BATCHES if rows not in found)
        generator = torch.Generator().manual_seed(0)

        def rows(size: int) -> Tensor:
            return torch.rand(self.batch, size, generator=generator, dtype=dtype).requires_grad_()

        self.rows = rows
        sizes = [part.shape[1] for part in cell.start(self.batch, rows(1))]
        self.projected, self.state = rows(width), tuple(rows(size) for size in sizes)
        with torch.no_grad():
            operand = cell.operand(self.state, self.projected)
            self.identity = operand.data_ptr() == self.state[0].data_ptr() and operand.shape == self.state[0].shape
            self.operand_size, self.recurrent = operand.shape[1], rows(cell.recur(operand).shape[1])
        if any(parameter.storage_offset() or not parameter.is_contiguous() for parameter in self.parameters):
            raise UnsupportedError("a parameter within another tensor")

    def recorder(self, *rows: Tensor) -> Recorder:
        """One that knows these rows, then the parameters."""
        recorder = Recorder(self.batch)
        for row in rows:
            recorder.give(row, batched=True)
        for parameter in self.parameters:
            recorder.give(parameter, batched=False)
        return recorder

    @property
    def parameter_names(self) -> list[str]:
        return [f"parameter{number}" for number in range(len(self.parameters))]

    @property
    def state_names(self) -> list[str]:
        return [f"state{number}" for number in range(len(self.state))]

    @property
    def carry_names(self) -> list[str]:
        return [f"carry{number}" for number in range(len(self.state))]


def kernels_of(cell: Recurrence, width: int, dtype: torch.dtype) -> Kernels:
    """Of a cell whose projection has `width` numbers. Raises UnsupportedError for what has no loop."""
    example = Example(cell, width, dtype)
    step, step_names = _step(example)
    operand = operand_back = None
    operand_names: list[str] = []
    operand_back_names: list[str] = []
    if not example.identity:
        operand, operand_names = _operand(example)
        operand_back, operand_back_names = _operand_back(example)
    back, back_names = _back(example, "d_projected" in operand_back_names)
    functions = [function for function in (step, operand, back, operand_back) if function is not None]
    counts = {"STEP": step_names, "OPERAND": operand_names, "BACK": back_names, "OPERAND_BACK": operand_back_names}
    head = [f"#define DOUBLE {int(dtype == torch.float64)}"]
    head += [f"#define {name}_POINTERS {len(names)}" for name, names in counts.items()]
    rows = "\n".join(function.source for function in functions)
    products = PRODUCTS.read_text(encoding="utf-8")
    written = TEMPLATE.read_text(encoding="utf-8").replace("\nPRODUCTS\n", f"\n{products}\n")
    return Kernels(
        source="\n".join([*head, written.replace("\nROWS\n", f"\n{rows}\n")]),
        step=tuple(step_names),
        operand=tuple(operand_names),
        back=tuple(back_names),
        operand_back=tuple(operand_back_names),
        sizes=tuple(part.shape[1] for part in example.state),
        recurrent=example.recurrent.shape[1],
        scratch=max(function.scratch for function in functions) + 16,
    )


def _step(example: Example) -> tuple[RowFunction, list[str]]:
    recorder = example.recorder(example.projected, example.recurrent, *example.state)
    with recorder, torch.no_grad():
        state = example.cell.step(example.projected, example.recurrent, example.state)
    names = ["projected", "recurrent", *example.state_names, *example.parameter_names]
    outputs = [Output(part, part.shape[1]) for part in state]
    return RowFunction("step_row", recorder, outputs), names + [f"next{number}" for number in range(len(state))]


def _operand(example: Example) -> tuple[RowFunction, list[str]]:
    recorder = example.recorder(example.projected, *example.state)
    with recorder, torch.no_grad():
        operand = example.cell.operand(example.state, example.projected)
    names = ["projected", *example.state_names, *example.parameter_names, "operand"]
    return RowFunction("operand_row", recorder, [Output(operand, operand.shape[1])]), names


def _back(example: Example, apart: bool) -> tuple[RowFunction, list[str]]:
    """`apart`: what is projected has gradients of its own, from the operand."""
    gradient, carries = example.rows(example.state[0].shape[1]), [example.rows(part.shape[1]) for part in example.state]
    given = [example.projected, example.recurrent, *example.state]
    back = [example.rows(example.operand_size)] if example.identity else []
    recorder = example.recorder(*given, gradient, *carries, *back)
    with recorder, torch.enable_grad():
        arriving = [gradient + carries[0], *carries[1:]]
        arriving[0] = arriving[0] + back[0] if back else arriving[0]
        state = example.cell.step(example.projected, example.recurrent, example.state)
        found = _pulled(state, [*given, *example.parameters], arriving)
    d_projected, d_recurrent, d_state = found[0], found[1], found[2 : 2 + len(carries)]
    names = ["projected", "recurrent", *example.state_names, "gradient", *example.carry_names]
    names += (["back"] if back else []) + example.parameter_names
    outputs = [Output(d_recurrent, example.recurrent.shape[1])]
    names.append("d_recurrent")
    if apart or not _same(d_projected, d_recurrent):
        outputs.append(Output(d_projected, example.projected.shape[1]))
        names.append("d_projected")
    outputs += [Output(part, row.shape[1], late=True) for part, row in zip(d_state, carries, strict=True)]
    names += example.carry_names
    _add_parameters(example, recorder, found[2 + len(carries) :], outputs, names)
    return RowFunction("back_row", recorder, outputs), names


def _operand_back(example: Example) -> tuple[RowFunction, list[str]]:
    carries = [example.rows(part.shape[1]) for part in example.state]
    back, d_projected = example.rows(example.operand_size), example.rows(example.projected.shape[1])
    recorder = example.recorder(example.projected, *example.state, *carries, back, d_projected)
    names = ["projected", *example.state_names, *example.carry_names, "back", "d_projected", *example.parameter_names]
    given = [example.projected, *example.state]
    with recorder, torch.enable_grad():
        operand = example.cell.operand(example.state, example.projected)
        found = _pulled([operand], [*given, *example.parameters], [back])
        sums = [
            (name, row + part)
            for name, row, part in zip(
                ["d_projected", *example.carry_names], [d_projected, *carries], found[: len(given)], strict=True
            )
            if part is not None
        ]
    outputs = [Output(tensor, tensor.shape[1], late=True) for _, tensor in sums]
    names += [name for name, _ in sums]
    _add_parameters(example, recorder, found[len(given) :], outputs, names)
    return RowFunction("operand_back_row", recorder, outputs), names


def _pulled(made: Sequence[Tensor], of: Sequence[Tensor], arriving: Sequence[Tensor]) -> tuple[Tensor | None, ...]:
    """Gradients with respect to `of`, from those with respect to what was `made`."""
    pairs = [(part, gradient) for part, gradient in zip(made, arriving, strict=True) if part.requires_grad]
    parts, gradients = zip(*pairs, strict=True)
    whole = _PresetGradients.apply(gradients, *parts)  # type: ignore[no-untyped-call]
    return torch.autograd.grad(whole, of, create_graph=True, allow_unused=True)


class _PresetGradients(torch.autograd.Function):
    """A number that has these gradients; `autograd.grad` loads sympy, half a second, for those it is given itself."""

    @staticmethod
    def forward(ctx: Any, gradients: Sequence[Tensor], *parts: Tensor) -> Tensor:
        ctx.gradients = gradients
        return parts[0].new_zeros(())

    @staticmethod
    def backward(ctx: Any, _: Tensor) -> tuple[Tensor | None, ...]:
        return (None, *ctx.gradients)


def _add_parameters(
    example: Example, recorder: Recorder, found: Sequence[Tensor | None], outputs: list[Output], names: list[str]
) -> None:
    for number, (gradient, parameter) in enumerate(zip(found, example.parameters, strict=True)):
        if gradient is not None:
            if not recorder.summed(gradient):
                raise UnsupportedError("the gradient of a parameter that is no sum over the batch")
            outputs.append(Output(gradient, parameter.numel()))
            names.append(f"d_parameter{number}")


def _same(one: Tensor | None, other: Tensor | None) -> bool:
    return (
        one is not None
        and other is not None
        and one.data_ptr() == other.data_ptr()
        and (one.shape, one.stride()) == (other.shape, other.stride())
    )
