"""The files of an uploaded zip, read with limits: nothing is unpacked to the disk, and no entry is larger than it says.

Raises DataError with one message for what is no zip, is too large once unpacked, names a path outside itself or a link,
holds a name twice, or lets entries share bytes. What is refused is refused by the table of contents, before anything is
unpacked. Names without the mark of UTF-8 are read as UTF-8 or GB 18030, as Chinese systems write them.
"""

import itertools
import lzma
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter

LIMIT_BYTES = 500_000_000  # of all entries, unpacked
LIMIT_ENTRIES = 20_000
LIMIT_DIRECTORY = 400 * LIMIT_ENTRIES  # bytes of the table of contents
LIMIT_RATIO = 200  # unpacked to packed, of an entry of some size and of the whole
SMALL = 1 << 20
CHUNK = 1 << 20
NAME_LENGTH = 120
_HEADER = 30  # bytes in front of an entry, without its name
_ENCRYPTED, _MARKED_UTF8 = 0x1, 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, RuntimeError, ValueError)


class Archive:
    """A zip whose table of contents has been checked; `name` is what messages call it."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        try:
            packed, directory = path.stat().st_size, _directory_bytes(path)
            if LIMIT_DIRECTORY < directory <= packed:
                raise self._refusal("speech.large_directory", size=directory / 1e6, limit=LIMIT_ENTRIES)
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise self._refusal("data.missing_file") from None
        except UnicodeDecodeError:
            raise self._refusal("speech.bad_name") from None
        except _DAMAGED:
            raise self._refusal("speech.no_zip") from None
        try:
            self.entries = self._checked(packed)
        except DataError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def read(self, entry: str) -> bytes:
        """The bytes of an entry, which may not grow beyond what the table of contents says."""
        return b"".join(self.chunks(entry))

    def chunks(self, entry: str) -> Iterator[bytes]:
        """The same, piece by piece."""
        info, size = self.entries[entry], 0
        try:
            with self.open(entry) as source:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    if size > info.file_size:
                        raise self._refusal("speech.damaged_entry", entry=printable_name(entry))
                    yield chunk
        except _DAMAGED:
            raise self._refusal("speech.damaged_entry", entry=printable_name(entry)) from None

    def open(self, entry: str) -> IO[bytes]:
        """The entry as a file; whoever reads it has to expect the errors of a damaged one."""
        return self._zip.open(self.entries[entry])

    def _checked(self, packed: int) -> dict[str, zipfile.ZipInfo]:
        """The entries by name, without folders and hidden files. Raises DataError."""
        every = self._zip.infolist()
        files = [(_name(info), info) for info in every if not info.is_dir()]
        if len(files) > LIMIT_ENTRIES:
            raise self._refusal("speech.many_entries", count=len(files), limit=LIMIT_ENTRIES)
        total = sum(info.file_size for _, info in files)
        if total > LIMIT_BYTES:
            limit = LIMIT_BYTES // 1_000_000
            raise self._refusal("speech.too_large", limit=limit, size=total // 1_000_000)
        for name, info in files:
            self._check(name, info)
        if total > SMALL and total > LIMIT_RATIO * packed:
            raise self._refusal("speech.bomb_whole", ratio=total // packed, limit=LIMIT_RATIO)
        for one, other in itertools.pairwise(sorted(every, key=lambda info: info.header_offset)):
            if one.header_offset + _HEADER + one.compress_size > other.header_offset:
                raise self._refusal(
                    "speech.overlap", entry=printable_name(_name(one)), other=printable_name(_name(other))
                )
        found: dict[str, zipfile.ZipInfo] = {}
        for name, info in files:
            if name in found:
                raise self._refusal("speech.entry_twice", entry=printable_name(name))
            found[name] = info
        hidden = ("__MACOSX/", ".")
        return {
            name: info
            for name, info in found.items()
            if not name.startswith(hidden) and not PurePosixPath(name).name.startswith(".")
        }

    def _check(self, name: str, info: zipfile.ZipInfo) -> None:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
            raise self._refusal("speech.climbs_out", entry=printable_name(name))
        if stat.S_ISLNK(info.external_attr >> 16):
            raise self._refusal("speech.is_link", entry=printable_name(name))
        if info.flag_bits & _ENCRYPTED:
            raise self._refusal("speech.encrypted", entry=printable_name(name))
        if info.compress_type not in _METHODS:
            raise self._refusal("speech.method", entry=printable_name(name), method=info.compress_type)
        if info.file_size > SMALL and info.file_size > LIMIT_RATIO * max(1, info.compress_size):
            ratio = info.file_size // max(1, info.compress_size)
            raise self._refusal("speech.bomb", entry=printable_name(name), ratio=ratio)

    def _refusal(self, key: str, **facts: Parameter) -> DataError:
        return DataError(Sentence(key, {"file": self.name, **facts}))


def printable_name(entry: str) -> str:
    """A name as a message shows it: on one line, without control and direction marks, cut when long."""
    return "".join(letter for letter in entry if unicodedata.category(letter)[0] != "C")[:NAME_LENGTH]


def _name(info: zipfile.ZipInfo) -> str:
    """What an entry is called: without the mark of UTF-8 Python reads its bytes as code page 437."""
    if info.flag_bits & _MARKED_UTF8 or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _directory_bytes(path: Path) -> int:
    """How long the table of contents is, as the end of the file says; 0 when it says nothing. Python reads all of it.

    The end is found as zipfile finds it: 22 bytes before the last one, else behind the last of its signatures.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - (1 << 16) - 22 - 76))
        tail = file.read()
    at = len(tail) - 22
    if at < 0 or tail[at : at + 4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 16 > len(tail):
        return 0
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    longer = at - 76  # the 64 bit record and its locator stand in front
    if longer >= 0 and tail[longer : longer + 4] == b"PK\x06\x06":
        (directory,) = struct.unpack_from("<Q", tail, longer + 40)
    return int(directory)
