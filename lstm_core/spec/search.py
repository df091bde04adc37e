"""The spec of a search: one training, the fields of it that are searched, and the budget within which that happens."""

import difflib
import math
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NoReturn, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.languages import Parameter
from lstm_core.spec.base import Spec
from lstm_core.spec.combining import combined
from lstm_core.spec.compare import may_differ
from lstm_core.spec.paths import leaf_paths
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.tasks import OWN, DataSpec
from lstm_core.spec.validation import validated

Scalar = bool | int | float | str | None
Values = dict[str, Any]  # of the dimensions by path
MOST_DIMENSIONS, MOST_CHOICES, MOST_TRIALS = 24, 50, 1000
LONGEST = 604_800  # seconds
DIGITS = 3  # significant ones of a real value, so that a spec stays readable
UNDECIDED = (  # fields that decide no result
    "train.device", "train.threads", "train.log_every", "train.checkpoint_seconds", "train.recompute_every",
    "train.precision",
)  # fmt: skip
COMPARABLE = (
    "window",
    "past_columns",
    "future_columns",
    "static_columns",
    "calendar",
    "holidays",
    "augment",
)  # of the data: they leave the loss alone
LOSS = ("train.loss", "train.quantiles")


class Dimension(Spec):
    """One field that is searched: a range of numbers, or a list of choices."""

    path: str = Field(max_length=80, description="of the training's spec, e.g. train.learning_rate")
    kind: Literal["int", "float", "categorical"]
    low: float | None = Field(None, description="int, float: the smallest value")
    high: float | None = Field(None, description="int, float: the largest value")
    log: bool = Field(False, description="int, float: tried evenly over its powers of ten")
    step: float | None = Field(None, gt=0, description="int, float: between two values; null: 1, or any real number")
    choices: tuple[Any, ...] = Field(
        (), max_length=MOST_CHOICES, description="categorical: the values; numbers are taken as ordered"
    )
    reason: str = Field("", max_length=300, description="why these values: a key of the text table, or words")
    facts: dict[str, Any] = Field({}, max_length=12, description="what fills the reason")

    @model_validator(mode="after")
    def _check(self) -> Self:
        odd = next((each for each in (*self.choices, *self.facts.values()) if not isinstance(each, Scalar)), None)
        if odd is not None:
            refuse(Sentence("spec.search_scalar", {"path": self.path, "value": str(odd)[:60]}))
        if self.kind == "categorical":
            self._check_choices()
        else:
            self._check_range()
        return self

    def _check_choices(self) -> None:
        facts: dict[str, Parameter] = {"path": self.path}
        if self.low is not None or self.high is not None or self.step is not None or self.log:
            refuse(Sentence("spec.search_choices_and_range", facts))
        if not self.choices:
            refuse(Sentence("spec.search_no_choices", facts))
        told = [(type(each), each) for each in self.choices]
        if len(set(told)) < len(told):
            twice = next(value for place, (kind, value) in enumerate(told) if (kind, value) in told[:place])
            refuse(Sentence("spec.search_choice_twice", {**facts, "value": str(twice)[:60]}))
        if len(self.choices) == 1:
            refuse(Sentence("spec.search_one_value", {**facts, "value": str(self.choices[0])[:60]}))

    def _check_range(self) -> None:
        facts: dict[str, Parameter] = {"path": self.path}
        if self.choices:
            refuse(Sentence("spec.search_choices_and_range", facts))
        if self.low is None or self.high is None:
            refuse(Sentence("spec.search_no_range", facts))
        facts |= {"low": f"{self.low:g}", "high": f"{self.high:g}"}
        if self.low > self.high:
            refuse(Sentence("spec.search_inverted", facts))
        if self.low == self.high:
            refuse(Sentence("spec.search_one_value", {"path": self.path, "value": f"{self.low:g}"}))
        if self.log and self.low <= 0:
            refuse(Sentence("spec.search_log_positive", facts))
        if self.log and self.step is not None:
            refuse(Sentence("spec.search_log_step", {"path": self.path, "step": f"{self.step:g}"}))
        if self.step is not None and self.step > self.high - self.low:
            refuse(Sentence("spec.search_step", {**facts, "step": f"{self.step:g}"}))
        if self.kind == "int":
            broken = next((each for each in (self.low, self.high, self.step) if each is not None and each % 1), None)
            if broken is not None:
                refuse(Sentence("spec.search_whole", {"path": self.path, "value": f"{broken:g}"}))

    @property
    def ordered(self) -> bool:
        """The choices are rising numbers, between which lie others."""
        numbers = [each for each in self.choices if isinstance(each, int | float) and not isinstance(each, bool)]
        return bool(numbers) and len(numbers) == len(self.choices) and numbers == sorted(numbers)

    @property
    def ends(self) -> tuple[Scalar, ...]:
        """The outermost values, or all choices."""
        if self.kind == "categorical":
            return self.choices
        return self.value(float(self.low or 0.0)), self.value(float(self.high or 0.0))

    @property
    def size(self) -> float:
        """How many values there are; infinity for real numbers without a step."""
        if self.kind == "categorical":
            return len(self.choices)
        step = self.step or (1.0 if self.kind == "int" else None)
        if step is None:
            return math.inf
        return math.floor((float(self.high or 0) - float(self.low or 0)) / step + 1e-9) + 1

    def value(self, number: float) -> int | float:
        """A number as the spec holds it: whole, or with few digits, within the range."""
        if self.kind == "int":
            return round(number)
        low, high = float(self.low or 0.0), float(self.high or 0.0)
        return min(high, max(low, float(f"{number:.{DIGITS}g}")))


class SearchRunSpec(RunSpec):
    """Trainings that a sampler proposes, one after another; the best one is trained again with seeds of its own."""

    kind: Literal["search"] = "search"
    run: TrainRunSpec = Field(TrainRunSpec(), description="the starting point; it is the first trial")
    space: tuple[Dimension, ...] = Field(max_length=MOST_DIMENSIONS)
    trials: int | None = Field(None, ge=2, le=MOST_TRIALS, description="at most; the starting point is one of them")
    seconds: float | None = Field(
        None, ge=1, le=LONGEST, description="at most, of wall clock while the search works, confirmation included"
    )
    sampler: Literal["tpe", "random"] = "tpe"
    pruner: Literal["median", "successive_halving", "none"] = Field(
        "median", description="which trials are stopped early: worse than half of the others, or than the best half of "
        "those that came as far"
    )  # fmt: skip
    seeds: int = Field(5, ge=2, le=30, description="fresh ones, with which the best trial and the start are compared")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="of the sampler")
    cost: float | None = Field(None, ge=0, description="seconds that the starting point takes, as measured before")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.space:
            refuse(Sentence("spec.search_empty"))
        if self.trials is None and self.seconds is None:
            refuse(Sentence("spec.search_no_budget"))
        paths = [dimension.path for dimension in self.space]
        for place, dimension in enumerate(self.space):
            if dimension.path in paths[:place]:
                refuse(Sentence("spec.search_path_twice", {"path": dimension.path}))
            self._check_path(dimension.path)
            self._check_values(dimension)
        if self.run.train.seed + self.seeds > 2**31 - 1:
            refuse(Sentence("spec.search_seed", {"seed": self.run.train.seed, "seeds": self.seeds}))
        return self

    def _check_path(self, path: str) -> None:
        task = self.run.data.task
        known = list(leaf_paths(TrainRunSpec, task))
        section, _, field = path.partition(".")
        if path not in known:
            if path in leaf_paths(TrainRunSpec):
                refuse(Sentence("spec.search_other_task", {"path": path, "task": task}))
            searched = [each for each in known if may_differ(self.run, each) and each not in UNDECIDED]
            near = difflib.get_close_matches(path, searched, n=1, cutoff=0.6)
            near = near or [each for each in searched if each.rpartition(".")[2] == path.rpartition(".")[2]]
            if near:
                refuse(Sentence("spec.search_did_you_mean", {"path": path, "suggestion": near[0]}))
            refuse(Sentence("spec.search_unknown", {"path": path}))
        if section == "model" and OWN.get(field, task) != task:
            refuse(Sentence("spec.search_other_task", {"path": path, "task": task}))
        if not may_differ(self.run, path):
            refuse(Sentence("spec.search_judged", {"path": path}))
        if path in UNDECIDED:
            refuse(Sentence("spec.search_undecided", {"path": path}))

    def _check_values(self, dimension: Dimension) -> None:
        """Every end of the range, or every choice, is a value that the field takes, and some change something."""
        made: list[Values] = []
        refused: Sentence | None = None
        for value in dimension.ends:
            try:
                made.append(combined(self.run, {dimension.path: value}))
            except SpecError as error:
                refused = error.messages[0]
                if refused.parameters.get("path") == dimension.path and refused.key not in CONDITIONAL:
                    refuse(refused)
        if refused is not None and not made:
            refuse(refused)
        if all(each == made[0] for each in made) and not self._acts_beside_others(dimension):
            refuse(Sentence("spec.search_inert", {"path": dimension.path}))

    def _acts_beside_others(self, dimension: Dimension) -> bool:
        """With a value of another dimension, some value of this one changes something."""
        others = [(each.path, end) for each in self.space if each.path != dimension.path for end in each.ends]
        for path, end in others:
            made = []
            for value in dimension.ends:
                try:
                    made.append(combined(self.run, {path: end, dimension.path: value}))
                except SpecError:
                    continue
            if any(each != made[0] for each in made):
                return True
        return False

    @property
    def subject(self) -> DataSpec:
        """The data that every trial learns from."""
        return self.run.data

    @property
    def total(self) -> int:
        """Trainings, of trials and confirmation; about so many where the seconds decide."""
        return self.about_trials + 2 * self.seeds

    @property
    def about_trials(self) -> int:
        """How many trials there may be."""
        if self.trials is not None:
            return self.trials
        left = float(self.seconds or 0.0) / self.cost - 2 * self.seeds if self.cost else 2.0
        return max(2, min(MOST_TRIALS, int(left)))

    @property
    def slug(self) -> str:
        """Cell, width and what is done."""
        return f"{self.run.slug}-search"

    @property
    def subject_path(self) -> str:
        """In the training that is searched from."""
        return "run.data"

    @property
    def training(self) -> TrainRunSpec:
        """The starting point."""
        return self.run

    def with_training(self, training: TrainRunSpec) -> "SearchRunSpec":
        """The same search from another start; what was measured of this one says nothing of it."""
        return self.changed(run=training.model_dump(mode="json"))

    def changed(self, **fields: Any) -> "SearchRunSpec":
        """The same with other fields; what was measured goes, unless it is among them. Raises SpecError."""
        return validated(SearchRunSpec, {**self.model_dump(mode="json", exclude={"cost"}), **fields})

    @property
    def start(self) -> TrainRunSpec:
        """The starting point as it is tried: without a backtest, which judges no trial."""
        return self.run.compared

    @property
    def further_seeds(self) -> range:
        """Those with which the best trial is confirmed; no trial has one of them."""
        first = self.run.train.seed + 1
        return range(first, first + self.seeds)

    @property
    def size(self) -> float:
        """How many combinations the space holds."""
        return math.prod(dimension.size for dimension in self.space)

    @property
    def incomparable(self) -> tuple[str, ...]:
        """The dimensions that change what the validation loss means; with one of them no trial is stopped early."""
        return tuple(path for path in (each.path for each in self.space) if _changes_loss(path))

    @property
    def prunes(self) -> bool:
        """Hopeless trials are stopped."""
        return self.pruner != "none" and not self.incomparable

    def tried(self, changes: Values) -> TrainRunSpec:
        """The training of a trial with those changes of the starting point."""
        return self.start.with_changes(changes)


CONDITIONAL = (  # rules between fields: whether a value breaks one depends on the others
    "spec.dropout_needs_layers", "spec.unused_by_cell", "spec.heads_divide", "spec.residual_needs_layers",
    "spec.patch_window", "spec.recursive_quantile", "spec.counts_need", "spec.recursive_past",
    "spec.recompute_in_sequence",
    "spec.recompute_needs_recurrence", "spec.decay_needs_mask", "spec.calendar_needs_time", "spec.lexicon_of_words",
    "spec.holidays_needs_time", "spec.grid_needs_time", "spec.grid_needs_missing", "spec.id_needs_column",
    "spec.id_and_ids", "spec.panel_alone", "spec.static_needs_panel", "spec.embedding_needs_panel",
    "spec.static_of_wide", "spec.difference_needs_season", "spec.floor_above_ceiling", "spec.zone_needs_time",
)  # fmt: skip


def refuse(said: Sentence) -> NoReturn:
    """Break a rule of a spec whose sentence needs more than the field's path. Raises PydanticCustomError."""
    raise PydanticCustomError("said", "said", {"key": said.key, **said.parameters})


def _changes_loss(path: str) -> bool:
    section, _, field = path.partition(".")
    return path in LOSS or (section == "data" and field not in COMPARABLE)


def trial_name(number: int) -> str:
    """The name of a trial's member, the first has number 0."""
    return f"trial-{number + 1}"


def confirming_names(seeds: Sequence[int] | range) -> Iterator[tuple[str, str, int]]:
    """Names of the members of the confirmation, start and winner beside each other, with their seed."""
    for seed in seeds:
        yield f"start-seed-{seed}", f"winner-seed-{seed}", seed
