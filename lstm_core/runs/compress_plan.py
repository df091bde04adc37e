"""From a trained run to the spec of its ladder, how long that takes, and what follows if nothing meets the limits."""

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.results.compress import TORCH, RungRow, excess
from lstm_core.runs.compress import digest_of
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.record import RunReader
from lstm_core.runs.slots import Slots
from lstm_core.runs.train import TrainRecord, with_its_data
from lstm_core.spec.compress import (
    MOST_STEPS,
    CompressRunSpec,
    Format,
    Rung,
    Step,
    heads_of,
    parse_rung,
    usual_step,
)
from lstm_core.spec.validation import validated

MOST_WAVES = 3  # that rungs are added in
MOST_ADDED = 2  # networks of one wave
SOFTER = {"shrink": 0.25, "prune": 0.5, "low_rank": 0.5}  # amounts where the usual ones lose too much
OVERHEAD = 4.0  # seconds of a member besides its training: loading, writing, scoring, timing
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(b|kb|kib|mb|mib|)", re.IGNORECASE)
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(us|µs|ms|s|)", re.IGNORECASE)
_LOSS = re.compile(r"(\d+(?:\.\d+)?)\s*(%|)")
UNITS = {"": 1, "b": 1, "kb": 1000, "kib": 1024, "mb": 10**6, "mib": 1 << 20}
SECONDS = {"": 1.0, "us": 1e-3, "µs": 1e-3, "ms": 1.0, "s": 1000.0}  # in milliseconds


def ladder_spec(path: Path | str, **asked: Any) -> CompressRunSpec:
    """The ladder of a run that ended, with fields of the spec as they are asked for.

    Raises RunError where there is nothing to compress, and SpecError for a field that is refused.
    """
    record, folder = RunReader(path).read(points=2), RunFolder(path)
    if not isinstance(record, TrainRecord):
        raise RunError(Sentence("compress.kind", {"run": record.id}))
    if record.state not in (RunState.FINISHED, RunState.STOPPED):
        raise RunError(Sentence("compress.state", {"run": record.id, "state": record.state.value}))
    if record.spec.model.members > 1:
        raise RunError(Sentence("compress.members", {"members": record.spec.model.members}))
    if not folder.best.exists():
        raise RunError(Sentence("inference.no_weights", {"run": record.id}))
    if not record.has_data:
        raise RunError(Sentence("deploy.data_gone", {"run": record.id}))
    run = with_its_data(record.spec, folder).compared
    weights = folder.judged if folder.judged.exists() else folder.best  # a ladder is judged on the validation part
    raw = {
        "kind": "compress",
        "origin": record.id,
        "weights": str(weights.absolute()),
        "digest": digest_of(weights),
        "cost": record.result.seconds if record.result else None,
        "run": run.model_dump(mode="json"),
    }
    return validated(CompressRunSpec, {**raw, **{name: value for name, value in asked.items() if value is not None}})


def parse_limits(given: Sequence[str]) -> dict[str, float]:
    """Limits from `size=500kB`, `latency=2ms`, `loss=1%`. Raises SpecError for anything else."""
    found: dict[str, float] = {}
    for each in given:
        name, sign, text = each.partition("=")
        name, form = name.strip().lower(), {"size": _SIZE, "latency": _TIME, "loss": _LOSS}.get(name.strip().lower())
        match = form.fullmatch(text.strip()) if form and sign else None
        if match is None:
            raise SpecError(Sentence("compress.limit", {"value": each[:60]}))
        value, unit = float(match[1]), match[2].lower()
        if name == "size":
            found[name] = max(1, round(value * UNITS[unit]))
        else:
            found[name] = value * SECONDS[unit] if name == "latency" else value / 100 if unit else value
    return found


def estimated(spec: CompressRunSpec, slots: Slots) -> float | None:
    """About how many seconds a ladder takes; None where nobody knows how long the origin was trained."""
    if spec.cost is None:
        return None
    step = spec.cost / max(1, spec.run.train.steps)
    work = [OVERHEAD + step * member.total for member in spec.members(spec.ladder).values()]
    return max(*work, sum(work) / slots.at_once(spec.run)) + 2.0 * len(spec.ladder)


def next_rungs(rows: Sequence[RungRow], spec: CompressRunSpec) -> list[Rung]:
    """Rungs that may meet the limits where no measured one does; none where there is nothing more to try.

    Where something is good enough but too large or too slow, the smallest of these is taken one method further; where
    something is small and fast enough but loses too much, the same with a milder amount.
    """
    limits = spec.limits
    measured = [row for row in rows if row.complete and row.format != TORCH]
    if not limits.some or not measured or any(not excess(row, limits) for row in measured):
        return []
    known = {row.member for row in rows}
    good = [row for row in measured if "loss" not in excess(row, limits)]
    light = [row for row in measured if not set(excess(row, limits)) - {"loss"}]
    further = [
        steps
        for row in sorted(good, key=lambda each: (each.bytes or 0) * (each.latency.median if each.latency else 0.0))[:2]
        for steps in _further(parse_rung(row.rung).steps, spec)
    ]
    milder = [
        steps
        for row in sorted(light, key=lambda each: excess(each, limits)["loss"])[:2]
        for steps in _milder(parse_rung(row.rung).steps, spec)
    ]
    both = [steps for two in zip_longest(further, milder) for steps in two if steps is not None]
    chains = [steps for steps in dict.fromkeys(both) if Rung(steps, "onnx").member not in known and _fits(steps, spec)]
    forms: tuple[Format, ...] = ("onnx", "int8")
    return [Rung(steps, form) for steps in chains[:MOST_ADDED] for form in forms]


def _further(steps: tuple[Step, ...], spec: CompressRunSpec) -> list[tuple[Step, ...]]:
    """One method more: half of the units again, then zeros."""
    if len(steps) >= MOST_STEPS:
        return []
    found = []
    for method in ("shrink", "prune"):
        step = usual_step(method, spec.run)
        if step is not None and not any(each.method == "prune" for each in steps):
            found.append((*steps, step))
    return found


def _milder(steps: tuple[Step, ...], spec: CompressRunSpec) -> list[tuple[Step, ...]]:
    """The last method with a milder amount: a student with more units, fewer units or weights removed."""
    if not steps:
        return []
    *first, last = steps
    if last.method == "distil":
        hidden, heads = spec.run.model.hidden_size, heads_of(spec.run)
        units = min(2 * int(last.amount), hidden - heads)
        return [(*first, Step("distil", units))] if units > last.amount else []
    return [(*first, Step(last.method, SOFTER[last.method]))] if last.amount != SOFTER[last.method] else []


def _fits(steps: tuple[Step, ...], spec: CompressRunSpec) -> bool:
    raw: Mapping[str, Any] = {**spec.model_dump(mode="json"), "rungs": [str(Rung(steps, "onnx"))]}
    try:
        validated(CompressRunSpec, raw)
    except SpecError:
        return False
    return True
