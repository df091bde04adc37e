"""The download of a ladder: report, tables, its spec, and every stored file that is not refused."""

import zipfile
from pathlib import Path

from lstm_core.errors import RunError, SpecError
from lstm_core.i18n.languages import Language
from lstm_core.reports.html.compression import ladder_page
from lstm_core.reports.kinds.compress import accepted
from lstm_core.reports.kinds.compress_files import as_csv, as_json
from lstm_core.runs.compress import CompressRecord, files_of
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.train import TrainRecord, read_training
from lstm_core.scripts.archive import Archive
from lstm_core.scripts.pytorch.script import portable
from lstm_core.spec.compress import CompressRunSpec


def portable_spec(spec: CompressRunSpec) -> CompressRunSpec:
    """The spec as it travels: the weights are in no place that another machine has."""
    return spec.model_copy(update={"run": portable(spec.run), "weights": ""})


def write_download(record: CompressRecord, target: Path, language: Language) -> None:
    """A zip with report, tables and spec, and the files that are not refused as `models/<rung>/model.onnx`."""
    kept = {row.rung for row in accepted(record)}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        archive = Archive(opened, record.created_at)
        archive.text("report.html", ladder_page(record, language, _origin(record)))
        archive.text("ladder.csv", as_csv(record))
        archive.text("ladder.json", as_json(record))
        archive.text("spec.json", portable_spec(record.spec).to_json() + "\n")
        for row, file in files_of(record):
            if row.rung in kept and file.exists():
                archive.file(f"models/{folder_name(row.rung)}/model.onnx", file)


def folder_name(rung: str) -> str:
    """A rung as the name of a folder on every system: `shrink-0.5_int8`."""
    return rung.replace(":", "-").replace("+", "_")


def _origin(record: CompressRecord) -> TrainRecord | None:
    """The trained run, while it is there beside the ladder."""
    path = Path(record.path).parent / record.spec.origin
    try:
        return read_training(RunFolder(path).path) if record.spec.origin else None
    except (RunError, SpecError, OSError):
        return None
