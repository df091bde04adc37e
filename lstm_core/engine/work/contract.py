"""What the work of a kind is given; free of torch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from lstm_core.results.base import RunResult
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.slots import Slots
from lstm_core.spec.run import RunSpec

Emit = Callable[[events.RunEvent], None]  # `seq` and `at` of what is emitted are set by the receiver


class StopSign(Protocol):
    """Tells whether a stop was asked for."""

    stepping: bool  # false: SIGTERM ends the process at once, since nothing can be lost

    def __call__(self) -> bool:
        """A stop was asked for."""
        ...


@dataclass(frozen=True)
class Work:
    """One attempt of a run; its work returns the result, or `Stopped`."""

    folder: RunFolder
    spec: RunSpec
    emit: Emit
    should_stop: StopSign
    slots: Slots
    release: Callable[[], None] = lambda: None  # give the slot back, for a run that only waits from then on


WorkOf = Callable[[Work], RunResult | events.Stopped]
