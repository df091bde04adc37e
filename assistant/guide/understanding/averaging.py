"""The wish for the mean forecast of several networks, written as the setting that it is."""

import re
import unicodedata

from assistant.guide.understanding import intents, wording

USUAL = 5
SETTING = {"zh": "取平均的网络数", "en": "networks averaged"}

_N = r"(?P<n>\d[\d,.]*|{numbers})"
_EN, _ZH = _N.format(numbers=wording.ENGLISH), _N.format(numbers=wording.CHINESE)
_KIND_EN = r"(?:(?:different|random|other|independent|separate|trained)\s+)*(?:networks?|models?|members?|nets?|seeds?)"
_ONES_EN = r"(?:(?:different|random|other|independent|separate|trained)\s+)*(?:networks|models|nets)"
_KIND_ZH = r"(?:不同的?|随机)*(?:种子|網絡|网络|模型|成员)"
_FORECASTS_ZH = r"(?:的)?(?:预测|结果|输出|预测结果)"
_VERB_EN = r"(?:(?:train|use|make|build|take|try|add)\s+)?(?:an?\s+|the\s+)?"
_PATTERNS = {
    "en": (
        rf"{_VERB_EN}(?:deep\s+|seed\s+)?ensembles?\s+(?:of|over|from|with)\s+(?:the\s+)?{_EN}\s+{_KIND_EN}\b",
        rf"{_VERB_EN}{_EN}[\s-]+(?:network|model|member|seed)s?\s+ensemble\b",
        rf"\baverag(?:e|ing)\s+(?:over\s+)?{_EN}\s+{_ONES_EN}\b",
        rf"\b(?:average|mean)\s+(?:(?:of\s+)?(?:the\s+)?)?(?:forecasts?|predictions?|outputs?)\s+(?:of|from|over)\s+"
        rf"{_EN}\s+{_KIND_EN}\b",
        rf"\b(?:the\s+)?(?:mean|average)\s+of\s+{_EN}\s+{_ONES_EN}\b",
        rf"\btrain\s+{_EN}\s+{_KIND_EN}\s+(?:and|then)\s+average\b(?:\s+(?:them|it|their\s+\w+|the\s+\w+))?",
        r"\b(?:train|use|make|build|take|try|add)\s+an?\s+(?:deep\s+|seed\s+)?ensemble\b(?!\s+(?:of|over|from|with|size))",
    ),
    "zh": (
        rf"集成\s*{_ZH}\s*(?:个|個)\s*{_KIND_ZH}",
        rf"(?:用|把|对|训练|取)?\s*{_ZH}\s*(?:个|個)\s*{_KIND_ZH}\s*(?:来|一起)?(?:做|组成|构成|的|进行|作)?(?:一个)?集成",
        rf"(?:用|把|对|训练|取)?\s*{_ZH}\s*(?:个|個)\s*{_KIND_ZH}{_FORECASTS_ZH}\s*(?:取|求|做|的|进行)?平均值?",
        rf"(?:用|把|对|训练|取)?\s*{_ZH}\s*(?:个|個)\s*(?:网络|模型)[,，]?\s*(?:再|然后)?(?:取|求|做|的|进行)?平均值?",
        r"(?:用|做|加|使用|训练|试试?)(?:一?个|种子|网络|模型)*集成(?!经典|传统|\s*\d)",
    ),
}
_READ = {language: [re.compile(each, re.IGNORECASE) for each in found] for language, found in _PATTERNS.items()}
_LEFT = re.compile(r"(?:不要|别|不用|不必|无需|don'?t|do not|no need to|never|without|stop)\s*$", re.IGNORECASE)
_COMPARES = re.compile(r"compar|比较|对比|versus|\bvs\b", re.IGNORECASE)


def as_setting(sentence: str) -> str:
    """The sentence with what asks for a mean of networks as the name and the value of the setting; else as it is."""
    text = unicodedata.normalize("NFKC", sentence)
    if _COMPARES.search(text) or intents.is_question(text):
        return sentence
    for language, patterns in _READ.items():
        for pattern in patterns:
            found = pattern.search(text)
            if found is None or _LEFT.search(text[: found.start()]):
                continue
            named = found.groupdict().get("n")
            count = wording.value(named.rstrip(".,").lower()) if named else USUAL
            if count is not None:
                return f"{text[: found.start()]} {SETTING[language]} {count:g} {text[found.end() :]}".strip()
    return sentence
