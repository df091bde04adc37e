"""How many runs work at once on this machine: places, which are locks, and how many of them a run takes.

A place is a core. A run that is too small for a second thread takes one, any other two, so two small members share the
cores that one large member has for itself.
"""

import os
from typing import NamedTuple, Union

import psutil

from lstm_core.spec.run import RunSpec

MEMORY = 2 << 30  # bytes that a place is to have
LARGE = 2  # places of a run that computes with several threads
RESERVED = "!"


class Slots(NamedTuple):
    """So many places, of which one run takes `most` at the most."""

    places: int
    most: int = 1
    reserved: bool = False  # for one run by who opened its worker: no lock has to be taken

    @classmethod
    def of(cls, slots: Union["Slots", int, None]) -> "Slots":
        """As many runs at once, whatever their size; None: what cores and memory of this machine allow."""
        if isinstance(slots, Slots):
            return slots
        if slots is not None:
            return cls(max(1, slots))
        return cls(max(1, min(os.cpu_count() or 1, psutil.virtual_memory().total // MEMORY)), LARGE)

    @classmethod
    def parse(cls, text: str) -> "Slots":
        """From what `str` gives, e.g. "2x1"."""
        places, _, most = text.removesuffix(RESERVED).partition("x")
        return cls(int(places), int(most or 1), text.endswith(RESERVED))

    def __str__(self) -> str:
        return f"{self.places}x{self.most}{RESERVED if self.reserved else ''}"

    def needed(self, spec: RunSpec) -> int:
        """Places that a run takes while it trains."""
        return max(1, min(self.places, self.most, spec.training.threads))

    def at_once(self, spec: RunSpec) -> int:
        """How many runs of that size work at the same time."""
        return max(1, self.places // self.needed(spec))
