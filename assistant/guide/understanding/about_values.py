"""What a sentence says of the values themselves: between which bounds a forecast stays, which numbers mean missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.guide.understanding import wording

_SIGNED = rf"(?:负\s*|minus\s+|negative\s+)?[-−]?\s*(?:{wording.DIGITS}|{wording.CHINESE}|{wording.ENGLISH})"
_VALUE = rf"(?P<value>{_SIGNED}\s*%?)"
_FLOOR = (
    rf"(?:预测(?:值|结果)?)?(?:永远|绝|都)?(?:不会|不能|不可能|不可以|不得|不应该?|别)(?:低于|小于|少于|跌破|跌到)\s*{_VALUE}(?:以下)?",
    rf"预测(?:值|结果)?(?:不低于|不小于|至少(?:为|是)?|下限(?:是|为|设为)?)\s*{_VALUE}",
    rf"(?:never|not|n't|cannot|no\s+forecasts?)\s+(?:be\s+|go\s+|goes\s+|fall\s+|falls\s+|drop\s+|drops\s+|get\s+)*(?:below|under|less\s+than|smaller\s+than)\s+{_VALUE}",
    rf"(?:keep|stay|stays|forecasts?)\s+(?:it\s+|them\s+|the\s+forecasts?\s+)?(?:at\s+or\s+)?above\s+{_VALUE}",
)
_NOT_NEGATIVE = (
    r"(?:预测(?:值|结果)?)?(?:不会|不能|不可能|不可以|不得|不应该?|别|不要)(?:出现|预测出?|有|是|为|变成)?负(?:数|值|的)?|非负(?:数|值|的)?|"
    r"(?:never|not|n't|cannot|no)\s+(?:be\s+|go\s+|become\s+|get\s+|predict\s+|forecast\s+)*negatives?(?:\s+(?:values?|numbers?|forecasts?))?|non[\s-]?negative"
)
_CEILING = (
    rf"(?:预测(?:值|结果)?)?(?:永远|绝|都)?(?:不会|不能|不可能|不可以|不得|不应该?|别)(?:高于|大于|多于|超过|超出)\s*{_VALUE}(?:以上)?",
    rf"预测(?:值|结果)?(?:不高于|不大于|不超过|最多(?:为|是)?|上限(?:是|为|设为)?)\s*{_VALUE}",
    rf"(?:never|not|n't|cannot|no\s+forecasts?)\s+(?:be\s+|go\s+|goes\s+|rise\s+|rises\s+|get\s+)*(?:above|over|more\s+than|larger\s+than|exceeds?)\s+{_VALUE}",
    rf"(?:keep|stay|stays|forecasts?)\s+(?:it\s+|them\s+|the\s+forecasts?\s+)?(?:at\s+or\s+)?below\s+{_VALUE}",
)
_SETTING = re.compile(  # a clause in which such words limit something else
    r"层|步|窗口|隐藏|批|学习率|dropout|layers?|steps?|window|hidden|batch|epoch|rate|loss|损失|error|误差|heads?|线程|thread",
    re.I,
)
_LIST = rf"(?P<values>{_SIGNED}(?:\s*(?:,|，|、|&|\band\b|\bor\b|和|与|或|以及)\s*{_SIGNED})*)"
_REAL = (
    rf"{_LIST}\s*(?:都|也)?(?:是|属于|为|算)?\s*(?:真实|真正|真|实际|正常|有效)(?:的)?(?:值|数值|数据|测量值|读数|观测值?)?(?:而?不是缺失(?:值)?)?",
    rf"{_LIST}\s*(?:都)?(?:并)?(?:不是|不代表|不表示|不算|别当(?:作|成)?|不要当(?:作|成)?)\s*(?:缺失|空)(?:值)?",
    rf"{_LIST}\s+(?:is|are|was|were)\s+(?:all\s+|both\s+)?(?:an?\s+)?(?:real|true|actual|genuine|valid|ordinary|proper)(?:\s+(?:values?|data|readings?|measurements?|numbers?))?(?:,?\s+not\s+missing)?",
    rf"{_LIST}\s+(?:(?:is|are)\s+not|isn't|aren't|(?:does|do)\s+not\s+mean|doesn't\s+mean|don't\s+mean)\s+(?:a\s+)?missing(?:\s+values?)?",
)
_MISSING = (
    rf"{_LIST}\s*(?:都|也)?(?:是|表示|代表|意味着?|指|为|算|当作|当成|视为)\s*(?:缺失|空缺|空|没有数据|无数据|无效|没有?测到)(?:值|数据)?(?:的)?",
    rf"(?:把|将)\s*{_LIST}\s*(?:都)?(?:当作|当成|视为|看作|算作|作为)\s*(?:缺失|空|无效)(?:值|数据)?",
    rf"(?:缺失值?|空值)\s*(?:用|以|是|写成|记为|记作|标为|标记为)\s*{_LIST}\s*(?:表示|代表|标记)?",
    rf"{_LIST}\s+(?:(?:both\s+|all\s+|also\s+)?(?:means?|marks?|codes?|stands?\s+for|denotes?|represents?|indicates?|is|are)\s+(?:for\s+)?(?:an?\s+)?(?:missing|no\s+data|not\s+available|invalid|n/a)(?:\s+(?:values?|data))?)",
    rf"(?:treat|read|count|take|regard|mark)\s+{_LIST}\s+as\s+(?:an?\s+)?(?:missing|invalid|no\s+data)(?:\s+(?:values?|data))?",
    rf"missing\s+(?:values?|data|cells)\s+(?:is|are)\s+(?:written|coded|marked|stored|given|recorded|encoded)\s+(?:as|by|with)\s+{_LIST}",
)  # fmt: skip


def bounds_in(text: str) -> tuple[dict[str, float], str]:
    """Floor and ceiling of forecasts that a text names, and the text without those words."""
    found: dict[str, float] = {}
    rest = text
    for path, patterns in (("data.floor", (*_FLOOR, _NOT_NEGATIVE)), ("data.ceiling", _CEILING)):
        for pattern in patterns:
            match = re.search(pattern, rest, re.IGNORECASE)
            if match is None or path in found or _SETTING.search(_clause(rest, match)):
                continue
            value = _number(match["value"]) if "value" in match.groupdict() else 0.0
            if value is not None:
                found[path] = value
                rest = f"{rest[: match.start()]}; {rest[match.end() :]}"
    return found, rest


@dataclass(frozen=True)
class Codes:
    """Numbers that a sentence says are values, or mean missing, and the rest of it."""

    real: tuple[float, ...]
    missing: tuple[float, ...]
    rest: str

    def __bool__(self) -> bool:
        return bool(self.real or self.missing)

    def after(self, now: Sequence[float]) -> list[float]:
        """The numbers for missing with what the sentence says, from those that there are `now`."""
        kept = [value for value in now if value not in self.real]
        return kept + [value for value in self.missing if value not in kept]


def codes_in(text: str) -> Codes:
    """What a text says of numbers that stand for missing."""
    found: dict[str, tuple[float, ...]] = {"real": (), "missing": ()}
    rest = text
    for kind, patterns in (("real", _REAL), ("missing", _MISSING)):
        for pattern in patterns:
            match = re.search(pattern, rest, re.IGNORECASE)
            values = [_number(each) for each in re.findall(_SIGNED, match["values"], re.IGNORECASE)] if match else []
            if match is not None and None not in values:
                found[kind] += tuple(value for value in values if value is not None)
                rest = f"{rest[: match.start()]}; {rest[match.end() :]}"
    return Codes(found["real"], found["missing"], rest)


def _number(words: str) -> float | None:
    text = words.strip().lower()
    share = 100.0 if text.endswith("%") else 1.0
    plain = re.sub(r"^(?:负|minus|negative|[-−])\s*", "", text.rstrip("% "))
    value = wording.value(plain)
    return None if value is None else (-value if plain != text.rstrip("% ") else value) / share


def _clause(text: str, match: re.Match[str]) -> str:
    before = re.split(r"[;；,，。!！?？\n]", text[: match.start()])[-1]
    return before + re.split(r"[;；,，。!！?？\n]", text[match.end() :])[0]
