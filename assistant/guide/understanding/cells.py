"""Cells and switches of the recurrence that a person named, in Chinese or English, as changes of a spec."""

import re
from collections.abc import Mapping
from typing import Any, cast

from lstm_core.i18n.languages import LANGUAGES, Language
from lstm_core.i18n.sentences import CELL_TERMS, cell_name
from lstm_core.spec.cells import CELLS, RECURRENT, Cell
from lstm_core.spec.model import ACTS_IN, ModelSpec

_LSTM = r"[\s-]*(?:的|connections?|连接)?\s*(?:lstms?)?"
_NAMES: dict[Cell, str] = {  # the first that fits at a place is meant
    "peephole": rf"(?:peepholes?|窥视孔|窥孔){_LSTM}|lstm\s*(?:with|带|加|＋|\+)\s*(?:peepholes?|窥视?孔)",
    "layer_norm_lstm": r"(?:层归一化|layer[\s-]*norm(?:ali[sz]ed|ali[sz]ation)?|\bln)[\s-]*(?:的\s*)?lstm|"
                       r"lstm\s*(?:with|带|加|＋|\+)\s*(?:层归一化|layer[\s-]*norm(?:ali[sz]ation)?)",
    "gru_d": r"(?<![a-z])gru[\s-]?d(?![a-z])",
    "slstm": r"(?<![a-z])(?:s-?lstm|x-?lstm)(?![a-z])",
    "transformer": r"transformers?|变换器",
    "rnn": r"(?:普通|朴素|plain|vanilla|simple|elman)[\s-]*(?:的\s*)?rnn|"
           r"(?:用|换成|改成|改用|an?|switch to|to)\s*rnn(?![a-z])",
    "lstm": r"(?<![a-z])lstm(?![a-z])",
    "gru": r"(?<![a-z])gru(?![a-z])",
}  # fmt: skip


def _names() -> dict[Cell, str]:
    """The patterns of all cells: one without words of its own is called by its key and its names, the longest first."""
    found: dict[Cell, str] = {}
    for cell in CELLS.keys() - _NAMES.keys():
        own = {cell.replace("_", " "), *(cell_name(cell, language).lower() for language in LANGUAGES)}
        parts = [r"[\s_-]*".join(map(re.escape, re.split(r"[\s_-]+", name))) for name in sorted(own, key=len)[::-1]]
        found[cell] = rf"(?<![a-z])(?:{'|'.join(parts)})(?![a-z])"
    return found | _NAMES


CALLED = "|".join(_names().values())  # any cell
_ANY = re.compile("|".join(f"(?P<{cell}>{pattern})" for cell, pattern in _names().items()))
_SWAPPED = re.compile(r"(?:换成|改成|改用|换用|use an?|switch to|with an?|instead)\s*(?:small\s+|小型?\s*)?$")
_DEFAULT_ZONEOUT = 0.1
_ON: dict[str, str] = {
    "model.residual": r"残差|residual|skip[\s-]connections?",
    "model.trained_state": r"(?:可学习|可训练|训练)的?初始状态|"
    r"(?:learn(?:ed|able|t)?|train(?:ed|able)?)\s+initial\s+(?:hidden\s+)?state",
    "model.bidirectional": r"双向|bi-?directional|bi-?lstm",
}
_OFF = r"(?:不(?:要|用|加)|去掉|关掉|without|no|drop(?: the)?|remove(?: the)?)\s*"
_INITIALISATIONS = {
    "orthogonal": r"正交|orthogonal",
    "xavier": r"xavier|glorot",
    "pytorch": r"(?:默认|pytorch)的?\s*初始化|(?:default|pytorch(?:'s)?)\s+initiali[sz]ation",
}


def cell_phrase(cell: str, language: Language) -> str:
    """A cell within a sentence: with its article in English, set off by spaces from Chinese characters."""
    name = cell_name(cell, language)
    if language == "zh":
        return f"{' ' * name[0].isascii()}{name}{' ' * name[-1].isascii()}"
    name = name if name in CELL_TERMS.values() else name[0].lower() + name[1:]
    spelled = name[1:2].isupper()  # an LSTM, a GRU
    return f"{'an' if name[0].upper() in ('AEFHILMNORSX' if spelled else 'AEIOU') else 'a'} {name}"


def mentioned_cells(text: str) -> list[Cell]:
    """The cells that a text names, in its order, each once."""
    return list(dict.fromkeys(cast("Cell", match.lastgroup) for match in _ANY.finditer(text.lower())))


def cell_settings(text: str) -> dict[str, Any]:
    """Cell and switches in a question of small letters. GRU-D needs to be told what is missing."""
    found: dict[str, Any] = {}
    cell = _meant(text)
    if cell is not None:
        found["model.cell"] = cell
    if cell == "gru_d":
        found["data.missing"] = "mask"
    for path, pattern in _ON.items():
        if re.search(pattern, text):
            found[path] = re.search(_OFF + rf"(?:{pattern})", text) is None
    if re.search(r"(?<![a-z])单向|uni-?directional", text):
        found["model.bidirectional"] = False
    for name, pattern in _INITIALISATIONS.items():
        if re.search(pattern, text):
            found["model.initialisation"] = name
            break
    if re.search(r"(?:加上?|用上?|带|add|use|with)\s*zoneout", text):
        found["model.zoneout"] = _DEFAULT_ZONEOUT  # a number beside it says better
    return found


def _meant(text: str) -> Cell | None:
    """The cell that is asked for: the one swapped to, else the only one that is named."""
    for match in _ANY.finditer(text):
        if _SWAPPED.search(text[: match.start()]):
            return cast("Cell", match.lastgroup)
    every = mentioned_cells(text)
    return every[0] if len(every) == 1 else None


def rival(text: str, current: str) -> Cell | None:
    """The one cell beside the current one that a comparison names, if it is one."""
    others = [cell for cell in mentioned_cells(text) if cell != current]
    return others[0] if len(others) == 1 else None


def unknown_to(cell: str, model: Mapping[str, Any], train: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a model and of its training that another cell does not know, at their defaults."""
    found: dict[str, Any] = {}
    for name, cells in ACTS_IN.items():
        default = ModelSpec.model_fields[name].default
        if cell not in cells and model.get(name, default) != default:
            found[f"model.{name}"] = default
    if cell not in RECURRENT and train.get("recompute_every") is not None:
        found["train.recompute_every"] = None
    return found
