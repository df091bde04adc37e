"""A request taken apart: its clauses, and which of them wish for something in words that may not be known."""

import re

from assistant.guide.understanding import intents

_BETWEEN = re.compile(
    r"[,;.!?](?=\s|$)|[，；。！？、\n]+|\s+but\s|\s+and (?=(?:use|do|don't|keep|make|set|treat|never|always)\b)"
)
_WISHES = re.compile(
    r"\b(?:use|using|with|without|includ\w+|exclud\w+|ignor\w+|only|don't|do not|no|known|assum\w+|treat\w*|"
    r"consider\w*|account|keep|set|add|apply|remove|drop|skip|per|every|each|should|must|never|always|instead|"
    r"at least|at most)\b|"
    r"用|不|别|只|考虑|加上|加入|按|每|设|已知|知道|包含|包括|除|去掉|忽略|当作|当成|作为|保留|必须|应该|至少|最多|加倍|减半",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\b(?:no (?:hurry|rush|problem)|don't worry|thanks)\b|不客气|不好意思|不急|别急|不用谢|谢|"
    r"^(?:and )?(?:every \w+ )?(?:we|i) (?!want|need|would|wish|don't want)|^(?:我们?|本店|公司)(?!想|要|希望|需要|不)",
    re.IGNORECASE,
)


def clauses_of(sentence: str) -> list[str]:
    """What stands between its marks, in order."""
    return [each.strip() for each in _BETWEEN.split(sentence) if each and each.strip()]


def wishes(clause: str) -> bool:
    """It asks for something of a forecast, and is neither the request for one nor a courtesy nor a question."""
    asked = intents.intent_of(clause, {}, has_card=False) == "forecast" or intents.is_question(clause)
    return not asked and _WISHES.search(clause) is not None and _COURTESY.search(clause) is None
