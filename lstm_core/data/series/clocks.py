"""Local time: the offset of a zone at every moment, and the clock on which the steps of a series are counted.

Data are read, sorted and told apart in UTC. Days, weeks and opening hours are of local time, where a day at a change of
clocks has 23 or 25 hours; an hour that comes twice is told apart in UTC alone. Stamps (T,) are datetime64[us] without a
zone, local ones too. Rules of zones are those of the IANA time zone database (RFC 6557).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.series.rhythm import Stamps, ordinals, rhythm_of
from lstm_core.spec.zones import KNOWN_PLACES, minutes_of

Whole = npt.NDArray[np.int64]

OFFSET = r"[T ]\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)$"  # behind a clock
FIRST, END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_STEP = 4  # days in which no zone has changed its clocks twice
_MOST_COMPARED = 4_000
_UNITS = ("s", "ms", "us")


@dataclass(frozen=True, eq=False)
class Zone:
    """Offsets (K + 1,) from UTC in microseconds, the next one from each of the moments `turns` (K,) on, in UTC."""

    name: str
    turns: Whole
    offsets: Whole

    def wall(self, utc: Stamps) -> Stamps:
        """Moments of UTC in local time."""
        moments = utc.astype("datetime64[us]").astype(np.int64)
        local: Stamps = (moments + self.offsets_at(utc)).astype("datetime64[us]")
        return local

    def utc(self, wall: Stamps) -> Stamps:
        """Local times in UTC: the first of an hour that comes twice; one that is left out has the offset before it."""
        moments = wall.astype("datetime64[us]").astype(np.int64)
        ends = self.turns + np.maximum(self.offsets[:-1], self.offsets[1:])
        found: Stamps = (moments - self.offsets[np.searchsorted(ends, moments, "right")]).astype("datetime64[us]")
        return found

    def offsets_at(self, utc: Stamps) -> Whole:
        """Microseconds ahead of UTC at moments of UTC."""
        moments = utc.astype("datetime64[us]").astype(np.int64)
        found: Whole = self.offsets[np.searchsorted(self.turns, moments, "right")]
        return found


@lru_cache(maxsize=64)
def zone_named(name: str) -> Zone:
    """The zone of an IANA name, or of a fixed offset such as +05:30. Raises LookupError for another name."""
    fixed = minutes_of(name)
    if fixed is not None:
        return Zone(name, np.zeros(0, np.int64), np.array([fixed * 60 * _SECOND]))
    place = ZoneInfo(name)
    turns, offsets, day = [], [_ahead(place, FIRST)], FIRST
    while day < END:
        later = day + timedelta(days=_STEP)
        if _ahead(place, later) != offsets[-1]:
            turns.append(_turn(place, day, later))
            offsets.append(_ahead(place, later))
        day = later
    return Zone(name, np.array(turns, np.int64) * _SECOND, np.array(offsets, np.int64) * _SECOND)


def _ahead(place: ZoneInfo, moment: datetime) -> int:
    """Seconds ahead of UTC."""
    return round((moment.astimezone(place).utcoffset() or timedelta()).total_seconds())


def _turn(place: ZoneInfo, before: datetime, after: datetime) -> int:
    """The first second since 1970 with the offset that `after` has."""
    low, high, wanted = int(before.timestamp()), int(after.timestamp()), _ahead(place, after)
    while high - low > 1:
        middle = (low + high) // 2
        moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=middle)
        low, high = (low, middle) if _ahead(place, moment) == wanted else (middle, high)
    return high


@dataclass(frozen=True)
class Clock:
    """The clock on which a series counts its steps: that of its zone, or UTC; its times are told in the zone."""

    zone: Zone
    local: bool

    def counted(self, utc: Stamps) -> Stamps:
        """Moments of UTC on this clock."""
        return self.zone.wall(utc) if self.local else utc

    def utc(self, stamps: Stamps) -> Stamps:
        """Stamps of this clock in UTC."""
        return self.zone.utc(stamps) if self.local else stamps

    def wall(self, stamps: Stamps) -> Stamps:
        """Stamps of this clock in local time."""
        return stamps if self.local else self.zone.wall(stamps)

    def unit(self, stamps: Stamps) -> str:
        """How precisely they are written: days where local time has nothing but midnights, else seconds or finer."""
        if self.local and np.all(stamps == stamps.astype("datetime64[D]")):
            return "D"
        return next((unit for unit in _UNITS if np.all(stamps == stamps.astype(f"datetime64[{unit}]"))), "us")

    def texts(self, stamps: Stamps, unit: str) -> list[str]:
        """Stamps in ISO 8601, with the offset where they tell the time of the day."""
        if unit in ("Y", "M", "D"):
            return [str(each) for each in np.datetime_as_string(self.wall(stamps).astype(f"datetime64[{unit}]"))]
        utc = self.utc(stamps)
        local = np.datetime_as_string(self.zone.wall(utc).astype(f"datetime64[{unit}]"))
        return [
            text + offset_text(ahead)
            for text, ahead in zip(local.tolist(), self.zone.offsets_at(utc).tolist(), strict=True)
        ]


def offset_text(ahead: int) -> str:
    """Microseconds ahead of UTC as ISO 8601 writes them."""
    minutes, seconds = divmod(abs(ahead) // _SECOND, 60)
    text = f"{'-' if ahead < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def clock_of(name: str | None, utc: Stamps) -> Clock | None:
    """The clock of ascending moments that are told in a zone; None without one."""
    if name is None:
        return None
    zone = zone_named(name)
    return Clock(zone, is_local(utc, zone.wall(utc)))


def is_local(utc: Stamps, wall: Stamps) -> bool:
    """Whether steps are counted in local time: of stamps at one time of the day, in a week of opening hours, or where
    fewer steps are left out there. Anything else is counted in UTC, where no hour comes twice.
    """
    if len(utc) < 2 or np.any(np.diff(wall) <= np.timedelta64(0)):
        return False
    if len(np.unique(wall - wall.astype("datetime64[D]"))) == 1:
        return True
    left_out = []
    for stamps in (utc, wall):
        rhythm = rhythm_of(stamps)
        unit, step, slots = rhythm or ("microsecond", 1, ())
        left_out.append(int(np.maximum(np.diff(ordinals(stamps, unit, slots)) // step - 1, 0).sum()))
    if rhythm is None:
        return False
    return left_out[1] < left_out[0] or (left_out[1] == left_out[0] and rhythm[0] == "week")


def has_offset(cells: pd.Series) -> npt.NDArray[np.bool_]:
    """Which cells of text name their offset from UTC."""
    found: npt.NDArray[np.bool_] = cells.str.contains(OFFSET.replace("(Z", "(?:Z"), na=False).to_numpy(bool)
    return found


def zone_of(cells: pd.Series, time_format: str | None, told: str = "") -> str | None:
    """The zone in which a column of times is written, or None where that is UTC or where a time names no offset.

    It is a place whose offset was the written one at every moment: the one that the file tells, then those that many
    know, then any. Where there is none, it is the last offset.
    """
    known = cells.dropna().astype("str")
    if known.empty or not has_offset(known.iloc[:1])[0]:
        return None
    written = known.str.extract(OFFSET, expand=False)
    utc = pd.to_datetime(known, format=time_format or "ISO8601", utc=True, errors="coerce")
    if written.isna().any():
        return None
    read = utc.notna().to_numpy()
    codes, texts = pd.factorize(written[read])
    minutes = np.array([_minutes(str(text)) for text in texts], np.int64)[codes]
    if not minutes.any():
        return None
    moments = utc[read].dt.tz_localize(None).to_numpy("datetime64[us]")
    order = np.argsort(moments, kind="stable")
    moments, minutes = moments[order], minutes[order]
    sample = _telling(moments, minutes)
    places = [name for name in (told,) if "/" in name] + list(KNOWN_PLACES)
    if len(np.unique(minutes)) > 1:
        places += _all_places()
    for name in places:
        if _fits(name, moments[sample], minutes[sample]):
            return name
    return offset_text(int(minutes[-1]) * 60 * _SECOND)


@lru_cache(maxsize=1)
def _all_places() -> list[str]:
    """One name for each zone, by the list of the database, which has no former names."""
    lines = (resources.files("tzdata") / "zoneinfo" / "zone1970.tab").read_text(encoding="utf-8").splitlines()
    return sorted(line.split("\t")[2] for line in lines if line and not line.startswith("#"))


def _minutes(text: str) -> int:
    if text in ("Z", "z"):
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = 60 * int(digits[:2]) + int(digits[2:])
    return -minutes if text[0] == "-" else minutes


def _telling(moments: Stamps, minutes: Whole) -> Whole:
    """Rows that a zone has to fit: both ends, both sides of every change, then others evenly."""
    changes = np.flatnonzero(np.diff(minutes))[:_MOST_COMPARED]
    evenly = np.linspace(0, len(moments) - 1, min(len(moments), _MOST_COMPARED)).astype(np.int64)
    every = np.concatenate([[0, len(moments) - 1], changes, changes + 1, evenly])
    _, first = np.unique(every, return_index=True)
    rows: Whole = every[np.sort(first)]
    return rows


def _fits(name: str, moments: Stamps, minutes: Whole) -> bool:
    try:
        place = ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        return False
    return all(
        60 * told == _ahead(place, moment.replace(tzinfo=UTC))
        for moment, told in zip(moments.tolist(), minutes.tolist(), strict=True)
    )
