"""Nodes, weights and states of a program as it is built."""

from dataclasses import replace
from typing import Any

import numpy as np
from torch import Tensor, nn

from lstm_core.engine.export.program import (
    Affine,
    Array,
    CarriedState,
    Input,
    Linear,
    Node,
    Norm,
    Program,
    SeriesWindows,
)


class Builder:
    """Nodes, weights and states as they come."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network
        self.weights: dict[str, Array] = {}
        self.nodes: list[Node] = []
        self.states: list[CarriedState] = []
        self.within = ""  # what the names of nodes begin with
        self._names: dict[Any, str] = {_key(each): name for name, each in network.named_parameters()}
        self._alive: list[Tensor] = []  # a key stays one tensor's as long as the tensor lives

    def weight(self, tensor: Tensor, prefix: str) -> str:
        """The name under which a tensor is kept: its own if it is a parameter."""
        key = _key(tensor)
        if key not in self._names:
            self._alive.append(tensor)
            self._names[key] = f"{prefix}.constant_{sum(name.startswith(prefix) for name in self.weights)}"
        name = self._names[key]
        if name not in self.weights:
            self.weights[name] = np.ascontiguousarray(tensor.detach().float().cpu().numpy())
        return name

    def affine(self, layer: nn.Linear) -> Affine:
        """The weights of a linear layer."""
        return Affine(self.weight(layer.weight, "linear"), self.weight(layer.bias, "linear"))

    def norm(self, layer: nn.LayerNorm) -> Norm:
        """The weights of a layer normalisation."""
        return Norm(self.weight(layer.weight, "norm"), self.weight(layer.bias, "norm"), layer.eps)

    def add(self, node: Node) -> str:
        """Append a node; the name of what it gives."""
        self.nodes.append(replace(node, gives=self.within + node.gives))
        return self.nodes[-1].gives

    def linear(self, value: str, layer: nn.Linear, gives: str) -> str:
        """Append a linear layer."""
        return self.add(Linear(value, gives, self.affine(layer)))

    def program(self, inputs: tuple[Input, ...], output: str, windows: SeriesWindows | None = None) -> Program:
        """What was built."""
        return Program(inputs, tuple(self.nodes), output, self.weights, tuple(self.states), windows)


def _key(tensor: Tensor) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    return tensor.data_ptr(), tuple(tensor.shape), tuple(tensor.stride())
