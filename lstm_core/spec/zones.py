"""Names of time zones: a place of the IANA database, or a fixed offset from UTC."""

import re
from zoneinfo import ZoneInfo

KNOWN_PLACES = (  # where several zones had the same offsets, the one that most people know
    *("Europe/Berlin", "Europe/London", "Europe/Athens", "Europe/Moscow", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Los_Angeles", "America/Halifax", "America/St_Johns", "America/Anchorage"),
    *("Asia/Shanghai", "Asia/Kolkata", "Asia/Tokyo", "Asia/Dubai", "Asia/Karachi", "Asia/Kathmandu", "Asia/Bangkok"),
    *("Australia/Sydney", "Australia/Adelaide", "Pacific/Auckland", "America/Sao_Paulo", "America/Santiago"),
)
_FIXED = re.compile(r"([+-])(\d{2}):([0-5]\d)")
_TAIL = re.compile(r"[+-]\d\d:\d\d(:\d\d)?$")
_FARTHEST = 14 * 60  # minutes: Kiritimati; in the west 12 hours


def minutes_of(name: str) -> int | None:
    """Minutes ahead of UTC of a fixed offset such as +05:30; None where the name is none, or farther than any."""
    found = _FIXED.fullmatch(name)
    if found is None:
        return None
    minutes = 60 * int(found[2]) + int(found[3])
    minutes = -minutes if found[1] == "-" else minutes
    return minutes if -12 * 60 <= minutes <= _FARTHEST else None


def without_offset(time: str) -> str:
    """A time in ISO 8601 without the offset behind its clock."""
    return time[:10] + _TAIL.sub("", time[10:])


def is_zone(name: str) -> bool:
    """Whether times can be told in a zone of that name."""
    if minutes_of(name) is not None:
        return True
    try:
        ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        return False
    return True
