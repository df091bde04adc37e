"""What a choice in the form of another series, of other columns or of another target takes along.

A proposal knows which window, season and reading of blanks suit the rows that are chosen; network, training and inputs
stay. What was changed along, and why a choice cannot be, is kept per card until the field is changed again.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from assistant.tools import arguments
from lstm_core.errors import DataError, Sentence
from lstm_core.spec.run import TrainRunSpec

COLUMNS, TARGET = "data.series_columns", "data.target"
OF_SERIES = ("data.id", "data.ids", COLUMNS)
FEWEST = 2  # columns that one network forecasts together
_OF_THE_SPLIT = ("further_targets", "folds", "refit", "validation_fraction", "test_fraction", "floor", "ceiling")


@dataclass
class Fits:
    """Of one card: values that its data refuse, with why, and what went along with the newest choice."""

    refused: dict[str, tuple[Any, Sentence]]
    along: dict[str, tuple[Any, Any]]  # before and after, by path
    chosen: str | None = None


def of(key: str) -> Fits:
    """What is kept of a card."""
    kept: Fits | None = st.session_state.get(f"{key}-fits")
    return kept if kept is not None else Fits({}, {})


def keep(key: str, fits: Fits) -> None:
    """Keep it until the next change."""
    st.session_state[f"{key}-fits"] = fits


def fitted(spec: TrainRunSpec, path: str, value: Any) -> TrainRunSpec:
    """The spec as suits what is chosen at `path`. Raises WorkbenchErrors with what the table says against it."""
    from lstm_core.data.series.proposals import for_series

    data = spec.series
    if data.source != "file":
        return spec
    if path == TARGET:
        return _for_target(spec, str(value))
    if path == COLUMNS:
        if len(value) < FEWEST:
            raise DataError(Sentence("data.wide_two", {"count": len(value)}))
        return for_series(spec, None, tuple(name for name in data.ids if name in value), tuple(value))
    return for_series(spec, value, ()) if path == "data.id" else for_series(spec, None, tuple(value))


def along(before: TrainRunSpec, after: TrainRunSpec, path: str) -> dict[str, tuple[Any, Any]]:
    """What a choice changed beside itself: values before and after, by path."""
    names = (*OF_SERIES, TARGET, "data.id_column") if path in OF_SERIES else (path,)
    changed = arguments.difference(before, after)
    return {name: (arguments.value_at(before, name), value) for name, value in changed.items() if name not in names}


def _for_target(spec: TrainRunSpec, target: str) -> TrainRunSpec:
    """The spec with another target; where its rows do not allow what it says of them, as a proposal would have it."""
    from lstm_core.data.series.proposals import check, for_series
    from lstm_core.data.series.sources import material_of

    wanted = spec.with_changes({TARGET: target})
    try:
        check(wanted, material_of(wanted.series))
    except DataError:
        found = for_series(wanted, wanted.series.id, wanted.series.ids)
        kept = {f"data.{name}": getattr(wanted.series, name) for name in _OF_THE_SPLIT}
        return found.with_changes(kept)
    return wanted
