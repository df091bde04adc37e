"""From a run's folder to its diagnosis."""

from collections.abc import Iterator
from pathlib import Path

from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Diagnosis, Finding, Severity
from lstm_core.diagnosis.repairs import attempts
from lstm_core.diagnosis.rules.normal import remarks, standing
from lstm_core.diagnosis.table import FEWEST_STEPS, TABLE, UNLEARNABLE, Need, Row

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def diagnose_run(path: Path | str) -> Diagnosis:
    """The diagnosis of one training, also while it goes on. Raises RunError when it is none.

    Never called by the run's own worker: reading the folder would drop its lock.
    """
    return diagnose(Evidence.of(path))


def diagnose(evidence: Evidence) -> Diagnosis:
    """Every rule of the table on that evidence; causes first, their symptoms beneath them."""
    task = evidence.spec.data.task
    rows = {code: row for code, row in TABLE.items() if task in row.tasks}
    lacking = {code: need for code, row in rows.items() if (need := _lacking(row, evidence)) is not None}
    looked_at = [code for code in rows if code not in lacking]
    found: dict[str, Finding] = {}
    for code in looked_at:
        finding = rows[code].rule_of(task)(evidence)
        if finding is not None:
            found[code] = finding
    findings = [_suggesting(finding, evidence) for finding in _ordered(_explained(found))]
    return Diagnosis(
        findings=findings,
        looked_at=looked_at,
        not_looked_at=dict(lacking),
        step=evidence.step,
        remarks=remarks(evidence, set(found)),
        state=standing(evidence),
    )


def sure(evidence: Evidence) -> Finding | None:
    """A finding that no further step of this training can heal; reads no data and no folder."""
    for row in TABLE.values():
        if row.final:
            finding = row.rule(evidence)
            if finding is not None and finding.severity == "error":
                return finding
    return None


def _lacking(row: Row, evidence: Evidence) -> Need | None:
    """What a rule needs and does not have."""
    has: dict[Need, bool] = {
        "measurements": evidence.measured,
        "data": "data" not in row.needs or evidence.facts is not None,
        "result": evidence.result is not None,
        "steps": evidence.step >= FEWEST_STEPS,
    }
    return next((need for need in row.needs if not has[need]), None)


def _explained(found: dict[str, Finding]) -> dict[str, Finding]:
    """Without what others make meaningless, each symptom beneath its likeliest cause and no graver than it."""
    heavy = {code for code, finding in found.items() if finding.severity != "info" or code in UNLEARNABLE}
    kept = {code: finding for code, finding in found.items() if not set(TABLE[code].unless) & heavy}
    told: dict[str, Finding] = {}
    for code, finding in kept.items():
        causes = [cause for cause in TABLE[code].causes if cause in kept]
        roots = [cause for cause in causes if not any(other in kept for other in TABLE[cause].causes)]
        cause = next(iter([*_gravest(roots, kept), *causes]), None)
        beneath = {} if cause is None else {"because_of": cause, "severity": _mildest(finding, kept[cause])}
        told[code] = finding.model_copy(update=beneath)
    return told


def _gravest(codes: list[str], found: dict[str, Finding]) -> list[str]:
    """Codes whose finding is no remark first, in their order."""
    return sorted(codes, key=lambda code: found[code].severity == "info")


def _mildest(finding: Finding, cause: Finding) -> Severity:
    return "info" if cause.severity == "info" else finding.severity


def _ordered(found: dict[str, Finding]) -> Iterator[Finding]:
    """Causes by their gravity, then as in the table; each followed by what it explains."""

    def told(finding: Finding) -> Iterator[Finding]:
        yield finding
        for other in found.values():
            if other.because_of == finding.code:
                yield from told(other)

    roots = [finding for finding in found.values() if finding.because_of is None]
    for finding in sorted(roots, key=lambda each: SEVERITIES.index(each.severity)):
        yield from told(finding)


def _suggesting(finding: Finding, evidence: Evidence) -> Finding:
    changes = attempts(finding, evidence.spec)
    return finding.model_copy(update={"suggests": changes[0]}) if changes else finding
