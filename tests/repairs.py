"""Repairs made by hand: specs with attempts, and a plan that is driven by a function in place of trainings."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lstm_core.data.series.sources import write_data_file
from lstm_core.results.repair import RepairResult, compared
from lstm_core.runs import events
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.runs.record import read_run
from lstm_core.runs.repair import RepairRecord, outcome_of
from lstm_core.runs.repair_plan import MemberOutcome, Plan, plan
from lstm_core.spec.repair import AnsweredFinding, Attempt, RepairRunSpec
from lstm_core.spec.run import TrainRunSpec
from tests.support import AT, make_finished_run, make_unfinished_run, spec_of

Training = Callable[[str, TrainRunSpec], MemberOutcome | float | None]  # None diverges; a number is both scores
FOUND = (AnsweredFinding(code="learning_rate_high", severity="error"),)
RATES = (0.1, 0.01, 0.001)
NAME = "20261124-100000-made-repair"
STOPPED = events.Stopped(seq=0, at=0, step=0)


def repair_spec(changes: Sequence[dict[str, Any]] | None = None, **more: Any) -> RepairRunSpec:
    """Three learning rates in place of one that is too high; nothing is known of what the original takes."""
    tried = [{"train.learning_rate": rate} for rate in RATES] if changes is None else changes
    found = [Attempt(answers=("learning_rate_high",), changes=each) for each in tried]
    told = {"findings": FOUND, "ended": "finished", "score": 1.0, "measure": "mae", "run": spec_of(), **more}
    return RepairRunSpec(attempts=tuple(told.pop("attempts", found)), **told)


def driven(spec: RepairRunSpec, train: Training) -> tuple[Plan, dict[str, MemberOutcome]]:
    """The plan at its end, and what came of every member in the order in which it was trained."""
    outcomes: dict[str, MemberOutcome] = {}
    while (found := plan(spec, outcomes)).members:
        for name, member in found.members.items():
            assert name not in outcomes
            came = train(name, member)
            if came is None:
                came = MemberOutcome("diverged", seconds=1.0)
            outcomes[name] = came if isinstance(came, MemberOutcome) else MemberOutcome("done", came, came, 1.0)
    return found, outcomes


def result_of(spec: RepairRunSpec, found: Plan, outcomes: dict[str, MemberOutcome]) -> RepairResult:
    """What the work of the repair would write."""
    pairs = found.rows[found.accepted].pairs if found.accepted is not None else []
    return RepairResult(
        reason="members",
        seconds=sum(each.seconds for each in outcomes.values()),
        steps=min(spec.total, found.decided),
        verdict=found.verdict or "none",
        measure="mae",
        original=found.original,
        short=found.short,
        attempts=found.rows,
        accepted=found.accepted,
        validation=compared([(pair.original, pair.repaired) for pair in pairs]),
        test=compared([(pair.original_test, pair.repaired_test) for pair in pairs]),
    )


def make_repair(
    runs: Path,
    train: Training,
    *,
    spec: RepairRunSpec | None = None,
    members: int | None = None,
    ending: events.RunEvent | None = None,
    name: str = NAME,
) -> Path:
    """The folder of a repair whose members came to what `train` says, the first `members` of them; None: all.

    A score is the share of the seasonal naive's error that is left. Without all members it ended with `ending`; None
    is a leader whose process died.
    """
    spec = spec or repair_spec(ended="unknown", score=None)
    found, outcomes = driven(spec, train)
    folder = RunFolder(runs / name)
    folder.members.mkdir(parents=True)
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    folder.lock.touch()
    folder.log.touch()
    write_data_file(spec.subject, folder.data)
    happened: list[events.RunEvent] = [events.Admitted(seq=0, at=0)]
    for member, outcome in list(outcomes.items())[:members]:
        _make_member(folder, member, spec.member(member), outcome)
    record = read_run(folder.path)
    assert isinstance(record, RepairRecord)
    if members is None:
        known = {member.member: outcome_of(read_run(member.path)) for member in record.members}
        again = plan(spec, {name: each for name, each in known.items() if each is not None})
        assert (again.verdict, again.accepted) == (found.verdict, found.accepted)
        write_json(folder.result, result_of(spec, again, outcomes).model_dump_json())
        ending = events.Finished(seq=0, at=0, step=found.decided, reason="members", seconds=42.0)
    happened += [ending] if ending is not None else []
    with folder.events.open("w", encoding="utf-8") as file:
        for number, event in enumerate(happened):
            stamped = event.model_copy(update={"seq": number, "at": AT + 1 + number / 10})
            file.write(stamped.model_dump_json() + "\n")
    return folder.path


def _make_member(folder: RunFolder, name: str, spec: TrainRunSpec, outcome: MemberOutcome) -> None:
    if outcome.score is not None:
        make_finished_run(folder.members, spec, gain=1 - outcome.score, name=name)
        return
    key = "training.diverged" if outcome.state == "diverged" else outcome.failure or "run.crashed"
    parameters = {"step": 60, "loss": "nan"} if outcome.state == "diverged" else {"error": "Error"}
    make_unfinished_run(
        folder.members,
        events.Failed(seq=0, at=0, key=key, parameters=dict(parameters), step=60),
        spec=spec,
        name=name,
    )
