"""The times of a table: which column holds them, or which columns together."""

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.tidying.numbers import spread
from lstm_core.data.tidying.times import parts
from lstm_core.data.tidying.times.counting import Count, counted
from lstm_core.data.tidying.times.reading import Moments, looks_like_time, moments_of, precision_of
from lstm_core.data.tidying.times.zones import UNKNOWN

_MOST_TRIED = 60  # columns, those with a telling name first
_DURATION = re.compile(  # how long something took, and no time of day
    r"(?:^|[\s_.])(?:pace|lap|split|elapsed|duration|took|dauer|durée)|用时|时长|耗时|配速|持续", re.IGNORECASE
)
_RECORD = re.compile(r"updat|modif|load|insert|ingest|export|import|process|generat|更新|修改|导出|入库", re.IGNORECASE)
_CALENDAR_DATE = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-4])(?:[0-5]\d){0,2})?"
_FRONT, _FEWEST_MIXED, _RARE = 4, 8, 0.05  # columns, rows, and the share of the second rhythm, that make a mixture
_SLOTS = (24, 48, 96, 144, 288)  # that a day is cut into
_SLOT_NAME = re.compile(r"period|interval|slot|block|时段|时刻|序号|点|^sp$|^hour", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\d+(?:[.,]\d*)?\s*")
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
    by_part = _parts_in(names, body)
    once = [body[at].nunique() < 2 for at in range(len(names))]
    likely = sorted(range(len(names)), key=lambda at: (not named[at], once[at], _is_of_the_record(names[at])))
    likely = likely[:_MOST_TRIED]
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
    years = by_part.get("year", -1)
    if years >= 0 and (single is None or (single.unit is None and not once[years])):  # year before birthyear
        return _single(years, body[years], True, decimal) or single
    if single is None and "clock" in by_part:  # clocks of no date: 33635 is a day of a spreadsheet, or nothing
        return _single(by_part["clock"], body[by_part["clock"]], True, decimal)
    return single


def _parts_in(names: list[str], body: pd.DataFrame) -> dict[str, int]:
    """The places of the columns that hold parts of moments, by the part."""
    by_part: dict[str, int] = {}
    for at, name in enumerate(names):
        part = parts.part_of(name)
        if name.strip() == "mm" and {"month", "hour"} <= set(by_part):
            part = "minute"
        if part == "month" and parts.may_be_quarters(name, body[at]):
            part = "quarter"
        if part and part not in by_part and _is_part(part, body[at]):
            by_part[part] = at
    if not {"year", "month"} <= set(by_part):
        by_part |= _nameless(names, body, by_part)
    return by_part


def may_number_the_day(name: str) -> bool:
    """Whether a column of that name may number the hours, half hours or quarters of a day."""
    return _SLOT_NAME.search(name) is not None


def _is_of_the_record(name: str) -> bool:
    """Whether a time is that of the record, such as updated_at, and not of what it tells."""
    return _RECORD.search(name) is not None


def _nameless(names: list[str], body: pd.DataFrame, by_part: dict[str, int]) -> dict[str, int]:
    """Year and month, and maybe day and hour, of columns whose names do not say so: 2014;01 or 2014;Januar."""
    at = by_part.get("year", -1)
    for place in range(min(3, len(names) - 1)):
        if at in (-1, place) and parts.part_of(names[place]) in ("", "year") and _are_years(body[place]):
            at = place
            break
    if at < 0 or at + 1 >= len(names):
        return {}
    words = body[at + 1].str.strip()
    if words.str.fullmatch(r"[^\W\d_]+\.?").all() and _is_part("month", words):
        return {"year": at, "month": at + 1}
    if not all(name.startswith("column_") or not name for name in names):
        return {}
    found: dict[str, npt.NDArray[np.float64]] = {}
    taken = {"year": at}
    for part, place in zip(("month", "day", "hour"), range(at + 1, len(names)), strict=False):
        if not body[place].str.strip().str.fullmatch(r"\d{1,2}").all():
            break
        values = parts.numbers(body[place], part)
        if np.isnan(values).any():
            break
        found[part], taken[part] = values, place
    while found:
        joined = parts.joined({part: body[place] for part, place in taken.items()})
        if joined is not None and joined.known.all() and np.all(np.diff(joined.stamps) > np.timedelta64(0)):
            return taken
        last = list(found)[-1]
        del found[last], taken[last]
    return {}


def _are_years(cells: pd.Series) -> bool:
    """Years of our calendar that go on."""
    text = cells.str.strip()
    if len(text) < 3 or not text.str.fullmatch(r"(?:1[5-9]|20)\d\d").all():
        return False
    return bool(np.all(np.diff(text.astype(int)) >= 0))


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
    if np.mean([_NUMBER.fullmatch(cell) is not None for cell in sample]) >= _DIGITS:
        if not (named or at == 0 or _are_calendar_dates(text)):
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


def _are_calendar_dates(text: pd.Series) -> bool:
    """20240105 or 2024010508 in every cell, more than one of them: no other numbers look so."""
    return bool(text.str.strip().str.fullmatch(_CALENDAR_DATE).all()) and bool(text.nunique() > 2)


def _rises(text: pd.Series) -> bool:
    steps = np.diff(pd.to_numeric(text, errors="coerce").to_numpy("float64", na_value=np.nan))
    return bool(np.all(steps > 0))


def mixed_in(names: list[str], body: pd.DataFrame) -> tuple[int, int, int] | None:
    """The column whose cells are times of several rhythms, such as 2024 and 2024 Q1, with a row of each; or None."""
    for at in range(min(_FRONT, len(names))):
        cells = body[at].str.strip()
        told = cells[cells.ne("")]
        if len(told) < _FEWEST_MIXED or told.str.fullmatch(r"\d+").all():
            continue
        found = {cell: precision_of(cell) for cell in told.unique()}
        counts = told.map(found).value_counts()
        if "" in counts or len(counts) < 2 or counts.iloc[1] < _RARE * len(told):
            continue
        kinds = body[at].str.strip().map(found)
        first, second = (int(np.argmax(kinds.eq(kind).to_numpy())) for kind in counts.index[:2])
        return at, min(first, second), max(first, second)
    return None


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
        others = [at for at in range(len(names)) if at not in single.places and not _DURATION.search(names[at])]
        beside = [at for at in others if _holds_clocks(body[at])][:1]
    for at in beside:
        found = parts.with_clock(dates, body[at])
        if found is not None:
            return Timed((*single.places, at), found, single.blank & body[at].str.strip().eq("").to_numpy(dtype=bool))
    return _with_slots(single, names, body) if twice else single


def _with_slots(single: Timed, names: list[str], body: pd.DataFrame) -> Timed:
    """Dates with the numbered part of the day beside them: 1 to 48 are half hours, one after the other."""
    for at, name in enumerate(names):
        if at in single.places or not may_number_the_day(name):
            continue
        slots = pd.to_numeric(body[at].str.strip().where(body[at].str.fullmatch(r"\s*\d{1,3}\s*")), errors="coerce")
        if slots.isna().any() or slots.min() != 1:
            continue
        per_day = slots.groupby(single.moments.stamps).max()
        count = int(per_day.mode().iloc[0])
        if count not in _SLOTS or per_day.max() > count + count // _SLOTS[0]:
            continue
        step = np.timedelta64(86_400_000_000 // count, "us")
        stamps = single.moments.stamps + (slots.to_numpy(np.int64) - 1) * step
        moments = replace(single.moments, stamps=stamps, precision="clock")
        return Timed((*single.places, at), moments, single.blank)
    return single


def _holds_clocks(cells: pd.Series) -> bool:
    sample = spread(cells[cells.str.strip().ne("")], 50)
    return len(sample) > 1 and bool(
        sample.str.strip().str.fullmatch(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]m)?(?:\s*-.*)?", flags=2).all()
    )
