"""Spans of time that a person names: how far to look ahead, how much of the past to read, in steps of the data.

"the next 2 weeks", "明年", "half a year", "the rest of the year", "用前60天的". What a span is in steps follows from
the calendar of the data, as the tool that describes it tells.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assistant.guide.understanding import wording

_NUMBER = rf"(?:\d+(?:\.\d+)?(?:e-?\d+)?|{wording.CHINESE}|{wording.ENGLISH})"
_ZH = r"步|秒钟?|分钟|小时|钟头|工作日|交易日|天|日(?!历|期|志)|周|星期|礼拜|季度?|月|年|点(?!钟)|期|行"
_EN = (
    r"(?:business|working|trading|week)[\s-]?days?|steps?|points?|values?|rows?|periods?|seconds?|secs?|minutes?|mins?|"
    r"hours?|hrs?|days?|weeks?|months?|quarters?|years?|decades?"
)
_TIME_EN = r"hours?|days?|weeks?|months?|quarters?|years?|decades?"
DURATION = (
    rf"(?:半\s*个?\s*(?:{_ZH})|{_NUMBER}\s*(?:个\s*)?(?:半\s*)?(?:{_ZH})半?|half\s+(?:of\s+)?an?\s+(?:{_EN})\b|half[\s-](?:{_EN})\b|"
    rf"(?:a|an)\s+(?:{_TIME_EN})(?:\s+and\s+a\s+half)?\b|{_NUMBER}(?:\s+and\s+a\s+half)?[\s-]*(?:more\s+)?(?:{_EN}|[hd])\b)"
)
_UNITS = (  # the first whose words are in a span
    ("step", r"步|(?<!星)期|行|点|step|point|value|row|period"),
    ("workday", r"工作日|交易日|(?:business|working|trading|week)[\s-]?day"),
    ("decade", r"decade"), ("second", r"秒|sec"), ("minute", r"分钟|min"), ("hour", r"小时|钟头|hour|hr|^\s*h$"),
    ("week", r"周|星期|礼拜|week"), ("day", r"天|日|day|^\s*d$"), ("month", r"月|month"), ("quarter", r"季|quarter"),
    ("year", r"年|year"),
)  # fmt: skip
_AHEAD = (
    rf"(?:未来|接下来|今后|往后|之后|此后|后面|预测)(?:的)?\s*(?P<span>{DURATION})",
    rf"(?:next|coming|following|upcoming|ahead)\s+(?P<span>{DURATION})",
    rf"(?P<span>{DURATION})\s+(?:ahead|into the future|in advance|out\b|from now)",
    rf"(?:forecast|predict)\s+(?P<span>{DURATION})",
    rf"(?:forecast|predict)\s+(?:(?!last|past|previous|us|with|from|window|every|train|horizon)[a-z_]\w*\s+){{1,2}}(?P<span>{DURATION})"
    r"(?!\s+(?:of|window|history|earlier|ago))",
    rf"for\s+(?P<span>{DURATION})",
    r"(?:next|coming|following|upcoming)\s+(?P<one>half[\s-](?:year|month|day)|hour|day|week|month|quarter|year|decade)\b",
    r"(?P<one>明年|来年|下一?年度?|下一?个?(?:月|季度?|周|星期|礼拜)|明[天日]|次日)(?!起|开始|以前|之前)",
    r"\b(?P<one>tomorrow)\b",
    r"^\W*(?P<span>半\s*个?\s*(?:年|月)|half\s+a\s+(?:year|month))\W*$",
    r"(?:forecast|predict)\b(?:[^;.!?]*\b(?:for|in))?\s+(?:the\s+year\s+|all\s+of\s+)?(?P<year>20\d\d)\b(?!\s*(?:steps?|rows?|points?|\d))",
)
_DENIED = re.compile(r"(?:n't|\bnot|\bnever|\bstop|不要|不用|不想|别)\s*(?:to\s+|再)?(?:forecast|predict|预测)")
_REST = (
    r"(?:rest|remainder|remaining part)\s+of\s+(?:the|this)\s+(?P<rest>week|month|quarter|year)",
    r"(?:until|till|through|to|by)\s+(?:the\s+)?end\s+of\s+(?:the|this)\s+(?P<rest>week|month|quarter|year)",
    r"\b(?:until|till|through|to|by)\s+(?P<rest>year)[\s-]end",
    r"(?:预测|直?到|至)?(?:今|本|这个?|这一)?(?P<rest>年|季度?|月|周|星期)(?:内|里)?(?:还?剩(?:下|余)|余下|其余)(?:的)?(?:时间|日子|部分|几个?月|月份|天数?|几天|几周)?",
    r"(?:预测)?(?:直?到|至|截至)(?:今|本|这个?|这一)?(?P<rest>年|季度?|月|周)(?:底|末)(?:为止|之前|前)?",
)
_PAST = (
    rf"(?:过去|最近|近|之前|此前|以往|往前|前)(?:的)?\s*(?P<span>{DURATION})(?:的)?(?:历史)?(?:数据|记录|值)?",
    rf"(?:the\s+)?(?:last|past|previous|preceding|prior)\s+(?P<span>{DURATION})",
)
_READS = re.compile(
    r"用|基于|根据|依据|看|读|输入|窗口|历史|凭|靠|\b(?:bas|us|giv|look|histor|window|read|from|input|see|feed)", re.I
)
_READING = re.compile(
    r"(?:\b(?:reads?|feed|based on|given|look(?:ing)?(?: back)? (?:at|over)|seeing|from)|基于|根据|依据|凭|靠|读|看)"
    r"\s*(?:the\s+)?$",
    re.I,
)
_NOT_READ = re.compile(
    r"测试|验证|训练[集部]|留出|回测|步之?后|test|valid|hold|backtest|train\s+(?:only\s+)?on|drop|删|去掉|不要", re.I
)
_CLAUSE = re.compile(r"[^;；。!！?？\n]+")
_LASTING = r"训练|\b(?:train|warm|run|learn|fit\b|patien|wait|continu)"  # what goes on for so many steps
_DATED = 1900  # a number of years from which on it is the name of one
_NEAR = 1e-3  # of a whole number of steps
PLURAL = {
    "step": "steps",
    "workday": "days",
    **{unit: f"{unit}s" for unit, _ in _UNITS if unit not in ("step", "workday")},
}


class Span(NamedTuple):
    """A count of steps or of a unit of time, as it was worded; "rest" of a unit: until it ends."""

    number: float
    unit: str
    words: str = ""
    rest: bool = False


@dataclass(frozen=True)
class Rhythm:
    """How the rows of data lie in time: steps per unit of time, steps left of the week, month ... of the last row."""

    per: Mapping[str, float] = field(default_factory=dict)
    left: Mapping[str, float] = field(default_factory=dict)
    words: str = ""  # "monthly"; "" for none
    last: str = ""  # time of the last row; "" where rows have none
    known: bool = True  # the data were looked at


UNSEEN = Rhythm(known=False)
_YEAR = {"month": 1 / 12, "quarter": 1 / 4, "year": 1.0}
BUILT_IN = {  # series
    "sunspots": Rhythm(_YEAR),
    "co2": Rhythm({"day": 1 / 7, "week": 1.0, "month": 52 / 12, "quarter": 13.0, "year": 52.0}),
    "made": Rhythm({"hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.0, "quarter": 2190.0, "year": 8760.0}),
}  # fmt: skip


def rhythm_told(told: Mapping[str, Any]) -> Rhythm:
    """The rhythm of a table that a tool described; nothing is known of one that it has not."""
    if not told:
        return UNSEEN
    period = told.get("period") or ("", "")
    left = told.get("steps_left_of") or {}
    return Rhythm(told.get("steps_per") or {}, left, str(told.get("frequency") or ""), str(period[-1]))


def ahead(question: str) -> Span | None:
    """How far into the future the question asks, if it says."""
    text = question.lower()
    if _DENIED.search(text):
        return None
    for pattern in _REST:
        found = re.search(pattern, text)
        if found:
            return Span(1, _unit(found["rest"]), found[0].strip(), rest=True)
    for pattern in _AHEAD:
        found = re.search(pattern, text)
        if found is None:
            continue
        given = found.groupdict()
        if given.get("year"):
            return Span(float(given["year"]), "year", given["year"])
        if given.get("one"):
            half = 0.5 if "half" in given["one"] else 1.0
            return Span(half, "day" if given["one"] in ("tomorrow", "次日") else _unit(given["one"]), found[0].strip())
        span = _span(given["span"])
        if span is None or re.search(rf"(?:训练|train)\s*(?:for\s+)?{re.escape(given['span'])}", text):
            return None
        if span.unit == "step" and found[0].startswith("for") and re.search(_LASTING, text):
            return None
        return span._replace(words=found[0].strip())
    return None


def without_ahead(question: str) -> str:
    """A question without how far ahead it looks: those numbers are no settings."""
    if ahead(question) is None:
        return question
    for pattern in (*_REST, *_AHEAD):
        question = re.sub(pattern, ";", question, flags=re.IGNORECASE)
    return question


def window_named(question: str) -> str:
    """The question with a stretch of the past that is to be read written as a window: "window 60 days"."""
    for clause in _CLAUSE.findall(question):
        if not _READS.search(clause) or _NOT_READ.search(clause):
            continue
        for pattern in _PAST:
            found = re.search(pattern, clause, re.IGNORECASE)
            span = _span(found["span"]) if found else None
            if found is None or span is None or (span.unit == "step" and found[0].startswith("前")):
                continue
            written = f"; window {span.number:g} {PLURAL[span.unit]}"
            before = _READING.sub("", clause[: found.start()])
            left = f"{before} {clause[found.end() :].removeprefix('的')}"
            return question.replace(clause, left) + written
    return question


def steps(span: Span, rhythm: Rhythm) -> int | None:
    """The span in steps of the data; None where it is none: a finer unit, no rhythm, nothing left."""
    if span.unit == "step":
        return max(1, round(span.number))
    if span.rest:
        left = int(rhythm.left.get(span.unit, 0))
        return left or None
    if span.unit == "year" and span.number >= _DATED:
        return _until_the_end_of(span.number, rhythm)
    unit, times = ("year", 10) if span.unit == "decade" else (span.unit, 1)
    if unit not in rhythm.per:
        return None
    exact = span.number * times * rhythm.per[unit]
    if rhythm.per[unit] < 1 and abs(exact - round(exact)) > _NEAR:
        return None
    return round(exact) or None


def _until_the_end_of(year: float, rhythm: Rhythm) -> int | None:
    last = int(rhythm.last[:4]) if rhythm.last[:4].isdigit() and "year" in rhythm.left else None
    if last is None or year < last:
        return None
    return round(rhythm.left["year"] + (year - last) * rhythm.per["year"]) or None


def fault(span: Span, rhythm: Rhythm) -> tuple[str, dict[str, str]]:
    """Why a span is no number of steps: the key of a sentence and its parameters."""
    told = {"words": span.words, "rhythm": rhythm.words, "last": rhythm.last}
    if not rhythm.known:
        return "span_unseen", told
    dated = span.unit == "year" and span.number >= _DATED
    if rhythm.left and (span.rest or dated):
        return "span_over", told
    if rhythm.per and not span.rest and not dated:
        return ("span_finer" if rhythm.words else "span_parts"), told
    return ("span_irregular" if rhythm.last else "span_untimed"), told


def is_unit(word: str) -> bool:
    """It is a unit of time, also where a file is called so."""
    return re.fullmatch(rf"{_EN}|{_ZH}", word.lower()) is not None


def _span(words: str) -> Span | None:
    """The number and the unit of a duration; None: no single number."""
    text = words.strip().lower()
    unit = _unit(text)
    if re.match(r"半|half", text):
        return Span(0.5, unit, text)
    if re.match(r"an?\s", text):
        return Span(1.5 if "half" in text else 1.0, unit, text)
    found = re.match(_NUMBER, text)
    value = wording.value(found[0]) if found else None
    if found is None or value is None:
        return None
    rest = text[found.end() :]
    unit = _unit(rest)
    return Span(value + (0.5 if "半" in rest or "and a half" in rest else 0.0), unit, text)


def _unit(words: str) -> str:
    return next((unit for unit, pattern in _UNITS if re.search(pattern, words)), "step")
