"""The download of a search: tables, space, the specs of start and best trial, the script of what it recommends."""

import zipfile
from pathlib import Path

from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds.search_files import as_csv, as_json, confirmation_csv, space_json
from lstm_core.runs.search import SearchRecord
from lstm_core.scripts.pytorch.script import portable, render
from lstm_core.spec.search import SearchRunSpec


def portable_spec(spec: SearchRunSpec) -> SearchRunSpec:
    """The spec as it travels, see `portable`."""
    return spec.model_copy(update={"run": portable(spec.run)})


def write_download(record: SearchRecord, target: Path, language: Language) -> None:
    """A zip with tables and space, start and best trial, and what is recommended."""
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
        archive.writestr("recommended/spec.json", recommended.to_json() + "\n")
        archive.writestr("recommended/train.py", render(recommended, language))
