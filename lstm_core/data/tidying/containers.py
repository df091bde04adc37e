"""Files that hold tables in another form than text: workbooks, Parquet, and packed files; told by their bytes.

Nothing is unpacked beyond a limit, nothing in a file is executed: of a workbook with macros the cells are read.
"""

import contextlib
import datetime
import io
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from lstm_core.data.files.archives import LIMIT_RATIO, SMALL, Archive, printable_name
from lstm_core.data.files.detection import TABLES
from lstm_core.data.tidying.grids import Grid, grid_of
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter

LIMIT_BYTES = 300_000_000  # unpacked
LIMIT_CELLS = 20_000_000  # of a workbook or a Parquet file
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORMULA = re.compile(rb"<f[ />]")  # of a cell of a sheet; a filter begins alike
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LISTED = 8
_PER_CENT = 0.01


@dataclass
class Unpacked:
    """A table out of its container: cells, or the bytes of a text file in `text`."""

    grid: Grid | None = None
    text: Path | None = None
    notices: list[Sentence] = field(default_factory=list)
    named: bool = False  # the first row of the grid holds the names for certain


def kind_of(path: Path) -> str:
    """What the first bytes say: gzip, zip, workbook, parquet, ole, or text for all others."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_OLE):
        return "ole"
    return "zip" if head.startswith(b"PK\x03\x04") else "text"


def unpacked(path: Path, name: str, sheet: str | None, folder: Path, depth: int = 0) -> Unpacked:
    """The table in a file that is no text; `folder` takes what is unpacked. Raises DataError."""
    kind = kind_of(path)
    if depth > 1:
        raise refusal("tidy.packed_twice", name)
    if kind == "text":
        return Unpacked(text=path)
    if kind == "gzip":
        inner = folder / f"unpacked{depth}"
        _gunzip(path, name, inner)
        return unpacked(inner, name, sheet, folder, depth + 1)
    if kind == "zip":
        return _zip(path, name, sheet, folder, depth)
    if kind == "ole":
        encrypted = _ENCRYPTED in path.read_bytes()
        raise refusal("tidy.password" if encrypted else "data.is_excel", name)
    return _parquet(path, name)


def refusal(key: str, name: str, **facts: Parameter) -> DataError:
    """The error of one sentence about the file."""
    return DataError(Sentence(key, {"file": name, **facts}))


def _gunzip(path: Path, name: str, target: Path) -> None:
    packed, size = path.stat().st_size, 0
    unpacker = zlib.decompressobj(wbits=31)
    try:
        with path.open("rb") as source, target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                while chunk:
                    piece = unpacker.decompress(chunk, _CHUNK)
                    size += len(piece)
                    _check_size(size, packed, name)
                    file.write(piece)
                    chunk = unpacker.unconsumed_tail
                    if unpacker.eof and (rest := unpacker.unused_data):
                        unpacker, chunk = zlib.decompressobj(wbits=31), rest
        if not unpacker.eof and size:
            raise refusal("tidy.damaged", name)
    except zlib.error:
        raise refusal("tidy.damaged", name) from None
    if not size:
        raise refusal("data.empty", name)


def _check_size(size: int, packed: int, name: str) -> None:
    if size > LIMIT_BYTES:
        raise refusal("tidy.large", name, limit=LIMIT_BYTES // 1_000_000)
    if size > SMALL and size > 5 * LIMIT_RATIO * packed:
        raise refusal("tidy.bomb", name, ratio=size // packed)


def _zip(path: Path, name: str, sheet: str | None, folder: Path, depth: int) -> Unpacked:
    with contextlib.closing(Archive(path, name)) as archive:
        entries = [entry for entry in archive.entries if not entry.endswith("/")]
        if "xl/workbook.xml" in entries:
            if sum(info.file_size for info in archive.entries.values()) > LIMIT_BYTES:
                raise refusal("tidy.large", name, limit=LIMIT_BYTES // 1_000_000)
            return _workbook(path, name, sheet)
        if any(entry.startswith(("xl/", "content.xml")) for entry in entries):
            raise refusal("data.is_spreadsheet", name)
        tables = [entry for entry in entries if PurePosixPath(entry).suffix.lower() in TABLES]
        tables = tables or ([entries[0]] if len(entries) == 1 else [])
        if sheet is not None and sheet in tables:
            tables = [sheet]
        if not tables:
            raise refusal("data.is_zip", name)
        if len(tables) > 1:
            raise refusal("tidy.zip_of_several", name, count=len(tables), tables=_listed(tables))
        if archive.entries[tables[0]].file_size > LIMIT_BYTES:
            raise refusal("tidy.large", name, limit=LIMIT_BYTES // 1_000_000)
        inner = folder / f"unpacked{depth}"
        with inner.open("wb") as file:
            for chunk in archive.chunks(tables[0]):
                file.write(chunk)
    if not inner.stat().st_size:
        raise refusal("data.empty", name)
    found = unpacked(inner, name, sheet, folder, depth + 1)
    found.notices.insert(0, Sentence("tidy.zip", {"entry": printable_name(tables[0])}))
    return found


def _listed(names: list[str]) -> str:
    some = ", ".join(printable_name(name) for name in names[:_LISTED])
    return some if len(names) <= _LISTED else f"{some}, ... ({len(names)})"


# -- workbooks ---------------------------------------------------------------------------------------------------------
def sheets_of(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook that are shown; none of any other file."""
    import openpyxl

    if kind_of(path) != "zip":
        return ()
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
            return tuple(page.title for page in book.worksheets if page.sheet_state == "visible")
    except Exception:  # whatever a damaged workbook, or another zip, makes the reader stumble over
        return ()


def sheet_as_csv(path: Path, name: str, sheet: str) -> bytes:
    """The cells of one sheet of a workbook, each row on its line. Raises DataError."""
    grid = _workbook(path, name, sheet).grid
    text: str = grid.cells.to_csv(index=False, header=False, lineterminator="\n") if grid is not None else ""
    return text.encode()


def _workbook(path: Path, name: str, sheet: str | None) -> Unpacked:
    import openpyxl

    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(file.read()), read_only=True, data_only=True, keep_links=False)
            pages = {page.title: page for page in book.worksheets}
            if sheet is not None and sheet not in pages:
                raise refusal("tidy.no_sheet", name, sheet=sheet, sheets=_listed(list(pages)))
            shown = [title for title, page in pages.items() if page.sheet_state == "visible"] or list(pages)
            grids = _sheets({title: pages[title] for title in ([sheet] if sheet is not None else shown)}, name)
    except DataError:
        raise
    except Exception as error:  # whatever a damaged workbook makes the reader stumble over
        raise refusal("tidy.damaged_book", name, reason=type(error).__name__) from None
    if not grids:
        raise refusal("tidy.empty_book", name, sheets=_listed(list(pages)))
    chosen = max(grids, key=lambda title: grids[title][1])
    others = [title for title in pages if title != chosen]
    notices = [Sentence("tidy.sheet", {"sheet": chosen})]
    if others:
        notices = [Sentence("tidy.sheet_of", {"sheet": chosen, "count": len(others), "others": _listed(others)})]
    grid, bare = grids[chosen][0], _without_result(path, chosen)
    facts: dict[str, Parameter] = {"sheet": chosen, "count": bare}
    if bare > len(grid.cells) // 2:
        raise refusal("tidy.formulas", name, **facts)
    return Unpacked(grid=grid, notices=[*notices, *([Sentence("tidy.some_formulas", facts)] if bare else [])])


def _holds_formulas(archive: zipfile.ZipFile, entry: str) -> bool:
    with archive.open(entry) as file:
        before = b""
        while chunk := file.read(1 << 20):
            if _FORMULA.search(before + chunk):
                return True
            before = chunk[-2:]
    return False


def _without_result(path: Path, title: str) -> int:
    """Cells of a sheet that hold a formula and no result, as programs write them that do not calculate."""
    import openpyxl

    with zipfile.ZipFile(path) as archive:
        sheets = [entry for entry in archive.namelist() if "/worksheets/" in entry]
        if not any(_holds_formulas(archive, entry) for entry in sheets):
            return 0
    count = 0
    with warnings.catch_warnings(), path.open("rb") as one, path.open("rb") as other:
        warnings.simplefilter("ignore")
        written = openpyxl.load_workbook(one, read_only=True, keep_links=False)[title].iter_rows()
        told = openpyxl.load_workbook(other, read_only=True, data_only=True, keep_links=False)[title].iter_rows()
        for cells, results in zip(written, told, strict=False):
            count += sum(
                cell.data_type == "f" and result.value is None for cell, result in zip(cells, results, strict=False)
            )
    return count


def _sheets(pages: dict[str, Any], name: str) -> dict[str, tuple[Grid, int]]:
    """The grid of every sheet that holds something, and how many numbers and cells are in it."""
    found: dict[str, tuple[Grid, int]] = {}
    cells = 0
    for title, page in pages.items():
        page.reset_dimensions()  # what a file says of its size may be wrong
        rows, told = [], 0
        for row in page.iter_rows():
            texts = [_cell(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            cells += len(texts)
            if cells > LIMIT_CELLS:
                raise refusal("tidy.many_cells", name, limit=LIMIT_CELLS // 1_000_000)
            rows.append(texts)
            told += sum(
                1 + 9 * isinstance(cell.value, int | float | datetime.datetime)
                for cell in row
                if cell.value is not None
            )
        while rows and not any(rows[-1]):
            rows.pop()
        if rows:
            found[title] = grid_of(rows), told
    return found


def _cell(cell: Any) -> str:
    """A cell as a CSV of the sheet would have it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if "%" in (getattr(cell, "number_format", "") or ""):
            return f"{value / _PER_CENT:.12g}%"
        return _number(value)
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.timedelta):
        return _clock(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return " ".join(str(value).split()) if "\n" in str(value) else str(value)


def _number(value: float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _moment(value: datetime.datetime) -> str:
    near = (value + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    if abs(near - value) < datetime.timedelta(milliseconds=5):
        value = near
    if value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(sep=" ")


def _clock(value: datetime.timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


# -- Parquet -----------------------------------------------------------------------------------------------------------
def _parquet(path: Path, name: str) -> Unpacked:
    import pyarrow
    import pyarrow.parquet

    try:
        told = pyarrow.parquet.read_metadata(path)
        if told.num_rows * told.num_columns > LIMIT_CELLS:
            raise refusal("tidy.many_cells", name, limit=LIMIT_CELLS // 1_000_000)
        table = pyarrow.parquet.read_table(path)
        nested = [each.name for each in table.schema if pyarrow.types.is_nested(each.type)]
        table = table.drop_columns(nested)
        frame = table.to_pandas()
    except (pyarrow.ArrowException, OSError, ValueError, KeyError, TypeError):
        raise refusal("tidy.damaged_parquet", name) from None
    if not isinstance(frame.index, pd.RangeIndex):
        names = [str(each) if each is not None else "" for each in frame.index.names]
        levels = [frame.index.get_level_values(at) for at in range(frame.index.nlevels)]
        titles = [*names, *(_title(each) for each in frame.columns)]
        columns = [pd.Series(level) for level in levels] + [
            frame.iloc[:, at].reset_index(drop=True) for at in range(frame.shape[1])
        ]
    else:
        titles = [_title(each) for each in frame.columns]
        columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    if not columns or not len(frame):
        raise refusal("data.header_only", name)
    if not titles[0] and pd.api.types.is_datetime64_any_dtype(columns[0]):
        titles[0] = "time"
    cells = {
        at: pd.concat([pd.Series([title]), _texts(column)], ignore_index=True)
        for at, (title, column) in enumerate(zip(titles, columns, strict=True))
    }
    grid = pd.DataFrame(cells).astype("str")
    notices = [Sentence("tidy.parquet", {"count": len(frame)})]
    if nested:
        notices.append(Sentence("tidy.nested", {"columns": _listed(nested)}))
    return Unpacked(grid=Grid(grid, np.arange(1, len(grid) + 1)), notices=notices, named=True)


def _title(name: object) -> str:
    """Names of several levels, as tables of many markets have them, in one line."""
    return " ".join(str(part) for part in name if str(part)) if isinstance(name, tuple) else str(name)


def _texts(column: pd.Series) -> pd.Series:
    """A column as a CSV has it."""
    if pd.api.types.is_bool_dtype(column):
        texts = column.astype("object").map(lambda value: "" if value is None or value is pd.NA else str(value).upper())
    elif pd.api.types.is_datetime64_any_dtype(column):
        texts = pd.Series(list(_stamps(column)), dtype="object")
    elif pd.api.types.is_timedelta64_dtype(column):
        texts = (column.dt.total_seconds()).map(lambda value: "" if value != value else repr(value))  # noqa: PLR0124
    else:
        texts = column.astype("object").map(_value)
    return texts.reset_index(drop=True).astype("str")


def _stamps(column: pd.Series) -> Iterator[str]:
    for value in column:
        if value is pd.NaT:
            yield ""
        elif value.tzinfo is None and value == value.normalize():
            yield value.strftime("%Y-%m-%d")
        else:
            yield value.isoformat()


def _value(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, int | float):
        return _number(float(value)) if isinstance(value, float) else str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return " ".join(str(value).split("\n"))
