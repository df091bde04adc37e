"""What is wrong inside a training, as a tool tells of it: findings with their proof, a clean bill, plain numbers."""

from pathlib import Path
from typing import Any

from assistant.tools import contract, measured, repairing
from assistant.tools.context import Context
from assistant.tools.tool import ToolOutput, card_of, rounded
from lstm_core.diagnosis import diagnosing
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.errors import RunError, Sentence
from lstm_core.reports import verdicts
from lstm_core.reports.kinds import repair
from lstm_core.runs.repair import RepairRecord
from lstm_core.runs.repeat import RepeatRecord
from lstm_core.runs.train import TrainRecord

MOST_FINDINGS = 12
MOST_PROOF = 8  # numbers of one finding, and values of one list
MOST_MEMBERS = 12  # of a repetition that are looked at


def diagnose(box: Context, wanted: str | None) -> ToolOutput:
    """The diagnosis of a run, the newest of the conversation without one. Raises RunError, SpecError."""
    card_id, run_id, _ = card_of(box, wanted)
    if run_id is None:
        return ToolOutput({"card": card_id, "state": "not trained yet"}, card_id)
    asked = box.services.record(run_id)
    record = repairing.meant(box.services.record, asked)
    if isinstance(record, RepeatRecord):
        return ToolOutput({"card": card_id, **_of_members(box, record)}, card_id)
    if not isinstance(record, TrainRecord):
        raise RunError(Sentence("run.not_training", {"run": run_id}))
    told = {"card": card_id, **_of_training(box, record)}
    if isinstance(asked, RepairRecord):
        told["repair"] = {"run": asked.id, "state": asked.state.value, "verdict": repair.summary(asked, box.language)}
    return ToolOutput(told, card_id)


def _of_training(box: Context, record: TrainRecord) -> dict[str, Any]:
    evidence = Evidence.of(record.path)
    diagnosis = diagnosing.diagnose(evidence)
    found: dict[str, Any] = {
        "run": record.id,
        "task": record.spec.data.task,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
        **_told(box, diagnosis),
        "numbers": measured.numbers(evidence),
    }
    if record.failure is not None:
        found["failure"] = box.sentence(record.failure)
    if record.result is not None:
        found["score"] = {
            "headline": verdicts.summary(record, box.language),
            "explanation": [box.sentence(sentence) for sentence in verdicts.explanation(record)],
            "ended_by": record.result.reason,
            "best_step": record.result.best_step,
            **contract.of(record.result.task).measures(record.result),
        }
    return found


def _told(box: Context, diagnosis: Diagnosis) -> dict[str, Any]:
    found: dict[str, Any] = {
        "healthy": diagnosis.healthy,
        "findings": [_finding(box, each) for each in diagnosis.findings[:MOST_FINDINGS]],
        "looked_at": diagnosis.looked_at,
    }
    if diagnosis.not_looked_at:
        found["not_looked_at"] = diagnosis.not_looked_at
    if diagnosis.healthy:
        found["clean_bill"] = diagnosis.summary(box.language)
    return found


def _finding(box: Context, finding: Finding) -> dict[str, Any]:
    """One finding, its proof cut to what can be read."""
    proof = {name: _short(value) for name, value in list(finding.evidence.items())[:MOST_PROOF]}
    told = {
        "code": finding.code,
        "name": finding.name(box.language),
        "severity": finding.severity,
        "step": finding.step,
        "text": finding.text(box.language),
        "evidence": proof,
        "suggests": finding.suggests,
        "because_of": finding.because_of,
    }
    return {name: value for name, value in told.items() if value not in ({}, None)}


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return rounded(value)
    return [_short(each) for each in value[:MOST_PROOF]] if isinstance(value, list) else value


def _of_members(box: Context, record: RepeatRecord) -> dict[str, Any]:
    """A repetition: how many of its seeds have which finding, told by the first one that has it."""
    by_code: dict[str, tuple[Finding, list[int]]] = {}
    seeds, last = [], None
    for member in record.members[:MOST_MEMBERS]:
        if member.state in ("waiting", "gone"):
            continue
        evidence = Evidence.of(Path(member.path))
        last = diagnosing.diagnose(evidence), evidence
        seeds.append(member.seed)
        for finding in last[0].findings:
            by_code.setdefault(finding.code, (finding, []))[1].append(member.seed)
    if last is None:
        return {"run": record.id, "state": "not trained yet"}
    whole = last[0].model_copy(update={"findings": [finding for finding, _ in by_code.values()]})
    told = _told(box, whole)
    for each in told["findings"]:
        each["seeds"] = by_code[each["code"]][1]
    return {
        "run": record.id,
        "task": record.spec.run.data.task,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
        "seeds": seeds,
        **told,
        "numbers": measured.numbers(last[1]),
    }
