"""What a tool tells of a repetition over seeds: the table, its members, and the sentences that the page shows."""

from typing import Any

from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data.tasks import title
from lstm_core.reports.kinds import repeat
from lstm_core.results.repeat import Statistic
from lstm_core.runs.folder import RunState
from lstm_core.runs.repeat import Member, RepeatRecord

MEMBERS = 24  # that are told of one by one


def line(record: RepeatRecord) -> dict[str, Any]:
    """One row of a list."""
    model = record.spec.run.model
    row: dict[str, Any] = {
        "run": record.id,
        "data": title(record.spec.subject, "en"),
        "cell": model.cell,
        "hidden_size": model.hidden_size,
        "layers": model.layers,
        "seeds": record.spec.seeds,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
    }
    return {**row, **{f"mean_{name}": rounded(found.mean) for name, found in list(record.table.items())[:1]}}


def describe(box: Context, record: RepeatRecord) -> dict[str, Any]:
    """Everything worth saying about one repetition."""
    spec = record.spec.run.model_dump(
        mode="json", include={"data": {"window", "horizon", "season"}, "model": True, "train": True}
    )
    found: dict[str, Any] = {**line(record), "configuration": spec}
    if record.state is RunState.RUNNING and record.seconds_left is not None:
        found["seconds_left"] = round(record.seconds_left)
    found["headline"] = repeat.summary(record, box.language)
    found["explanation"] = [box.sentence(message) for message in repeat.explanation(record)]
    found["mean_and_95_interval"] = {name: _statistic(each) for name, each in record.table.items()}
    found["members"] = [_member(box, member) for member in record.members[:MEMBERS]]
    return {name: value for name, value in found.items() if value not in ({}, None)}


def _statistic(found: Statistic) -> dict[str, float | int | None]:
    numbers = {name: getattr(found, name) for name in ("mean", "low", "high", "deviation", "smallest", "largest")}
    return {"seeds": found.count, **{name: None if each is None else rounded(each) for name, each in numbers.items()}}


def _member(box: Context, member: Member) -> dict[str, Any]:
    told: dict[str, Any] = {"seed": member.seed, "state": member.state}
    if member.measures:
        return {**told, **{name: rounded(value) for name, value in member.measures.items()}}
    if member.failure is not None:
        told["failure"] = box.sentence(member.failure)
    return {**told, "step": member.step, "steps": member.steps} if member.steps else told
