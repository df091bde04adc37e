"""Gradient norms by place, by matrix and by gate, from what the backward pass leaves: before clipping, in float64."""

from collections import defaultdict

import torch
from torch import Tensor

from lstm_core.engine.instruments.places import Part
from lstm_core.runs.measurements import GRADIENT, GRADIENT_OF_GATE, GRADIENT_OF_MATRIX


class GradientNorms:
    """sqrt(sum of squares) over every weight of a place, over those of a matrix, and over the rows of a gate."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self._groups: dict[str, list[int]] = defaultdict(list)  # places in what `read` gives
        number = 0
        for part in parts:
            for gate in part.gates or (None,):
                self._groups[GRADIENT.format(place=part.place)].append(number)
                if part.matrix:
                    self._groups[GRADIENT_OF_MATRIX.format(place=part.place, matrix=part.matrix)].append(number)
                if gate:
                    self._groups[GRADIENT_OF_GATE.format(place=part.place, gate=gate)].append(number)
                number += 1

    @property
    def count(self) -> int:
        """How many measurements one reading gives."""
        return len(self._groups)

    def read(self) -> Tensor:
        """Norms (N,) of the rows of every part, on the device."""
        found = []
        for part in self.parts:
            gradient = part.parameter.grad
            if gradient is None:
                found.append(part.parameter.new_zeros(max(1, len(part.gates)), dtype=torch.float64))
            else:
                found.append(torch.linalg.vector_norm(part.rows(gradient), dim=1, dtype=torch.float64))
        return torch.cat(found)

    def values(self, read: list[float]) -> dict[str, float]:
        """The measurements by name, from what was read."""
        squares = [norm * norm for norm in read]
        return {name: sum(squares[number] for number in numbers) ** 0.5 for name, numbers in self._groups.items()}
