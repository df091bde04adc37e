"""Tables that lie in a text in other shapes than rows between delimiters: printed frames, pairs, lists, HTML, boxes.

Data in, data out; linear in the length of the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from assistant.workspace.pasted_cells import DATE, any_value, is_number, is_value

FEWEST = 3  # rows
LONG = 10  # values on a line that is a column lying down
SERIES = 20  # numbers beside each other that are a series
_MOST_LINES = 12  # of columns that lie down, and of a text around a list of numbers
_PAIR = re.compile(r"\s*(?:[-*•]\s+)?([^:：=→\n]{1,30}(?::\d\d){0,2}?)\s*(?:[:：=]|→|->)\s*(\S.{0,30}?)\s*[,;，；。]?\s*")
_YEAR = re.compile(r"(?:1[6-9]|20|21)\d\d年?")
_NUMBER = re.compile(r"[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?%?")
_BETWEEN = re.compile(r"\s*[,，、;；]\s*|\s+")
_CALLED = re.compile(r"[\w.]+\([\[(]*\s*$")
_BOXES = {ord(sign): "|" for sign in "│┃║┆┇┊┋"} | {ord(sign): "-" for sign in "─━╌╍┄┅┈┉"} | {ord("═"): "="}
_BOXES |= {code: "+" for code in range(0x2500, 0x2580) if code not in _BOXES}


@dataclass(frozen=True)
class Shaped:
    """The rows of a table, its heading first, and the words around it."""

    rows: list[list[str]]
    words: str


@dataclass(frozen=True)
class Heading:
    """The names above the rows of a printed table: on how many lines, and whether the rows begin with a counter."""

    names: list[str]
    lines: int
    counted: bool

    def over(self, rows: Sequence[Sequence[str]]) -> list[list[str]]:
        """The rows under their names, without the counter."""
        return [self.names, *(list(row[1:] if self.counted else row) for row in rows)]


def without_boxes(text: str) -> str:
    """Lines that a program drew with signs of its own, as bars and dashes."""
    return text.translate(_BOXES) if "│" in text or "┃" in text or "║" in text else text


def heading_above(lines: Sequence[str], first: int, rows: Sequence[Sequence[str]]) -> Heading | None:
    """The heading of a table that is set with spaces, where it has other cells than the rows: pandas, names of words."""
    width = len(rows[0])
    above = lines[first - 1] if first else ""
    names = re.split(r"\s{2,}", above.strip())
    if not above.strip() or any_value(above.split()) or above.rstrip()[-1:] in ".:：。?？!":
        return None
    if len(names) == width and len(above.split()) > width:
        return Heading(names, 1, counted=False)
    names = above.split()
    before = lines[first - 2] if first > 1 else ""
    if len(names) == 1 and before[:1].isspace() and len(before.split()) == width - 1:
        return Heading([*names, *before.split()], 2, counted=False)  # the name of an index stands alone
    if above[0].isspace() and len(names) == width - 1:
        counted = [row[0] for row in rows] == [str(place) for place in range(len(rows))]
        return Heading(names if counted else ["", *names], 1, counted)
    return None


def lying(lines: Sequence[str]) -> Shaped | None:
    """Columns that lie down: a name and many values on each of a few lines."""
    for delimiter in ("\t", ";", ","):
        found = [(place, line.strip("\r\n").split(delimiter)) for place, line in enumerate(lines) if line.count(delimiter) >= LONG]
        if not 2 <= len(found) <= _MOST_LINES or len({len(cells) for _, cells in found}) != 1:
            continue
        if all(not is_value(cells[0]) and _mostly_values(cells[1:]) for _, cells in found):
            at = {place for place, _ in found}
            rows = [list(map(str.strip, row)) for row in zip(*(cells for _, cells in found), strict=True)]
            return Shaped(rows, _rest(lines, at))
    return None


def _mostly_values(cells: Sequence[str]) -> bool:
    return sum(is_value(cell) for cell in cells) >= 0.8 * len(cells)


def pairs(lines: Sequence[str]) -> Shaped | None:
    """A moment and a number on every line: `2024-01-01: 5`."""
    best: tuple[int, int] = (0, 0)
    start = None
    read = [_pair(line) for line in lines]
    for place, pair in enumerate([*read, None]):
        if pair is not None:
            start = place if start is None else start
        elif start is not None and (place == len(lines) or lines[place].strip()):
            best = max(best, (start, place), key=lambda run: run[1] - run[0])
            start = None
    first, last = best
    rows = [list(pair) for pair in read[first:last] if pair is not None]
    if len(rows) < FEWEST:
        return None
    return Shaped([["date", "value"], *rows], _rest(lines, set(range(first, last))))


def _pair(line: str) -> tuple[str, str] | None:
    found = _PAIR.fullmatch(line) if len(line) < 100 else None
    if found is None:
        return None
    moment, number = found[1].strip(), found[2]
    timed = DATE.fullmatch(moment) is not None or _YEAR.fullmatch(moment) is not None
    return (moment, number) if timed and is_number(number) else None


def numbers(lines: Sequence[str]) -> Shaped | None:
    """Many numbers beside each other, in brackets or in a sentence, as one column."""
    if len(lines) > _MOST_LINES:
        return None
    for place, line in enumerate(lines):
        run: list[re.Match[str]] = []
        for number in _NUMBER.finditer(line):
            if run and _BETWEEN.fullmatch(line, run[-1].end(), number.start()) is None:
                if len(run) >= SERIES:
                    break
                run = []
            run.append(number)
        before, after = (line[: run[0].start()], line[run[-1].end() :]) if run else ("", "")
        if len(run) < SERIES or _CALLED.search(before[-80:]):
            continue
        words = before.rstrip().removesuffix("[").rstrip() + " " + after.lstrip().removeprefix("]").lstrip()
        rows = [["value"], *([number[0]] for number in run)]
        return Shaped(rows, "".join([*lines[:place], words.strip() + "\n", *lines[place + 1 :]]).strip())
    return None


def _rest(lines: Sequence[str], taken: set[int]) -> str:
    first, last = min(taken), max(taken)
    return ("".join(lines[:first]).strip() + "\n" + "".join(lines[last + 1 :]).strip()).strip()


def html(text: str) -> Shaped | None:
    """The first table of a piece of HTML."""
    found = re.search(r"<table\b", text, re.IGNORECASE)
    if found is None:
        return None
    end = re.search(r"</table\s*>", text[found.start() :], re.IGNORECASE)
    stop = found.start() + end.end() if end else len(text)
    reader = _TableReader()
    reader.feed(text[found.start() : stop])
    rows = [row for row in reader.rows if row]
    widths = {len(row) for row in rows}
    if len(rows) < FEWEST or len(widths) != 1 or not any(is_number(cell) for row in rows[1:] for cell in row):
        return None
    return Shaped(rows, (text[: found.start()].strip() + "\n" + text[stop:].strip()).strip())


class _TableReader(HTMLParser):
    """Collects the cells of the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th", "tr", "table")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] = (self.rows[-1][-1] + " " + data.strip()).strip()
