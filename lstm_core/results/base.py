"""What the result of every run tells: the base of result.json."""

from typing import TYPE_CHECKING, Literal, NamedTuple, Self, get_args

from pydantic import BaseModel, ConfigDict

from lstm_core.spec.run import TrainRunSpec

Interruption = Literal[
    "stopped", "lost", "failed"
]  # why training ended before its end: by hand, its process died, a failure
Completion = Literal["steps", "early_stopping", "members"]  # the run came to its end by itself
EndReason = Literal[Completion, Interruption]


class Value(BaseModel):
    """Base of the parts of a result: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class Score(NamedTuple):
    """The deciding measure of a result beside that of the best baseline, where there is one; less is better."""

    measure: str
    value: float
    baseline: str | None = None
    rival: float | None = None  # the baseline's

    @property
    def change(self) -> float | None:
        """How far the value lies from the baseline's, as a share of that: negative is better."""
        return self.value / self.rival - 1 if self.rival else None


class RunResult(Value):
    """What the result of every kind of run tells."""

    reason: EndReason
    seconds: float  # of work, all attempts
    steps: int  # done, in the units of the kind

    @property
    def cut(self) -> bool:
        """The run ended before its end, and what it had reached was judged."""
        return self.reason not in get_args(Completion)

    def bare(self) -> Self:
        """Without the values that only a picture needs."""
        return self

    @property
    def values(self) -> int:
        """How many numbers it holds that only a picture needs, where they may be many."""
        return 0

    def scored(self) -> Score | None:
        """What a table of runs sorts by; None where no single number stands for the result."""
        return None


class TrainResult(RunResult):
    """What the result of every task tells; `task` is the first field that a task adds."""

    if TYPE_CHECKING:
        task: str

    best_step: int
    data_digest: str  # sha256 of what the run learned from, see the task
    weights: str  # file name inside the run's folder

    @classmethod
    def of(cls, result: RunResult | None) -> Self:
        """The result as its own task sees it. Raises TypeError for another's, and for none."""
        if not isinstance(result, cls):
            raise TypeError(type(result).__name__)
        return result

    def measures(self) -> dict[str, float]:
        """What a comparison of runs compares, by name, the deciding one first."""
        raise TypeError(type(self).__name__)

    def validated(self) -> dict[str, float]:
        """Scores on the validation part that no change of a spec rescales, the deciding one first; less is better."""
        raise TypeError(type(self).__name__)

    def baselines(self) -> dict[str, float]:
        """The deciding measure of every baseline, by name."""
        return {}

    def scored(self) -> Score | None:
        """The deciding measure beside that of the best baseline."""
        measure, value = next(iter(self.measures().items()))
        baselines = self.baselines()
        best = min(baselines, key=lambda name: baselines[name], default=None)
        return Score(measure, value, best, baselines[best] if best is not None else None)

    @property
    def refitted(self) -> bool:
        """The network is that of a second training."""
        return False

    def pieces_left(self, spec: TrainRunSpec) -> int:
        """How many pieces of a judgement in pieces were never judged."""
        return 0

    def pieces_judged(self, spec: TrainRunSpec) -> int | None:
        """How many pieces were judged of a judgement that was cut; None of a whole one."""
        return None


class Change(NamedTuple):
    """How far the model lies from a baseline, with its 95 % interval: negative is less error, which is better."""

    value: float
    low: float | None
    high: float | None

    @classmethod
    def of_skill(cls, value: float, low: float | None, high: float | None) -> Self:
        """From a skill or gain, which is positive when the model is better."""
        if low is None or high is None:
            return cls(0.0 - value, None, None)
        return cls(0.0 - value, 0.0 - high, 0.0 - low)
