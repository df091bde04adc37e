"""What to do after a result: the steps that its own numbers suggest, each a question that is understood."""

from collections.abc import Mapping
from typing import Any

from assistant.guide.answers import edits
from assistant.guide.understanding import lexicon
from assistant.i18n.guide import GUIDE_TEXTS
from lstm_core.i18n.languages import Language, fill
from lstm_core.spec.tasks import TaskName

STEPS = "train.steps"
LATE = 0.9  # of the steps: a best step from there on is one of a network that still improves


def steps(content: Mapping[str, Any], task: TaskName, language: Language) -> list[str]:
    """What follows a result as a tool told of it, the most pressing first."""

    def said(name: str) -> str:
        return fill(GUIDE_TEXTS[f"next.{name}"], language)

    if "seeds" in content:
        return [said("seed"), said("compare_lstm_gru"), said("wider")]
    offered = []
    most = int(content.get("configuration", {}).get("train", {}).get("steps", 0))
    if content.get("ended_by") == "steps" and content.get("best_step", 0) >= LATE * most > 0:
        offered.append(edits.sentence(STEPS, 2 * most, language))
    verdicts = {each.get("verdict", "") for each in content.get("error_change", {}).values()}
    if "worse" in verdicts:
        window = "compare_windows" if "data.window" in lexicon.paths(task) else "compare_layers"
        offered += [said("improve"), said(window), said("compare_learning_rates")]
    elif any(verdict.startswith("not shown") for verdict in verdicts):
        offered.append(said("repeat"))
    return [*offered, said("repeat"), said("rival"), said("wider")][:3]


def tested(suggested: Mapping[str, Any], values: Mapping[str, Any], language: Language) -> list[str]:
    """A comparison of one value that a finding suggests with the one that there is."""
    if len(suggested) != 1:
        return []
    [(path, after)] = suggested.items()
    before = values.get(path)
    if isinstance(after, bool) or not isinstance(after, int | float) or not isinstance(before, int | float):
        return []
    shown = {
        "field": edits.label(path, language),
        "before": edits.display_value(path, before, language),
        "after": edits.display_value(path, after, language),
    }
    return [fill(GUIDE_TEXTS["offer.compare_values"], language, shown)]
