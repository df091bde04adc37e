"""What the forecasts of a run say that cannot be."""

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np

from lstm_core.diagnosis.data.facts import Bounds
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.say import finding
from lstm_core.results.series import SeriesColumn, SeriesResult

SLIGHT = 1e-3  # of the range of the data: less beyond a bound is no matter
CLEAR = 0.05  # of the range, where no value of the data stands at the bound, so that it may be none
Side = Literal["floor", "ceiling"]
WORDS: dict[Side, str] = {"floor": "below", "ceiling": "above"}


def impossible_values(evidence: Evidence) -> Finding | None:
    """Forecasts, or their intervals, lie beyond a bound that the data keep to; none where the spec has the bound."""
    if evidence.facts is None or getattr(evidence.result, "future", None) is None:
        return None
    found = dict[Side, Finding]()
    for side, told in _broken(evidence):
        if side not in found or _graver(told, found[side]):
            found[side] = told
    if not found:
        return None
    sides: list[Side] = sorted(found, key=lambda side: found[side].variant.endswith("interval"))
    first = found[sides[0]]
    bounds = evidence.facts.bounds
    return first.model_copy(update={"evidence": first.evidence | {side: getattr(bounds, side) for side in sides}})


def _broken(evidence: Evidence) -> Iterator[tuple[Side, Finding]]:
    data, bounds = evidence.spec.series, evidence.facts.bounds if evidence.facts else Bounds()
    result = SeriesResult.of(evidence.result)
    for name, column in {data.target: result, **result.columns}.items():
        for side in WORDS:
            if getattr(data, side) is None and getattr(bounds, side) is not None and name in bounds.spans:
                told = _beyond(name, column, bounds, side)
                if told is not None:
                    yield side, told


def _beyond(name: str, column: SeriesColumn, bounds: Bounds, side: Side) -> Finding | None:
    """The forecast first; the interval where it alone breaks the bound."""
    sure = side == "ceiling" or bounds.reached
    bound, sign = getattr(bounds, side), 1 if side == "ceiling" else -1
    least = (SLIGHT if sure else CLEAR) * bounds.spans[name]
    windows = [*column.windows, column.future]
    said = np.array([value for window in windows for value in window.delivered], np.float64)
    ends = np.array([value for window in windows for value in getattr(window, "high" if sign > 0 else "low")])
    for values, kind in ((said, ""), (ends, "_interval")) if sure else ((said, ""),):
        beyond = sign * (values - bound) > least
        if beyond.any():
            facts: dict[str, Any] = {
                "column": name,
                "count": int(beyond.sum()),
                "total": len(values),
                "furthest": float(sign * (sign * values).max()),
                side: bound,
            }
            return finding(
                "impossible_values", "warning" if sure and not kind else "info", None, WORDS[side] + kind, **facts
            )
    return None


def _graver(one: Finding, other: Finding) -> bool:
    """A forecast before an interval."""
    return not one.variant.endswith("interval") and other.variant.endswith("interval")
