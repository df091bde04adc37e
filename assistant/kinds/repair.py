"""What a tool tells of a repair: the verdict with its proof, and what became of every attempt."""

from typing import Any

from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data.tasks import title
from lstm_core.reports.kinds import repair
from lstm_core.results.repair import AttemptRow, Comparison
from lstm_core.runs.repair import RepairRecord

ATTEMPTS = 24  # that are told of one by one


def line(record: RepairRecord) -> dict[str, Any]:
    """One row of a list."""
    model = record.spec.run.model
    row: dict[str, Any] = {
        "run": record.id,
        "repairs": record.spec.origin,
        "data": title(record.spec.subject, "en"),
        "cell": model.cell,
        "hidden_size": model.hidden_size,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
    }
    return {**row, "verdict": record.result.verdict} if record.result else row


def describe(box: Context, record: RepairRecord) -> dict[str, Any]:
    """Everything worth saying about one repair."""
    spec, result = record.spec, record.result
    found: dict[str, Any] = {
        **line(record),
        "budget": {"trials": spec.trials, "seconds": spec.seconds, "seeds": spec.seeds},
        "findings": [each.code for each in spec.findings],
        "headline": repair.summary(record, box.language),
        "explanation": [box.sentence(message) for message in repair.explanation(record)],
        "score": record.measure,
        "original": None if record.original is None else rounded(record.original),
        "attempts": [_attempt(row) for row in record.attempts[:ATTEMPTS]],
    }
    if result is not None and result.accepted is not None:
        found["change"] = spec.attempts[result.accepted].changes
        found["validation"], found["test"] = _comparison(result.validation), _comparison(result.test)
    return {name: value for name, value in found.items() if value not in ({}, None)}


def _attempt(row: AttemptRow) -> dict[str, Any]:
    scores = {"short": row.short, "score": row.score}
    return {
        "answers": row.answers,
        "changes": row.changes,
        "outcome": row.outcome,
        **{name: rounded(value) for name, value in scores.items() if value is not None},
    }


def _comparison(found: Comparison | None) -> dict[str, Any] | None:
    if found is None:
        return None
    means = {"before": found.before, "after": found.after}
    told = {
        name: [rounded(value) for value in (each.mean, each.low, each.high) if value is not None]
        for name, each in means.items()
        if each is not None
    }
    return {**told, "originals_that_diverged": found.diverged, "seeds": found.after.count}
