"""Where weights stand: embedding, layer by layer and direction by direction, head; and which gate owns which rows.

The names are those of `lstm_core.runs.measurements`. `H` hidden.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import Recurrence
from lstm_core.engine.instruments.gates import readable_cells
from lstm_core.engine.nn.stacks import Layer, Stack
from lstm_core.engine.nn.torch_layers import CompilableLayer
from lstm_core.engine.nn.transformer import TransformerBlock
from lstm_core.runs.measurements import EMBEDDING, HEAD, LAYER, REVERSE

MATRICES = {"weight_ih": "input", "weight_hh": "recurrent", "bias": "bias"}  # by the beginning of a parameter's name
BLOCK_MATRICES = {"qkv": "attention", "out": "attention", "wide": "mlp", "narrow": "mlp"}  # of a transformer
QUERY_KEY_VALUE = ("query", "key", "value")
OF_SOME_GATES = {  # parameters of a cell whose rows are not those of all its gates
    "peephole": ("input", "forget", "output"),
    "bias_hn": ("candidate",),
    "decay_h": ("decay",),
    "decay_h_bias": ("decay",),
}
FURTHER = "further."  # members of a mean forecast beside the first, which is looked at for all of them
BEFORE_LAYERS = ("embedding", "entry")  # a module or a weight that acts before the first layer


class Part(NamedTuple):
    """A weight, or the row of one that belongs to a place."""

    name: str  # in the network
    parameter: nn.Parameter
    place: str
    matrix: str | None = None
    gates: tuple[str, ...] = ()  # that own equal shares of its rows, in their order
    heads: bool = False  # (N, gates, K, K), of each head and gate
    row: int | None = None

    def rows(self, values: Tensor) -> Tensor:
        """Numbers of the shape of the parameter as (G, ...), a row for each gate; (1, ...) where gates own none."""
        values = values if self.row is None else values[self.row]
        if self.heads:
            values = values.transpose(0, 1)  # (G, N, K, K)
        return values.reshape(max(1, len(self.gates)), -1)


class LayerPlace(NamedTuple):
    """One recurrent layer in one direction."""

    place: str
    module: str  # in the network
    layer: Layer | CompilableLayer
    number: int  # of the cell within it
    cell: Recurrence  # readable, on the layer's weights


def layer_places(network: nn.Module) -> list[LayerPlace]:
    """Every recurrent layer, in the order of the modules."""
    found = []
    for name, part in network.named_modules():
        if isinstance(part, (Layer, CompilableLayer)) and not name.startswith(FURTHER):
            cells = readable_cells(part)
            for number, cell in enumerate(cells):
                found.append(LayerPlace(place_of(name, number), name, part, number, cell))
    return found


def block_places(network: nn.Module) -> dict[str, TransformerBlock]:
    """Every block of a transformer by its place."""
    blocks = [
        part
        for name, part in network.named_modules()
        if isinstance(part, TransformerBlock) and not name.startswith(FURTHER)
    ]
    return {LAYER.format(number=number): block for number, block in enumerate(blocks)}


def place_of(module: str, number: int = 0) -> str:
    """The place of a layer by the name of its module, "forwards.1" or "recurrent", and its number within that."""
    above = re.search(r"(?:forwards|backwards|norms|blocks)\.(\d+)", module)
    place = LAYER.format(number=int(above[1]) if above else number)
    return place + REVERSE if "backwards." in module else place


def parts_of_network(network: nn.Module) -> list[Part]:
    """Every weight of a network with its place; one that all layers share, their trained beginning, in rows."""
    cells = {key: owned for layer in layer_places(network) for key, owned in _own(layer).items()}
    found: list[Part] = []
    for name, parameter in network.named_parameters():
        if name.startswith(FURTHER):
            continue
        if id(parameter) in cells:
            layer, gates = cells[id(parameter)]
            kind = next((matrix for begin, matrix in MATRICES.items() if _leaf(name).startswith(begin)), None)
            found.append(Part(name, parameter, layer.place, kind, gates, parameter.ndim > 2))
        elif ".start." in f".{name}":
            found += _begun(network, name, parameter)
        else:
            found.append(_other(name, parameter))
    return found


def gate_names(layer: LayerPlace) -> tuple[str, ...]:
    """Names of the gates that own rows of the cell's matrices, in their order."""
    cell = cast("Recurrence", getattr(layer.cell, "inner", layer.cell))
    weight = cast("nn.Module", cell).get_parameter("weight_ih")
    features = layer.layer.features if isinstance(layer.layer, Layer) else weight.shape[1]
    with torch.no_grad():
        state = cell.start(1, weight)
        projected = cell.project(weight.new_zeros(1, 1, features))[:, 0]  # (1, P)
        told = cell.gates(projected, cell.recur(cell.operand(state, projected)), state)
    return tuple(told)[: len(weight) // cell.hidden]


def _own(layer: LayerPlace) -> dict[int, tuple[LayerPlace, tuple[str, ...]]]:
    """The weights of a layer by their identity, with the gates that own their rows."""
    names, hidden = gate_names(layer), layer.cell.hidden
    found = {}
    for name, parameter in cast("nn.Module", layer.cell).named_parameters():
        if _leaf(name) in OF_SOME_GATES:
            gates = OF_SOME_GATES[_leaf(name)]
        else:
            owned = parameter.ndim > 2 or len(parameter) == len(names) * hidden
            gates = names if owned else ()
        found[id(parameter)] = (layer, gates)
    return found


def _begun(network: nn.Module, name: str, parameter: nn.Parameter) -> Iterator[Part]:
    """The trained beginning (rows, 1, H) of a stack, forward layers first."""
    stack = network.get_submodule(name.rpartition("start.")[0].rstrip("."))
    layers = len(cast("Stack", stack).forwards)
    for row in range(len(parameter)):
        place = LAYER.format(number=row % layers) + (REVERSE if row >= layers else "")
        yield Part(name, parameter, place, row=row)


def _other(name: str, parameter: nn.Parameter) -> Part:
    """A weight outside of recurrent cells."""
    if re.search(r"(?:norms|blocks)\.\d+\.", name):
        module = name.split(".")[-2]
        if module == "qkv":
            return Part(name, parameter, place_of(name), BLOCK_MATRICES[module], QUERY_KEY_VALUE)
        return Part(name, parameter, place_of(name), BLOCK_MATRICES.get(module))
    first = name.removeprefix("recurrent.").split(".")[0]
    return Part(name, parameter, EMBEDDING if first in BEFORE_LAYERS else HEAD)


def _leaf(name: str) -> str:
    return name.rpartition(".")[2]
