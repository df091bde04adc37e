"""Which columns of a table look like series of one kind: stores, products, sites beside each other.

By their names, which are one but for a word or a number (StoreA, StoreB; sales_north, sales_south), or by their
values: all columns of numbers lie about as high and are written alike, and no name says what is measured. Names of
quantities, of statistics of one quantity, of lags and of unnamed features are none of series.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lstm_core.data.series import column_names
from lstm_core.errors import Sentence
from lstm_core.i18n.sentences import Parameter

FEWEST, FEWEST_BY_VALUE = 3, 4  # columns
OF_THE_TABLE = 0.5  # of its columns of numbers, and more
FACTOR = 30.0  # between the levels of the lowest and the highest column, where names say nothing
MOST_NAMED = 4
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+|[^\w\s]+")
_STATISTIC = {
    *("min", "max", "mean", "avg", "average", "median", "std", "var", "sum", "total", "low", "high", "open", "close"),
    *("lower", "upper", "sin", "cos", "pct"),
    *("forecast", "predicted", "prediction", "actual", "error", "target", "adj", "count", "x", "y", "z"),
    *("最低", "最高", "平均", "均值", "开盘", "收盘", "合计", "总计", "滞后", "目标"),
}
_DERIVED = {"lag", "lags", "shift", "diff", "roll", "rolling", "ma", "ema", "sma", "forecast", "滞后", "差分"}
_UNNAMED = {
    "x",
    "f",
    "v",
    "pc",
    "feature",
    "features",
    "feat",
    "var",
    "variable",
    "input",
    "col",
    "column",
    "dim",
    "lag",
}
_UNNAMED |= {"特征", "变量", "列"}
_QUANTITY = re.compile(
    r"temp|humid|press|wind|rain|precip|snow|cloud|solar|radiat|irradi|sun|dew|visib|weather|gust|dir(?:ection)?$|price"
    r"|cost|profit|margin|revenue|volume|open|high|low|close|return|vol$|rate|ratio|percent|share|index|score|load$|power"
    r"|voltage|current|energy|consum|flow|speed|level|depth|conc|pm\d|no2?$|so2|co2?$|o3$|ozone|benzene|gas|heart|pulse"
    r"|steps|weight|height|age$|promo|discount|holiday|customers|visitors|traffic|sales|demand|orders|clicks|views"
    r"|温|湿|压|风|雨|降水|雪|云|辐射|日照|露点|能见度|价|费|成本|利润|收入|量|额|率|比|指数|浓度|速|电流|电|功|促销|节假|客流|人数|访问",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Alike:
    """Columns that look like series of one kind, in the order of the file; `word` is what all their names share."""

    columns: tuple[str, ...] = ()
    word: str = ""

    @property
    def notice(self) -> Sentence:
        """What was seen, and what can be done with it."""
        named = self.columns[:MOST_NAMED]
        facts: dict[str, Parameter] = {
            "count": len(self.columns),
            "columns": ", ".join(named) + (", ..." if len(self.columns) > len(named) else ""),
        }
        if self.word:
            return Sentence("data.alike_names", {**facts, "word": self.word})
        return Sentence("data.alike_values", facts)


def alike_of(table: pd.DataFrame, numbers: Sequence[str]) -> Alike:
    """Those of the columns, of more than two numbers each, that look like series of one kind; none if they do not."""
    varying = [name for name in numbers if not column_names.is_row_counter(name)]
    if len(varying) < FEWEST:
        return Alike()
    found = _by_names(varying)
    if found.columns:
        rest = [name for name in varying if name not in found.columns]
        if len(found.columns) <= OF_THE_TABLE * len(varying) or _has_target(rest):
            return Alike()
        return found
    return Alike(tuple(varying)) if len(varying) >= FEWEST_BY_VALUE and _by_values(table, varying) else Alike()


def _has_target(rest: Sequence[str]) -> bool:
    """Whether one of the other columns has the name of what is to be forecast."""
    return bool(rest) and column_names.names_target(column_names.likely_target(list(rest)))


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name) if word.isalnum())


def _by_names(names: Sequence[str]) -> Alike:
    """The largest group of names that are one but for one word."""
    cut = {name: _words(name) for name in names}
    groups: Counter[tuple[int, tuple[str, ...]]] = Counter()
    for words in cut.values():
        if len(words) > 1:
            groups.update((at, (*words[:at], *words[at + 1 :])) for at in (0, len(words) - 1))
    for (at, rest), count in groups.most_common(4):
        found = [
            name
            for name, words in cut.items()
            if len(words) == len(rest) + 1 and (words[1:] if at == 0 else words[:-1]) == rest
        ]
        own = {cut[name][at if at == 0 else -1] for name in found}
        if count < FEWEST or len(own) < len(found) or own & _STATISTIC:
            continue
        if _DERIVED & {*rest, *own} or all(word in _UNNAMED or word in _STATISTIC or word.isdigit() for word in rest):
            continue
        if not all(word.isdigit() for word in own) and any(_QUANTITY.search(word) for word in own):
            continue
        told = [word for word in _WORD.findall(found[0]) if word.isalnum()]
        return Alike(tuple(found), " ".join(told[1:] if at == 0 else told[:-1]))
    return Alike()


def _by_values(table: pd.DataFrame, names: Sequence[str]) -> bool:
    """Whether columns without a quantity in their names lie about as high, with as many decimals."""
    words = [word for name in names for word in _words(name)]
    if any(_QUANTITY.search(name) for name in names) or set(words) & (_STATISTIC | _UNNAMED | _DERIVED) or not words:
        return False
    if any(column_names.names_target(name) or column_names.names_slot(name) for name in names):
        return False
    cells = table[list(names)].to_numpy("float64", na_value=np.nan)
    whole = np.array([bool(np.all(np.mod(column[np.isfinite(column)], 1) == 0)) for column in cells.T])
    below = np.nanmin(cells, axis=0) < 0
    levels = np.nanmean(np.abs(cells), axis=0)
    return bool(len(set(whole)) == len(set(below)) == 1 and levels.max() <= FACTOR * levels.min())
