"""Where in a grid the table is: titles and comments above it, rows of its header, notes and totals in and below it."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.tidying.grids import Grid, Lines
from lstm_core.data.tidying.layouts.layout import TIME_NAME, Layout, is_ruler, is_value, shown
from lstm_core.data.tidying.layouts.rows import drop_other_rows, fill_down, join_years
from lstm_core.data.tidying.numbers import is_missing
from lstm_core.errors import Sentence

_TYPES = re.compile(r"\d+[sdn]")  # a row below the header in tables of the USGS
_COMMENT = re.compile(r"\s*(?:#|//|%%|;;)")
_HEAD = 120
_MOST_HEADERS = 6
_MOST_FACTS, _FEWEST_BELOW = 6, 3  # rows of facts above the names of a table, and rows of it below these
_FEWEST, _MOST_LOOKED_AT = 12, 60_000  # rows and cells that decide where the table begins


def layout_of(grid: Grid) -> Layout | None:
    """The table of a grid, or None when it has no rows of values below a header."""
    filled = np.column_stack([grid.cells[at].str.strip().ne("").to_numpy(dtype=bool) for at in grid.cells.columns])
    rows = np.flatnonzero(filled.any(axis=1))
    if len(rows) < 2:
        return None
    head = rows[: max(_FEWEST, min(_HEAD, _MOST_LOOKED_AT // filled.shape[1]))]
    texts = [grid.row(int(at)) for at in head]
    values = np.array([[is_value(cell) and not _is_of_types(row) for cell in row] for row in texts])
    start = _first_row(values, texts, filled[head])
    start = _below_whole_names(start, values, filled[head], texts)
    start = _behind_facts(start, values, filled[head], texts)
    if start is None:
        return None
    comments = [_COMMENT.match(next(cell for cell in row if cell.strip())) is not None for row in texts]
    first = _first_header(texts, values, filled[head], start, comments, head)
    header = [_without_mark(row, filled[head[start]]) for row in texts[first:start] if not is_ruler(row)]
    found = Layout(_names(header, grid.cells.shape[1]), grid.cells, grid.lines, 0)
    if header:
        found.header_line = int(grid.lines[head[first]])
    _tell_of_the_front(found, texts, header, first, start)
    body = rows[rows >= head[start]]
    found.body = grid.cells.iloc[body].reset_index(drop=True)
    found.lines = grid.lines[body]
    drop_other_rows(found, header)
    _without_empty_columns(found)
    fill_down(found)
    join_years(found)
    return found


def _without_mark(row: list[str], below: npt.NDArray[np.bool_]) -> list[str]:
    """`# year month` between blanks: the mark of a comment is no name, so the names stand one cell too far right."""
    if row[0].strip() in ("#", "//", "%") and sum(bool(cell.strip()) for cell in row) == below.sum() + 1:
        return [*row[1:], ""]
    return row


def _is_of_types(row: list[str]) -> bool:
    return all(_TYPES.fullmatch(cell.strip()) for cell in row if cell.strip())


def _first_row(values: npt.NDArray[np.bool_], texts: list[list[str]], filled: npt.NDArray[np.bool_]) -> int | None:
    """The first of the rows that look like most of them: values where most have values."""
    width = filled.sum(axis=1)
    wide = width >= max(1, np.quantile(width, 0.75) / 2)
    columns = np.flatnonzero(values[wide].mean(axis=0) >= 0.4) if wide.any() else np.array([], dtype=int)
    if not len(columns):
        columns = np.flatnonzero(values[len(values) // 2 :].mean(axis=0) >= 0.5)
    if not len(columns):
        return None
    for at in range(len(values)):
        cells = [texts[at][column] for column in columns]
        told = values[at, columns]
        absent = np.array([is_missing(cell.strip()) for cell in cells])
        if not wide[at] or not told.any() or (told | absent).mean() < 0.5:
            continue
        if not told[0] and told.mean() <= 0.5:
            continue
        if at == 0 and _is_header_of_values(values, texts, columns):
            continue
        return _with_rows_above(at, values, wide)
    return None


def _below_whole_names(
    start: int | None, values: npt.NDArray[np.bool_], filled: npt.NDArray[np.bool_], texts: list[list[str]]
) -> int | None:
    """`start`, or the row below an earlier row that names every column where all rows between begin like that one.

    These are rows of the table that hold little: of columns that begin late.
    """
    if start is None:
        return None
    place = int(np.argmax(values[start]))
    shapes = [re.sub(r"\d+", "9", row[place].strip()) for row in texts]
    for at in range(start - 1):
        names = [cell.strip() for cell in texts[at]]
        named = filled[at].all() and not values[at].any() and len(set(names)) == len(names)
        if named and values[at + 1 : start, place].all() and set(shapes[at + 1 : start]) <= set(shapes[start:]):
            return at + 1
    return start


def _behind_facts(
    start: int | None, values: npt.NDArray[np.bool_], filled: npt.NDArray[np.bool_], texts: list[list[str]]
) -> int | None:
    """`start`, or the row below a later row of names where only a few rows of facts about the table stand before that.

    A row of names has no value and as many cells as most of the rows below it, and is not the first header again.
    """
    if start is None:
        return None
    for at in range(start + 1, min(start + 1 + _MOST_FACTS, len(values) - _FEWEST_BELOW)):
        count = int(filled[at].sum())
        below = filled[at + 1 :].sum(axis=1)
        names = [cell.strip().lower() for cell in texts[at] if cell.strip()]
        if values[at].any() or count < 2 or count < np.median(below) or texts[at] in texts[:start]:
            continue
        if len(set(names)) < count or any(map(is_missing, names)):
            continue
        if np.all(values[at + 1 :].sum(axis=1) >= 1) and len(values) - at > 2 * (at - start):
            return at + 1
    return start


def _with_rows_above(at: int, values: npt.NDArray[np.bool_], wide: npt.NDArray[np.bool_]) -> int:
    """`at`, or the first of many rows right above it that hold values too: times of no known notation, not titles."""
    first = at
    while first > 0 and wide[first - 1] and values[first - 1].any():
        first -= 1
    return first if at - first > _MOST_HEADERS else at


def _is_header_of_values(values: npt.NDArray[np.bool_], texts: list[list[str]], columns: npt.NDArray[np.int64]) -> bool:
    """Years or numbers as names, such as `Date,2023,2024`: a word stands above a column of nothing but values."""
    below = values[1:]
    if len(below) < 2:
        return False
    for column in columns:
        cell = texts[0][column].strip()
        if re.search(r"[^\W\d_]", cell) and not values[0, column] and not is_missing(cell):
            rest = [row[column].strip() for row in texts[1:]]
            kept = sum(is_value(each) or is_missing(each) for each in rest)
            if kept >= 0.9 * len(rest) and TIME_NAME.search(cell):
                return True
    return False


def _first_header(
    texts: list[list[str]],
    values: npt.NDArray[np.bool_],
    filled: npt.NDArray[np.bool_],
    start: int,
    comments: list[bool],
    head: Lines,
) -> int:
    """Where the header begins: rows of names directly above the table, none of them a title or a comment."""
    width = int(filled[start : start + 20].any(axis=0).sum())
    first, wide = start, False
    for at in range(start - 1, max(-1, start - 1 - _MOST_HEADERS), -1):
        count = int(filled[at].sum())
        own = values[at] & filled[at]
        if is_ruler(texts[at]):
            continue
        if comments[at] and (at != start - 1 or count < width or width == 1):
            break
        if own.any() and not (at == 0 and own.sum() < count):
            break
        if count == 1 and width > 1 and not _may_stand_alone(filled, texts, at, at == start - 1, width):
            break
        first, wide = at, wide or count >= max(2, width // 2)
        if count >= width and at > 0 and _is_title(filled[at - 1], width, int(head[at] - head[at - 1])):
            break
    return first


def _is_title(filled: npt.NDArray[np.bool_], width: int, apart: int) -> bool:
    """Whether a row above a complete one is no part of the header: behind a blank line, or a sentence with commas."""
    count = int(filled.sum())
    prefix = bool(filled[:count].all()) and count < width
    return apart > 1 or prefix or count < max(2, width // 2)


def _may_stand_alone(filled: npt.NDArray[np.bool_], texts: list[list[str]], at: int, last: bool, width: int) -> bool:
    """Whether a row of one cell is of the header: the last one, where it is the name of the times or of one column."""
    place = int(np.argmax(filled[at]))
    if place > 0 and place == width - 1:
        return True  # the one column of numbers behind those of the times
    if not last:
        return False
    below_names = at > 0 and int(filled[at - 1].sum()) >= width and (place > 0 or _names_time(texts[at]))
    return (
        below_names or _is_beside_an_index(filled[at], width) or _continues(filled, texts, at) or _names_time(texts[at])
    )


def _is_beside_an_index(filled: npt.NDArray[np.bool_], width: int) -> bool:
    """`,value`: one name, and an index without one."""
    return width == 2 and not filled[0]


def _continues(filled: npt.NDArray[np.bool_], texts: list[list[str]], at: int) -> bool:
    """The last row of a header of several, such as `Date,,`."""
    return at > 0 and int(filled[at - 1].sum()) >= 2 and bool(TIME_NAME.search(" ".join(texts[at])))


def _names_time(row: list[str]) -> bool:
    cell = next((cell for cell in row if cell.strip()), "")
    return len(cell) < 30 and TIME_NAME.fullmatch(cell.strip()) is not None


def _names(header: list[list[str]], width: int) -> list[str]:
    """One name per column: the first row where it tells the columns apart, else all rows together."""
    if not header:
        return [f"column_{number}" for number in range(1, width + 1)]
    rows = [[re.sub(r"\s+", " ", cell.strip().lstrip("\ufeff")) for cell in row] for row in header]
    rows[0][0] = re.sub(r"^(?:#|//|%+)\s*", "", rows[0][0])
    top = rows[0]
    told = [cell for cell in top if cell]
    if len(rows) > 1 and (len(set(told)) < len(told) or len(told) < len(rows[-1]) - rows[-1].count("")):
        spread = [_carried(row) if at < len(rows) - 1 else row for at, row in enumerate(rows)]
        top = [" ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*spread, strict=True)]
    names = list(top)
    for at, parts in enumerate(zip(*rows, strict=True)):
        timed = [part for part in parts if part and TIME_NAME.search(part)]
        if len(rows) > 1 and timed and not TIME_NAME.search(rows[0][at]):
            names[at] = timed[-1]
    return names


def _carried(row: list[str]) -> list[str]:
    """A name above several columns, as merged cells are written, for each of them."""
    carried, newest = [], ""
    for cell in row:
        newest = cell or newest
        carried.append(newest)
    return carried


def _tell_of_the_front(found: Layout, texts: list[list[str]], header: list[list[str]], first: int, start: int) -> None:
    if first:
        front = shown([cell for row in texts[:first] for cell in row])
        found.notices.append(Sentence("tidy.front", {"count": first, "text": front}))
        found.changed = True
    if len(header) > 1:
        rest = shown([cell for row in header[1:] for cell in row])
        found.notices.append(
            Sentence("tidy.headers", {"count": start - first, "text": rest, "names": shown(found.names)})
        )
        found.changed = True
    elif len(header) < start - first or (header and header[0] and re.match(r"\s*(?:#|//|%)", header[0][0])):
        found.changed = True


def _without_empty_columns(found: Layout) -> None:
    """Without columns that have neither name nor cells; what is left without a name gets one."""
    filled = [bool(found.body[at].str.strip().ne("").any()) for at in found.body.columns]
    names = [*found.names, *[""] * (len(filled) - len(found.names))][: len(filled)]
    last = max((at for at, name in enumerate(names) if name), default=-1)
    if _is_shifted(names, found.body):
        names, last = ["index", *names[:-1]], len(names) - 1
        found.changed = True
    found.beyond = sum(filled[last + 1 :])
    kept = [at for at, name in enumerate(names) if name or filled[at]]
    found.body = found.body[kept].set_axis(range(len(kept)), axis=1)
    found.names = [names[at] for at in kept]


def _is_shifted(names: list[str], body: pd.DataFrame) -> bool:
    """R leaves out the name of the row numbers: the last column has none, and the first one counts."""
    if len(names) < 3 or names[-1] or not names[0] or "" in names[:-1] or not body[len(names) - 1].ne("").all():
        return False
    first = pd.to_numeric(body[0], errors="coerce").to_numpy("float64")
    return len(first) > 2 and bool(np.all(np.diff(first) == 1))
