"""Series and vectors of a run's log as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Steps = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """One named series: values (N,) at rising steps (N,)."""

    steps: Steps
    values: Numbers

    def __bool__(self) -> bool:
        return len(self.steps) > 0

    def since(self, step: float) -> "Column":
        """What was logged at that step and later."""
        kept = self.steps >= step
        return Column(self.steps[kept], self.values[kept])

    def until(self, step: float) -> "Column":
        """What was logged up to that step, itself included."""
        kept = self.steps <= step
        return Column(self.steps[kept], self.values[kept])

    def near(self, step: float) -> float:
        """The last value up to that step; the first one where nothing was logged before it."""
        return float(self.values[max(0, int(np.searchsorted(self.steps, step, side="right")) - 1)])


@dataclass(frozen=True)
class Probes:
    """One named vector at rising steps: `values` has (N, length)."""

    steps: Steps
    values: Numbers
