"""Which series of a table a sentence wants: some alone, all but some, or those that `columns` understands.

Names stand behind words that choose or leave out; a name of one letter alone needs a word for a series before it.
"""

import re
from collections.abc import Sequence
from typing import Any

from assistant.guide.understanding import columns
from assistant.guide.understanding.columns import ALL_BEFORE, SERIES_NOUN

_LEAVING = (
    r"不要|去掉|去除|除了|除去|忽略|删掉|删除|移除|排除|剔除|不看|不用|不预测|别预测|不算|"
    r"\b(?:leav(?:e|ing) out|drop|without|exclud(?:e|ing)|ignor(?:e|ing)|remov(?:e|ing)|skip|omit|except(?: for)?|"
    r"but not|other than|apart from|do(?:n't| not) (?:forecast|predict|use|train on|include|read))\b"
)
_ONLY = (
    r"[只仅就](?:看|要|关心|预测|用|算|考虑|关注|做|训练)|单独(?:看|预测)|"
    r"\b(?:only|just|solely)\s+(?:forecast|predict|use|train on|care about|want|need|look at|consider|for)\b|"
    r"\b(?:care|interested|focus|concentrate)\s+(?:only\s+|just\s+)?(?:about|in|on)\b"
)
_FORECASTS = re.compile(r"预测|\b(?:forecast|predict)", re.I)
_AND = r"(?:[,，、&+]|和|与|跟|及|以及|\band\b|\bor\b)"


def series_wished(
    sentence: str,
    column: str,
    names: Sequence[str],
    now: Sequence[str] | None,
    *,
    whole: bool = True,
    measured: Sequence[str] = (),
) -> tuple[str, dict[str, Any]]:
    """The rest of the sentence and the series that it wants, as changes; none without.

    `column` holds the ids; `now` are those that one network forecasts on the card, None where it reads one, or not all
    of their names are known; `whole`: these are all names of the table; `measured` are the columns of each series.
    """
    if not names:
        return columns.series_wished(sentence, column, names)
    noun = rf"(?:{re.escape(column)}(?:s|es)?|{SERIES_NOUN})"
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    more = rf"(?:\s*{_AND}\s*(?:the\s+)?(?:{noun}\s*)?(?:{either}))*"
    listed = rf"[“\"'`]?(?P<names>(?:{either}){more})[”\"'`]?(?![A-Za-z0-9_])"
    which = rf"\s*(?:the\s+)?(?P<noun>{noun}\s*)?{listed}"
    every = rf"(?P<every>(?:{ALL_BEFORE})\s*{noun}[\s,，]*)"
    others = rf"(?:[,，]?\s*的?(?P<others>所有|全部|其[他它余]|剩下)的?{noun}?[都全]?(?:一起)?(?:预测)?)"
    left = re.search(
        rf"(?:预测\s*)?{every}?(?:{_LEAVING}|\bbut\b){which}(?:\s*(?:这一?|那一?)?[条个家]?\s*(?:{noun}|以外|之外|外)*)?{others}?",
        sentence,
        re.I,
    )
    if left and not re.match(r"\W*but\b(?! not)", left[0], re.I):
        of_all = left["every"] or left["others"]
        if of_all and not whole:
            return sentence, {}  # which others there are is not known
        base = now or (names if of_all else ())
        rest = tuple(name for name in base if name not in _named(left["names"], names))
        if rest and len(rest) < len(base) and (of_all or _sure(left, names)):
            return _without(sentence, left), _chosen(rest)
    patterns = [rf"(?:{_ONLY}){which}(?:\s*(?:only|alone))?"]
    if _FORECASTS.search(sentence):
        with_noun = rf"\s*(?:the\s+)?(?P<noun>{noun}\s*){listed}"
        patterns += [rf"\b(?:for|of|at|in){which}(?:\s*(?:only|alone))?", rf"预测{with_noun}(?=\s*的)"]
    for pattern in patterns:
        found = re.search(pattern, sentence, re.I)
        if found and _sure(found, names):
            return _without(sentence, found), _chosen(_named(found["names"], names))
    return columns.series_wished(sentence, column, names, measured)


def _sure(found: re.Match[str], names: Sequence[str]) -> bool:
    """Each name is written as the table does where it is short, and has a word for a series before it."""
    short = [name for name in _named(found["names"], names) if len(name) == 1 or name.isdigit()]
    return not short or (found["noun"] is not None and all(name in found["names"] for name in short))


def _named(text: str, names: Sequence[str]) -> tuple[str, ...]:
    meant = {name.lower(): name for name in names}
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = re.findall(rf"(?<![A-Za-z0-9_])(?:{either})(?![A-Za-z0-9_])", text, re.I)
    return tuple(dict.fromkeys(meant.get(name.lower(), name) for name in found))


def _without(sentence: str, found: re.Match[str]) -> str:
    return sentence[: found.start()] + ";" + sentence[found.end() :]


def _chosen(names: tuple[str, ...]) -> dict[str, Any]:
    if len(names) == 1:
        return {"data.id": names[0], "data.ids": ()}
    return {"data.id": None, "data.ids": names}
