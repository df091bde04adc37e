"""Layers over time: any cell of the family, both directions with true lengths, dropouts, a trained beginning.

Plain LSTM, GRU and RNN are torch.nn's own layers; what only a readable cell can do runs through
`lstm_core.engine.cells`. `B` batch, `T` time, `D` features in, `H` hidden, `L` layers.
"""

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.cells import CELLS
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.cells.recurrence import Recurrence
from lstm_core.engine.nn.initialisation import initialise
from lstm_core.engine.nn.recomputation import run_layers
from lstm_core.engine.nn.torch_layers import GRU, LSTM, RNN
from lstm_core.engine.nn.transformer import Transformer
from lstm_core.engine.scan.scan import (
    COMPILE_SECONDS,
    SAVED_SECONDS,
    Implementation,
    ProductsOf,
    is_worth_compiling,
    prepare,
    scan,
)
from lstm_core.engine.scan.verdicts import Shape
from lstm_core.spec import cells as rows
from lstm_core.spec.cells import Cell
from lstm_core.spec.derived import (
    DECAYING,
    averaged_states,
    cell_of,
    directions,
    noise_of,
    torch_runs_layer,
    torch_runs_stack,
    width_of,
)
from lstm_core.spec.model import ModelSpec

StackState = Tensor | tuple[Tensor, ...]  # of (L, B, H): h alone, or h and what else a cell carries
TORCH: dict[Cell, type[LSTM] | type[GRU] | type[RNN]] = {"lstm": LSTM, "gru": GRU, "rnn": RNN}


class Layer(nn.Module):
    """A readable cell over time, called as a torch.nn layer is; `because` names what torch.nn cannot do.

    It runs step by step until `lstm_core.engine.nn.paths.choose_path` has found something better.
    """

    def __init__(self, cell: nn.Module, features: int, because: str) -> None:
        super().__init__()
        self.cell = cell
        self.features, self.because = features, because
        self.path = Implementation("eager")
        self.recompute_every: int | None = None

    def choose(self, steps: int, time: int) -> None:
        """Run compiled where that wins its time back in so many training steps of `time`."""
        worth = is_worth_compiling(steps * time * SAVED_SECONDS, COMPILE_SECONDS)
        self.go(Implementation("compiled") if worth else Implementation("eager", "short_run"))

    def go(self, way: Implementation) -> None:
        """Run that way, or step by step where this machine cannot compile the cell."""
        found = prepare(cast("Recurrence", self.cell), self.features) if way.name == "compiled" else way
        self.path = way if found.name == way.name else found

    def ways(self) -> dict[str, Callable[[Tensor], Tensor]]:
        """How a trial runs what was compiled: h of every step (B, T, H) from inputs (B, T, D)."""

        def with_products_of(products: ProductsOf) -> Callable[[Tensor], Tensor]:
            return lambda inputs: scan(cast("Recurrence", self.cell), inputs, products=products)[0]

        return {"own": with_products_of("own"), "library": with_products_of("library")}

    def shape(self, batch: int) -> Shape:
        """What a verdict of a trial is kept for."""
        parts = [part for part in self.cell.modules() if hasattr(part, "project")]  # noise, the cell
        name = " of ".join(type(part).__name__ for part in parts)
        heads, dtype = getattr(parts[-1], "heads", 1), next(self.cell.parameters()).dtype
        hidden = cast("Recurrence", self.cell).hidden
        return Shape(f"{name}, {heads} heads", 1, self.features, hidden, batch, str(dtype))

    def forward(self, inputs: Tensor, state: StackState | None = None) -> tuple[Tensor, StackState]:
        """The h of every step (B, T, H) and the state after the last, of (1, B, H), from inputs (B, T, D)."""
        begun = None if state is None else tuple(part[0] for part in parts_of(state))  # (B, H) each
        states, last = scan(
            cast("Recurrence", self.cell),
            inputs,
            begun,
            fast=self.path.name == "compiled",
            checkpoint=self.recompute_every,
            products=self.path.products,
        )
        return states, join_state([part[None] for part in last])


def layer_of(spec: ModelSpec, features: int, number: int = 0) -> nn.Module:
    """One layer in one direction, the first has number 0. Above the first layer GRU-D has nothing that is missing."""
    kind, noise = cell_of(spec, number), noise_of(spec)
    if torch_runs_layer(spec, number):
        return TORCH[kind](features, spec.hidden_size, batch_first=True)
    more = {"heads": spec.heads} if rows.CELLS[kind].heads else {}
    cell = CELLS[kind](features, spec.hidden_size, **more)
    because = noise if noise and kind in TORCH else "cell"
    return Layer(StochasticCell(cell, spec.recurrent_dropout, spec.zoneout) if noise else cell, features, because)


class Stack(nn.Module):
    """Layers one above the other, each normalised when the spec says so, with dropout between them.

    The backward direction reads every sequence reversed within its own length, so it begins at the last real input,
    and the forward direction meets padding behind it only. Packed sequences say the same, but on the CPU their time
    grows with the square of the length.
    """

    def __init__(self, spec: ModelSpec, features: int, forget_bias: float | None = None) -> None:
        super().__init__()
        self.width = width_of(spec)
        sizes = [features, *[self.width] * (spec.layers - 1)]
        self.forwards = nn.ModuleList(layer_of(spec, size, number) for number, size in enumerate(sizes))
        self.backwards = nn.ModuleList(
            layer_of(spec, size, number) for number, size in enumerate(sizes) if spec.bidirectional
        )
        self.norms = nn.ModuleList(nn.LayerNorm(self.width) if spec.layer_norm else nn.Identity() for _ in sizes)
        self.dropout, self.residual, self.variational = (
            nn.Dropout(spec.dropout),
            spec.residual,
            spec.variational_dropout,
        )
        self.cell, self.rows = spec.cell, spec.layers * directions(spec)
        self.start: nn.ParameterList | None = None
        if spec.trained_state:
            begun = range(averaged_states(spec.cell))
            self.start = nn.ParameterList(torch.zeros(self.rows, 1, spec.hidden_size) for _ in begun)
        initialise(self, spec, forget_bias)

    def begun(self, like: Tensor) -> StackState | None:
        """The state (L, B, H) before the first step of (B, ...), backward layers behind forward ones; None is zero."""
        trained = [part.expand(-1, len(like), -1).contiguous() for part in self.start or ()]  # (L, B, H) each
        if rows.CELLS[self.cell].from_zero:
            return join_state(trained) if trained else None
        rest = cast("Recurrence", self.forwards[0].cell).start(self.rows * len(like), like)  # (L B, H) each
        parts = [part.view(self.rows, len(like), -1) for part in rest]  # (L, B, H) each
        return join_state([*trained, *parts[len(trained) :]])

    def forward(
        self, inputs: Tensor, state: StackState | None = None, lengths: Tensor | None = None
    ) -> tuple[Tensor, StackState]:
        """What the last layer hands on (B, T, width) and the state (L, B, H) after the last step.

        Of inputs (B, T, D) the first `lengths` (B,) are real; None is all. A state is carried in one direction only.
        """
        state = self.begun(inputs) if state is None else state
        order = reversal(inputs, lengths) if self.backwards else None
        states, lasts = inputs, []
        for number, (layer, norm) in enumerate(zip(self.forwards, self.norms, strict=True)):
            if number:
                states = self.dropout(states)
            seen = self._masked(states, number)  # (B, T, D)
            read, last = run_layers(layer, seen, layer_state(state, number))  # (B, T, H)
            lasts.append(parts_of(last))
            if order is not None:
                back = layer_state(state, len(self.forwards) + number)
                behind, _ = run_layers(self.backwards[number], reordered(seen, order), back)  # (B, T, H)
                read = torch.cat([read, reordered(behind, order)], dim=-1)
            read = norm(read)  # (B, T, width)
            states = states + read if self.residual and number else read
        return states, join_state([torch.cat(found) for found in zip(*lasts, strict=True)])

    def _masked(self, states: Tensor, number: int) -> Tensor:
        """Variational dropout: one mask (B, 1, D) for all steps; of marks and gaps nothing is dropped."""
        if not self.variational:
            return states
        decaying = self.cell == "gru_d" and number == 0
        ones = states.new_ones(len(states), 1, states.shape[-1] // (DECAYING if decaying else 1))  # (B, 1, D or D / 4)
        mask = functional.dropout(ones, self.variational, self.training)
        return states * (torch.cat([mask, ones, ones, mask], dim=-1) if decaying else mask)


def stack_of(spec: ModelSpec, features: int, context: int | None = None, forget_bias: float | None = None) -> nn.Module:
    """What reads a sequence in one direction: called as torch.nn.LSTM is, and that itself where nothing else is asked.

    `context` bounds what a transformer looks back on, `forget_bias` is that of a spec which names none.
    """
    if spec.cell == "transformer":
        return Transformer(spec, features, context)
    if not torch_runs_stack(spec):
        return Stack(spec, features, forget_bias)
    dropout = spec.dropout if spec.layers > 1 else 0.0
    network = TORCH[spec.cell](features, spec.hidden_size, spec.layers, dropout=dropout, batch_first=True)
    initialise(network, spec, forget_bias if spec.cell == "lstm" else None)
    return network


def initial_state(network: nn.Module, like: Tensor) -> StackState | None:
    """The state (L, B, H) from which a recurrent network begins to read (B, ...); None is zero."""
    return network.begun(like) if isinstance(network, Stack) else None


def reset_state(state: StackState, kept: Tensor, fresh: StackState | None) -> StackState:
    """The state (L, B, ...) where `kept` (B,) is true, and else the fresh one; None is zero."""
    parts, found = parts_of(state), []
    for number, part in enumerate(parts):
        mask = kept.view(1, -1, *[1] * (part.ndim - 2))  # (1, B, 1, ...)
        found.append(part * mask if fresh is None else torch.where(mask, part, parts_of(fresh)[number]))
    return join_state(found)


def parts_of(state: StackState) -> tuple[Tensor, ...]:
    """The tensors of a state."""
    return state if isinstance(state, tuple) else (state,)


def join_state(parts: list[Tensor]) -> StackState:
    """A state from its tensors: alone where there is one, as torch.nn has it."""
    return parts[0] if len(parts) == 1 else tuple(parts)


def layer_state(state: StackState | None, number: int) -> StackState | None:
    """The state (1, B, H) of one layer."""
    return None if state is None else join_state([part[number : number + 1] for part in parts_of(state)])


def reversal(inputs: Tensor, lengths: Tensor | None) -> Tensor:
    """Places (B, T) at which each sequence of inputs (B, T, D) is read backwards within its length."""
    places = torch.arange(inputs.shape[1])
    ends = torch.full((len(inputs), 1), inputs.shape[1]) if lengths is None else lengths[:, None]  # (B, 1)
    return torch.where(places < ends, ends - 1 - places, places).to(inputs.device)


def reordered(states: Tensor, order: Tensor) -> Tensor:
    """The states (B, T, D) of each row in its order (B, T)."""
    return states.gather(1, order[..., None].expand_as(states))
