"""Which column of a table says to which of several series a row belongs, and which series there are.

An id is told from a category (promotion, weekday, weather) by the times: where times repeat, they are unique within
each id; where they do not, each id alone is a whole series with gaps before it, or with a rhythm of its own beside
the others'. Names only decide where times leave it open. `N` rows, `K` ids.
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.series import column_names, table_checks
from lstm_core.data.series.tables import cut_into_cells
from lstm_core.errors import Sentence

FEWEST_ROWS = 3  # of the ids on average: a column of names is none of ids
BLANK, FAULTY = 0.05, 0.01  # largest shares of rows without an id, and of times that an id has twice
LIKE, RHYTHMIC, LOOSE, STRICT = 0.15, 0.6, 0.3, 0.9  # steps near the median one, and the share of them that is enough
BETWEEN = 1.5  # times the step of the table is that of each of its series where they alternate
EVEN = 2.0  # times as long may the step of one series be as that of another where they alternate
APART = 5.0  # deviations between the levels of series; a trend cut in pieces has 3.5
MOST_COLUMNS = 100  # that are looked at whatever their names
MOST_LEVELS = 50  # columns whose levels are looked at
BREAK = 2.0  # steps between one series and the next where they come one after the other
MOST_LISTED = 6
_STEM = re.compile(r"(?P<stem>[^\W\d_]+)[\s_.-]*\d+")


@dataclass(frozen=True)
class Ids:
    """The column of ids and every id as the file writes it, in the order of the file, with its rows."""

    column: str
    names: tuple[str, ...]
    rows: tuple[int, ...]
    blank: int = 0  # rows without an id

    @property
    def first(self) -> str:
        """The id with the most rows, the first of several."""
        return self.names[int(np.argmax(self.rows))]

    def rows_of(self, name: str) -> int:
        return dict(zip(self.names, self.rows, strict=True)).get(name, 0)

    def notices(self, chosen: str | None) -> list[Sentence]:
        """What the table holds, what of it is forecast (None: several series together), how many rows have no id."""
        if not self.blank:
            return [self.notice(chosen)]
        return [self.notice(chosen), Sentence("data.ids_blank", {"column": self.column, "count": self.blank})]

    def notice(self, chosen: str | None) -> Sentence:
        """Which series there are, what is forecast, and how to choose another way."""
        another = next((name for name in self.names if name != chosen), self.names[0])
        another = f"{self.column} {another}" if re.fullmatch(r"[\d.]+", another) else another  # a number counts steps
        listed = ", ".join(self.names[:MOST_LISTED]) + (", ..." if len(self.names) > MOST_LISTED else "")
        facts: dict[str, str | int | float] = {"column": self.column, "count": len(self.names), "ids": listed}
        if chosen is None:
            return Sentence("data.ids_together", {**facts, "another": another})
        return Sentence("data.ids", {**facts, "id": chosen, "rows": self.rows_of(chosen), "another": another})


def ids_of(
    place: table_checks.TableFile, table: pd.DataFrame, time: str, time_format: str | None
) -> tuple[Ids, pd.Series] | None:
    """The ids of a table with times and the id of each row as text, or None where it is one series."""
    stamps = pd.to_datetime(table[time].astype("str"), format=time_format or "ISO8601", utc=True, errors="coerce")
    known = stamps.notna().to_numpy()
    if known.sum() < 2 * FEWEST_ROWS:
        return None
    moments = stamps[known].dt.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64)
    kept = table[known]
    repeats = len(np.unique(moments)) < len(moments) * (1 - FAULTY)
    found: list[tuple[int, str]] = []
    numbers = kept.drop(columns=time).select_dtypes("number").iloc[:, :MOST_LEVELS]
    for at, name in enumerate(table.columns):
        entity = column_names.names_entity(str(name))
        codes = _codes(kept[name]) if name != time and (entity or at < MOST_COLUMNS) else None
        if codes is None or (not entity and column_names.names_slot(str(name))):
            continue
        fits = (
            _panel(moments, codes, named=entity)
            if repeats
            else (_blocks(moments, codes, numbers, named=entity) or _alternating(moments, codes, numbers, name, kept))
        )
        if fits:
            found.append((int(codes.max()) + 1, str(name)))
    if not found:
        return None
    column = min(found, key=lambda each: (not column_names.names_entity(each[1]), each[0]))[1]
    cells = table[column]
    if pd.api.types.is_numeric_dtype(cells):
        cells = cut_into_cells(place, [column])[column]  # as texts, so that 007 is not 7
    return _counted(cells), cells


def _counted(cells: pd.Series) -> Ids:
    codes, names = pd.factorize(cells, use_na_sentinel=True)
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    return Ids(
        str(cells.name),
        tuple(str(name) for name in names),
        tuple(int(count) for count in counts),
        int(np.sum(codes < 0)),
    )


def _codes(cells: pd.Series) -> npt.NDArray[np.int64] | None:
    """The id of each row counted from 0, -1 for none; None where the column can hold no ids."""
    if pd.api.types.is_bool_dtype(cells) or cells.isna().mean() > BLANK:
        return None
    numbers = cells.dropna().to_numpy("float64") if pd.api.types.is_float_dtype(cells) else np.zeros(1)
    if not np.all(np.isfinite(numbers)) or np.any(np.trunc(numbers) != numbers):
        return None
    codes, names = pd.factorize(cells, use_na_sentinel=True)
    if not 2 <= len(names) <= len(cells) / FEWEST_ROWS:
        return None
    if not pd.api.types.is_numeric_dtype(cells) and all(column_names.is_category(str(each)) for each in names[:50]):
        return None
    return np.asarray(codes, np.int64)


def _steps(
    moments: npt.NDArray[np.int64], codes: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The distances of rows of the same id in the order of time, and the id of each."""
    order = np.lexsort((moments, codes))
    inside = np.diff(codes[order]) == 0
    return np.diff(moments[order])[inside], codes[order][1:][inside]


def _rhythm(steps: npt.NDArray[np.int64]) -> float:
    """The share of steps that are near the median one."""
    usual = float(np.median(steps)) if len(steps) else 0.0
    return float(np.mean(np.abs(steps - usual) <= LIKE * usual)) if usual > 0 else 0.0


def _panel(moments: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], *, named: bool) -> bool:
    """Times repeat in the table, and within an id they do not."""
    steps, _ = _steps(moments[codes >= 0], codes[codes >= 0])
    if len(steps) == 0 or np.mean(steps == 0) > FAULTY:
        return False
    return _rhythm(steps[steps > 0]) >= (LOOSE if named else RHYTHMIC)


def _blocks(
    moments: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], numbers: pd.DataFrame, *, named: bool
) -> bool:
    """Ids one after the other: each has a stretch of time or of the file of its own, and something parts them."""
    order = np.argsort(moments, kind="stable")
    timed, written = _runs(codes[order]), _runs(codes)
    count = int(codes.max()) + 1
    if min(timed, written) != count:
        return False
    steps, _ = _steps(moments, codes)
    if _rhythm(steps) < (LOOSE if named else RHYTHMIC):
        return False
    if not named and _of_calendar(moments, codes):
        return False
    if written == count and timed > count:  # times begin anew with every id
        return named or _rhythm(steps) >= STRICT
    if timed != count:
        return False
    between = np.diff(moments[order])[np.diff(codes[order]) != 0]
    parted = bool(np.all(between >= BREAK * np.median(steps)))
    return (parted and _rhythm(steps) >= RHYTHMIC) or (named and _apart(numbers, codes))


def _alternating(
    moments: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int64],
    numbers: pd.DataFrame,
    name: str,
    table: pd.DataFrame,
) -> bool:
    """Ids beside each other at times of their own: each has its rhythm, slower than that of the whole table."""
    steps, owners = _steps(moments, codes)
    count = int(codes.max()) + 1
    if len(steps) == 0 or np.any(codes < 0) or np.bincount(owners, minlength=count).min() < FEWEST_ROWS:
        return False
    grouped = pd.Series(steps).groupby(owners)
    usual = grouped.median().to_numpy()
    whole = float(np.median(np.diff(np.sort(moments))))
    like = np.abs(steps - usual[owners]) <= LIKE * usual[owners]
    regular = float(pd.Series(like).groupby(owners).mean().min())
    if usual.min() < BETWEEN * whole or usual.max() > EVEN * usual.min() or regular < STRICT:
        return False
    if column_names.names_entity(str(name)):
        return True
    if pd.api.types.is_numeric_dtype(table[name]) or _of_calendar(moments, codes):
        return False
    return _numbered(table[name]) or _apart(numbers, codes)


def _runs(codes: npt.NDArray[np.int64]) -> int:
    """Stretches of the same id."""
    return 1 + int(np.count_nonzero(np.diff(codes)))


def _of_calendar(moments: npt.NDArray[np.int64], codes: npt.NDArray[np.int64]) -> bool:
    """Whether a part of the time (year, quarter, month, day, week, weekday, hour) says which id it is."""
    times = pd.DatetimeIndex(moments.astype("datetime64[us]"))
    week = times.isocalendar().week.to_numpy()
    parts = (times.year, times.quarter, times.month, times.day, week, times.day_of_week, times.hour, week % 2)
    for part in map(np.asarray, parts):
        if len(np.unique(part)) > 1 and not pd.Series(codes).groupby(part).nunique().gt(1).any():
            return len(np.unique(part)) < len(np.unique(moments))
    return False


def _numbered(cells: pd.Series) -> bool:
    """Values such as s1 and s2: one stem and a number."""
    found = [_STEM.fullmatch(str(each).strip()) for each in cells.dropna().unique()[:50]]
    stems = {each["stem"].lower() for each in found if each}
    return all(found) and len(stems) == 1


def _apart(numbers: pd.DataFrame, codes: npt.NDArray[np.int64]) -> bool:
    """Whether the levels of the ids lie far apart in a column of numbers, measured in deviations within an id."""
    for name in numbers.columns:
        groups = numbers[name].groupby(codes)
        levels, spread = np.sort(groups.median().to_numpy()), float(np.nanmedian(groups.std().to_numpy()))
        if spread > 0 and np.nanmin(np.diff(levels)) > APART * spread:
            return True
    return False
