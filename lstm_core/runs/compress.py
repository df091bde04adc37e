"""The record of a compression ladder: its rungs from the members that built them, and how they were measured."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from lstm_core.errors import RunError, Sentence
from lstm_core.results.compress import (
    TORCH,
    CompressResult,
    Distillation,
    Latency,
    MetricChange,
    Refusal,
    RungResult,
    RungRow,
    judged,
)
from lstm_core.runs.folder import RunFolder, RunState, share
from lstm_core.runs.preflight import check_run
from lstm_core.runs.record import Reading, RunRecord, common
from lstm_core.runs.remedies import is_possible
from lstm_core.spec.compress import ORIGINAL, CompressRunSpec, Rung, RungRunSpec, parse_rung

TEACHER = "teacher.safetensors"  # the origin's weights, in the folder of the ladder
WAVES = "ladder.json"  # rungs that were added because nothing met the limits
LATENCIES = "latencies.json"  # by rung
INPUTS = "inputs.npz"  # of a member: what one pass reads
DIGESTS = "digests.json"  # of a member: what each of its files gave of these
NETWORK_SPEC = "network.json"  # of a member: the training that describes its network


class RungMember(BaseModel):
    """One network on its way."""

    model_config = ConfigDict(frozen=True)

    member: str
    path: str
    state: str
    step: int = 0
    steps: int = 0
    failure: Sentence | None = None


class RungRecord(RunRecord):
    """One network of a ladder as views, tools and scripts see it."""

    spec: RungRunSpec
    result: RungResult | None

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The record of one look at the folder."""
        ended = not reading.state.active and reading.state is not RunState.FINISHED and reading.folder.data.exists()
        by = reading.log.ended_by
        told = {**common(reading), "resumable": ended and (by is None or is_possible("resume", by))}
        told["step"] = min(told["step"], told["steps"])
        return cls(**told)


class CompressRecord(RunRecord):
    """One ladder as views, tools and scripts see it."""

    spec: CompressRunSpec
    result: CompressResult | None
    members: list[RungMember]
    rows: list[RungRow]  # as far as they are known
    measure: str | None
    original: float | None
    distillations: dict[str, Distillation]

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The record of one look at the folder."""
        if not isinstance(reading.spec, CompressRunSpec):
            raise TypeError(reading.spec.kind)
        spec = reading.spec
        result = reading.result if isinstance(reading.result, CompressResult) else None
        rungs = ladder_of(reading.folder, spec)
        names = list(dict.fromkeys(rung.member for rung in rungs))
        records = {name: reading.member(name) for name in names}
        results = {name: each.result for name, each in records.items() if each and isinstance(each.result, RungResult)}
        failures = {name: each.failure for name, each in records.items() if each and each.failure}
        first = next(iter(results.values()), None)
        rows = (
            result.rows
            if result
            else rows_of(rungs, results, failures, latencies_in(reading.folder), spec, size_in(reading.folder))
        )
        done = sum(1 for name in names if name in results or name in failures)
        ended = not reading.state.active and reading.folder.data.exists() and result is None
        told = {
            **common(reading),
            "step": done if result is None else result.steps,
            "steps": max(len(names), 1) if result is None else result.steps,
            "resumable": ended,
            "members": [_member(reading.folder, name, records[name]) for name in names],
            "rows": rows,
            "measure": result.measure if result else first.measure if first else None,
            "original": result.original if result else first.original if first else None,
            "distillations": result.distillations if result else distillations_of(results),
        }
        return cls(**told)


def ladder_of(folder: RunFolder, spec: CompressRunSpec) -> list[Rung]:
    """Every rung, those among them that were added on the way."""
    try:
        more = json.loads((folder.path / WAVES).read_bytes())
    except (OSError, ValueError):
        more = []
    return list(dict.fromkeys([*spec.ladder, *(parse_rung(str(each)) for each in more)]))


def latencies_in(folder: RunFolder) -> dict[str, Latency]:
    """What was timed so far, by rung."""
    try:
        found = json.loads((folder.path / LATENCIES).read_bytes())
        return {rung: Latency.model_validate(each) for rung, each in found.items()}
    except (OSError, ValueError, ValidationError):
        return {}


def size_in(folder: RunFolder) -> int | None:
    """Bytes of the origin's weights."""
    file = folder.path / TEACHER
    return file.stat().st_size if file.exists() else None


def rows_of(
    rungs: list[Rung],
    results: Mapping[str, RungResult],
    failures: Mapping[str, Sentence],
    latencies: Mapping[str, Latency],
    spec: CompressRunSpec,
    size: int | None,
) -> list[RungRow]:
    """The trained run of `size` bytes and every rung with what is known of it, judged."""
    rows = [_row(rung, results.get(rung.member), failures.get(rung.member), latencies) for rung in rungs]
    origin = results.get(ORIGINAL)
    if origin is not None and size is not None:
        trained = {"bytes": size, "value": origin.original, "change": MetricChange(value=0.0, low=0.0, high=0.0)}
        trained |= {"parameters": origin.parameters, "latency": latencies.get(TORCH)}
        rows.insert(0, RungRow(rung=TORCH, member=ORIGINAL, format=TORCH).model_copy(update=trained))
    told, _, _ = judged(rows, spec.limits)
    return told


def _row(rung: Rung, result: RungResult | None, failure: Sentence | None, latencies: Mapping[str, Latency]) -> RungRow:
    row = RungRow(rung=str(rung), member=rung.member, format=rung.format)
    if result is None:
        return row.model_copy(update={"refusal": _refusal(failure)}) if failure is not None else row
    if rung.format in result.refused:
        return row.model_copy(update={"refusal": result.refused[rung.format]})
    found = next((each for each in result.files if each.format == rung.format), None)
    if found is None:
        return row
    return row.model_copy(
        update={
            "file": found.file,
            "bytes": found.bytes,
            "parameters": result.parameters,
            "zeros": result.zeros,
            "value": found.value,
            "change": found.change,
            "latency": latencies.get(str(rung)),
            "kept": found.kept,
        }
    )


def _refusal(failure: Sentence) -> Refusal:
    facts = {name: value for name, value in failure.parameters.items() if isinstance(value, str | int | float)}
    return Refusal(key=failure.key, parameters=facts)


def distillations_of(results: Mapping[str, RungResult]) -> dict[str, Distillation]:
    """What teachers were worth, by member."""
    return {name: each.distillation for name, each in results.items() if each.distillation is not None}


def _member(folder: RunFolder, name: str, record: RunRecord | None) -> RungMember:
    path = folder.members / name
    if record is None:
        return RungMember(member=name, path=str(path), state="waiting")
    return RungMember(
        member=name,
        path=str(path),
        state=record.state.value,
        step=record.step,
        steps=record.steps,
        failure=record.failure,
    )


def check_compress(spec: CompressRunSpec, path: Path) -> None:
    """Whether the run fits its data at `path` and this machine, and its weights are what they were.

    Raises DataError, SpecError and RunError.
    """
    check_run(spec.run, path)
    weights = Path(spec.weights)
    try:
        found = digest_of(weights)
    except OSError:
        raise RunError(Sentence("compress.weights_gone", {"run": spec.origin or weights.name})) from None
    if found != spec.digest:
        raise RunError(Sentence("compress.weights_changed", {"run": spec.origin or weights.name}))


def bring_weights(spec: CompressRunSpec, folder: Path) -> None:
    """The origin's weights into the folder of the ladder: the origin may be deleted or trained on."""
    share(Path(spec.weights), folder / TEACHER)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_rung(spec: RungRunSpec, path: Path) -> None:
    """Whether the origin fits its data at `path`. Raises DataError and SpecError."""
    check_run(spec.run, path)


def files_of(record: CompressRecord) -> Iterator[tuple[RungRow, Path]]:
    """Every stored file with its row."""
    for row in record.rows:
        if row.file is not None:
            yield row, Path(record.path) / "members" / row.member / row.file
