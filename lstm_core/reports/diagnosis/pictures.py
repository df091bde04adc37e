"""THE TABLE of pictures of what was measured, in the order in which a person looks at them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.diagnosis import lines, maps, timeline
from lstm_core.reports.diagnosis.measured import Seen, place_label
from lstm_core.reports.figures import Palette

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


class Probe(NamedTuple):
    """One picture. `parts` are the layers of which each has one of its own, or one nameless part for all."""

    parts: Callable[[Seen], list[str]]
    draw: Callable[[Seen, str, Language, Palette], "Figure"]
    alt: Callable[[Seen, str, Language], str]
    proves: tuple[str, ...] = ()  # codes of the findings that it shows best


PICTURES: dict[str, Probe] = {
    "timeline": Probe(
        timeline.parts,
        timeline.draw,
        timeline.alt,
        ("not_learning", "slow", "oscillating", "overfitting", "underfitting", "too_few_steps", "patience_short"),
    ),
    "lags": Probe(maps.lag_parts, maps.lags, maps.lags_alt, ("vanishing_over_time", "window_short")),
    "gates": Probe(maps.gate_parts, maps.gates, maps.gates_alt, ("gates_saturated", "forget_gate_stuck")),
    "layers": Probe(
        lines.layer_parts,
        lines.layers,
        lines.layers_alt,
        ("exploding_gradient", "vanishing_gradient", "non_finite", "clipping_too_tight", "clipping_hides_rate"),
    ),
    "gate_gradients": Probe(lines.gate_parts, lines.gates, lines.gates_alt),
    "updates": Probe(lines.update_parts, lines.updates, lines.updates_alt, ("learning_rate_high", "learning_rate_low")),
    "memory": Probe(lines.memory_parts, lines.memory, lines.memory_alt),
    "cells": Probe(lines.cell_parts, lines.cells, lines.cells_alt),
}


def drawable(seen: Seen) -> dict[str, list[str]]:
    """The pictures that this training has, with their parts."""
    found = {name: row.parts(seen) for name, row in PICTURES.items()}
    return {name: parts for name, parts in found.items() if parts}


def proof(code: str) -> str | None:
    """The picture that shows a finding best."""
    return next((name for name, row in PICTURES.items() if code in row.proves), None)


def title(name: str, part: str, parts: list[str], language: Language) -> str:
    """What stands above a picture."""
    said = say(f"probe.title_{name}", language)
    return said if len(parts) < 2 else f"{said} · {place_label(part, language)}"
