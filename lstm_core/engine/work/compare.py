"""The work of a comparison: several trainings over the same seeds. It leads and never trains, so it loads no torch."""

from lstm_core.engine.work.contract import Work
from lstm_core.errors import RunError, Sentence
from lstm_core.results.compare import CompareResult, candidates_of, differences_of
from lstm_core.runs import events
from lstm_core.runs.compare import read_compare
from lstm_core.runs.members import Members
from lstm_core.spec.compare import CompareRunSpec


def work(given: Work) -> CompareResult | events.Stopped:
    """Bring every member to its end and compare what came of them."""
    spec = given.spec
    if not isinstance(spec, CompareRunSpec):
        raise TypeError(spec.kind)
    given.should_stop.stepping = True
    members = Members(given.folder, spec.members(), given.slots)
    if not members.lead(given.emit, given.should_stop):
        return events.Stopped(seq=0, at=0, step=0)
    records = {name: record for name in spec.member_names() if (record := members.read(name)) is not None}
    found = read_compare(records, spec)
    done = [each for each in found if each.measures]
    if not done:
        failures = [record.failure for record in records.values() if record.failure]
        raise RunError(failures[0] if failures else Sentence("compare.no_member", {"members": len(found)}))
    return CompareResult(
        reason="members",
        seconds=sum(each.costs["seconds"] for each in done),
        steps=len(done),
        members=found,
        candidates=candidates_of(found, len(spec.candidates)),
        differences=differences_of(found, len(spec.candidates)),
    )
