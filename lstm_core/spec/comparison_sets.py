"""Ready-made comparisons: what people ask about a training, as the candidates that answer it."""

from collections.abc import Callable, Iterator
from typing import Any

from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.cells import CELLS, Cell
from lstm_core.spec.compare import MOST_CANDIDATES
from lstm_core.spec.likelihoods import QUANTILED
from lstm_core.spec.model import ACTS_IN, ModelSpec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import LOSSES, TASKS

Changes = dict[str, Any]
WIDTHS = (32, 64, 128, 256)
DEPTHS = (1, 2, 3)
WINDOWS = (0.5, 1.0, 2.0)  # times the one that the spec has
RATES = (0.3, 1.0, 3.0)
HEADS = (4, 2, 1)


def changed_cell(spec: TrainRunSpec, cell: Cell) -> Changes:
    """The same with another cell: fields that it does not know go back to their defaults, heads divide the width."""
    model = spec.model
    changes: Changes = {} if cell == model.cell else {"model.cell": cell}
    for name, cells in ACTS_IN.items():
        default = ModelSpec.model_fields[name].default
        if cell not in cells and getattr(model, name) != default:
            changes[f"model.{name}"] = default
    if cell in ACTS_IN["heads"] and model.hidden_size % model.heads:
        changes["model.heads"] = next(count for count in HEADS if model.hidden_size % count == 0)
    return changes


def _cells(*cells: Cell) -> Callable[[TrainRunSpec], Iterator[Changes]]:
    def made(spec: TrainRunSpec) -> Iterator[Changes]:
        yield from (changed_cell(spec, cell) for cell in cells)

    return made


def _values(path: str, *values: Any) -> Callable[[TrainRunSpec], Iterator[Changes]]:
    def made(_spec: TrainRunSpec) -> Iterator[Changes]:
        yield from ({path: value} for value in values)

    return made


def _layers(spec: TrainRunSpec) -> Iterator[Changes]:
    for layers in DEPTHS:
        yield {"model.layers": layers, **({"model.residual": False} if layers == 1 and spec.model.residual else {})}


def _layer_norm(spec: TrainRunSpec) -> Iterator[Changes]:
    """A switch where the task has it, else the cell that normalises."""
    if "layer_norm" in TASKS[spec.data.task].own:
        yield from ({"model.layer_norm": switch} for switch in (False, True))
    elif spec.model.cell in ("lstm", "layer_norm_lstm"):
        yield from (changed_cell(spec, cell) for cell in ("lstm", "layer_norm_lstm"))


def _residual(spec: TrainRunSpec) -> Iterator[Changes]:
    layers = max(2, spec.model.layers)
    yield from ({"model.layers": layers, "model.residual": switch} for switch in (False, True))


def _windows(spec: TrainRunSpec) -> Iterator[Changes]:
    window = getattr(spec.data, "window", None)
    if window is not None:
        patch = spec.model.patch
        yield from ({"data.window": max(2, patch, round(window * times / patch) * patch)} for times in WINDOWS)


def _losses(spec: TrainRunSpec) -> Iterator[Changes]:
    yield from ({"train.loss": loss} for loss in LOSSES[spec.data.task] if loss not in QUANTILED)


def _rates(spec: TrainRunSpec) -> Iterator[Changes]:
    yield from ({"train.learning_rate": float(f"{spec.train.learning_rate * times:.2g}")} for times in RATES)


SETS: dict[str, Callable[[TrainRunSpec], Iterator[Changes]]] = {
    "lstm_gru": _cells("lstm", "gru"),
    "cells": _cells(*CELLS),
    "transformer": _cells("lstm", "transformer"),
    "layers": _layers,
    "hidden_sizes": _values("model.hidden_size", *WIDTHS),
    "directions": _values("model.bidirectional", False, True),
    "layer_norm": _layer_norm,
    "residual": _residual,
    "losses": _losses,
    "initialisations": _values("model.initialisation", "pytorch", "xavier", "orthogonal"),
    "windows": _windows,
    "strategies": _values("data.strategy", "direct", "recursive"),
    "learning_rates": _rates,
}


def candidates_of(name: str, spec: TrainRunSpec) -> tuple[Changes, ...]:
    """The candidates of a ready-made set for that training; what its data or cell cannot do is left out.

    Raises SpecError for a set that there is not, or of which fewer than two are left.
    """
    if name not in SETS:
        raise SpecError(Sentence("compare.no_set", {"name": name[:60], "known": ", ".join(fitting(spec))}))
    found = _possible(name, spec)
    if len(found) < 2:
        raise SpecError(Sentence("compare.set_unfit", {"name": name, "known": ", ".join(fitting(spec))}))
    return tuple(found)


def set_of(run: TrainRunSpec, candidates: tuple[Changes, ...]) -> str | None:
    """The ready-made set that these candidates are, in whatever order; None for candidates of a person's own."""
    for name in SETS:
        made = _possible(name, run)
        if len(made) == len(candidates) and all(each in made for each in candidates):
            return name
    return None


def fitting(spec: TrainRunSpec) -> list[str]:
    """The sets of which that training has at least two candidates."""
    return [name for name in SETS if len(_possible(name, spec)) >= 2]


def _possible(name: str, spec: TrainRunSpec) -> list[Changes]:
    found, made = list[Changes](), list[TrainRunSpec]()
    for changes in SETS[name](spec):
        for way in (changes, {**changes, "model.dropout": 0.0}):  # which some tasks know between layers only
            try:
                changed = spec.with_changes(way)
            except SpecError:  # a rule of the task or of the cell
                continue
            if changed not in made:
                found.append(way)
                made.append(changed)
            break
    return found[:MOST_CANDIDATES]
