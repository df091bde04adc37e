"""What decides a result: `RunSpec`, and that of a training; frozen, validated, JSON both ways.

Guarantees: a spec that exists obeys every rule that needs no data; unknown keys are refused with a suggestion;
equal specs on the same data and device give equal results. Rules that need the data are in `lstm_core.data`.
"""

import json
import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lstm_core.errors import SpecError
from lstm_core.spec.base import Spec
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.series import SeriesData
from lstm_core.spec.speech import SpeechData
from lstm_core.spec.tasks import DEFAULT, LOSSES, OWN, TASKS, DataSpec, feeds
from lstm_core.spec.text import TextData
from lstm_core.spec.training import TrainSpec
from lstm_core.spec.validation import unknown_key, validated

VERSION = 1
SMALL_HIDDEN = 128
SMALL_STEP = 6000  # units of a batch


class RunSpec(Spec):
    """What decides the result of one run, of whatever kind; `lstm_core.kinds` has the table of kinds."""

    version: Literal[1] = 1
    kind: str

    @property
    def subject(self) -> DataSpec:
        """The data that the run is about."""
        raise TypeError(self.kind)

    @property
    def total(self) -> int:
        """All there is to do, in the units of the kind."""
        raise TypeError(self.kind)

    @property
    def slug(self) -> str:
        """A few letters on what is done, for the name of the run's folder."""
        raise TypeError(self.kind)

    @property
    def subject_path(self) -> str:
        """Where the data section stands in the spec."""
        return "data"

    @property
    def training(self) -> "TrainRunSpec":
        """The training that it is, or that it is about: what a form shows and a change is meant for."""
        raise TypeError(self.kind)

    def with_training(self, training: "TrainRunSpec") -> "RunSpec":
        """The same about another training."""
        raise TypeError(self.kind)

    def to_json(self) -> str:
        """Indented JSON; `parse_train_spec` reads it back to an equal spec."""
        return self.model_dump_json(indent=2)

    def with_changes(self, changes: Mapping[str, Any]) -> Self:
        """A new spec with dotted paths replaced, e.g. {"train.seed": 3}. Raises SpecError."""
        raw = self.model_dump(mode="json")
        for path, value in changes.items():
            *parents, leaf = path.split(".")
            place: Any = raw
            for parent in parents:
                place = place.get(parent) if isinstance(place, dict) else None
            if not isinstance(place, dict):
                raise SpecError(unknown_key(type(self), tuple(path.split("."))))
            place[leaf] = value
        return validated(type(self), raw)


class TrainRunSpec(RunSpec):
    """Everything that decides the result of one training run."""

    kind: Literal["train"] = "train"
    data: Annotated[DataSpec, Field(discriminator="task")] = TASKS[DEFAULT].data.model_validate({})
    model: ModelSpec = ModelSpec()
    train: TrainSpec = TrainSpec()

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, raw: Any) -> Any:
        """A task that is not named is the first of the table; a loss that is not named is the first of the task."""
        if not isinstance(raw, Mapping):
            return raw
        data, train = raw.get("data", {}), raw.get("train", {})
        if isinstance(data, Mapping) and "task" not in data:
            data = {"task": DEFAULT, **data}
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
        for name, owner in OWN.items():
            if task != owner and getattr(self.model, name) != ModelSpec.model_fields[name].default:
                raise PydanticCustomError("unused_by_task", "unused", {"path": f"model.{name}", "task": task})
        if not feeds(task, self.model.cell):
            raise PydanticCustomError("decay_needs_series", "decay", {"task": task})
        self.data.check_beside(self.model, self.train.loss)
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

    @property
    def subject(self) -> DataSpec:
        """The data that it learns from."""
        return self.data

    @property
    def training(self) -> "TrainRunSpec":
        """Itself."""
        return self

    @property
    def compared(self) -> "TrainRunSpec":
        """The same training where it is one among others: without what only says more about its own result."""
        return self.with_changes({f"data.{name}": value for name, value in self.data.JUDGING.items()})

    def with_training(self, training: "TrainRunSpec") -> "TrainRunSpec":
        """The other training."""
        return training

    @property
    def total(self) -> int:
        """Steps of the training."""
        return self.train.steps

    @property
    def slug(self) -> str:
        """Cell and width."""
        return f"{self.model.cell}{self.model.hidden_size}"

    @property
    def series(self) -> SeriesData:
        """The data of a forecasting run."""
        return SeriesData.of(self.data)

    @property
    def text(self) -> TextData:
        """The data of a text run."""
        return TextData.of(self.data)

    @property
    def speech(self) -> SpeechData:
        """The data of a speech run."""
        return SpeechData.of(self.data)

    @property
    def time(self) -> int | None:
        """Steps of time that the recurrence takes through one sequence; of recordings they are not known."""
        return self.data.time(self.model)

    @property
    def threads(self) -> int:
        """CPU threads of the engine. A small step does not pay for a second one, and waiting for it costs dearly."""
        hidden, batch = self.model.hidden_size, self.train.batch_size
        return self.train.threads or (2 if hidden >= SMALL_HIDDEN and hidden * batch >= SMALL_STEP else 1)
