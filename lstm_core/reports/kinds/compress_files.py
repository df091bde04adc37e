"""A ladder as files that other programs read: every rung with all numbers."""

import csv
import io
import json
from typing import Any

from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds.compress import explained, summary, verdict
from lstm_core.runs.compress import CompressRecord

TIMES = ("median", "p99", "median_64", "p99_64", "throughput", "memory_mb", "threads", "same")
UNITS = {name: f"{name}_ms" for name in ("median", "p99", "median_64", "p99_64")} | {"throughput": "samples_a_second"}


def as_csv(record: CompressRecord) -> str:
    """One row per rung; what is not known is empty."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\n")
    measure = record.measure or "measure"
    change = ["change", "change_low", "change_high"]
    times = [UNITS.get(name, name) for name in TIMES]
    heads = ["rung", "format", "verdict", "reasons", "better", "bytes", "parameters", "zeros", f"test_{measure}"]
    rows.writerow([*heads, *change, *times, "kept", "failure"])
    for row in record.rows:
        ends = (row.change.value, row.change.low, row.change.high) if row.change else (None, None, None)
        timed = [getattr(row.latency, name) if row.latency else None for name in TIMES]
        failure = verdict(record, row, "en") if row.refusal else None
        facts = [row.rung, row.format, row.verdict, " ".join(row.reasons), row.by, row.bytes, row.parameters, row.zeros]
        told = [*facts, row.value, *ends, *timed, " ".join(row.kept), failure]
        rows.writerow(["" if value is None else value for value in told])
    return target.getvalue()


def as_json(record: CompressRecord) -> str:
    """State, rows, students and verdict; nothing of where they lie on this machine."""
    return json.dumps(report_of(record), ensure_ascii=False, indent=2) + "\n"


def report_of(record: CompressRecord) -> dict[str, Any]:
    """The same as a mapping."""
    told: dict[str, Any] = record.model_dump(
        mode="json", include={"id", "state", "rows", "measure", "original", "distillations"}
    )
    told["spec"] = record.spec.model_dump(mode="json", exclude={"run": {"data": {"file"}}, "weights": True})
    told["recommended"] = record.result.recommended if record.result else None
    told["nearest"] = record.result.nearest if record.result else None
    told["verdicts"] = {
        language: {row.rung: verdict(record, row, language) for row in record.rows} for language in LANGUAGES
    }
    told["text"] = {
        language: [summary(record, language), *(each.text(language) for each in explained(record, language))]
        for language in LANGUAGES
    }
    return told
