"""How long an endpoint asks to wait, from headers and words."""

import math
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|h|m(?!s)|s)[a-z]*", re.I)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_WORDS = re.compile(
    r"(?:try again|retry|retrydelay|wait|available again)\W*(?:in|after|for|at least)?\W*"
    r"((?:\d+(?:\.\d+)?\s*(?:ms|h|m|s)[a-z]*\W?){1,3})|(\d+(?:\.\d+)?)\s*秒[后後]",
    re.I,
)
_EPOCH = 1e9  # a larger number is a moment, not a span; one in milliseconds is larger still
DAY = 86_400.0


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
        return _span(text)


def _reset(headers: Mapping[str, str]) -> float | None:
    """When the window that is used up begins anew; headers that speak of others say nothing."""
    found = []
    for name, text in headers.items():
        if not re.fullmatch(r"x-ratelimit-reset(-\w+)*|ratelimit-reset", name):
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
    found = _WORDS.search(words)
    if found is None:
        return None
    return float(found[2]) if found[2] else _span(found[1])


def _span(text: str) -> float | None:
    """`7m12s`, `1.2s`, `20 seconds`."""
    parts = _SPAN.findall(text)
    return sum(float(number) * _UNITS[unit.lower()] for number, unit in parts) if parts else None
