"""What a person gave together, kept as uploads: loose recordings become one zip, as if it had been uploaded.

The bytes of the zip depend on names and contents alone, so the same recordings are stored once.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import PurePath
from typing import BinaryIO

from assistant.conversation.messages import File
from assistant.workspace.uploads import Uploads, display_name
from lstm_core.data.files.recordings import RECORDINGS

NamedFile = tuple[str, BinaryIO]  # name and content
TABLES = (".csv", ".tsv")


def store_uploads(uploads: Uploads, given: Sequence[NamedFile]) -> list[File]:
    """Store everything; two or more recordings, and the table of their transcripts, as one. Raises DataError."""
    sounds = [each for each in given if each[0].lower().endswith(RECORDINGS)]
    if len(sounds) < 2:
        return [uploads.save(*each) for each in given]
    table = _table(given)
    rest = [each for each in given if each not in sounds and each is not table]
    with tempfile.TemporaryFile() as packed:
        count = _pack(sounds, table, packed)
        packed.seek(0)
        together = uploads.save(f"recordings-{count}.zip", packed)
    return [*(uploads.save(*each) for each in rest), together]


def _table(given: Sequence[NamedFile]) -> NamedFile | None:
    """The only table, or the one that is called transcripts."""
    tables = [each for each in given if each[0].lower().endswith(TABLES)]
    named = [each for each in tables if PurePath(each[0]).stem.lower().startswith("transcript")]
    return next((found[0] for found in (named, tables) if len(found) == 1), None)


def _pack(sounds: Sequence[NamedFile], table: NamedFile | None, target: BinaryIO) -> int:
    """Write the zip; returns how many recordings it holds. One of them twice under the same name is kept once."""
    found = {(display_name(name), hashlib.sha256(content).hexdigest()): content for name, content in _read(sounds)}
    taken: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for (name, _), content in sorted(found.items()):
            archive.writestr(zipfile.ZipInfo(_free(name, taken)), content)
        for name, content in _read([table] if table else []):
            archive.writestr(zipfile.ZipInfo("transcripts" + PurePath(name).suffix.lower()), content)
    return len(found)


def _read(given: Sequence[NamedFile]) -> list[tuple[str, bytes]]:
    return [(name, source.read()) for name, source in given]


def _free(name: str, taken: set[str]) -> str:
    """`a.wav`, or `a (2).wav` where that name is taken by another sound."""
    place, number = PurePath(name), 1
    while name in taken:
        number += 1
        name = f"{place.stem} ({number}){place.suffix}"
    taken.add(name)
    return name
