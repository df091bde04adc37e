"""The spec of a compression ladder: a trained run, the rungs that are built of it, and what a person can accept.

A rung is written as people type it: `int8`, `shrink:0.5`, `distil:16+shrink:0.5+int8`. Methods change the network, one
after the other; the last word is the format of the file, ONNX in float32 where none is named.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lstm_core.errors import SpecError
from lstm_core.spec.base import Positive, Spec
from lstm_core.spec.cells import HEADED
from lstm_core.spec.derived import embedding_of
from lstm_core.spec.repair import shortened
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.tasks import TASKS, DataSpec

Format = Literal["onnx", "int8", "mixed"]
Method = Literal["prune", "shrink", "low_rank", "distil"]
FORMATS: tuple[Format, ...] = get_args(Format)
METHODS: tuple[Method, ...] = get_args(Method)
ALIASES = {"distill": "distil", "fp32": "onnx", "lowrank": "low_rank", "low-rank": "low_rank"}
USUAL = {"prune": 0.8, "shrink": 0.5, "low_rank": 0.25}  # of the weights, of the units, of the rank that is kept
STUDENT = 4  # times fewer units than its teacher: less than an eighth of its parameters
ORIGINAL = "original"  # name of the member that changes nothing
MOST_STEPS = 3
NOISE = (  # what keeps a large network from learning by heart; a student gets less of it, as it has fewer units
    *("dropout", "variational_dropout", "recurrent_dropout", "zoneout", "embedding_dropout", "head_dropout"),
)
_RUNG = re.compile(r"(int8|fp32|[a-z_-]+)(?::(\d+(?:\.\d+)?))?")


class Step(NamedTuple):
    """One method with its amount: a share, for a student the number of its units."""

    method: Method
    amount: float

    def __str__(self) -> str:
        return f"{self.method}:{self.amount:g}"


class Rung(NamedTuple):
    """What is done to the network, and the format of the file."""

    steps: tuple[Step, ...]
    format: Format

    def __str__(self) -> str:
        words = [str(step) for step in self.steps]
        return "+".join([*words, self.format] if self.format != "onnx" or not words else words)

    @property
    def member(self) -> str:
        """Name of the run that builds the network; files of several formats come from one."""
        return member_name(self.steps)


class Limits(Spec):
    """What a person can accept; None is no limit."""

    size: int | None = Field(None, ge=1, description="bytes of the file")
    latency: Positive | None = Field(None, description="milliseconds of one pass at batch 1, the median")
    loss: float | None = Field(
        None,
        ge=0,
        le=10,
        description="how much worse the task's measure may get on the test part: a share of the original's; of an "
        "error rate the difference itself",
    )

    @property
    def some(self) -> bool:
        """There is any."""
        return any(value is not None for value in (self.size, self.latency, self.loss))


class RungRunSpec(RunSpec):
    """One network of a ladder: the origin's, changed by methods, and the files that are written of it."""

    kind: Literal["rung"] = "rung"
    steps: tuple[str, ...] = Field((), max_length=MOST_STEPS, description="methods in their order")
    formats: tuple[Format, ...] = Field(("onnx",), min_length=1)
    seeds: int = Field(3, ge=2, le=30, description="over which a student is compared with one without a teacher")
    tuning: float = Field(1.0, gt=0, le=10, description="of the training's steps, after each change")
    run: TrainRunSpec = TrainRunSpec()

    @property
    def subject(self) -> DataSpec:
        """The data that the network was trained on."""
        return self.run.data

    @property
    def subject_path(self) -> str:
        """In the training."""
        return "run.data"

    @property
    def total(self) -> int:
        """Steps of all trainings, and one for the files."""
        found = 1
        for step in parsed_steps(self.steps):
            found += 2 * self.seeds * self.run.train.steps if step.method == "distil" else self.tuned.train.steps
        return found

    @property
    def slug(self) -> str:
        """Cell, width and what is done."""
        return f"{self.run.slug}-{member_name(parsed_steps(self.steps))}"

    @property
    def training(self) -> TrainRunSpec:
        """Of the origin."""
        return self.run

    def with_training(self, training: TrainRunSpec) -> RunSpec:
        """The other training by itself: it has no weights yet."""
        return training

    @property
    def tuned(self) -> TrainRunSpec:
        """The training that follows a change: a share of the steps, to its end."""
        short = shortened(self.run, self.tuning)
        return short.with_changes({"train.patience": None})


class CompressRunSpec(RunSpec):
    """A ladder of smaller and faster networks made of a trained one; every file is stored, loaded back and measured."""

    kind: Literal["compress"] = "compress"
    origin: str = Field("", max_length=300, description="id of the trained run")
    weights: str = Field("", max_length=4096, description="file with its weights")
    digest: str = Field("", max_length=64, description="SHA-256 of that file")
    cost: float | None = Field(None, ge=0, description="seconds that its training took")
    rungs: tuple[str, ...] = Field((), max_length=60, description="none: the usual ones of this network")
    limits: Limits = Limits()
    seeds: int = Field(3, ge=2, le=30, description="over which a student is compared with one without a teacher")
    tuning: float = Field(1.0, gt=0, le=10, description="of the training's steps, after each change")
    run: TrainRunSpec = TrainRunSpec()

    @model_validator(mode="after")
    def _check(self) -> Self:
        for rung in self.ladder:
            _check_sizes(self.run, rung)
        return self

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """Every rung that is asked for, the original in float32 first: the others are compared with that."""
        first = Rung((), "onnx")
        asked = [parse_rung(each, self.run) for each in self.rungs if each.strip()] or usual_rungs(self.run)
        return tuple(dict.fromkeys([first, *asked]))

    @property
    def subject(self) -> DataSpec:
        """The data that the network was trained on."""
        return self.run.data

    @property
    def subject_path(self) -> str:
        """In the training."""
        return "run.data"

    @property
    def total(self) -> int:
        """Networks that are built."""
        return len(self.members(self.ladder))

    @property
    def slug(self) -> str:
        """Cell, width and what is done."""
        return f"{self.run.slug}-compress"

    @property
    def training(self) -> TrainRunSpec:
        """Of the origin."""
        return self.run

    def with_training(self, training: TrainRunSpec) -> RunSpec:
        """The other training by itself: it has no weights yet."""
        return training

    def members(self, rungs: Iterable[Rung]) -> dict[str, RungRunSpec]:
        """The runs that build rungs, by name: one per network, with all formats that are wanted of it."""
        formats: dict[tuple[Step, ...], list[Format]] = {}
        for rung in rungs:
            formats.setdefault(rung.steps, []).append(rung.format)
        return {
            member_name(steps): RungRunSpec(
                steps=tuple(map(str, steps)),
                formats=tuple(dict.fromkeys(wanted)),
                seeds=self.seeds,
                tuning=self.tuning,
                run=self.run,
            )
            for steps, wanted in formats.items()
        }


def usual_rungs(run: TrainRunSpec) -> list[Rung]:
    """What is tried where nothing is named: every method once, in float32 and in int8."""
    found = [Rung((), "int8"), Rung((), "mixed")]
    for method in METHODS:
        step = usual_step(method, run)
        if step is not None:
            found += [Rung((step,), "onnx"), *([] if method == "low_rank" else [Rung((step,), "int8")])]
    return found


def usual_step(method: Method, run: TrainRunSpec) -> Step | None:
    """A method with its usual amount; None for a network that is too small for it."""
    hidden, heads = run.model.hidden_size, heads_of(run)
    if method == "distil":
        units = max(heads, hidden // STUDENT // heads * heads)
        return Step(method, units) if units < hidden else None
    if method == "shrink" and units_left(run, USUAL[method]) >= hidden:
        return None
    return Step(method, USUAL[method])


def parse_rung(text: str, run: TrainRunSpec | None = None) -> Rung:
    """A rung from what people write. `run` gives an amount that is not named.

    Raises PydanticCustomError, which a spec turns into one sentence.
    """
    words = [word.strip().lower() for word in text.split("+")]
    form: Format = "onnx"
    steps: list[Step] = []
    for place, word in enumerate(words):
        match = _RUNG.fullmatch(word)
        name = ALIASES.get(match[1], match[1]) if match else ""
        if match and name in FORMATS and match[2] is None and place == len(words) - 1:
            form = next(each for each in FORMATS if each == name)
        elif match and name in METHODS:
            steps.append(_step(next(each for each in METHODS if each == name), match[2], run, text))
        else:
            facts = {"value": text[:60], "methods": ", ".join(METHODS), "formats": ", ".join(FORMATS)}
            raise said("compress.unknown_rung", **facts)
    if len(steps) > MOST_STEPS:
        raise said("compress.too_many_steps", value=text[:60], most=MOST_STEPS)
    return Rung(tuple(steps), form)


def parsed_steps(steps: Sequence[str]) -> tuple[Step, ...]:
    """Methods as a spec keeps them."""
    return parse_rung("+".join(steps)).steps if steps else ()


def said(key: str, **facts: str | float) -> PydanticCustomError:
    """A rule that brings its sentence."""
    return PydanticCustomError("said", "said", {"key": key, **facts})


def _step(method: Method, amount: str | None, run: TrainRunSpec | None, text: str) -> Step:
    if amount is None:
        usual = usual_step(method, run) if run is not None else None
        if usual is None and method != "distil":
            return Step(method, USUAL[method])
        return usual or Step(method, 0.0)  # the run gives it
    value = float(amount)
    if method == "distil" and (value < 1 or value != int(value)):
        raise said("compress.student_units", value=text[:60])
    if method != "distil" and not 0 < value < 1:
        raise said("compress.share", value=text[:60], method=method)
    return Step(method, value)


def heads_of(run: TrainRunSpec) -> int:
    """Heads that share the hidden units evenly; 1 where there are none."""
    return run.model.heads if run.model.cell in HEADED else 1


def units_left(run: TrainRunSpec, share: float) -> int:
    """Hidden units when so large a share of them is removed; as many for every head."""
    heads = heads_of(run)
    return max(1, round(run.model.hidden_size * (1 - share) / heads)) * heads


def member_name(steps: Sequence[Step]) -> str:
    """Name of the run that builds a network."""
    return "_".join(f"{step.method}-{step.amount:g}" for step in steps) or ORIGINAL


def network_spec(run: TrainRunSpec, steps: Sequence[Step]) -> TrainRunSpec:
    """The training whose network has the size that methods lead to. Raises SpecError."""
    for step in steps:
        if step.method == "shrink":
            kept: Mapping[str, object] = {"model.hidden_size": units_left(run, step.amount)}
            if TASKS[run.data.task].has("level"):  # what stands for a symbol stays as wide as it was
                kept = {**kept, "model.embedding_size": embedding_of(run.model)}
            run = run.with_changes(kept)
        elif step.method == "distil":
            share = step.amount / run.model.hidden_size
            less = {f"model.{name}": round(getattr(run.model, name) * share, 3) for name in NOISE}
            run = run.with_changes({"model.hidden_size": int(step.amount), **less})
    return run


def _check_sizes(run: TrainRunSpec, rung: Rung) -> None:
    hidden = run.model.hidden_size
    for number, step in enumerate(rung.steps):
        if step.method == "distil":
            if number:
                raise said("compress.student_first", value=str(rung))
            if not 1 <= step.amount < hidden:
                raise said("compress.student_larger", units=int(step.amount), hidden=hidden, value=str(rung))
        if step.method == "shrink" and units_left(network_spec(run, rung.steps[:number]), step.amount) >= hidden:
            raise said("compress.nothing_to_remove", hidden=hidden, value=str(rung))
    try:
        network_spec(run, rung.steps)
    except SpecError as error:
        message = error.messages[0]
        facts = {name: value for name, value in message.parameters.items() if isinstance(value, str | int | float)}
        raise PydanticCustomError("said", "said", {"key": message.key, **facts}) from None


def rank_of(size: int, share: float) -> int:
    """Rank of a recurrent matrix whose smaller side is `size`, when so large a share is kept."""
    return max(1, math.ceil(size * share))
