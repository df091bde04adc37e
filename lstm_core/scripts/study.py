"""The download of a comparison: its report and tables, the spec of every candidate, and the script of the best one."""

import zipfile
from pathlib import Path

from lstm_core.i18n.languages import Language
from lstm_core.reports.html.comparison import comparison_page
from lstm_core.reports.kinds.compare_files import as_csv, as_json, members_csv
from lstm_core.results.compare import leader_of
from lstm_core.runs.compare import CompareRecord
from lstm_core.scripts.archive import Archive, carried
from lstm_core.scripts.pytorch.script import portable, render
from lstm_core.spec.compare import CompareRunSpec


def portable_spec(spec: CompareRunSpec) -> CompareRunSpec:
    """The spec as it travels, see `portable`."""
    return spec.model_copy(update={"run": portable(spec.run)})


def write_download(record: CompareRecord, target: Path, language: Language) -> None:
    """A zip with the report, the tables, the spec of every candidate, and the script of the best one with its data."""
    best, data = leader_of(record.candidates), carried(record.path)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        archive = Archive(opened, record.created_at)
        archive.text("report.html", comparison_page(record, language, data=data is not None))
        archive.text("table.csv", as_csv(record))
        archive.text("members.csv", members_csv(record))
        archive.text("comparison.json", as_json(record))
        archive.text("spec.json", portable_spec(record.spec).to_json() + "\n")
        for number in range(len(record.candidates)):
            spec = portable(record.spec.candidate(number))
            archive.text(f"candidates/{number + 1}.spec.json", spec.to_json() + "\n")
        if best is not None:
            archive.text("best/train.py", render(portable(record.spec.candidate(best)), language))
            if data is not None:
                archive.file(f"best/{data.name}", data)
