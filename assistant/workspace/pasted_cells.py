"""What the cells of a pasted table are, and how its rows are written as a CSV."""

import csv
import io
import re
from collections.abc import Callable, Sequence

from lstm_core.data.series.sniffing import GROUPED, NUMBER

_CELL = 40  # characters of a number
GAPS = ("", "-", "--", "na", "n/a", "nan", "null", "none", "缺", "无")
DATE = re.compile(
    r"\d{1,2}月份?|\d{1,4}[-/.年]\d{1,2}([-/.月]\d{1,4}日?)?([ T]\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?|"
    r"(\d{1,2} )?[A-Za-z]{3,9}\.? \d{2,4}"
)
_MONEY = re.compile(r"[$€£¥]?\s*(.*?)\s*[%€元]?")

def is_number(cell: str) -> bool:
    """It reads as one number, with a currency or a percent sign perhaps."""
    if len(cell) > _CELL or not any(letter.isdigit() for letter in cell):
        return False
    bare = _MONEY.fullmatch(cell.strip())
    inner = bare[1] if bare is not None else cell
    return any(pattern.fullmatch(inner) is not None for pattern in (*NUMBER.values(), GROUPED))


def is_value(cell: str) -> bool:
    """A number, a date or a time."""
    return is_number(cell) or DATE.fullmatch(cell.strip()) is not None


def any_value(row: Sequence[str] | None) -> bool:
    """One of the cells is a value."""
    return row is not None and any(is_value(cell) for cell in row)


def share(column: Sequence[str], holds: Callable[[str], bool]) -> float:
    """The share of the cells that are no gaps of which it holds."""
    known = [cell for cell in column if cell.strip().lower() not in GAPS]
    return sum(holds(cell) for cell in known) / len(known) if known else 0.0


def written(rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV, with a delimiter that stands in no cell where there is one."""
    inside = "".join(cell for row in rows for cell in row)
    delimiter = "," if "," not in inside else ";" if ";" not in inside else "\t"
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()
