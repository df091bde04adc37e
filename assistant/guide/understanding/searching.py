"""What a sentence says of a search for good settings: that it asks for one, how long, how many trials, of which fields."""

import re
from typing import Any

from assistant.guide.understanding import lexicon, wording
from assistant.guide.understanding.comparing_words import SEARCH
from assistant.guide.understanding.lexer import tokens
from lstm_core.spec.tasks import TaskName

_N = rf"(?P<n>{wording.DIGITS}|{wording.CHINESE}|{wording.ENGLISH}|half an|an|a)"
_TIME = re.compile(rf"{_N}\s*(?:个)?(?P<unit>小时|分钟|分(?!之)|秒|hours?|h\b|minutes?|mins?\b|seconds?|secs?\b|s\b)")
_TRIALS = re.compile(
    rf"{_N}\s*(?:次|组|个)?(?:试验|尝试|组合|trials?|tries|attempts|configurations|settings)|(?:试|搜)\s*{_N.replace('?P<n>', '?P<m>')}\s*[次组]"
)
_HALVES = re.compile(r"(?P<one>一个)?半个?小时")
_UNITS = {"h": 60.0, "小": 60.0, "m": 1.0, "分": 1.0, "s": 1 / 60, "秒": 1 / 60}
_WORDS = {"an": 1.0, "a": 1.0, "half an": 0.5}


def asks(sentence: str) -> bool:
    """It asks that good settings are searched for."""
    return SEARCH.search(wording.even(sentence)) is not None


def budget(sentence: str) -> dict[str, Any]:
    """Minutes and trials, where it names them."""
    text, found = (
        _HALVES.sub(lambda each: "90 分钟" if each["one"] else "30 分钟", wording.even(sentence)),
        dict[str, Any](),
    )
    time = _TIME.search(text)
    minutes = _number(time["n"]) if time else None
    if time is not None and minutes is not None:
        found["minutes"] = round(minutes * _UNITS[time["unit"][0]], 3)
    counted = _TRIALS.search(text)
    trials = _number(counted["n"] or counted["m"]) if counted else None
    if trials is not None and trials == int(trials):
        found["trials"] = int(trials)
    return found


def fields(sentence: str, task: TaskName) -> list[str]:
    """The settings that it wants searched, in its order; none: those that suit the training."""
    text = _TRIALS.sub(" ", _TIME.sub(" ", wording.even(sentence)))
    known = lexicon.paths(task)
    named = [entry.value for token in tokens(text) for entry in token.entries if entry.kind == "field"]
    return list(dict.fromkeys(path for path in named if path in known and path not in ("train.seed", "model.cell")))


def _number(word: str) -> float | None:
    return _WORDS.get(word.strip(), wording.value(word))
