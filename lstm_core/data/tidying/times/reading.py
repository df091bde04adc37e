"""A column of text as moments: one way of writing for the whole column, found in a sample and read in every cell."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.tidying.times import zones
from lstm_core.data.tidying.times.grammar import CLOCKED, COUNTED, DIGITS_ALONE, WAYS, Way
from lstm_core.data.tidying.times.languages import understood
from lstm_core.data.tidying.times.order import Order, ordered
from lstm_core.data.tidying.times.zones import UNKNOWN, Stamps

_SAMPLE = 200
RECOGNISED = 0.8  # share of a sample that must fit, so that one bad cell does not hide a column of times
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NUMBERS = {name: number for number, name in enumerate(_SHORT, 1)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LATE = ("下午", "晚上", "傍晚", "夜里", "pm")
_CENTURY = 69  # two digits from here on are of the 20th century, as POSIX has it

Whole = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Cells as local moments; NaT where a cell is none."""

    stamps: Stamps  # (N,) datetime64[us]
    offsets: npt.NDArray[np.int64]  # minutes ahead of UTC, `zones.UNKNOWN` without a zone
    precision: str
    order: Order | None = None  # of day and month, where the column had to decide it
    spans: str = ""  # an example of a span whose end is not read
    midnights: int = 0  # cells that say 24:00
    zone: str = ""  # a zone by name, as it stands there
    years: str = ""  # an example of a year in two digits without a century
    doubled: str = ""  # a local time that comes twice as clocks go back, which tells the zone
    quarters: bool = False  # the number behind a year counts quarters

    @property
    def is_told_otherwise(self) -> bool:
        """Read in another way than the cells alone say."""
        return bool(self.spans or self.quarters or self.doubled)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = ~np.isnat(self.stamps)
        return found


def moments_of(cells: pd.Series, counted: bool = False, digits: bool = False) -> Moments | None:
    """The moments of text without blanks, or None when it holds none.

    `counted`: years such as 1-01 are allowed; `digits`: bare digits in any order, such as 05012024.
    """
    if cells.empty:
        return None
    places = np.unique(np.linspace(0, len(cells) - 1, min(len(cells), _SAMPLE)).astype(int))
    sample, text = _evened(cells.iloc[places]), None
    for way in (*WAYS, *(COUNTED if counted else ()), *(DIGITS_ALONE if digits else ())):
        fitting = sum(way.pattern.fullmatch(cell) is not None for cell in sample)
        if fitting and way in CLOCKED:
            fitting = _fitting_with_days(sample, way)
        if fitting < RECOGNISED * len(sample):
            continue
        text = _evened(cells) if text is None else text
        found = _read(text, way)
        if found is None or not found.known.any():
            continue
        found = _with_the_rest(text, way, found)
        if found.known[places].mean() >= RECOGNISED:
            return found
    return None


def _evened(cells: pd.Series) -> pd.Series:
    text = cells.str.strip()
    if not text.str.isascii().all():
        text = text.str.normalize("NFKC")
    codes, uniques = pd.factorize(text, use_na_sentinel=False)  # a long table has each time once a series
    return pd.Series([understood(each) for each in uniques], dtype="str").iloc[codes].set_axis(text.index)


def _fitting_with_days(sample: pd.Series, way: Way) -> int:
    """Cells that fit a way with a clock, or the same date without one: midnight is often left out."""
    alone = WAYS[CLOCKED.index(way)]
    return sum(alone.pattern.fullmatch(cell) is not None or way.pattern.fullmatch(cell) is not None for cell in sample)


def _with_the_rest(text: pd.Series, way: Way, found: Moments) -> Moments:
    """Cells that the way does not read, read by the others: a date without a clock among moments, and so on."""
    stamps, offsets, precision = found.stamps.copy(), found.offsets.copy(), found.precision
    midnights, spans = found.midnights, found.spans
    for other in WAYS:
        left = np.flatnonzero(np.isnat(stamps))
        if not len(left) or other is way:
            continue
        if not _akin(way.precision, other.precision):
            continue
        read = _read(text.iloc[left], other, found.order)
        if read is None or not read.known.any():
            continue
        stamps[left], offsets[left] = read.stamps, read.offsets
        precision = "clock" if "clock" in (precision, read.precision) else precision
        midnights, spans = midnights + read.midnights, spans or read.spans
    return replace(found, stamps=stamps, offsets=offsets, precision=precision, midnights=midnights, spans=spans)


def _akin(one: str, other: str) -> bool:
    return one == other or {one, other} == {"day", "clock"}


def _read(text: pd.Series, way: Way, order: Order | None = None) -> Moments | None:
    codes, uniques = pd.factorize(text, use_na_sentinel=False)
    rows = [found.groupdict() if (found := way.pattern.fullmatch(cell)) else {} for cell in uniques]
    parts = pd.DataFrame(rows, dtype=object).iloc[codes].reset_index(drop=True)
    if parts.empty or not len(parts.columns):
        return None
    get = parts.get
    none = pd.Series([None] * len(parts), dtype=object)
    if "a" in parts:
        decided = order or ordered(parts, _CENTURY, bool(text.str.contains("/", regex=False).iloc[0]))
        if decided is None:
            return None
        order = decided
        day, month, year = (get(order.places[name], none) for name in ("d", "m", "Y"))
    else:
        day, month, year = get("d", none), get("m", none), get("Y", none)
    dates = _dates(parts, _number(year), _number(month), _number(day))
    spans, zone_texts = _spans(parts, text)
    stamps, midnights = _clocked(parts, dates)
    offsets = zones.offsets_of(zone_texts, stamps)
    if offsets is None:
        return None
    named = next((zone for zone in zone_texts if zone[:1].isalpha() and zone.lower() not in ("z", "utc", "gmt")), "")
    short = ""
    if way in COUNTED:
        months = _number(month)
        if not (np.nanmin(months) >= 1 and np.nanmax(months) <= 12 and len(np.unique(months)) > 1):
            return None
        short = str(text.iloc[0])
    if way.precision == "month" and "M" in parts and _are_days(dates, _number(year)):
        return None
    read = Moments(stamps, offsets, way.precision, order, spans, midnights, named, short)
    if way.precision == "month" and "m" in parts and parts["m"].str.fullmatch("[1-4]").all():
        quarters = quarter_dates(_number(year), _number(month))
        if quarters is not None:
            return replace(read, stamps=quarters, precision="quarter", quarters=True)
    return read


def with_changes(found: Moments) -> Moments:
    """Local times of a place whose clocks go back in them, with the offsets of that place."""
    if found.precision != "clock" or np.any(found.offsets != UNKNOWN):
        return found
    name = zones.place_of_changes(found.stamps)
    if name is None:
        return found
    offsets = zones.offsets_of(pd.Series([name] * len(found.stamps), dtype=object), found.stamps)
    at = int(np.argmax(pd.DatetimeIndex(found.stamps).duplicated()))
    return found if offsets is None else replace(found, offsets=offsets, zone=name, doubled=iso_text(found, at))


def _are_days(months: Stamps, number: Whole) -> bool:
    """Jan 01, Jan 02 are days without a year where these go on more evenly than months of 2001, 2002 do."""
    known = ~np.isnat(months)
    if not known.any() or number[known].min() < 1 or number[known].max() > 31:
        return False
    counted: npt.NDArray[np.int64] = months[known].astype("datetime64[M]").astype(np.int64)
    days = np.array(["2001-01", "2000-01"], "datetime64[M]")[:, np.newaxis] + counted % 12
    dates = days.astype("datetime64[D]").astype(np.int64) + number[known].astype(np.int64)
    as_days = max(_evenness(np.diff(each) % length) for each, length in zip(dates, (365, 366), strict=True))
    return as_days > _evenness(counted[1:] - counted[:-1])


def _evenness(steps: npt.NDArray[np.int64]) -> float:
    """Share of the usual step among those between moments that differ."""
    steps = steps[steps != 0]
    return float(np.unique(steps, return_counts=True)[1].max() / len(steps)) if len(steps) else 0.0


def _number(cells: pd.Series) -> Whole:
    return pd.to_numeric(cells, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)


def century(years: Whole) -> Whole:
    """Years of two digits with their century."""
    short = years < 100
    return np.where(short, years + np.where(years < _CENTURY, 2000, 1900), years)


def common_era(years: Whole) -> Whole:
    """Years of the Buddhist era, as Thailand counts, of the common one: years around 2567 and no others."""
    told = years[~np.isnan(years)]
    return years - 543 if len(told) and told.min() >= 2443 and told.max() <= 2650 else years


def _dates(parts: pd.DataFrame, year: Whole, month: Whole, day: Whole) -> Stamps:
    """Dates of the parts; NaT where the calendar has none."""
    year = common_era(century(year))
    if "M" in parts:
        month = _number(parts["M"].str.slice(0, 3).str.lower().map(MONTH_NUMBERS))
    for name, months in (("q", 3), ("H", 6)):
        if name in parts:
            cells = parts[name].replace({"上": "1", "下": "2"})
            month = months * (_number(cells) - 1) + 1
    if "R" in parts:
        month = 3 * (_number(parts["R"].str.lower().map(_ROMAN)) - 1) + 1
    if "w" in parts:
        weekday = _number(parts["e"]) if "e" in parts else np.full(len(parts), np.nan)
        return week_dates(year, _number(parts["w"]), np.where(np.isnan(weekday), 1, weekday))
    if "j" in parts:
        return _of_year(year, _number(parts["j"]))
    if "m" not in parts and "M" not in parts and np.isnan(month).all() and "a" not in parts:
        month = np.ones(len(parts))
    return calendar_dates(year, month, np.where(np.isnan(day), 1, day) if not _has_days(parts) else day)


def _has_days(parts: pd.DataFrame) -> bool:
    return "d" in parts or "a" in parts


def calendar_dates(year: Whole, month: Whole, day: Whole) -> Stamps:
    """Dates as datetime64[us]; NaT where a part is missing or the calendar has no such day."""
    good = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype(np.int64).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + np.where(good, day - 1, 0).astype(np.int64)
    good &= dates.astype("datetime64[M]") == months
    stamps = dates.astype("datetime64[us]")
    stamps[~good] = np.datetime64("NaT")
    return stamps


def quarter_dates(year: Whole, number: Whole) -> Stamps | None:
    """Quarters, where numbers from 1 to 4 behind a year are such: they go on from year to year without a gap."""
    steps = np.diff(4 * year + number)
    if len(np.unique(year)) < 2 or not (np.all(steps == 1) or np.all(steps == -1)):
        return None
    return calendar_dates(year, 3 * (number - 1) + 1, np.ones(len(year)))


def week_dates(year: Whole, week: Whole, weekday: Whole) -> Stamps:
    """Days of ISO weeks; week 53 only where the year has it. Week 0, as some count, is the one before week 1."""
    good = (year >= 1) & (year <= 9999) & (week >= 0) & (week <= 53)
    fourth = calendar_dates(np.where(good, year, 1970), np.ones(len(year)), np.full(len(year), 4.0)).astype(
        "datetime64[D]"
    )
    monday = fourth - (fourth.astype(np.int64) + 3) % 7
    day = monday + np.where(good, (week - 1) * 7 + weekday - 1, 0).astype(np.int64)
    good &= (week < 53) | (
        (day - (day.astype(np.int64) + 3) % 7 + 3).astype("datetime64[Y]").astype(np.int64) + 1970 == year
    )
    stamps = day.astype("datetime64[us]")
    stamps[~good] = np.datetime64("NaT")
    return stamps


def _of_year(year: Whole, day: Whole) -> Stamps:
    first = calendar_dates(year, np.ones(len(year)), np.ones(len(year)))
    good = ~np.isnat(first) & (day >= 1) & (day <= 366)
    stamps = first + np.where(good, day - 1, 0).astype(np.int64) * np.timedelta64(86_400_000_000, "us")
    good &= stamps.astype("datetime64[Y]") == first.astype("datetime64[Y]")
    stamps[~good] = np.datetime64("NaT")
    return stamps


def _spans(parts: pd.DataFrame, text: pd.Series) -> tuple[str, pd.Series]:
    """An example of a span, and the zones: what looks like an offset may be the end of a span."""
    tails = parts["tail"].fillna("") if "tail" in parts else pd.Series("", index=parts.index)
    texts = parts["z"].fillna("").astype(object) if "z" in parts else pd.Series("", index=parts.index, dtype=object)
    example = next((str(cell) for cell, tail in zip(text, tails, strict=True) if tail), "")
    minus = texts.str.startswith("-")
    if minus.any() and "h" in parts and not ("s" in parts and parts["s"].notna().any()):
        here = parts[minus].assign(z=texts[minus])
        pairs = here[["z", "h", "i"]].drop_duplicates()
        starts = (60 * _number(pairs["h"]) + np.nan_to_num(_number(pairs["i"]))).astype(int).tolist()
        if pairs["i"].isna().all() or zones.are_spans(pairs["z"].tolist(), starts):
            example = example or str(text.iloc[int(np.argmax(minus.to_numpy()))])
            texts = texts.where(~minus, "")
    return example, texts


def _clocked(parts: pd.DataFrame, dates: Stamps) -> tuple[Stamps, int]:
    """Dates with their clock; 24:00 is the next day's midnight."""
    if "h" not in parts:
        return dates, 0
    stamps, midnights = clock(parts)
    return dates + stamps, midnights


def clock(parts: pd.DataFrame) -> tuple[npt.NDArray[np.timedelta64], int]:
    """Time of the day of the parts h, i, s, f, p and n (N,), NaT where the clock has none; how many say 24:00."""
    none = pd.Series([None] * len(parts), dtype=object)
    hour = _number(parts["h"])
    given = ~np.isnan(hour)
    hour = np.nan_to_num(hour)
    minute, second = (np.nan_to_num(_number(parts.get(name, none))) for name in ("i", "s"))
    share = parts.get("f", none)
    micro = (
        np.nan_to_num(_number(share.str.ljust(6, "0").str.slice(0, 6))) if share.notna().any() else np.zeros(len(parts))
    )
    half = parts.get("p", none).fillna("").str.lower() + parts.get("n", none).fillna("").str.lower().str.replace(
        ".", ""
    )
    late = half.isin(_LATE).to_numpy() & (hour < 12)
    noon = half.eq("中午").to_numpy() & (hour < 4)
    twelve = hour == 12
    whole_day = (twelve & half.eq("下午").to_numpy()).any()  # else 上午12 is noon, as it is said
    early = twelve & half.isin(["am", "凌晨", "上午"] if whole_day else ["am", "凌晨"]).to_numpy()
    hour = np.where(late | noon, hour + 12, np.where(early, 0, hour))
    full = (hour == 24) & (minute == 0) & (second == 0)
    good = given & ((hour < 24) | full) & (minute < 60) & (second < 60)
    total = (((hour * 60) + minute) * 60 + second) * 1_000_000 + micro
    found = np.where(good, total, 0).astype(np.int64).astype("timedelta64[us]")
    found[~good] = np.timedelta64("NaT")
    return found, int(full.sum())


def iso_texts(found: Moments) -> npt.NDArray[np.object_]:
    """Moments in ISO 8601, as precise as they are; "" where there is none."""
    texts = np.full(len(found.stamps), "", dtype=object)
    known = found.known
    if not known.any():
        return texts
    told = found.stamps[known]
    texts[known] = np.datetime_as_string(told.astype(f"datetime64[{_unit(told, found.precision)}]")).astype(object)
    zoned = known & (found.offsets != UNKNOWN)
    for minutes in np.unique(found.offsets[zoned]).tolist():
        here = zoned & (found.offsets == minutes)
        texts[here] = texts[here] + offset_text(minutes)
    return texts


def iso_text(found: Moments, at: int) -> str:
    """One moment in ISO 8601, as precise as all of them are."""
    unit = _unit(found.stamps[found.known], found.precision)
    text = str(np.datetime_as_string(found.stamps[at].astype(f"datetime64[{unit}]")))
    return text if found.offsets[at] == UNKNOWN else text + offset_text(int(found.offsets[at]))


def offset_text(minutes: int) -> str:
    """An offset from UTC as ISO 8601 writes it."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _unit(stamps: Stamps, precision: str) -> str:
    if precision in ("month", "quarter", "half"):
        return "M"
    if precision == "year":
        return "Y"
    if precision != "clock":
        return "D"
    return next((unit for unit in ("m", "s", "ms") if np.all(stamps == stamps.astype(f"datetime64[{unit}]"))), "us")


@lru_cache(maxsize=1 << 14)
def looks_like_time(cell: str) -> bool:
    """Whether one cell may be a moment of some kind, clocks and bare numbers not."""
    text = understood(cell.strip() if cell.isascii() else unicodedata.normalize("NFKC", cell.strip()))
    if not re.search(r"\d", text) or (len(text) < 4 and text.isdigit()):
        return False
    return any(way.pattern.fullmatch(text) for way in WAYS)


def precision_of(cell: str) -> str:
    """How precise one cell is where it is a moment, days and clocks being of one kind; else ""."""
    text = understood(unicodedata.normalize("NFKC", cell.strip()))
    found = next((way.precision for way in WAYS if way.pattern.fullmatch(text)), "")
    return "day" if found == "clock" else found
