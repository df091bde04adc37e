"""From a run that ended to the spec of its repair: the findings with their changes, in the order of trying."""

import math
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from lstm_core.diagnosis.cures.changes import Changes
from lstm_core.diagnosis.diagnosing import diagnose_run
from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.diagnosis.repairs import HONEST, attempts
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.record import RunReader
from lstm_core.runs.remedies import DIVERGED
from lstm_core.runs.train import TrainRecord, with_its_data
from lstm_core.spec.repair import AnsweredFinding, Attempt, RepairRunSpec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.validation import validated

MOST = 30  # attempts that a spec names; how many of them are tried is a field of its own
LEAST_SECONDS = 300.0
PACED = 20  # steps that tell how long the others take: the first ones wait for the engine and its instruments
TIMES = 15.0  # the original's time, where that is longer


def repair_of(
    path: Path | str,
    *,
    trials: int | None = None,
    seconds: float | None = None,
    diagnosis: Diagnosis | None = None,
) -> RepairRunSpec:
    """The repair of a run that ended. Raises RunError and SpecError with one sentence where there can be none."""
    record, folder = _repairable(path), RunFolder(path)
    found = diagnosis if diagnosis is not None else diagnose_run(path)
    wrong = [finding for finding in found.findings if finding.severity != "info"]
    run = with_its_data(record.spec, folder)
    ended, score, measure = _ending(record)
    cost = seconds_of(record)
    usual = max(LEAST_SECONDS, math.ceil(TIMES * (cost or 0.0)))
    raw: dict[str, Any] = {
        "kind": "repair",
        "origin": record.id,
        "ended": ended,
        "score": score,
        "measure": measure,
        "cost": cost,
        "findings": [
            AnsweredFinding(code=each.code, severity=each.severity, because_of=each.because_of, step=each.step)
            for each in found.findings
        ],
        "attempts": in_order(wrong, run),
        "seconds": usual if seconds is None else seconds,
        "run": run,
        **({} if trials is None else {"trials": trials}),
    }
    return validated(RepairRunSpec, raw)


def in_order(findings: Sequence[Finding], spec: TrainRunSpec) -> list[Attempt]:
    """What closes a leak; then causes before their symptoms, the first of each in turn, the first two causes together.

    Two faults at once need two changes at once; a change that cures one of them alone may show nothing.
    """
    codes = {finding.code for finding in findings}
    causes = [finding for finding in findings if finding.because_of not in codes]
    symptoms = [finding for finding in findings if finding.because_of in codes]
    lists = {finding.code: attempts(finding, spec) for finding in findings}
    if any(not lists[code] for code in codes & HONEST):
        return []  # a leak that no setting closes makes every score untrue
    found: list[Attempt] = []
    seen = [spec]
    for answers, changes in [*_together(causes, lists), *_in_turn(causes, lists), *_in_turn(symptoms, lists)]:
        try:
            changed = spec.with_changes(changes)
        except SpecError:
            continue
        if changed not in seen:
            seen.append(changed)
            found.append(Attempt(answers=answers, changes=changes, honest=bool(HONEST & set(answers))))
    first = [each for each in found if not each.honest][:1]  # the likeliest cure of the first cause leads
    rest = [each for each in found if each not in first]
    return sorted([*first, *rest], key=lambda each: not each.honest)[:MOST]


def _together(causes: Sequence[Finding], lists: dict[str, list[Changes]]) -> Iterator[tuple[tuple[str, ...], Changes]]:
    """The first change of the first cause alone, then with that of every other one."""
    curable = [finding.code for finding in causes if lists[finding.code]]
    if not curable:
        return
    yield (curable[0],), lists[curable[0]][0]
    plain = [code for code in curable if code not in HONEST]
    if len(plain) > 1:
        merged: Changes = {}
        for code in plain:
            merged = {**lists[code][0], **merged}
        yield tuple(plain), merged


def _in_turn(findings: Sequence[Finding], lists: dict[str, list[Changes]]) -> Iterator[tuple[tuple[str, ...], Changes]]:
    for row in zip_longest(*([(finding.code, each) for each in lists[finding.code]] for finding in findings)):
        for place in filter(None, row):
            yield (place[0],), place[1]


def seconds_of(record: TrainRecord) -> float | None:
    """How long the whole training takes, from how far it came; None where nothing tells."""
    if record.result is not None and not record.result.cut:
        return record.result.seconds
    if record.started is None or record.step - record.started.step < PACED:
        return None
    pace = max(0.0, record.changed_at - record.started.at) / (record.step - record.started.step)
    return pace * record.steps


def _repairable(path: Path | str) -> TrainRecord:
    """The record of a training that ended and has its data. Raises RunError."""
    record = RunReader(path).read()
    if not isinstance(record, TrainRecord):
        raise RunError(Sentence("repair.needs_training", {"run": record.id, "kind": record.spec.kind}))
    if record.state.active:
        raise RunError(Sentence("repair.active", {"run": record.id}))
    if not record.has_data:
        raise RunError(Sentence("repair.without_data", {"run": record.id}))
    return record


def _ending(record: TrainRecord) -> tuple[str, float | None, str | None]:
    """How the run ended, and its score where it came to its end."""
    if record.state is RunState.FINISHED and record.result is not None and not record.result.cut:
        measure, score = next(iter(record.result.validated().items()))
        return ("finished", score, measure) if math.isfinite(score) else ("diverged", None, measure)
    if record.failure is not None and record.failure.key in DIVERGED:
        return "diverged", None, None
    return "unknown", None, None
