"""What decides a result: `RunSpec` and its parts, frozen, validated, JSON both ways.

Guarantees: a spec that exists obeys every rule that needs no data; unknown keys are refused with a suggestion;
equal specs on the same data and device give equal results. Rules that need the data are in `lstm_core.data`.
"""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from lstm_core.errors import Message, SpecError

VERSION = 1
SMALL_HIDDEN = 128

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0.05, le=0.5)]


class Spec(BaseModel):
    """Base of every part: frozen, strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class CsvFormat(Spec):
    """How the bytes of a CSV file are read; found by `lstm_core.data.tables.sniff`, then fixed."""

    encoding: str = Field("utf-8", description="Python name of the text encoding")
    delimiter: Literal[",", ";", "\t", "|", " "] = ","
    decimal: Literal[".", ","] = "."
    header: bool = Field(True, description="the first row holds column names; without one they are column_1, ...")


class SeriesData(Spec):
    """A time series, how it is split in time and how windows are cut from it."""

    task: Literal["series"] = "series"
    source: Literal["sunspots", "co2", "made", "file"] = Field(
        "sunspots", description="yearly sunspots, weekly CO2, a made series with known structure, or a CSV file"
    )
    file: str | None = Field(None, description='path of the CSV file; only with source "file"')
    name: str | None = Field(None, max_length=200, description="what a person calls the data, shown in titles")
    format: CsvFormat = CsvFormat()
    time_column: str | None = Field(None, description="column of dates or times; rows are sorted by it")
    time_format: str | None = Field(
        None, max_length=100, description="how the time column is written, in strptime's marks; null: ISO 8601"
    )
    target: str = Field("value", description="the column to forecast")
    missing: Literal["refuse", "forward"] = Field(
        "refuse", description="missing values: refuse the data, or carry the last known value forward"
    )
    window: int = Field(48, ge=2, le=100_000, description="steps that the network reads before each forecast")
    horizon: int = Field(12, ge=1, le=10_000, description="steps that it forecasts")
    season: int | None = Field(None, ge=2, le=100_000, description="period of the seasonal naive baseline, in steps")
    scaling: Literal["minmax", "standard", "none"] = Field(
        "minmax", description="fitted on the training part only: to [0, 1], to mean 0 and deviation 1, or none"
    )
    subtract_last: bool = Field(
        True, description="subtract each window's last value from inputs and targets, so a trend can be followed"
    )
    validation_fraction: Fraction = 0.15
    test_fraction: Fraction = 0.15

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.source == "file" and not self.file:
            raise PydanticCustomError("file_needed", "file needed")
        if self.source != "file" and self.file is not None:
            raise PydanticCustomError("file_unused", "file unused", {"source": self.source})
        total = self.validation_fraction + self.test_fraction
        if total >= 0.9:
            raise PydanticCustomError("fractions", "fractions", {"total": total})
        return self


class ModelSpec(Spec):
    """A recurrent stack and a linear head on its last state."""

    cell: Literal["lstm", "gru"] = "lstm"
    hidden_size: int = Field(64, ge=1, le=8192)
    layers: int = Field(1, ge=1, le=16)
    dropout: float = Field(0.0, ge=0, lt=1, description="between layers, so it needs at least two")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.dropout > 0 and self.layers == 1:
            raise PydanticCustomError("dropout_needs_layers", "dropout", {"dropout": self.dropout})
        return self


class TrainSpec(Spec):
    """How the network is trained; one step is one batch."""

    seed: int = Field(0, ge=0, le=2**31 - 1, description="initial weights, order of batches, dropout")
    steps: int = Field(600, ge=1, le=10_000_000)
    batch_size: int = Field(32, ge=1, le=65_536)
    loss: Literal["huber", "mse", "mae"] = "huber"
    optimizer: Literal["adam", "adamw", "sgd"] = "adam"
    learning_rate: Positive = 0.002
    weight_decay: float = Field(0.0, ge=0, le=10)
    schedule: Literal["constant", "linear", "cosine"] = Field("cosine", description="of the learning rate, to zero")
    warmup_steps: int = Field(0, ge=0, le=1_000_000)
    clip_norm: Positive | None = Field(1.0, description="largest norm of the gradient; null switches clipping off")
    evaluate_every: int = Field(25, ge=1, le=1_000_000, description="steps between two validations")
    patience: int | None = Field(
        12, ge=1, le=10_000, description="validations without a better loss before training ends early; null: never"
    )
    log_every: int = Field(1, ge=1, le=100_000, description="steps between two points of the training curve")
    checkpoint_seconds: float = Field(20.0, ge=0, le=86_400, description="seconds between checkpoints; 0: every step")
    device: Literal["auto", "cpu", "cuda"] = "auto"
    precision: Literal["float32", "bfloat16", "float16"] = Field(
        "float32", description="of the products under autocast; half precisions need a GPU"
    )
    threads: int | None = Field(
        None, ge=1, le=256, description="CPU threads, part of the exact result; null: 1 below hidden size 128, else 2"
    )


class RunSpec(Spec):
    """Everything that decides the result of one training run."""

    version: Literal[1] = 1
    kind: Literal["train"] = "train"
    data: SeriesData = SeriesData()
    model: ModelSpec = ModelSpec()
    train: TrainSpec = TrainSpec()

    @property
    def threads(self) -> int:
        """CPU threads of the engine. Small products do not pay for a second one, and waiting for it costs dearly."""
        return self.train.threads or (1 if self.model.hidden_size < SMALL_HIDDEN else 2)

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
        raise SpecError(*(_message(detail) for detail in error.errors())) from None


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


def _message(detail: ErrorDetails) -> Message:
    path = tuple(str(part) for part in detail["loc"])
    dotted, value, context = ".".join(path), _shown(detail.get("input")), detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(path)
        case "missing":
            return Message("spec.missing", {"path": dotted})
        case "literal_error":
            allowed = context["expected"].replace(" or ", ", ").replace("'", "")
            return Message("spec.choice", {"path": dotted, "value": value, "allowed": allowed})
        case "finite_number":
            return Message("spec.not_finite", {"path": dotted, "value": value})
        case "string_too_long":
            return Message("spec.too_long", {"path": dotted, "value": value, "limit": context["max_length"]})
        case "file_needed" | "file_unused" | "fractions" | "dropout_needs_layers" as rule:
            return Message(f"spec.{rule}", dict(context))
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal" as kind:
            sign = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}[kind]
            bound = f"{sign} {next(iter(context.values()))}"
            return Message("spec.range", {"path": dotted, "value": value, "rule": _range_of(path) or bound})
        case kind if kind.endswith(("_type", "_parsing", "_from_float")):
            return Message(f"spec.type_{kind.split('_')[0]}", {"path": dotted, "value": value})
        case _:
            return Message("spec.invalid", {"path": dotted, "value": value, "reason": detail["msg"]})


def _unknown_key(path: tuple[str, ...]) -> Message:
    fields = _fields_at(path[:-1])
    close = difflib.get_close_matches(path[-1], fields, n=1, cutoff=0.6)
    if not close:
        close = [found for found in all_paths() if found.rsplit(".", 1)[-1] == path[-1]]
    elif path[:-1]:
        close = [".".join((*path[:-1], close[0]))]
    if close:
        return Message("spec.did_you_mean", {"path": ".".join(path), "suggestion": close[0]})
    return Message("spec.unknown_key", {"path": ".".join(path), "allowed": ", ".join(fields)})


def all_paths(part: type[BaseModel] = RunSpec, prefix: str = "") -> Iterator[str]:
    """Every dotted path of a leaf field of `RunSpec`."""
    for name, info in part.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from all_paths(info.annotation, f"{prefix}{name}.")
        else:
            yield prefix + name


def field_range(path: str) -> tuple[float | None, float | None]:
    """Smallest and largest allowed value of a numeric field (exclusive bounds count as bounds)."""
    *parents, leaf = path.split(".")
    part: Any = RunSpec
    for parent in parents:
        part = part.model_fields[parent].annotation
    low = high = None
    for rule in part.model_fields[leaf].metadata:
        low = getattr(rule, "ge", getattr(rule, "gt", low))
        high = getattr(rule, "le", getattr(rule, "lt", high))
    return low, high


def _range_of(path: tuple[str, ...]) -> str:
    try:
        low, high = field_range(".".join(path))
    except (KeyError, AttributeError):
        return ""
    return f"{low}..{high}" if low is not None and high is not None else ""


def _fields_at(path: tuple[str, ...]) -> list[str]:
    part: Any = RunSpec
    for name in path:
        info = getattr(part, "model_fields", {}).get(name)
        part = info.annotation if info is not None else None
    return list(getattr(part, "model_fields", {}))


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
