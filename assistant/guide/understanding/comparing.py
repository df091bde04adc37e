"""What a sentence asks to compare: the settings that differ with their values, seeds, what all get alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.guide.understanding import comparing_words as words
from assistant.guide.understanding import intents, lexicon, quantities, wording
from assistant.guide.understanding.lexer import Token, tokens
from assistant.guide.understanding.wishes import MEASURED_IN_STEPS, ON, SWITCHES
from lstm_core.spec.cells import CELLS
from lstm_core.spec.tasks import TASKS, TaskName

How = Literal["compare", "which", "better"]  # told to; asked which of several or how much; asked of one beside what is
USUAL_SEEDS, FEWEST, MOST = 5, 1, 100
MOST_PRODUCT = 12
_WIDTH = 16  # from which on a number beside a cell is its width
_STEPS = ("步", "steps", "step")
_NUMBER = rf"(?:{wording.DIGITS}|{wording.CHINESE}|{wording.ENGLISH})"
_SPAN = re.compile(rf"(?:between\s+)?({_NUMBER})\s*(-|~|to|到|至|and)\s*({_NUMBER})")
_VALUES_EACH = 8  # of a span of whole numbers
_NEVER = ("train.seed", "train.device", "train.threads", "train.evaluate_every")
_SETTER = re.compile(r"^\W*(?:please |请)?(?:use|set|change|make|switch|改|换|设|用|(?:把|将).*(?:改|换|设|调))")
_VERBS = re.compile(r"\buse\b|用|设|取|选|要")  # which set a value as well as ask for one
_ASKING = re.compile(
    r"^\W*(?:(?:so|and|but|ok|then|well)\W+)?(?:would|will|could|can|is|are|does|do|did)\b|[?吗么]\W*$|会不会|是不是|是否|能不能"
)
_NOT_SAID = 2  # letters of a word that is not worth telling


@dataclass
class Axis:
    """One setting in which the candidates differ; without values: those that suit the training."""

    path: str
    values: list[Any] = field(default_factory=list)


@dataclass
class Comparison:
    """What is to be compared."""

    how: How
    axes: list[Axis]
    common: dict[str, Any] = field(default_factory=dict)  # what all candidates get
    seeds: float | None = None
    budget: str | None = None
    foreign: list[str] = field(default_factory=list)  # models that cannot be trained here
    strange: list[str] = field(default_factory=list)  # words in a list of candidates that nothing is known of
    loose: list[str] = field(default_factory=list)  # numbers without a setting
    relative: bool = False  # a change relative to what there is
    pairs: list[dict[str, Any]] = field(
        default_factory=list
    )  # candidates named one by one: "2-layer GRU or 1-layer LSTM"
    runs: bool = False  # the cards of the thread themselves

    @property
    def knowable(self) -> bool:
        """It could be meant in general, without data."""
        return self.how != "compare"

    @property
    def possible(self) -> bool:
        """The number of seeds can be followed."""
        return self.seeds is None or (self.seeds == int(self.seeds) and FEWEST <= self.seeds <= MOST)


def read(sentence: str, task: TaskName) -> Comparison | None:
    """The comparison that a sentence asks for; None for another sentence."""
    text = wording.even(sentence).strip()
    if not text or len(text) > wording.LIMIT:
        return None
    plain = quantities.without_horizon(words.DATA.sub(" ", text))
    seeds, plain = _seeds_in(plain)
    budget, plain = _budget_in(plain)
    how = _how(plain)
    found = _Walk(task).read(_plainer(plain))
    if how is None:
        how = _by_what_it_names(plain, found)
    if how is None or _is_none(plain, how, found):
        return None
    axes = list(found.axes.values())
    strange = found.strange if how == "compare" else []
    comparison = Comparison(how, axes, {}, seeds, budget, found.foreign, strange, found.loose, found.relative)
    comparison.pairs = found.pairs()
    comparison.foreign += [name for name in intents.untrainable_models(text) if name not in comparison.foreign]
    every = how == "compare" and words.EVERY_CELL.search(plain) and "model.cell" not in found.axes
    if every or (not axes and words.CELLS.search(plain)):
        comparison.axes = [Axis("model.cell", list(CELLS) if axes else []), *axes]
    elif not axes and how == "compare" and words.RUNS.search(plain):
        comparison.runs = True
    elif not axes and not (comparison.foreign and how != "better") and not (how == "better" and found.relative):
        return None
    _part(comparison, plain)
    return comparison


def budget_alone(sentence: str) -> str | None:
    """What all are to get alike, when a sentence asks for nothing else."""
    text = wording.even(sentence).strip()
    if len(text) > wording.LIMIT // 6:
        return None
    budget, rest = _budget_in(text)
    left = re.sub(
        r"改成|换成|改用|用|要|请|再|比较|一次|一下|吧|\b(?:with|use|please|now|again|compare|them|at|the|and|it|make)\b|[\W_]+",
        "",
        rest,
    )
    return None if left else budget


def speaks_of_data(sentence: str) -> bool:
    """It is about data that are there: "here", "this series"."""
    text = wording.even(sentence)
    return (
        re.search(r"这里|这份|这组|我的|\bhere\b|\bthis (?:data|series|text)\b|\bmy (?:data|series|text)\b", text)
        is not None
    )


def means_two(sentence: str) -> bool:
    """Of several cards it means two."""
    return re.search(r"[两2二](?:张|个|次)|\b(?:both|two)\b", wording.even(sentence)) is not None


def without_asking(sentence: str) -> str:
    """A question whether a change would be better, as the change alone."""
    text = wording.even(sentence)
    text = re.sub(r"会不会|是不是|能不能|会|更好|更准|更强|好一?[点些]|好吗|吗|呢|[?!.]", " ", text)
    return re.sub(
        r"\b(?:would|will|could|can|is|are|does|do|be|do|perform|work|better|here|than .*|on this data|a|an|the)\b",
        " ",
        text,
    )


def asks_for_verdict(sentence: str) -> bool:
    """All that is said asks what came of a comparison."""
    text = wording.even(sentence).strip().rstrip(" ;,.!?吧呢啊呀")
    text = re.sub(r"^(?:ok|okay|so|well|and|那么?|所以|请|好的?)[\s;,]+", "", text)
    return len(text) <= wording.LIMIT // 6 and words.VERDICT.fullmatch(text) is not None


def means_a_comparison(sentence: str) -> bool:
    """What can only ask for the verdict of a comparison."""
    return words.OF_SEVERAL.search(wording.even(sentence)) is not None


def asks_to_search(sentence: str) -> bool:
    """It asks that good settings are searched for."""
    return words.SEARCH.search(wording.even(sentence)) is not None


def _seeds_in(text: str) -> tuple[float | None, str]:
    for pattern in words.SEEDS:
        found = pattern.search(text)
        value = wording.value(found["n"].rstrip(".,")) if found else None
        if found is not None and value is not None:
            return value, f"{text[: found.start()]} ; {text[found.end() :]}"
    found = words.ANY_SEEDS.search(text)
    return (None, text) if found is None else (float(USUAL_SEEDS), f"{text[: found.start()]} ; {text[found.end() :]}")


def _budget_in(text: str) -> tuple[str | None, str]:
    for budget, pattern in words.BUDGETS:
        found = pattern.search(text)
        if found is not None:
            return budget, f"{text[: found.start()]} ; {text[found.end() :]}"
    return None, text


def _plainer(text: str) -> str:
    """Numbers and names that a slash parts, parted by commas (32/64 is no fraction here); one word for "or"; hidden
    layers are layers.
    """
    text = re.sub(r"(?<=[\da-z])\s*/\s*(?=[\d.a-z])|(?<=\d)\s+(?=\d)", ", ", text.replace("还是", " or "))
    return re.sub(r"(?<=层)隐藏层|个隐藏层|隐藏层(?:的)?(?:层数|数目)|\bhidden layers?\b(?! size)", " layers ", text)


def _how(text: str) -> How | None:
    """How a sentence asks, by its words."""
    if words.COMPARES.search(text) and not words.RATHER.search(text):
        return None if words.KNOWLEDGE.search(text) and intents.is_question(text) else "compare"
    if words.KNOWLEDGE.search(text):
        return None
    if words.ASKS.search(text) and words.WANTS.search(text):
        return "which"
    return "better" if words.BETTER.search(text) and _ASKING.search(text) else None


def _by_what_it_names(text: str, found: "_Walk") -> How | None:
    """Several values of one setting, parted by "or"."""
    several = any(len(axis.values) > 1 for axis in found.axes.values())
    asks = intents.is_question(text) or words.WANTS.search(_VERBS.sub(" ", text))
    told = _SETTER.search(text) and not asks
    if several and words.OR.search(text) and not told and not found.relative and not words.KNOWLEDGE.search(text):
        return "which"
    return None


def _is_none(text: str, how: How, found: "_Walk") -> bool:
    """With what it compares is no candidate, or the question is about one value by itself."""
    if words.NO_COMPARISON.search(text):
        return True
    if how == "compare":
        return False
    several = any(len(axis.values) > 1 for axis in found.axes.values())
    if how == "which":
        named = [axis for axis in found.axes.values() if axis.values]
        return bool(named) and not several and not any(not axis.values for axis in found.axes.values())
    alone = [axis for axis in found.axes.values() if len(axis.values) == 1]
    open_ones = [path for path, axis in found.axes.items() if not axis.values]
    if open_ones and not several and not alone and not found.relative:
        return not any(path in SWITCHES or path in ON for path in open_ones)
    return not several and len(alone) > 1 and re.search(r"\bthan\b|比", text) is not None


def _part(comparison: Comparison, text: str) -> None:
    """Which of the settings differ, and which all candidates get alike: what has one value beside one that has many."""
    both = words.BOTH.search(text) is not None
    for axis in comparison.axes:
        switch = axis.path in SWITCHES
        if switch and (both or (len(axis.values) == 1 and comparison.how == "better")):
            axis.values = []
    several = [axis for axis in comparison.axes if len(axis.values) > 1]
    open_ones = [axis for axis in comparison.axes if not axis.values and axis.path not in _NEVER]
    one = [axis for axis in comparison.axes if len(axis.values) == 1]
    if several:
        spoken = [axis for axis in open_ones if comparison.how == "compare" or axis.path in SWITCHES]
        comparison.axes = [*several, *spoken]
    elif open_ones and (comparison.how != "better" or not one):
        comparison.axes = open_ones
    else:
        return
    comparison.common = {axis.path: axis.values[0] for axis in one}


class _Walk:
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

    def read(self, text: str) -> "_Walk":
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


def speaks_of_speech(text: str) -> bool:
    """It names what only recordings hold."""
    return re.search(r"语音|spoken digits|\bdigits\b|speech", text.lower()) is not None


def task_of_words(text: str, otherwise: TaskName) -> TaskName:
    """The task of what a sentence is about, where it names built-in data."""
    named = intents.source_of(text) or intents.text_source_of(text)
    if named is None and speaks_of_speech(text):
        return "speech"
    return next((task for task, row in TASKS.items() if named in row.sources), otherwise)
