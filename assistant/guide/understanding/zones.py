"""In which time zone a sentence wants times to be told."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

_PLACES = {  # cities and countries by which people call the time of a zone
    "Asia/Shanghai": "北京|上海|中国|beijing|shanghai|china",
    "Asia/Tokyo": "东京|日本|tokyo|japan",
    "Asia/Kolkata": "印度|新德里|india|delhi|mumbai",
    "Europe/Berlin": "柏林|德国|berlin|germany",
    "Europe/Paris": "巴黎|法国|paris|france",
    "Europe/London": "伦敦|英国|london",
    "America/New_York": "纽约|美国东部|new york",
    "America/Los_Angeles": "洛杉矶|los angeles",
    "Australia/Sydney": "悉尼|sydney",
}
_NAME = r"(?:africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific)/[a-z_]+(?:[/-][a-z_]+)*"
_AHEAD = r"(?:utc|gmt)?\s*[+-]\s*\d{1,2}(?::?\d{2})?"
_CITY = "|".join(_PLACES.values())
_ASKED = (
    rf"(?:把)?时区\s*(?:改成|改为|设为|设成|换成|用|是|为|:|：)?\s*(?P<zone>{_NAME}|{_AHEAD}|utc|(?:{_CITY})(?:时间)?)",
    rf"(?:时间)?(?:按|用|改成|改为|换成|以)\s*(?P<zone>{_NAME}|{_AHEAD}|utc|{_CITY})\s*(?:的)?\s*(?:当地)?(?:时间|时区)(?:显示|表示)?",
    rf"(?:set\s+|change\s+|switch\s+)?(?:the\s+)?time\s*zone\s*(?:to|is|=|:|of)?\s*(?P<zone>{_NAME}|{_AHEAD}|utc|{_CITY})(?:\s+time)?\b",
    rf"(?:(?:show|tell|print|give|display|write|keep)\s+(?:the\s+|all\s+)?times\s+|times\s+)(?:in|as)\s+(?P<zone>{_NAME}|{_AHEAD}|utc|{_CITY})(?:\s+time)?\b",
    rf"\b(?:in|use|as)\s+(?P<zone>{_CITY}|{_NAME})\s+(?:local\s+)?time(?:\s+zone)?\b(?!\s*series)",
)


def zone_in(text: str) -> tuple[dict[str, Any], str]:
    """The zone that a text names as the change of a field, and the text without those words."""
    for pattern in _ASKED:
        found = re.search(pattern, text, re.IGNORECASE)
        if found is not None:
            return {"data.zone": _named(found["zone"])}, f"{text[: found.start()]};{text[found.end() :]}"
    return {}, text


def _named(words: str) -> str | None:
    """The name that a spec takes; None for UTC. A name that is none is left as it is, to be refused by its rule."""
    plain = words.strip().lower()
    if plain == "utc":
        return None
    ahead = re.fullmatch(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?", plain)
    if ahead is not None:
        return f"{ahead[1]}{int(ahead[2]):02}:{ahead[3] or '00'}"
    city = plain.removesuffix("时间")
    place = next((name for name, called in _PLACES.items() if city in called.split("|")), None)
    return place or _names().get(plain, words)


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
