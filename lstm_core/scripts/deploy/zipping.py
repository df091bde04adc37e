"""A deployment as one zip in the folder of its run, written once for each precision or rung and language."""

import os
import shutil
import tempfile
import zipfile
from pathlib import Path

from lstm_core.i18n.languages import Language
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import RunRecord
from lstm_core.scripts.archive import Archive
from lstm_core.scripts.deploy.writing import shipped_of, write_deployment

FOLDER = "deploy"


def zipped(record: RunRecord, language: Language, *, int8: bool = False, rung: str | None = None) -> Path:
    """The zip, written where there is none of the present weights. Raises RunError and then leaves none."""
    shipped_of(record, int8=int8, rung=rung)
    target = zip_of(record, language, int8=int8, rung=rung)
    if is_there(record, target):
        return target
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as home:
        folder, made = Path(home) / FOLDER, Path(home) / target.name
        write_deployment(record, folder, language, int8=int8, rung=rung)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
            archive = Archive(opened, record.created_at)
            for file in sorted(folder.iterdir()):
                archive.file(f"{FOLDER}/{file.name}", file)
        shutil.rmtree(folder)
        os.replace(made, target)
    return target


def zip_of(record: RunRecord, language: Language, *, int8: bool = False, rung: str | None = None) -> Path:
    """Where the zip lies or would lie."""
    name = ("int8" if int8 else "float32") if rung is None else rung.replace(":", "-")
    return RunFolder(record.path).path / FOLDER / f"{name}-{language}.zip"


def is_there(record: RunRecord, target: Path) -> bool:
    """It holds the weights that the run has now: one that was trained on since has newer ones; a ladder's stay."""
    best = RunFolder(record.path).best
    if record.leads:
        return target.exists()
    return target.exists() and best.exists() and target.stat().st_mtime_ns >= best.stat().st_mtime_ns
