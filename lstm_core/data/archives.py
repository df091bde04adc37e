"""The files of an uploaded zip, read with limits: nothing is unpacked to the disk, and no entry is larger than it says.

Raises DataError with one message for what is no zip, is too large once unpacked, or names a path outside itself.
"""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from lstm_core.errors import DataError, Message

LIMIT_BYTES = 500_000_000  # of all entries, unpacked
LIMIT_ENTRIES = 20_000
LIMIT_RATIO = 200  # unpacked to packed, of an entry of some size
SMALL = 1 << 20
CHUNK = 1 << 20


class Archive:
    """A zip whose table of contents has been checked; `name` is what messages call it."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(path)
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        except FileNotFoundError:
            raise DataError(Message("data.missing_file", {"file": name})) from None
        except (zipfile.BadZipFile, OSError, ValueError):
            raise DataError(Message("speech.no_zip", {"file": name})) from None
        if len(entries) > LIMIT_ENTRIES:
            facts: dict[str, str | int | float] = {"file": name, "count": len(entries), "limit": LIMIT_ENTRIES}
            raise DataError(Message("speech.many_entries", facts))
        total = sum(entry.file_size for entry in entries)
        if total > LIMIT_BYTES:
            raise self._too_large(total)
        for entry in entries:
            self._check(entry)
        hidden = ("__MACOSX/", ".")
        self.entries = {
            entry.filename: entry
            for entry in entries
            if not entry.filename.startswith(hidden) and not PurePosixPath(entry.filename).name.startswith(".")
        }

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def read(self, entry: str) -> bytes:
        """The bytes of an entry, which may not grow beyond what the table of contents says."""
        info, parts, size = self.entries[entry], [], 0
        try:
            with self._zip.open(info) as source:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    if size > info.file_size:
                        raise self._too_large(size)
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError):
            raise DataError(Message("speech.damaged_entry", {"file": self.name, "entry": entry[:120]})) from None
        return b"".join(parts)

    def _check(self, entry: zipfile.ZipInfo) -> None:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
            raise DataError(Message("speech.climbs_out", {"file": self.name, "entry": entry.filename[:120]}))
        if entry.file_size > SMALL and entry.file_size > LIMIT_RATIO * max(1, entry.compress_size):
            facts: dict[str, str | int | float] = {"file": self.name, "entry": entry.filename[:120]}
            raise DataError(Message("speech.bomb", {**facts, "ratio": entry.file_size // max(1, entry.compress_size)}))

    def _too_large(self, size: int) -> DataError:
        facts: dict[str, str | int | float] = {"file": self.name, "limit": LIMIT_BYTES // 1_000_000}
        return DataError(Message("speech.too_large", {**facts, "size": size // 1_000_000}))
