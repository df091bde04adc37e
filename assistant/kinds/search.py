"""What a tool tells of a search: the verdict with its numbers, and what became of the trials."""

from typing import Any

from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data.tasks import title
from lstm_core.reports.kinds import search
from lstm_core.results.repeat import Statistic
from lstm_core.results.search import TrialRow
from lstm_core.runs.search import SearchRecord

TRIALS = 12  # that are told of one by one, the best first


def line(record: SearchRecord) -> dict[str, Any]:
    """One row of a list."""
    model = record.spec.run.model
    row: dict[str, Any] = {
        "run": record.id,
        "searches": [each.path for each in record.spec.space],
        "data": title(record.spec.subject, "en"),
        "cell": model.cell,
        "hidden_size": model.hidden_size,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
        "trials": len(record.trials),
    }
    return {**row, "verdict": record.result.verdict} if record.result else row


def describe(box: Context, record: SearchRecord) -> dict[str, Any]:
    """Everything worth saying about one search."""
    spec, result = record.spec, record.result
    found: dict[str, Any] = {
        **line(record),
        "budget": {"trials": spec.trials, "seconds": spec.seconds, "seeds": spec.seeds},
        "seconds_used": round(record.used),
        "headline": search.summary(record, box.language),
        "explanation": [box.sentence(message) for message in search.explained(record, box.language)],
        "score": record.measure,
        "starting_point": None if record.start_score is None else rounded(record.start_score),
        "best_trial": None if record.best is None else _trial(record.trials[record.best]),
        "best_trials": [_trial(row) for row in search.ranked(record)[:TRIALS] if row.score is not None],
        "pruned": sum(row.state == "pruned" for row in record.trials),
        "importance": {path: rounded(share) for path, share in record.importance.items()},
    }
    if record.confirmation is not None:
        told = record.confirmation
        means = {"start": told.start, "winner": told.winner, "start_test": told.start_test}
        means |= {"winner_test": told.winner_test, "difference_test": told.difference}
        found["confirmation"] = {name: _interval(each) for name, each in means.items() if each is not None}
        found["p"] = None if told.p is None else rounded(told.p)
    if result is not None and result.shrinkage is not None:
        found["shrinkage"] = rounded(result.shrinkage)
    if result is not None:
        found["recommended"] = "winner" if record.winner is not None else "starting point"
    return {name: value for name, value in found.items() if value not in ({}, [], None)}


def _trial(row: TrialRow) -> dict[str, Any]:
    score = {} if row.score is None else {"score": rounded(row.score)}
    return {"trial": row.number + 1, "state": row.state, **score, "changes": row.changes}


def _interval(found: Statistic) -> list[float]:
    return [rounded(value) for value in (found.mean, found.low, found.high) if value is not None]
