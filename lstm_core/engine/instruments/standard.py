"""What looks on at every training unless it is switched off: the always-on measurements and the probes."""

from collections.abc import Iterator, Sequence
from heapq import merge

from torch import nn

from lstm_core.engine.instruments.always_on import AlwaysOn
from lstm_core.engine.instruments.instrument import Instrument, View
from lstm_core.engine.instruments.probes import Probes
from lstm_core.runs import events


class Together:
    """Several instruments as one; each looks at its own steps."""

    def __init__(self, instruments: Sequence[Instrument]) -> None:
        self._all = list(instruments)
        self._due: list[Instrument] = []

    def due(self, step: int) -> bool:
        """At least one is due."""
        self._due = [each for each in self._all if each.due(step)]
        return bool(self._due)

    def look(self, view: View) -> None:
        """Those that are due look."""
        for each in self._due:
            each.look(view)

    def updated(self, view: View) -> None:
        """Those that looked see the update."""
        for each in self._due:
            each.updated(view)

    def told(self) -> Iterator[events.RunEvent]:
        """What all found, in the order of steps."""
        yield from merge(*(each.told() for each in self._all), key=lambda event: getattr(event, "step", 0))


def standard(network: nn.Module, steps: int) -> Together:
    """The instruments of a run of so many steps."""
    return Together([AlwaysOn(network, steps), Probes(network, steps)])
