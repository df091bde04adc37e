"""A search as files: its trials for other programs, its report, and the download with the winner's spec and script."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
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


def write_download(record: SearchRecord, target: Path, language: Language) -> None:
    """A zip with the tables, the specs of start and best trial, and the script of what is recommended."""
    from lstm_core.scripts.pytorch.script import portable, render

    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trials.csv", as_csv(record))
        archive.writestr("confirmation.csv", confirmation_csv(record))
        archive.writestr("search.json", as_json(record))
        archive.writestr("space.json", space_json(record.spec.space, language))
        archive.writestr("start.spec.json", portable(record.spec.run).to_json() + "\n")
        best = record.best_training
        if best is not None:
            archive.writestr("best-trial.spec.json", portable(best).to_json() + "\n")
        recommended = portable(record.winner or record.spec.run)
        archive.writestr("recommended.spec.json", recommended.to_json() + "\n")
        archive.writestr("recommended.train.py", render(recommended, language))
