"""Wishes about a wide table: which of its columns are each a series that one network forecasts.

“Forecast all columns” means that where columns look like series of one kind, and where one network is asked for; with
neither it means several targets of one network (`columns`).
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from assistant.guide.understanding import choosing_series, columns
from assistant.guide.understanding.columns import EVERY

SERIES = "data.series_columns"
ONE_KIND = "columns_of_one_kind"  # in what a tool tells of a table
_ONE_NETWORK = re.compile(
    r"(?:分别|一起)?(?:用|以|由|拿|训练)?(?:同一个|同一|一个|单个|一张)(?:全局|共享|共同|统一)?的?(?:lstm|gru|神经)?(?:网络|模型)(?:来|去)?|"
    r"(?:用|以|由)?(?:全局|共享)的?(?:网络|模型)(?:来|去)?|"
    r"\b(?:(?:with|by|using|in|train|use)\s+)?(?:just\s+)?(?:one|a single|the same|a (?:global|shared|common))\s+"
    r"(?:(?:single|global|shared|common|lstm|gru)\s+)*(?:network|model|lstm|gru)\b",
    re.I,
)
_COLUMN = r"(?:(?:numeric |value |data )?columns?|fields?|数值列|列)"
_EVERY_COLUMN = re.compile(
    rf"(?:预测|训练|用)?(?:表里|表中)?(?:所有|全部|每一?|各)的?{_COLUMN}(?:都|一起|同时)*(?:预测)?|"
    rf"\b(?:(?:forecast|predict|for|train on)\s+)?(?:all|every|each)\s+(?:of\s+)?(?:the\s+|my\s+|our\s+)?{_COLUMN}"
    r"(?:\s+together)?",
    re.I,
)
_COUNTED = (
    r"\s*(?:steps?|days?|hours?|minutes?|weeks?|months?|years?|layers?|步|天|日|小时|分钟|周|个月|年|层)"  # a number of
)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


def series_wished(sentence: str, told: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The rest of a sentence, and what it wants of the columns of a table that one network is to forecast as series.

    `told` is what a tool tells of the table, `values` are the fields of the card, by path.
    """
    now = tuple(values.get(SERIES) or ())
    alike = list(told.get(ONE_KIND, {}).get("names", ()))
    numbers = [str(each["name"]) for each in told.get("columns", ()) if each["kind"] == "number"]
    names = list(now) or alike or numbers
    if len(names) < 2 or columns.wants_every_input(sentence):
        return sentence, {}
    sentence = spelled(sentence, names)
    one = _ONE_NETWORK.search(sentence)
    rest = _ONE_NETWORK.sub(" ", sentence, count=1) if one else sentence
    every = _EVERY_COLUMN.search(rest)
    if every and (now or alike or one):
        return rest[: every.start()] + ";" + rest[every.end() :], _all_of(now, values)
    if not (now or alike or one):
        return sentence, {}
    reads = list(values.get("data.ids") or now) if now else None
    left, changes = choosing_series.series_wished(rest, str(values.get("data.id_column") or "series"), names, reads)
    chosen = changes.get("data.ids")
    if now or not changes:
        return (left, _differing(changes, values)) if changes else (sentence, {})
    if changes["data.id"] is not None or (chosen and not one):
        return sentence, {}  # a target, or several
    return left, {**_all_of((), values), **({"data.ids": chosen} if chosen else {})}


def together(changes: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[int, list[str]] | None:
    """How many columns become series of one network, and the first names; (0, []) where all measured ones do."""
    if EVERY not in (changes.get(SERIES) or ()):
        return None
    alike, chosen = told.get(ONE_KIND, {}), list(changes.get("data.ids") or ())
    return (len(chosen), chosen) if chosen else (int(alike.get("count", 0)), list(alike.get("names", ())))


def lacks_series(sentence: str, told: Mapping[str, Any]) -> bool:
    """The sentence wants every series of a table that is one series, as far as can be seen."""
    return "ids" not in told and ONE_KIND not in told and bool(told) and columns.wants_every_series(sentence)


def _all_of(now: Sequence[str], values: Mapping[str, Any]) -> dict[str, Any]:
    if now:
        return _differing({"data.id": None, "data.ids": ()}, values)
    further = {columns.FURTHER: ()} if values.get(columns.FURTHER) else {}
    return {SERIES: (EVERY,), **further}


def _differing(changes: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What is not so on the card already; where all is, what says so."""
    found = {path: value for path, value in changes.items() if tuple(values.get(path) or ()) != tuple(value or ())}
    return found or {path: value for path, value in changes.items() if value} or {"data.id": None}


def spelled(sentence: str, names: Sequence[str]) -> str:
    """The sentence with the names as the table writes them: StoreA for store A."""
    parts = {name: _PART.findall(name) for name in names}
    sentence = _one_by_one(sentence, parts)
    meant = {"".join(each).lower(): name for name, each in parts.items() if len(each) > 1}
    if not meant:
        return sentence
    either = "|".join(
        r"[\s_.-]*".join(map(re.escape, parts[name])) for name in sorted(meant.values(), key=len, reverse=True)
    )

    def plain(found: re.Match[str]) -> str:
        return meant["".join(_PART.findall(re.sub(r"[\s_.-]+", "", found[0].lower())))]

    return re.sub(rf"(?<![A-Za-z0-9_])(?:{either})(?![A-Za-z0-9_])", plain, sentence, flags=re.I)


def _one_by_one(sentence: str, parts: Mapping[str, Sequence[str]]) -> str:
    """The sentence with names of one beginning told in full: sensor_1 and sensor_2 for sensors 1 and 2."""
    ends: dict[str, dict[str, str]] = {}
    for name, each in parts.items():
        if len(each) > 1:
            ends.setdefault("".join(each[:-1]).lower(), {})[each[-1].lower()] = name
    for begin, named in ends.items():
        if len(named) < 2:
            continue
        last = "|".join(re.escape(end) for end in sorted(named, key=len, reverse=True))
        spaced = r"[\s_.-]*".join(map(re.escape, _PART.findall(begin)))
        more = rf"(?:\s*(?:[,，、&]|和|与|及|\band\b|\bor\b)\s*(?:{last})(?![A-Za-z0-9_]))*"
        every = rf"(?<![A-Za-z0-9_]){spaced}(?:e?s)?[\s_.-]*((?:{last})(?![A-Za-z0-9_]){more})(?!{_COUNTED})"
        each = rf"(?<![A-Za-z0-9_])(?:{last})(?![A-Za-z0-9_])"
        sentence = re.sub(every, partial(_told, each, named), sentence, flags=re.I)
    return sentence


def _told(each: str, named: Mapping[str, str], found: re.Match[str]) -> str:
    return re.sub(each, lambda end: named[end[0].lower()], found[1], flags=re.I)
