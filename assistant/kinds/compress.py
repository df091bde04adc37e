"""What a tool tells of a compression ladder: which file to take, and what was measured of every rung."""

from typing import Any

from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data.tasks import title
from lstm_core.reports.kinds import compress
from lstm_core.reports.kinds import compress_words as words
from lstm_core.results.compress import Distillation, RungRow
from lstm_core.runs.compress import CompressRecord

ROWS = 30  # that are told of one by one


def line(record: CompressRecord) -> dict[str, Any]:
    """One row of a list."""
    model = record.spec.run.model
    row: dict[str, Any] = {
        "run": record.id,
        "compresses": record.spec.origin,
        "data": title(record.spec.subject, "en"),
        "cell": model.cell,
        "hidden_size": model.hidden_size,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
    }
    return {**row, "recommended": record.result.recommended} if record.result else row


def describe(box: Context, record: CompressRecord) -> dict[str, Any]:
    """Everything worth saying about one ladder."""
    found: dict[str, Any] = {
        **line(record),
        "limits": record.spec.limits.model_dump(exclude_none=True),
        "headline": compress.summary(record, box.language),
        "explanation": [box.sentence(message) for message in compress.explained(record, box.language)],
        "measure": record.measure,
        "original": None if record.original is None else rounded(record.original),
        "nearest": record.result.nearest if record.result else None,
        "rungs": [_row(box, record, row) for row in record.rows[:ROWS]],
        "students": {name: _students(found) for name, found in record.distillations.items()},
    }
    return {name: value for name, value in found.items() if value not in ({}, [], None)}


def _row(box: Context, record: CompressRecord, row: RungRow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rung": row.rung,
        "name": words.name(row.rung, box.language),
        "verdict": compress.verdict(record, row, box.language),
        "bytes": row.bytes,
        "value": None if row.value is None else rounded(row.value),
    }
    if row.change is not None:
        ends = (row.change.value, row.change.low, row.change.high)
        told["change"] = [rounded(end) for end in ends if end is not None]
    if row.latency is not None:
        told["ms"], told["ms_p99"] = rounded(row.latency.median), rounded(row.latency.p99)
        told["ms_batch_64"], told["samples_a_second"] = rounded(row.latency.median_64), round(row.latency.throughput)
        told["memory_mb"], told["threads"] = rounded(row.latency.memory_mb), row.latency.threads
    return {name: value for name, value in told.items() if value is not None}


def _students(found: Distillation) -> dict[str, Any]:
    gain = found.gain
    ends = [] if gain is None else [rounded(end) for end in (gain.mean, gain.low, gain.high) if end is not None]
    return {
        "teacher": found.verdict,
        "gain": ends,
        "p": None if found.p is None else rounded(found.p),
        "seeds": [
            {"seed": pair.seed, "with": rounded(pair.taught), "without": rounded(pair.alone)} for pair in found.pairs
        ],
    }
