"""THE TABLE of pictures of what was measured, in the order in which a person looks at them."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from lstm_core.diagnosis.findings import Diagnosis
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.diagnosis import lines, maps, timeline, units
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
    folded: bool = False  # secondary: shown on demand, unless it proves what was found


PICTURES: dict[str, Probe] = {
    "timeline": Probe(
        timeline.parts,
        timeline.draw,
        timeline.alt,
        ("not_learning", "slow", "oscillating", "overfitting", "underfitting", "too_few_steps", "patience_short"),
    ),
    "lags": Probe(maps.lag_parts, maps.lags, maps.lags_alt, ("vanishing_over_time", "window_short")),
    "distances": Probe(maps.distance_parts, maps.lags, maps.lags_alt, ("vanishing_over_time", "window_short")),
    "attention": Probe(maps.attention_parts, maps.attention, maps.attention_alt),
    "gates": Probe(maps.gate_parts, maps.gates, maps.gates_alt, ("gates_saturated",)),
    "layers": Probe(
        lines.layer_parts,
        lines.layers,
        lines.layers_alt,
        ("exploding_gradient", "vanishing_gradient", "non_finite", "clipping_too_tight", "clipping_hides_rate"),
    ),
    "gate_gradients": Probe(lines.gate_parts, lines.gates, lines.gates_alt),
    "updates": Probe(lines.update_parts, lines.updates, lines.updates_alt, ("learning_rate_high", "learning_rate_low")),
    "memory": Probe(lines.memory_parts, lines.memory, lines.memory_alt),
    "kept": Probe(units.kept_parts, units.kept, units.kept_alt, ("forget_gate_stuck",), folded=True),
    "cells": Probe(lines.cell_parts, lines.cells, lines.cells_alt, folded=True),
    "growth": Probe(lines.growth_parts, lines.growth, lines.growth_alt, folded=True),
    "radius": Probe(lines.radius_parts, lines.radius, lines.radius_alt, folded=True),
    "dead": Probe(units.dead_parts, units.dead, units.dead_alt, folded=True),
    "last_value": Probe(units.last_parts, units.last_value, units.last_value_alt, ("copies_last_value",), folded=True),
}


def drawable(seen: Seen) -> dict[str, list[str]]:
    """The pictures that this training has, with their parts."""
    found = {name: row.parts(seen) for name, row in PICTURES.items()}
    return {name: parts for name, parts in found.items() if parts}


def proof(code: str, there: Collection[str] = tuple(PICTURES)) -> str | None:
    """The picture that shows a finding best, of those that a training has."""
    return next((name for name, row in PICTURES.items() if code in row.proves and name in there), None)


def folded(diagnosis: Diagnosis, there: Collection[str]) -> list[str]:
    """The secondary pictures, without those that prove what was found."""
    proved = {proof(finding.code, there) for finding in diagnosis.findings}
    return [name for name in there if PICTURES[name].folded and name not in proved]


def title(name: str, part: str, parts: list[str], language: Language) -> str:
    """What stands above a picture."""
    said = say(f"probe.title_{name}", language)
    return said if len(parts) < 2 else f"{said} · {place_label(part, language)}"
