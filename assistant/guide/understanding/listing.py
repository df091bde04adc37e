"""What a sentence lists: settings with their values, in any order, and candidates that are named one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.guide.understanding import comparing_words as words
from assistant.guide.understanding import lexicon, wording
from assistant.guide.understanding.lexer import Token, tokens
from assistant.guide.understanding.wishes import MEASURED_IN_STEPS, SWITCHES
from lstm_core.spec.tasks import TaskName

_WIDTH = 16  # from which on a number beside a cell is its width
_STEPS = ("步", "steps", "step")
_NUMBER = rf"(?:{wording.DIGITS}|{wording.CHINESE}|{wording.ENGLISH})"
_SPAN = re.compile(rf"(?:between\s+)?({_NUMBER})\s*(-|~|to|到|至|and)\s*({_NUMBER})")
_VALUES_EACH = 8  # of a span of whole numbers
_NOT_SAID = 2  # letters of a word that is not worth telling


@dataclass
class Axis:
    """One setting in which the candidates differ; without values: those that suit the training."""

    path: str
    values: list[Any] = field(default_factory=list)


class Walk:
    """Gathers what a sentence names: settings with their values, in any order."""

    def __init__(self, task: TaskName) -> None:
        self.known = lexicon.paths(task)
        self.axes: dict[str, Axis] = {}
        self.foreign: list[str] = []
        self.strange: list[str] = []
        self.loose: list[str] = []
        self.relative = False
        self._pending: list[Any] = []
        self._from: float | None = None
        self._groups: list[dict[str, Any]] = [{}]  # what stands together, one value of a setting each
        self._perhaps: list[tuple[str, Any]] = []  # values whose words mean it beside another value of the setting only
        self._said = ""
        self._field: str | None = None

    def read(self, text: str) -> "Walk":
        every = [token for token in tokens(text) if token.kind != "filler"]
        for place, token in enumerate(every):
            self._take(token, every[place + 1 :], every[max(0, place - 2) : place])
        self._close()
        return self

    def _take(self, token: Token, ahead: list[Token], behind: list[Token]) -> None:
        choice = self._choice(token)
        path = self._path_of(token)
        if token.kind == "number":
            self._count(token, ahead)
        elif token.kind == "foreign":
            self.foreign.append(token.text)
        elif choice is not None:
            self._put(choice[0], choice[1])
            self._field = None
        elif path is not None:
            self._name(path, token)
        elif token.kind in ("direction", "factor", "adjective", "as", "add", "times", "multiply", "divide"):
            self.relative = True
        elif token.kind in ("separator", "bound"):
            self._groups.append({})
        elif token.kind == "use" and self._field is not None and self.axes[self._field].values:
            self._field = None
        elif token.kind == "unknown" and _is_listed(token, ahead, behind):
            self.strange.append(token.text)

    def _choice(self, token: Token) -> tuple[str, Any] | None:
        every = [entry for entry in token.entries if entry.kind == "choice" and entry.value[0] in self.known]
        wide = [entry.value for entry in every if not entry.local]
        near = [entry.value for entry in every if entry.value[0] in (self._field, *self.axes)]
        if any(entry.kind == "field" for entry in token.entries):
            wide = []
        found = next(iter((*near, *wide)), None)
        if found is None and token.kind == "choice" and len(token.text) >= _NOT_SAID:
            self._perhaps += [entry.value for entry in every]
        return found

    def _path_of(self, token: Token) -> str | None:
        if not lexicon.spells(token.text) and not lexicon.is_near(token.text):
            return None
        every = [str(entry.value) for entry in token.entries if entry.kind == "field"]
        return next((path for path in every if path in self.known), every[0] if every else None)

    def _name(self, path: str, token: Token) -> None:
        """A setting, of which the numbers before it may be values."""
        if path == "train.steps" and token.text in _STEPS and self._field in MEASURED_IN_STEPS:
            return
        axis = self._axis(path)
        for value in self._pending:
            self._put(path, value)
        if path in SWITCHES and axis.values:
            axis.values.append(True)
        self._pending, self._said, self._field = [], "", path

    def _count(self, token: Token, ahead: list[Token]) -> None:
        kind, value = token.value
        if kind == "from":
            self._from = value
            return
        values = list(_values(token))
        if self._from is not None and value is not None:
            values, self._from = _between(self._from, value), None
        follows = self._path_of(ahead[0]) if ahead else None
        unit = follows == "train.steps" and self._field in MEASURED_IN_STEPS
        taken = len(ahead) > 1 and ahead[1].kind in ("number", "to") and not self._pending
        here = self.axes.get(self._field) if self._field else None
        if here is not None and (not here.values or follows is None or unit or taken):
            for each in values:
                self._put(here.path, each)
            return
        self._pending += values
        self._said = f"{self._said} {token.text}".strip()

    def _put(self, path: str, value: Any) -> None:
        """One more value of a setting; a second one within a group begins the next."""
        axis = self._axis(path)
        if value not in axis.values:
            axis.values.append(value)
        if path in self._groups[-1]:
            self._groups.append({})
        self._groups[-1][path] = value

    def pairs(self) -> list[dict[str, Any]]:
        """Candidates that were named one by one, with the same settings each; none where settings vary alone."""
        groups = [group for group in self._groups if group]
        paths = {frozenset(group) for group in groups}
        if len(groups) < 2 or len(paths) != 1 or len(groups[0]) < 2 or all(group == groups[0] for group in groups):
            return []
        return groups

    def _axis(self, path: str) -> Axis:
        return self.axes.setdefault(path, Axis(path))

    def _close(self) -> None:
        """Numbers that nothing names: the width beside a cell, else they are told."""
        for path, value in self._perhaps:
            if path in self.axes and value not in self.axes[path].values:
                self.axes[path].values.insert(0, value)
        cells = self.axes.get("model.cell")
        for axis in self.axes.values():
            axis.values = list(dict.fromkeys(axis.values))
        if self._pending and cells is not None and all(value >= _WIDTH for value in self._pending):
            self._axis("model.hidden_size").values += list(dict.fromkeys(self._pending))
            if len(self._pending) == sum(1 for group in self._groups if "model.cell" in group):
                with_cells = (group for group in self._groups if "model.cell" in group)
                for group, value in zip(with_cells, self._pending, strict=True):
                    group["model.hidden_size"] = value
        elif self._pending and re.search(r"\d", self._said):
            self.loose.append(self._said)
        rate, schedule = self.axes.get("train.learning_rate"), self.axes.get("train.schedule")
        if rate is not None and schedule is not None and not rate.values:  # "the learning rate's schedule"
            del self.axes["train.learning_rate"]


def _is_listed(token: Token, ahead: list[Token], behind: list[Token]) -> bool:
    """A word between the candidates of a list: a separator on one side and, beyond it, a candidate."""
    if len(token.text) < _NOT_SAID or not token.text.isascii() or words.TELLS.fullmatch(token.text):
        return False
    after = [each.kind for each in ahead[:2]]
    before = [each.kind for each in behind[::-1]]
    return any(
        len(side) == 2 and side[0] in ("separator", "bound") and side[1] in ("choice", "foreign")
        for side in (after, before)
    )


def _values(token: Token) -> Iterator[float]:
    kind, value = token.value
    if value is not None:
        yield value
        return
    span = _SPAN.fullmatch(token.text)
    if kind == "range" and span is not None and (span[2] != "and" or token.text.startswith("between")):
        first, last = wording.value(span[1]), wording.value(span[3])
        yield from _between(first, last) if first is not None and last is not None else ()
        return
    for word in re.findall(_NUMBER, token.text):
        number = wording.value(word)
        if number is not None:
            yield number


def _between(first: float, last: float) -> list[float]:
    """The values of a span: its doublings, its decades, every whole number of a short one, else its ends."""
    for times in (2, 10):
        found = [first]
        while 0 < found[-1] < last and len(found) <= _VALUES_EACH:
            found.append(found[-1] * times)
        if len(found) > 2 and abs(found[-1] - last) <= 1e-9 * last and last > _VALUES_EACH:
            return [float(f"{value:.6g}") for value in found]
        if times == 10 and 0 < first < 1 and abs(found[-1] - last) <= 1e-6 * last:
            return [float(f"{value:.6g}") for value in found]
    whole = first == int(first) and last == int(last)
    if whole and 0 < last - first < _VALUES_EACH:
        return [float(value) for value in range(int(first), int(last) + 1)]
    return [first, last]
