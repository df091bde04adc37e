"""The work of a repetition: one training over several seeds. It leads and never trains, so it loads no torch."""

from lstm_core.engine.work.contract import Work
from lstm_core.errors import RunError, Sentence
from lstm_core.results.repeat import RepeatResult, table_of
from lstm_core.runs import events
from lstm_core.runs.members import Members
from lstm_core.runs.repeat import member_of
from lstm_core.spec.repeat import RepeatRunSpec


def work(given: Work) -> RepeatResult | events.Stopped:
    """Bring every member to its end and put their measures into one table."""
    if not isinstance(given.spec, RepeatRunSpec):
        raise TypeError(given.spec.kind)
    given.should_stop.stepping = True
    members = Members(given.folder, given.spec.members(), given.slots)
    if not members.lead(given.emit, given.should_stop):
        return events.Stopped(seq=0, at=0, step=0)
    records = {name: members.read(name) for name in given.spec.members()}  # never its own: that would drop its lock
    specs = given.spec.members()
    found = [member_of(given.folder.members / name, spec, records[name], known=True) for name, spec in specs.items()]
    table = table_of([member.measures for member in found if member.measures])
    if not table:
        failures = [member.failure for member in found if member.failure]
        raise RunError(failures[0] if failures else Sentence("repeat.no_member", {"seeds": given.spec.seeds}))
    seconds = sum(record.result.seconds for record in records.values() if record and record.result)
    finished = sum(1 for member in found if member.measures)
    rows = [member.row for member in found]
    return RepeatResult(reason="members", seconds=seconds, steps=finished, members=rows, table=table)
