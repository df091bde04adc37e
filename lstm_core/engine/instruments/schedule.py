"""When to measure: functions of the step that is passed in, and how much of the training's time it may take."""

import time
from collections.abc import Callable

DENSE = 20  # first steps that are measured one by one
POINTS = 150  # of a long run behind its beginning, about
EVERY = 8  # steps between two measurements behind the dense ones, at least; fewer in a run of less than 80
PROBES = 16  # of a run behind its beginning


def is_measured(step: int, steps: int, points: int = POINTS) -> bool:
    """The always-on measurements of that step of a run of `steps`: the first ones, then ever rarer, then evenly.

    Behind the first ones the distance is `EVERY` times a power of two: at most a tenth of the step, or what gives about
    `points` points.
    """
    if step <= min(DENSE, max(1, steps // 15)) or step == steps:
        return True
    gap, widest = min(EVERY, max(1, steps // 10)), min(step // 10, steps // points)
    while 2 * gap <= widest:
        gap *= 2
    return step % gap == 0


def is_probed(step: int, steps: int) -> bool:
    """The probes of a run of `steps`: 1, 2, 4, ... up to the distance at which the rest are, then evenly."""
    gap = max(1, steps // PROBES)
    in_turn = step & (step - 1) == 0 if step < gap else step % gap == 0
    return in_turn or step == steps or is_essential(step, steps)


def is_essential(step: int, steps: int) -> bool:
    """The looks that are taken whatever they cost: at the first and at the middle step."""
    return step in (1, max(1, steps // 2))


class Budget:
    """A share of the training's time. It knows what the last look cost and allows the next one when that fits.

    What is allowed depends on the clock; what a look finds does not, and neither does the training.
    """

    def __init__(self, share: float, steps: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self.share, self.steps, self.clock = share, steps, clock
        self.spent = self.last = 0.0
        self._began: float | None = None
        self._first = 0

    def allows(self, step: int) -> bool:
        """One more look as dear as the last one stays within the share of the training so far, or of its beginning.

        A quarter of what the whole run will take may be counted on: it is seldom shorter.
        """
        if self._began is None:
            self._began, self._first = self.clock(), step
        if not self.last:
            return True
        trained = self.clock() - self._began - self.spent
        planned = trained / max(1, step - self._first) * (self.steps - self._first + 1)
        return self.spent + self.last <= self.share * max(trained, planned / 4)

    def charge(self, seconds: float, *, more: bool = False) -> None:
        """A look took so long, or `more` of the last one did."""
        self.spent += seconds
        self.last = self.last + seconds if more else seconds
