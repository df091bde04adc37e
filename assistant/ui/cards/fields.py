"""The form of a spec: its fields, and what becomes of the values that a person typed. No Streamlit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from assistant.ui.words.labels import say
from lstm_core.errors import Message, SpecError
from lstm_core.i18n.sentences import TERMS, TEXTS, Language, value_text
from lstm_core.spec.fields import field_info
from lstm_core.spec.model import ACTS_IN
from lstm_core.spec.run import RunSpec
from lstm_core.spec.tasks import LOSSES, Task

EXPLAINED = (
    "model.cell", "model.residual", "model.variational_dropout", "model.recurrent_dropout", "model.zoneout",
    "model.trained_state", "model.initialisation", "model.forget_bias", "model.heads", "model.context",
    "data.strategy", "data.season", "data.folds", "data.missing", "data.window_scaling",
    "data.calendar", "data.past_columns", "data.future_columns", "model.patch", "model.channels", "train.patience",
    "train.recompute_every",
    "data.level", "data.unheard_speakers",
)  # fmt: skip
Kind = Literal["choice", "whole", "number", "switch", "column", "columns"]


@dataclass(frozen=True)
class Field:
    """One field of the form; `step` is what one press of plus adds."""

    path: str
    kind: Kind
    step: float = 1

    @property
    def optional(self) -> bool:
        """The field may be empty."""
        return type(None) in get_args(field_info(self.path).annotation)

    def options(self, task: Task) -> tuple[str, ...]:
        """The allowed values of a choice in a run of that task, from the spec itself."""
        if self.path == "train.loss":
            return LOSSES[task]
        every: tuple[str, ...] = get_args(field_info(self.path, task).annotation)
        return tuple(value for value in every if value != "gru_d" or task == "series")

    def acts(self, spec: RunSpec) -> bool:
        """The field changes something in a network with the cell of the spec."""
        part, _, name = self.path.partition(".")
        if self.path in ("model.layer_norm", "train.recompute_every"):
            return spec.model.cell != "transformer"  # which always normalises, and carries no state through time
        return part != "model" or spec.model.cell in ACTS_IN.get(name, (spec.model.cell,))

    def label(self, language: Language) -> str:
        """The field's name."""
        return say(f"field.{self.path}", language)

    def help(self, language: Language) -> str | None:
        """What the field decides, where its name does not say it."""
        return say(f"help.{self.path}", language) if self.path in EXPLAINED else None

    def empty(self, language: Language) -> str:
        """What an empty field means."""
        return value_text(None, self.path, language)

    def option(self, value: str, language: Language) -> str:
        """How a choice reads: its text when it has one, else the term that engineers write."""
        key = f"choice.{self.path}.{value}"
        return say(key, language) if key in TEXTS else TERMS.get(value, str(value))


STACK = (
    Field("model.residual", "switch"),
    Field("model.variational_dropout", "number", 0.05),
    Field("model.recurrent_dropout", "number", 0.05),
    Field("model.zoneout", "number", 0.05),
    Field("model.trained_state", "switch"),
    Field("model.initialisation", "choice"),
    Field("model.forget_bias", "number", 0.5),
    Field("model.heads", "whole"),
)
MAIN = (
    Field("model.cell", "choice"),
    Field("model.hidden_size", "whole", 16),
    Field("model.layers", "whole"),
    Field("data.window", "whole", 12),
    Field("data.horizon", "whole"),
    Field("train.learning_rate", "number", 0.0005),
    Field("train.steps", "whole", 100),
    Field("train.batch_size", "whole", 16),
    Field("train.loss", "choice"),
    Field("train.seed", "whole"),
    Field("data.season", "whole"),
    Field("data.target", "column"),
    Field("data.further_targets", "columns"),
)
MORE = (
    Field("model.dropout", "number", 0.05),
    Field("data.scaling", "choice"),
    Field("data.missing", "choice"),
    Field("data.folds", "whole"),
    Field("train.optimizer", "choice"),
    Field("train.schedule", "choice"),
    Field("train.warmup_steps", "whole", 10),
    Field("train.weight_decay", "number", 0.001),
    Field("train.clip_norm", "number", 0.5),
    Field("train.evaluate_every", "whole", 5),
    Field("train.patience", "whole"),
    Field("train.recompute_every", "whole", 10),
    Field("train.device", "choice"),
    Field("train.precision", "choice"),
    Field("train.threads", "whole"),
    Field("data.window_scaling", "choice"),
    Field("data.strategy", "choice"),
    Field("data.calendar", "switch"),
    Field("data.past_columns", "columns"),
    Field("data.future_columns", "columns"),
    Field("model.patch", "whole"),
    Field("model.channels", "choice"),
    Field("model.head_dropout", "number", 0.05),
    *STACK,
)


@dataclass(frozen=True)
class Form:
    """The fields of one task: those that come first, and those behind "more"."""

    main: tuple[Field, ...]
    more: tuple[Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them."""
        return (*self.main, *self.more)

    def groups(self) -> dict[str, tuple[Field, ...]]:
        """Those behind "more" by what they belong to, switches last, so that labels stand in a line."""
        parts = {"model": "network", "data": "data", "train": "training"}
        return {
            name: tuple(
                sorted(
                    (field for field in self.more if field.path.startswith(f"{part}.")),
                    key=lambda field: field.kind == "switch",
                )
            )
            for part, name in parts.items()
        }


_SPEECH = Form(
    main=(
        Field("model.cell", "choice"),
        Field("model.hidden_size", "whole", 16),
        Field("model.layers", "whole"),
        Field("model.dropout", "number", 0.05),
        Field("data.symbols", "choice"),
        Field("train.learning_rate", "number", 0.0005),
        Field("train.steps", "whole", 100),
        Field("train.batch_size", "whole", 8),
        Field("train.seed", "whole"),
    ),
    more=(
        Field("data.lexicon", "choice"),
        Field("data.rate", "choice"),
        Field("data.mels", "whole", 8),
        Field("data.frame_ms", "whole", 5),
        Field("data.hop_ms", "whole", 1),
        Field("data.stack", "whole"),
        Field("model.bidirectional", "switch"),
        Field("model.layer_norm", "switch"),
        *STACK,
        Field("data.augment", "switch"),
        Field("data.unheard_speakers", "switch"),
        Field("train.optimizer", "choice"),
        Field("train.schedule", "choice"),
        Field("train.warmup_steps", "whole", 10),
        Field("train.weight_decay", "number", 0.001),
        Field("train.clip_norm", "number", 0.5),
        Field("train.evaluate_every", "whole", 5),
        Field("train.patience", "whole"),
        Field("train.recompute_every", "whole", 10),
        Field("train.device", "choice"),
        Field("train.precision", "choice"),
        Field("train.threads", "whole"),
    ),
)
TEXT_MAIN = (
    Field("model.cell", "choice"),
    Field("model.hidden_size", "whole", 32),
    Field("model.layers", "whole"),
    Field("data.level", "choice"),
    Field("data.window", "whole", 16),
    Field("train.learning_rate", "number", 0.001),
    Field("train.steps", "whole", 200),
    Field("train.batch_size", "whole", 16),
    Field("model.dropout", "number", 0.05),
    Field("train.seed", "whole"),
)
TEXT_MORE = (
    Field("model.embedding_size", "whole", 16),
    Field("model.embedding_dropout", "number", 0.05),
    Field("model.tied", "switch"),
    *STACK,
    Field("model.context", "whole", 16),
    Field("data.min_count", "whole"),
    Field("data.vocabulary_size", "whole", 100),
    Field("data.validation_fraction", "number", 0.05),
    Field("data.test_fraction", "number", 0.05),
    *(field for field in MORE if field.path.startswith("train.")),
)
FORMS: dict[Task, Form] = {"series": Form(MAIN, MORE), "text": Form(TEXT_MAIN, TEXT_MORE), "speech": _SPEECH}
_PLACES = {
    "spec.dropout_needs_layers": "model.dropout",
    "spec.fractions": "data.test_fraction",
    "spec.heads_divide": "model.heads",
    "spec.residual_needs_layers": "model.residual",
    "spec.decay_needs_series": "model.cell",
    "spec.decay_needs_mask": "model.cell",
    "spec.recursive_past": "data.past_columns",
    "spec.recursive_quantile": "train.loss",
    "spec.calendar_needs_time": "data.calendar",
    "spec.patch_window": "model.patch",
    "spec.column_twice": "data.further_targets",
    "spec.quantiles": "train.quantiles",
    "spec.lexicon_of_words": "data.lexicon",
    "spec.recompute_needs_recurrence": "train.recompute_every",
    "spec.recompute_in_sequence": "train.recompute_every",
    "spec.file_needed": "data.source",
    "spec.file_unused": "data.source",
}


def value_of(spec: RunSpec, path: str) -> Any:
    """The spec's value at a dotted path."""
    place: Any = spec
    for name in path.split("."):
        place = getattr(place, name)
    return place


def apply(spec: RunSpec, typed: Mapping[str, Any]) -> tuple[RunSpec, dict[str, Message]]:
    """`spec` with every typed value that the rules allow, and one message for each that they refuse."""
    wanted, refused = dict(typed), dict[str, Message]()
    while wanted:
        try:
            return spec.with_changes(wanted), refused
        except SpecError as error:
            found = {_place(message, wanted): message for message in error.messages}
        for path, message in found.items():
            refused[path] = message
            del wanted[path]
    return spec, refused


def differing(spec: RunSpec, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values that are not what the spec says."""
    return {path: value for path, value in typed.items() if value != value_of(spec, path)}


def _place(message: Message, wanted: dict[str, Any]) -> str:
    """The typed field at which the message belongs; the last one where the message names none of them."""
    path = str(message.parameters.get("path", _PLACES.get(message.key, "")))
    return path if path in wanted else next(reversed(wanted))
