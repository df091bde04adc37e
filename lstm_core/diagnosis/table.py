"""THE TABLE of findings: one row per code that page, command line, tools and tests speak of.

A row names its rule, what the rule needs, and which other codes explain it away: one cause is told once, and the
symptoms that it explains are told beneath it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.spec.tasks import TASKS, TaskName

Need = Literal["measurements", "data", "result", "steps"]
Rule = Callable[[Evidence], Finding | None]


@dataclass(frozen=True)
class Row:
    """One code."""

    rule: Rule
    needs: tuple[Need, ...] = ()
    causes: tuple[str, ...] = ()  # codes that explain this one when they are found too, the likeliest first
    tasks: tuple[TaskName, ...] = tuple(TASKS)
    live: bool = True  # worth asking while the run trains: it needs no result and costs next to nothing


TABLE: dict[str, Row] = {}
