"""A table or a long text that was pasted into the input, taken out of the question as a file.

Guarantees: cells keep their characters, a table between other words keeps its bytes, unless it is set with rules or
full-width commas and becomes a CSV; what is no table for sure stays in the question. Linear in the length of the text.
"""

import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.workspace import pasted_shapes as shapes
from assistant.workspace.pasted_cells import DATE, any_value, is_number, is_value, plain, share, written

FEWEST_ROWS = 3
MOST = 4  # files of one question
LONG_COLUMN = 8  # lines of one number each that are a column
LONG_ROW = 20  # numbers on one line that are a series
LONG_TEXT = 8000  # characters from which on prose is a file
LONG_LINES, LONG_LINED = 60, 3000  # the same in lines, with so many characters
QUESTION = 300  # characters of a paragraph beside a pasted text that asks something
_UNSEEN = frozenset("\u2800\u3164\u115f\u1160\uffa0\u034f\u17b4\u17b5") | {chr(code) for code in range(0xFE00, 0xFE10)}
_WIDE = "，"
_DELIMITERS = ("\t", ";", "|", ",", _WIDE, " ")
_SAME = 0.8  # share of the rows with the usual number of cells
_SURE = 0.8  # share of the cells of a column that are numbers
_CODE = re.compile(r"[{}()\[\]=<>]|\b(?:def|return|import|const|INFO|DEBUG|WARN|WARNING|ERROR)\b")
_SAYS = re.compile(r"\b(?:is|are|my|please|here|this|these|you)\b|请|这是|我的|以下|下面")
_WORDS = 40  # rows above or below a table that may be words
_JUDGED = 500  # rows that tell whether it is a table
_RULED = frozenset("-=+|: ")  # what a rule of a table is made of
_LINE = re.compile(r"-{2}|={2}")
_COUNT = re.compile(r"\(?\d+ (?:rows?|records?)(?: in set)?\b.{0,40}|（?共? ?\d+ ?行）?")  # what a database says below
_FENCE = re.compile(r"\s*(```|~~~)\s*(\w*)\s*")
_TABLES = ("", "csv", "tsv", "text", "txt", "table", "markdown", "md")
_ROW = re.compile(r"[\s,;，、；]+")


@dataclass(frozen=True)
class PastedData:
    """What was taken out of a question: the file's ending and content, and the words that are left."""

    ending: str
    content: bytes
    words: str


def is_blank(text: str) -> bool:
    """Nothing in it can be seen: white space of any width, control and format characters."""
    return all(unicodedata.category(letter)[0] in "ZC" or letter in _UNSEEN for letter in text)


def name_of(pasted: PastedData, day: date, taken: Collection[str]) -> str:
    """A name that says what it is: pasted-2026-11-28.csv, or pasted-2026-11-28-2.csv where that is taken."""
    stem, number = f"pasted-{day.isoformat()}", 1
    name = f"{stem}.{pasted.ending}"
    while name in taken:
        number += 1
        name = f"{stem}-{number}.{pasted.ending}"
    return name


def extract_pasted(text: str) -> PastedData | None:
    """The table or the long text in a question; None when it holds neither."""
    if text.count("\n") < FEWEST_ROWS - 1 and len(text) < LONG_TEXT and len(_ROW.split(text)) < LONG_ROW:
        return None
    if _is_json(text):
        return None
    marked = shapes.html(text)
    if marked is not None:
        return PastedData("csv", written(marked.rows), marked.words)
    lines = shapes.without_boxes(text).splitlines(keepends=True)
    found = _markdown(lines) or _shaped(shapes.lying(lines) or shapes.pairs(lines)) or _block(lines) or _row(lines)
    return found or _shaped(shapes.numbers(lines)) or _prose(text)


def extract_all(text: str) -> tuple[list[PastedData], str]:
    """Every table or long text in a question, a few at most, and the words that are left."""
    found: list[PastedData] = []
    words = text
    while len(found) < MOST and (pasted := extract_pasted(words)) is not None:
        found.append(pasted)
        words = pasted.words
    return found, words


def _shaped(table: shapes.Shaped | None) -> PastedData | None:
    return PastedData("csv", written(table.rows), table.words) if table is not None else None


# -- tables --------------------------------------------------------------------------------------------------------


def _block(lines: Sequence[str]) -> PastedData | None:
    """The lines that are a table under the first delimiter that makes them one, as they were pasted."""
    for delimiter in _DELIMITERS:
        for start, end in _runs(lines, delimiter):
            sample = _cells(lines[start : min(end, start + _JUDGED)], delimiter)
            if not _is_table([cells for cells in sample[slice(*_trimmed(sample))] if cells is not None], delimiter):
                continue
            rows = _cells(lines[start:end], delimiter)
            first, last = _trimmed(rows)
            kept = [cells for cells in rows[first:last] if cells is not None]
            if _is_table(kept, delimiter):
                first, last = start + first, start + last
                head = shapes.heading_above(lines, first, kept) if delimiter == " " else None
                found = _cut(lines, first - (head.lines if head else 0), last)
                table = _readable(head.over(kept) if head else kept)
                as_pasted = table == kept and delimiter != _WIDE and "\u3000" not in lines[first]
                return found if found is None or as_pasted else replace(found, content=written(table))
    start, end = _column(lines)
    return _cut(lines, start, end) if end - start >= LONG_COLUMN else None


def _readable(rows: Sequence[list[str]]) -> list[list[str]]:
    """The rows with bare numbers, and without a counter that has no name."""
    first = [row[0].strip() if row else "" for row in rows]
    counts = not first[0] and first[1:] in ([str(at + begin) for at in range(len(rows) - 1)] for begin in (0, 1))
    return [[plain(cell) for cell in row[1 if counts else 0 :]] for row in rows]


def _runs(lines: Sequence[str], delimiter: str) -> list[tuple[int, int]]:
    """Ranges of lines that a delimiter cuts into two cells or more; blank lines between them belong to them."""
    found: list[tuple[int, int]] = []
    start, end, open_quote = None, 0, False
    for place, line in enumerate(lines):
        if open_quote or _cut_up(line, delimiter):
            start = place if start is None else start
            end = place + 1
            if line.count('"') % 2:
                open_quote = not open_quote
        elif line.strip() and start is not None:
            found.append((start, end))
            start, open_quote = None, False
    if start is not None:
        found.append((start, end))
    return sorted((run for run in found if run[1] - run[0] >= FEWEST_ROWS), key=lambda run: run[0] - run[1])


def _cut_up(line: str, delimiter: str) -> bool:
    return len(line.split()) > 1 if delimiter == " " else delimiter in line.strip(" \r\n")


def _cells(lines: Sequence[str], delimiter: str) -> list[list[str] | None]:
    """The cells of every line; None for a blank one and for one that goes on with a cell of the line before."""
    found: list[list[str] | None] = [None] * len(lines)
    if delimiter == " ":
        return [line.split() or None for line in lines]
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    before = 0
    try:
        for record in reader:
            if record and any(cell.strip() for cell in record):
                found[before] = record
            before = reader.line_num
    except csv.Error:
        return [None] * len(lines)
    return found


def _trimmed(rows: Sequence[list[str] | None]) -> tuple[int, int]:
    """The first line and the one behind the last that look like rows: words before and after are no cells."""
    widths = Counter(len(row) for row in rows if row is not None)
    if not widths:
        return 0, 0
    usual = max(widths, key=lambda width: (widths[width], width))
    fits = [place for place, row in enumerate(rows) if row is not None and len(row) == usual]
    first, last = 0, len(fits) - 1
    while last - first > 1 and first < _WORDS and _is_prelude(rows[fits[first]], rows[fits[first + 1]]):
        first += 1
    while last - first > 1 and len(fits) - last <= _WORDS and not any_value(rows[fits[last]]):
        last -= 1
    end = next((place for place in range(fits[last] + 1, len(rows)) if rows[place] is not None), len(rows))
    return fits[first], end


def _is_prelude(row: list[str] | None, below: list[str] | None) -> bool:
    """A row above a table that is no heading of it: another such row follows, or it reads as a sentence."""
    if any_value(row):
        return False
    said = " ".join(row or []).strip()
    return not any_value(below) or said[-1:] in ":：.!?。！？" or _SAYS.search(said.lower()) is not None


def _is_table(rows: Sequence[list[str]], delimiter: str) -> bool:
    widths = Counter(len(row) for row in rows)
    if len(rows) < FEWEST_ROWS:
        return False
    width, often = widths.most_common(1)[0]
    if width < 2 or often < _SAME * len(rows):
        return False
    headed = not any_value(rows[0])
    body = [row for row in rows[1 if headed else 0 : _JUDGED] if len(row) == width]
    if sum(_CODE.search(" ".join(map(plain, row))) is not None for row in body) > (1 - _SAME) * len(body):
        return False
    columns = list(zip(*body, strict=True))
    numbers = [share(column, is_number) >= _SURE and any(is_number(cell) for cell in column) for column in columns]
    values = [share(column, is_value) >= _SURE for column in columns]
    if delimiter == " " or (not headed and len(rows) < 2 * FEWEST_ROWS):
        return any(numbers) and all(values)
    return any(numbers)


def _column(lines: Sequence[str]) -> tuple[int, int]:
    """The longest range of lines with one number each, with its heading."""
    best = (0, 0)
    start = None
    for place, line in enumerate([*lines, "end"]):
        if is_number(line.strip()) and line.strip():
            start = place if start is None else start
        elif start is not None and line.strip():
            best = max(best, (start, place), key=lambda run: run[1] - run[0])
            start = None
    first, last = best
    heading = lines[first - 1].strip() if first else ""
    if (
        heading
        and re.fullmatch(r"[\w()%/°.\- ]{1,40}", heading)
        and len(heading.split()) <= 3
        and heading[-1] not in ".:"
    ):
        first -= 1
    return first, last


def _row(lines: Sequence[str]) -> PastedData | None:
    """Many numbers on one line as one column; what the line says before them stays a question."""
    for place, line in enumerate(lines):
        before, mark, numbers = line.rpartition(":") if ":" in line else line.rpartition("：")
        cells = [cell for cell in re.split(r"[\s;]+|,(?=\s|\D)|,(?!\d{3}(?!\d))", numbers.strip()) if cell]
        if len(cells) >= LONG_ROW and all(is_number(cell) for cell in cells):
            content = "value\n" + "".join(f"{cell}\n" for cell in cells)
            rest = [*lines[:place], before + mark, *lines[place + 1 :]]
            return PastedData("csv", content.encode(), "".join(rest).strip())
    return None


def _markdown(lines: Sequence[str]) -> PastedData | None:
    """A table with a rule below its heading, as in Markdown or from a database, written as a CSV without the rules."""
    rule = next((at for at in range(1, len(lines)) if _is_rule(lines[at]) and _is_barred(lines[at - 1])), None)
    if rule is None:
        return None
    end = rule + 1
    while end < len(lines) and (_is_barred(lines[end]) or _is_rule(lines[end])):
        end += 1
    body = [line for line in lines[rule + 1 : end] if not _is_rule(line)]
    if len(body) < FEWEST_ROWS - 1:
        return None
    outer = lines[rule - 1].lstrip().startswith("|")
    rows = [_bars(line, outer) for line in (lines[rule - 1], *body)]
    if not any(is_number(cell) for row in rows[1:] for cell in row if cell):
        return None
    start = rule - 2 if rule > 1 and _is_rule(lines[rule - 2]) else rule - 1
    after = [line for line in lines[end:] if not _COUNT.fullmatch(line.strip())]
    return PastedData("csv", written(rows), "".join([*lines[:start], *after]).strip())


def _is_rule(line: str) -> bool:
    """Dashes with bars or crosses between them."""
    signs = set(line.strip())
    return (
        signs <= _RULED and not signs.isdisjoint("-=") and not signs.isdisjoint("|+") and _LINE.search(line) is not None
    )


def _is_barred(line: str) -> bool:
    return "|" in line and not _is_rule(line)


def _bars(line: str, outer: bool) -> list[str]:
    inner = line.strip()
    if outer:
        inner = inner.removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    else:
        inner = line
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _cut(lines: Sequence[str], start: int, end: int) -> PastedData | None:
    """The lines as a file, the others as words; a fence around them goes, and of a program there is no table."""
    before, after = list(lines[:start]), list(lines[end:])
    fence = _FENCE.fullmatch(before[-1].strip()) if before else None
    if fence is not None:
        if fence[2].lower() not in _TABLES:
            return None
        before.pop()
        after = after[1:] if after and _FENCE.fullmatch(after[0].strip()) else after
    content = "".join(lines[start:end])
    return PastedData("csv", content.encode(), ("".join(before).strip() + "\n" + "".join(after).strip()).strip())


# -- prose ---------------------------------------------------------------------------------------------------------


def _prose(text: str) -> PastedData | None:
    """A long text of words, with the short paragraph before or behind it that asks something."""
    long = len(text) >= LONG_TEXT or (text.count("\n") >= LONG_LINES and len(text) >= LONG_LINED)
    if not long or not _reads_as_prose(text):
        return None
    words, body = "", text
    first, gap, rest = text.partition("\n")
    if gap and _asks(first) and (not rest[:1].strip() or first.rstrip()[-1:] in ":：?？"):
        words, body = first.strip(), rest.lstrip("\r\n")
    above, gap, last = body.rstrip().rpartition("\n")
    if gap and not words and _asks(last) and (not above.endswith(tuple("abcdefghijklmnopqrstuvwxyz,，"))):
        words, body = last.strip(), above.rstrip() + "\n"
    return PastedData("txt", body.encode(), words)


def _asks(paragraph: str) -> bool:
    """A short paragraph that speaks to us about the text."""
    asking = (
        r"[?？:：]\s*$|训练|学习|模仿|生成|续写|分析|总结|这段|下面|以下|以上|风格|"
        r"\b(?:train|learn|write|generate|imitate|analy[sz]e|summari[sz]e|this text|below|above|style)\b"
    )
    return 0 < len(paragraph.strip()) <= QUESTION and re.search(asking, paragraph.lower()) is not None


def _reads_as_prose(text: str) -> bool:
    """Mostly letters, with few marks of programs, markup or logs, and few numbers."""
    sample = text[:100_000]
    letters = sum(letter.isalpha() or letter.isspace() for letter in sample)
    marks = sum(letter in "{}[]()=<>;_/\\|#@$&*+~`^" for letter in sample)
    lines = [line for line in sample.splitlines() if line.strip()]
    logged = sum(DATE.match(line.strip()) is not None for line in lines)
    return letters >= 0.75 * len(sample) and marks <= 0.02 * len(sample) and logged <= 0.2 * len(lines)


def _is_json(text: str) -> bool:
    if text.strip()[:1] not in ("{", "["):
        return False
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return not (isinstance(value, list) and all(isinstance(each, int | float) for each in value))
