"""Moments written as one number: seconds since 1970, days of a spreadsheet, 2008.01, 2008.25, 20240105."""

import re
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.tidying.times.reading import Moments, Whole, calendar_dates, quarter_dates
from lstm_core.data.tidying.times.zones import UNKNOWN, Stamps

Count = Literal["seconds", "milliseconds", "microseconds", "nanoseconds", "serial", "month", "quarter", "fraction"]
_PER_UNIT: dict[Count, int] = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
_FIRST, _LAST = 10**8, 4_102_444_800  # 1973 to 2100, in seconds
_SERIALS = 20_000, 80_000  # 1954 to 2119, in days since the end of 1899
_SERIAL_ZERO = np.datetime64("1899-12-30", "us")
_DAY = 86_400_000_000
_NOISE = 0.02  # hundredths of a year: what 1947.02 loses in 32 bits, 1947.02001953125
_NUMBER = re.compile(r"\s*[+-]?\d+(\.\d*)?([eE]\+?\d+)?\s*")


class Counted(NamedTuple):
    """What the numbers count, and the moments that they mean."""

    unit: Count
    moments: Moments


def counted(cells: pd.Series, named: bool, decimal: str = ".") -> Counted | None:
    """The moments of a column of numbers written as text, without blanks; `named`: its name promises times."""
    text = cells.str.strip()
    if decimal == ",":
        text = text.str.replace(",", ".", regex=False)
    fits = text.str.fullmatch(_NUMBER.pattern)
    if not len(text) or fits.mean() < 0.8:
        return None
    values = pd.to_numeric(text.where(fits), errors="coerce").to_numpy("float64", na_value=np.nan)
    for read in (_epoch, _serial):
        found = read(text, values, named)
        if found is not None:
            return found
    return _year_and_part(text.where(fits, ""), values, named)


def _rising(values: Whole) -> bool:
    told = values[~np.isnan(values)]
    steps = np.diff(told)
    return len(told) > 2 and bool(np.all(steps > 0) or np.all(steps < 0))


def _moments(stamps: Stamps, precision: str) -> Moments:
    return Moments(stamps, np.full(len(stamps), UNKNOWN), precision)


def _epoch(text: pd.Series, values: Whole, named: bool) -> Counted | None:
    for unit, per in _PER_UNIT.items():
        inside = (values >= _FIRST * per) & (values <= _LAST * per)
        known = ~np.isnan(values)
        if inside[known].mean() < 0.8 or not (named or (_rising(values) and np.nanmin(values) >= 946_684_800 * per)):
            continue
        if _is_compact(text):
            return None
        stamps = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[us]")
        if text.str.fullmatch(r"\d+").all():
            whole = text.astype("int64").to_numpy()
            micro = whole * (10**6 // per) if per <= 10**6 else whole // (per // 10**6)
        else:
            micro = np.where(inside, np.round(np.nan_to_num(values) / per * 1e6), 0).astype(np.int64)
        stamps[inside] = micro[inside].astype("datetime64[us]")
        return Counted(unit, _moments(stamps, "clock"))
    return None


def _is_compact(text: pd.Series) -> bool:
    """2024010500 is an hour of a day, not a second of 2034: every cell has the digits of a calendar."""
    pattern = r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-4])([0-5]\d([0-5]\d)?)?"
    return bool(text.str.fullmatch(pattern).all())


def _serial(text: pd.Series, values: Whole, named: bool) -> Counted | None:
    known = ~np.isnan(values)
    low, high = _SERIALS
    inside = (values >= low) & (values <= high)
    told = values[known]
    if not named or inside[known].mean() < 0.8 or len(told) < 2:
        return None
    steps = np.diff(told)
    if not (np.all(steps >= 0) or np.all(steps <= 0)) or np.abs(steps).max() > 3700:
        return None
    stamps = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[us]")
    seconds = np.round(values[inside] * 86_400).astype(np.int64)
    stamps[inside] = _SERIAL_ZERO + (seconds * 1_000_000).astype("timedelta64[us]")
    whole = bool(np.all(values[inside] == np.floor(values[inside])))
    return Counted("serial", _moments(stamps, "day" if whole else "clock"))


def _year_and_part(text: pd.Series, values: Whole, named: bool) -> Counted | None:
    """2008.01 is January, 2008.1 October or a quarter as the rest says, 2008.25 a quarter later, 2008.0417 too."""
    known = ~np.isnan(values)
    told = values[known]
    if not len(told) or not np.all((told >= 1000) & (told < 2200)) or np.all(told == np.floor(told)):
        return None
    if not (named or _rising(values)):
        return None
    parts = text.str.extract(r"^\s*(\d{4})(?:\.(\d*))?\s*$")
    year = pd.to_numeric(parts[0], errors="coerce").to_numpy("float64", na_value=np.nan)
    part = parts[1].fillna("")
    if part.str.fullmatch("[1-4]").all():
        quarters = quarter_dates(year, pd.to_numeric(part).to_numpy("float64"))
        if quarters is not None:
            return Counted("quarter", _moments(quarters, "quarter"))
    if part.str.len().max() > 2 and np.abs(100 * told - np.round(100 * told)).max() < _NOISE:
        part = part.where(~known, [f"{cents % 100:.0f}".zfill(2) for cents in np.round(100 * np.nan_to_num(values))])
    if part.str.len().max() <= 2:
        for month in _readings(part):
            stamps = calendar_dates(year, month, np.ones(len(year)))
            if not np.isnat(stamps[known]).any() and _steady(stamps[known]):
                return Counted("month", _moments(stamps, "month"))
    return _fraction(values)


def _readings(part: pd.Series) -> list[Whole]:
    """Months of the digits behind the point: as they stand, or with the zero that a number has lost at its end."""
    lost = part.where(part.str.len() != 1, part + "0")
    told = part.str.len()
    tenth = part.where(~(part.eq("1") & part.shift(1).eq("9")), "10")  # the October behind September
    written = [part] if told.nunique() == 1 and told.iloc[0] == 2 else [lost, part, tenth]
    return [pd.to_numeric(cells, errors="coerce").to_numpy("float64", na_value=np.nan) for cells in written]


def _steady(stamps: Stamps) -> bool:
    """Months that go one way without coming twice, most of them at the usual distance."""
    steps = np.diff(stamps.astype("datetime64[M]").astype(np.int64))
    if not len(steps):
        return True
    if not (np.all(steps > 0) or np.all(steps < 0)):
        return False
    _, counts = np.unique(steps, return_counts=True)
    return bool(2 * counts.max() >= len(steps))


def _fraction(values: Whole) -> Counted | None:
    """Years with their fraction: at twelfths months, at quarters quarters, else days."""
    known = ~np.isnan(values)
    year = np.floor(values)
    part = values - year
    steps = np.abs(np.diff(values[known]))
    if not len(steps) or not _rising(values):
        return None
    usual = float(np.median(steps))
    for share, precision in ((1 / 12, "month"), (1 / 4, "quarter")):
        if abs(usual - share) < 0.1 * share:
            number = np.floor(part / share + 0.3).clip(0, round(1 / share) - 1)
            months = number * round(12 * share) + 1
            return Counted("fraction", _moments(calendar_dates(year, months, np.ones(len(year))), precision))
    if usual > 1 / 12:
        return None
    first = calendar_dates(year, np.ones(len(year)), np.ones(len(year)))
    following = calendar_dates(year + 1, np.ones(len(year)), np.ones(len(year)))
    length = (following - first).astype("timedelta64[us]").astype(np.float64)
    micro = np.where(known, part * np.where(np.isfinite(length), length, 0), 0)
    unit = _DAY if usual > 0.9 / 366 else 60_000_000
    moved: npt.NDArray[np.int64] = (np.round(micro / unit) * unit).astype(np.int64)
    return Counted("fraction", _moments(first + moved.astype("timedelta64[us]"), "day" if unit == _DAY else "clock"))
