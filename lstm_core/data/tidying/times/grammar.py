"""How people write moments: one pattern per way, made of a date, maybe a clock, a zone and the end of a span.

A pattern names its parts: Y year, m month, M its name, d day, a and b day and month as the column decides, q quarter, R
quarter in Roman digits, H half, w week, e weekday, j day of the year; h i s f the clock with p or n for its half of the
day; z the zone; tail the end of a span, which is not read.
"""

import re
from typing import NamedTuple

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_M = rf"(?P<M>{MONTHS})\.?"
_Y, _YY = r"(?P<Y>[12]\d{3})", r"'?(?P<Y>[12]\d{3}|\d{2})"
_WEEKDAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_CHINESE_DAY = r"(?:周|星期|礼拜)[一二三四五六日天]"
_FRONT = rf"(?:{_WEEKDAYS}\.?,?\s+|{_CHINESE_DAY}\s*)?"
_BEHIND = rf"(?:\s*[(\[]?(?:{_CHINESE_DAY}|{_WEEKDAYS})[)\]]?)?"
_HALF = r"上午|下午|晚上|凌晨|清晨|早上|中午|傍晚|夜里|AM|PM"
CLOCK = (
    rf"(?:(?P<p>{_HALF})\s*)?(?P<h>\d{{1,2}})(?:\s*[:.时点h]?\s*(?P<i>\d{{2}})\s*分?"
    r"(?:\s*[:.]?\s*(?P<s>\d{2})\s*秒?(?:[.,:](?P<f>\d{1,9}))?)?)?\s*(?:[时点h]整?|hrs?|uhr)?(?:\s*(?P<n>[ap]\.?m\.?)(?![a-z]))?"
)
_ZONE = (
    r"(?:\s*(?P<z>Z|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?|(?:UTC|GMT)[+-]\d{1,2}|[A-Za-z]+(?:/[A-Za-z_]+)+|[A-Z]{3,5})"
    r"(?:\s*\[[\w/+-]+\]|\s*\([A-Za-z /]+\))?)?"
)
_SPAN = r"(?:\s*[-~–—]+\s*|\s*(?:至|到|to)\s*|/(?=[12]\d{3}))"
_TAIL = rf"(?P<tail>{_SPAN}(?=\d|上午|下午|[a-z]{{3}})[\w:./年月日时分秒 -]*)?"
_LONG_TAIL = r"(?P<tail>(?:\s+[-~–—]\s+|\s*(?:至|到)\s*|\s+to\s+|\s*[–—~]\s*)[\w年月季度周 ./-]+)?"
_BETWEEN = r"(?:\s*[T_]\s*|\s*,\s*|\s+|:|(?<=[日号])\s*)"

_DAYS = (
    r"(?P<Y>\d{4})\s*[-/._]\s*(?P<m>\d{1,2})\s*[-/._]\s*(?P<d>\d{1,2})",
    r"(?P<Y>\d{4}|\d{2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?",
    r"(?P<a>\d{1,2})\s*[-/.]\s*(?P<b>\d{1,2})\s*[-/.]\s*(?P<Y>[12]\d{3}|\d{2})\.?",
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[-/.,\s]*{_M}[-/.,\s]*{_YY}",
    rf"{_M}[-/.\s]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/.,\s]+(?P<Y>[12]\d{{3}})",
    rf"{_Y}[-/.,\s]*{_M}[-/.,\s]*(?P<d>\d{{1,2}})",
    r"(?P<Y>[12]\d{3})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])",
    r"(?P<Y>[12]\d{3})-(?P<j>\d{3})",
    r"(?P<Y>[12]\d{3})\s*年\s*第\s*(?P<j>\d{1,3})\s*[天日]",
)
_COMPACT = (
    r"(?P<Y>[12]\d{3})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?P<h>[01]\d|2[0-4])(?:(?P<i>[0-5]\d)(?:(?P<s>[0-5]\d)(?P<f>\d{3})?)?)?"
)
_UNIX = rf"{_M}\s+(?P<d>\d{{1,2}})\s+(?P<h>\d{{1,2}}):(?P<i>\d{{2}}):(?P<s>\d{{2}})\s+(?:(?P<z>[A-Z]{{3,4}})\s+)?{_Y}"
_CLOCK_FIRST = rf"(?P<h>\d{{1,2}}):(?P<i>\d{{2}})(?::(?P<s>\d{{2}}))?\s+(?P<d>\d{{1,2}})[-/.\s]+{_M}[-/.,\s]+{_Y}"
_QUARTERS = (
    r"(?:FY\s*)?(?P<Y>[12]\d{3})[-/.,:\s]*(?:Q|Qtr\.?|Quarter)[-\s]*(?P<q>[1-4])",
    r"FY\s*['’]?(?P<Y>\d{2})[-/.,:\s]*(?:Q|Qtr\.?|Quarter)[-\s]*(?P<q>[1-4])",
    rf"(?:Q|Qtr\.?|Quarter)\s*(?P<q>[1-4])[-/.,:\s]*(?:FY\s*)?{_YY}",
    rf"(?P<q>[1-4])(?:st|nd|rd|th)?\s*(?:Q|Qtr\.?|Quarter)[-/.,\s]*(?:of\s+)?{_YY}",
    r"(?P<Y>\d{4}|\d{2})\s*年?\s*第?\s*(?P<q>[1-4])\s*季度?",
    r"(?P<Y>[12]\d{3})[-/.\s]*Q?(?P<R>IV|I{1,3})",
    r"(?P<Y>[12]\d{3}):(?P<q>[1-4])",
)
_HALVES = (
    r"(?P<Y>[12]\d{3})[-/.\s]*(?:H|S)(?P<H>[12])",
    rf"(?:H|S)(?P<H>[12])[-/.,\s]*{_YY}",
    r"(?P<Y>[12]\d{3})\s*年?\s*(?P<H>上|下)半年",
)
_WEEKS = (
    r"(?P<Y>[12]\d{3})[-/.,\s]*(?:W|wk|KW|week)[-.\s]*(?P<w>\d{1,2})(?:-?(?P<e>[1-7]))?",
    r"(?:W|wk|KW|week)[-.\s]*(?P<w>\d{1,2})[-/.,\s]+(?:of\s+)?(?P<Y>[12]\d{3})",
    r"(?P<Y>\d{4}|\d{2})\s*年\s*第?\s*(?P<w>\d{1,2})\s*[周週]",
)
_MONTHLY = (
    r"(?P<Y>[12]\d{3})\s*[-/]\s*(?P<m>\d{1,2})",
    r"(?P<Y>\d{4}|\d{2})\s*年\s*(?P<m>\d{1,2})\s*月份?",
    r"(?P<m>\d{1,2})\s*[-/.]\s*(?P<Y>[12]\d{3})",
    rf"{_M}[-/.,\s]*{_YY}",
    rf"{_Y}[-/.,\s]*{_M}",
    rf"(?P<Y>\d{{2}})[-/\s]+{_M}",
    r"(?P<Y>[12]\d{3})[-/.:,\s]*M\s*(?P<m>\d{1,2})",
    r"(?P<Y>[12]\d{3})(?P<m>0[1-9]|1[0-2])",
    r"(?P<Y>[12]\d{3})\.(?P<m>\d{2})",
)
_YEARLY = (
    r"(?:FY\s*)?(?P<Y>[12]\d{3})(?:\.0)?",
    r"(?P<Y>[12]\d{3})(?P<years>[-/](?:\d{2}|[12]\d{3}))",
    r"(?P<Y>[12]\d{3})\s*年度?",
)
_DIGITS_ALONE = (  # of a column that is called a time: the notation that fits is the first one here
    (r"(?P<d>0?[1-9]|[12]\d|3[01])(?P<m>0[1-9]|1[0-2])(?P<Y>19\d\d|20\d\d)", "day"),
    (r"(?P<Y>\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])", "day"),
    (r"(?P<Y>19\d\d|20\d\d)(?P<j>[0-2]\d\d|3[0-6]\d)", "day"),
    (r"(?P<Y>19\d\d|20\d\d)(?P<w>[0-4]\d|5[0-3])", "week"),
)
_COUNTED = (r"(?P<Y>\d{1,2})\s*-\s*(?P<m>\d{2})",)


class Way(NamedTuple):
    """One way to write moments, and how precise it is: clock, day, week, quarter, month or year."""

    pattern: re.Pattern[str]
    precision: str


def _way(date: str, precision: str, clock: str = "") -> Way:
    tail = _TAIL if precision in ("clock", "day") else _LONG_TAIL
    return Way(re.compile(f"{_FRONT}{date}{_BEHIND}{clock}{tail}", re.IGNORECASE), precision)


CLOCKED = tuple(_way(date, "clock", f"(?:{_BETWEEN}{CLOCK}{_ZONE})") for date in _DAYS)
WAYS = (
    *(_way(date, "day") for date in _DAYS),
    *CLOCKED,
    _way(_COMPACT, "clock", _ZONE),
    _way(_UNIX, "clock"),
    _way(_CLOCK_FIRST, "clock"),
    *(_way(date, "quarter") for date in _QUARTERS),
    *(_way(date, "half") for date in _HALVES),
    *(_way(date, "week") for date in _WEEKS),
    *(_way(date, "month") for date in _MONTHLY),
    *(_way(date, "year") for date in _YEARLY),
)
COUNTED = tuple(_way(date, "month") for date in _COUNTED)  # years without a century, which only a name makes times
DIGITS_ALONE = tuple(_way(date, precision) for date, precision in _DIGITS_ALONE)
CLOCK_ALONE = Way(re.compile(f"{CLOCK}{_ZONE}{_TAIL}", re.IGNORECASE), "clock")

_DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
_CHINESE_NUMBER = re.compile("[〇零一二三四五六七八九十廿卅]+")


def arabic(cell: str) -> str:
    """Chinese numbers in front of a unit of time as digits: 二〇二四年十二月三十一日, 第三季度. Weekdays stay."""
    if not re.search("[〇零一二三四五六七八九十]+[年月日号时点分季周]", cell):
        return cell
    return re.sub(rf"(?<![周期拜])(?:{_CHINESE_NUMBER.pattern})(?=[年月日号时点分秒季周])", _arabic, cell)


def _arabic(found: re.Match[str]) -> str:
    word = found[0].replace("廿", "二十").replace("卅", "三十")
    if "十" not in word:
        return "".join(_DIGITS[letter] for letter in word)
    tens, _, ones = word.partition("十")
    return str(10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0")))
