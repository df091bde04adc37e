"""What a sentence asks to compare: the settings that differ with their values, seeds, what all get alike."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.guide.understanding import comparing_words as words
from assistant.guide.understanding import intents, spans, wording
from assistant.guide.understanding.listing import Axis, Walk
from assistant.guide.understanding.wishes import ON, SWITCHES
from lstm_core.spec.cells import CELLS
from lstm_core.spec.tasks import TASKS, TaskName

How = Literal["compare", "which", "better"]  # told to; asked which of several or how much; asked of one beside what is
USUAL_SEEDS, FEWEST, MOST = 5, 1, 100
MOST_PRODUCT = 12
_NEVER = ("train.seed", "train.device", "train.threads", "train.evaluate_every")
_SHORT = 24  # characters of a wish to compare that says nothing more
_SETTER = re.compile(r"^\W*(?:please |请)?(?:use|set|change|make|switch|改|换|设|用|(?:把|将).*(?:改|换|设|调))")
_VERBS = re.compile(r"\buse\b|用|设|取|选|要")  # which set a value as well as ask for one
_ASKING = re.compile(
    r"^\W*(?:(?:so|and|but|ok|then|well)\W+)?(?:would|will|could|can|is|are|does|do|did)\b|[?吗么]\W*$|会不会|是不是|是否|能不能"
)


@dataclass
class Comparison:
    """What is to be compared."""

    how: How
    axes: list[Axis]
    common: dict[str, Any] = field(default_factory=dict)  # what all candidates get
    seeds: float | None = None
    budget: str | None = None
    fair: bool = False  # all are to be treated alike, and it is left open in what
    beside: list[str] = field(default_factory=list)  # further budgets that were named
    foreign: list[str] = field(default_factory=list)  # models that cannot be trained here
    strange: list[str] = field(default_factory=list)  # words in a list of candidates that nothing is known of
    loose: list[str] = field(default_factory=list)  # numbers without a setting
    relative: bool = False  # a change relative to what there is
    pairs: list[dict[str, Any]] = field(default_factory=list)  # candidates that were named one by one
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
    plain = spans.without_ahead(words.DATA.sub(" ", text))
    seeds, plain = _seeds_in(plain)
    budgets, plain = _budgets_in(plain)
    fair, plain = _fair_in(plain)
    how = _how(plain)
    found = Walk(task).read(_plainer(plain))
    if how is None:
        how = _by_what_it_names(plain, found, seeds)
    if how is None or _is_none(plain, how, found):
        return None
    axes = list(found.axes.values())
    strange = found.strange if how == "compare" else []
    comparison = Comparison(how, axes, seeds=seeds, fair=fair and not budgets, beside=budgets[1:], strange=strange)
    comparison.budget = next(iter(budgets), None)
    comparison.foreign, comparison.loose, comparison.relative = found.foreign, found.loose, found.relative
    comparison.pairs = found.pairs()
    comparison.foreign += [name for name in intents.untrainable_models(text) if name not in comparison.foreign]
    every = how == "compare" and words.EVERY_CELL.search(plain) and "model.cell" not in found.axes
    if every or (not axes and words.CELLS.search(plain)):
        comparison.axes = [Axis("model.cell", list(CELLS) if axes else []), *axes]
    elif not axes and how == "compare" and words.RUNS.search(plain):
        comparison.runs = True
    elif not axes and not comparison.foreign and not (how == "better" and found.relative):
        return comparison if how == "compare" and len(text) <= _SHORT else None
    _part(comparison, plain)
    return comparison


def budget_alone(sentence: str) -> Comparison | None:
    """What all are to get alike, when a sentence asks for nothing else."""
    text = wording.even(sentence).strip()
    if len(text) > wording.LIMIT // 6 or intents.is_question(text):
        return None
    budgets, rest = _budgets_in(text)
    fair, rest = _fair_in(rest)
    left = re.sub(
        r"改成|换成|改用|用|要|请|再|比较|一次|一下|吧|\b(?:with|use|please|now|again|compare|them|at|the|and|it|make)\b|[\W_]+",
        "",
        rest,
    )
    if left or not (budgets or fair):
        return None
    return Comparison("compare", [], budget=next(iter(budgets), None), fair=not budgets, beside=budgets[1:])


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


def _seeds_in(text: str) -> tuple[float | None, str]:
    for pattern in words.SEEDS:
        found = pattern.search(text)
        value = wording.value(found["n"].rstrip(".,")) if found else None
        if found is not None and value is not None:
            return value, f"{text[: found.start()]} ; {text[found.end() :]}"
    found = words.ANY_SEEDS.search(text)
    return (None, text) if found is None else (float(USUAL_SEEDS), f"{text[: found.start()]} ; {text[found.end() :]}")


def _budgets_in(text: str) -> tuple[list[str], str]:
    """Everything that is to be alike for all, and the sentence without it."""
    found = []
    for budget, pattern in words.BUDGETS:
        match = pattern.search(text)
        if match is not None:
            found.append(budget)
            text = f"{text[: match.start()]} ; {text[match.end() :]}"
    return found, text


def _fair_in(text: str) -> tuple[bool, str]:
    match = words.FAIR.search(text)
    return (False, text) if match is None else (True, f"{text[: match.start()]} {text[match.end() :]}")


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
    if words.TESTS.search(text):
        return "better"
    if words.KNOWLEDGE.search(text) and not words.CHOOSES.search(text):
        return None
    if words.CHOOSES.search(text) or words.BARE.fullmatch(text):
        return "which"
    if words.ASKS.search(text) and words.WANTS.search(text):
        return "which"
    return "better" if words.BETTER.search(text) and _ASKING.search(text) else None


def _by_what_it_names(text: str, found: "Walk", seeds: float | None) -> How | None:
    """Several values of one setting: parted by "or", all to be tried, or each over so many seeds."""
    several = any(len(axis.values) > 1 for axis in found.axes.values())
    cells_named = found.axes.get("model.cell")
    if cells_named is not None and len(cells_named.values) > 1 and not words.BESIDE_CELLS.sub("", text):
        return "which"
    tried = words.TRIES.search(text) and (several or (found.axes and words.DIFFERENT.search(text)))
    if tried or (several and seeds is not None):
        return "compare"
    asks = intents.is_question(text) or words.WANTS.search(_VERBS.sub(" ", text))
    told = _SETTER.search(text) and not asks
    if several and words.OR.search(text) and not told and not found.relative and not words.KNOWLEDGE.search(text):
        return "which"
    return None


def _is_none(text: str, how: How, found: "Walk") -> bool:
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


def speaks_of_speech(text: str) -> bool:
    """It names what only recordings hold."""
    return re.search(r"语音|spoken digits|\bdigits\b|speech", text.lower()) is not None


def task_of_words(text: str, otherwise: TaskName) -> TaskName:
    """The task of what a sentence is about, where it names built-in data."""
    named = intents.source_of(text) or intents.text_source_of(text)
    if named is None and speaks_of_speech(text):
        return "speech"
    return next((task for task, row in TASKS.items() if named in row.sources), otherwise)
