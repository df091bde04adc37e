"""A file as a grid of text cells, before anybody knows which row is the header.

Every row of the grid is a record of the file, blank ones too, and knows the line on which it begins.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

Lines = npt.NDArray[np.int64]

DELIMITERS = ("\t", ";", "|", ",", " ")
MOST_COLUMNS = 20_000
_SAMPLE_CHARACTERS = 1 << 18
_SAMPLE_RECORDS = 400
_DIRECTIVE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?\s*")
_AS_TEXT = re.compile(r"""="(.*)"|'(?=[\d+-])(.*)""", re.DOTALL)  # how a spreadsheet keeps numbers as text
_SAME_WIDTH = 0.8  # share of the lines of a table that have the same number of cells


@dataclass(frozen=True)
class Grid:
    """`cells` (R, C) of text, blanks as ""; `lines` (R,) where each row begins in the file, counted from 1."""

    cells: pd.DataFrame
    lines: Lines
    separators: int = 0  # rows of nothing but delimiters

    def row(self, at: int) -> list[str]:
        """The cells of one row."""
        return [str(cell) for cell in self.cells.iloc[at]]


def grid_of(rows: list[list[str]]) -> Grid:
    """The grid of rows of any lengths, e.g. of a sheet."""
    width = max((len(row) for row in rows), default=0)
    columns = {at: [row[at] if at < len(row) else "" for row in rows] for at in range(width)}
    return Grid(pd.DataFrame(columns, dtype="str"), np.arange(1, len(rows) + 1))


def delimiter_of(path: Path, encoding: str) -> tuple[str, int]:
    """What separates the cells, and how many lines in front only say so (`sep=;`)."""
    with path.open(encoding=encoding, newline=None) as file:
        sample = file.read(_SAMPLE_CHARACTERS)
    lines = sample.split("\n")
    if len(sample) == _SAMPLE_CHARACTERS and len(lines) > 1:
        lines.pop()
    told = _DIRECTIVE.fullmatch(lines[0]) if lines else None
    if told is not None:
        return (told[1] if told[1] in DELIMITERS else ","), 1
    return _delimiter([line for line in lines if line.strip()][:_SAMPLE_RECORDS]), 0


def _delimiter(lines: list[str]) -> str:
    """The first one that cuts the lines of the table, wherever it begins, into as many cells each."""
    best = (0.0, ",")
    for delimiter in DELIMITERS:
        if not separates(lines, delimiter):
            continue
        widths = [len(record) for record in _records(lines, delimiter)]
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(Counter(wide).items(), key=lambda pair: (pair[1], pair[0]))[0]
        first = widths.index(usual)
        last = len(widths) - widths[::-1].index(usual)
        share = sum(width == usual for width in widths[first:last]) / (last - first)
        if share >= _SAME_WIDTH and (last - first) * 2 > len(widths):
            return delimiter
        best = max(best, (len(wide) / len(widths), delimiter), key=lambda pair: pair[0])
    return best[1]


def separates(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a delimiter stands outside quotation marks, and a bar not only in texts between commas, as in BZN|DE."""
    bare = [re.sub('"[^"]*"', "", line) if '"' in line else line for line in lines]
    if not any(delimiter in line for line in bare):
        return False
    if delimiter != "|" or sum("," in line for line in bare) < len(bare) / 2:
        return True
    values = {mark: [cell for line in bare for cell in line.split(mark) if _is_number(cell)] for mark in "|,"}
    return bool(values["|"]) or not values[","]


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _records(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return [record for record in csv.reader(lines, delimiter=delimiter, skipinitialspace=True) if record]
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def text_grid(path: Path, encoding: str, delimiter: str, skip: int) -> Grid:
    """The file cut into cells. Raises ValueError where pandas cannot, csv.Error for a quotation mark left open."""
    width, quoted, separators = _widest(path, encoding, delimiter)
    if width > MOST_COLUMNS:
        raise ValueError(width)
    cells = pd.read_csv(
        path,
        encoding=encoding,
        sep=delimiter,
        header=None,
        names=list(range(width)),
        index_col=False,
        dtype="str",
        keep_default_na=False,
        na_values=[],
        skipinitialspace=True,
        skip_blank_lines=False,
        skiprows=skip,
        low_memory=False,
    ).fillna("")
    lines: Lines = np.arange(skip + 1, skip + len(cells) + 1, dtype=np.int64)
    told = _lines(path, encoding, delimiter)[skip:] if quoted else []
    if len(told) == len(cells):
        lines = np.array(told, dtype=np.int64)
    return Grid(_without_marks_of_text(_trimmed(cells)), lines, separators)


def _without_marks_of_text(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells such as ="12.5" and '12.5 without what makes them texts."""
    for at in cells.columns:
        if cells[at].iloc[:_SAMPLE_RECORDS].str.match(_AS_TEXT.pattern, flags=re.DOTALL).any():
            cells[at] = cells[at].str.replace(_AS_TEXT.pattern, r"\1\2", regex=True, flags=re.DOTALL)
    return cells


def _widest(path: Path, encoding: str, delimiter: str) -> tuple[int, bool, int]:
    """An upper bound of the cells of a row, whether there are quotation marks, and rows of delimiters alone."""
    most, quoted, separators = 0, False, 0
    blanks = f' \t\r\n"{delimiter}'
    with path.open(encoding=encoding, newline=None) as file:
        for line in file:
            most = max(most, line.count(delimiter))
            quoted = quoted or '"' in line
            if delimiter in line and delimiter.strip() and not line.strip(blanks):
                separators += 1
    return most + 1, quoted, separators


def _lines(path: Path, encoding: str, delimiter: str) -> list[int]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, skipinitialspace=True)
        found, before = [], 0
        for _ in reader:
            found.append(before + 1)
            before = reader.line_num
    return found


def _trimmed(cells: pd.DataFrame) -> pd.DataFrame:
    """Without columns at the end that hold nothing: trailing delimiters, and the bound of a title's commas."""
    width = cells.shape[1]
    while width > 1 and not cells[width - 1].str.strip().ne("").any():
        width -= 1
    return cells.iloc[:, :width]
