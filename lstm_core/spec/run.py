"""What decides a result: `RunSpec`, frozen, validated, JSON both ways.

Guarantees: a spec that exists obeys every rule that needs no data; unknown keys are refused with a suggestion;
equal specs on the same data and device give equal results. Rules that need the data are in `lstm_core.data`.
"""

import difflib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Self, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from lstm_core.errors import Message, SpecError
from lstm_core.spec.sections import CsvFormat, ModelSpec, SeriesData, Spec, SpeechData, TextData, TrainSpec

__all__ = [
    "TASKS", "CsvFormat", "DataSpec", "ModelSpec", "RunSpec", "SeriesData", "SpeechData", "Task", "TextData",
    "TrainSpec", "all_paths", "field_info", "field_range", "parse_assignments", "parse_spec", "schema",
]  # fmt: skip

VERSION = 1
SMALL_HIDDEN = 128
SMALL_STEP = 6000  # units of a batch

Task = Literal["series", "text", "speech"]
DataSpec = SeriesData | TextData | SpeechData
TASKS: dict[Task, type[SeriesData] | type[TextData] | type[SpeechData]] = {
    "series": SeriesData,
    "text": TextData,
    "speech": SpeechData,
}
LOSSES: dict[Task, tuple[str, ...]] = {
    "series": ("huber", "mse", "mae", "quantile"),
    "text": ("cross_entropy",),
    "speech": ("ctc",),
}
OWN = {  # fields of the model that only some tasks know
    "bidirectional": ("speech",),
    "layer_norm": ("speech",),
    "context": ("text",),
    "embedding_size": ("text",),
    "embedding_dropout": ("text",),
    "tied": ("text",),
    "patch": ("series",),
    "channels": ("series",),
    "head_dropout": ("series",),
}
RULES = {  # of more than one field, with their sentences
    **{rule: f"spec.{rule}" for rule in (
        "file_needed", "file_unused", "fractions", "dropout_needs_layers", "unused_by_task", "column_twice",
        "recursive_past", "recursive_quantile", "calendar_needs_time", "patch_window", "quantiles", "lexicon_of_words",
        "unused_by_cell", "heads_divide", "residual_needs_layers", "decay_needs_series", "decay_needs_mask",
        "recompute_needs_recurrence", "recompute_in_sequence",
    )},
    "loss_of_task": "spec.choice",
}  # fmt: skip


class RunSpec(Spec):
    """Everything that decides the result of one training run."""

    version: Literal[1] = 1
    kind: Literal["train"] = "train"
    data: Annotated[DataSpec, Field(discriminator="task")] = SeriesData()
    model: ModelSpec = ModelSpec()
    train: TrainSpec = TrainSpec()

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, raw: Any) -> Any:
        """A task that is not named is a series; a loss that is not named is the first of the task."""
        if not isinstance(raw, Mapping):
            return raw
        data, train = raw.get("data", {}), raw.get("train", {})
        if isinstance(data, Mapping) and "task" not in data:
            data = {"task": "series", **data}
        task = data.get("task") if isinstance(data, Mapping) else getattr(data, "task", None)
        if isinstance(train, Mapping) and "loss" not in train and task in LOSSES:
            train = {**train, "loss": LOSSES[task][0]}
        return {**raw, "data": data, "train": train}

    @model_validator(mode="after")
    def _check(self) -> Self:
        task = self.data.task
        if self.train.loss not in LOSSES[task]:
            facts = {"path": "train.loss", "value": json.dumps(self.train.loss), "allowed": ", ".join(LOSSES[task])}
            raise PydanticCustomError("loss_of_task", "loss", facts)
        for name, tasks in OWN.items():
            if task not in tasks and getattr(self.model, name) != ModelSpec.model_fields[name].default:
                raise PydanticCustomError("unused_by_task", "unused", {"path": f"model.{name}", "task": task})
        if self.model.cell == "gru_d" and task != "series":
            raise PydanticCustomError("decay_needs_series", "decay", {"task": task})
        if isinstance(self.data, SeriesData):
            self._check_series(self.data)
        if self.train.recompute_every is not None:
            self._check_recomputation(self.train.recompute_every)
        return self

    def _check_recomputation(self, every: int) -> None:
        facts = {"path": "train.recompute_every", "every": every}
        if self.model.cell == "transformer":
            raise PydanticCustomError("recompute_needs_recurrence", "recompute", facts)
        if self.time is not None and every >= self.time:
            near = round(math.sqrt(self.time))
            raise PydanticCustomError("recompute_in_sequence", "recompute", {**facts, "time": self.time, "near": near})

    def _check_series(self, data: SeriesData) -> None:
        if self.model.dropout > 0 and self.model.layers == 1 and self.model.cell != "transformer":
            raise PydanticCustomError("dropout_needs_layers", "dropout", {"dropout": self.model.dropout})
        if self.model.cell == "gru_d" and data.missing != "mask":
            raise PydanticCustomError("decay_needs_mask", "decay", {"missing": data.missing})
        if data.window % self.model.patch:
            raise PydanticCustomError("patch_window", "patch", {"patch": self.model.patch, "window": data.window})
        if data.strategy == "recursive" and self.train.loss == "quantile":
            raise PydanticCustomError("recursive_quantile", "recursive")

    @property
    def series(self) -> SeriesData:
        """The data of a forecasting run."""
        if not isinstance(self.data, SeriesData):
            raise TypeError(self.data.task)
        return self.data

    @property
    def text(self) -> TextData:
        """The data of a text run."""
        if not isinstance(self.data, TextData):
            raise TypeError(self.data.task)
        return self.data

    @property
    def speech(self) -> SpeechData:
        """The data of a speech run."""
        if not isinstance(self.data, SpeechData):
            raise TypeError(self.data.task)
        return self.data

    @property
    def time(self) -> int | None:
        """Steps of time that the recurrence takes through one sequence; of recordings they are not known."""
        match self.data:
            case SeriesData():
                return self.data.window // self.model.patch
            case TextData():
                return self.data.window
            case SpeechData():
                return None

    @property
    def threads(self) -> int:
        """CPU threads of the engine. A small step does not pay for a second one, and waiting for it costs dearly."""
        hidden, batch = self.model.hidden_size, self.train.batch_size
        return self.train.threads or (2 if hidden >= SMALL_HIDDEN and hidden * batch >= SMALL_STEP else 1)

    def to_json(self) -> str:
        """Indented JSON; `parse_spec` reads it back to an equal spec."""
        return self.model_dump_json(indent=2)

    def with_changes(self, changes: Mapping[str, Any]) -> "RunSpec":
        """A new spec with dotted paths replaced, e.g. {"train.seed": 3}. Raises SpecError."""
        raw = self.model_dump(mode="json")
        for path, value in changes.items():
            *parents, leaf = path.split(".")
            place: Any = raw
            for parent in parents:
                place = place.get(parent) if isinstance(place, dict) else None
            if not isinstance(place, dict):
                raise SpecError(_unknown_key(tuple(path.split("."))))
            place[leaf] = value
        return parse_spec(raw)


def schema() -> dict[str, Any]:
    """The JSON schema of `RunSpec`: the one that tools and documents show."""
    return RunSpec.model_json_schema()


def parse_spec(raw: str | bytes | Mapping[str, Any]) -> RunSpec:
    """A spec from JSON text or a mapping. Raises SpecError with one message per broken rule."""
    if isinstance(raw, str | bytes):
        try:
            raw = json.loads(raw)
        except UnicodeDecodeError as error:
            place: dict[str, str | int | float] = {"line": 1, "column": error.start + 1, "reason": "not UTF-8 text"}
            raise SpecError(Message("spec.not_json", place)) from None
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno, "reason": error.msg}
            raise SpecError(Message("spec.not_json", place)) from None
    if not isinstance(raw, Mapping):
        raise SpecError(Message("spec.not_object", {"kind": type(raw).__name__}))
    if raw.get("version", VERSION) != VERSION:
        raise SpecError(Message("spec.version", {"value": str(raw["version"])[:40], "known": VERSION}))
    try:
        return RunSpec.model_validate(dict(raw))
    except ValidationError as error:
        raise SpecError(*(_message(detail, raw) for detail in error.errors())) from None


def parse_assignments(assignments: Sequence[str]) -> dict[str, Any]:
    """`["train.seed=3"]` as changes for `with_changes`; values are JSON, or plain text when they are not."""
    changes: dict[str, Any] = {}
    for assignment in assignments:
        path, separator, value = assignment.partition("=")
        if not separator or not path:
            raise SpecError(Message("spec.set_syntax", {"value": assignment}))
        try:
            changes[path.strip()] = json.loads(value)
        except json.JSONDecodeError:
            changes[path.strip()] = value
    return changes


def _message(detail: ErrorDetails, raw: Mapping[str, Any]) -> Message:
    path = tuple(str(part) for part in detail["loc"])
    if path[:1] == ("data",) and path[1:2] and path[1] in TASKS:
        path = (path[0], *path[2:])  # without the tag of the union
    dotted, value, context = ".".join(path), _shown(detail.get("input")), detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(path, _task_of(raw))
        case "missing":
            return Message("spec.missing", {"path": dotted})
        case "union_tag_invalid":
            return Message(
                "spec.choice", {"path": "data.task", "value": _shown(context["tag"]), "allowed": ", ".join(TASKS)}
            )
        case "literal_error":
            allowed = context["expected"].replace(" or ", ", ").replace("'", "")
            return Message("spec.choice", {"path": dotted, "value": value, "allowed": allowed})
        case "finite_number":
            return Message("spec.not_finite", {"path": dotted, "value": value})
        case "string_too_long":
            return Message("spec.too_long", {"path": dotted, "value": value, "limit": context["max_length"]})
        case rule if rule in RULES:
            return Message(RULES[rule], dict(context))
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal" as kind:
            sign = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}[kind]
            bound = f"{sign} {next(iter(context.values()))}"
            return Message("spec.range", {"path": dotted, "value": value, "rule": _range_of(dotted) or bound})
        case "tuple_type" | "too_long" | "too_short" as kind:
            rule = {"tuple_type": "type_list", "too_long": "too_many"}.get(kind, kind)
            return Message(f"spec.{rule}", {"path": dotted, "value": value, **context})
        case kind if kind.endswith(("_type", "_parsing", "_from_float")):
            return Message(f"spec.type_{kind.split('_')[0]}", {"path": dotted, "value": value})
        case _:
            return Message("spec.invalid", {"path": dotted, "value": value, "reason": detail["msg"]})


def _task_of(raw: Mapping[str, Any]) -> Task | None:
    data = raw.get("data")
    found = data.get("task", "series") if isinstance(data, Mapping) else "series"
    return found if found in TASKS else None


def _unknown_key(path: tuple[str, ...], task: Task | None = None) -> Message:
    fields = _fields_at(path[:-1], task)
    close = difflib.get_close_matches(path[-1], fields, n=1, cutoff=0.6)
    if not close:
        close = [found for found in all_paths(task) if found.rsplit(".", 1)[-1] == path[-1]]
    elif path[:-1]:
        close = [".".join((*path[:-1], close[0]))]
    if close:
        return Message("spec.did_you_mean", {"path": ".".join(path), "suggestion": close[0]})
    return Message("spec.unknown_key", {"path": ".".join(path), "allowed": ", ".join(fields)})


def all_paths(task: Task | None = None) -> Iterator[str]:
    """Every dotted path of a leaf field of `RunSpec`, once; of one task or of all."""
    yield from dict.fromkeys(_paths(RunSpec, "", task))


def _paths(part: type[BaseModel], prefix: str, task: Task | None) -> Iterator[str]:
    for name, info in part.model_fields.items():
        below = _parts_of(info, task)
        for each in below:
            yield from _paths(each, f"{prefix}{name}.", task)
        if not below:
            yield prefix + name


def _parts_of(info: FieldInfo, task: Task | None) -> list[type[BaseModel]]:
    """The parts that a field may hold; none for a leaf."""
    kinds = get_args(info.annotation) if get_origin(info.annotation) is UnionType else (info.annotation,)
    found = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return [kind for kind in found if task is None or kind is TASKS[task]] if len(found) > 1 else found


def field_info(path: str, task: Task | None = None) -> FieldInfo:
    """The declaration of a leaf field, of the first task that has it. Raises KeyError."""
    *parents, leaf = path.split(".")
    parts: list[type[BaseModel]] = [RunSpec]
    for parent in parents:
        parts = [below for part in parts for below in _parts_of(part.model_fields[parent], task)]
    return next((part.model_fields[leaf] for part in parts if leaf in part.model_fields), None) or _missing(path)


def _missing(path: str) -> FieldInfo:
    raise KeyError(path)


def field_range(path: str, task: Task | None = None) -> tuple[float | None, float | None]:
    """Smallest and largest allowed value of a numeric field (exclusive bounds count as bounds)."""
    low = high = None
    for rule in field_info(path, task).metadata:
        low = getattr(rule, "ge", getattr(rule, "gt", low))
        high = getattr(rule, "le", getattr(rule, "lt", high))
    return low, high


def _range_of(path: str) -> str:
    try:
        low, high = field_range(path)
    except KeyError:
        return ""
    return f"{low}..{high}" if low is not None and high is not None else ""


def _fields_at(path: tuple[str, ...], task: Task | None) -> list[str]:
    parts: list[type[BaseModel]] = [RunSpec]
    for name in path:
        parts = [
            below for part in parts if name in part.model_fields for below in _parts_of(part.model_fields[name], task)
        ]
    return list(dict.fromkeys(field for part in parts for field in part.model_fields))


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
