"""Fields of a form, and those that the forms of several tasks share. No Streamlit."""

from dataclasses import dataclass
from typing import Literal, get_args

from assistant.ui.words.labels import say
from lstm_core.i18n.sentences import TERMS, TEXTS, Language, value_text
from lstm_core.spec.fields import field_info
from lstm_core.spec.model import ACTS_IN
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import LOSSES, TaskName, feeds

EXPLAINED = (
    "model.cell", "model.residual", "model.variational_dropout", "model.recurrent_dropout", "model.zoneout",
    "model.trained_state", "model.initialisation", "model.forget_bias", "model.heads", "model.context",
    "data.strategy", "data.season", "data.folds", "data.missing", "data.missing_codes", "data.window_scaling",
    "data.winsorise",
    "data.transform", "data.difference", "data.classics", "data.floor", "data.ceiling", "data.refit",
    "data.grid", "data.id", "data.ids", "data.zone", "data.series_columns",
    "data.calendar", "data.holidays", "data.past_columns", "data.future_columns", "data.static_columns", "model.patch",
    "model.channels", "model.id_embedding", "model.members", "train.patience", "train.loss",
    "train.recompute_every",
    "data.level", "data.unheard_speakers",
)  # fmt: skip  # fmt: skip
FieldKind = Literal[
    "choice", "whole", "number", "switch", "column", "columns", "numbers", "series", "several", "wide", "zone",
    "country",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of the form; `step` is what one press of plus adds."""

    path: str
    kind: FieldKind
    step: float = 1

    @property
    def optional(self) -> bool:
        """The field may be empty."""
        return type(None) in get_args(field_info(self.path).annotation)

    def options(self, task: TaskName) -> tuple[str, ...]:
        """The allowed values of a choice in a run of that task, from the spec itself."""
        if self.path == "train.loss":
            return LOSSES[task]
        every: tuple[str, ...] = get_args(field_info(self.path, task).annotation)
        return tuple(value for value in every if self.path != "model.cell" or feeds(task, value))

    def acts(self, spec: TrainRunSpec) -> bool:
        """The field changes something in a network with the cell of the spec."""
        part, _, name = self.path.partition(".")
        if spec.data.wide and self.path in ("data.target", "data.further_targets", "data.static_columns"):
            return False
        if self.kind == "series":
            return spec.series.id_column is not None
        if self.kind == "wide":
            return spec.data.wide
        if self.kind == "several" or self.path in ("data.static_columns", "model.id_embedding"):
            return spec.series.panel
        if self.kind in ("zone", "country"):
            return spec.series.time_column is not None
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
TRAINING = (
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
)
