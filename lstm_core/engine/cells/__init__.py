"""Every recurrent cell of the family, one file each with its equations; `engine.nn.stacks` makes networks of them."""

from collections.abc import Callable

from torch import nn

from lstm_core.engine.cells.gru import GRUCell
from lstm_core.engine.cells.gru_d import DecayCell
from lstm_core.engine.cells.layer_norm_lstm import LayerNormCell
from lstm_core.engine.cells.lstm import LSTMCell
from lstm_core.engine.cells.peephole import PeepholeCell
from lstm_core.engine.cells.rnn import RNNCell
from lstm_core.engine.cells.slstm import SLSTMCell
from lstm_core.spec.model import Cell

CELLS: dict[Cell, Callable[..., nn.Module]] = {
    "lstm": LSTMCell,
    "gru": GRUCell,
    "rnn": RNNCell,
    "peephole": PeepholeCell,
    "layer_norm_lstm": LayerNormCell,
    "gru_d": DecayCell,
    "slstm": SLSTMCell,
}
