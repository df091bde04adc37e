"""Which run of a thread a sentence is about: the one that it names by number, cell or data, else the newest."""

import re
from collections.abc import Sequence

from assistant.conversation.known_cards import KnownCard
from assistant.guide.understanding import cells, intents, wording

_RUN_EN = r"(?:runs?|trainings?|models?|networks?|cards?|tries|try|attempts?|experiments?|one)\b"
_RUN_ZH = r"(?:次|个|张|轮)(?:训练|运行|卡片?|模型|实验|网络)?"
_NUMBERS_EN = {
    word: place + 1 for place, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh"))
}
_ORDINAL = re.compile(
    rf"第\s*(?P<zh>\d+|{wording.CHINESE})\s*{_RUN_ZH}|\b(?P<en>{'|'.join(_NUMBERS_EN)}|\d+(?:st|nd|rd|th)) {_RUN_EN}|"
    rf"\b(?:run|training|card|model) (?:number |no\.? ?|#)?(?P<number>\d{{1,2}})(?!\d)"
)
_BEFORE = re.compile(
    rf"\b(?:previous|earlier|other|older) {_RUN_EN}|\bthe (?:run|training|one) before\b|\blast but one\b|上(?:一|个|一个)?(?:次|个|张)(?:训练|运行|卡片|模型)|之前(?:的)?那(?:次|个|张)|前一(?:次|个|张)(?:训练|运行|卡片|模型)|另一(?:次|个|张)(?:训练|运行|卡片|模型)"
)
_STUDY = re.compile(
    r"(?:这|那|上面|刚才|这个|那个)?(?:次|个)?(?:比较|对比|调参|搜索|研究)(?:里|中|的)|(?:这|那)(?:次|个)(?:比较|对比|调参|搜索|研究)|候选|"
    r"\b(?:the|this|that|my|last) (?:comparison|search|study|candidates|trials)\b"
)


def run_meant(sentence: str, cards: Sequence[KnownCard]) -> KnownCard | None:
    """The card whose training is meant, or the study whose trainings are; None where nothing was trained."""
    begun = [card for card in cards if card.state is not None]
    runs, studies = [card for card in begun if not card.is_study], [card for card in begun if card.is_study]
    text = wording.even(sentence)
    if studies and (not runs or _STUDY.search(text)):
        return studies[-1]
    if not runs:
        return None
    numbered = _numbered(text, runs)
    if numbered is not None:
        return numbered
    for fits in (_by_id, _by_data, _by_cell):
        named = [card for card in runs if fits(text, card)]
        if named and len(named) < len(runs):
            return named[-1]
    return runs[-1]


def _numbered(text: str, runs: Sequence[KnownCard]) -> KnownCard | None:
    found = _ORDINAL.search(text)
    if found is not None:
        word = next(group for group in found.groups() if group)
        place = _NUMBERS_EN.get(word) or wording.value(re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word)) or 0
        return runs[int(place) - 1] if 1 <= place <= len(runs) else None
    return runs[-2] if len(runs) > 1 and _BEFORE.search(text) else None


def _by_id(text: str, card: KnownCard) -> bool:
    return any(wording.even(each) in text for each in (card.id, card.run or "") if len(each) >= 6)


def _by_data(text: str, card: KnownCard) -> bool:
    if card.file is not None:
        return wording.even(card.file) in text or wording.even(card.file.rpartition(".")[0] or card.file) in text
    return card.source is not None and card.source in (intents.source_of(text), intents.text_source_of(text))


def _by_cell(text: str, card: KnownCard) -> bool:
    return cells.mentioned_cells(text) == [card.cell]
