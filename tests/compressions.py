"""Ladders made by hand: rows as a ladder measures them, and folders of finished and of running ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lstm_core.data.series.sources import write_data_file
from lstm_core.results.compress import (
    TORCH,
    CompressResult,
    Distillation,
    Latency,
    MetricChange,
    Refusal,
    RungResult,
    RungRow,
    StoredFile,
    StudentPair,
    judged,
)
from lstm_core.runs import events
from lstm_core.runs.compress import LATENCIES, TEACHER, CompressRecord
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.runs.record import read_run
from lstm_core.spec.compress import CompressRunSpec, Limits, member_name, parse_rung
from tests.support import AT, spec_of

NAME = "20261129-100000-made-compress"
FINISHED = events.Finished(seq=0, at=0, step=2, reason="members", seconds=12.0)
STOPPED = events.Stopped(seq=0, at=0, step=1)
ORIGINAL = 24.8  # the measure of the trained run


def latency(median: float, *, same: bool = True) -> Latency:
    """Times that follow from one number."""
    return Latency(
        median=median,
        p99=2 * median,
        median_64=20 * median,
        p99_64=30 * median,
        throughput=64_000 / (20 * median),
        memory_mb=16.0,
        threads=1,
        same=same,
    )


def row(rung: str, size: int, median: float, change: float, *, half: float = 0.005, **more: Any) -> RungRow:
    """A rung that is wholly measured: bytes, milliseconds, change with half of its interval."""
    parsed = None if rung == TORCH else parse_rung(rung)
    told = {
        "member": parsed.member if parsed else "original",
        "format": parsed.format if parsed else TORCH,
        "file": f"model.{parsed.format}.onnx" if parsed else None,
        "bytes": size,
        "parameters": size // 4,
        "zeros": 0.0,
        "value": ORIGINAL * (1 + change),
        "change": MetricChange(value=change, low=change - half, high=change + half),
        "latency": latency(median),
    }
    return RungRow(rung=rung, **{**told, **more})


def failed(rung: str, key: str, **facts: Any) -> RungRow:
    """A rung without a file."""
    parsed = parse_rung(rung)
    return RungRow(rung=rung, member=parsed.member, format=parsed.format, refusal=Refusal(key=key, parameters=facts))


ROWS = (
    row(TORCH, 71_900, 0.25, 0.0, half=0.0),
    row("onnx", 72_900, 0.052, 0.0, half=0.0),
    row("int8", 23_600, 0.044, -0.001),
    failed("mixed", "compress.nothing_sensitive"),
    row("prune:0.8", 72_950, 0.0525, 0.11),
    row("low_rank:0.25", 80_000, 0.06, 0.021),
    row("shrink:0.5", 20_800, 0.027, 0.078),
    row("shrink:0.5+int8", 8_700, 0.033, 0.078),
    row("distil:16", 7_060, 0.022, 0.092),
    failed("distil:16+int8", "compress.not_written", reason="No space left on device"),
)


def pairs(gains: Sequence[float], alone: float = 28.9) -> list[StudentPair]:
    """A student over seeds that gains so much by its teacher."""
    return [
        StudentPair(
            seed=seed, taught=alone - gain, alone=alone, taught_validation=0.1 + seed / 100, alone_validation=0.2
        )
        for seed, gain in enumerate(gains)
    ]


def ladder_spec(limits: Limits | None = None, **more: Any) -> CompressRunSpec:
    """The ladder of a small network."""
    return CompressRunSpec(
        origin="20261129-090000-made",
        weights="/nowhere/best.safetensors",
        digest="0" * 64,
        cost=5.0,
        run=spec_of(model__hidden_size=64),
        limits=limits or Limits(),
        **more,
    )


def record_of(
    rows: Sequence[RungRow] = ROWS,
    limits: Limits | None = None,
    *,
    measure: str = "mae",
    students: Sequence[float] = (1.9, 2.5, 2.2),
    **more: Any,
) -> CompressRecord:
    """A finished ladder as its record tells it, without a folder."""
    spec = ladder_spec(limits)
    told, recommended, nearest = judged(rows, spec.limits)
    found = {"distil-16": Distillation.of(pairs(students))} if students else {}
    result = CompressResult(
        reason="members",
        seconds=12.0,
        steps=5,
        measure=measure,
        original=ORIGINAL,
        rows=told,
        recommended=recommended,
        nearest=nearest,
        distillations=found,
    )
    facts = {
        "id": NAME,
        "path": f"/nowhere/{NAME}",
        "spec": spec,
        "state": "finished",
        "created_at": AT,
        "launched_at": AT,
        "changed_at": AT,
        "attempt": 1,
        "step": 5,
        "steps": 5,
        "seconds_left": None,
        "stop_asked": False,
        "resumable": False,
        "measured": {},
        "findings": [],
        "failure": None,
        "result": result,
        "artifacts": {},
        "members": [],
        "rows": told,
        "measure": measure,
        "original": ORIGINAL,
        "distillations": found,
    }
    return CompressRecord(**{**facts, **more})


def make_ladder(
    runs: Path,
    rows: Sequence[RungRow] = ROWS,
    *,
    spec: CompressRunSpec | None = None,
    ending: events.RunEvent | None = FINISHED,
    built: int | None = None,
    name: str = NAME,
) -> Path:
    """The folder of a ladder whose first `built` networks are there (None: all); finished, or ended by `ending`.

    Files hold their rung's name and have the size that the rows tell; None as `ending` is a leader that died.
    """
    rungs = tuple(each.rung for each in rows if each.rung not in (TORCH, "onnx"))
    spec = spec or ladder_spec(rungs=rungs)
    folder = RunFolder(runs / name)
    folder.members.mkdir(parents=True)
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    folder.lock.touch()
    write_data_file(spec.subject, folder.data)
    (folder.path / TEACHER).write_bytes(bytes(71_900))
    names = list(dict.fromkeys(each.member for each in rows))[:built]
    for member in names:
        _make_member(folder, spec, member, [each for each in rows if each.member == member and each.rung != TORCH])
    there = {each.rung: each.latency for each in rows if each.latency is not None and each.member in names}
    if built is None:
        write_json(folder.path / LATENCIES, {rung: found.model_dump() for rung, found in there.items() if found})
        write_json(folder.result, _result(rows, spec).model_dump_json())
    happened = [events.Admitted(seq=0, at=0), *([ending] if ending is not None else [])]
    with folder.events.open("w", encoding="utf-8") as file:
        for number, event in enumerate(happened):
            stamped = event.model_copy(update={"seq": number, "at": AT + 1 + number / 10})
            file.write(stamped.model_dump_json() + "\n")
    assert isinstance(read_run(folder.path), CompressRecord)
    return folder.path


def _result(rows: Sequence[RungRow], spec: CompressRunSpec) -> CompressResult:
    told, recommended, nearest = judged(rows, spec.limits)
    found = {"distil-16": Distillation.of(pairs((1.9, 2.5, 2.2)))} if any("distil" in row.rung for row in rows) else {}
    return CompressResult(
        reason="members",
        seconds=12.0,
        steps=len({row.member for row in rows}),
        measure="mae",
        original=ORIGINAL,
        rows=told,
        recommended=recommended,
        nearest=nearest,
        distillations=found,
    )


def _make_member(leader: RunFolder, spec: CompressRunSpec, name: str, rows: Sequence[RungRow]) -> None:
    folder = RunFolder(leader.members / name)
    folder.path.mkdir()
    ladder = [parse_rung(row.rung) for row in rows]
    member = spec.members(ladder)[member_name(ladder[0].steps)]
    write_json(folder.spec, member.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    folder.lock.touch()
    files = []
    for each in rows:
        if each.file is None or each.bytes is None or each.change is None or each.value is None:
            continue
        (folder.path / each.file).write_bytes(each.rung.encode().ljust(each.bytes, b"\0"))
        files.append(
            StoredFile(
                format=each.format,
                file=each.file,
                bytes=each.bytes,
                value=each.value,
                change=each.change,
                validation=0.1,
                difference=1e-6,
            )
        )
    first = files[0] if files else None
    result = RungResult(
        reason="steps",
        seconds=3.0,
        steps=member.total,
        measure="mae",
        original=ORIGINAL,
        value=first.value if first else ORIGINAL,
        change=first.change if first else MetricChange(value=0.0),
        parameters=4_000,
        zeros=0.0,
        hidden_size=16,
        files=files,
        refused={each.format: each.refusal for each in rows if each.refusal is not None},
        distillation=Distillation.of(pairs((1.9, 2.5, 2.2))) if name.startswith("distil") else None,
    )
    write_json(folder.result, result.model_dump_json())
    ended = events.Finished(seq=1, at=AT + 1, step=member.total, reason="steps", seconds=3.0)
    with folder.events.open("w", encoding="utf-8") as file:
        file.write(events.Admitted(seq=0, at=AT).model_dump_json() + "\n" + ended.model_dump_json() + "\n")
