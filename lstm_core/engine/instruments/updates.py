"""Norm of the weights by place, and norm of an update over the norm of the weights before it, in float64."""

from collections import defaultdict

import torch
from torch import Tensor

from lstm_core.engine.instruments.places import Part
from lstm_core.runs.measurements import UPDATE_RATIO, WEIGHT


class Updates:
    """Reads the weights before an update and what it did to them."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self._whole = [part.parameter for part in parts if part.row in (None, 0)]
        self._places: dict[str, list[int]] = defaultdict(list)
        for number, part in enumerate(parts):
            self._places[part.place].append(number)
        self._before: list[Tensor] = []

    def before(self) -> None:
        """Keep the weights."""
        self._before = [parameter.detach().clone() for parameter in self._whole]

    def read(self) -> Tensor:
        """Norms (2 N,) of the weights of every part before the update, and of the update, on the device."""
        moved = list(torch._foreach_sub([parameter.detach() for parameter in self._whole], self._before))
        weights, updates = self._rows(self._before), self._rows(moved)
        self._before = []
        return torch.stack(torch._foreach_norm([*weights, *updates], 2, dtype=torch.float64))

    def values(self, read: list[float]) -> dict[str, float]:
        """The measurements by name, from what was read."""
        squares = [norm * norm for norm in read]
        count, found = len(self.parts), {}
        for place, numbers in self._places.items():
            weight = sum(squares[number] for number in numbers) ** 0.5
            update = sum(squares[count + number] for number in numbers) ** 0.5
            found[WEIGHT.format(place=place)] = weight
            if weight:
                found[UPDATE_RATIO.format(place=place)] = update / weight
        return found

    def _rows(self, whole: list[Tensor]) -> list[Tensor]:
        of = {id(parameter): values for parameter, values in zip(self._whole, whole, strict=True)}
        values = [of[id(part.parameter)] for part in self.parts]
        return [each if part.row is None else each[part.row] for part, each in zip(self.parts, values, strict=True)]
