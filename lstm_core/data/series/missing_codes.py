"""Numbers that stand for missing, such as -200 or 9999: one value that repeats far outside all others.

Found by its shape as well as by its distance, since an outlier that repeats (a promotion, a cap of a sensor) is data:
digits that people choose for "none" (all nines, eights or sevens, the ends of machine integers, 1e20 and more), or the
only negative value of a column. Zero is never one.
"""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.errors import Sentence

_FEWEST_ROWS = 20
_FEWEST = 3  # times that a value has to stand there
_MOST_SHARE = 0.95
_MOST_CODES = 3  # of one column
_SAMPLE = 200_000
_LISTED = 6
_NINES = re.compile(r"(?:9{2,}|8{3,}|7{3,})(?:\.(?:9+|8+|7+|0+))?|0?\.9{2,}|9\.9{2,}")
_MACHINE = frozenset((32767.0, 32768.0, 65535.0, 2147483647.0, 2147483648.0, 4294967295.0))
_HUGE = 1e15
_ROUND = re.compile(r"[1-9]0{2,}(?:\.0+)?")


class MissingCode(NamedTuple):
    """A number that seems to stand for missing in a column, and how often it stands there."""

    column: str
    value: float
    rows: int  # in which it stands


def codes_of_table(table: pd.DataFrame, columns: list[str]) -> tuple[MissingCode, ...]:
    """The codes of the columns of numbers, without those that are ordinary values of another column."""
    numbers = {
        name: table[name].to_numpy("float64", na_value=np.nan)
        for name in columns
        if pd.api.types.is_numeric_dtype(table[name])
    }
    found = [code for name, values in numbers.items() for code in codes_of(name, values)]
    own = {(code.column, code.value) for code in found}
    ordinary = {
        code.value
        for code in found
        for name, values in numbers.items()
        if (name, code.value) not in own and _is_ordinary(code.value, values)
    }
    return tuple(code for code in found if code.value not in ordinary)


def _is_ordinary(value: float, values: npt.NDArray[np.float64]) -> bool:
    """Whether a value stands in a column among values above and below it."""
    return bool(np.any(values == value) and np.any(values > value) and np.any(values < value))


def notices(codes: tuple[MissingCode, ...]) -> list[Sentence]:
    """What was found, one sentence per value."""
    said = []
    for value in dict.fromkeys(code.value for code in codes):
        here = [code for code in codes if code.value == value]
        columns = ", ".join(code.column for code in here[:_LISTED]) + (", ..." if len(here) > _LISTED else "")
        count = sum(code.rows for code in here)
        said.append(Sentence("tidy.missing_code", {"value": f"{value:.12g}", "columns": columns, "count": count}))
    return said


def codes_of(column: str, values: npt.NDArray[np.float64]) -> list[MissingCode]:
    """The codes of one column of numbers, NaN where something is missing anyway."""
    told = values[np.isfinite(values)]
    found: list[MissingCode] = []
    rows = len(told)
    while len(told) >= _FEWEST_ROWS and len(found) < _MOST_CODES:
        code = _code(told, rows)
        if code is None:
            break
        here = told == code
        found.append(MissingCode(column, code, int(here.sum())))
        told = told[~here]
    return found


def _code(told: npt.NDArray[np.float64], rows: int) -> float | None:
    """The smallest or the largest value where it is a code."""
    for end in (float(told.min()), float(told.max())):
        if end == 0 or not (end < 0 or _is_chosen(end)):
            continue
        count = int(np.count_nonzero(told == end))
        if count < _FEWEST or count > _MOST_SHARE * rows:
            continue
        rest = told[told != end]
        if len(rest) < 2:
            continue
        near = float(rest.min() if end < rest.min() else rest.max())
        low, high = np.quantile(rest[:: max(1, len(rest) // _SAMPLE)], (0.01, 0.99))
        if _is_code(end, near, float(high - low), bool(rest.min() >= 0)):
            return end
    return None


def _is_code(end: float, near: float, spread: float, others_positive: bool) -> bool:
    """Whether a value at an end is one: `near` is its neighbour, `spread` what the others cover."""
    gap, chosen = abs(near - end), _is_chosen(end)
    if gap <= max(spread, 1e-12):
        return chosen and end < 0 and others_positive and abs(end) >= 99 and gap > 0.05 * spread
    if chosen:
        return spread > 0 or abs(end) >= 99
    return end < 0 and others_positive and bool(_ROUND.fullmatch(_shape(end))) and spread > 0


def _shape(end: float) -> str:
    return f"{abs(end):.12g}"


def _is_chosen(end: float) -> bool:
    """Whether people write such a number for "none"."""
    return bool(_NINES.fullmatch(_shape(end))) or abs(end) in _MACHINE or abs(end) >= _HUGE
