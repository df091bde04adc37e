"""The work of a repair: trainings that show which change is better. It leads and never trains, so it loads no torch."""

from contextlib import closing
from itertools import islice

from lstm_core.engine.work.contract import Emit, Work
from lstm_core.errors import RunError, Sentence
from lstm_core.results.repair import RepairResult, compared
from lstm_core.runs import events
from lstm_core.runs.cluster import launcher_of
from lstm_core.runs.members import Members
from lstm_core.runs.record import RunRecord
from lstm_core.runs.repair import PASSING, measure_of, members_in, outcome_of
from lstm_core.runs.repair_plan import MemberOutcome, Plan, attempts_in_budget, plan
from lstm_core.spec.repair import RepairRunSpec


def work(given: Work) -> RepairResult | events.Stopped:
    """Train what the plan names next, until it has a verdict. What is done already counts and is not trained again."""
    spec = given.spec
    if not isinstance(spec, RepairRunSpec):
        raise TypeError(spec.kind)
    given.should_stop.stepping = True
    kept = members_in(given.folder, spec)
    outcomes = {name: outcome for name, record in kept.items() if (outcome := outcome_of(record)) is not None}
    measure = measure_of(kept.values()) or spec.measure
    with closing(launcher_of(given.folder.members, given.slots)) as launcher:
        while (found := plan(spec, outcomes)).members:
            batch = dict(islice(found.members.items(), launcher.at_once(spec.base)))
            members = Members(given.folder, batch, given.slots, launcher)
            if not members.lead(_telling(given, spec, len(outcomes)), given.should_stop):
                return events.Stopped(seq=0, at=0, step=found.decided)
            for name in batch:
                record = members.read(name)
                outcomes[name] = _ended(name, record)
                measure = measure or measure_of([record] if record else [])
    return _result(spec, found, outcomes, measure)


def _telling(given: Work, spec: RepairRunSpec, before: int) -> Emit:
    """Passes on what members tell, and counts those that are done already."""

    def tell(event: events.RunEvent) -> None:
        if isinstance(event, events.Progressed):
            done = before + event.done
            event = event.model_copy(update={"done": done, "total": max(done, float(most_members(spec)))})
        given.emit(event)

    return tell


def most_members(spec: RepairRunSpec) -> int:
    """About how many trainings there are when the first finalist holds."""
    count, _ = attempts_in_budget(spec)
    return 1 + count + 2 * spec.seeds


def _ended(name: str, record: RunRecord | None) -> MemberOutcome:
    """What came of a member whose turn is over. Raises RunError when that keeps the repair from going on."""
    outcome = outcome_of(record) if record is not None else None
    if outcome is None:
        failure = record.failure if record is not None else None
        if failure is not None and failure.key in PASSING:
            raise RunError(failure)
        outcome = MemberOutcome("failed", failure=failure.key if failure else "repair.member_lost")
    if outcome.state == "failed" and name.startswith("original"):
        raise RunError((record.failure if record else None) or Sentence("repair.original_failed", {"member": name}))
    return outcome


def _result(spec: RepairRunSpec, found: Plan, outcomes: dict[str, MemberOutcome], measure: str | None) -> RepairResult:
    pairs = found.rows[found.accepted].pairs if found.accepted is not None else []
    return RepairResult(
        reason="members",
        seconds=sum(outcome.seconds for outcome in outcomes.values()),
        steps=min(spec.total, found.decided),
        verdict=found.verdict or "none",
        measure=measure,
        original=found.original,
        short=found.short,
        attempts=found.rows,
        accepted=found.accepted,
        validation=compared([(pair.original, pair.repaired) for pair in pairs]),
        test=compared([(pair.original_test, pair.repaired_test) for pair in pairs]),
    )
