"""torch.nn's own layers, which may also run their steps compiled.

On a CPU its GRU and RNN have no fast way to train, and its LSTM gains nothing from a second thread. Weights, their
names, state and random numbers are torch.nn's; so is what runs until `choose` or a trial finds a better way. `B` batch,
`T` time, `D` features in, `H` hidden, `L` layers.
"""

from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells.gru import GRUCell
from lstm_core.engine.cells.lstm import LSTMCell
from lstm_core.engine.cells.recurrence import Recurrence
from lstm_core.engine.cells.rnn import RNNCell
from lstm_core.engine.scan.scan import (
    COMPILE_SECONDS,
    Implementation,
    ProductsOf,
    is_worth_compiling,
    prepare,
    scan,
)
from lstm_core.engine.scan.verdicts import Shape

# Per step of time and of training, for small batches; docs/log.md has the numbers.
SAVED_SECONDS = {"LSTM": 100e-6, "GRU": 50e-6, "RNN": 20e-6}


class TorchCell:
    """A cell on the parameters of one layer of torch.nn, whose two biases are added before the projection."""

    bias_ih: nn.Parameter
    bias_hh: nn.Parameter

    def __init__(self, layer: nn.RNNBase, number: int) -> None:
        module = cast("nn.Module", self)
        nn.Module.__init__(module)
        self.hidden = layer.hidden_size
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            module.register_parameter(name, getattr(layer, f"{name}_l{number}"))

    @property
    def bias(self) -> Tensor:
        """Of a projection (P,)."""
        return self.bias_ih + self.bias_hh


class TorchLSTMCell(TorchCell, LSTMCell):  # type: ignore[misc]
    """Four gates."""


class TorchRNNCell(TorchCell, RNNCell):  # type: ignore[misc]
    """No gate."""


class TorchGRUCell(TorchCell, GRUCell):
    """b_hh of the candidate stands within the reset gate's product, the rest is one projection."""

    @property
    def bias(self) -> Tensor:  # type: ignore[override]
        """Of a projection (3H,)."""
        return self.bias_ih + functional.pad(self.bias_hh[: 2 * self.hidden], (0, self.hidden))

    @property
    def bias_hn(self) -> Tensor:  # type: ignore[override]
        """Beside a recurrent product (H,)."""
        return self.bias_hh[2 * self.hidden :]


class CompilableLayer(nn.RNNBase):
    """What the three layers share. `cells` are the compiled ones, one of each layer, empty when torch.nn runs."""

    borrowed: type[TorchCell]
    cells: tuple[nn.Module, ...] = ()
    path = Implementation("eager")
    because = "slower"  # where the compiled cells run

    def choose(self, steps: int, time: int) -> None:
        """Run compiled where that can win its time back on the CPU in so many training steps of `time`."""
        saved = steps * time * self.num_layers * SAVED_SECONDS[self.mode.partition("_")[0]]
        if self.weight_ih_l0.is_cuda or (self.mode == "LSTM" and torch.get_num_threads() == 1):
            self.go(Implementation("eager"))
        elif is_worth_compiling(saved, COMPILE_SECONDS):
            self.go(Implementation("compiled"))
        else:
            self.go(Implementation("eager", "short_run"))

    def go(self, way: Implementation) -> None:
        """Run that way, "eager" being torch.nn's; that too where this machine cannot compile the cells."""
        made = self.cells
        self.cells, self.path = (), way
        if way.name == "eager":
            return
        cells = made or tuple(cast("nn.Module", self.borrowed(self, number)) for number in range(self.num_layers))
        for cell in cells:
            found = prepare(cast("Recurrence", cell), cell.get_parameter("weight_ih").shape[1])
            if found.name == "eager":
                self.path = found
                return
        self.cells = cells

    def ways(self) -> dict[str, Callable[[Tensor], Tensor]]:
        """How a trial runs what was compiled: h of every step (B, T, H) from inputs (B, T, D)."""

        def with_products_of(products: ProductsOf) -> Callable[[Tensor], Tensor]:
            return lambda inputs: self._compiled(inputs, None, products)[0]

        return {
            "torch": lambda inputs: super(CompilableLayer, self).forward(inputs)[0],
            "own": with_products_of("own"),
            "library": with_products_of("library"),
        }

    def shape(self, batch: int) -> Shape:
        """What a verdict of a trial is kept for."""
        weight = self.weight_ih_l0
        return Shape(
            f"nn.{self.mode.partition('_')[0]}",
            self.num_layers,
            self.input_size,
            self.hidden_size,
            batch,
            str(weight.dtype),
        )

    def forward(self, input: Any, hx: Any = None) -> Any:
        """As torch.nn has it: h of every step (B, T, H) and the state (L, B, H).

        torch.nn itself evaluates, since it keeps no gates of all steps.
        """
        if not self.cells or not self.training or input.is_cuda or torch.is_autocast_enabled("cpu"):
            return super().forward(input, hx)
        return self._compiled(input, hx, self.path.products)

    def _compiled(self, input: Tensor, hx: Any, products: ProductsOf) -> Any:
        given = () if hx is None else hx if isinstance(hx, tuple) else (hx,)  # (L, B, H) each
        states, lasts = input, []
        for number, cell in enumerate(self.cells):
            if number:
                states = functional.dropout(states, self.dropout)
            begun = tuple(part[number] for part in given) or None  # (B, H) each
            states, last = scan(cast("Recurrence", cell), states, begun, products=products)
            states = states.transpose(0, 1).contiguous().transpose(0, 1)  # as torch has it: dropout draws in this order
            lasts.append(last)
        whole = tuple(torch.stack(parts) for parts in zip(*lasts, strict=True))  # (L, B, H) each
        return states, whole if self.mode == "LSTM" else whole[0]


class LSTM(CompilableLayer, nn.LSTM):
    """torch.nn.LSTM."""

    borrowed = TorchLSTMCell


class GRU(CompilableLayer, nn.GRU):
    """torch.nn.GRU."""

    borrowed = TorchGRUCell


class RNN(CompilableLayer, nn.RNN):
    """torch.nn.RNN with tanh."""

    borrowed = TorchRNNCell
