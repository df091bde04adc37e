"""The download: a zip with which anybody can check a run's numbers.

Guarantees: equal runs give equal names in equal order; no path of this machine is inside; memory stays bounded by the
largest file that is made (the report), data is streamed.
"""

import json
import re
import time
import zipfile
from pathlib import Path
from typing import BinaryIO

from lstm_core.languages import Language
from lstm_core.rendering import DATA_FILE, expected_of, portable, render
from lstm_core.rendering.pages import readme_page, report_page
from lstm_core.runs import RunFolder, RunRecord, read_run

LARGEST_DATA = 25 << 20  # bytes; a larger CSV stays at home and DATA.md says what belongs there


def bundle_name(record: RunRecord) -> str:
    """A speaking file name in ASCII, e.g. sunspots-lstm64-2026-11-23.zip; the date is that of the run."""
    data, model = record.spec.data, record.spec.model
    words = Path(data.name or data.file or "data").stem if data.source == "file" else data.source
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40] or "data"
    return f"{slug}-{model.cell}{model.hidden_size}-{time.strftime('%Y-%m-%d', time.localtime(record.created_at))}.zip"


def write_bundle(record: RunRecord, target: Path | BinaryIO, language: Language = "en") -> None:
    """Write the zip of a run; what a run that did not finish lacks is left out and named in the README."""
    whole = read_run(record.path)  # the record may carry a thinned curve
    folder, spec = RunFolder(whole.path), portable(whole.spec)
    carries_data = folder.data.stat().st_size <= LARGEST_DATA
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", readme_page(whole, language, carries_data=carries_data))
        archive.writestr("spec.json", spec.to_json() + "\n")
        archive.writestr("train.py", render(spec, language))
        archive.writestr("requirements.txt", requirements(whole))
        if carries_data:
            archive.write(folder.data, DATA_FILE)
        if whole.result is not None:
            expected = expected_of(whole, whole.result)
            archive.writestr("expected.json", json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
        if folder.best.exists():
            archive.write(folder.best, "model.safetensors")
        archive.writestr("report.html", report_page(whole, language))


def requirements(record: RunRecord) -> str:
    """The packages of train.py in the versions of the run; a build's local suffix ("+cpu") is left to the installer."""
    import importlib.metadata

    versions = record.started.versions if record.started else {}
    lines = [f"# Python {versions['python']}"] if "python" in versions else []
    for name in ("torch", "numpy", "pandas"):
        version = versions.get(name) or importlib.metadata.version(name)
        lines.append(f"{name}=={version.split('+')[0]}")
    return "\n".join(lines) + "\n"
