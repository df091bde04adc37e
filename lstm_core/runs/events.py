"""What happened in a run of any kind, one JSON line each; units stand in the names.

The worker is the only writer. `seq` counts from 0 over the life of a run, resumed parts included; `at` is Unix time
in seconds. A `Started` with `step` > 0 resumes: what was logged after that step is void and will be written again.
What a kind of run measures along its way are named values: the names are its own (`lstm_core.runs.train` has those of a
training), the events know none of them.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lstm_core.i18n.sentences import Parameter
from lstm_core.results.base import EndReason


class Event(BaseModel):
    """Base of every event."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="constants")

    seq: int
    at: float


class Admitted(Event):
    """The run has its turn: the worker loads the engine and the data. Every attempt begins with it."""

    type: Literal["admitted"] = "admitted"


class Started(Event):
    """The network is built and the first step is next; samples are windows, symbols or utterances."""

    type: Literal["started"] = "started"
    step: int = 0
    steps: int
    parameters: int
    train_samples: int
    validation_samples: int
    test_samples: int
    device: str  # "cpu" or "cuda"
    device_name: str
    threads: int
    precision: str
    path: str  # which implementation runs the recurrence, e.g. "cudnn", "onednn", "aten", "compiled", "eager"
    host: str | None = None  # name of the machine, where a cluster chose it
    path_left: str | None = None  # why it is not torch.nn's: "cell" or the field of the model that it cannot do
    path_reason: str | None = None  # why this way: a trial, e.g. "trial_own", or what forbade it, e.g. "no_compiler"
    path_ratio: float | None = None  # of a trial that decided: the time of this way by that of the best other one
    recompute_every: int | None = None  # steps of time between two states that are kept; None keeps everything
    versions: dict[str, str]


class Logged(Event):
    """Named values at one step; each name is one series of the record."""

    type: Literal["logged"] = "logged"
    step: int  # 1 is the first
    values: dict[str, float]


class Progressed(Event):
    """How much of the work is done, in the units of its kind, where no step tells that."""

    type: Literal["progressed"] = "progressed"
    done: float
    total: float


class MemberChanged(Event):
    """A run that this one leads came to another state; what it says stands in its own folder."""

    type: Literal["member"] = "member"
    member: str  # name of its folder below members/
    state: str


class TrialAsked(Event):
    """A search is going to try these values; its training is a member of its own."""

    type: Literal["trial_asked"] = "trial_asked"
    trial: int  # 0 is the first
    values: dict[str, Any]  # of every dimension, as they were sampled
    changes: dict[str, Any]  # of the starting point: the values as far as they go together


class TrialTold(Event):
    """How a trial ended; it is not tried again."""

    type: Literal["trial_told"] = "trial_told"
    trial: int
    state: Literal["done", "pruned", "failed", "cut"]  # cut: the time was over
    score: float | None = None  # on the validation part, of one that is done
    reports: list[tuple[int, float]] = Field(default_factory=list)  # twentieths of its steps, least loss until then
    steps: int = 0  # that it took
    against: float | None = None  # the loss of half of the others where it was pruned
    failure: str | None = None  # key of what ended it
    seconds: float = 0.0  # of wall clock, from its launch to its end


class Measured(Event):
    """A named number, e.g. "persistence.validation_loss" (units of the training loss)."""

    type: Literal["measured"] = "measured"
    name: str
    value: float
    step: int | None = None


class Probed(Event):
    """Named vectors that instruments measured at one step; their names stand in `lstm_core.runs.measurements`."""

    type: Literal["probed"] = "probed"
    step: int
    vectors: dict[str, list[float]]


class NonFiniteFound(Event):
    """The first value of a training that is no finite number, and where it stood."""

    type: Literal["non_finite"] = "non_finite"
    step: int  # the update that it would have caused, 1 is the first
    where: Literal["inputs", "weights", "activations", "loss", "gradient"]
    tensor: str  # a name in the network, or of a column or file of the batch
    rows: list[int] = Field(default_factory=list)  # samples of the training part, counted from 0: those of the batch


class Sampled(Event):
    """What the network wrote after `step` updates, for people to watch it learn."""

    type: Literal["sampled"] = "sampled"
    step: int
    text: str


class FindingRaised(Event):
    """Something a person should know, as a key of the text table with its parameters."""

    type: Literal["finding"] = "finding"
    key: str
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    severity: Literal["info", "warning", "error"] = "warning"
    step: int | None = None


class CheckpointSaved(Event):
    """Everything needed to go on from `step` is on the disk."""

    type: Literal["checkpoint"] = "checkpoint"
    step: int


class Finished(Event):
    """Training ended, by itself or with its best step so far, and result.json is written."""

    type: Literal["finished"] = "finished"
    step: int
    reason: EndReason  # the cause when the run was finished before its end, also where only its backtest was cut
    seconds: float  # spent in training and validation over all attempts


class Failed(Event):
    """Training cannot go on; the sentence is a key with parameters."""

    type: Literal["failed"] = "failed"
    key: str
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    step: int | None = None


class Stopped(Event):
    """A person asked to stop; a checkpoint was saved first."""

    type: Literal["stopped"] = "stopped"
    step: int


_Event = (
    Admitted
    | Started
    | Logged
    | Progressed
    | MemberChanged
    | TrialAsked
    | TrialTold
    | Measured
    | Probed
    | NonFiniteFound
    | Sampled
    | FindingRaised
    | CheckpointSaved
    | Finished
    | Failed
    | Stopped
)
RunEvent = Annotated[_Event, Field(discriminator="type")]

Ending = Finished | Failed | Stopped  # an attempt is over after it
Along = (
    Started | TrialAsked | TrialTold | Measured | Probed | NonFiniteFound | Sampled | FindingRaised | CheckpointSaved
)


class _Step(Event):
    """A point of the curve as version 0.1 wrote it."""

    type: Literal["step"]
    step: int
    loss: float
    gradient_norm: float
    learning_rate: float


class _Evaluated(Event):
    """A validation as version 0.1 wrote it."""

    type: Literal["evaluated"]
    step: int
    loss: float


_Line = Annotated[_Event | _Step | _Evaluated, Field(discriminator="type")]  # one union: a second one costs time
_ADAPTER: TypeAdapter[RunEvent | _Step | _Evaluated] = TypeAdapter(_Line)


def parse_event(line: str | bytes) -> RunEvent:
    """The event of one line, also of an earlier version. Raises pydantic.ValidationError for anything else."""
    event = _ADAPTER.validate_json(line)
    match event:
        case _Step():
            values = {"loss": event.loss, "gradient_norm": event.gradient_norm, "learning_rate": event.learning_rate}
            return Logged(seq=event.seq, at=event.at, step=event.step, values=values)
        case _Evaluated():
            return Logged(seq=event.seq, at=event.at, step=event.step, values={"validation_loss": event.loss})
        case _:
            return event
