"""Values that were chosen one by one as one valid training: what a rule between fields forbids is put right."""

from collections.abc import Mapping
from typing import Any

from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.likelihoods import needed_by
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.run import TrainRunSpec

MOST_REPAIRS = 16


def combined(run: TrainRunSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of `run` that hold these values as far as they go together.

    A field that the cell does not know keeps its default, dropout between layers needs a second one, heads divide the
    width, a window is a multiple of its patch, counts are not shifted. Raises SpecError for a combination that no such
    step makes valid.
    """
    changes = dict(values)
    for _ in range(MOST_REPAIRS):
        try:
            changed = run.with_changes(changes)
        except SpecError as error:
            before = dict(changes)
            for said in error.messages:
                changes |= _repaired(run, changes, said)
            if changes == before:
                raise
        else:
            return _differing(run, changed, changes)
    raise SpecError(Sentence("spec.search_combination"))


def _repaired(run: TrainRunSpec, changes: Mapping[str, Any], said: Sentence) -> dict[str, Any]:
    """The change by which the rule is kept; none where there is no obvious one."""

    def now(path: str) -> Any:
        section, _, field = path.partition(".")
        return changes.get(path, getattr(getattr(run, section), field))

    match said.key:
        case "spec.unused_by_cell" | "spec.unused_by_task":
            path = str(said.parameters["path"])
            return {path: ModelSpec.model_fields[path.removeprefix("model.")].default}
        case "spec.dropout_needs_layers":
            return {"model.dropout": 0.0}
        case "spec.residual_needs_layers":
            return {"model.residual": False}
        case "spec.heads_divide":
            hidden, heads = int(now("model.hidden_size")), int(now("model.heads"))
            return {"model.heads": next(count for count in range(heads, 0, -1) if hidden % count == 0)}
        case "spec.patch_window":
            window, patch = int(now("data.window")), int(now("model.patch"))
            return {"data.window": max(patch, round(window / patch) * patch, 2)}
        case "spec.counts_need":
            data = {**run.data.model_dump(), **{path.removeprefix("data."): value for path, value in changes.items()}}
            needed = needed_by(str(said.parameters["loss"]), data)
            return {f"data.{name}": value for name, value in needed.items()}
        case "spec.recompute_in_sequence" | "spec.recompute_needs_recurrence":
            return {"train.recompute_every": None}
        case _:
            return {}


def _differing(run: TrainRunSpec, changed: TrainRunSpec, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that change something, as the spec holds them."""
    before, after = run.model_dump(mode="json"), changed.model_dump(mode="json")
    found = {}
    for path in changes:
        section, _, field = path.partition(".")
        if before[section].get(field) != after[section].get(field):
            found[path] = after[section][field]
    return found
