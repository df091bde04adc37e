"""The record of a comparison: its members are runs of their own, read where they lie."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from lstm_core.errors import Sentence, SpecError
from lstm_core.results.base import TrainResult
from lstm_core.results.compare import (
    Candidate,
    CandidateMember,
    CompareResult,
    Difference,
    candidates_of,
    differences_of,
)
from lstm_core.runs.folder import RunState
from lstm_core.runs.preflight import check_run
from lstm_core.runs.record import Reading, RunRecord, common
from lstm_core.runs.remedies import is_possible
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.compare import CompareRunSpec

MEGA = 1e6


class CompareRecord(RunRecord):
    """One comparison as views, tools and scripts see it."""

    spec: CompareRunSpec
    result: CompareResult | None
    members: list[CandidateMember]
    progress: dict[str, float]  # member -> share of its steps that is done, of those that have begun and not ended
    failures: dict[str, Sentence]  # member -> why it has no result
    candidates: list[Candidate]  # over the members that are finished so far
    differences: list[Difference]

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The record of one look at the folder."""
        if not isinstance(reading.spec, CompareRunSpec):
            raise TypeError(reading.spec.kind)
        spec = reading.spec
        result = reading.result if isinstance(reading.result, CompareResult) else None
        records = {name: reading.member(name) for name in spec.member_names()}
        kept = {row.member: row for row in result.members} if result else {}
        known = {name for name in records if name in kept or name in reading.log.members}
        members = [
            member_of(name, candidate, seed, records[name], kept.get(name), known=name in known)
            for name, (candidate, seed) in spec.member_names().items()
        ]
        done = sum(1 for member in members if member.measures)
        count = len(spec.candidates)
        failures = {name: record.failure for name, record in records.items() if record and record.failure}
        active = {
            name: min(1.0, record.step / max(1, record.steps))
            for name, record in records.items()
            if record is not None and record.result is None and record.step
        }
        may_go_on = any(_open(member, failures.get(member.member)) for member in members) or (done and result is None)
        ended = not reading.state.active and reading.folder.data.exists()
        running = reading.state is RunState.RUNNING
        told = {
            **common(reading),
            "step": done,
            "seconds_left": _seconds_left(reading, done + sum(active.values()), len(members)) if running else None,
            "resumable": bool(ended and may_go_on),
            "members": members,
            "progress": active,
            "failures": failures,
            "candidates": result.candidates if result else candidates_of(members, count),
            "differences": result.differences if result else differences_of(members, count),
        }
        return cls(**told)


def member_of(
    name: str,
    candidate: int,
    seed: int,
    record: RunRecord | None,
    kept: CandidateMember | None = None,
    *,
    known: bool = False,
) -> CandidateMember:
    """A member from its record; without one from what the result kept, and gone when it was `known` to be there."""
    if record is None:
        state = "gone" if known else "waiting"
        return (
            kept.model_copy(update={"state": state})
            if kept
            else CandidateMember(member=name, candidate=candidate, seed=seed, state=state)
        )
    result = record.result if isinstance(record.result, TrainResult) else None
    started = record.started if isinstance(record, TrainRecord) else None
    return CandidateMember(
        member=name,
        candidate=candidate,
        seed=seed,
        state=record.state.value,
        best_step=result.best_step if result else None,
        measures=result.measures() if result else {},
        validated=result.validated() if result else {},
        costs=_costs(record, result) if result else {},
        path=f"{started.device_name} · {started.path}" if started else None,
    )


def _costs(record: RunRecord, result: TrainResult) -> dict[str, float]:
    """What a training cost: its time, the time of an answer, memory and parameters."""
    costs = {"step_ms": 1000 * result.seconds / max(1, result.steps), "seconds": result.seconds}
    costs |= {name: record.measured[name] for name in ("inference_ms", "memory_mb") if name in record.measured}
    if isinstance(record, TrainRecord) and record.started is not None:
        costs["parameters"] = float(record.started.parameters)
    return {**costs, "steps": float(result.steps)}


def _open(member: CandidateMember, failure: Sentence | None) -> bool:
    """It has no result, and another attempt may bring it to one."""
    hopeless = member.state == "failed" and failure is not None and not is_possible("resume", failure.key)
    return not member.measures and not hopeless


def _seconds_left(reading: Reading, done: float, total: int) -> float | None:
    """From the share of all steps that was done since this attempt began."""
    progress, began = reading.log.progress, reading.log.admitted_at
    if progress is None or began is None or progress.done <= 0:
        return None
    gone = progress.done - (reading.log.done_before or 0.0)
    return (total - done) * (reading.log.last_at - began) / gone if gone > 0 else None


def check_compare(spec: CompareRunSpec, path: Path) -> None:
    """Whether every candidate fits its data at `path` and this machine. Raises DataError and SpecError."""
    if spec.budget == "equal_time" and spec.paces is None:
        raise SpecError(Sentence("compare.unmeasured"))
    for number in range(len(spec.candidates)):
        check_run(spec.candidate(number), path)


def read_compare(records: Mapping[str, RunRecord], spec: CompareRunSpec) -> list[CandidateMember]:
    """Every member as its record says, in the order of the spec."""
    return [
        member_of(name, candidate, seed, records.get(name), known=True)
        for name, (candidate, seed) in spec.member_names().items()
    ]
