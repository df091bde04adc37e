"""A sentence as phrases and numbers: of all that could begin at a place the longest is taken.

Spaces within a phrase and around numbers are free, a misspelt name of a field is recognised, and what is no known word
is kept as such.
"""

import difflib
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.guide.understanding import lexicon, wording
from assistant.guide.understanding.lexicon import Entry

_CLOSE = 0.8  # of difflib, from which on a word is a misspelt name
_NUMBER = rf"(?:{wording.DIGITS}|{wording.CHINESE}|{wording.ENGLISH})"
_RANGE = rf"(?:between\s+)?({_NUMBER})\s*(?:-|~|to|到|至|or|或者?|and)\s*({_NUMBER})"
_NUMBERS = re.compile(
    rf"(?P<pair>(?<![\d.])\d+\s*[x×*]\s*\d+(?![\d.])|\(\s*\d+\s*,\s*\d+\s*\))"
    rf"|(?P<several>几[十百千万]+|[二三四五六七八九]?十几|{_NUMBER}(?:\s*(?:,|;|&|\band\b|和|或)\s*{_NUMBER}){{2,}}(?![\d.]))"
    rf"|(?P<range>between\s+{_NUMBER}\s+and\s+{_NUMBER}|{_NUMBER}\s*(?:-|~|\bto\b|到|至|\bor\b|或者?)\s*{_NUMBER})"
    rf"|(?P<permille>{_NUMBER})\s*‰|(?P<tenths>[一二两三四五六七八九])成(?![为了功])"
    rf"|(?P<count>{_NUMBER})\s+(?P<part>tenth|hundredth|thousandth)s?(?![a-z])|百分之\s*(?P<hundredths>{_NUMBER})|(?P<percent>{_NUMBER})\s*(?:%|percent)"
    rf"|(?P<below>{wording.CHINESE}|\d+)\s*分之\s*(?P<above>{wording.CHINESE}|\d+)|(?P<over>\d+)\s*/\s*(?P<under>\d+)"
    rf"|(?P<plain>{_NUMBER})"
)
_SIGN = re.compile(r"(?<![\d.])(?:[+-](?=[\d.])|\+(?=\s*[\d.])|(?<=\w\s)-(?=\s[\d.]))")
_LAYER = re.compile(  # one of several
    rf"第\s*(?P<number>{_NUMBER})\s*层|(?:最后|最上面?|最下面?|最顶|最底)(?:的)?(?:那|这)?一?层|逐层|每一?层(?=.{{0,6}}(?:递|不同|不一样|依次))"
    r"|(?:\bthe\s+)?\b(?:(?P<word>first|second|third|fourth|fifth|sixth)|(?P<digits>\d+)(?:st|nd|rd|th)|last|top|bottom)"
    r"\s+layers?\b"
)
_ORDINALS = {word: place for place, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"), 1)}
_MOMENT = re.compile(  # of a run, at which something is to change
    r"每一?轮|每个? ?epoch|\b(?:every|each|per)\s+epoch\b"
    rf"|(?:[前后]|(?:\bthe\s+)?\b(?:first|last))\s*{_NUMBER}\s*(?:步|steps?\b)"
    rf"|(?:每隔?|every|each|per)\s*{_NUMBER}\s*个?\s*(?:步|轮|epochs?|steps?|iterations?|updates?)"
    rf"|从?第\s*{_NUMBER}\s*步(?:以后|之后|后|开始|起|时)?|{_NUMBER}\s*步(?:以后|之后|过后|后(?!面))"
    rf"|\bafter\s+{_NUMBER}\s+steps?\b|\b(?:at|from|until|after)\s+step\s+{_NUMBER}(?:\s+on)?"
)
_MEASURED = re.compile(  # a clause in which such a moment is a setting
    r"验证|评估|重算|重新计算|检查点|预热|热身|停|结束|预测|窗口|历史|回看|"
    r"valid|eval|recomput|checkpoint|warm|stop|end\b|finish|forecast|predict|window|histor|look ?back"
)
_CLAUSE = re.compile(r"[^;,.!?\n]*")
_PARTS = {"tenth": 10, "hundredth": 100, "thousandth": 1000}
_ORDINARY = re.compile(  # words that look like a misspelt name and are none
    r"later|latter|stops?|speed|needs|match|closed?|closer|those|whose|unite|united|writes?|written|waits?|depths?|"
    r"moment|stays?|starts?|shapes?|lists?|rated|grades?|weights?|models?|breaks?|bands?|prices?|losses|lessons?"
)
_LATIN = re.compile(r"[^\W\d_\u4e00-\u9fff]+(?:'[a-z]+)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Token:
    """A phrase or a number of the sentence at its place."""

    kind: str
    value: Any
    text: str
    entries: tuple[Entry, ...] = ()


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(lexicon.entries(), key=len, reverse=True)
    return re.compile("|".join(_phrase(phrase) for phrase in phrases))


def _phrase(phrase: str) -> str:
    """A pattern of the phrase: any white space or none between its words, no letters around Latin ones."""
    body = r"\s*".join(re.escape(word) for word in phrase.split()) if phrase.strip() else re.escape(phrase)
    before = r"(?<![a-z])" if phrase[0].isascii() and phrase[0].isalpha() else ""
    after = r"(?![a-z])" if phrase[-1].isascii() and phrase[-1].isalpha() else ""
    return f"{before}{body}{after}"


@cache
def _squeezed() -> dict[str, tuple[Entry, ...]]:
    return {"".join(phrase.split()) or phrase: found for phrase, found in lexicon.entries().items()}


def tokens(text: str) -> list[Token]:
    """The sentence as phrases and numbers; of two that begin at one place the longer one."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        phrase, number = _pattern().match(text, place), _NUMBERS.match(text, place)
        sign = _SIGN.match(text, place)
        moment = _MOMENT.match(text, place)
        layer = _LAYER.match(text, place)
        if layer:
            found.append(Token("layer", _place_of(layer), layer[0]))
            place = layer.end()
        elif moment and not _MEASURED.search(_clause_at(text, place)):
            found.append(Token("moment", 1, moment[0]))
            place = moment.end()
        elif sign and not (found and found[-1].kind == "number"):
            found.append(Token("sign", 1 if sign[0] == "+" else -1, sign[0]))
            place = sign.end()
        elif number and (not phrase or number.end() >= phrase.end()):
            found += _number(number, after_from=bool(found) and found[-1].kind == "from")
            place = number.end()
        elif phrase and phrase.end() > place:
            entries = _squeezed()["".join(phrase[0].split()) or phrase[0]]
            found.append(Token(entries[0].kind, entries[0].value, phrase[0], entries))
            place = phrase.end()
        else:
            place = _stray(text, place, found)
    return found


def _place_of(layer: re.Match[str]) -> int:
    """The number of the layer that is meant, from 1; 0: the last one, or each."""
    if layer["word"]:
        return _ORDINALS[layer["word"]]
    return int(layer["digits"] or 0) or int(wording.value(layer["number"] or "0") or 0)


def _clause_at(text: str, place: int) -> str:
    """What stands around a place, from mark to mark."""
    begin = max(text.rfind(mark, 0, place) for mark in ";,.!?\n") + 1
    found = _CLAUSE.match(text, begin)
    return found[0] if found else ""


def _stray(text: str, place: int, found: list[Token]) -> int:
    """Take a word that nothing is known of, perhaps the misspelt name of a field; returns the place behind it."""
    word = _LATIN.match(text, place)
    if word is None:
        if _HAN.match(text, place):
            if found and found[-1].kind == "unknown" and text[place - 1] == found[-1].text[-1]:
                found[-1] = Token("unknown", None, found[-1].text + text[place])
            else:
                found.append(Token("unknown", None, text[place]))
        return place + 1
    two = re.compile(rf"{_LATIN.pattern}\s+{_LATIN.pattern}").match(text, place)
    for candidate in filter(None, (two, word)):
        name = _respelled(candidate[0])
        if name is not None:
            entries = lexicon.entries()[name]
            found.append(Token(entries[0].kind, entries[0].value, candidate[0], entries))
            return candidate.end()
    found.append(Token("unknown", None, word[0]))
    return word.end()


@cache
def _respelled(word: str) -> str | None:
    if len(word) < 5 or _ORDINARY.fullmatch(word):
        return None
    names = [name for name in lexicon.names() if name.isascii() and len(name) >= 5 and name[0] == word[0]]
    close = difflib.get_close_matches(word, names, n=1, cutoff=_CLOSE)
    return close[0] if close else None


def _number(found: re.Match[str], *, after_from: bool) -> list[Token]:
    text = found[0]
    if found["pair"]:
        return [Token("pair", tuple(float(each) for each in re.findall(r"\d+", text)), text)]
    if found["several"]:
        return [Token("number", ("range", None), text)]
    if found["range"]:
        ends = re.fullmatch(_RANGE, text)
        if after_from and ends:
            return [Token("number", ("from", wording.value(ends[1])), ends[1]), Token("to", 1, ""),
                    Token("number", ("plain", wording.value(ends[2])), ends[2])]  # fmt: skip
        return [Token("number", ("range", None), text)]
    if found["hundredths"] or found["percent"]:
        value = wording.value(found["hundredths"] or found["percent"])
        return [Token("number", ("share", None if value is None else value / 100), text)]
    for name, parts in (("permille", 1000), ("tenths", 10), ("count", _PARTS.get(found["part"] or "", 1))):
        if found[name]:
            value = wording.value(found[name])
            return [Token("number", ("share", None if value is None else value / parts), text)]
    above, below = found["above"] or found["over"], found["below"] or found["under"]
    if above and below:
        one, other = wording.value(above), wording.value(below)
        return [Token("number", ("share", one / other if one is not None and other else None), text)]
    value = wording.value(found["plain"])
    return [Token("number", ("plain" if value is not None else "range", value), text)]
