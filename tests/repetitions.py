"""Repetitions made by hand: a leader's folder with its members, as the workers leave them."""

from pathlib import Path

from lstm_core.results.base import TrainResult
from lstm_core.results.repeat import RepeatResult, table_of
from lstm_core.runs import events
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.runs.record import read_run
from lstm_core.runs.repeat import RepeatRecord
from lstm_core.spec.repeat import RepeatRunSpec
from tests.support import AT, make_finished_run, make_unfinished_run, spec_of

NAME = "20261123-140000-made-x3"
GAINS = (0.40, 0.36, 0.46, 0.30, 0.42)
STOPPED = events.Stopped(seq=0, at=0, step=0)


def make_repetition(
    runs: Path,
    done: int = 3,
    ending: events.RunEvent | None = None,
    *,
    seeds: int = 3,
    last: events.RunEvent | None = STOPPED,
    name: str = NAME,
    gains: tuple[float, ...] = GAINS,
) -> Path:
    """`done` members are finished, the next one ended with `last`; with all done the repetition has its result.

    None is a leader whose process died.
    """
    spec = RepeatRunSpec(seeds=seeds, run=spec_of())
    folder = RunFolder(runs / name)
    folder.members.mkdir(parents=True)
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    folder.lock.touch()
    folder.log.touch()
    happened: list[events.RunEvent] = [events.Admitted(seq=0, at=0)]
    for number, (member, own) in enumerate(spec.members().items()):
        if number < done:
            made = make_finished_run(folder.members, own, gain=gains[number % len(gains)], name=member)
            if not folder.data.exists():
                folder.data.write_bytes(RunFolder(made).data.read_bytes())
            happened.append(events.MemberChanged(seq=0, at=0, member=member, state="finished"))
        elif number == done:
            made = make_unfinished_run(folder.members, last, spec=own, name=member)
            folder.data.write_bytes(RunFolder(made).data.read_bytes())
            happened.append(events.MemberChanged(seq=0, at=0, member=member, state="stopped"))
    if done == seeds:
        write_json(folder.result, _result(folder, spec).model_dump_json())
        ending = events.Finished(seq=0, at=0, step=done, reason="members", seconds=7.5)
    happened += [ending] if ending is not None else []
    with folder.events.open("w", encoding="utf-8") as file:
        for number, event in enumerate(happened):
            stamped = event.model_copy(update={"seq": number, "at": AT + 1 + number / 10})
            file.write(stamped.model_dump_json() + "\n")
    return folder.path


def _result(folder: RunFolder, spec: RepeatRunSpec) -> RepeatResult:
    found = read_run(folder.path)
    assert isinstance(found, RepeatRecord)
    rows = [member.row for member in found.members]
    table = table_of([row.measures for row in rows])
    return RepeatResult(reason="members", seconds=7.5, steps=spec.seeds, members=rows, table=table)


def measures_of(member: Path) -> dict[str, float]:
    """What a member measured."""
    result = read_run(member).result
    assert isinstance(result, TrainResult)
    return result.measures()
