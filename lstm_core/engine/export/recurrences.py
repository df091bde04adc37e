"""One direction of one layer as a `Recurrence`: its cell is recorded, and what was recorded is held against the cell.

So a new cell needs nothing here. What gives other numbers than its cell on a few random inputs is refused.
"""

from typing import Literal, NamedTuple, cast

import numpy as np
import torch
from torch import Tensor, nn

from lstm_core.engine.cells.gru import GRUCell
from lstm_core.engine.cells.lstm import LSTMCell
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.cells.peephole import PeepholeCell
from lstm_core.engine.cells.recurrence import Recurrence as Cell
from lstm_core.engine.cells.recurrence import State
from lstm_core.engine.cells.rnn import RNNCell
from lstm_core.engine.export.builder import Builder
from lstm_core.engine.export.program import (
    Array,
    CarriedState,
    Product,
    Recurrence,
    RowProgram,
    StandardCell,
    StatePart,
    Weight,
)
from lstm_core.engine.export.recording import record
from lstm_core.engine.export.reference import run_recurrence
from lstm_core.engine.nn.torch_layers import TorchGRUCell, TorchLSTMCell, TorchRNNCell
from lstm_core.engine.scan.eager import scan
from lstm_core.errors import RunError, Sentence

PROBED = (3, 4)  # rows and steps on which a recorded cell is held against the cell itself
AGREEMENT = 1e-3  # of the largest number: a wrong equation is further off, rounding is far nearer
STANDARD: dict[type, Literal["lstm", "gru", "rnn"]] = {  # none of their subclasses: it may step otherwise
    LSTMCell: "lstm",
    TorchLSTMCell: "lstm",
    PeepholeCell: "lstm",
    GRUCell: "gru",
    TorchGRUCell: "gru",
    RNNCell: "rnn",
    TorchRNNCell: "rnn",
}


class Place(NamedTuple):
    """Where a layer stands: its number, the number of its carried state, its direction, and how it begins."""

    number: int
    carried: int | None = None
    direction: str = "forward"
    begun: tuple[Tensor, ...] = ()

    def __str__(self) -> str:
        return f"layer_{self.number}.{self.direction}"


def recurrence_of(builder: Builder, cell: nn.Module, features: int, value: str, place: Place) -> Recurrence:
    """The recurrence of a cell in evaluation, which reads `features` numbers at a step. Raises RunError."""
    zoneout, inner = 0.0, cell
    if isinstance(cell, StochasticCell):
        zoneout, inner = cell.zoneout, cast("nn.Module", cell.inner)
    like = next(cell.parameters())
    x = like.detach().new_zeros(1, 1, features).normal_(generator=torch.Generator(like.device).manual_seed(0))
    node = _recorded(builder, inner, zoneout, x, value, place)
    _check(node, cast("Cell", cell), features, builder.weights)
    return node


def _recorded(builder: Builder, module: nn.Module, zoneout: float, x: Tensor, value: str, place: Place) -> Recurrence:
    cell, name = cast("Cell", module), type(module).__name__

    def kept(tensor: Tensor) -> Weight:
        return Weight(builder.weight(tensor, str(place)))

    def step(p: Tensor, r: Tensor, *state: Tensor) -> State:
        new = cell.step(p, r, state)
        olds = cell.mixing if zoneout else 0
        mixed = (zoneout * before + (1 - zoneout) * now for before, now in zip(state[:olds], new, strict=False))
        return (*mixed, *new[olds:])

    with torch.no_grad():
        begun = cell.start(1, x)  # (1, H) each
        projected = cell.project(x)[:, 0]  # (1, P)
        operand = cell.operand(begun, projected)  # (1, K)
        recurrent = cell.recur(operand)  # (1, R)
    state = {f"s{number}": part for number, part in enumerate(begun)}
    return Recurrence(
        reads=value,
        gives=f"{place}.h",
        states=_state_parts(builder, begun, place),
        project=record(cell.project, {"x": x}, kept, name),
        operand=record(lambda p, *s: cell.operand(s, p), {"p": projected, **state}, kept, name),
        products=_products(builder, cell, operand, place),
        step=record(step, {"p": projected, "r": recurrent, **state}, kept, name),
        standard=None if zoneout else _standard(builder, module, place),
    )


def _state_parts(builder: Builder, begun: State, place: Place) -> tuple[StatePart, ...]:
    parts = []
    for number, zero in enumerate(begun):
        values = place.begun[number] if number < len(place.begun) else zero[0]
        trained = number < len(place.begun) or bool((values != values[0]).any())
        initial: float | str = builder.weight(values, f"{place}.start") if trained else float(values[0])
        carried = None
        if place.carried is not None:
            carried = f"state_{place.carried}_{number}"
            builder.states.append(CarriedState(carried, zero.shape[1], "vector", initial))
        parts.append(StatePart(zero.shape[1], initial, carried))
    return tuple(parts)


def _products(builder: Builder, cell: Cell, operand: Tensor, place: Place) -> tuple[Product, ...]:
    """The recurrent product: a chain of matrices where the cell has one, else the matrix that does what it does."""
    seen: dict[str, Tensor] = {}

    def kept(tensor: Tensor) -> Weight:
        seen[f"m{len(seen)}"] = tensor
        return Weight(f"m{len(seen) - 1}")

    try:
        chain = _matrices(record(cell.recur, {"x": operand}, kept, type(cell).__name__))
    except RunError:
        chain = None
    if chain is not None:
        return tuple(Product(builder.weight(seen[name], str(place))) for name in chain)
    with torch.no_grad():
        whole = cell.recur(torch.eye(operand.shape[1], dtype=operand.dtype, device=operand.device)).t()  # (R, H)
    heads = int(getattr(cell, "heads", 1))
    parts = _of_heads(whole, heads)
    if parts is None:
        return (Product(builder.weight(whole.contiguous(), str(place))),)
    return (Product(builder.weight(parts, str(place)), heads),)


def _matrices(program: RowProgram) -> list[str] | None:
    """The weights of products that stand one behind the other; None when there is anything else."""
    (value,), found = program.inputs, []
    for operation in program.operations:
        matrix = operation.operands[-1]
        if operation.name != "linear" or operation.operands[:-1] != (value,) or not isinstance(matrix, Weight):
            return None
        found.append(matrix.name)
        value = operation.result
    return found or None


def _of_heads(whole: Tensor, heads: int) -> Tensor | None:
    """The rows (R, H / N) within the head that each reads; None when a matrix (R, H) has no such heads."""
    rows, units = whole.shape
    if heads == 1 or units % heads or rows % units:
        return None
    width = units // heads
    head = torch.arange(rows, device=whole.device) // width % heads  # (R,)
    places = head[:, None] * width + torch.arange(width, device=whole.device)  # (R, H / N)
    parts = whole.gather(1, places)
    back = torch.zeros_like(whole).scatter(1, places, parts)
    return parts.contiguous() if torch.equal(back, whole) else None


def _standard(builder: Builder, cell: nn.Module, place: Place) -> StandardCell | None:
    def kept(name: str) -> str:
        return builder.weight(getattr(cell, name), str(place))

    name = STANDARD.get(type(cell))
    if name is None:
        return None
    return StandardCell(
        name,
        kept("weight_ih"),
        kept("weight_hh"),
        kept("bias"),
        bias_hn=kept("bias_hn") if name == "gru" else None,
        peephole=kept("peephole") if isinstance(cell, PeepholeCell) else None,
    )


def _check(node: Recurrence, cell: Cell, features: int, weights: dict[str, Array]) -> None:
    """Raise RunError where the recorded cell gives anything else than the cell."""
    like = next(cast("nn.Module", cell).parameters())
    random = np.random.default_rng(0)
    inputs = random.normal(size=(*PROBED, features)).astype(np.float32)
    given = torch.from_numpy(inputs).to(like)
    with torch.no_grad():
        start = cell.start(len(given), given)
        expected, _ = scan(cell, given, start)
    states = tuple(part.cpu().numpy().astype(np.float64) for part in start)
    found, _ = run_recurrence(node, inputs.astype(np.float64), states, weights)
    truth = expected.cpu().numpy()
    if not np.abs(found - truth).max() <= AGREEMENT * np.abs(truth).max():
        raise RunError(Sentence("export.other_numbers", {"cell": type(cell).__name__}))
