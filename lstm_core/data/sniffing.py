"""How the bytes of a CSV file are to be read: encoding, delimiter, decimal mark, header.

Guarantees that the encoding found decodes the whole file without error. Delimiter, decimal mark and header are judged
from the first lines; what does not fit them later is refused by `lstm_core.data.tables`, never guessed again.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, cast, get_args

from lstm_core.data.admission import admit, encoding_of_head
from lstm_core.errors import DataError, Message
from lstm_core.specs import CsvFormat

Delimiter = Literal["\t", ";", "|", ",", " "]

_BLOCK_BYTES = 1 << 20
_SAMPLE_CHARACTERS = 1 << 18
_SAMPLE_RECORDS = 200
_WESTERN = "cp1252"
_CANDIDATES = ["big5", "shift_jis", "euc_jp", "euc_kr", "cp1251", "cp1250", _WESTERN]

NUMBER = {
    ".": re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*"),
    ",": re.compile(r"\s*[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?\s*"),
}
GROUPED = re.compile(r"\s*[+-]?\d{1,3}(([ ,.'’\u00a0\u202f])\d{3})(\2\d{3})*([.,]\d+)?\s*")
_DATE = re.compile(r"\s*\d{1,4}[-/.年]\d{1,2}([-/.月]\d{1,4})?.*")


def sniff(path: Path, name: str | None = None) -> CsvFormat:
    """The format of a CSV file. Raises DataError when it is no text that can be read."""
    name = name or path.name
    encoding = _encoding(path, admit(path, name), name)
    lines = _first_lines(path, encoding)
    if not lines:
        raise DataError(Message("data.blank", {"file": name}))
    if _is_lone_column_of_decimal_commas(lines):
        return CsvFormat(encoding=encoding, delimiter=";", decimal=",", header=True)
    delimiter = _delimiter(lines)
    records = _records(lines, delimiter)
    decimal = _decimal(delimiter, [cell for record in records for cell in record])
    header = not any(_is_value(cell) for cell in records[0])
    return CsvFormat(encoding=encoding, delimiter=delimiter, decimal=decimal, header=header)


def _encoding(path: Path, head: bytes, name: str) -> str:
    marked = encoding_of_head(head)
    if marked is not None:
        candidates = [marked]
    elif _fault(path, "utf-8") is None:
        return "utf-8"
    else:
        evidence = _lines_beyond_ascii(path)
        candidates = [*_guesses(evidence), _WESTERN]
    for encoding in candidates:
        fault = _fault(path, encoding)
        if fault is None:
            return encoding
    raise undecodable(path, candidates[0] if marked else "utf-8", name)


def undecodable(path: Path, encoding: str, name: str) -> DataError:
    """The error that names the first byte that does not belong to the encoding."""
    line, byte = _fault(path, encoding) or (1, "")
    return DataError(Message("data.undecodable", {"file": name, "encoding": encoding, "line": line, "byte": byte}))


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


def _lines_beyond_ascii(path: Path, most: int = 1 << 16) -> bytes:
    found = b""
    for block in _blocks(path):
        found += b"\n".join(re.findall(rb"[^\r\n]*[\x80-\xff][^\r\n]*", block)) + b"\n"
        if len(found) >= most:
            break
    return found[:most].rsplit(b"\n", 1)[0]


def _guesses(evidence: bytes) -> list[str]:
    """Encodings worth trying, likeliest first. GB 18030 contains GBK and GB 2312."""
    if _chinese_share(evidence) >= 0.7:
        return ["gb18030"]
    from charset_normalizer import from_bytes

    return [match.encoding for match in from_bytes(evidence, cp_isolation=_CANDIDATES)]


def _chinese_share(evidence: bytes) -> float:
    """Share of the characters beyond ASCII that are among the 3755 frequent ones, or the signs, of GB 2312.

    Frequent characters have their first byte in B0..D7 and their second in A1..FE. Western text read as GB 18030
    pairs an accented letter with the ASCII letter behind it, so its share is near zero.
    """
    text = evidence.decode("gb18030", errors="replace")
    codes = [character.encode("gb18030") for character in text if ord(character) > 127]
    frequent = [c for c in codes if len(c) == 2 and c[1] >= 0xA1 and (0xB0 <= c[0] <= 0xD7 or 0xA1 <= c[0] <= 0xA3)]
    return len(frequent) / max(len(codes), 1)


def _first_lines(path: Path, encoding: str) -> list[str]:
    with path.open(encoding=encoding, newline="") as file:
        sample = ""
        while not sample.strip() and (sample := file.read(_SAMPLE_CHARACTERS)):
            pass
    lines = re.findall(r"[^\r\n]+", sample)
    if len(sample) == _SAMPLE_CHARACTERS and len(lines) > 1:
        lines.pop()
    return [line for line in lines if line.strip()][:_SAMPLE_RECORDS]


def _records(lines: Sequence[str], delimiter: Delimiter) -> list[list[str]]:
    try:
        found = [record for record in csv.reader(lines, delimiter=delimiter, skipinitialspace=True) if record]
    except csv.Error:
        found = []
    return found or [[line.strip()] for line in lines]


def _is_lone_column_of_decimal_commas(lines: Sequence[str]) -> bool:
    """Whether the lines read `name`, `1,5`, `2,75`, ...: a comma in every line but the first."""
    first, *rest = lines
    return "," not in first and bool(rest) and all("," in line and NUMBER[","].fullmatch(line) for line in rest)


def _delimiter(lines: Sequence[str]) -> Delimiter:
    """The first delimiter, in the order of `Delimiter`, that cuts nearly all lines into the same number of fields."""
    best: tuple[float, Delimiter] = (0.0, ",")
    for delimiter in get_args(Delimiter):
        counts = Counter(len(record) for record in _records(lines, delimiter))
        fields, often = max(counts.items(), key=lambda item: (item[1], item[0]))
        share = often / counts.total()
        if fields > 1 and share >= 0.8:
            return cast(Delimiter, delimiter)
        divided = 1 - counts[1] / counts.total()
        best = max(best, (divided, delimiter), key=lambda pair: pair[0])
    return best[1]


def _decimal(delimiter: Delimiter, cells: Sequence[str]) -> Literal[".", ","]:
    """A comma when more cells are numbers with a comma than with a point.

    Cells such as 1,234 alone prove nothing where the comma may group thousands; with semicolons it is the decimal mark.
    """
    points = sum("." in cell and bool(NUMBER["."].fullmatch(cell)) for cell in cells)
    commas = [cell for cell in cells if "," in cell and NUMBER[","].fullmatch(cell)]
    proven = delimiter == ";" or any(not GROUPED.fullmatch(cell) for cell in commas)
    return "," if proven and len(commas) > points else "."


def _is_value(cell: str) -> bool:
    return any(pattern.fullmatch(cell) for pattern in (*NUMBER.values(), GROUPED, _DATE))
