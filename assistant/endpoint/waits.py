"""How long an endpoint asks to wait, from headers and words."""

import math
import re
import time
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

DAY = 86_400.0
_UNITS = {"毫": 0.001, "s": 1.0, "秒": 1.0, "m": 60.0, "分": 60.0, "h": 3600.0, "小": 3600.0, "d": DAY, "天": DAY}
_SPELLED = r"ms|milliseconds?|s(?:ecs?|econds?)?|m(?:ins?|inutes?)?|h(?:rs?|ours?)?|d(?:ays?)?"
_UNIT = rf"(?:{_SPELLED})(?![a-z])|毫秒|秒钟?|分钟?|小时|天"
_SPAN = re.compile(rf"(\d+(?:\.\d+)?)\s*({_UNIT})", re.I)
_SPANS = rf"((?:\d+(?:\.\d+)?\s*(?:{_UNIT})\W?){{1,3}})"
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ABOUT = r"(?:about|around|approximately|roughly|another|~|大约|约)?\s*"
_AGAIN = r"(?:try again|retry|retrydelay|wait|available again|resets?)"
_WORDS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_AGAIN}\W*(?:in|after|for|at least)?\W*{_ABOUT}{_SPANS}",
        rf"\bin\s+{_ABOUT}{_SPANS}.{{0,20}}(?:try|retry)",
        rf"{_SPANS}(?:之?[后後]|再试|重试)",
        rf"(?:等待?|请[在于])\s*{_ABOUT}{_SPANS}",
        r"retry[-_ ]?after(?:[-_ ]?(?:seconds|secs?))?\W{1,4}(\d{1,2}:\d{2}(?::\d{2})?|\d+(?:\.\d+)?)(?![\d:])",
    )
)
_EPOCH = 1e9  # a larger number is a moment, not a span; one in milliseconds is larger still


def retry_delay(headers: Mapping[str, str], words: str) -> float | None:
    """Seconds until another attempt is welcome; None where the endpoint does not say. Header names in lower case."""
    for found in (
        _number(headers.get("retry-after-ms"), 0.001),
        _moment(headers.get("retry-after")),
        _reset(headers),
        _in_words(words),
    ):
        if found is not None and math.isfinite(found):
            return max(0.0, found)
    return None


def _number(text: str | None, unit: float = 1.0) -> float | None:
    try:
        return None if text is None else float(text) * unit
    except ValueError:
        return None


def _moment(text: str | None) -> float | None:
    """Seconds, or a date."""
    if text is None:
        return None
    seconds = _number(text)
    if seconds is not None:
        return _since_epoch(seconds)
    try:
        return parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return _since_date(text)


def _since_date(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text.strip()).timestamp() - time.time()
    except (ValueError, OverflowError):
        return _span(text)


def _reset(headers: Mapping[str, str]) -> float | None:
    """When the window that is used up begins anew; headers that speak of others say nothing."""
    found = []
    for name, text in headers.items():
        if not re.fullmatch(r"(\w+-)?ratelimit(-\w+)*-reset(-\w+)*", name):
            continue
        left = headers.get(name.replace("reset", "remaining"))
        if left is None or _number(left) == 0:
            found.append(_moment(text))
    spans = [span for span in found if span is not None]
    return max(spans) if spans else None


def _since_epoch(seconds: float) -> float:
    if seconds > _EPOCH:
        return (seconds / 1000 if seconds > _EPOCH * 100 else seconds) - time.time()
    return seconds


def _in_words(words: str) -> float | None:
    found = next(filter(None, (pattern.search(words) for pattern in _WORDS)), None)
    return None if found is None else _span(found[1])


def _span(text: str) -> float | None:
    """`7m12s`, `1.2s`, `20 seconds`, `2 分钟`, `00:00:20`; a bare number counts seconds."""
    clock = _CLOCK.fullmatch(text.strip())
    if clock is not None:
        large, middle, small = (int(part or 0) for part in clock.groups())
        return float(large * 3600 + middle * 60 + small if clock[3] else large * 60 + middle)
    parts = _SPAN.findall(text)
    return sum(float(number) * _seconds(unit.lower()) for number, unit in parts) if parts else _number(text)


def _seconds(unit: str) -> float:
    return 0.001 if unit.startswith(("ms", "mil")) else _UNITS[unit[0]]
