"""What a change of the spec is in the standalone script: a unified diff."""

import difflib

from lstm_core.i18n.languages import Language
from lstm_core.scripts.pytorch.script import portable, render
from lstm_core.spec.run import TrainRunSpec


def script_difference(before: TrainRunSpec, after: TrainRunSpec, language: Language) -> str:
    """Unified diff from the script of one training to that of another; empty when they are the same."""
    old, new = (render(portable(spec), language).splitlines(keepends=True) for spec in (before, after))
    return "".join(difflib.unified_diff(old, new, "train.py", "train.repaired.py", n=2))


def difference_of_repair(before: TrainRunSpec, repaired: TrainRunSpec | None, language: Language) -> str:
    """The same of a repair; empty where nothing was accepted."""
    return "" if repaired is None else script_difference(before, repaired, language)
