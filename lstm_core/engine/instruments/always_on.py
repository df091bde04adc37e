"""The measurements that cost next to nothing: gradients, weights and updates, on thinned steps."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from lstm_core.engine.instruments.gradients import GradientNorms
from lstm_core.engine.instruments.instrument import View
from lstm_core.engine.instruments.places import parts_of_network
from lstm_core.engine.instruments.rounding import logged
from lstm_core.engine.instruments.schedule import DENSE, POINTS, Budget, is_essential, is_measured
from lstm_core.engine.instruments.updates import Updates
from lstm_core.runs import events

SHARE = 0.0045  # of the training's time; what watches over a look costs as much again
BYTES = 2_500_000  # of all points of a run
BYTES_OF_VALUE = 52


class AlwaysOn:
    """An instrument that reads what each step leaves anyway and waits for no device until it is asked."""

    def __init__(self, network: nn.Module, steps: int, budget: Budget | None = None) -> None:
        parts = parts_of_network(network)
        self._gradients, self._updates = GradientNorms(parts), Updates(parts)
        self.steps = steps
        self.budget = budget or Budget(SHARE, steps)
        values = self._gradients.count + 2 * len({part.place for part in parts})
        self.points = max(DENSE, min(POINTS, BYTES // (BYTES_OF_VALUE * values) - 6 * DENSE))
        self._read: Tensor | None = None
        self._waiting: list[tuple[int, Tensor, Tensor]] = []

    def due(self, step: int) -> bool:
        """Thinned steps, as long as they stay cheap."""
        if not is_measured(step, self.steps, self.points):
            return False
        return self.budget.allows(step) or is_essential(step, self.steps)

    def look(self, _view: View) -> None:
        """The gradients, and the weights before the update."""
        began = self.budget.clock()
        self._read = self._gradients.read()
        self._updates.before()
        self.budget.charge(self.budget.clock() - began)

    def updated(self, view: View) -> None:
        """What the update did."""
        began = self.budget.clock()
        if self._read is not None:
            self._waiting.append((view.step, self._read, self._updates.read()))
            self._read = None
        self.budget.charge(self.budget.clock() - began, more=True)

    def told(self) -> Iterator[events.RunEvent]:
        """One event for each step."""
        if not self._waiting:
            return
        began = self.budget.clock()
        waiting, self._waiting = self._waiting, []
        gradients = torch.stack([each for _, each, _ in waiting]).tolist()
        updates = torch.stack([each for _, _, each in waiting]).tolist()
        found = [
            logged(step, self._gradients.values(first) | self._updates.values(second))
            for (step, _, _), first, second in zip(waiting, gradients, updates, strict=True)
        ]
        self.budget.charge((self.budget.clock() - began) / len(found), more=True)
        self.budget.spent += (self.budget.clock() - began) * (1 - 1 / len(found))
        yield from found
