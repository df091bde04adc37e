"""What is wrong inside a training, as a tool tells of it: findings with their proof, a clean bill, plain numbers."""

from collections.abc import Sequence
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
from lstm_core.reports.kinds import compare, repair, search
from lstm_core.runs.compare import CompareRecord
from lstm_core.runs.folder import MEMBERS, RunFolder, RunState, list_runs
from lstm_core.runs.record import RunRecord
from lstm_core.runs.repair import RepairRecord
from lstm_core.runs.repeat import RepeatRecord
from lstm_core.runs.search import SearchRecord
from lstm_core.runs.train import TrainRecord

MOST_FINDINGS = 12
MOST_PROOF = 8  # numbers of one finding, and values of one list
MOST_NAMES = 6  # of members that have a finding
MOST_MEMBERS = 12  # of a run that leads others, that are looked at


def diagnose(box: Context, wanted: str | None) -> ToolOutput:
    """The diagnosis of a run, the newest of the conversation without one. Raises RunError, SpecError."""
    card_id, run_id, _ = card_of(box, wanted)
    if run_id is None:
        return ToolOutput({"card": card_id, "state": "not trained yet"}, card_id)
    asked = box.services.record(run_id)
    record = repairing.meant(box.services.record, asked)
    if isinstance(record, RepeatRecord):
        there = [each for each in record.members if each.state not in ("waiting", "gone")]
        found = _of_members(box, record, "seeds", [(each.seed, Path(each.path)) for each in there])
        return ToolOutput({"card": card_id, **found}, card_id)
    if isinstance(record, CompareRecord | SearchRecord):
        return ToolOutput({"card": card_id, **_of_study(box, record)}, card_id)
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


def _of_study(box: Context, record: CompareRecord | SearchRecord) -> dict[str, Any]:
    """The trainings of a comparison or a search, those that failed first, each by the id under which it is read."""
    folder = RunFolder(Path(record.path)).members
    there = dict(sorted(_begun(box, record.id, folder).items(), key=lambda each: each[1].state is not RunState.FAILED))
    if isinstance(record, CompareRecord):
        members = {each.member: each for each in record.members}
        names = {
            name: compare.member_name(record.spec, members[name].candidate, members[name].seed, box.language)
            for name in there
            if name in members
        }
    else:
        names = {name: search.member_name(name, box.language) for name in there}
    found = _of_members(box, record, "trainings", [(names[name], folder / name) for name in names])
    runs = [{"run": there[name].id, "name": named} for name, named in list(names.items())[:MOST_MEMBERS]]
    left = {"members_left_out": len(names) - len(runs)} if len(names) > len(runs) else {}
    return {**found, "members": runs, **left, "numbers": {}}


def _begun(box: Context, leader: str, folder: Path) -> dict[str, TrainRecord]:
    """The trainings of a study that have begun, by name."""
    found = {}
    for path in list_runs(folder):
        try:
            member = box.services.record(f"{leader}/{MEMBERS}/{path.name}")
        except RunError:  # deleted meanwhile
            continue
        if isinstance(member, TrainRecord) and member.state is not RunState.QUEUED:
            found[path.name] = member
    return found


def _of_members(box: Context, record: RunRecord, key: str, members: Sequence[tuple[int | str, Path]]) -> dict[str, Any]:
    """Trainings that a run leads: which of them have which finding, told by the first one that has it."""
    by_code: dict[str, tuple[Finding, list[int | str]]] = {}
    names, last = list[int | str](), None
    for name, path in members[:MOST_MEMBERS]:
        evidence = Evidence.of(path)
        last = diagnosing.diagnose(evidence), evidence
        names.append(name)
        for finding in last[0].findings:
            by_code.setdefault(finding.code, (finding, []))[1].append(name)
    if last is None:
        return {"run": record.id, "state": "queued" if record.state.active else "not trained yet"}
    whole = last[0].model_copy(update={"findings": [finding for finding, _ in by_code.values()]})
    told = _told(box, whole)
    for each in told["findings"]:
        each[key] = by_code[each["code"]][1][:MOST_NAMES]
        each["of"] = len(by_code[each["code"]][1])
    return {
        "run": record.id,
        "task": record.spec.subject.task,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
        key: names,
        **told,
        "numbers": measured.numbers(last[1]),
    }
