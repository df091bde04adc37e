"""The wish for one training over several seeds: how many there are to be, and what else the sentence says."""

import re
import unicodedata
from dataclasses import dataclass

from assistant.guide.understanding import intents, wording
from lstm_core.spec.repeat import RepeatRunSpec

USUAL: int = RepeatRunSpec.model_fields["seeds"].default
FEWEST, MOST = 2, 100

_N = rf"(?P<n>\d[\d,.]*|{wording.CHINESE})"
_EN = rf"(?P<n>\d[\d,.]*|{wording.ENGLISH})"
_SEED_ZH = r"(?:不同的?|随机|隨機|独立的?|的|数)*(?:种子|種子)"
_SEED_EN = (
    r"(?:(?:different|random|other|more|independent|training|various|distinct|initial)\s+)*"
    r"(?:random[- ]?)?seed"
)
_SOME_ZH = r"(?:几|多|一些|好几|若干|幾|两三|三五|多几)"
_SOME_EN = (
    r"(?:several|many|multiple|a few|few|some|a couple of|various|different|more than one|a number of|a bunch of)"
)
_HEAD_ZH = (
    r"(?:用|换|換|取|试|以|在|对|改用|使用|再用|跑|多跑|多用|多换|多試|多试|分别用|训练|訓練|重复|重複)?"
    r"(?:上|用|成|了)?"
)
_SPREAD_ZH = (
    r"(?:稳不稳定?|稳定(?:不稳定|吗|性)?|稳吗|靠不靠谱|可不可靠|波动(?:多大|大不大)?|方差|标准差|均值|"
    r"平均(?:值|数)?|(?:95\s*%\s*)?(?:的)?(?:置信)?区间|差别?(?:多大)?)"
)
_TAIL_ZH = (
    r"(?:上|来|都|各|分别|一起|再|去|的)*(?:重复|重複|重跑|重训|训练|訓練|跑|试|做|验证)?(?:上|了)?"
    r"(?:一|几|幾|多)?(?:遍|次|下|轮)?"
    r"(?:[,，、;；]?\s*(?:再|并|然后|好)?(?:看看?|求|取|算|给出?|报告?|要|检查)?(?:一下|出)?"
    rf"(?:结果|误差|它|成绩|效果)?的?{_SPREAD_ZH}"
    r"(?:(?:和|与|及|、)(?:95\s*%\s*)?(?:的)?(?:置信)?(?:区间|标准差|方差|均值))?(?:吧|吗|[?？])?)*"
)
_SURE_EN = r"(?:95\s*%\s*)?(?:confidence\s+)?"
_BESIDE_EN = rf"(?:\s+(?:and|with)\s+(?:the\s+)?{_SURE_EN}(?:intervals?|deviation|spread|mean|error\s+bars?))?"
_TAIL_EN = (
    r"(?:\s*,?\s*(?:and\s+)?(?:then\s+)?(?:to\s+)?"
    r"(?:see|show|give|report|tell|check|compute|take|get)?\s*(?:me\s+)?(?:how|whether|if)?\s*"
    r"(?:the\s+)?(?:it\s+is\s+|it's\s+|is\s+it\s+)?"
    rf"(?:stable|steady|robust|spread|variance|deviation|averages?|mean|{_SURE_EN}intervals?|error\s+bars?)"
    rf"{_BESIDE_EN})?"
)
_IT_EN = r"(?:(?:this|that|it|the\s+(?:same\s+)?(?:run|training|model|card|experiment|one))\s+)?"
_VERB_EN = (
    r"(?:(?:repeat|rerun|re-run|run|train|retrain|do|try|test|use|average(?:d)?|measure)\s+"
    rf"{_IT_EN}(?:again\s+)?)?"
)
_LINK_EN = r"(?:(?:over|with|across|for|using|on|from|under|by)\s+)?(?:the\s+|all\s+|at\s+least\s+|about\s+)*"
_MEAN_EN = rf"(?:(?:the\s+)?(?:mean|average|deviation|spread){_BESIDE_EN}\s+)?"
_BETWEEN_ZH = r"(?:换种子|在?(?:不同|随机)的?种子(?:之间|间|上|下)?|多种子|对种子)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:种子|seeds?)\s*(?:从|from)?\s*(?P<first>\d+)\s*(?:到|至|-|–|~|to|through|\.\.+)\s*(?P<last>\d+)",
        rf"{_HEAD_ZH}\s*{_N}\s*(?:个|個|颗|组|种|粒)\s*{_SEED_ZH}{_TAIL_ZH}",
        rf"{_HEAD_ZH}\s*{_SOME_ZH}(?:个|個|组|种)?\s*{_SEED_ZH}{_TAIL_ZH}",
        rf"(?:重复|重複|重跑|跑)(?:训练|跑|实验|这个|它)?\s*{_N}\s*(?:次|遍|回)(?!方){_TAIL_ZH}",
        rf"{_VERB_EN}{_MEAN_EN}{_LINK_EN}{_EN}\s+{_SEED_EN}s?\b{_TAIL_EN}",
        rf"{_VERB_EN}{_MEAN_EN}{_LINK_EN}{_SOME_EN}\s+{_SEED_EN}s\b{_TAIL_EN}",
        rf"(?:repeat|rerun|run|train)\s+{_IT_EN}{_EN}\s+times\b(?!\s+(?:as|longer|more|bigger|larger|smaller|the)\b){_TAIL_EN}",
        rf"{_VERB_EN}{_MEAN_EN}(?:over|across|between)\s+(?:the\s+|all\s+)?(?:random\s+)?seeds\b{_TAIL_EN}",
        rf"{_BETWEEN_ZH}{_TAIL_ZH}(?<=复|跑|训|练|验|证|遍|次|稳|定|差|值|间|性|均)",
    )
)
_NOT = re.compile(
    r"(?:不要|别|不用|不必|无需|没必要|不再|don'?t|do not|no need to|never|without|stop)\s*$", re.IGNORECASE
)
_COMPARES = re.compile(r"compar|比较|对比|哪个.{0,4}(?:好|强)|versus|\bvs\b", re.IGNORECASE)
_STEADY = re.compile(r"^\W*how (?:stable|steady|robust|reliable)\b", re.IGNORECASE)
_AGAIN = re.compile(r"重复|重複|repeat|rerun|over|across", re.IGNORECASE)
_FILLER = re.compile(  # what asks for something without saying what
    r"请|麻烦|帮我|给我|我想|我要|想要|想|要|能不能|可以|能否|可否|能|把|将|对|这个|这次|这张|该|它|卡片|模型|训练|运行|实验|"
    r"同样的?|一样的?|设置|配置|再|就|吧|吗|呢|一下|的话?|重复|重跑|看看?|跑|用|"
    r"\b(?:please|can|could|would|will|you|we|i|want|to|like|let'?s|lets|now|ok|okay|and|then|also|just|the|same|this|"
    r"that|it|run|runs|training|train|model|card|configuration|settings?|repeat|again|with|for|me|a|of|on|do|experiment|"
    r"but|so|give|get|is|how|stable|steady|robust|reliable)\b|[\W_]+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Repetition:
    """So many seeds, the words that asked for them, and the rest of the sentence; a `first` seed where one is named."""

    seeds: float
    words: str
    rest: str

    @property
    def possible(self) -> bool:
        """It can be followed."""
        return self.seeds == int(self.seeds) and FEWEST <= self.seeds <= MOST

    @property
    def alone(self) -> bool:
        """Nothing else was asked for."""
        return not _FILLER.sub("", self.rest)


def read(sentence: str) -> Repetition | None:
    """The repetition that a sentence asks for; None for one that asks about seeds, names one, or speaks of none."""
    text = unicodedata.normalize("NFKC", sentence)
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            repetition = _of(found, text)
            if repetition is not None:
                return repetition
    return None


def _of(found: re.Match[str], text: str) -> Repetition | None:
    words, named, rest = found[0].strip(), found.groupdict(), text[: found.start()] + " " + text[found.end() :]
    asks = intents.is_question(rest) and not _STEADY.search(rest)
    if _NOT.search(text[: found.start()]) or asks or _COMPARES.search(text):
        return None
    if named.get("first") is not None:
        first, last = int(named["first"]), int(named["last"])
        return Repetition(last - first + 1, words, f"{rest} seed {first}") if last > first else None
    seeds = wording.value(named["n"].rstrip(".,").lower()) if named.get("n") else USUAL
    if seeds is None or (seeds == 1 and not _AGAIN.search(text)):
        return None
    return Repetition(seeds, words, rest)
