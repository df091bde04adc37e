"""A pass of the network through its readable cells, with everything that they did kept and open to gradients.

Whatever runs a layer in training, here its readable cell takes the steps on the same weights; all else is the network's
own. It evaluates: nothing is dropped. `B` batch, `T` time, `D` features in, `H` hidden.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import Gates, Recurrence, State
from lstm_core.engine.instruments.instrument import unchanged_modes
from lstm_core.engine.instruments.places import LayerPlace, block_places, layer_places
from lstm_core.engine.nn.stacks import join_state, parts_of
from lstm_core.engine.nn.transformer import TransformerBlock
from lstm_core.engine.scan.scan import scan

LONGEST = 1024  # steps of time that are kept; of a longer sequence the last ones


class LayerSteps(NamedTuple):
    """What a recurrent layer did in one pass."""

    place: str
    cell: Recurrence
    inputs: Tensor  # (B, T, D), of the steps that are kept
    before: State  # the state before the first kept step (B, ...)
    after: list[State]  # the state after each kept step, (B, ...) each
    skipped: int = 0  # steps before the kept ones

    @property
    def outputs(self) -> list[Tensor]:
        """H of each step (B, H), with its place in the graph."""
        return [state[0] for state in self.after]

    def real(self, lengths: Tensor | None) -> Tensor:
        """Which steps (B, T) are no padding, when the first `lengths` (B,) of the whole sequence are real."""
        rows, time = self.inputs.shape[:2]
        if lengths is None or len(lengths) != rows:
            return torch.ones(rows, time, dtype=torch.bool, device=self.inputs.device)
        ends = lengths.to(self.inputs.device)[:, None] - self.skipped  # (B, 1)
        return torch.arange(time, device=self.inputs.device) < ends

    def parts(self) -> list[Tensor]:
        """Every tensor of the state over time (B, T, ...), without gradients."""
        return [torch.stack(part, dim=1).detach() for part in zip(*self.after, strict=True)]

    def earlier(self) -> list[Tensor]:
        """The state before each step (B, T, ...), without gradients."""
        begun = [part.detach()[:, None] for part in self.before]
        return [torch.cat([first, part[:, :-1]], dim=1) for first, part in zip(begun, self.parts(), strict=True)]

    def gates(self) -> Gates:
        """Gates and candidate of all steps (B, T, H)."""
        with torch.no_grad():
            rows, time = self.inputs.shape[:2]
            projected = self.cell.project(self.inputs).flatten(0, 1)  # (BT, P)
            state = tuple(part.flatten(0, 1) for part in self.earlier())  # (BT, ...) each
            recurrent = self.cell.recur(self.cell.operand(state, projected))  # (BT, R)
            told = self.cell.gates(projected, recurrent, state)
        return {name: values.view(rows, time, -1) for name, values in told.items()}


class BlockSteps(NamedTuple):
    """What a block of a transformer did in one pass."""

    place: str
    block: TransformerBlock
    inputs: Tensor  # (B, T, H)
    before: Tensor | None  # keys and values that are looked back on (B, M, 2H)
    seen: Tensor | None  # which keys a query sees
    output: Tensor  # (B, T, H), with its place in the graph


class Pass(NamedTuple):
    """Everything of one pass. A layer that reads several times is there several times."""

    layers: list[LayerSteps]
    blocks: list[BlockSteps]


@contextmanager
def recorded(network: nn.Module) -> Iterator[Pass]:
    """What runs within is evaluated by readable cells and recorded; afterwards the network is as it was."""
    found = Pass([], [])
    by_module: dict[str, list[LayerPlace]] = {}
    for each in layer_places(network):
        by_module.setdefault(each.module, []).append(each)
    layers = {name: places[0].layer for name, places in by_module.items()}
    kept = {name: vars(layer).get("recompute_every") for name, layer in layers.items()}
    hooks = [block.register_forward_hook(_note(place, found.blocks)) for place, block in block_places(network).items()]
    try:
        with torch.enable_grad(), unchanged_modes(network), torch.autocast(_device(network), enabled=False):
            network.eval()
            for name, layer in layers.items():
                layer.recompute_every = None  # a sequence is read in one piece
                layer.forward = _replaying(by_module[name], found.layers)  # type: ignore[method-assign]
            yield found
    finally:
        for hook in hooks:
            hook.remove()
        for name, layer in layers.items():
            vars(layer).pop("forward", None)
            layer.recompute_every = kept[name]


def _note(place: str, found: list[BlockSteps]) -> Callable[..., None]:
    def hook(block: nn.Module, given: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
        inputs, before, seen = given
        found.append(BlockSteps(place, cast("TransformerBlock", block), inputs, before, seen, output[0]))

    return hook


def _replaying(places: list[LayerPlace], found: list[LayerSteps]) -> Callable[..., Any]:
    """What stands in for the forward pass of a layer, called and answering as it."""

    def forward(inputs: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        lasts, states = [], inputs
        for place in places:
            begun = () if state is None else tuple(part[place.number] for part in parts_of(state))
            steps, states = _steps(place.place, place.cell, states, begun or place.cell.start(len(states), states))
            found.append(steps)
            lasts.append(steps.after[-1])
        return states, join_state([torch.stack(parts) for parts in zip(*lasts, strict=True)])

    return forward


def _steps(place: str, cell: Recurrence, inputs: Tensor, state: State) -> tuple[LayerSteps, Tensor]:
    """The steps of a cell from inputs (B, T, D), and h of all of them (B, T, H); what lies far back is only read."""
    edge, head = max(0, inputs.shape[1] - LONGEST), []
    if edge:
        with torch.no_grad():
            states, state = scan(cell, inputs[:, :edge], state)
        head.append(states)
    before, after = state, list[State]()
    for projected in cell.project(inputs[:, edge:]).unbind(1):  # (B, P)
        state = cell.step(projected, cell.recur(cell.operand(state, projected)), state)
        after.append(state)
    steps = LayerSteps(place, cell, inputs[:, edge:].detach(), before, after, edge)
    return steps, torch.cat([*head, torch.stack(steps.outputs, dim=1)], dim=1)


def _device(network: nn.Module) -> str:
    return next(network.parameters()).device.type
