"""What a tool tells of one network of a ladder."""

from typing import Any

from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data.tasks import title
from lstm_core.reports.kinds import rung
from lstm_core.runs.compress import RungRecord


def line(record: RungRecord) -> dict[str, Any]:
    """One row of a list."""
    return {
        "run": record.id,
        "rung": list(record.spec.steps),
        "formats": list(record.spec.formats),
        "data": title(record.spec.subject, "en"),
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
    }


def describe(box: Context, record: RungRecord) -> dict[str, Any]:
    """Everything worth saying about one network."""
    found: dict[str, Any] = {**line(record), "headline": rung.summary(record, box.language)}
    found["explanation"] = [box.sentence(message) for message in rung.explained(record, box.language)]
    result = record.result
    if result is not None:
        measures = {"original": rounded(result.original), "value": rounded(result.value)}
        found |= {"measure": result.measure, **measures, "parameters": result.parameters}
        found["files"] = {each.format: {"bytes": each.bytes, "value": rounded(each.value)} for each in result.files}
    return found
