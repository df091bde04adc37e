"""A column of numbers as people write them, as plain numbers: grouped thousands, decimal commas, currencies, per cent.

One column is written in one way; the whole of it decides how. A cell that does not fit stays as it is, so that whoever
reads the plain table refuses it by line and value.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pandas as pd

MISSING = frozenset(
    (
        *(
            "-",
            "--",
            "---",
            "–",
            "—",
            "——",
            "?",
            "??",
            "n/a",
            "na",
            "n.a.",
            "n.a",
            "n/e",
            "#n/a",
            "#na",
            "null",
            "(null)",
        ),
        *(
            "none",
            "nil",
            "nan",
            "-nan",
            "missing",
            "unknown",
            "not available",
            ".",
            "..",
            "...",
            "…",
            "*",
            "<na>",
            "nd",
        ),
        *("n.d.", "#value!", "#ref!", "#div/0!", "#num!", "#name?", "#null!", "\\n", "na.", "n/d"),
        *("无", "缺失", "缺测", "暂无", "空", "不详", "未知", "无数据"),
    )
)
PANDAS = frozenset(
    ("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA")
) | frozenset(("NULL", "NaN", "None", "n/a", "nan", "null"))  # blanks for pandas anyway
_SPACES = "\u0020\u00a0\u2009\u202f\u2007"
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d+")
_CODES = "USD|EUR|CNY|RMB|GBP|JPY|HKD|TWD|KRW|INR|CHF|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RUB|BRL|MXN|SGD|ZAR|TRY"
_CURRENCY = rf"(?:(?:US|HK|NT|A|C|S|R)?\$|[€£¥₹₽₩₺]|{_CODES}|Fr\.|kr|zł|元|人民币)"
_SCALES = {"万亿": 12, "千万": 7, "百万": 6, "亿": 8, "万": 4, "千": 3, "k": 3, "m": 6, "b": 9, "bn": 9, "mn": 6}
_SCALES |= {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "lakh": 5, "crore": 7, "cr": 7, "tn": 12}
_SCALES |= {"tsd": 3, "mm": 6, "mio": 6, "mrd": 9, "mln": 6, "mld": 9}
_SCALE = (  # a letter is one only where no unit follows: 12 MWh; a word in any spelling
    r"万亿|千万|百万|亿|万|千|(?:(?i:thousand|million|billion|trillion|lakh|crore)s?|(?i:tsd|mio|mrd|mln|mld)\.?|"
    r"bn|mn|tn|Bn|Mn|Tn|Cr|MM|[kKMB])(?![A-Za-z])"
)
_LETTERS, _MANY_DIGITS = ("K", "M", "B", "k"), re.compile(r"\d{5}")
_SMALL_LETTER = re.compile(r"(?<=\d)(\s*)([mb])(?=-?\)?$)")  # of £1.2m, or beside 850k; metres elsewhere
_MAYBE_SCALES = ("m", "b", "t", "w")  # beside plain numbers: metres or millions, watts or 万
_KELVIN = re.compile(r"(?<=\d) K$")  # where every number has it
_CELL = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+-])?\s*(?P<before>{_CURRENCY})?\s*(?P<late>[+-])?\s*"
    rf"(?P<digits>(?:\d[\d.,'’{_SPACES}]*\d|\d)[.,]?|[.,]\d+)(?P<power>[eE][+-]?\d+)?"
    rf"\s*(?P<scale>{_SCALE})?\s*(?P<after>{_CURRENCY}|%|‰)?(?P<unit>\s*[A-Za-z°µμΩ²³/·^℃]{{1,8}}\d?)?"
    rf"\s*(?P<trail>-)?\s*(?P<close>\))?"
)
_GROUPS = re.compile(r"\d{1,3}(?:(?P<mark>[.,'’ ])\d{3})(?:(?P=mark)\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}")
_FLAG = re.compile(  # behind a number: provisional, revised, estimated, a break; not where every cell has it
    r"(?<=[\d.,%])(?:\s*(?:[*†‡#]+|[(\[](?:[a-z]{1,2}|[*†‡]+|\d)[)\]])|[pre](?![\w])|\s+(?:[perbud]{1,2}))$",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"([*\-–—.?#_~])\1*|:(?:\s*[a-z]{1,2})?")  # ***, ######, and : c of Eurostat
_SAMPLE = 400


@dataclass
class Numbers:
    """A column as plain text cells, and what was understood in it."""

    cells: pd.Series
    written: pd.Series  # as they stand in the file
    marks: Counter[str] = field(default_factory=Counter)  # cells that stand for missing, as they are written
    percent: int = 0
    negatives: int = 0  # in parentheses
    currency: str = ""
    scales: tuple[str, ...] = ()
    scaled: str = ""  # an example
    unit: str = ""
    grouped: str = ""  # an example
    comma: str = ""  # an example with a decimal comma
    flags: Counter[str] = field(default_factory=Counter)  # marks behind numbers, such as * or (p)
    flagged: str = ""  # an example
    changed: bool = False


def normal(cell: str) -> str:
    """Widths, minus signs and blanks made even."""
    if not cell.isascii():
        cell = unicodedata.normalize("NFKC", cell).replace("\u2212", "-").replace("\ufe63", "-")
        cell = re.sub(f"[{_SPACES}]", " ", cell)
    return cell.strip()


def is_missing(cell: str) -> bool:
    """Whether a cell stands for no value in a column of numbers."""
    return not cell or cell.lower() in MISSING or _REPEATED.fullmatch(cell) is not None


def is_number(cell: str) -> bool:
    """Whether a cell may be a number, however it is written."""
    found = _CELL.fullmatch(normal(cell))
    return found is not None and _closed(found)


def _closed(found: re.Match[str]) -> bool:
    signs = sum(bool(found[name]) for name in ("sign", "late", "trail"))
    return bool(found["open"]) == bool(found["close"]) and signs <= 1 and not (found["open"] and signs)


def spread(cells: pd.Series, most: int = _SAMPLE) -> pd.Series:
    """At most so many cells from the whole column, evenly."""
    places = np.unique(np.linspace(0, len(cells) - 1, min(len(cells), most)).astype(int))
    return cells.iloc[places]


def votes(cells: pd.Series) -> Counter[str]:
    """How many cells prove a decimal mark. 1,234 and 1.234 prove nothing: both marks may group thousands."""
    found: Counter[str] = Counter()
    for cell in cells:
        match = _CELL.fullmatch(normal(str(cell)))
        if match is not None:
            found.update(filter(None, [_decimal(match["digits"])]))
    return found


def _decimal(digits: str) -> str:
    """The decimal mark that one number proves, or ""."""
    marks = [letter for letter in digits if letter in ".,"]
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return marks[-1] if digits.count(marks[-1]) == 1 else ""
    other = "," if marks[0] == "." else "."
    if len(marks) > 1:
        return other if _GROUPS.fullmatch(digits) else ""
    before, _, behind = digits.partition(marks[0])
    if len(behind) != 3 or not 1 <= len(before) <= 3 or before.startswith("0"):
        return marks[0]
    return ""


def numbers_of(cells: pd.Series, decimal: str) -> Numbers | None:
    """A column of text as numbers, or None when it holds none. `decimal` decides where the column itself does not."""
    text = cells.str.strip()
    blank = text.eq("")
    plain = text.str.fullmatch(_PLAIN.pattern) & ~blank
    mark = _mark(text[~plain & ~blank], text[plain], decimal)
    if mark == ",":
        plain = text.str.fullmatch(_WHOLE.pattern) & ~blank
    odd = text[~plain & ~blank]
    if odd.empty:
        return Numbers(text, text) if plain.any() else None
    codes, uniques = pd.factorize(odd)
    counts = np.bincount(codes, minlength=len(uniques))
    words = [normal(str(word)) for word in uniques]
    absent = [is_missing(word) for word in words]
    found = Numbers(text, text)
    words = _without_flags(words, absent, counts, int(plain.sum()), found)
    words = _in_full(words, mixed=bool(plain.any()))
    matches = [None if none else _matched(word) for word, none in zip(words, absent, strict=True)]
    coded = bool(text[plain].str.fullmatch(_MANY_DIGITS.pattern + r"\d*").any())
    if not _one_kind(matches, counts, found, coded=coded, plain=int(plain.sum())):
        return None
    made, told, other = [], int(plain.sum()), 0
    for word, match, none, count in zip(uniques, matches, absent, counts.tolist(), strict=True):
        new = "" if none else _written(match, mark, found, str(word), count) if match is not None else None
        if none:
            found.marks[str(word)] += count
        elif new is None:
            other += count
        else:
            told += count
        made.append(str(word) if new is None else new)
    if told == 0 or told < other:  # as `profile` decides
        return None
    result = text.astype(object)
    result[odd.index] = np.array(made, dtype=object)[codes]
    found.cells = result.astype("str")
    found.changed = any(new != str(old) for new, old in zip(made, uniques, strict=True))
    return found


def _without_flags(words: list[str], absent: list[bool], counts: np.ndarray, plain: int, found: Numbers) -> list[str]:
    """The cells without the marks that single ones have behind their number."""
    bare = [word if none else _FLAG.sub("", word) for word, none in zip(words, absent, strict=True)]
    marked = [at for at, word in enumerate(bare) if word != words[at] and _matched(word) is not None]
    unmarked = plain + sum(
        int(count) for at, count in enumerate(counts) if bare[at] == words[at] and _matched(words[at]) is not None
    )
    letters = [at for at in marked if re.search("[a-z]", words[at][len(bare[at]) :], re.IGNORECASE)]
    if not marked or (letters and int(counts[letters].sum()) >= unmarked):  # else it may be a unit
        return words
    for at in marked:
        found.flags[words[at][len(bare[at]) :].strip()] += int(counts[at])
    found.flagged = words[marked[0]]
    return [bare[at] if at in set(marked) else word for at, word in enumerate(words)]


def _matched(word: str) -> re.Match[str] | None:
    found = _CELL.fullmatch(word)
    return found if found is not None and _closed(found) else None


def _in_full(words: list[str], *, mixed: bool) -> list[str]:
    """The cells with letters told in full that only the others explain: m and b beside money or 850k, K as kelvin.

    `mixed`: plain numbers stand there too.
    """
    amounts = [found for found in map(_matched, words) if found is not None]
    if any(_SMALL_LETTER.search(word) for word in words):
        if any(_money(each) or each["scale"] in ("k", "K", "bn", "Bn") for each in amounts):
            return [_SMALL_LETTER.sub(r"\1\2n", word) for word in words]
    elif amounts and not mixed and all(_KELVIN.search(each[0]) and not _money(each) for each in amounts):
        return [_KELVIN.sub(" kelvin", word) for word in words]
    return words


def _one_kind(
    matches: list[re.Match[str] | None], counts: np.ndarray, found: Numbers, *, coded: bool, plain: int
) -> bool:
    """Whether one unit and one currency at most stand in the column: nobody knows what metres and feet add up to.

    `coded`: numbers of many digits stand there too, beside which 84406B is the name of something; `plain`: so many
    numbers have no unit, beside which a letter may be a scale.
    """
    units: Counter[str] = Counter()
    money: set[str] = set()
    told, scaled = 0, False
    for match, count in zip(matches, counts.tolist(), strict=True):
        if match is None:
            continue
        told += count
        money |= {_money(match)} - {""}
        if match["scale"] in _LETTERS and not match["unit"]:
            scaled = True
            if coded and not _money(match) and _MANY_DIGITS.fullmatch(match["digits"]):
                return False
        if match["unit"]:
            units[match["unit"].strip()] += count
    if units and scaled and all(len(unit) == 1 for unit in units):
        return False  # 85123A beside 22752B
    if len(units) > 1 or len(money) > 1 or 2 * units.total() < told * bool(units):
        return False
    if plain and any(unit.lower() in _MAYBE_SCALES for unit in units):
        return False
    found.unit, found.currency = next(iter(units), ""), next(iter(money), "")
    return True


def _power(scale: str) -> int:
    """Of ten."""
    name = scale.lower().rstrip(".")
    return _SCALES[name if name in _SCALES else name.removesuffix("s")]


def _money(match: re.Match[str]) -> str:
    after = match["after"] or ""
    return (match["before"] or "") or (after if after not in ("%", "‰") else "")


def _mark(odd: pd.Series, plain: pd.Series, decimal: str) -> str:
    """The decimal mark of a column: as most of its cells prove, else as the table."""
    proved = votes(spread(odd, 20_000)) + votes(spread(plain, 20_000))
    if proved["."] != proved[","]:
        return "." if proved["."] > proved[","] else ","
    return decimal


def _written(match: re.Match[str], mark: str, found: Numbers, word: str, count: int) -> str | None:
    """The plain number of one cell, or None where its marks do not fit the column."""
    digits = match["digits"].replace("’", "'")
    whole, point, part = digits.partition(mark)
    if any(letter in ".,' " for letter in part):
        return None
    groups = re.sub(r"[\u0020]", " ", whole)
    if not groups.isdigit() and groups:
        if not _GROUPS.fullmatch(groups):
            return None
        found.grouped = found.grouped or word
        groups = re.sub(r"\D", "", groups)
    number = f"{groups or '0'}{'.' + part if part else ''}"
    if point and mark == ",":
        found.comma = found.comma or word
    if match["power"]:
        number += match["power"]
    if match["scale"]:
        found.scaled = found.scaled or word
        scale = match["scale"] if match["scale"] in word else match["scale"][0]
        found.scales = tuple(dict.fromkeys((*found.scales, scale)))
        number = f"{(Decimal(number) * 10 ** _power(match['scale'])).normalize():f}"
    if match["after"] == "‰":
        number = f"{(Decimal(number) / 10).normalize():f}"
    found.percent += count if match["after"] in ("%", "‰") else 0
    found.negatives += count if match["open"] else 0
    negative = "-" in (match["sign"], match["late"], match["trail"]) or match["open"]
    return f"-{number}" if negative else number
