"""The record of a repair: how every attempt stands, from its members, which are runs of their own."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from lstm_core.errors import RunError, SpecError
from lstm_core.results.base import TrainResult
from lstm_core.results.repair import AttemptRow, RepairResult
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.preflight import check_run
from lstm_core.runs.record import Reading, RunReader, RunRecord, common
from lstm_core.runs.remedies import DIVERGED
from lstm_core.runs.repair_plan import MemberOutcome, plan
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.repair import RepairRunSpec, member_name
from lstm_core.spec.run import TrainRunSpec

PASSING = ("run.disk_full",)  # what may be over when the repair goes on


class RepairMember(BaseModel):
    """One training of a repair as its own folder says it stands."""

    model_config = ConfigDict(frozen=True)

    member: str
    path: str
    state: str
    step: int
    steps: int
    score: float | None = None  # on the validation part


class RepairRecord(RunRecord):
    """One repair as views, tools and scripts see it."""

    spec: RepairRunSpec
    result: RepairResult | None
    attempts: list[AttemptRow]
    members: list[RepairMember]  # those that were started
    measure: str | None  # name of the deciding score, once one is known
    original: float | None  # its score with its own seed; None when it diverged or is not known yet
    short: float | None  # the same after the short training
    seconds: float  # of training, those that have ended

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The record of one look at the folder."""
        if not isinstance(reading.spec, RepairRunSpec):
            raise TypeError(reading.spec.kind)
        spec = reading.spec
        result = reading.result if isinstance(reading.result, RepairResult) else None
        records = {name: record for name in member_names(spec) if (record := reading.member(name)) is not None}
        found = {name: outcome for name, record in records.items() if (outcome := outcome_of(record)) is not None}
        known = plan(spec, found) if result is None else None
        told = {
            **common(reading),
            "step": known.decided if known else spec.total,
            "resumable": not reading.state.active and reading.folder.data.exists() and result is None,
            "attempts": known.rows if known else result.attempts if result else [],
            "members": [_member(name, record) for name, record in records.items()],
            "measure": (result.measure if result else measure_of(records.values())) or spec.measure,
            "original": known.original if known else result.original if result else None,
            "short": known.short if known else result.short if result else None,
            "seconds": result.seconds if result else sum(outcome.seconds for outcome in found.values()),
        }
        told["step"] = min(told["step"], told["steps"])
        return cls(**told)

    @property
    def repaired(self) -> TrainRunSpec | None:
        """The training with the change that was accepted; of one that closes a leak, with that."""
        accepted = self.result.accepted if self.result else None
        return None if accepted is None else self.spec.repaired(accepted)


def member_names(spec: RepairRunSpec) -> Iterator[str]:
    """Every name that a member may have."""
    for attempt in (None, *range(len(spec.attempts))):
        yield member_name(attempt, short=True)
        yield member_name(attempt)
        yield from (member_name(attempt, seed=seed) for seed in spec.further_seeds)


def outcome_of(record: RunRecord) -> MemberOutcome | None:
    """What came of a member; None of one that may still come to its end."""
    if isinstance(record.result, TrainResult):
        score = next(iter(record.result.validated().values()))
        test = next(iter(record.result.measures().values()))
        done = math.isfinite(score)
        return MemberOutcome(
            "done" if done else "diverged", score if done else None, test if done else None, record.result.seconds
        )
    if record.state is not RunState.FAILED or record.failure is None or record.failure.key in PASSING:
        return None
    state: Literal["diverged", "failed"] = "diverged" if record.failure.key in DIVERGED else "failed"
    return MemberOutcome(state, seconds=_seconds(record), failure=record.failure.key)


def _seconds(record: RunRecord) -> float:
    """How long a training without a result worked in its last attempt."""
    began = record.started.at if isinstance(record, TrainRecord) and record.started else record.changed_at
    return max(0.0, record.changed_at - began)


def measure_of(records: Iterable[RunRecord]) -> str | None:
    """The name of the score that decides, from any member that has one."""
    for record in records:
        if isinstance(record.result, TrainResult):
            return next(iter(record.result.validated()))
    return None


def check_repair(spec: RepairRunSpec, path: Path) -> None:
    """Whether every attempt is a valid spec, and the original fits its data. Raises DataError and SpecError."""
    for number in range(len(spec.attempts)):
        spec.repaired(number)
    spec.member(member_name(seed=spec.further_seeds[-1]))
    check_run(spec.base, path)


def members_in(folder: RunFolder, spec: RepairRunSpec) -> dict[str, RunRecord]:
    """The members that have a readable folder."""
    found = {}
    for name in member_names(spec):
        path = folder.members / name
        if path.is_dir():
            try:
                found[name] = RunReader(path).read(points=2)
            except (RunError, SpecError):
                continue
    return found


def _member(name: str, record: RunRecord) -> RepairMember:
    outcome = outcome_of(record)
    return RepairMember(
        member=name,
        path=record.path,
        state=record.state.value,
        step=record.step,
        steps=record.steps,
        score=outcome.score if outcome else None,
    )
