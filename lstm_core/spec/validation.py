"""What pydantic refuses, as sentences: the field by its path, its value, the rule, what was probably meant."""

import difflib
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.paths import fields_at, leaf_paths, range_of
from lstm_core.spec.tasks import DEFAULT, TASKS, TaskName

RULES = {  # of more than one field, with their sentences
    **{rule: f"spec.{rule}" for rule in (
        "file_needed", "file_unused", "fractions", "dropout_needs_layers", "unused_by_task", "column_twice",
        "recursive_past", "recursive_quantile", "counts_need", "calendar_needs_time", "difference_needs_season",
        "floor_above_ceiling", "grid_needs_time", "grid_needs_missing", "id_needs_column", "id_and_ids",
        "panel_alone", "static_needs_panel", "static_of_wide", "embedding_needs_panel",
        "zone_needs_time", "zone_unknown", "holidays_needs_time", "holidays_unknown",
        "patch_window", "quantiles", "lexicon_of_words",
        "unused_by_cell", "heads_divide", "residual_needs_layers", "decay_needs_series", "decay_needs_mask",
        "recompute_needs_recurrence", "recompute_in_sequence", "paces", "compared_alike", "candidate_twice",
        "alike_in_budget",
    )},
    "loss_of_task": "spec.choice",
}  # fmt: skip

SpecT = TypeVar("SpecT", bound=BaseModel)


def validated(root: type[SpecT], raw: Mapping[str, Any]) -> SpecT:
    """A spec of the class `root`. Raises SpecError with one message per broken rule."""
    try:
        return root.model_validate(dict(raw))
    except ValidationError as error:
        raise SpecError(*(_said(detail) or _message(root, detail, raw) for detail in error.errors())) from None


def _said(detail: ErrorDetails) -> Sentence | None:
    """The sentence that a rule brought itself."""
    told = dict(detail.get("ctx", {}))
    return Sentence(told.pop("key"), told) if detail["type"] == "said" else None


def _message(root: type[BaseModel], detail: ErrorDetails, raw: Mapping[str, Any]) -> Sentence:
    path = tuple(str(part) for part in detail["loc"])
    if path[:1] == ("data",) and path[1:2] and path[1] in TASKS:
        path = (path[0], *path[2:])  # without the tag of the union
    dotted, value, context = ".".join(path), _shown(detail.get("input")), detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return unknown_key(root, path, _task_of(raw))
        case "missing":
            return Sentence("spec.missing", {"path": dotted})
        case "union_tag_invalid":
            return Sentence(
                "spec.choice", {"path": "data.task", "value": _shown(context["tag"]), "allowed": ", ".join(TASKS)}
            )
        case "literal_error":
            allowed = context["expected"].replace(" or ", ", ").replace("'", "")
            return Sentence("spec.choice", {"path": dotted, "value": value, "allowed": allowed})
        case "finite_number":
            return Sentence("spec.not_finite", {"path": dotted, "value": value})
        case "string_too_long":
            return Sentence("spec.too_long", {"path": dotted, "value": value, "limit": context["max_length"]})
        case rule if rule in RULES:
            return Sentence(RULES[rule], dict(context))
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal" as kind:
            sign = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}[kind]
            bound = f"{sign} {next(iter(context.values()))}"
            return Sentence("spec.range", {"path": dotted, "value": value, "rule": _range(root, dotted) or bound})
        case "tuple_type" | "too_long" | "too_short" as kind:
            rule = {"tuple_type": "type_list", "too_long": "too_many"}.get(kind, kind)
            return Sentence(f"spec.{rule}", {"path": dotted, "value": value, **context})
        case kind if kind.endswith(("_type", "_parsing", "_from_float")):
            return Sentence(f"spec.type_{kind.split('_')[0]}", {"path": dotted, "value": value})
        case _:
            return Sentence("spec.invalid", {"path": dotted, "value": value, "reason": detail["msg"]})


def _task_of(raw: Mapping[str, Any]) -> TaskName | None:
    data = raw.get("data")
    found = data.get("task", DEFAULT) if isinstance(data, Mapping) else DEFAULT
    return found if found in TASKS else None


def unknown_key(root: type[BaseModel], path: tuple[str, ...], task: TaskName | None = None) -> Sentence:
    fields = fields_at(root, path[:-1], task)
    close = difflib.get_close_matches(path[-1], fields, n=1, cutoff=0.6)
    if not close:
        close = [found for found in leaf_paths(root, task) if found.rsplit(".", 1)[-1] == path[-1]]
    elif path[:-1]:
        close = [".".join((*path[:-1], close[0]))]
    if close:
        return Sentence("spec.did_you_mean", {"path": ".".join(path), "suggestion": close[0]})
    return Sentence("spec.unknown_key", {"path": ".".join(path), "allowed": ", ".join(fields)})


def _range(root: type[BaseModel], path: str) -> str:
    try:
        low, high = range_of(root, path)
    except KeyError:
        return ""
    return f"{low}..{high}" if low is not None and high is not None else ""


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
