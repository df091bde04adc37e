"""A search as files that other programs read: its trials, its confirmation, its report, its space."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from lstm_core.i18n.languages import LANGUAGES, Language
from lstm_core.reports.kinds.search import explained, reason_text, summary
from lstm_core.runs.search import SearchRecord
from lstm_core.spec.search import Dimension


def as_csv(record: SearchRecord) -> str:
    """One row per trial: its values, how it ended, and its score on the validation part."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\n")
    paths = [each.path for each in record.spec.space]
    rows.writerow(["trial", "state", f"validation_{record.measure or 'score'}", "steps", "seconds", *paths, "changes"])
    for row in record.trials:
        score = "" if row.score is None else row.score
        values = ["" if row.values.get(path) is None else row.values[path] for path in paths]
        changes = json.dumps(row.changes, ensure_ascii=False)
        rows.writerow([row.number + 1, row.state, score, row.steps, round(row.seconds, 2), *values, changes])
    return target.getvalue()


def confirmation_csv(record: SearchRecord) -> str:
    """One row per fresh seed: start and winner on both parts."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\n")
    validation, test = record.measure or "score", record.test_measure or "score"
    heads = [f"validation_{validation}_start", f"validation_{validation}_winner"]
    rows.writerow(["seed", *heads, f"test_{test}_start", f"test_{test}_winner"])
    for pair in record.confirmation.pairs if record.confirmation else ():
        told = (pair.start, pair.winner, pair.start_test, pair.winner_test)
        rows.writerow([pair.seed, *("" if value is None else value for value in told)])
    return target.getvalue()


def as_json(record: SearchRecord) -> str:
    """State, trials, confirmation and verdict; nothing of where they lie on this machine."""
    named = {"id", "state", "trials", "best", "measure", "test_measure", "confirmation", "importance", "used"}
    told: dict[str, Any] = record.model_dump(mode="json", include=named)
    told["spec"] = record.spec.model_dump(mode="json", exclude={"run": {"data": {"file"}}})
    told["verdict"] = record.result.verdict if record.result else None
    told["shrinkage"] = record.result.shrinkage if record.result else None
    winner = record.winner
    told["recommended"] = (winner or record.spec.run).model_dump(mode="json", exclude={"data": {"file"}})
    told["text"] = {
        language: [summary(record, language), *(each.text(language) for each in explained(record, language))]
        for language in LANGUAGES
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def space_json(space: Sequence[Dimension], language: Language) -> str:
    """A space as people read and change it: what is not used is left out, every reason is a sentence."""
    rows = []
    for each in space:
        row = each.model_dump(mode="json", exclude_defaults=True, exclude={"facts"})
        rows.append({**row, "reason": reason_text(each, language)})
    return json.dumps({"space": rows}, ensure_ascii=False, indent=2) + "\n"
