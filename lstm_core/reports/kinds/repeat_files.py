"""The table of a repetition as files that other programs read."""

import csv
import io
import json

from lstm_core.runs.repeat import RepeatRecord

STATISTICS = ("mean", "low", "high", "deviation", "smallest", "largest", "count")


def as_csv(record: RepeatRecord) -> str:
    """One row per seed, then one per statistic; a measure that there is not is empty."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\n")
    names = list(record.table)
    rows.writerow(["seed", "state", "best_step", *names])
    for member in record.members:
        best = "" if member.best_step is None else member.best_step
        rows.writerow([member.seed, member.state, best, *(member.measures.get(name, "") for name in names)])
    for part in STATISTICS:
        values = [getattr(record.table[name], part) for name in names]
        rows.writerow([part, "", "", *("" if value is None else value for value in values)])
    return target.getvalue()


def as_json(record: RepeatRecord) -> str:
    """State, members and table; nothing of where they lie on this machine."""
    told = record.model_dump(mode="json", include={"id", "state", "members", "table"})
    for member in told["members"]:
        member.pop("path")
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
