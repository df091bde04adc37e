"""The gates of a recurrent network, replayed from its weights in the readable cells, whatever path runs its layers.

A layer of torch.nn, cuDNN's, a compiled scan and a captured graph give states only. The readable cell on the same
weights, fed with what the layer read, takes the same steps and tells its gates beside them. `B` batch, `T` time, `D`
features in, `H` hidden.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import Gates, Recurrence, State
from lstm_core.engine.instruments.instrument import unchanged_modes
from lstm_core.engine.nn.stacks import Layer, parts_of
from lstm_core.engine.nn.torch_layers import CompilableLayer
from lstm_core.engine.nn.transformer import Transformer
from lstm_core.errors import Sentence, SpecError


class Replay(NamedTuple):
    """What a cell did over time."""

    states: Tensor  # h of every step (B, T, H)
    gates: Gates  # (B, T, H) each
    last: State  # (B, H) each


class LayerGates(NamedTuple):
    """One layer that read one sequence."""

    name: str  # of the module, with the number of the layer where torch.nn holds several in one
    inputs: Tensor  # (B, T, D)
    replay: Replay


@torch.no_grad()
def replay(cell: Recurrence, inputs: Tensor, state: State | None = None) -> Replay:
    """The steps of a cell with its gates, from inputs (B, T, D) and the state before them; None is its own start."""
    state = cell.start(len(inputs), inputs) if state is None else state
    states, told = [], []
    for projected in cell.project(inputs).unbind(1):  # (B, P)
        recurrent = cell.recur(cell.operand(state, projected))  # (B, R)
        told.append(cell.gates(projected, recurrent, state))
        state = cell.step(projected, recurrent, state)
        states.append(state[0])
    gates = {name: torch.stack([each[name] for each in told], dim=1) for name in told[0]}
    return Replay(torch.stack(states, dim=1), gates, state)


def readable_cells(layer: Layer | CompilableLayer) -> list[Recurrence]:
    """The cells of a layer on its own weights, one for each layer that torch.nn holds in one."""
    if isinstance(layer, CompilableLayer):
        return [cast("Recurrence", layer.borrowed(layer, number)) for number in range(layer.num_layers)]
    return [cast("Recurrence", layer.cell)]


def read_gates(network: nn.Module, run: Callable[[], Any]) -> list[LayerGates]:
    """The gates of every layer of a network in the order in which `run` lets the layers read.

    The network runs in evaluation mode, so nothing is dropped; its modes are put back. Raises SpecError for a
    transformer, which has no gates.
    """
    if any(isinstance(part, Transformer) for part in network.modules()):
        raise SpecError(Sentence("instrument.no_gates", {"cell": "transformer"}))
    layers = {name: part for name, part in network.named_modules() if isinstance(part, (Layer, CompilableLayer))}
    kept = {name: vars(layer).get("recompute_every") for name, layer in layers.items()}
    read: list[tuple[str, Tensor, State]] = []

    def note(name: str) -> Callable[..., None]:
        def hook(_layer: nn.Module, given: tuple[Any, ...]) -> None:
            state = given[1] if len(given) > 1 else None
            read.append((name, given[0].detach(), () if state is None else parts_of(state)))

        return hook

    hooks = [layer.register_forward_pre_hook(note(name)) for name, layer in layers.items()]
    try:
        with torch.no_grad(), unchanged_modes(network):
            network.eval()
            for layer in layers.values():
                layer.recompute_every = None  # a sequence is read in one piece
            run()
            return [each for name, inputs, state in read for each in _replayed(name, layers[name], inputs, state)]
    finally:
        for hook in hooks:
            hook.remove()
        for name, layer in layers.items():
            layer.recompute_every = kept[name]


def _replayed(name: str, layer: Layer | CompilableLayer, inputs: Tensor, state: State) -> list[LayerGates]:
    """Each cell of a layer, which reads what the one below hands on, from the state (L, B, H) before the first step."""
    found, cells = [], readable_cells(layer)
    for number, cell in enumerate(cells):
        begun = tuple(part[number] for part in state) or None  # (B, H) each
        done = replay(cell, inputs, begun)
        found.append(LayerGates(name if len(cells) == 1 else f"{name}.{number}", inputs, done))
        inputs = done.states
    return found
