"""The download of a search: report, tables, space, the specs of start and best trial, the script it recommends."""

import zipfile
from pathlib import Path

from lstm_core.i18n.languages import Language
from lstm_core.reports.html.search import search_page
from lstm_core.reports.kinds.search_files import as_csv, as_json, confirmation_csv, space_json
from lstm_core.runs.search import SearchRecord
from lstm_core.scripts.archive import Archive, carried
from lstm_core.scripts.pytorch.script import portable, render
from lstm_core.spec.search import SearchRunSpec


def portable_spec(spec: SearchRunSpec) -> SearchRunSpec:
    """The spec as it travels, see `portable`."""
    return spec.model_copy(update={"run": portable(spec.run)})


def write_download(record: SearchRecord, target: Path, language: Language) -> None:
    """A zip with report, tables and space, start and best trial, and what is recommended with its data."""
    data, best = carried(record.path), record.best_training
    recommended = portable(record.winner or record.spec.run)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        archive = Archive(opened, record.created_at)
        archive.text("report.html", search_page(record, language, data=data is not None))
        archive.text("trials.csv", as_csv(record))
        archive.text("confirmation.csv", confirmation_csv(record))
        archive.text("search.json", as_json(record))
        archive.text("spec.json", portable_spec(record.spec).to_json() + "\n")
        archive.text("space.json", space_json(record.spec.space, language))
        archive.text("start.spec.json", portable(record.spec.run).to_json() + "\n")
        if best is not None:
            archive.text("best-trial.spec.json", portable(best).to_json() + "\n")
        archive.text("recommended/spec.json", recommended.to_json() + "\n")
        archive.text("recommended/train.py", render(recommended, language))
        if data is not None:
            archive.file(f"recommended/{data.name}", data)
