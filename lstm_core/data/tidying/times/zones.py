"""Offsets from UTC, zones by name, and spans that only look like offsets."""

import re
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.spec.zones import KNOWN_PLACES

Stamps = npt.NDArray[np.datetime64]
UNKNOWN = np.iinfo(np.int64).min  # minutes of a moment whose zone is not told

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_HOURS = {
    **dict.fromkeys(("z", "utc", "gmt", "wet"), 0.0),
    **dict.fromkeys(("cet", "met", "mez", "west", "bst"), 1.0),
    **dict.fromkeys(("cest", "mest", "mesz", "eet"), 2.0),
    **dict.fromkeys(("eest", "msk"), 3.0),
    **{
        "ist": 5.5,
        "hkt": 8.0,
        "sgt": 8.0,
        "awst": 8.0,
        "jst": 9.0,
        "kst": 9.0,
        "acst": 9.5,
        "aest": 10.0,
        "acdt": 10.5,
    },
    **{"aedt": 11.0, "nzst": 12.0, "nzdt": 13.0, "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0},
    **{"mdt": -6.0, "pst": -8.0, "pdt": -7.0, "akst": -9.0, "akdt": -8.0, "hst": -10.0},
}
AMBIGUOUS = {"cst": "UTC-06:00", "ist": "UTC+05:30", "bst": "UTC+01:00"}  # abbreviations of several zones
MOST_TWICE = 0.05  # share of times: an hour a year, in a file of a few days more
_FARTHEST = 14 * 60  # minutes: Kiritimati; in the west 12 hours


def minutes_of(zone: str) -> int | None:
    """The offset that a zone names for good, or None."""
    found = _OFFSET.fullmatch(zone)
    if found is not None:
        minutes = 60 * int(found[2]) + int(found[3] or 0)
        return minutes if found[1] == "+" else -minutes
    hours = _HOURS.get(zone.lower())
    return None if hours is None else round(60 * hours)


@lru_cache(maxsize=64)
def place_of(zone: str) -> ZoneInfo | None:
    """The zone of a place such as Europe/Berlin, or None."""
    try:
        return ZoneInfo(zone)
    except (ValueError, LookupError, OSError):
        return None


def offsets_of(zones: "pd.Series[str]", local: Stamps) -> npt.NDArray[np.int64] | None:
    """Minutes ahead of UTC of every moment, `UNKNOWN` where no zone stands; None where a zone is not known."""
    minutes = np.full(len(zones), UNKNOWN, dtype=np.int64)
    texts = zones.to_numpy(dtype=object)
    for zone in dict.fromkeys(texts):
        if not zone:
            continue
        here = np.flatnonzero(texts == zone)
        fixed = minutes_of(zone)
        if fixed is not None:
            if not -12 * 60 <= fixed <= _FARTHEST:
                return None
            minutes[here] = fixed
            continue
        place = place_of(zone)
        if place is None:
            return None
        minutes[here] = _local_offsets(local[here], place)
    return minutes


def _local_offsets(local: Stamps, place: ZoneInfo) -> npt.NDArray[np.int64]:
    """Offsets of a place; of the hour that comes twice in autumn the first in the file is the earlier one."""
    found = np.full(len(local), UNKNOWN, dtype=np.int64)
    known = ~np.isnat(local)
    index = pd.DatetimeIndex(local[known])
    seconds = np.asarray(index.duplicated(keep="first"))
    aware = index.tz_localize(place, ambiguous=~seconds, nonexistent="shift_forward")
    apart = (index - aware.tz_convert("UTC").tz_localize(None)).to_numpy().astype("timedelta64[m]").astype(np.int64)
    found[known] = apart
    return found


def place_of_changes(local: Stamps) -> str | None:
    """The place whose clocks explain local times in their order: the hour that comes twice there does, none is skipped.

    None where no time comes twice, or where no known place fits.
    """
    index = pd.DatetimeIndex(local)
    twice = index.duplicated()
    if index.hasnans or not twice.any() or twice.sum() > MOST_TWICE * len(index) or index[twice].has_duplicates:
        return None
    for name in KNOWN_PLACES:
        place = place_of(name)
        if (
            place is None
            or not index[twice].tz_localize(place, ambiguous="NaT", nonexistent="shift_forward").isna().all()
        ):
            continue
        utc = index.tz_localize(place, ambiguous=~twice, nonexistent="NaT")
        if not utc.hasnans and utc.is_monotonic_increasing:
            return name
    return None


def are_spans(zones: list[str], starts: list[int]) -> bool:
    """Whether `-09:00` behind a clock is the end of a span: ends that move with the starts, or that no zone has.

    `zones` are the distinct endings as written, `starts` minutes of the day of the cells they stand behind.
    """
    ends = [re.fullmatch(r"-(\d{2}):?(\d{2})?", zone) for zone in zones]
    if not zones or any(end is None for end in ends):
        return False
    minutes = [60 * int(end[1]) + int(end[2] or 0) for end in ends if end is not None]
    if any(end > 12 * 60 or end % 15 for end in minutes):
        return True
    lengths = {(end - start) % 1440 for end, start in zip(minutes, starts, strict=True)}
    distinct = len(set(minutes))
    return distinct > 3 or (len(lengths) == 1 and (distinct > 1 or 0 < next(iter(lengths)) <= 120))
