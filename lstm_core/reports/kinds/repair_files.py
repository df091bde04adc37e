"""The report of a repair as a file that other programs read."""

import json
from typing import Any

from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds.repair import explanation, summary
from lstm_core.runs.repair import RepairRecord


def as_json(record: RepairRecord, difference: str) -> str:
    """The report; nothing of where it lies on this machine."""
    return json.dumps(report_of(record, difference), ensure_ascii=False, indent=2) + "\n"


def report_of(record: RepairRecord, difference: str) -> dict[str, Any]:
    """Verdict with its proof, every attempt, the change of the script and the repaired spec."""
    told = record.model_dump(
        mode="json", include={"id", "state", "attempts", "measure", "original", "short", "members"}
    )
    for member in told["members"]:
        member.pop("path")
    spec, result, repaired = record.spec, record.result, record.repaired
    budget = {"trials": spec.trials, "seconds": spec.seconds, "seeds": spec.seeds}
    return {
        **told,
        "repairs": spec.origin,
        "findings": [each.model_dump(mode="json") for each in spec.findings],
        "budget": budget,
        "verdict": result.verdict if result else None,
        "accepted": result.accepted if result else None,
        "validation": result.validation.model_dump(mode="json") if result and result.validation else None,
        "test": result.test.model_dump(mode="json") if result and result.test else None,
        "text": {
            language: [summary(record, language), *(each.text(language) for each in explanation(record))]
            for language in LANGUAGES
        },
        "script_difference": difference,
        "repaired": repaired.model_dump(mode="json") if repaired else None,
    }
