"""The form of a spec by its task, and what becomes of the values that a person typed. No Streamlit.

`assistant.ui.forms.<task>` is the module of a task; here alone it is looked up.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from assistant.ui.forms.field import Form
from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.likelihoods import taken_along
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TASKS, TaskName


class TaskForm(Protocol):
    """What the module of a task holds."""

    FORM: Form


def of(task: TaskName) -> TaskForm:
    """The module of a task."""
    return cast("TaskForm", import_module(f"assistant.ui.forms.{task}"))


FORMS: dict[TaskName, Form] = {task: of(task).FORM for task in TASKS}
_PLACES = {
    "spec.dropout_needs_layers": "model.dropout",
    "spec.fractions": "data.test_fraction",
    "spec.heads_divide": "model.heads",
    "spec.residual_needs_layers": "model.residual",
    "spec.decay_needs_series": "model.cell",
    "spec.decay_needs_mask": "model.cell",
    "spec.recursive_past": "data.past_columns",
    "spec.recursive_quantile": "train.loss",
    "spec.counts_need": "train.loss",
    "spec.calendar_needs_time": "data.calendar",
    "spec.holidays_needs_time": "data.holidays",
    "spec.holidays_unknown": "data.holidays",
    "spec.grid_needs_time": "data.grid",
    "spec.zone_needs_time": "data.zone",
    "spec.zone_unknown": "data.zone",
    "spec.grid_needs_missing": "data.grid",
    "spec.id_needs_column": "data.id",
    "spec.id_and_ids": "data.id",
    "spec.panel_alone": "data.id",
    "spec.static_of_wide": "data.static_columns",
    "spec.static_needs_panel": "data.static_columns",
    "spec.embedding_needs_panel": "model.id_embedding",
    "spec.patch_window": "model.patch",
    "spec.column_twice": "data.further_targets",
    "spec.quantiles": "train.quantiles",
    "spec.lexicon_of_words": "data.lexicon",
    "spec.recompute_needs_recurrence": "train.recompute_every",
    "spec.recompute_in_sequence": "train.recompute_every",
    "spec.file_needed": "data.source",
    "spec.file_unused": "data.source",
}


def value_of(spec: TrainRunSpec, path: str) -> Any:
    """The spec's value at a dotted path."""
    place: Any = spec
    for name in path.split("."):
        place = getattr(place, name)
    return place


def apply(spec: TrainRunSpec, typed: Mapping[str, Any]) -> tuple[TrainRunSpec, dict[str, Sentence]]:
    """`spec` with every typed value that the rules allow, and one message for each that they refuse."""
    wanted, refused = dict(typed), dict[str, Sentence]()
    while wanted:
        along = taken_along(wanted, spec.data.model_dump(), spec.train.loss)
        try:
            return spec.with_changes({**along, **wanted}), refused
        except SpecError as error:
            found = {_field_of(message, wanted): message for message in error.messages}
        for path, message in found.items():
            refused[path] = message
            del wanted[path]
    return spec, refused


def differing(spec: TrainRunSpec, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values that are not what the spec says."""
    return {path: value for path, value in typed.items() if value != value_of(spec, path)}


def _field_of(message: Sentence, wanted: dict[str, Any]) -> str:
    """The typed field at which the message belongs; the last one where the message names none of them."""
    path = str(message.parameters.get("path", _PLACES.get(message.key, "")))
    return path if path in wanted else next(reversed(wanted))
