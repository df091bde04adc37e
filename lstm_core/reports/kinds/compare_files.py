"""The table of a comparison as files that other programs read."""

import csv
import io
import json

from lstm_core.reports.kinds.compare import labels, order_text, ranked, summary
from lstm_core.results.compare import leader_of
from lstm_core.runs.compare import CompareRecord

STATISTICS = ("mean", "low", "high", "deviation", "count")


def as_csv(record: CompareRecord) -> str:
    """One row per candidate: every measure with its statistics, its costs, and how it stands against the best."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\n")
    measures = list(dict.fromkeys(name for each in record.candidates for name in each.table))
    costs = list(dict.fromkeys(name for each in record.candidates for name in each.costs))
    heads = [f"{name}_{part}" for name in measures for part in STATISTICS]
    rows.writerow(["candidate", "changes", "finished", "failed", "against_best", *heads, *costs])
    names = labels(record.spec, "en")
    for number, each in enumerate(record.candidates):
        values = [getattr(each.table.get(name), part, None) for name in measures for part in STATISTICS]
        shown = ["" if value is None else value for value in [*values, *(each.costs.get(cost) for cost in costs)]]
        changes = json.dumps(record.spec.candidates[number], ensure_ascii=False)
        order = order_text(record, number, "en") if record.result else ""
        rows.writerow([names[number], changes, each.finished, each.failed, order, *shown])
    return target.getvalue()


def members_csv(record: CompareRecord) -> str:
    """One row per training."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\n")
    measures = list(dict.fromkeys(name for each in record.members for name in each.measures))
    validated = list(dict.fromkeys(name for each in record.members for name in each.validated))
    costs = list(dict.fromkeys(name for each in record.members for name in each.costs))
    heads = [*measures, *(f"validation_{name}" for name in validated), *costs]
    rows.writerow(["candidate", "seed", "state", "best_step", *heads, "path"])
    names = labels(record.spec, "en")
    for each in record.members:
        found = [each.measures.get(name, "") for name in measures]
        found += [each.validated.get(name, "") for name in validated]
        found += [each.costs.get(name, "") for name in costs]
        best = "" if each.best_step is None else each.best_step
        rows.writerow([names[each.candidate], each.seed, each.state, best, *found, each.path or ""])
    return target.getvalue()


def as_json(record: CompareRecord) -> str:
    """State, members, table and verdicts; nothing of where they lie on this machine."""
    told = record.model_dump(mode="json", include={"id", "state", "members", "candidates", "differences"})
    told["spec"] = record.spec.model_dump(mode="json", exclude={"run": {"data": {"file"}}})
    told["labels"], told["verdict"] = labels(record.spec, "en"), summary(record, "en")
    told["ranked"], told["best"] = ranked(record), leader_of(record.candidates)
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
