"""Wishes about the columns of a table: which are forecast, which are read as inputs, which are known ahead or left out.

A column is recognised by its name as the table writes it; what is to become of it by the words around it, up to the
next mark.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.guide.understanding import lexicon, meanings, spans, wording

Role = Literal["left_out", "static", "known_ahead", "also_forecast", "input", "forecast"]

TARGET, FURTHER, PAST, AHEAD = "data.target", "data.further_targets", "data.past_columns", "data.future_columns"
STATIC = "data.static_columns"
_LISTS = (FURTHER, PAST, AHEAD, STATIC)
_PLACES = {"also_forecast": FURTHER, "input": PAST, "known_ahead": AHEAD, "static": STATIC}
_MARK = "\ue000"  # begins the place of a name in the masked sentence, a letter that no text has
_ONE = rf"{_MARK}[\ue100-\uf0ff]"
_GROUP = re.compile(
    rf"{_ONE}(?:\s*(?:列|这一?列|columns?)?\s*(?:[,，、&+]|和|与|跟|及|以及|\band\b|\bplus\b)\s*(?:(?:the|column)\s+)*{_ONE})*",
    re.I,
)
_ROLES: tuple[tuple[Role, str], ...] = (  # the first that fits decides
    ("left_out", r"去掉|去除|不要|不用|别用|不再用|不看|忽略|删掉|删除|移除|排除|剔除|"
                 r"\b(?:drop|remove|ignor\w+|exclud\w+|without|leave out|do(?:n't| not) use|omit|discard|skip)\b"),
    ("static", r"静态|\bstatic\b|\btime.?invariant\b"),
    ("known_ahead", r"已知未来|未来(?:的值)?(?:是)?(?:已知|知道)|(?:提前|事先|预先|事前)(?:就|会|已经)?(?:知道|已知)|"
                    r"(?:提前|事先|预先)(?:就|已|已经)?(?:安排|计划|定)好?|"
                    r"(?<!过去)(?:已知|知道)的?\s*$|\b(?:is|are) (?:already )?known\s*$|"
                    r"\b(?:known|planned|scheduled|set|decided) "
                    r"(?:in advance|ahead|beforehand|for the future|in the future)|"
                    r"\bfuture (?:columns?|inputs?|covariates?)"),
    ("also_forecast", r"(?:同时|也|一起|一并|还要?|另外|再).{0,6}预测|预测.{0,12}(?:也|一起|一并)|同时预测的列|"
                      r"\balso (?:forecast|predict)|\b(?:forecast|predict)\b.*\b(?:too|as well|also)\b|"
                      r"\bfurther targets?|\b(?:forecast|predict) both\b"),
    ("input", r"用作(?=输入|特征|协变量)|输入|协变量|外部变量|外生变量|特征|辅助|过去已知|"
              r"(?:^|[^改换])加(?:上|入|进|个|一)?|添加|"
              r"带上|参考|利用|考虑|纳入|\binto account\b|\baccount for\b|"
              r"\bas (?:an? )?(?:extra |additional |further |exogenous |past )?"
              r"(?:inputs?|features?|covariates?|regressors?|predictors?|exogenous)|"
              r"\b(?:inputs?|covariates?|features?|regressors?|exogenous|past columns?)\b|"
              r"\b(?:add|include|consider)\b"),
    ("forecast", r"预测|目标|(?:改成|换成|改为|换为|改用).{0,4}|\b(?:forecast|predict|targets?)\b|"
                 r"\b(?:use|switch to|take)\b.*\bcolumn\b|\bcolumn\b.*\binstead\b"),
)  # fmt: skip
_EVERY = re.compile(
    r"(?:[两二三四五六七八九]|所有|全部|每一?)(?:的)?(?:数值)?列.{0,4}(?:都|一起|同时)?.{0,4}预测|预测.{0,4}(?:所有|全部|每一?|[两三])(?:数值)?列|"
    r"\b(?:forecast|predict)\b.{0,12}\b(?:all|every|each|both)\b.{0,12}\bcolumns?\b",
    re.I,
)
EVERY = "*"  # stands for every further column that can be read, in what a tool is asked for
_AS_INPUT = (
    r"(?:作为|当作|当成|当|做|作|为)?(?:模型的?)?(?:输入|特征|协变量|外部变量|外生变量|变量)(?:列)?",
    r"\s+as\s+(?:an?\s+)?(?:\w+\s+)?(?:inputs?|features?|covariates?|regressors?|predictors?)",
)
_USING = (
    r"(?:用上?|使用|利用|加上|加入|添加|带上|参考|考虑|把|将|让|拿|连同)",
    r"\b(?:use|using|with|add|include|take|consider|read)\b",
)
_OTHERS = re.compile(
    rf"{_USING[0]}?\s*(?:表里|表中|文件里)?的?(?:其[他它余]|剩下|余下|别)的?(?:所有|全部|各)?的?(?:列|字段)\s*(?:也|都|全)*"
    rf"(?:用上|用|加上|加进来|带上)?\s*{_AS_INPUT[0]}|"
    rf"{_USING[0]}\s*(?:表里|表中|文件里)?的?(?:(?:其[他它余]|剩下|余下)的?(?:所有|全部|各)?|所有|全部)的?(?:列|字段)\s*(?:也|都|全)*"
    rf"(?:用上|加上|加进来|带上)?(?:{_AS_INPUT[0]})?|"
    rf"(?:(?:其[他它余]|剩下|余下)的?(?:所有|全部|各)?|所有|全部)的?(?:列|字段)\s*(?:也|都|全)+(?:用上|加上|加进来|带上|{_AS_INPUT[0]})|"
    rf"(?:所有|全部)的?列(?:用)?{_AS_INPUT[0]}|"
    rf"{_USING[1]}\s+(?:(?:all|every|each)\s+)?(?:of\s+)?(?:the\s+|my\s+|its\s+)?"
    r"(?:other|remaining|further|additional|rest of the)\s+(?:columns?|variables?|fields?)(?:\s+(?:too|as well))?"
    rf"(?:{_AS_INPUT[1]})?|"
    rf"{_USING[1]}\s+(?:all\s+)?(?:of\s+)?the\s+(?:other|remaining)\s+[a-z]+s{_AS_INPUT[1]}|"
    rf"{_USING[1]}\s+(?:all|every)\s+(?:of\s+)?(?:the\s+|my\s+|its\s+)?columns?(?:{_AS_INPUT[1]})?|"
    rf"\b(?:all|every)\s+(?:of\s+)?(?:the\s+)?(?:other\s+|remaining\s+)?columns?{_AS_INPUT[1]}|"
    rf"\beverything else{_AS_INPUT[1]}",
    re.I,
)
_DENIED = re.compile(r"(?:不要?再?|别再?|不再|无需|去掉|\b(?:don'?t|do not|never|without|stop|drop|remove))\s*$", re.I)
_EXCEPT = re.compile(
    rf"(?:,|，)?\s*(?:除了|除去|除|\b(?:except(?: for)?|but(?: not)?|apart from|other than|without)\b(?:\s+the)?)\s*"
    rf"({_GROUP.pattern})\s*(?:列)?(?:以外|之外|外)?(?:,|，)?",
    re.I,
)
_NAMED = (  # a column that the table does not have, in words that can only mean one
    r"(?:用|加上|加入|添加|把|将|以)\s*[“\"'`]?([^\s“”\"'`，。,]{1,30}?)[”\"'`]?\s*(?:这一?|那一?)?列?\s*(?:也|一起)?\s*"
    r"(?:作为|当作|当成|当|做|作|为).{0,4}(?:输入|协变量|外部变量|外生变量|特征|变量)",
    r"(?:去掉|不要|不用|忽略|删掉|删除|移除|排除)\s*[“\"'`]?([^\s“”\"'`，。,列]{1,30}?)[”\"'`]?\s*(?:这一|那一|这|那)?列",
    r"(?:同时|也|一起)预测\s*[“\"'`]?([^\s“”\"'`，。,]{1,30})",
    r"\b(?:use|add|include|take)\s+(?:the\s+)?(?:column\s+)?[\"'`]?([\w.\-/%()]+)[\"'`]?\s+(?:column\s+)?as\s+(?:an?\s+)?(?:\w+\s+)?"
    r"(?:inputs?|covariates?|features?|regressors?|predictors?)",
    r"\b(?:drop|remove|ignore|exclude|omit|discard)\s+the\s+[\"'`]?([\w.\-/%()]+)[\"'`]?\s+column",
    r"\b(?:drop|remove|ignore|exclude|omit|discard)\s+(?:the\s+)?column\s+[\"'`]?([\w.\-/%()]+)",
    r"\balso\s+(?:forecast|predict)\s+(?:the\s+)?(?:column\s+)?[\"'`]?([\w.\-/%()]+)",
)  # fmt: skip
_CHOSEN = (
    r"(?:预测|换成|换为|换到|改成|改为|切换到|改用|选|看看?|"
    r"\b[Ff]orecast|\b[Pp]redict|\b[Ss]witch to|\b[Cc]hange to|\b[Tt]ake|\b[Uu]se)"
)
_CHOSEN_END = (
    r"(?=\s*(?:$|[,，。;；!！?？吧的]|\.(?:\s|$)|这一?[条个]|那一?[条个]|序列|并且|然后|\band\b|\binstead\b|\bwith\b|\bseries\b|\btogether\b|"
    r"\b(?:of|from|in|for|over|ahead|using)\b|未来|接下来|今后|下|\d))"
    r"(?:\s*(?:这一?条|那一?条)?\s*(?:序列|\bseries\b)|\s*\b(?:instead|together)\b)?"
)
SERIES_NOUN = (
    r"(?:series|ids?|stores?|shops?|items?|products?|skus?|articles?|sensors?|stations?|sites?|regions?|cities|customers?|"
    r"countries|machines?|meters?|of them|序列|门店|店铺?|商店|商品|产品|单品|传感器|站点|站|地区|城市|客户|国家|设备|"
    r"电表|编号)"
)
ALL_BEFORE = (
    r"(?:预测|训练|用|看|选|换成|改成|改为)?\s*(?:全部|所有|每一?[条个家]?|全体)(?:的)?|"
    r"\b(?:for|forecast|predict|train on|use|take)?\s*\b(?:all|every|each)\s+(?:of\s+)?(?:the\s+|my\s+|our\s+)?"
)
_ALL_ALONE = (
    r"(?:预测|训练|换成|改成)\s*(?:全部|所有)(?=\s*(?:$|[,，。;；!！?？]))|"
    r"\b(?:forecast|predict|train on)\s+(?:all|everything|them all)(?=\s*(?:$|[,.;!?]|(?:for|over|with|using)\b))"
)
_TOGETHER = r"(?:用|以)?(?:一个|单个)?全局(?:网络|模型)|\b(?:with\s+)?(?:one|a|a single)?\s*global (?:network|model)\b"
_LEARNED_OF_EACH = re.compile(
    r"(?<!序列)嵌入(?!维度)|学.{0,2}一?个?向量|(?<!series )\b(?:embedding|vector)s?\b(?! size)", re.I
)
_FORECAST = (  # what a sentence without a column wants forecast
    r"\b(?:forecast|predict)\s+(?:the\s+|my\s+|our\s+)?([a-z_][\w.\-/%]*)"
    r"(?=\s*(?:[.,;!?]|$|for\b|over\b|in\b|with\b|using\b|from\b))",
    r"预测[^，。,；;!?！？]*?的\s*([^\s，。,；;!?！？的]{1,12})\s*(?:$|[，。,；;!！])",
)
_NO_COLUMN = re.compile(
    r"it|this|that|these|those|them|data ?(?:set)?|file|table|csv|excel|sheet|series|values?|future|everything|all|"
    r"columns?|target|numbers?|rest|next|me|ahead|time|trend|well|better|more|again|"
    r"数据|数值|值|情况|走势|趋势|变化|结果|文件|表格?|序列|曲线|数字|表现|水平|发展|列|时间序列|时序|目标|未来|东西|数|部分|模型|网络",
    re.I,
)
_CLAUSE_END = re.compile(r"[;；。!！?？\n]|[,，](?!\d)|\.(?:\s|$)|并且|然后|顺便|\band\b|\bthen\b", re.I)
_SAME_CLAUSE = re.compile(  # a mark behind which the same column is spoken of: "temp as an input, it is known ahead"
    r"\s*[,，]\s*(?:(?:and|as|since|because)\s+)?(?:it|they|this|these|that|which)"
    r"(?:'s|\s+(?:is|are|will be))\s+(?:also\s+)?"
    r"(?=known|planned|scheduled|decided)|[,，]\s*(?=(?:用作|用来做|作为|当作|做)(?:输入|特征|协变量))",
    re.I,
)
_OWN_ROLE = re.compile(  # "forecast sales, price is known ahead": what stands behind the mark has a role of its own
    rf"((?:预测|\b(?:forecast|predict)\b)[^,，;；。]*?{_ONE})\s*[,，]\s*"
    rf"(?=(?:the\s+)?{_GROUP.pattern}\s*(?:列|columns?\b)?\s*(?:都|均|也|是|\b(?:is|are)\b)?\s*"
    rf"(?:{dict(_ROLES)['known_ahead']}|过去已知|(?:作为|当作|用作|做|当)\S{{0,3}}(?:输入|特征|协变量)|"
    r"\bas (?:an? )?(?:\w+ )?(?:inputs?|features?|covariates?)))",
    re.I,
)
_STARTS = re.compile(  # words that stand before the names that they are about
    r"同时|预测|用|拿|根据|靠|加上|加入|添加|不要|去掉|忽略|把|将|"
    r"\b(?:also|forecast|predict|use|using|with|from|by|based on|given|add|include|drop|ignore|without)\b",
    re.I,
)
_FROM = re.compile(r"[用拿靠]|根据|\b(?:using|use|with|from|by|based on|given)\b", re.I)
_ROLE_WORDS = re.compile("|".join(words for _, words in _ROLES), re.I)
_GLUE = re.compile(
    r"这一?列|那一?列|[一两三]?列|作为|当作|当成|[把将用拿靠做为以在里和的了吧请也都]|根据|过去|"
    r"\b(?:the|a|an|column|columns|as|it|is|are|of|to|in|for|please|use|using|with|from|by|based|on|given|be|only|my|me|too|now|instead|let's)\b",
    re.I,
)


@dataclass
class Wished:
    """What a sentence wants of columns: changes by path, names that the table lacks, the rest of the sentence."""

    rest: str
    changes: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # the target, which nothing else can be while it is that
    same: list[str] = field(default_factory=list)  # names whose role is already as it is wished
    unused: list[str] = field(default_factory=list)  # names to leave out that are left out anyway


def wished(sentence: str, columns: Sequence[str], values: Mapping[str, Any]) -> Wished:
    """What becomes of the `columns` that the sentence names; `values` are the card's fields as they are."""
    now = _as_they_are(values)
    sentence = _unmasked(_every_input(_masked(sentence, columns), columns, now), columns) if columns else sentence
    sentence, lacking = meanings.spelled(sentence, columns, values.get(TARGET))
    masked = _OWN_ROLE.sub(r"\1; ", _SAME_CLAUSE.sub(" ", _masked(sentence, columns)))
    found = Wished(masked, missing=lacking)
    if _EVERY.search(masked) and len(columns) > 1:
        now[FURTHER] = [name for name in columns if name != now[TARGET]]
        found.rest = _EVERY.sub(";", found.rest)
    for group, begin, end in _places(masked):
        role = next((role for role, words in _ROLES if re.search(words, masked[begin:end], re.I)), None)
        if role is None and _FROM.search(masked[begin : group.start()]) and len(_GROUP.findall(masked)) > 1:
            role = "input"  # "forecast sales from visitors"
        if role is not None:
            names = [columns[ord(mark[1]) - 0xE100] for mark in re.findall(_ONE, group[0])]
            found.kept += [name for name in names if name == now[TARGET] and role not in ("forecast", "also_forecast")]
            before = repr(now)
            _give(now, role, names)
            idle = found.unused if role == "left_out" else found.same
            idle += [name for name in names if repr(now) == before and name not in found.kept]
            left = _ROLE_WORDS.sub(" ", masked[begin : group.start()] + ";" + masked[group.end() : end])
            found.rest = found.rest.replace(masked[begin:end], _GLUE.sub(" ", left))
    found.rest = _unmasked(found.rest, columns)
    found.changes = {path: value for path, value in now.items() if value != _as_they_are(values)[path]}
    for pattern in _NAMED:
        for named in re.finditer(pattern, found.rest, re.I):
            found.missing += re.split(r"\s*[、,，和与及]\s*|\s+and\s+", named[1])
        found.rest = re.sub(pattern, ";", found.rest, flags=re.I)
    if columns and TARGET not in found.changes and FURTHER not in found.changes and not found.same:
        _note_what_is_no_column(found, columns)
    return found


def series_wished(
    sentence: str, column: str, names: Sequence[str], measured: Sequence[str] = ()
) -> tuple[str, dict[str, Any]]:
    """The rest of the sentence, and which series of a long table it wants to be forecast, as changes; none without.

    A number alone may count steps, so that `column`, or a word for a series, has to stand before it. Behind the names
    may stand what is `measured` of each: "forecast Austin and Dallas sales".
    """
    any_of = "|".join(re.escape(name) for name in sorted(measured, key=len, reverse=True))
    measures = rf"(?:['’]s?)?\s+(?:{any_of})(?![A-Za-z0-9_])" if measured else ""
    ends = rf"(?:{_CHOSEN_END}|(?={measures}))" if measured else _CHOSEN_END
    noun = rf"(?:{re.escape(column)}(?:s|es)?|{SERIES_NOUN})"
    found = re.search(rf"(?:{ALL_BEFORE})\s*{noun}|{_ALL_ALONE}|{_TOGETHER}", sentence, re.I)
    if found and not _LEARNED_OF_EACH.search(sentence):
        return _without(sentence, found, measures), {"data.id": None, "data.ids": ()}
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    both = r"\s*(?:[,，、&+]|和|与|跟|及|以及|\band\b)\s*"
    more = rf"(?:{both}(?:{either}))+"
    several = rf"{_CHOSEN}\s*(?:the\s+)?{noun}?\s*((?:{either}){more})(?:\s*[这那]?[两三四五六几][条个家])?{ends}"
    found = re.search(several, sentence) if names else None
    if found:
        chosen = tuple(dict.fromkeys(re.findall(rf"({either})(?:{both}|$)", found[1])))
        if len(chosen) > 1:
            return _without(sentence, found, measures), {"data.id": None, "data.ids": chosen}
    for name in sorted(names, key=len, reverse=True):
        kind = rf"(?:{re.escape(column)}|序列|编号|series|id)"
        told = kind if re.fullmatch(r"[\d.]+", name) else rf"(?:{kind})?"
        wanted = rf"{_CHOSEN}\s*(?:the\s+)?{told}\s*[“\"'`]?{re.escape(name)}[”\"'`]?{ends}"
        found = re.search(wanted, sentence, 0 if len(name) == 1 else re.I)
        if found:
            return _without(sentence, found, measures), {"data.id": name, "data.ids": ()}
    return sentence, {}


def _without(sentence: str, found: re.Match[str], measured: str = "") -> str:
    """The rest of the sentence: "预测全部门店的销量" and "forecast Austin sales" still want the sales forecast."""
    before, after = sentence[: found.start()], sentence[found.end() :]
    if measured and re.match(measured, after, re.I):
        return before + "forecast" + re.sub("^['’]s?", "", after)
    goes_on = found[0].lstrip().startswith("预测") and re.match(r"\s*的|[^，。,；;!?！？]*的", after)
    return f"{before}{'预测' if goes_on else ';'}{after}"


def wants_every_series(sentence: str) -> bool:
    """The sentence names all series of a kind, such as all stores."""
    return re.search(rf"(?:{ALL_BEFORE})\s*{SERIES_NOUN}\b", sentence, re.I) is not None


def wants_every_input(sentence: str) -> bool:
    """The sentence asks for further columns as inputs, all that there are."""
    found = _OTHERS.search(sentence)
    return found is not None and _DENIED.search(sentence[: found.start()]) is None


def _every_input(masked: str, columns: Sequence[str], now: dict[str, Any]) -> str:
    """The rest of the sentence, after every further column was made an input as it wants, or none."""
    found = _OTHERS.search(masked)
    if found is None:
        return masked
    before, rest = masked[: found.start()], masked[found.end() :]
    denied = _DENIED.search(before)
    if denied is not None and not (now[PAST] or now[AHEAD]):
        return masked
    if denied is not None:
        now[PAST], now[AHEAD] = [], []
        return before[: denied.start()] + ";" + rest
    but = _EXCEPT.search(masked)
    if but is None:
        now[PAST] = [*now[PAST], EVERY]
        return before + ";" + rest
    left = {columns[ord(mark[1]) - 0xE100] for mark in re.findall(_ONE, but[1])}
    taken = {now[TARGET], *now[FURTHER], *now[AHEAD], *left}
    now[PAST] = [name for name in columns if name not in taken]
    return _EXCEPT.sub(";", _OTHERS.sub(";", masked))


def _note_what_is_no_column(found: Wished, columns: Sequence[str]) -> None:
    """A name that is to be forecast and that the table does not have."""
    plain = spans.without_ahead(found.rest)
    lacking = meanings.lacking(found.rest, columns)
    for pattern, text in zip(_FORECAST, (plain, found.rest), strict=True) if lacking is None else ():
        named = re.search(pattern, text, re.I)
        word = named[1] if named else ""
        known = _NO_COLUMN.fullmatch(word) or spans.ahead(word) is not None or wording.even(word) in lexicon.entries()
        if word and not known:
            lacking = word
    if lacking is not None and lacking not in found.missing:
        found.missing.append(lacking)
        found.rest = found.rest.replace(lacking, " ", 1)


def _as_they_are(values: Mapping[str, Any]) -> dict[str, Any]:
    return {TARGET: values.get(TARGET), **{path: list(values.get(path) or ()) for path in _LISTS}}


def _masked(sentence: str, columns: Sequence[str]) -> str:
    """The sentence with a mark in place of each column's name, the longest name first."""
    for name in sorted(columns, key=len, reverse=True):
        mark = f"{_MARK}{chr(0xE100 + list(columns).index(name))}"
        before = r"(?<![A-Za-z0-9_])" if name[:1].isascii() else ""  # a Chinese character is a letter to \w
        after = r"(?![A-Za-z0-9_])" if name[-1:].isascii() else ""
        sentence = re.sub(f"[“\"'`]?{before}{re.escape(name)}{after}[”\"'`]?", mark, sentence, flags=re.I)
    return sentence


def _unmasked(masked: str, columns: Sequence[str]) -> str:
    return re.sub(_ONE, lambda mark: columns[ord(mark[0][1]) - 0xE100], masked)


def _places(masked: str) -> list[tuple[re.Match[str], int, int]]:
    """Each group of names with the words that are about it: up to a mark, or to where the next group's words begin."""
    groups = list(_GROUP.finditer(masked))
    found, begin = [], 0
    for place, group in enumerate(groups):
        before = [mark.end() for mark in _CLAUSE_END.finditer(masked, begin, group.start())]
        follows = groups[place + 1].start() if place + 1 < len(groups) else len(masked)
        after = _CLAUSE_END.search(masked, group.end(), follows)
        if after is None and follows < len(masked):
            after = _STARTS.search(masked, group.end(), follows)
        end = after.start() if after else follows
        found.append((group, max(before, default=begin), end))
        begin = end
    return found


def _give(now: dict[str, Any], role: Role, names: Sequence[str]) -> None:
    """Take the names from where they stand and put them where the role is."""
    for path in _LISTS:
        if role in ("left_out", "forecast") or path != _PLACES[role]:
            now[path] = [given for given in now[path] if not any(_is_of(given, name) for name in names)]
    if role == "forecast":
        now[TARGET], further = names[0], names[1:]
        now[FURTHER] = [*now[FURTHER], *further] if further else now[FURTHER]
    elif role != "left_out":
        path = _PLACES[role]
        there = [name for name in names if any(_is_of(given, name) for given in now[path])]
        now[path] += [name for name in names if name not in there and name != now[TARGET]]


def _is_of(given: str, name: str) -> bool:
    """An input is a column, or one of its levels such as promo=yes."""
    return given == name or given.startswith(f"{name}=")
