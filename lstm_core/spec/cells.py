"""Every cell of the family: THE TABLE, one row per cell; its equations are in `lstm_core/engine/cells/<cell>.py`."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from lstm_core.spec.constants import MLP_FACTOR


class CellRow(NamedTuple):
    """What follows from a cell; `H` is the hidden size."""

    gates: int  # matrices (H, D) and (H, H) of a layer: gates and candidate
    kept: int  # numbers per unit and step that training keeps of a layer that runs step by step, forward and backward
    states: int = 1  # tensors (B, H) that a layer carries from step to step
    carried: int = 1  # of these, from the first on, that can be averaged with earlier ones and can be trained
    own: int = 0  # trained numbers per unit besides matrices and biases
    torch: str | None = None  # its layer in torch.nn
    kept_torch: int = 0  # as `kept`, where torch.nn runs the layer
    gated: bool = True  # recurrent dropout acts on its candidate
    forgets: bool = False  # the second of its gates is a forget gate
    heads: bool = False  # its recurrent matrix has as many blocks as the spec has heads
    from_zero: bool = True  # the state before the first step is zero
    recurrent: bool = True


CELLS: dict[str, CellRow] = {
    "lstm": CellRow(4, 14, states=2, carried=2, torch="LSTM", kept_torch=18, forgets=True),
    "gru": CellRow(3, 12, own=1, torch="GRU", kept_torch=15),  # own: the candidate's bias within the product
    "rnn": CellRow(1, 6, torch="RNN", kept_torch=5, gated=False),
    "peephole": CellRow(4, 14, states=2, carried=2, own=3, forgets=True),
    "layer_norm_lstm": CellRow(4, 24, states=2, carried=2, own=10, forgets=True),
    "gru_d": CellRow(3, 19, own=1),
    "slstm": CellRow(4, 22, states=4, forgets=True, heads=True, from_zero=False),
    # q, k, v, what mixes them, and what widens and narrows
    "transformer": CellRow(4 + 2 * MLP_FACTOR, 28, states=0, gated=False, heads=True, recurrent=False),
}

if TYPE_CHECKING:
    Cell = str
else:
    Cell = Literal[tuple(CELLS)]

RECURRENT: tuple[Cell, ...] = tuple(cell for cell, row in CELLS.items() if row.recurrent)
GATED: tuple[Cell, ...] = tuple(cell for cell, row in CELLS.items() if row.gated)
FORGETTING: tuple[Cell, ...] = tuple(cell for cell, row in CELLS.items() if row.forgets)
HEADED: tuple[Cell, ...] = tuple(cell for cell, row in CELLS.items() if row.heads)
TORCH_CELLS: tuple[Cell, ...] = tuple(cell for cell, row in CELLS.items() if row.torch)  # that torch.nn has as layers
