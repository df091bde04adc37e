"""A table becomes plain once: whatever file arrives is written as the CSV that every reader reads the same way.

Plain is UTF-8 with commas, one row of unique names, ISO 8601 times in one column, plain numbers, blanks for missing. A
file that `lstm_core.data.series.tables` reads rightly as it is stays as it is. What was understood is said, and what is
not is refused: no row and no cell is lost without a word.
"""

import csv
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from lstm_core.data.files.checks import admit
from lstm_core.data.series import table_checks, time_formats
from lstm_core.data.series.sniffing import NUMBER, sniff
from lstm_core.data.series.tables import cut_into_cells
from lstm_core.data.tidying import numbers
from lstm_core.data.tidying.containers import Unpacked, kind_of, unpacked
from lstm_core.data.tidying.grids import Grid, delimiter_of, text_grid
from lstm_core.data.tidying.layouts.layout import TIME_NAME, Layout
from lstm_core.data.tidying.layouts.rows import GROUPED, MOST_GROUPING
from lstm_core.data.tidying.layouts.table import layout_of
from lstm_core.data.tidying.layouts.turning import may_run_across, turned
from lstm_core.data.tidying.notices import number_notices, time_notices
from lstm_core.data.tidying.times.columns import Timed, may_number_the_day, mixed_in, times_of
from lstm_core.data.tidying.times.parts import part_of
from lstm_core.data.tidying.times.reading import iso_texts, with_changes
from lstm_core.data.tidying.times.zones import MOST_TWICE
from lstm_core.data.tidying.writing import plain_name, write_plain
from lstm_core.errors import DataError, Sentence
from lstm_core.spec.series import CsvFormat, SeriesData

FOLDER = ".tidied"  # beside the file
_PACKED = frozenset(("data.is_gzip", "data.is_zip", "data.is_spreadsheet", "data.is_excel", "data.is_parquet"))
_DELIMITERS = {";": "data.semicolons", "\t": "data.tabs", "|": "data.bars", " ": "data.spaces"}
_WIDE = 1000  # columns, from which on a table with a header is not looked at again
_VOTING = 200  # columns that decide the decimal mark
_MAY_BE_QUARTERS = r"\s*\d{4}\s*[-/.]\s*[1-4]\s*"
_LAST_YEAR = 2442  # of the common era; behind it years are counted otherwise
_LOOKED_AT = 4096  # rows in which an offset would show


@dataclass(frozen=True)
class Tidied:
    """The file to be read, and what was understood on the way there."""

    path: Path  # the original where that is plain enough, else the plain CSV
    notices: tuple[Sentence, ...]
    format: CsvFormat | None = None  # of the plain CSV; None: the original, to be sniffed
    time_column: str | None = None  # of the plain CSV
    zone: str = ""  # a zone by name, as it stands behind the times


@dataclass
class _Table:
    """A table on its way to a plain one."""

    layout: Layout
    decimal: str
    timed: Timed | None = None
    columns: dict[int, numbers.Numbers] = field(default_factory=dict)
    notices: list[Sentence] = field(default_factory=list)


def tidy(path: Path, name: str, folder: Path | None = None, sheet: str | None = None) -> Tidied:
    """The plain table of a file of any kind; `name` is what messages call it. Raises DataError.

    A plain CSV is written to `folder` (default: `.tidied` beside the file), whole or not at all, under the hash of the
    file's bytes and the choices, and is never changed. `sheet` names the sheet of a workbook, or the file in a zip.
    """
    packed = False
    try:
        admit(path, name)
    except DataError as error:
        packed = error.messages[0].key in _PACKED
        if not packed:
            raise
    if sheet is not None and kind_of(path) != "zip":
        raise DataError(Sentence("tidy.no_sheets", {"file": name, "sheet": sheet}))
    target = (folder or path.parent / FOLDER) / plain_name(path, () if sheet is None else (sheet,))
    if not packed:
        return _of_text(path, name, target, None)
    with tempfile.TemporaryDirectory() as room:
        found = unpacked(path, name, sheet, Path(room))
        if found.grid is None:
            return _of_text(Path(str(found.text)), name, target, found)
        return _of_grid(found.grid, name, target, found)


def _of_text(path: Path, name: str, target: Path, packed: Unpacked | None) -> Tidied:
    """A text file: left alone where today's reading is right, else made plain."""
    if packed is not None:
        admit(path, name)
    layout = sniff(path, name)
    place = table_checks.TableFile(path, name, SeriesData(source="file", file=str(path), name=name, format=layout))
    table, refused = None, None
    try:
        table = cut_into_cells(place)
    except DataError as error:
        refused = error
    wide = table is not None and layout.header and table.shape[1] > _WIDE
    if packed is None and table is not None and (wide or _is_evidently_plain(layout, table)):
        return Tidied(path, ())
    delimiter, skipped = delimiter_of(path, layout.encoding)
    try:
        grid = text_grid(path, layout.encoding, delimiter, skipped)
    except (ValueError, LookupError, csv.Error):
        return _unchanged(path, packed, name, refused)
    known = _plain_columns(table, layout) if delimiter == layout.delimiter else frozenset()
    made = _table(grid, delimiter, known)
    if made is None or (made.layout.beyond and (refused is not None or made.layout.changed)):
        if made is not None and (refused is None or made.layout.changed):
            raise _ragged(made.layout, name)
        return _unchanged(path, packed, name, refused)
    _refuse_mixed(made, name)
    if packed is None and skipped == 0 and table is not None and not _is_changed(made, layout, table):
        return Tidied(path, _doubled(made.layout.names))
    front = list(packed.notices) if packed is not None else []
    if layout.encoding not in ("utf-8", "utf-8-sig"):
        front.append(Sentence("data.encoding", {"encoding": layout.encoding}))
    if delimiter in _DELIMITERS:
        front.append(Sentence(_DELIMITERS[delimiter]))
    return _written(made, front, target, name)


def _refuse_mixed(made: _Table, name: str) -> None:
    """A table of several rhythms below each other, such as months and their years, is no series."""
    found = mixed_in(made.layout.names, made.layout.body) if made.timed is None else None
    if found is not None:
        at, first, second = found
        one, other = (table_checks.quoted_cell(str(made.layout.body[at].iloc[row])) for row in (first, second))
        lines: dict[str, int] = {"first": int(made.layout.lines[first]), "second": int(made.layout.lines[second])}
        column = made.layout.names[at] or f"column_{at + 1}"
        raise DataError(
            Sentence("tidy.mixed_times", {"file": name, "column": column, "one": one, "other": other, **lines})
        )


def _unchanged(path: Path, packed: Unpacked | None, name: str, refused: DataError | None) -> Tidied:
    """The original, whose reading tells what is wrong with it."""
    if refused is not None:
        raise refused
    if packed is not None:
        raise DataError(Sentence("tidy.no_table", {"file": name}))
    return Tidied(path, ())


def _of_grid(grid: Grid, name: str, target: Path, packed: Unpacked) -> Tidied:
    made = _table(grid, ",")
    if made is None:
        raise DataError(Sentence("tidy.no_table", {"file": name}))
    if made.layout.beyond and made.layout.header_line:
        made.layout.beyond = 0
    _refuse_mixed(made, name)
    return _written(made, packed.notices, target, name)


def _is_evidently_plain(layout: CsvFormat, table: pd.DataFrame) -> bool:
    """Whether what was read needs no second look: one column of times that are read, numbers, and words."""
    columns = [str(column) for column in table.columns]
    if not layout.header or any(name.startswith("Unnamed:") for name in columns) or len(set(columns)) < len(columns):
        return False
    chosen = time_formats.time_column(table)
    if chosen is None or not isinstance(table[chosen[0]].dtype, pd.StringDtype) or may_run_across(columns):
        return False
    cells = table[chosen[0]]
    if "%y" in (chosen[1].format or "") or cells.str.fullmatch(_MAY_BE_QUARTERS).all():  # both take a second look
        return False
    read = pd.to_datetime(cells, format=chosen[1].format or "ISO8601", utc=True, errors="coerce")
    twice = int(read.duplicated().sum())
    if (
        read.isna().any()
        or read.dt.year.min() > _LAST_YEAR
        or (twice and any(may_number_the_day(column) for column in columns))
        or 0 < twice <= MOST_TWICE * len(read)  # as where clocks go back
        or (twice and _may_be_grouped(table))
        or cells.iloc[:_LOOKED_AT].str.contains(r":\d\d\s*-\d\d:?\d\d$").any()
    ):
        return False
    for column in columns:
        if column == chosen[0] or pd.api.types.is_numeric_dtype(table[column]):
            if column != chosen[0] and part_of(column) in ("hour", "clock"):
                return False
            continue
        sample = numbers.spread(table[column].dropna().astype("str"))
        if part_of(column) in ("clock", "hour") or any(map(_may_be_read, sample)):
            return False
    return not any(column.rpartition(".")[2].isdigit() and column.rpartition(".")[0] in columns for column in columns)


def _may_be_read(cell: str) -> bool:
    """Whether a cell of text may be a number, or a cell that a spreadsheet keeps as text."""
    return numbers.is_number(cell) or cell.startswith(('="', "'"))


def _may_be_grouped(table: pd.DataFrame) -> bool:
    """One of the first columns may name groups once, above their rows."""
    first = table.iloc[:, : max(0, min(MOST_GROUPING, table.shape[1] - 2))]
    return bool((first.isna().mean() >= GROUPED).any())


# -- from a grid to a table --------------------------------------------------------------------------------------------
def _plain_columns(table: pd.DataFrame | None, layout: CsvFormat) -> frozenset[int]:
    """The columns that pandas reads as numbers with a point, whatever stands around the table."""
    if table is None or layout.decimal != ".":
        return frozenset()
    return frozenset(at for at, kind in enumerate(table.dtypes) if pd.api.types.is_numeric_dtype(kind))


def _table(grid: Grid, delimiter: str, plain: frozenset[int] = frozenset()) -> _Table | None:
    """What a grid says, or None where there is no table in it; `plain` are columns of numbers to be left alone."""
    across = turned(grid)
    if across is not None:
        layout = Layout(across.names, across.body, np.arange(1, len(across.body) + 1), 0, changed=True)
        layout.notices.append(
            Sentence(
                f"tidy.turned_{across.kind}",
                {"count": across.series, "rows": len(across.body), "labels": table_checks.listed(list(across.labels))},
            )
        )
        if across.left_out:
            layout.notices.append(Sentence("tidy.left_out", {"columns": table_checks.listed(list(across.left_out))}))
    else:
        found = layout_of(grid)
        if found is None:
            return None
        layout = found
    if layout.body.shape[1] > table_checks.LIMIT_COLUMNS or len(layout.body) < 1:
        return None
    made = _Table(layout, _decimal(layout.body, delimiter))
    named = [bool(TIME_NAME.search(name)) for name in layout.names]
    made.timed = times_of(layout.names, layout.body, named, made.decimal)
    if made.timed is not None:
        made.timed = replace(made.timed, moments=with_changes(made.timed.moments))
    _drop_blank_rows(made, grid)
    plain = frozenset() if across is not None else plain
    for at in range(len(layout.names)):
        if at not in plain and (made.timed is None or at not in made.timed.places):
            read = numbers.numbers_of(layout.body[at], made.decimal)
            if read is not None:
                made.columns[at] = read
    return made


def _decimal(body: pd.DataFrame, delimiter: str) -> str:
    """The decimal mark that most cells of the table prove; semicolons speak for the comma."""
    votes: Counter[str] = Counter()
    for at in body.columns[:_VOTING]:
        votes += numbers.votes(numbers.spread(body[at], 100))
    if votes["."] == votes[","]:
        return "," if delimiter == ";" else "."
    return "." if votes["."] > votes[","] else ","


def _drop_blank_rows(made: _Table, grid: Grid) -> None:
    """Say how many rows held separators only; the grid has passed over them."""
    if grid.separators:
        made.layout.notices.append(Sentence("tidy.blank_rows", {"count": grid.separators}))
        made.layout.changed = True


def _is_changed(made: _Table, layout: CsvFormat, table: pd.DataFrame) -> bool:
    """Whether today's reading gets anything else than what was understood."""
    if made.layout.changed:
        return True
    if bool(made.layout.header_line) != layout.header or len(table) != len(made.layout.body):
        return True
    if not _are_times_plain(made, table):
        return True
    pattern = NUMBER[layout.decimal]
    for read in made.columns.values():
        if read.changed:
            cells = read.written
            odd = cells[~cells.str.fullmatch(pattern.pattern) & ~cells.isin(list(numbers.PANDAS))]
            if any(numbers.normal(str(cell)) != str(cell) or _is_understood(str(cell), read) for cell in odd.unique()):
                return True
    return False


def _is_understood(cell: str, read: numbers.Numbers) -> bool:
    """Whether a cell that today's reader refuses was read as a number or as missing."""
    return cell in read.marks or str(read.cells[read.written.eq(cell)].iloc[0]) != cell


def _are_times_plain(made: _Table, table: pd.DataFrame) -> bool:
    """Whether today's reader finds the same times."""
    if made.timed is None:
        return True
    chosen = time_formats.time_column(table)
    if chosen is None or len(made.timed.places) > 1 or made.timed.moments.is_told_otherwise:
        return False
    order = made.timed.moments.order
    if list(table.columns).index(chosen[0]) != made.timed.places[0] or (order is not None and order.year != "Y"):
        return False
    cells = table[chosen[0]].astype("str").where(table[chosen[0]].notna())
    read = pd.to_datetime(cells, format=chosen[1].format or "ISO8601", utc=True, errors="coerce")
    if read.notna().any() and read.dt.year.min() > _LAST_YEAR:
        return False
    return int(read.notna().sum()) >= int(made.timed.moments.known.sum())


def _ragged(layout: Layout, name: str) -> DataError:
    """The error of a row that has more cells than the header."""
    width = layout.body.shape[1]
    beyond = layout.body.iloc[:, width - layout.beyond :].apply(lambda column: column.str.strip().ne("")).any(axis=1)
    row = int(np.argmax(beyond.to_numpy()))
    facts = {"found": width, "first": layout.header_line or 1, "expected": width - layout.beyond}
    return DataError(Sentence("data.ragged", {"file": name, "line": int(layout.lines[row]), **facts}))


# -- from a table to a plain CSV ---------------------------------------------------------------------------------------
def _written(made: _Table, front: list[Sentence], target: Path, name: str) -> Tidied:
    layout = made.layout
    if len(layout.body) < 2:
        raise DataError(Sentence("data.one_row" if len(layout.body) else "data.header_only", {"file": name}))
    names = _unique(layout.names, made.timed.places if made.timed else ())
    gone = made.timed.places[1:] if made.timed is not None else ()
    columns = {}
    for at, title in enumerate(names):
        if made.timed is not None and at == made.timed.places[0]:
            columns[title] = _time_cells(made.timed, layout.body)
        elif at not in gone:
            columns[title] = (made.columns[at].cells if at in made.columns else layout.body[at].str.strip()).to_numpy(
                object
            )
    notices = [*front, *layout.notices, *made.notices]
    if not layout.header_line and all(title.startswith("column_") for title in layout.names):
        notices.append(Sentence("data.no_header"))
    notices += _doubled(layout.names)
    if made.timed is not None:
        notices += time_notices(made.timed, names, layout.names, layout.body)
    notices += number_notices({names[at]: read for at, read in made.columns.items()}, made.decimal)
    if not target.exists():
        try:
            write_plain(pd.DataFrame(columns), layout.lines, layout.header_line, target)
        except OSError:
            raise DataError(Sentence("tidy.unwritable", {"file": name, "folder": target.parent.name})) from None
    time = names[made.timed.places[0]] if made.timed is not None else None
    zone = made.timed.moments.zone if made.timed is not None else ""
    return Tidied(target, tuple(notices), CsvFormat(), time, zone)


def _time_cells(timed: Timed, body: pd.DataFrame) -> np.ndarray:
    """ISO 8601; a cell that is no time stays as it is, and is refused by line and value where it is read."""
    texts = iso_texts(timed.moments)
    wrong = ~timed.moments.known & ~timed.blank
    if wrong.any():
        raw = body[timed.places[0]].str.strip()
        for at in timed.places[1:]:
            raw = raw + " " + body[at].str.strip()
        texts[wrong] = raw.to_numpy(object)[wrong]
    return texts


def _unique(names: list[str], times: tuple[int, ...]) -> list[str]:
    """Names for every column, none twice: as pandas does, x and x.1."""
    found: list[str] = []
    taken = set(names)
    for at, name in enumerate(names):
        joined = at in times[:1] and len(times) > 1 and part_of(name) == "year"
        nameless = "time" if at in times[:1] and "time" not in taken else f"column_{at + 1}"
        title = "time" if joined and "time" not in taken else name or nameless
        number = 0
        unique = title
        while unique in found or (number and unique in taken):
            number += 1
            unique = f"{title}.{number}"
        found.append(unique)
    return found


def _doubled(names: list[str]) -> tuple[Sentence, ...]:
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    if not twice:
        return ()
    return (Sentence("tidy.names_twice", {"names": table_checks.listed(twice), "example": f"{twice[0]}.1"}),)
