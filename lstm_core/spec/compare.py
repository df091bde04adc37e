"""The spec of a comparison: one training, the changes of it that are compared, and the seeds that all of them get."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.base import Positive
from lstm_core.spec.derived import parameters_about
from lstm_core.spec.paths import leaf_paths
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.tasks import DataSpec
from lstm_core.spec.validation import validated

Budget = Literal["as_given", "equal_steps", "equal_parameters", "equal_time"]
MOST_CANDIDATES = 40
WIDEST = 8192  # units of a layer


class CompareRunSpec(RunSpec):
    """Several trainings of the same data, each over the same seeds."""

    kind: Literal["compare"] = "compare"
    seeds: int = Field(5, ge=1, le=100, description="how many seeds each candidate is trained with; one: no interval")
    budget: Budget = Field(
        "as_given",
        description="what all candidates get alike: nothing but the data; the steps of `run`; about as many parameters "
        "as the first one (its width follows); as much time of training as the first one takes for its steps",
    )
    paces: tuple[Positive, ...] | None = Field(
        None, max_length=MOST_CANDIDATES, description="measured seconds per step of each candidate, for equal_time"
    )
    run: TrainRunSpec = TrainRunSpec()
    candidates: tuple[dict[str, Any], ...] = Field(
        ({}, {"model.cell": "gru"}),
        min_length=2,
        max_length=MOST_CANDIDATES,
        description='changes of `run` by path, e.g. {"model.cell": "gru"}; {} is `run` itself',
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.paces is not None and len(self.paces) != len(self.candidates):
            raise PydanticCustomError("paces", "paces", {"paces": len(self.paces), "candidates": len(self.candidates)})
        made: list[TrainRunSpec] = []
        for number, changes in enumerate(self.candidates):
            fixed = sorted(path for path in changes if not may_differ(self.run, path))
            if fixed:
                raise PydanticCustomError("compared_alike", "alike", {"path": fixed[0], "candidate": number + 1})
            spec = self.run.with_changes(changes)
            if spec in made:
                raise PydanticCustomError("candidate_twice", "twice", {"candidate": number + 1})
            made.append(spec)
        alike = [self.candidate(number) for number in range(len(made))] if self.budget != "as_given" else made
        for number, spec in enumerate(alike):
            if spec in alike[:number]:
                same = {"first": alike.index(spec) + 1, "candidate": number + 1}
                raise PydanticCustomError("alike_in_budget", "alike", same)
        return self

    @property
    def subject(self) -> DataSpec:
        """The data that every member learns from."""
        return self.run.data

    @property
    def total(self) -> int:
        """How many members there are."""
        return self.seeds * len(self.candidates)

    @property
    def slug(self) -> str:
        """How many are compared over how many seeds."""
        return f"compare-{len(self.candidates)}x{self.seeds}"

    @property
    def subject_path(self) -> str:
        """In the training that is changed."""
        return "run.data"

    @property
    def training(self) -> TrainRunSpec:
        """What all candidates have in common."""
        return self.run

    def with_training(self, training: TrainRunSpec) -> "CompareRunSpec":
        """The same candidates of another training; what was measured of this one says nothing of it."""
        return self.changed(run=training.model_dump(mode="json"))

    def changed(self, **fields: Any) -> "CompareRunSpec":
        """The same with other fields; what was measured goes, it was of the trainings before. Raises SpecError."""
        return validated(CompareRunSpec, {**self.model_dump(mode="json", exclude={"paces"}), **fields})

    def candidate(self, number: int) -> TrainRunSpec:
        """A candidate within the budget, the first has number 0. A backtest judges no comparison and is left out."""
        spec = self.run.with_changes(self.candidates[number]).compared
        match self.budget:
            case "equal_steps":
                return spec.with_changes({"train.steps": self.run.train.steps})
            case "equal_parameters" if number:
                return as_large(spec, _size(self.run.with_changes(self.candidates[0])))
            case "equal_time" if number and self.paces:
                first = self.run.with_changes(self.candidates[0]).train.steps * self.paces[0]
                return in_steps(spec, max(1, round(first / self.paces[number])))
            case _:
                return spec

    def members(self) -> dict[str, TrainRunSpec]:
        """The spec of every member by its name: all candidates with the first seed, then with the next."""
        made = [self.candidate(number) for number in range(len(self.candidates))]
        return {
            member_name(number, seed): spec.with_changes({"train.seed": seed})
            for seed in self.all_seeds
            for number, spec in enumerate(made)
        }

    def member_names(self) -> dict[str, tuple[int, int]]:
        """Candidate and seed of every member by its name."""
        numbers = range(len(self.candidates))
        return {member_name(number, seed): (number, seed) for seed in self.all_seeds for number in numbers}

    @property
    def all_seeds(self) -> range:
        """Counted from the training's own."""
        first = self.run.train.seed
        return range(first, first + self.seeds)


def member_name(candidate: int, seed: int) -> str:
    """The name of a member, the first candidate has number 0."""
    return f"candidate-{candidate + 1}-seed-{seed}"


def may_differ(run: TrainRunSpec, path: str) -> bool:
    """Two trainings that differ there are still judged by the same score on the same part of the same data."""
    section, _, field = path.partition(".")
    if path == "train.seed":
        return False
    return section in ("model", "train") or (section == "data" and field in type(run.data).MAY_DIFFER)


def compared(specs: Sequence[TrainRunSpec], **fields: Any) -> CompareRunSpec:
    """A comparison of trainings as they are, the first is what the others differ from.

    Raises SpecError for trainings that no score compares: other data, task, target or split.
    """
    if len(specs) < 2:
        raise SpecError(Sentence("compare.too_few", {"count": len(specs)}))
    first, *others = specs
    candidates: list[dict[str, Any]] = [{}]
    for number, spec in enumerate(others, 2):
        if spec.data.task != first.data.task:
            tasks = {"first": first.data.task, "other": spec.data.task}
            raise SpecError(Sentence("compare.other_task", {"candidate": number, **tasks}))
        changes = dict(differences(first, spec))
        changes.pop("train.seed", None)  # every candidate gets the seeds of the first
        apart = next((path for path in changes if not may_differ(first, path)), None)
        if apart is not None:
            raise SpecError(
                Sentence("compare.other_data", {"candidate": number, "path": apart, "value": str(changes[apart])[:60]})
            )
        candidates.append(changes)
    for number, changes in enumerate(candidates, 1):
        if changes in candidates[: number - 1]:
            raise SpecError(Sentence("spec.candidate_twice", {"candidate": number}))
    return CompareRunSpec(run=first, candidates=tuple(candidates), **fields)


def differences(before: TrainRunSpec, after: TrainRunSpec) -> Iterator[tuple[str, Any]]:
    """The fields in which two trainings of one task differ, with the values of the second."""
    one, other = before.model_dump(mode="json"), after.model_dump(mode="json")
    for path in leaf_paths(type(before), before.data.task):
        old, new = value_at(one, path), value_at(other, path)
        if old != new:
            yield path, new


def value_at(raw: dict[str, Any], path: str) -> Any:
    """What stands at a path of a spec in JSON; None where nothing does."""
    found: Any = raw
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def as_large(spec: TrainRunSpec, parameters: int) -> TrainRunSpec:
    """The same with the width at which it has about so many parameters."""
    every = spec.model.heads if spec.model.cell in ("slstm", "transformer") else 1
    low, high = 1, WIDEST // every
    while low < high:  # the smallest width with as many or more
        middle = (low + high) // 2
        enough = _size(spec.with_changes({"model.hidden_size": middle * every})) >= parameters
        low, high = (low, middle) if enough else (middle + 1, high)
    near = [spec.with_changes({"model.hidden_size": max(1, units) * every}) for units in (low - 1, low)]
    return min(near, key=lambda each: abs(_size(each) - parameters))


def _size(spec: TrainRunSpec) -> int:
    return parameters_about(spec.data, spec)


def in_steps(spec: TrainRunSpec, steps: int) -> TrainRunSpec:
    """The same with other steps; what counts steps grows or shrinks with them, so that the course keeps its shape."""
    train, share = spec.train, steps / spec.train.steps
    return spec.with_changes(
        {
            "train.steps": steps,
            "train.warmup_steps": round(train.warmup_steps * share),
            "train.evaluate_every": max(1, round(train.evaluate_every * share)),
        }
    )
