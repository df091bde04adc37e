"""In which encoding a file is written. Guarantees that the encoding found reads the whole file without error.

Many short files are valid in several encodings: the bytes of one Chinese word in GBK may be two Hebrew points in UTF-8.
Then the likelier text wins; Korean in EUC-KR, whose bytes are frequent Chinese characters too, is taken for Chinese.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from lstm_core.data.files.checks import encoding_of_head
from lstm_core.errors import DataError, Sentence

_BLOCK_BYTES = 1 << 20
_EVIDENCE_BYTES = 1 << 16
_CHINESE, _WESTERN = "gb18030", "cp1252"
_TRIED = ["big5", "shift_jis", "euc_jp", "euc_kr", "cp1251", "cp1250", _WESTERN]
_TWO_BYTES = re.compile("[\u0080-\u07ff]")  # characters that UTF-8 writes in two bytes
_UNLIKELY = re.compile("[\u0180-\u036f\u0483-\u05cf\u0700-\u07ff]")  # those outside the alphabets in wide use
_WESTERN_RUNS = re.compile(
    rb"(?<![\x80-\xff])[\x80\x92\x96\xa0\xa3\xa7\xb0\xb2\xb3\xb5\xb7\xc0-\xff]{1,3}(?![\x80-\xff])"
)


def encoding_of(path: Path, head: bytes, name: str) -> str:
    """Python's name of the encoding; `head` are the file's first bytes. Raises DataError when none reads the file."""
    marked = encoding_of_head(head)
    for encoding in _candidates(path) if marked is None else [marked]:
        if _fault(path, encoding) is None:
            return encoding
    raise undecodable(path, marked or "utf-8", name)


def undecodable(path: Path, encoding: str, name: str) -> DataError:
    """The error that names the first byte that does not belong to the encoding."""
    line, byte = _fault(path, encoding) or (1, "")
    return DataError(Sentence("data.undecodable", {"file": name, "encoding": encoding, "line": line, "byte": byte}))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


def _fault(path: Path, encoding: str) -> tuple[int, str] | None:
    """Line and hexadecimal byte of the first place that the encoding cannot read, or None when it reads all."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    try:
        for block in _blocks(path):
            line += decoder.decode(block).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        if not isinstance(error, UnicodeDecodeError):
            return line, ""
        return line + error.object[: error.start].count(b"\n"), f"0x{error.object[error.start]:02X}"
    return None


def _lines_beyond_ascii(path: Path) -> bytes:
    """The first lines that hold a byte above 127, about 64 KB of them."""
    found = bytearray()
    for block in _blocks(path):
        if not block.isascii():
            found += b"\n".join(re.findall(rb"[^\r\n]*[\x80-\xff][^\r\n]*", block)) + b"\n"
        if len(found) >= _EVIDENCE_BYTES:
            break
    return bytes(found[:_EVIDENCE_BYTES]).rsplit(b"\n", 1)[0]


def _candidates(path: Path) -> Iterator[str]:
    """Encodings worth trying, likeliest first. GB 18030 contains GBK and GB 2312."""
    evidence = _lines_beyond_ascii(path)
    chinese = _chinese_share(evidence)
    if chinese >= 0.9 and _is_unlikely_utf8(evidence):
        yield _CHINESE
    yield "utf-8"
    if chinese >= 0.7:
        yield _CHINESE
    if _WESTERN_RUNS.sub(b"", evidence).isascii():
        yield _WESTERN
    from charset_normalizer import from_bytes

    yield from (match.encoding for match in from_bytes(evidence, cp_isolation=_TRIED))
    yield _WESTERN


def _chinese_share(evidence: bytes) -> float:
    """Share of the characters beyond ASCII that are among the 3755 frequent ones, or the signs, of GB 2312.

    Frequent characters have their first byte in B0..D7 and their second in A1..FE. Western text read as GB 18030
    pairs an accented letter with the ASCII letter behind it, so its share is near zero.
    """
    text = evidence.decode(_CHINESE, errors="replace")
    codes = [character.encode(_CHINESE) for character in text if ord(character) > 127]
    frequent = [c for c in codes if len(c) == 2 and c[1] >= 0xA1 and (0xB0 <= c[0] <= 0xD7 or 0xA1 <= c[0] <= 0xA3)]
    return len(frequent) / max(len(codes), 1)


def _is_unlikely_utf8(evidence: bytes) -> bool:
    """Whether the bytes are UTF-8 of nothing but two-byte characters, most of them outside the alphabets in use."""
    try:
        beyond = [character for character in evidence.decode("utf-8") if ord(character) > 127]
    except UnicodeDecodeError:
        return False
    text = "".join(beyond)
    return len(_TWO_BYTES.findall(text)) == len(text) and 2 * len(_UNLIKELY.findall(text)) >= max(len(text), 1)
