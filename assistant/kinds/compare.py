"""What a tool tells of a comparison: the table with intervals, who differs from the leader, the verdict in words."""

from typing import Any

from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data.tasks import title
from lstm_core.reports.kinds import compare
from lstm_core.results.compare import Candidate, Difference, leader_of, order_of
from lstm_core.results.repeat import Statistic
from lstm_core.runs.compare import CompareRecord
from lstm_core.runs.folder import RunState

ROWS = 16  # candidates that are told of one by one, the best first
NAME = 80  # characters of a candidate's name
FAILURES = 6


def line(record: CompareRecord) -> dict[str, Any]:
    """One row of a list."""
    spec = record.spec
    row: dict[str, Any] = {
        "run": record.id,
        "compares": [name[:NAME] for name in compare.labels(spec, "en")[:ROWS]],
        "data": title(spec.subject, "en"),
        "seeds": spec.seeds,
        "budget": spec.budget,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
    }
    best = leader_of(record.candidates)
    if best is None:
        return row
    name, found = compare.deciding(record, best)
    return {**row, "best": compare.labels(spec, "en")[best][:NAME], f"best_mean_{name}": rounded(found.mean)}


def describe(box: Context, record: CompareRecord) -> dict[str, Any]:
    """Everything worth saying about one comparison."""
    spec = record.spec
    names = [name[:NAME] for name in compare.labels(spec, box.language)]
    best = leader_of(record.candidates)
    told = [*compare.ranked(record), *(at for at, each in enumerate(record.candidates) if not each.table)]
    found: dict[str, Any] = {
        **line(record),
        "compares": names[:ROWS],
        "configuration": spec.run.model_dump(
            mode="json", include={"data": {"window", "horizon", "season"}, "model": True, "train": True}
        ),
        "headline": compare.summary(record, box.language),
        "explanation": _explanation(box, record),
        "table": [_row(names[number], record, number) for number in told[:ROWS]],
        "candidates_left_out": max(0, len(told) - ROWS),
    }
    if best is not None:
        found["best"], found["best_changes"] = names[best], spec.candidates[best]
        apart = [order_of(record.differences, best, number) for number in told if number != best]
        found["differences_from_the_best"] = [
            _difference(names[each.second], each) for each in apart[:ROWS] if each and each.found
        ]
    if record.state is RunState.RUNNING and record.seconds_left is not None:
        found["seconds_left"] = round(record.seconds_left)
    failures = list(record.failures.items())[:FAILURES]
    found["failures"] = {member: box.sentence(sentence) for member, sentence in failures}
    return {name: value for name, value in found.items() if value not in ({}, [], None, 0)}


def _explanation(box: Context, record: CompareRecord) -> list[str]:
    """The sentences of the page; of very many candidates those on the best, and what follows them."""
    said = [box.sentence(sentence) for sentence in compare.explained(record, box.language)]
    against = sum(1 for each in record.candidates if each.table) - 1
    return [*said[: min(against, ROWS)], *said[max(0, against) :][-FAILURES:]]


def _row(name: str, record: CompareRecord, number: int) -> dict[str, Any]:
    each = record.candidates[number]
    told: dict[str, Any] = {"name": name, "place": compare.order_text(record, number, "en")}
    told |= {measure: _statistic(found) for measure, found in list(each.table.items())[:2]}
    told["costs"] = {cost: rounded(each.costs[cost]) for cost in compare.COSTS if cost in each.costs}
    return {**told, **_finished(each)}


def _finished(each: Candidate) -> dict[str, int]:
    return {"finished": each.finished, **({"failed": each.failed} if each.failed else {})}


def _statistic(found: Statistic) -> dict[str, Any]:
    """Mean and 95 % interval; of one seed the number alone."""
    ends = {"low": found.low, "high": found.high}
    return {"mean": rounded(found.mean), **{name: rounded(end) for name, end in ends.items() if end is not None}}


def _difference(name: str, each: Difference) -> dict[str, Any]:
    """Of the best, as its error minus the other's: below zero is less error of the best."""
    told: dict[str, Any] = {"other": name, "best_is": each.order}
    if each.found is not None:
        told |= _statistic(each.found)
    if each.adjusted is not None:
        told["p_corrected"] = rounded(each.adjusted)
    return {**told, **({"seeds_that_would_decide": each.needed} if each.needed else {})}
