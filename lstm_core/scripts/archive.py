"""A zip whose bytes follow from its contents alone: all entries have the run's date."""

import shutil
import time
import zipfile
from pathlib import Path

from lstm_core.runs.folder import RunFolder

LARGEST_DATA = 25_000_000  # bytes; larger data stays at home, and the download says what belongs there
PERMISSIONS = 0o644 << 16


def carried(path: Path | str) -> Path | None:
    """The data of a run where a download carries it; None when it is gone or too large."""
    data = RunFolder(Path(path)).data
    return data if data.exists() and data.stat().st_size <= LARGEST_DATA else None


class Archive:
    """Entries of a zip, all with one date, so that equal contents are equal bytes; files are streamed."""

    def __init__(self, archive: zipfile.ZipFile, at: float) -> None:
        self._archive, self._at = archive, time.gmtime(at)[:6]

    def text(self, name: str, content: str) -> None:
        """An entry in UTF-8."""
        self._archive.writestr(self._entry(name), content.encode("utf-8"))

    def file(self, name: str, origin: Path) -> None:
        """An entry with the bytes of a file."""
        with origin.open("rb") as source, self._archive.open(self._entry(name), "w") as entry:
            shutil.copyfileobj(source, entry, 1 << 20)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._at)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, PERMISSIONS
        return entry
