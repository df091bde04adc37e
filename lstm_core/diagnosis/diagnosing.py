"""From a run's folder to its diagnosis."""

from pathlib import Path

from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.diagnosis.table import TABLE


def diagnose_run(path: Path | str) -> Diagnosis:
    """The diagnosis of one training, also while it goes on. Raises RunError when it is none.

    Never called by the run's own worker: reading the folder would drop its lock.
    """
    return diagnose(Evidence.of(path))


def diagnose(evidence: Evidence) -> Diagnosis:
    """Every rule of the table on that evidence; causes first, their symptoms beneath them."""
    found: dict[str, Finding] = {}
    for code, row in TABLE.items():
        finding = row.rule(evidence) if evidence.spec.data.task in row.tasks else None
        if finding is not None:
            found[code] = finding
    return Diagnosis(findings=list(found.values()), looked_at=list(TABLE), step=evidence.step)
