"""The times of a table: which column holds them, or which columns together."""

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.tidying.numbers import is_number, spread
from lstm_core.data.tidying.times import parts
from lstm_core.data.tidying.times.counting import Count, counted
from lstm_core.data.tidying.times.reading import Moments, looks_like_time, moments_of
from lstm_core.data.tidying.times.zones import UNKNOWN

_MOST_TRIED = 60  # columns, those with a telling name first
_DIGITS = 0.8  # share of cells that are bare numbers, from which on only a name or an order makes them times


@dataclass(frozen=True)
class Timed:
    """The moments of every row, and the columns that they come from, the first one giving the name."""

    places: tuple[int, ...]
    moments: Moments  # (R,), NaT where nothing is written
    blank: npt.NDArray[np.bool_]
    unit: Count | None = None


def times_of(names: list[str], body: pd.DataFrame, named: list[bool], decimal: str) -> Timed | None:
    """The times of a table of text, or None. `named`: whose names promise times."""
    by_part: dict[str, int] = {}
    for at, name in enumerate(names):
        part = parts.part_of(name)
        if part and part not in by_part and _is_part(part, body[at]):
            by_part[part] = at
    likely = sorted(range(len(names)), key=lambda at: not named[at])[:_MOST_TRIED]
    single = None
    for at in likely:
        if at in by_part.values():
            continue
        single = _single(at, body[at], named[at], decimal)
        if single is not None:
            break
    joined = parts.joined({part: body[at] for part, at in by_part.items()})
    told = single is not None and single.moments.precision != "year"
    if single is not None and told and (joined is None or (named[single.places[0]] and single.unit != "fraction")):
        return _with_clock(single, names, body, by_part)
    if joined is not None and joined.known.any():
        order = ("year", "quarter", "month", "week", "yearday", "day", "hour", "minute", "second", "clock")
        used = [part for part in order if part in by_part and _is_used(part, by_part, joined.precision)]
        places = tuple(by_part[part] for part in used)
        blank = np.all([body[at].str.strip().eq("").to_numpy(dtype=bool) for at in places], axis=0)
        return Timed(places, joined, blank)
    if single is None and "year" in by_part:
        return _single(by_part["year"], body[by_part["year"]], True, decimal)
    if single is None and "clock" in by_part:  # clocks of no date: 33635 is a day of a spreadsheet, or nothing
        return _single(by_part["clock"], body[by_part["clock"]], True, decimal)
    return single


def _is_used(part: str, by_part: dict[str, int], precision: str) -> bool:
    """Whether a column of that part was read for moments so precise."""
    if part in ("hour", "minute", "second"):
        return precision == "clock" and "hour" in by_part
    if part == "clock":
        return precision == "clock" and "hour" not in by_part
    if "month" in by_part:
        return part not in ("quarter", "week", "yearday")
    if "quarter" in by_part:
        return part in ("year", "quarter")
    return part in (("year", "week") if "week" in by_part else ("year", "yearday"))


def _is_part(part: str, cells: pd.Series) -> bool:
    """Whether the cells are what the name says: months from 1 to 12, and so on."""
    text = spread(cells[cells.str.strip().ne("")])
    if text.empty:
        return False
    if part == "clock":
        dates = np.mean([looks_like_time(cell) and re.search(r"\d{4}", cell) is not None for cell in text])
        return parts.clocks(text) >= 0.8 and float(dates) < 0.8
    return float(np.mean(~np.isnan(parts.numbers(text, part)))) >= 0.8


def _single(at: int, cells: pd.Series, named: bool, decimal: str) -> Timed | None:
    blank = cells.str.strip().eq("").to_numpy(dtype=bool)
    text = cells[~blank]
    if len(text) < 2:
        return None
    sample = spread(text)
    count: Count | None = None
    found: Moments | None = None
    if (
        np.mean([is_number(cell) and cell.strip().replace(".", "").replace(",", "").isdigit() for cell in sample])
        >= _DIGITS
    ):
        if not (named or at == 0):
            return None
        told = counted(text, named, decimal)
        if told is not None:
            count, found = told
        elif named or _rises(text):
            found = moments_of(text, digits=named)
    else:
        found = moments_of(text, counted=named or at == 0)
    if found is None or (count is None and np.mean(found.known) < 0.5):
        return None
    return Timed((at,), _over_blanks(found, blank), blank, count)


def _rises(text: pd.Series) -> bool:
    steps = np.diff(pd.to_numeric(text, errors="coerce").to_numpy("float64", na_value=np.nan))
    return bool(np.all(steps > 0))


def _over_blanks(found: Moments, blank: npt.NDArray[np.bool_]) -> Moments:
    stamps = np.full(len(blank), np.datetime64("NaT"), dtype="datetime64[us]")
    offsets = np.full(len(blank), UNKNOWN, dtype=np.int64)
    stamps[~blank], offsets[~blank] = found.stamps, found.offsets
    return replace(found, stamps=stamps, offsets=offsets)


def _with_clock(single: Timed, names: list[str], body: pd.DataFrame, by_part: dict[str, int]) -> Timed:
    """Dates with the clock or the hour that stands beside them, where one does."""
    dates = single.moments
    days = dates.stamps[dates.known]
    if dates.precision not in ("day", "clock") or np.any(days != days.astype("datetime64[D]")):
        return single
    twice = len(np.unique(days)) < len(days)
    if "hour" in by_part and twice:
        places = [by_part[part] for part in ("hour", "minute", "second") if part in by_part]
        hours = parts.later(
            dates, {part: body[by_part[part]] for part in ("hour", "minute", "second") if part in by_part}
        )
        return Timed((*single.places, *places), hours, single.blank)
    beside = [by_part["clock"]] if "clock" in by_part else []
    if twice and not beside:
        beside = [at for at in range(len(names)) if at not in single.places and _holds_clocks(body[at])][:1]
    for at in beside:
        found = parts.with_clock(dates, body[at])
        if found is not None:
            return Timed((*single.places, at), found, single.blank & body[at].str.strip().eq("").to_numpy(dtype=bool))
    return single


def _holds_clocks(cells: pd.Series) -> bool:
    sample = spread(cells[cells.str.strip().ne("")], 50)
    return len(sample) > 1 and bool(
        sample.str.strip().str.fullmatch(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]m)?(?:\s*-.*)?", flags=2).all()
    )
