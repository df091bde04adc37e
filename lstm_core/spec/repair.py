"""The spec of a repair: a training, what was found wrong with it, and the changes that are to be tried."""

from typing import Any, Literal

from pydantic import Field

from lstm_core.spec.base import Spec
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.tasks import DataSpec

SHORT = 0.25  # of the steps of a short training
FEWEST_SEEDS = 5  # with fewer, chance alone puts every repair below every original too often: 1 in 70 with four


class AnsweredFinding(Spec):
    """What was found wrong, as it was when the repair was proposed."""

    code: str = Field(max_length=60)
    severity: Literal["info", "warning", "error"] = "warning"
    because_of: str | None = Field(None, max_length=60)
    step: int | None = None


class Attempt(Spec):
    """One change of the training that may cure findings."""

    answers: tuple[str, ...] = Field((), description="codes of the findings")
    changes: dict[str, Any] = Field(description="values by path of the training's spec")
    honest: bool = Field(False, description="it closes a leak: the score gets worse, and that is right")


class RepairRunSpec(RunSpec):
    """Changes of a training, tried within a budget; one is accepted only when it is better by more than seed noise."""

    kind: Literal["repair"] = "repair"
    origin: str = Field("", max_length=300, description="id of the run that is to be repaired")
    ended: Literal["finished", "diverged", "unknown"] = Field(
        "unknown", description="how that run ended; unknown: it is trained again"
    )
    score: float | None = Field(None, description="of that run on the validation part, when it finished")
    measure: str | None = Field(None, max_length=60, description="name of that score")
    cost: float | None = Field(None, ge=0, description="seconds that its whole training takes")
    findings: tuple[AnsweredFinding, ...] = ()
    attempts: tuple[Attempt, ...] = Field((), max_length=200, description="the likeliest first")
    trials: int = Field(6, ge=1, le=50, description="how many of the attempts are tried at most")
    seconds: float = Field(300.0, ge=1, le=604_800, description="of training, all attempts together")
    seeds: int = Field(
        FEWEST_SEEDS,
        ge=FEWEST_SEEDS,
        le=30,
        description="further seeds over which the original and a repair are compared",
    )
    run: TrainRunSpec = TrainRunSpec()

    @property
    def subject(self) -> DataSpec:
        """The data that every training learns from."""
        return self.run.data

    @property
    def total(self) -> int:
        """How many attempts may be decided."""
        return max(1, min(self.trials, len(self.attempts)))

    @property
    def slug(self) -> str:
        """Cell, width and what is done."""
        return f"{self.run.slug}-repair"

    @property
    def subject_path(self) -> str:
        """In the training that is repaired."""
        return "run.data"

    @property
    def training(self) -> TrainRunSpec:
        """What is repaired."""
        return self.run

    def with_training(self, training: TrainRunSpec) -> RunSpec:
        """The other training by itself: what was found here says nothing of it."""
        return training

    @property
    def healthy(self) -> bool:
        """Nothing was found that needs a repair."""
        return all(finding.severity == "info" for finding in self.findings)

    @property
    def base(self) -> TrainRunSpec:
        """The training as it is compared: without a backtest, which judges no repair."""
        return self.run.compared

    def repaired(self, number: int) -> TrainRunSpec:
        """The training with the changes of an attempt, the first has number 0. Raises SpecError."""
        return self.run.with_changes(self.attempts[number].changes)

    @property
    def further_seeds(self) -> range:
        """Those over which a repair is compared with the original."""
        first = self.run.train.seed + 1
        return range(first, first + self.seeds)

    def member(self, name: str) -> TrainRunSpec:
        """The training of that name: original or attempt-N, then -short or -seed-N or nothing. Raises SpecError."""
        who, _, what = name.partition("-")
        spec = self.base
        if who == "attempt":
            number, _, what = what.partition("-")
            spec = spec.with_changes(self.attempts[int(number) - 1].changes)
        if what == "short":
            return shortened(spec, SHORT)
        return spec.with_changes({"train.seed": int(what.removeprefix("seed-"))}) if what else spec


def shortened(spec: TrainRunSpec, share: float) -> TrainRunSpec:
    """The same with a share of the steps; what counts steps shrinks with them, so that the course keeps its shape."""
    train = spec.train
    return spec.with_changes(
        {
            "train.steps": max(1, round(train.steps * share)),
            "train.warmup_steps": round(train.warmup_steps * share),
            "train.evaluate_every": max(1, round(train.evaluate_every * share)),
        }
    )


def member_name(attempt: int | None = None, *, seed: int | None = None, short: bool = False) -> str:
    """The name of a member; None is the original, the first attempt has number 0."""
    who = "original" if attempt is None else f"attempt-{attempt + 1}"
    return f"{who}-short" if short else who if seed is None else f"{who}-seed-{seed}"
