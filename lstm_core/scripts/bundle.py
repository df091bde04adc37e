"""The download: a zip with which anybody can check a run's numbers.

Guarantees: equal runs give equal bytes; no path of this machine and no secret is inside; files are streamed, so memory
is bounded by the report and by the run's data, of which the report tells.
"""

import hashlib
import importlib.metadata
import json
import re
import time
import zipfile
from pathlib import Path
from typing import BinaryIO

from lstm_core.data.text.corpora import VOCABULARY_FILE
from lstm_core.i18n.languages import Language
from lstm_core.reports import contract as reports
from lstm_core.reports.html.page import DataFile, DataPlace, data_page, readme_page, report_page
from lstm_core.reports.kinds import titles
from lstm_core.runs.folder import DATA_FILES, RunFolder
from lstm_core.runs.train import TrainRecord, read_training
from lstm_core.scripts.archive import LARGEST_DATA, Archive
from lstm_core.scripts.deploy.preprocessing import preprocessing_of
from lstm_core.scripts.deploy.rendering import script
from lstm_core.scripts.expected import expected_of
from lstm_core.scripts.pytorch import contract
from lstm_core.scripts.pytorch.script import portable, render

POINTS = 1000  # of the curve: as many as a card shows, so that card and report say the same


def bundle_name(record: TrainRecord) -> str:
    """A speaking file name in ASCII, e.g. sunspots-lstm64-2026-11-23.zip; the date is that of the run."""
    data, model = record.spec.data, record.spec.model
    words = Path(data.name or data.file or "data").stem if data.source == "file" else data.source
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower())[:40].strip("-") or "data"
    return f"{slug}-{model.cell}{model.hidden_size}-{time.strftime('%Y-%m-%d', time.localtime(record.created_at))}.zip"


def write_bundle(record: TrainRecord, target: Path | BinaryIO, language: Language = "en") -> None:
    """Write the zip of a run; what a run that did not finish lacks is left out and named in the README."""
    whole = read_training(record.path, POINTS)
    folder, spec = RunFolder(whole.path), portable(whole.spec)
    travelling = whole.model_copy(update={"spec": spec})
    material = reports.of(whole.spec.data.task).material(whole)
    size = folder.data.stat().st_size if folder.data.exists() else None
    data: DataPlace = "gone" if size is None else "inside" if size <= LARGEST_DATA else "elsewhere"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        bundle = Archive(archive, whole.created_at)
        fitted = preprocessing_of(whole)
        page = readme_page(travelling, language, data=data, predicts=fitted is not None)
        bundle.text("README.md", page)
        bundle.text("report.html", report_page(travelling, material, language))
        bundle.text("train.py", render(spec, language, whole.result))
        if fitted is not None:
            packages = contract.of(spec.data.task).packages(spec)
            name = titles.of_training(spec, language)
            page = script("predict.py", spec.data, name, language, packages)
            bundle.text("predict.py", page)
            bundle.text("preprocessing.json", fitted)
        bundle.text("spec.json", spec.to_json() + "\n")
        bundle.text("requirements.txt", requirements(whole))
        if data == "inside":
            bundle.file(DATA_FILES[spec.data.task], folder.data)
        elif size is not None:
            file = DataFile(_megabytes(size), _megabytes(LARGEST_DATA), _sha256(folder.data))
            bundle.text("DATA.md", data_page(travelling, material, language, file))
        if whole.result is not None:
            expected = expected_of(whole, whole.result)
            bundle.text("expected.json", json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
            for beside in reports.of(spec.data.task).files(whole):
                bundle.text(beside.name, beside.text)
        kept = folder.path / VOCABULARY_FILE
        if folder.best.exists() and kept.exists():
            bundle.file(VOCABULARY_FILE, kept)
        if folder.best.exists():
            bundle.file("model.safetensors", folder.best)


def requirements(record: TrainRecord) -> str:
    """The packages of train.py in the versions of the run; a build's local suffix ("+cpu") is left to the installer."""
    versions = record.started.versions if record.started else {}
    lines = [f"# Python {versions['python']}"] if "python" in versions else []
    for name in contract.of(record.spec.data.task).packages(record.spec):
        version = versions.get(name) or importlib.metadata.version(name)
        lines.append(f"{name}=={version.split('+')[0]}")
    if "checkpoints/best.safetensors" in record.artifacts:
        lines.append(f"safetensors=={importlib.metadata.version('safetensors')}  # to load model.safetensors")
    return "\n".join(lines) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.0f} MB"
