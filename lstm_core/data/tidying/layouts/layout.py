"""A table as it lies in a grid, and what cells of its front are."""

import re
from dataclasses import dataclass, field

import pandas as pd

from lstm_core.data.tidying.grids import Lines
from lstm_core.data.tidying.numbers import is_number
from lstm_core.data.tidying.times.reading import looks_like_time
from lstm_core.errors import Sentence

TIME_NAME = re.compile(
    r"date|time|year|month|week|day|period|quarter|日期|时间|时刻|年|月|季度|^ds$|^dt$|^t$|^ts$|epoch|unix|stamp|_at$|"
    r"datum|fecha|дата|yyyymm|monat|^zeit|zeitpunkt|日時|日付|날짜|일자|일시|^mtu\b",
    re.IGNORECASE,
)


@dataclass
class Layout:
    """The table of a grid: names of its columns, its rows as text, and the lines on which they stand."""

    names: list[str]
    body: pd.DataFrame  # (R, C), columns 0, 1, ..., index 0, 1, ...
    lines: Lines
    header_line: int  # 0 without a header
    notices: list[Sentence] = field(default_factory=list)
    changed: bool = False  # the table is not simply a header and the rows below it
    beyond: int = 0  # columns at the end that have cells and no name


def shown(cells: list[str], most: int = 60) -> str:
    """Cells as a message shows them, on one line, cut when long."""
    text = re.sub(r"\s+", " ", ", ".join(cell for cell in cells if cell.strip()))
    return text if len(text) <= most else f"{text[: most - 3]}..."


_RULER = re.compile(r"[-+=:_|*\s]{2,}")


def is_ruler(row: list[str]) -> bool:
    """A line drawn below names, such as -----+-----."""
    return all(_RULER.fullmatch(cell.strip()) for cell in row if cell.strip())


def is_value(cell: str) -> bool:
    text = cell.strip()
    return bool(text) and (is_number(text) or looks_like_time(text))
