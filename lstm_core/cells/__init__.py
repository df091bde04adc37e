"""Every recurrent cell of the family, one file each with its equations; `lstm_core.stacks` makes networks of them."""

from collections.abc import Callable

from torch import nn

from lstm_core.cells.gru import GRUCell
from lstm_core.cells.gru_d import DecayCell
from lstm_core.cells.layer_norm_lstm import LayerNormCell
from lstm_core.cells.lstm import LSTMCell
from lstm_core.cells.peephole import PeepholeCell
from lstm_core.cells.rnn import RNNCell
from lstm_core.cells.slstm import SLSTMCell
from lstm_core.parts import Cell

CELLS: dict[Cell, Callable[..., nn.Module]] = {
    "lstm": LSTMCell,
    "gru": GRUCell,
    "rnn": RNNCell,
    "peephole": PeepholeCell,
    "layer_norm_lstm": LayerNormCell,
    "gru_d": DecayCell,
    "slstm": SLSTMCell,
}
