"""Files that people dropped into the chat, kept by the hash of their content.

Guarantees: a file is complete or absent; the same content is stored once; names are display text and never a path.
"""

import hashlib
import io
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import BinaryIO

from assistant.conversation.messages import File
from lstm_core.errors import DataError
from lstm_core.errors import Sentence

LIMIT_BYTES = 200_000_000
CHUNK_BYTES = 1 << 20
NAME_LENGTH = 120
_HASH = re.compile(r"[0-9a-f]{64}")


class Uploads:
    """The folder `uploads` of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, name: str, content: bytes | BinaryIO) -> File:
        """Store the content; returns the part that names it in a message. Raises DataError when it is too large."""
        source = io.BytesIO(content) if isinstance(content, bytes) else content
        shown = display_name(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as target:
                digest, size = _copy(source, target, shown)
                target.flush()
                os.fsync(target.fileno())
            Path(temporary).chmod(0o444)  # so that a run may link it instead of copying
            os.replace(temporary, self.folder / digest)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return File(name=shown, sha256=digest, bytes=size)

    def path_of(self, sha256: str, name: str | None = None) -> Path:
        """Where the content lies; `name` is what the sentence calls it when it is gone. Raises DataError."""
        path = self.folder / sha256 if _HASH.fullmatch(sha256) else None
        if path is None or not path.is_file():
            raise DataError(Sentence("upload.gone", {"name": name or sha256[:12]}))
        return path


def display_name(name: str) -> str:
    """The last part of a path without control, format and direction marks, shortened before its ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    stem, dot, ending = (clean or "data.csv").rpartition(".")
    if not dot or len(ending) > 10:
        return (clean or "data.csv")[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"


def _copy(source: BinaryIO, target: BinaryIO, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK_BYTES):
        size += len(chunk)
        if size > LIMIT_BYTES:
            raise DataError(Sentence("upload.too_large", {"name": name, "limit": LIMIT_BYTES // 1_000_000}))
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest(), size
