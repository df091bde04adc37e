"""Whole compression ladders of trained runs, as people start them, with the limits of each method.

A run of every task is trained as the workbench proposes it, then the usual ladder is climbed by the launcher: every
file is stored, loaded back in a process of its own, timed and scored. "tinyshakespeare" is a larger language model, of
which only zeros, removed units and INT8 are built. Limits: INT8 changes no measure beyond the interval of the paired
difference or half a percent; a student with at most an eighth of the parameters is better than one without a teacher
beyond seeds on two of the three tasks; 80 % zeros within 2 %; half of the units 1.8 times as fast and within 3 %.

    .venv/bin/python benchmarks/ladder.py [--data sunspots co2 text digits tinyshakespeare] [--folder FOLDER]
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from measuring import ROOT, report  # isort: skip (it sets what torch reads)
from lstm_core.data import tasks
from lstm_core.results.compress import REFERENCE, RungRow, row_of
from lstm_core.runs.compress import CompressRecord
from lstm_core.runs.compress_plan import ladder_spec
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader, RunRecord
from lstm_core.spec.run import RunSpec, TrainRunSpec

TINY = ROOT.parent / "shared" / "data" / "tinyshakespeare.txt"
SOURCES = {
    "sunspots": "sunspots",
    "co2": "co2",
    "text": "shakespeare",
    "digits": "digits",
    "tinyshakespeare": str(TINY),
}
LARGER = {
    "model.hidden_size": 512, "model.embedding_size": 128, "model.dropout": 0.2, "train.steps": 2000,
    "train.optimizer": "adamw", "train.learning_rate": 0.004, "train.weight_decay": 0.01, "train.warmup_steps": 80,
    "train.evaluate_every": 250, "train.patience": None, "train.threads": 2,
}  # fmt: skip
ONLY = ("int8", "prune:0.8", "prune:0.8+int8", "shrink:0.5", "shrink:0.5+int8")
SPARSE, HALF = "prune:0.8", "shrink:0.5"


def spec_of(name: str) -> TrainRunSpec:
    """What the workbench proposes for a data set."""
    task = {"text": "text", "tinyshakespeare": "text", "digits": "speech"}.get(name, "series")
    source: Any = SOURCES[name] if name != "tinyshakespeare" else TINY
    found: TrainRunSpec = tasks.of(task).propose(source).spec
    return found.with_changes(LARGER) if name == "tinyshakespeare" else found


def finished(launcher: LocalLauncher, spec: RunSpec) -> RunRecord:
    """A run at its end."""
    reader = RunReader(launcher.runs / launcher.start(spec))
    while (record := reader.read(points=2)).state.active:
        time.sleep(0.2)
    if record.result is None:
        raise RuntimeError(f"{record.id} ended as {record.state}: {record.failure}")
    return record


def climbed(name: str, folder: Path) -> CompressRecord:
    """The ladder of one data set."""
    launcher = LocalLauncher(folder)
    trained = finished(launcher, spec_of(name))
    asked = {"rungs": ONLY} if name == "tinyshakespeare" else {}
    found = finished(launcher, ladder_spec(trained.path, **asked))
    launcher.close()
    if not isinstance(found, CompressRecord):
        raise TypeError(found.spec.kind)
    return found


def told(name: str, record: CompressRecord) -> list[dict[str, Any]]:
    """A row for every file, with what its limit says."""
    first = row_of(record.rows, REFERENCE)
    return [{"data": name, **_row(row, first)} for row in record.rows if row.complete]


def _row(row: RungRow, first: RungRow | None) -> dict[str, Any]:
    assert row.latency
    assert row.change
    assert row.bytes
    assert first
    assert first.latency
    assert first.bytes
    ends = "" if row.change.low is None else f" [{row.change.low:+.2%}, {row.change.high:+.2%}]"
    return {
        "rung": row.rung,
        "kB": f"{row.bytes / 1000:.1f}",
        "of ONNX FP32": f"{row.bytes / first.bytes:.3f}",
        "p50 / p99 ms, batch 1": f"{row.latency.median:.3f} / {row.latency.p99:.3f}",
        "p50 ms, batch 64": f"{row.latency.median_64:.2f}",
        "times as fast": f"{first.latency.median / row.latency.median:.2f}",
        "peak MB": f"{row.latency.memory_mb:.0f}",
        "change": f"{row.change.value:+.2%}{ends}",
        "limit": _limit(row, first),
        "verdict": row.verdict,
    }


def _limit(row: RungRow, first: RungRow) -> str:
    assert row.latency
    assert row.change
    assert first.latency
    change = row.change.value
    if row.rung == "int8":
        return "met" if abs(change) <= 0.005 or not row.change.worse else "missed"
    if row.rung == SPARSE:
        return "met" if change <= 0.02 else "missed: 2 %"
    if row.rung == HALF:
        fast = first.latency.median / row.latency.median
        return "met" if fast >= 1.8 and change <= 0.03 else "missed: 1.8 times and 3 %"
    return ""


def students(name: str, record: CompressRecord) -> list[dict[str, Any]]:
    """What teachers were worth."""
    first = row_of(record.rows, REFERENCE)
    found = []
    for member, each in record.distillations.items():
        row = next(row for row in record.rows if row.member == member)
        share = (row.parameters or 0) / ((first.parameters if first else None) or 1)
        pairs = [f"{pair.alone:.4g} → {pair.taught:.4g}" for pair in each.pairs]
        p = "–" if each.p is None else f"{each.p:.3f}"
        told = {"without → with a teacher": ", ".join(pairs), "p": p, "verdict": each.verdict}
        found.append({"data": name, "student": member, "of the parameters": f"{share:.3f}", **told})
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", nargs="+", default=list(SOURCES), choices=list(SOURCES))
    parser.add_argument("--folder", type=Path, help="keep the runs there")
    asked = parser.parse_args()
    rows, taught = list[dict[str, Any]](), list[dict[str, Any]]()
    with tempfile.TemporaryDirectory() as home:
        for name in asked.data:
            record = climbed(name, asked.folder or Path(home))
            rows += told(name, record)
            taught += students(name, record)
    report("ladder", {"rows": rows, "students": taught}, list(rows[0]), [list(row.values()) for row in rows])
    for row in (list(taught[0]), ["---"] * len(taught[0]), *(list(each.values()) for each in taught)) if taught else ():
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
