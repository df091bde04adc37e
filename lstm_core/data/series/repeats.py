"""Several rows with one time in a table that holds one series: receipts become one row, lines that stand twice too.

A few rows with one time are a fault, which is refused by line where the table is read; many are how the table is made,
and so are a few of events that come at any time, as sales or trips do.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.series import calendars, column_names, table_checks
from lstm_core.data.series.ids import FEWEST_ROWS
from lstm_core.data.series.tables import read_table
from lstm_core.data.series.tidying import FOLDER, Tidied
from lstm_core.data.series.time_formats import tells_when
from lstm_core.data.tidying.writing import plain_name, write_plain
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import CsvFormat

MANY = 0.1  # share of rows whose time an earlier one has, from which on it is no fault
FEWEST_DAYS, SEVERAL, REGULAR = 14, 3, 0.4  # of events: days, rows of a day, share of gaps near the usual one
_RISING, MEMORY = 10, 0.5  # different values that show a counter or a memory; correlation of readings with the last
CROSSED = 0.9  # share of all pairs of a series and a time that are there where columns of words tell series apart
COUNT, MEAN = "rows_counted", "{}_mean"
SERIES = "series"
CHOICES = "one row per time"


class Before(NamedTuple):
    """A table of one row per time that a run has learned from: newer rows of the same kind become such rows too."""

    columns: tuple[str, ...]
    daily: bool

    @classmethod
    def of(cls, path: Path, layout: CsvFormat, time: str | None) -> "Before | None":
        """From the run's data; None where no rows were counted in them."""
        head = read_table(path, layout, rows=1)
        if time is None or time not in head or COUNT not in head:
            return None
        return cls(tuple(map(str, head.columns)), len(str(head[time].iloc[0])) == len("2024-01-01"))


def gathered_as_before(
    table: pd.DataFrame, time: str, time_format: str | None, path: Path, before: Before
) -> Tidied | None:
    """Newer rows as those of the run were gathered, or None where they are such rows already or cannot be read."""
    stamps = _stamps(table, time, time_format)
    kept = tuple(each for each in before.columns if each in table.columns and each != time)
    wrong = [each for each in kept if not pd.api.types.is_numeric_dtype(table[each])]
    if COUNT in table.columns or stamps.isna().any() or wrong:
        return None
    moments = stamps.dt.tz_localize(None).to_numpy("datetime64[us]")
    moments = moments.astype("datetime64[D]").astype("datetime64[us]") if before.daily else moments
    done = Gathering(kept, tuple(each for each in kept if MEAN.format(each) in before.columns))
    rows, _ = _one_per_time(table, time, moments, before.daily, done)
    rows[time] = rows[time].str.slice(0, 10) if before.daily else rows[time] + _offset(str(table[time].iloc[0]))
    said = Sentence("data.gathered_again", {"rows": len(table), "times": len(rows)})
    return _written(rows, time, path, [said], before.columns)


def gathered(table: pd.DataFrame, time: str, time_format: str | None, path: Path) -> Tidied | None:
    """One row for each time, written as a plain CSV, or None where no time repeats or a few do. Raises DataError."""
    stamps = _stamps(table, time, time_format)
    if stamps.isna().any() or not stamps.duplicated().any():
        return None
    same = table.duplicated()
    if not stamps[~same].duplicated().any() and len(table.select_dtypes("number").columns):
        lost: dict[str, Parameter] = {"count": int(same.sum()), "first": str(table[time][same].iloc[0])}
        return _written(table[~same], time, path, [Sentence("data.lines_twice", {"column": time, **lost})])
    naive = stamps.dt.tz_localize(None).to_numpy("datetime64[us]")
    few = stamps.duplicated().mean() < MANY
    if few and not (_come_at_any_time(naive) and _are_events(table, time, naive)):
        return None
    joined = _joined(table, time, stamps)
    if joined is not None:
        told: dict[str, Parameter] = {"columns": table_checks.listed(joined[0]), "column": SERIES}
        rows = table.drop(columns=joined[0]).assign(**{SERIES: joined[1]})
        return _written(rows, time, path, [Sentence("data.ids_joined", {**told, "example": str(joined[1].iloc[0])})])
    moments, daily = _moments(naive)
    cut = _cut_days(naive) if daily else []
    whole = ~np.isin(moments.astype("datetime64[D]"), cut)
    days = daily and (time_format is None or "%d" in time_format)  # not years or months
    columns, summed = _measures(table, time, naive, events=few)
    if not columns and not _is_worth_counting(table, time, moments):
        return None
    done = Gathering(tuple(columns), tuple(summed), events=few)
    rows, notices = _one_per_time(table[whole], time, moments[whole], days, done)
    offset = "" if daily else _offset(str(table[time].iloc[0]))
    rows[time] = rows[time].str.slice(0, 10) if daily else rows[time] + offset
    if cut:
        notices.append(Sentence("data.gathered_cut", {"days": table_checks.listed([str(day) for day in cut])}))
    if same.any():
        notices.append(Sentence("data.gathered_same", {"count": int(same.sum())}))
    return _written(rows, time, path, notices)


def _stamps(table: pd.DataFrame, time: str, time_format: str | None) -> pd.Series:
    cells = _without_the_offset(table[time].astype("str").where(table[time].notna()))
    return pd.to_datetime(cells, format=time_format or "ISO8601", utc=True, errors="coerce")


class Gathering(NamedTuple):
    """Columns that are kept, those that are added up; the others are averaged, and of events stand behind the count."""

    columns: tuple[str, ...]
    summed: tuple[str, ...]
    events: bool = False


def _one_per_time(
    table: pd.DataFrame, time: str, moments: npt.NDArray[np.datetime64], days: bool, done: Gathering
) -> tuple[pd.DataFrame, list[Sentence]]:
    """Sums, means and the number of the rows of each moment, and what was done with which column."""
    groups = table.groupby(moments, sort=True)
    rows = pd.DataFrame({time: [str(moment) for moment in groups.size().index.to_numpy("M8[s]")]})
    averaged = [each for each in done.columns if each not in done.summed]
    for each in (*done.summed, COUNT, *averaged) if done.events else done.columns:
        if each == COUNT:
            rows[each] = groups.size().to_numpy()
        else:
            rows[each] = (groups[each].sum(min_count=1) if each in done.summed else groups[each].mean()).to_numpy()
    for each in done.summed:
        rows[MEAN.format(each)] = groups[each].mean().to_numpy()
    rows[COUNT] = groups.size().to_numpy()
    facts: dict[str, Parameter] = {"rows": len(table), "times": len(rows), "column": time, "counted": COUNT}
    notices = [Sentence("data.gathered_days" if days else "data.gathered", facts)]
    if done.summed:
        told: dict[str, Parameter] = {"columns": table_checks.listed(list(done.summed))}
        notices.append(Sentence("data.gathered_sums", {**told, "mean": MEAN.format(done.summed[0])}))
    if averaged:
        notices.append(Sentence("data.gathered_means", {"columns": table_checks.listed(averaged)}))
    gone = [str(each) for each in table.columns if each != time and str(each) not in done.columns]
    if gone:
        notices.append(Sentence("data.gathered_gone", {"columns": table_checks.listed(gone)}))
    return rows, notices


def _numbers(table: pd.DataFrame, time: str) -> list[str]:
    """Columns of numbers that measure something, and do not tell who, when, where or of which kind."""
    columns = [str(each) for each in table.columns if each != time and pd.api.types.is_numeric_dtype(table[each])]
    places = column_names.coordinates(columns)
    return [
        each
        for each in columns
        if table[each].notna().any()
        and not (column_names.is_row_counter(each) or column_names.names_entity(each) or column_names.names_code(each))
        and not (each in places or tells_when(table[each]))
    ]


def _measures(
    table: pd.DataFrame, time: str, stamps: npt.NDArray[np.datetime64], *, events: bool
) -> tuple[list[str], list[str]]:
    """Columns that measure something, and those that are added up: no levels, differences, or counters that rise.

    Of events only what is an amount by its name is added up.
    """
    columns = _numbers(table, time)
    ordered = table[columns].iloc[np.argsort(stamps, kind="stable")]
    summed = [
        each
        for each in columns
        if column_names.names_amount(each) or not (events or (table[each] < 0).any() or column_names.names_level(each))
    ]
    summed = [each for each in summed if table[each].nunique() < _RISING or not ordered[each].is_monotonic_increasing]
    return columns, summed


def _is_worth_counting(table: pd.DataFrame, time: str, moments: npt.NDArray[np.datetime64]) -> bool:
    """Whether how many rows there are is all that a table tells: it varies, and no text is nearly a number."""
    texts = [each for each in table.columns if each != time and isinstance(table[each].dtype, pd.StringDtype)]
    texts = [each for each in texts if not (column_names.is_row_counter(each) or column_names.names_entity(each))]
    nearly = any(table[each].dropna().str.match(r"\s*[-+$€¥]?\d").mean() >= 0.5 for each in texts)
    return not nearly and len(np.unique(np.unique(moments, return_counts=True)[1])) > 1


def _offset(cell: str) -> str:
    """What a time says of its distance from UTC, or nothing."""
    found = re.search(r"(?:Z|[+-]\d\d:?\d\d)$", cell) if calendars.has_utc_offset(cell) else None
    return found[0] if found is not None else ""


def _without_the_offset(cells: pd.Series) -> pd.Series:
    """Times without the one offset from UTC that all name, as their days are those; of several they are no times."""
    if not calendars.has_utc_offset(str(cells.iloc[0])):
        return cells
    parts = cells.str.extract(r"^(.*\d)\s*(Z|[+-]\d\d:?\d\d)$")
    return parts[0] if parts[1].nunique(dropna=False) == 1 else parts[0].where(parts[1].isna())


def _joined(table: pd.DataFrame, time: str, stamps: pd.Series) -> tuple[list[str], pd.Series] | None:
    """Columns that say only together to which series a row belongs, such as store and item, and what they say."""
    texts = [str(each) for each in table.columns if each != time and isinstance(table[each].dtype, pd.StringDtype)]
    named = [str(each) for each in table.columns if each != time and column_names.names_entity(str(each))]
    for columns in (named, list(dict.fromkeys([*named, *texts]))):
        whole = [each for each in columns if table[each].notna().all() and not pd.api.types.is_float_dtype(table[each])]
        joined = _series_of(table, whole, stamps)
        if joined is not None and (columns is named or _is_crossed(joined[1], stamps)):
            return joined
    return None


def _series_of(table: pd.DataFrame, columns: list[str], stamps: pd.Series) -> tuple[list[str], pd.Series] | None:
    """The columns of which none can be spared to tell the rows of one time apart, and what they say together."""
    keys = pd.DataFrame({each: pd.factorize(table[each])[0] for each in columns}).assign(**{SERIES: stamps.to_numpy()})
    if len(columns) < 2 or keys.duplicated().any():
        return None
    for each in reversed(columns):
        if len(columns) > 2 and not keys.drop(columns=each).duplicated().any():
            keys, columns = keys.drop(columns=each), [name for name in columns if name != each]
    if FEWEST_ROWS * len(keys[columns].drop_duplicates()) > len(keys):
        return None
    return columns, table[columns].astype("str").agg(" / ".join, axis=1)


def _is_crossed(series: pd.Series, stamps: pd.Series) -> bool:
    """Nearly every series has a row at nearly every time, as no column of events or of kinds of days has by chance."""
    return len(series) >= CROSSED * series.nunique() * stamps.nunique()


def _come_at_any_time(stamps: npt.NDArray[np.datetime64]) -> bool:
    """Whether the moments keep no distance, several on most days: readings have most gaps near the usual one.

    Gaps of events that come independently are exponential, 14 % of them within a fifth of their median.
    """
    apart = np.diff(np.sort(stamps)).astype(np.int64)
    days, rows = np.unique(stamps.astype("datetime64[D]"), return_counts=True)
    if len(days) < FEWEST_DAYS or np.median(rows) < SEVERAL:
        return False
    usual = float(np.median(apart))
    return bool(np.mean(np.abs(apart - usual) <= 0.2 * usual) < REGULAR)


def _are_events(table: pd.DataFrame, time: str, stamps: npt.NDArray[np.datetime64]) -> bool:
    """Whether each row is a thing of its own, with amounts, numbers or words, and no reading, which has a memory."""
    others = [str(each) for each in table.columns if each != time]
    telling = [
        each
        for each in others
        if column_names.names_amount(each)
        or column_names.is_row_counter(each)
        or isinstance(table[each].dtype, pd.StringDtype)
    ]
    ordered = table.iloc[np.argsort(stamps, kind="stable")]
    ranks = ordered[[each for each in _numbers(table, time) if table[each].nunique() >= _RISING]].rank()
    return bool(telling) and not any(ranks[each].autocorr() > MEMORY for each in ranks)


def _cut_days(stamps: npt.NDArray[np.datetime64]) -> list[np.datetime64]:
    """The first and the last day where the file begins later in it, or ends earlier, than the other days do."""
    days = stamps.astype("datetime64[D]")
    clocks = pd.Series((stamps - days).astype(np.int64)).groupby(days)
    first, last, rows = clocks.min(), clocks.max(), clocks.size()
    if len(rows) < FEWEST_DAYS or not last.any():
        return []
    few = rows < rows.iloc[1:-1].median()
    apart = 2 * float(np.median(np.diff(np.sort(stamps)).astype(np.int64)))
    late = bool(few.iloc[0]) and first.iloc[0] > first.iloc[1:-1].max() + apart
    early = bool(few.iloc[-1]) and last.iloc[-1] < last.iloc[1:-1].min() - apart
    return [*([np.min(days)] if late else []), *([np.max(days)] if early else [])]


def _moments(stamps: npt.NDArray[np.datetime64]) -> tuple[npt.NDArray[np.datetime64], bool]:
    """The time under which each row is counted, and whether these are days: clock times without a rhythm are not."""
    days = stamps.astype("datetime64[D]")
    distinct = np.unique(stamps)
    whole = bool(np.all(days == stamps))
    if whole or (len(distinct) > 2 and calendars.calendar_of(distinct) is None):
        return days.astype("datetime64[us]"), True
    return stamps, False


def _written(
    rows: pd.DataFrame, time: str, path: Path, notices: list[Sentence], as_before: Sequence[str] = ()
) -> Tidied:
    folder = path.parent if path.parent.name == FOLDER else path.parent / FOLDER
    target = folder / plain_name(path, (CHOICES, *as_before))
    if not target.exists():
        try:
            write_plain(rows, np.arange(0), 0, target)
        except OSError:
            raise DataError(Sentence("tidy.unwritable", {"file": path.name, "folder": folder.name})) from None
    return Tidied(target, tuple(notices), CsvFormat(), time)
