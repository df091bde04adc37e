"""Whether a file may be read at all: it exists, is a readable file of sensible size, and holds text.

Looks at the first kilobytes only, so a file of any size and kind is answered at once.
"""

import codecs
import errno
import math
import os
import stat
from pathlib import Path

from lstm_core.errors import DataError, Sentence

LIMIT_BYTES = 100_000_000
HEAD_BYTES = 8192

BOMS = {  # longest first: the mark of UTF-32 begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "data.is_png",
    b"\xff\xd8\xff": "data.is_jpeg",
    b"GIF8": "data.is_gif",
    b"%PDF-": "data.is_pdf",
    b"\x1f\x8b": "data.is_gzip",
    b"BZh": "data.is_archive",
    b"\xfd7zXZ\x00": "data.is_archive",
    b"7z\xbc\xaf\x27\x1c": "data.is_archive",
    b"Rar!\x1a\x07": "data.is_archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "data.is_excel",
    b"PAR1": "data.is_parquet",
    b"SQLite format 3\x00": "data.is_sqlite",
    b"\x89HDF\r\n\x1a\n": "data.is_hdf5",
    b"\x93NUMPY": "data.is_numpy",
}
_MARKUP = {b"<!doctype html": "data.is_html", b"<html": "data.is_html", b"<?xml": "data.is_xml"}
_SPREADSHEET_PARTS = (b"[Content_Types].xml", b"xl/", b"mimetypeapplication/vnd.oasis")
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a\x1b")


def admit(path: Path, name: str) -> bytes:
    """The first kilobytes of a text file. Raises DataError with one message, in which the file is called `name`."""
    head = _read_head(path, name)
    if not head:
        raise DataError(Sentence("data.empty", {"file": name}))
    kind = _binary_kind(head)
    if kind is not None:
        raise DataError(Sentence(kind, {"file": name}))
    return head


def _read_head(path: Path, name: str) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise DataError(Sentence("data.directory", {"file": name}))
        if not stat.S_ISREG(status.st_mode):
            raise DataError(Sentence("data.no_regular_file", {"file": name}))
        if status.st_size > LIMIT_BYTES:
            size, limit = math.ceil(status.st_size / 1e5) / 10, LIMIT_BYTES // 1_000_000
            raise DataError(Sentence("data.too_large", {"file": name, "size": size, "limit": limit}))
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(Sentence("data.missing_file", {"file": name})) from None
    except PermissionError:
        raise DataError(Sentence("data.not_permitted", {"file": name})) from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        code = error.errno if isinstance(error, OSError) else errno.EINVAL
        reason = errno.errorcode.get(code or 0, os.strerror(code or 0))
        raise DataError(Sentence("data.unreadable", {"file": name, "reason": reason})) from None


def _binary_kind(head: bytes) -> str | None:
    """The key of a sentence that names what the bytes look like, or None for text."""
    for signature, key in _SIGNATURES.items():
        if head.startswith(signature):
            return key
    if head.startswith(b"PK\x03\x04"):
        return "data.is_spreadsheet" if any(part in head for part in _SPREADSHEET_PARTS) else "data.is_zip"
    if encoding_of_head(head) is not None:
        return None
    if b"\0" in head or sum(head.count(byte) for byte in _CONTROLS) > len(head) // 20:
        return "data.is_binary"
    start = head.lstrip()[:20].lower()
    for signature, key in _MARKUP.items():
        if start.startswith(signature):
            return key
    return "data.is_json" if start.startswith((b"{", b"[")) else None


def encoding_of_head(head: bytes) -> str | None:
    """The encoding that a byte order mark or the zeros of UTF-16 tell, or None when neither is there."""
    for mark, encoding in BOMS.items():
        if head.startswith(mark):
            return encoding
    pairs = len(head) // 2
    zeros_even, zeros_odd = head[0::2].count(0), head[1::2].count(0)
    if zeros_odd * 3 > pairs and zeros_even * 20 <= pairs:
        return "utf-16-le"
    if zeros_even * 3 > pairs and zeros_odd * 20 <= pairs:
        return "utf-16-be"
    return None
