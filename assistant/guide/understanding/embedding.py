"""The wish for a vector that is learned of every series, written as the setting that it is.

Who the vector is for decides: one per store is `model.id_embedding`; an embedding of nobody in particular stays one,
and the card tells which it means, that of its series or that of its characters.
"""

import re
import unicodedata

from assistant.guide.understanding import intents, wording
from lstm_core.i18n.languages import Language

_OWNED: dict[Language, str] = {"en": "series embedding", "zh": "序列嵌入"}  # as the form calls them
_PLAIN: dict[Language, str] = {"en": "embedding size", "zh": "嵌入维度"}
_ON: dict[Language, str] = {"en": "use the {}", "zh": "打开{}"}
_OFF: dict[Language, str] = {"en": "switch the {} off", "zh": "关闭{}"}

_EN, _ZH = rf"(?:\d[\d,]*|{wording.ENGLISH})", rf"(?:\d[\d,]*|{wording.CHINESE})"
_NOUN_EN = (
    r"(?:time\s?series|series|ids?|stores?|shops?|items?|products?|skus?|articles?|sensors?|stations?|sites?|regions?|"
    r"city|cities|customers?|country|countries|machines?|meters?|branch(?:es)?|entity|entities|columns?|stocks?|tickers?|"
    r"households?|buildings?|plants?|turbines?)"
)
_MANY_EN = r"(?:each|every|all|the|our|my|single|individual|different|of|one)"
_WHICH_EN = rf"(?:{_MANY_EN}\s+)*{_NOUN_EN}(?:\s+ids?)?\b"
_IT_EN = r"(?:(?:the\s+)?(?:network|model)|it)"
_VECTOR_EN = r"(?:(?:latent|feature|id|embedding)\s+)*(?:embeddings?|vectors?)\b(?!\s+drop)"
_SIZE_EN = r"(?:size|dimension(?:s|ality)?|dims?|width|length)"
_UNIT_EN = r"(?:dimensions?|dims?|d|numbers?|values?|components?|entries)\b"
_COUNTS_EN = (
    r"(?![\d.]|\s*(?:%|(?:layers?|steps?|seeds?|units?|days?|weeks?|hours?|months?|networks?|epochs?|members?)\b))"
)
_NOUN_ZH = (
    r"(?:时间序列|序列|门店|店铺?|商店|商品|产品|单品|品类|sku|传感器|站点|站|地区|区域|城市|客户|用户|国家|设备|机器|电表|编号|id|"
    r"列|股票|风机|机组|建筑|家庭)"
)
_EACH_ZH = rf"[每各]一?[个条家种台只支款座]?(?:不同的?)?{_NOUN_ZH}"
_VECTOR_ZH = r"(?:(?<![词字])嵌入(?:向量|表示)?(?!层|\s*dropout|\s*丢弃)|特征向量|向量(?:表示)?|embedding)"
_SET_ZH = r"(?:设置?[为成]|[改调][为成到]|取|用|为|是|=|:)"
_KINDS: dict[Language, dict[str, str]] = {  # what a piece of such a wish is, the first that fits
    "en": {
        "off": r"\b(?:without|no|drop|remove|(?:turn|switch)\s+off|disable|"
        r"(?:don'?t|do\s+not|stop|never)\s+(?:us(?:e|ing)"
        r"|learn(?:ing)?)|get\s+rid\s+of|leave\s+out|omit|skip)\b",
        "knows": rf"\b(?:tell|let|make|show|help)\s+{_IT_EN}\s+(?:know\s+)?(?:which|what)\s+{_NOUN_EN}\s+(?:it|this)\s+"
        r"(?:reads|is(?:\s+reading)?|sees)(?:\s+(?:with|by|through|using|via))?\b",
        "owner": rf"\b(?:per|of|for|to|give|assign|let|have)\s+{_WHICH_EN}(?:\s+(?:have|get|learn|has|gets))?|"
        rf"\b{_NOUN_EN}(?:\s+ids?)?(?=\s+(?:(?:learned|learnt)\s+)?{_VECTOR_EN})",
        "embed": rf"\bembed\s+{_WHICH_EN}",
        "size": rf",?\s*(?:\b(?:of|with|in|into|to|at|as|has)\s+)?(?:(?:an?|the)\s+)?"
        rf"\b{_SIZE_EN}\s*(?:of|to|is|=|:)?\s*(?P<n1>{_EN}){_COUNTS_EN}|"
        rf"(?:\b(?:of|with|in|into|to|as)\s+)?(?P<n2>{_EN})[\s-]*(?:dimensional\b|{_UNIT_EN})|"
        rf"(?:\b(?:of|in|into|to|at)\s+|[=:]\s*)(?P<n3>{_EN}){_COUNTS_EN}",
        "bare": rf"(?P<n4>{_EN}){_COUNTS_EN}",
        "vector": rf"\b{_VECTOR_EN}",
        "verb": rf"\b(?:(?:let|make|have)\s+{_IT_EN}\s+)?(?:please\s+)?"
        r"(?:learn|train|use|add|include|fit|try|introduce|want|set|give\s+it)\b",
        "break": r"\b(?:with|and|plus|using|also)\b",
        "glue": r"\b(?:an?|the|its|their|own|one|separate|different|learned|learnt|trainable|"
        r"small|little|static|individual|any|for)\b",
    },
    "zh": {
        "off": r"(?:不要再?|去掉|去除|关闭|关掉|取消|删除|删掉|不用|不使用|移除|别用|停用|禁用|不学|不再用|不再使用)",
        "knows": rf"(?:让|告诉)(?:网络|模型|它)(?:知道)?(?:现在)?(?:读到?的)?是?哪一?[个条家]{_NOUN_ZH}[,，]?",
        "embed": rf"[把将]{_NOUN_ZH}(?:编号|id)?(?:做|进行)?嵌入(?:成|到|为)?",
        "owner": rf"[给为对让替帮在]?\s*{_EACH_ZH}的?|{_NOUN_ZH}(?:编号|id)?的?\s*(?={_VECTOR_ZH})|"
        rf"[来去]?(?:区分|分辨|代表)出?(?:各个?|不同的?|几个)*{_NOUN_ZH}",
        "size": rf"[,，]?\s*(?:的)?(?:维度|大小|长度|维数|尺寸)\s*{_SET_ZH}?\s*(?P<n1>{_ZH})\s*维?的?|"
        rf"(?:{_SET_ZH}\s*)?(?P<n2>{_ZH})\s*维的?|"
        rf"{_SET_ZH}\s*(?P<n3>\d+)(?!\s*[维层步个天周月年小%.\d])",
        "bare": r"(?P<n4>\d+)(?!\s*[层步个天周月年小%.\d])",
        "vector": rf"{_VECTOR_ZH}",
        "break": r"并且|并|和|以及|还有|同时|再",
        "glue": r"一个|一组|自己|各自|单独|独立|可学习|专属|不同|表示|分别|都|出|到|来|的",
        "verb": r"学习|学|训练|加上|加入|添加|增加|引入|加|配上?|使用|用|建立?|设置?|生成|分配|有|做|把|将|请|试试?",
    },
}  # fmt: skip
_PIECES = {
    language: re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in kinds.items()), re.I)
    for language, kinds in _KINDS.items()
}
_TURNS = re.compile(
    r"(?:increas|rais|enlarg|grow|widen|doubl|halv|reduc|lower|shrink|decreas|larger|smaller|bigger)\w*\W*$|"
    r"[增减大小调倍高低]\W*$",
    re.I,
)
_VAGUE = re.compile(r"vector|向量", re.I)  # of whom?
_TO: dict[Language, str] = {"en": "to", "zh": "到"}
_BORDERS = re.compile(r"[;；。!！,，\n]|\.(?:\s|$)")
_NOTHING_ELSE = re.compile(r"\W*(?:please|too|also|now|instead|请|吧|也)?\W*", re.I)


def as_setting(sentence: str) -> str:
    """The sentence with the wish for a vector of each series as name and value of the setting; else as it is."""
    if re.search(r"embed|vector|嵌入|向量", sentence, re.I) is None or intents.is_conditional(sentence):
        return sentence
    text = unicodedata.normalize("NFKC", sentence)
    if intents.is_question(text):
        return sentence
    language: Language = "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"
    runs = _runs(text, language)
    for run in reversed(runs):
        text = _written(text, run, language)
    return text if runs else sentence


def _runs(text: str, language: Language) -> list[list[re.Match[str]]]:
    """Pieces that stand beside one another around a vector, without what belongs to the words before or behind."""
    groups: list[list[re.Match[str]]] = [[]]
    for piece in _PIECES[language].finditer(text):
        if groups[-1] and text[groups[-1][-1].end() : piece.start()].strip():
            groups.append([])
        groups[-1].append(piece)
    return [run for run in map(_around_the_vector, groups) if run]


def _around_the_vector(pieces: list[re.Match[str]]) -> list[re.Match[str]]:
    kinds = [_kind(piece) for piece in pieces]
    at = next((place for place, kind in enumerate(kinds) if kind in ("vector", "embed")), None)
    if at is None:
        return []
    begin = max((place for place in range(at) if kinds[place] == "break"), default=0)
    begin = max((place + 1 for place in range(begin, at) if kinds[place] == "bare"), default=begin)
    end = at
    for place in range(at + 1, len(pieces)):
        if kinds[place] in ("break", "off", "vector", "embed"):
            break
        if kinds[place] in ("owner", "size", "knows") or (kinds[place] == "bare" and place == end + 1):
            end = place
    return pieces[begin : end + 1]


def _kind(piece: re.Match[str]) -> str:
    return next(kind for kind in _KINDS["en"] if piece[kind] is not None)


def _size(piece: re.Match[str]) -> float | None:
    said = next((piece[name] for name in ("n1", "n2", "n3", "n4") if piece[name]), None)
    return wording.value(said.rstrip(",").lower()) if said else None


def _written(text: str, run: list[re.Match[str]], language: Language) -> str:
    """The text with one such wish as the form would have it."""
    kinds = [_kind(piece) for piece in run]
    before, behind = text[: run[0].start()], text[run[-1].end() :]
    size = next((size for size in map(_size, run) if size is not None), None)
    asks = not {"verb", "break", "knows", "embed"}.isdisjoint(kinds)
    if {"owner", "knows", "embed"}.isdisjoint(kinds):
        leads = "size" in kinds[: kinds.index("vector")]
        vague = size is None or "off" in kinds or not (asks or leads) or _VAGUE.search(run[kinds.index("vector")][0])
        return text if vague or _TURNS.search(before) else f"{before}; {_PLAIN[language]} {size:g} ;{behind}"
    name = _OWNED[language]
    if "off" in kinds:
        return f"{before}; {_OFF[language].format(name)} ;{behind}"
    if _TURNS.search(before):
        return f"{before} {name} {'' if size is None else f'{_TO[language]} {size:g}'} {behind}"
    if size is not None:
        return f"{before}; {name} {size:g} ;{behind}"
    alone = _NOTHING_ELSE.fullmatch(_BORDERS.split(before)[-1]) and _NOTHING_ELSE.fullmatch(_BORDERS.split(behind)[0])
    if asks or alone:
        return f"{before}; {_ON[language].format(name)} ;{behind}"
    return f"{before} {name} {behind}"
