"""What was measured, in the shape in which it is drawn: few enough points, places and gates in the order of reading."""

import math
import re
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Diagnosis
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.runs import measurements
from lstm_core.runs.log import thinned_indices
from lstm_core.runs.measurements import EMBEDDING, GATES, REVERSE

Numbers = npt.NDArray[np.float64]

WIDE = 3.0  # times that the largest value is the smallest, from which on an axis is logarithmic
LOOKS = 160  # columns of a heat map
POINTS = 800  # of a line
FEW = 6  # steps, each of which is named at an axis
_LAYER = re.compile(rf"layer_(\d+)({REVERSE})?")


class Seen(NamedTuple):
    """One training with what was found out about it."""

    evidence: Evidence
    diagnosis: Diagnosis


class Vectors(NamedTuple):
    """One named vector: values (N, length) at N rising steps."""

    steps: list[int]
    values: Numbers


class Line(NamedTuple):
    """One named number at rising steps, thinned without losing extremes."""

    steps: list[int]
    values: list[float]


def vectors(evidence: Evidence, name: str) -> Vectors | None:
    """A probe over its steps, as long as it is now, thinned to `LOOKS`; None where nothing of it was measured."""
    rows = evidence.log.probes.get(name) or []
    length = len(rows[-1][1]) if rows else 0
    rows = [row for row in rows if len(row[1]) == length]
    if not length:
        return None
    kept = np.unique(np.linspace(0, len(rows) - 1, min(LOOKS, len(rows))).round().astype(int))
    drawn = [rows[place] for place in kept]
    return Vectors([step for step, _ in drawn], np.array([values for _, values in drawn], dtype=float))


def newest(evidence: Evidence, name: str) -> list[float] | None:
    """A probe as it was last; None where nothing of it was measured."""
    rows = evidence.log.probes.get(name)
    return list(rows[-1][1]) if rows else None


def line(evidence: Evidence, name: str) -> Line | None:
    """A series of the log, its finite values; None where there is none."""
    column = evidence.column(name)
    finite = np.isfinite(column.values)
    steps, values = column.steps[finite], column.values[finite]
    if not len(steps):
        return None
    kept = thinned_indices(values, POINTS)
    return Line(steps[kept].tolist(), values[kept].tolist())


def places(names: Iterable[str], template: str) -> list[str]:
    """The places at which a measurement with one blank was taken, from the input to the output."""
    begin, _, end = template.partition("{place}")
    found = {
        name[len(begin) : len(name) - len(end)]
        for name in names
        if name.startswith(begin) and name.endswith(end) and len(name) > len(begin) + len(end)
    }
    return sorted((place for place in found if "/" not in place), key=_depth)


def with_gates(names: Iterable[str], template: str) -> list[str]:
    """The places at which a measurement with a blank for the place and one for the gate was taken."""
    begin, _, _ = template.partition("{place}")
    found = {name.removeprefix(begin).rpartition("/") for name in names if name.startswith(begin)}
    return sorted({place for place, _, gate in found if gate in GATES and "/" not in place}, key=_depth)


def gates_of(names: Iterable[str], template: str, place: str) -> list[str]:
    """The gates of one place at which that measurement was taken; the forget gate first."""
    known = set(names)
    return [gate for gate in GATES if template.format(place=place, gate=gate) in known]


def place_label(place: str, language: Language) -> str:
    """The name of a place where it stands for itself."""
    return _begun(measurements.place_name(place, language))


def gate_label(gate: str, language: Language) -> str:
    """The name of a gate where it stands for itself."""
    return _begun(measurements.gate_name(gate, language))


def _begun(name: str) -> str:
    return name[:1].upper() + name[1:]


def listed(parts: Iterable[str], language: Language) -> str:
    """Several statements in one line."""
    told = list(parts)
    return reduce(lambda before, after: say("probe.and", language, {"before": before, "after": after}), told or [""])


def is_wide(values: Sequence[float]) -> bool:
    """A logarithmic axis shows more of these values than a linear one."""
    return bool(values) and min(values) > 0 and max(values) / min(values) > WIDE


def step_axis(last: float) -> dict[str, Any]:
    """How steps stand at an axis: whole ones, also where there are only a few."""
    return {"tickformat": ",d", **({"dtick": 1} if last < FEW else {})}


def whole(value: float) -> float | None:
    """A number that a picture can hold."""
    return float(value) if math.isfinite(value) else None


def _depth(place: str) -> tuple[float, str]:
    layer = _LAYER.fullmatch(place)
    if layer is not None:
        return float(layer[1]), place
    return (-1.0 if place == EMBEDDING else math.inf), place
