"""Comparisons made by hand: a leader's folder with its members, as the workers leave them."""

from pathlib import Path

from lstm_core.results.compare import CompareResult, candidates_of, differences_of
from lstm_core.runs import events
from lstm_core.runs.compare import read_compare
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.runs.record import read_run
from lstm_core.spec.compare import CompareRunSpec
from tests.support import AT, make_finished_run, make_unfinished_run, spec_of

NAME = "20261123-150000-made-compare"
BETTER = ((0.30, 0.31, 0.32), (0.40, 0.42, 0.41))  # gain by candidate and seed; None is a member that diverged
TIED = ((0.40, 0.43, 0.36), (0.42, 0.41, 0.395))
DIVERGED = events.Failed(seq=0, at=0, key="training.diverged", parameters={"step": 60, "loss": "nan"}, step=60)


def compare_spec(*candidates, seeds=3, budget="as_given", **changes) -> CompareRunSpec:
    """LSTM against GRU, where no other candidates are named."""
    given = candidates or ({}, {"model.cell": "gru"})
    return CompareRunSpec(seeds=seeds, budget=budget, candidates=tuple(given), run=spec_of(**changes))


def make_comparison(
    runs: Path,
    gains: tuple[tuple[float | None, ...], ...] = BETTER,
    ending: events.RunEvent | None = None,
    *,
    spec: CompareRunSpec | None = None,
    done: int | None = None,
    name: str = NAME,
) -> Path:
    """The first `done` members have ended; with all of them the comparison has its result.

    Else it ended with `ending`; None is a leader whose process died.
    """
    spec = spec or compare_spec()
    folder = RunFolder(runs / name)
    folder.members.mkdir(parents=True)
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    folder.lock.touch()
    folder.log.touch()
    happened: list[events.RunEvent] = [events.Admitted(seq=0, at=0)]
    first, members = spec.run.train.seed, spec.members()
    folder.data.write_bytes(RunFolder(make_finished_run(runs / f".{name}", spec.run)).data.read_bytes())
    for member, (candidate, seed) in list(spec.member_names().items())[:done]:
        gain = gains[candidate][seed - first]
        if gain is None:
            make_unfinished_run(folder.members, DIVERGED, spec=members[member], name=member)
        else:
            make_finished_run(folder.members, members[member], gain=gain, name=member)
        happened.append(
            events.MemberChanged(seq=0, at=0, member=member, state="failed" if gain is None else "finished")
        )
    if done is None or done == spec.total:
        write_json(folder.result, _result(folder, spec).model_dump_json())
        ending = events.Finished(seq=0, at=0, step=spec.total, reason="members", seconds=7.5)
    happened += [ending] if ending is not None else []
    with folder.events.open("w", encoding="utf-8") as file:
        for number, event in enumerate(happened):
            stamped = event.model_copy(update={"seq": number, "at": AT + 1 + number / 10})
            file.write(stamped.model_dump_json() + "\n")
    return folder.path


def _result(folder: RunFolder, spec: CompareRunSpec) -> CompareResult:
    found = read_compare({name: read_run(folder.members / name) for name in spec.member_names()}, spec)
    count = len(spec.candidates)
    return CompareResult(
        reason="members",
        seconds=7.5,
        steps=sum(1 for each in found if each.measures),
        members=found,
        candidates=candidates_of(found, count),
        differences=differences_of(found, count),
    )
