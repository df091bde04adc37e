"""What all candidates of a comparison get alike: the budget that was asked for, or one that fits a wish to be fair."""

from collections.abc import Iterable
from typing import NamedTuple

from assistant.guide.understanding.comparing import Comparison

OF_SIZE = {  # what changes how large a network is
    "model.cell",
    "model.layers",
    "model.residual",
    "model.bidirectional",
}
_FIXES = {  # the setting that a budget would decide itself
    "equal_parameters": "model.hidden_size",
    "equal_steps": "train.steps",
    "equal_time": "train.steps",
}


class Problem(NamedTuple):
    """A wish that is not followed: key of the sentence, the budget, the setting that stands against it."""

    key: str
    budget: str
    path: str = ""


def chosen(asked: Comparison, apart: Iterable[str]) -> tuple[str | None, list[Problem]]:
    """The budget of a comparison whose candidates differ in these settings; what of the wishes is not followed."""
    paths, problems = set(apart), list[Problem]()
    wanted = [*([asked.budget] if asked.budget else []), *asked.beside]
    possible = [budget for budget in wanted if _FIXES[budget] not in paths]
    problems += [Problem("budget_against", each, _FIXES[each]) for each in wanted if each not in possible]
    if possible:
        problems += [Problem("budget_one", each) for each in possible[1:]]
        return possible[0], problems
    if not asked.fair:
        return None, problems
    if "train.steps" in paths:
        return None, [*problems, Problem("fair_not", "equal_steps", "train.steps")]
    if paths & OF_SIZE and "model.hidden_size" not in paths:
        return "equal_parameters", problems
    return "equal_steps", problems
