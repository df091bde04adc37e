"""How the bytes of a CSV file are to be read: encoding, delimiter, decimal mark, header.

Delimiter, decimal mark and header are judged from the first lines; what does not fit them later is refused by
`lstm_core.data.series.tables`, never guessed again.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast, get_args

from lstm_core.data.files.checks import admit
from lstm_core.data.files.encodings import encoding_of
from lstm_core.data.tidying.grids import separates
from lstm_core.errors import DataError, Sentence
from lstm_core.spec.series import CsvFormat

Delimiter = Literal["\t", ";", "|", ",", " "]

_SAMPLE_CHARACTERS = 1 << 18
_SAMPLE_RECORDS = 200

NUMBER = {
    ".": re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*"),
    ",": re.compile(r"\s*[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?\s*"),
}
GROUPED = re.compile(r"\s*[+-]?\d{1,3}(([ ,.'’\u00a0\u202f])\d{3})(\2\d{3})*([.,]\d+)?\s*")
_DATE = re.compile(r"\s*\d{1,4}[-/.年]\d{1,2}([-/.月]\d{1,4})?.*")


def sniff(path: Path, name: str | None = None) -> CsvFormat:
    """The format of a CSV file. Raises DataError when it is no text that can be read."""
    name = name or path.name
    encoding = encoding_of(path, admit(path, name), name)
    lines = _first_lines(path, encoding)
    if not lines:
        raise DataError(Sentence("data.blank", {"file": name}))
    if _is_lone_column_of_decimal_commas(lines):
        return CsvFormat(encoding=encoding, delimiter=";", decimal=",", header=True)
    delimiter = _delimiter(lines)
    records = _records(lines, delimiter)
    decimal = _decimal(delimiter, [cell for record in records for cell in record])
    header = not any(_is_value(cell) for cell in records[0])
    return CsvFormat(encoding=encoding, delimiter=delimiter, decimal=decimal, header=header)


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
        if not separates(lines, delimiter):
            continue
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

    Cells such as 1,234 or 1.234 prove nothing, since both marks may group thousands; semicolons speak for the comma.
    """
    points = [cell for cell in cells if "." in cell and NUMBER["."].fullmatch(cell)]
    commas = [cell for cell in cells if "," in cell and NUMBER[","].fullmatch(cell)]
    telling_points, telling_commas = (
        sum(GROUPED.fullmatch(cell) is None for cell in found) for found in (points, commas)
    )
    if telling_commas or telling_points:
        return "," if telling_commas > telling_points else "."
    return "," if delimiter == ";" and commas else "."


def _is_value(cell: str) -> bool:
    return any(pattern.fullmatch(cell) for pattern in (*NUMBER.values(), GROUPED, _DATE))
