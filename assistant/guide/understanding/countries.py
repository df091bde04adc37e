"""Of which country a sentence wants the public holidays to be read."""

import re
from typing import Any

from lstm_core.i18n.countries import COUNTRIES

_ADJECTIVES = {
    "CN": "chinese", "TW": "taiwanese", "DE": "german", "US": "american|usa|u\\.s\\.|us|the states", "FR": "french",
    "GB": "british|english|uk|u\\.k\\.|great britain", "IT": "italian", "ES": "spanish", "PT": "portuguese",
    "NL": "dutch|the netherlands|holland", "BE": "belgian", "AT": "austrian", "CH": "swiss", "PL": "polish",
    "SE": "swedish", "NO": "norwegian", "DK": "danish", "FI": "finnish", "IE": "irish", "RU": "russian",
    "JP": "japanese", "KR": "korean|korea", "IN": "indian", "SG": "singaporean", "AU": "australian",
    "NZ": "kiwi", "CA": "canadian", "MX": "mexican", "BR": "brazilian",
}  # fmt: skip
_SHORT = {"HK": "香港", "TW": "台湾", "AU": "澳洲", "RU": "俄国"}
_CALLED = {
    code: "|".join(filter(None, (re.escape(name.en), re.escape(name.zh), _ADJECTIVES.get(code), _SHORT.get(code))))
    for code, name in COUNTRIES.items()
}
_ANY = "|".join(sorted("|".join(_CALLED.values()).split("|"), key=len, reverse=True))
_PLACE = rf"(?P<place>{_ANY}|(?-i:[A-Z]{{2}}))"
_DAYS = r"(?:(?:public|national|bank|official)\s+)?holidays?(?:\s+(?:calendar|feature|features|days))?"
_TAGE = r"(?:法定)?(?:公共)?(?:节假日|假日|假期|节日)(?:特征|日历)?"
_VERB_EN = (
    r"(?:\b(?:with|including|include|using|use|add|considering|consider|respect|take|account for)\s+)?(?:the\s+)?"
)
_AS_EN = r"(?:\s+into account)?(?:\s+as\s+(?:an?\s+)?inputs?)?"
_VERB_ZH = r"(?:考虑到?|加上|加入|使用|用上?|按照?|结合|带上|把|算上|包括)?"
_OFF = (
    rf"\b(?:without|no|ignore|drop|remove|don'?t use|do not use)\s+(?:any\s+|the\s+)?{_DAYS}(?!\s+column)",
    rf"\b(?:switch|turn)\s+(?:the\s+)?{_DAYS}\s+off",
    rf"(?:不要?|不用|别|不再|去掉|关闭|关掉|忽略|不考虑)(?:考虑|用|加)?\s*{_TAGE}(?!列)",
)
_ASKED = (
    rf"(?:\b(?:set|change|switch)\s+)?(?:the\s+)?{_DAYS}\s*(?:to\b|=|:)\s*(?:those of\s+)?(?:the\s+)?{_PLACE}(?![a-z])",
    rf"(?:把)?{_TAGE}\s*(?:设为|设成|改成|改为|换成|换为|用|选|=|:|：)\s*{_PLACE}(?:的)?",
    rf"{_VERB_EN}{_PLACE}(?:'s)?\s+{_DAYS}{_AS_EN}",
    rf"{_VERB_EN}{_DAYS}\s+(?:of|in|for|from)\s+(?:the\s+)?{_PLACE}(?![a-z]){_AS_EN}",
    rf"{_VERB_ZH}\s*{_PLACE}\s*的?{_TAGE}(?:也)?(?:考虑进去|考虑进来|加进来|加上|用上|作为输入|做输入)?",
)


def holidays_in(text: str) -> tuple[dict[str, Any], str]:
    """The country that a text names as the change of a field, None for none, and the text without those words."""
    for pattern in _OFF:
        found = re.search(pattern, text, re.IGNORECASE)
        if found is not None:
            return {"data.holidays": None}, f"{text[: found.start()]};{text[found.end() :]}"
    for pattern in _ASKED:
        found = re.search(pattern, text, re.IGNORECASE)
        if found is not None:
            return {"data.holidays": _code(found["place"])}, f"{text[: found.start()]};{text[found.end() :]}"
    return {}, text


def _code(words: str) -> str:
    found = next((code for code, called in _CALLED.items() if re.fullmatch(called, words, re.IGNORECASE)), None)
    return found or words.upper()
