"""A run as a tool tells of it: bounded, rounded, with the sentences that the page shows."""

from typing import Any

from assistant.tools import contract
from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data.tasks import title
from lstm_core.errors import Sentence
from lstm_core.reports import remedies, verdicts
from lstm_core.results.parsing import Result
from lstm_core.runs.folder import RunState
from lstm_core.runs.train import TrainRecord

FINDINGS = 8


def line(record: TrainRecord) -> dict[str, Any]:
    """One row of a list."""
    model = record.spec.model
    row: dict[str, Any] = {
        "run": record.id,
        "data": title(record.spec.data, "en"),
        "cell": model.cell,
        "hidden_size": model.hidden_size,
        "layers": model.layers,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
    }
    if record.result is not None:
        row |= contract.of(record.result.task).line(record.result)
    return row


def describe(box: Context, record: TrainRecord) -> dict[str, Any]:
    """Everything worth saying about one run."""
    spec = record.spec.model_dump(
        mode="json", include={"data": {"window", "horizon", "season"}, "model": True, "train": True}
    )
    found: dict[str, Any] = {**line(record), "configuration": spec}
    if record.state is RunState.RUNNING and record.seconds_left is not None:
        found["seconds_left"] = round(record.seconds_left)
    if record.failure is not None:
        found["failure"] = box.sentence(record.failure)
    if record.curve.loss:
        found["training_loss"] = rounded(record.curve.loss[-1])
    if record.evaluations:
        best = min(record.evaluations, key=lambda event: event.loss)
        found["validation_loss"] = {
            "last": rounded(record.evaluations[-1].loss),
            "best": rounded(best.loss),
            "best_step": best.step,
        }
    found["measured"] = {name: rounded(value) for name, value in list(record.measured.items())[:12]}
    possible = [box.sentence(sentence) for sentence in remedies.sentences(record)]
    found["possible"] = ("" if box.language == "zh" else " ").join(possible) or None
    findings = [Sentence(finding.key, finding.parameters) for finding in record.findings[-FINDINGS:]]
    if record.result is None:
        found["findings"] = [box.sentence(finding) for finding in findings]
    else:
        found |= _result(box, record, record.result)
    return {name: value for name, value in found.items() if value not in ({}, [], None)}


def _result(box: Context, record: TrainRecord, result: Result) -> dict[str, Any]:
    return {
        "headline": verdicts.summary(record, box.language),
        "explanation": [box.sentence(sentence) for sentence in verdicts.explanation(record)],
        "best_step": result.best_step,
        "ended_by": result.reason,
        "seconds": rounded(result.seconds),
        **contract.of(result.task).measures(result),
    }
