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
_UNITS = (
    r"[%‰$€£¥￥元]|°\s?[CFK]?|℃|℉|k?Wh?|MWh?|GWh?|kg|km/h|m/s|mm|cm|km|m³|m²|ml|hPa|ppm|USD|EUR|CNY|RMB|GBP|JPY|"
    r"人次?|件|次|个|台|辆|度|毫米|公里"
)
_AFFIXED = re.compile(rf"(?:[$€£¥￥]|USD|EUR|CNY|RMB|GBP)?\s*([-+−(]?[^\sA-Za-z]*?\d[^\sA-Za-z]*?\)?)\s*(?:{_UNITS})?")
_NEGATIVE = re.compile(r"\(([^()]+)\)|[−–](?=\d)(.+)")

def is_number(cell: str) -> bool:
    """It reads as one number, with a currency or a unit perhaps."""
    if len(cell) > _CELL or not any(letter.isdigit() for letter in cell):
        return False
    return _reads(plain(cell))


def plain(cell: str) -> str:
    """A number without its currency or unit, its sign as a minus; any other cell as it is."""
    inner = cell.strip()
    if len(cell) > _CELL or _reads(inner):
        return cell
    affixed = _AFFIXED.fullmatch(inner)
    inner = affixed[1] if affixed is not None else inner
    negative = _NEGATIVE.fullmatch(inner)
    inner = f"-{negative[1] or negative[2]}" if negative is not None else inner
    return inner if _reads(inner) else cell


def _reads(text: str) -> bool:
    return any(pattern.fullmatch(text) is not None for pattern in (*NUMBER.values(), GROUPED))


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
