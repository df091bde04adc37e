"""The record of a repetition: its members are runs of their own, read where they lie."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from lstm_core.errors import Sentence
from lstm_core.results.base import TrainResult
from lstm_core.results.repeat import MemberRow, RepeatResult, Statistic, table_of
from lstm_core.runs.folder import RunState
from lstm_core.runs.record import Reading, RunRecord, common
from lstm_core.runs.remedies import is_possible
from lstm_core.spec.repeat import RepeatRunSpec
from lstm_core.spec.run import TrainRunSpec


class Member(BaseModel):
    """One member as its own folder says it stands; "waiting" has not been started, "gone" was deleted by hand."""

    model_config = ConfigDict(frozen=True)

    member: str
    path: str
    seed: int
    state: str
    step: int = 0
    steps: int = 0
    best_step: int | None = None
    measures: dict[str, float] = {}
    failure: Sentence | None = None

    @property
    def open(self) -> bool:
        """It has no result, and another attempt may bring it to one."""
        hopeless = self.state == "failed" and self.failure is not None and not is_possible("resume", self.failure.key)
        return not self.measures and not hopeless

    @property
    def row(self) -> MemberRow:
        """What the table keeps of it."""
        return MemberRow(
            member=self.member, seed=self.seed, state=self.state, best_step=self.best_step, measures=self.measures
        )


class RepeatRecord(RunRecord):
    """One repetition as views, tools and scripts see it."""

    spec: RepeatRunSpec
    result: RepeatResult | None
    members: list[Member]
    table: dict[str, Statistic]  # over the members that are finished so far

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The record of one look at the folder."""
        result = reading.result if isinstance(reading.result, RepeatResult) else None
        members = members_of(reading)
        done = sum(1 for member in members if member.measures)
        ended = not reading.state.active and reading.folder.data.exists()
        left = any(member.open for member in members)
        told = {
            **common(reading),
            "step": done,
            "seconds_left": _seconds_left(reading, members) if reading.state is RunState.RUNNING else None,
            "resumable": ended and (left or (done > 0 and result is None)),
            "members": members,
            "table": result.table if result else table_of([member.measures for member in members if member.measures]),
        }
        return cls(**told)


def members_of(reading: Reading) -> list[Member]:
    """Every member in the order of its seed; what the result kept counts for one whose folder is gone."""
    if not isinstance(reading.spec, RepeatRunSpec):
        raise TypeError(reading.spec.kind)
    kept = {row.member: row for row in reading.result.members} if isinstance(reading.result, RepeatResult) else {}
    return [
        member_of(
            reading.folder.members / name,
            spec,
            reading.member(name),
            kept.get(name),
            known=name in reading.log.members,
        )
        for name, spec in reading.spec.members().items()
    ]


def member_of(
    path: Path, spec: TrainRunSpec, record: RunRecord | None, kept: MemberRow | None = None, *, known: bool = False
) -> Member:
    """A member from its record; without one from what the result kept, and gone when it was `known` to be there."""
    name, seed = path.name, spec.train.seed
    if record is None:
        state = "gone" if known or kept else "waiting"
        best, measures = (kept.best_step, kept.measures) if kept else (None, {})
        return Member(member=name, path=str(path), seed=seed, state=state, best_step=best, measures=measures)
    result = record.result if isinstance(record.result, TrainResult) else None
    return Member(
        member=name,
        path=str(path),
        seed=seed,
        state=record.state.value,
        step=record.step,
        steps=record.steps,
        best_step=result.best_step if result else None,
        measures=result.measures() if result else {},
        failure=record.failure,
    )


def _seconds_left(reading: Reading, members: list[Member]) -> float | None:
    """From the share of all steps that was done since this attempt began."""
    progress, began = reading.log.progress, reading.log.admitted_at
    if progress is None or began is None or progress.done <= 0:
        return None
    share = sum(1.0 if member.measures else member.step / max(1, member.steps) for member in members)
    gone = progress.done - (reading.log.done_before or 0.0)
    return (len(members) - share) * (reading.log.last_at - began) / gone if gone > 0 else None
