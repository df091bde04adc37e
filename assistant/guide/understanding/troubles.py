"""What a person says of a training that goes wrong, or asks about its inside: a topic, in either language.

A sentence is read in the even words of `wording`. The first topic of the table that one of its clauses speaks of is
meant; a clause beside it that asks for a change of a setting is followed instead.
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from assistant.guide.understanding import trouble_concepts, wording
from assistant.guide.understanding.trouble_words import HAS_NUMBER, JUDGED, TABLE

Topic = Literal[
    "above", "nan", "overfitting", "underfitting", "copies", "constant", "blanks", "baseline", "exploding", "vanishing",
    "gates", "clipping", "gradients", "slow", "oscillating", "not_learning", "rate", "window", "capacity",
    "regularised", "data", "ended", "score", "repair", "improve", "bad", "diagnose",
]  # fmt: skip
OF_A_SETTING: tuple[Topic, ...] = ("rate", "window", "capacity", "regularised")
_LIMIT = wording.LIMIT // 2
_CLAUSE = re.compile(
    r"[;!?\n]|[.,:](?=\s|$)|\s(?:so|then|therefore)\s|所以|因此|于是|那就|就(?=把|给|加|用|改|换|调|设|降|减)"
)
_COMMAND = re.compile(
    r"\b(?:with|use|using|add|adding|set|setting|lowering|raising|lower|raise|reduce|increase|decrease|halve|double|remove|drop|switch|turn|make|try|clip)\b|"
    r"把|将|改成|改为|设为|设成|加上?|用|换|降低|减小|提高|增大|关掉|去掉"
)
_ASKS = re.compile(
    r"\?|吗|呢|么(?=\W*$)|什么|啥|怎么|咋|怎样|如何|为何|哪|还是|是不是|有没有|是否|会不会|([\u4e00-\u9fff])不\1|多(?:少|大|远|久)|几(?=[步层个次])|"
    r"\b(?:why|how|what|which|where|is|are|does|do|did|was|were|should|can|could)\b"
)
_ASKS_FIRST = re.compile(  # of a judgement; "the model is too small" is none
    r"\?|吗|呢|么(?=\W*$)|什么|啥|怎么|咋|怎样|如何|为何|哪|还是|是不是|有没有|是否|会不会|([\u4e00-\u9fff])不\1|多(?:少|大|远|久)|"
    r"(?:^|[;,.!] ?|and |so )(?:is|are|was|were|does|do|did|should|can|could|has|have)\b|\b(?:why|how|what|which|where)\b"
)
_ELSEWHERE = re.compile(
    r"显存|内存|\b(?:gpu |video )?memory (?:is |runs? )?(?:full|out|short)|out of memory|\boom\b|硬盘|磁盘"
)
_GENERAL = re.compile(
    r"^\W*什么(?:是|叫)|(?:是|指)(?:个)?什么(?:意思|东西)?\W*$|什么意思|(?:有|起)什么(?:用|好处|作用|区别)|的?(?:原理|定义|含义|公式|方程)|"
    r"^\W*(?:what (?:is|are|does|do)|what's)(?: an?| the)? (?:[a-z]+ ){0,3}(?:mean|meant|do)?\W*$|\bexplain\b|^\W*(?:解释|讲讲|说明|介绍)|"
    r"(?:怎么|怎样|如何)(?:避免|防止|预防)|\bhow (?:do|can|should|to)(?: i| we| you| one)? (?:avoid|prevent)\b|"
    r"\bwhat (?:helps|causes|leads to)\b|\bdifference\b|\bdiffer\b|区别|一般(?:来说|是)?|in general|\bdefin(?:e|ition)\b|"
    r"(?:什么|哪些)(?:原因|情况)(?:会)?(?:导致|造成)|^\W*(?:when|why) (?:do|does|should|would) (?:an?|the )?(?:gradients?|lstms?|rnns?|networks?)\b"
)
_HERE = re.compile(
    r"这(?:次|个|条|张|样|里)|我的|现在|目前|当前|刚才|它|本次|\b(?:this|my|our|it|its|here|now|these|current)\b"
)
_BUDGET = (
    (re.compile(rf"(?P<n>\d+|{wording.CHINESE})\s*(?:次|个|组|种)?\s*(?:尝试|试验|方案|试)|(?:试|尝试)\s*(?P<m>\d+|{wording.CHINESE})\s*(?:次|个|组|种)|"
                rf"(?P<e>\d+|{wording.ENGLISH})\s+(?:trials?|attempts?|tries)"), "trials", 1.0),
    (re.compile(rf"(?P<n>\d+|{wording.CHINESE})\s*秒钟?|(?P<e>\d+|{wording.ENGLISH})\s*(?:seconds?|secs?|s)(?![a-z])"), "seconds", 1.0),
    (re.compile(rf"(?P<n>\d+|{wording.CHINESE})\s*分钟|(?P<e>\d+|{wording.ENGLISH})\s*(?:minutes?|mins?)(?![a-z])"), "seconds", 60.0),
)  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """A topic, whether it is asked about in general, the rest of the sentence, and the numbers that it names."""

    topic: Topic
    general: bool = False
    rest: str = ""  # what stands beside the topic, which may ask for a change
    asks: bool = False
    number: float | None = None  # of a score that is asked about
    budget: tuple[tuple[str, int], ...] = ()  # trials and seconds of a repair
    by_ideas: bool = False  # no pattern knew the sentence


def read(sentence: str) -> Trouble | None:
    """The trouble that a sentence speaks of, if any."""
    text = wording.even(sentence).strip()
    if not text or len(text) > _LIMIT:
        return None
    found = _topic(text)
    if found is None:
        return _by_ideas(text)
    topic, pattern = found
    asks = _ASKS.search(text) is not None
    if (topic in JUDGED and _ASKS_FIRST.search(text) is None) or _ELSEWHERE.search(text):
        return None
    plain, budget = _budget(text) if topic == "repair" else (text, ())
    general = _GENERAL.search(text) is not None and _HERE.search(text) is None
    number = re.search(HAS_NUMBER, text) if topic == "score" else None
    value = wording.value(number[0]) if number else None
    return Trouble(cast("Topic", topic), general, _rest(plain, pattern), asks, value, budget)


def commands(sentence: str) -> bool:
    """It holds a word that asks for a setting."""
    return _COMMAND.search(wording.even(sentence)) is not None


def _topic(text: str) -> tuple[str, re.Pattern[str]] | None:
    return next(((topic, pattern) for topic, pattern in TABLE if pattern.search(text)), None)


def _by_ideas(text: str) -> Trouble | None:
    """The trouble of a sentence that no pattern knows, where its ideas make one and it commands nothing."""
    topic = trouble_concepts.topic_of(text)
    if topic is None or _ELSEWHERE.search(text) or (topic in JUDGED and not _ASKS.search(text)):
        return None
    general = _GENERAL.search(text) is not None and _HERE.search(text) is None
    number = re.search(HAS_NUMBER, text) if topic == "score" else None
    value = wording.value(number[0]) if number else None
    return Trouble(cast("Topic", topic), general, "", _ASKS.search(text) is not None, value, by_ideas=True)


def _rest(text: str, pattern: re.Pattern[str]) -> str:
    """The clauses that do not speak of the topic; of one that commands as well, what is beside the topic."""
    found = pattern.search(text)
    begin, end = found.span() if found else (0, 0)
    left, at = [], 0
    for clause in _CLAUSE.split(text):
        at = text.index(clause, at)
        touched = at < end and begin < at + len(clause)
        if not touched and not any(each.search(clause) for _, each in TABLE):
            left.append(clause)
        elif _COMMAND.search(pattern.sub(" ", clause)):
            left.append(pattern.sub(" ", clause))
        at += len(clause)
    return "; ".join(each.strip() for each in left if each.strip())


def _budget(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The sentence without the trials and seconds that it allows, and these."""
    found: dict[str, int] = {}
    for pattern, name, times in _BUDGET:
        match = pattern.search(text)
        word = next((group for group in match.groups() if group), "") if match else ""
        value = wording.value(word) if word else None
        if match and value is not None and name not in found:
            found[name] = round(value * times)
            text = text[: match.start()] + " " + text[match.end() :]
    return text, tuple(found.items())
