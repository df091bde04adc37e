"""What columns measure by their names, in both languages: 成交量 and `volume` are one, and so is weather of any kind.

A measure that exactly one column has stands for that column; "all weather columns" for every one.
"""

import re
from collections.abc import Sequence

_WORDS = (  # of one measure each
    "demand|需求量|需求", "sales|sold|销售量|销售额|销量|销售", "price|单价|电价|价格", "profit|利润",
    "revenue|income|营业额|营收|收入", "open|opening|opening price|open price|开盘价|开盘",
    "close|closing|closing price|close price|收盘价|收盘", "high|highest price|high price|最高价",
    "low|lowest price|low price|最低价", "volume|vol|trading volume|turnover|成交量|交易量", "amount|成交额|金额",
    "temperature|temp|气温|温度", "humidity|rh|湿度", "pressure|气压|压力", "wind speed|wind|windspeed|风速|风力",
    "rainfall|precipitation|precip|rain|降水量|降雨量|降水|降雨|雨量", "snow|snowfall|降雪|雪量", "sunshine|日照",
    "radiation|irradiance|solar|辐射|辐照度", "cloud|clouds|cloud cover|cloudcover|云量", "dew point|dewpoint|露点",
    "load|负荷|负载", "power|功率", "electricity|power consumption|用电量|电量", "consumption|usage|消耗量|用量|消费量",
    "production|output|产量", "visitors|footfall|客流量|客流|访客数|访客|游客", "customers|顾客|客户数",
    "passengers|乘客|旅客|客运量", "orders|订单量|订单数|订单", "traffic|车流量|流量",
    "promotion|promo|promotions|促销|活动",
    "holiday|holidays|is holiday|节假日|假日", "inventory|库存", "pm2.5|pm25", "water level|水位", "exchange rate|汇率",
    "level|水平", "users|用户数|用户",
)  # fmt: skip
_COMMON = frozenset(("high", "low", "level", "output", "amount", "usage"))  # words of settings, too
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (  # several measures together, more words for them, and those
    (r"weather|meteorolog\w+|天气|气象", r"|data|measurements?|数据", (
        "temperature", "humidity", "pressure", "wind speed", "rainfall", "snow", "sunshine", "radiation", "cloud",
        "dew point",
    )),
    (r"prices?|价格|股价", "", ("open", "close", "high", "low", "price")),
)  # fmt: skip
_OWN_WORDS = {0: re.compile(r"weather|meteo|天气|气象", re.I), 1: re.compile(r"price|价", re.I)}
_EVERY = r"(?:all(?: of)?(?: the)?|every|each|any|the)"
_COLUMNS = r"columns?|variables?|features?|列|变量|特征|因素"
_OTHERS = re.compile(
    r"(?:all(?: of)?\s+)?(?:the\s+)?(?:other|remaining)\s+(?:numeric\s+)?columns|all the rest|"
    r"(?:其他|其它|其余|剩下|剩余|别的)(?:的)?(?:所有|全部)?(?:的)?(?:数值)?列|(?:所有|全部)(?:的)?(?:其他|其它|其余|剩下|剩余|别的)(?:的)?(?:数值)?列|"
    r"all\s+(?:the\s+)?columns(?=\s+as\s+(?:\w+\s+)?(?:inputs?|features?|covariates?))|(?:所有|全部)(?:的)?列(?=(?:都)?(?:作为|当作|做|当)输入)",
    re.I,
)


def spelled(sentence: str, columns: Sequence[str], target: str | None) -> tuple[str, list[str]]:
    """The sentence with the names of the columns that its words mean, and groups of which the table has none."""
    if not columns:
        return sentence, []
    missing: list[str] = []
    others = [name for name in columns if name != target]
    if others:
        sentence = _OTHERS.sub(lambda _: _and(others), sentence)
    for number, (words, more, measures) in enumerate(_GROUPS):
        every = rf"(?:{_EVERY}\s+|(?:所有|全部)(?:的)?)?"
        named = rf"(?:{words})(?:类|相关|方面)?(?:的)?(?:所有|全部)?\s*(?:{_COLUMNS}{more})"
        pattern = re.compile(rf"{every}(?<![a-z]){named}(?![a-z])", re.I)
        found = pattern.search(sentence)
        if found is None or any(name.lower() in found[0].lower() for name in columns):
            continue
        meant = [
            name for name in columns if _OWN_WORDS[number].search(name) or any(_is(name, each) for each in measures)
        ]
        meant = [name for name in meant if name != target]
        if meant:
            sentence = f"{sentence[: found.start()]} {_and(meant)} {sentence[found.end() :]}"
        else:
            missing.append(found[0].strip())
            sentence = f"{sentence[: found.start()]};{sentence[found.end() :]}"
    return _singly(sentence, columns), missing


def lacking(sentence: str, columns: Sequence[str]) -> str | None:
    """A measure that is to be forecast and that no column has."""
    words = {word: each for each in _WORDS for word in each.split("|") if word not in _COMMON}
    listed = "|".join(_whole(word) for word in sorted(words, key=len, reverse=True))
    found = re.search(rf"(?:预测|\bforecast|\bpredict)[^，。,;；!?！？]{{0,24}}?({listed})", sentence, re.I)
    if found is None or any(_is(name, words[found[1].lower()]) for name in columns):
        return None
    return found[1]


def _singly(sentence: str, columns: Sequence[str]) -> str:
    """Each word for a measure that one column has becomes its name; the names that stand there stay."""
    kept = sorted((name for name in columns if name), key=len, reverse=True)
    spoken = [(" ".join(_parts(name)), name) for name in columns if len(_parts(name)) > 1]
    for words in _WORDS:
        meant = [name for name in columns if _is(name, words)]
        exact = [name for name in meant if " ".join(_parts(name)) in words.split("|")]
        meant = exact if len(exact) == 1 else meant
        if len(meant) == 1:
            spoken += [(word, meant[0]) for word in words.split("|") if word not in _COMMON]
    if not spoken:
        return sentence
    names = {word.lower(): name for word, name in reversed(spoken)}
    ways = [*map(_whole, kept), *(_whole(word) for word in sorted(names, key=len, reverse=True))]
    pattern = re.compile("|".join(f"(?P<n{place}>{way})" for place, way in enumerate(ways)), re.I)
    return pattern.sub(
        lambda found: names.get(found[0].lower(), found[0]) if found[0] not in kept else found[0], sentence
    )


def _whole(word: str) -> str:
    before = r"(?<![A-Za-z0-9_])" if word[0].isascii() else ""
    after = r"(?![A-Za-z0-9_])" if word[-1].isascii() else ""
    return f"{before}{re.escape(word)}{after}"


def _is(name: str, words: str) -> bool:
    """A column has the measure: its name is one of the words, or holds one."""
    parts = _parts(name)
    whole = " ".join(parts)
    return any(
        word
        and (
            word in parts or word == whole or (" " in word and word in whole) or (not word.isascii() and word in whole)
        )
        for word in _measure(words).split("|")
    )


def _measure(words: str) -> str:
    """All words of the measure that begins so."""
    return next((each for each in _WORDS if each == words or each.startswith(f"{words}|")), words)


def _parts(name: str) -> list[str]:
    """The words of a column's name in small letters: of wind_speed, windSpeed and Wind-Speed (m/s)."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return [part for part in re.split(r"[\s_\-./()\[\]%°]+", spaced.lower()) if part]


def _and(names: Sequence[str]) -> str:
    return ", ".join(names)
