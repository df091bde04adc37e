"""What every tool is: a name with its purpose and arguments, and what it finds."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate
from types import ModuleType
from typing import Any

from assistant.conversation.events import ToolSpec
from assistant.tools.context import Context
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.kinds import KINDS
from lstm_core.runs.record import RunRecord
from lstm_core.spec.run import RunSpec
from lstm_core.spec.tasks import TASKS, TaskName

LIST_CHARACTERS = 2_000  # of the names of columns or series in what a model is told of a card


@dataclass(frozen=True)
class ToolOutput:
    """What a tool found: values for the model and, for the page, the card that it made or concerns."""

    content: dict[str, Any]
    card: str | None = None


@dataclass(frozen=True)
class Tool:
    """A tool and what it does."""

    spec: ToolSpec
    run: Callable[[Context, dict[str, Any]], ToolOutput]


def tool(name: str, description: str, parameters: dict[str, Any], run: Callable[..., ToolOutput]) -> Tool:
    return Tool(ToolSpec(name, description, parameters), run)


def object_of(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def card_of(box: Context, wanted: str | None) -> tuple[str | None, str | None, RunSpec]:
    """Card, run and spec of a card's or run's id; of the newest card of the conversation without one."""
    cards = box.services.store.cards(box.conversation_id)
    if wanted is None:
        if not cards:
            raise RunError(Sentence("tool.no_runs"))
        chosen = next((card for card in reversed(cards) if card.run_id), cards[-1])
        return chosen.id, chosen.run_id, chosen.spec
    for card in cards:
        if wanted in (card.id, card.run_id):
            return card.id, card.run_id, card.spec
    spec = box.services.record(wanted).spec
    owner = box.services.store.card_of_run(wanted)
    return (owner.id if owner else None), wanted, spec


def has_weights(box: Context, run_id: str) -> bool:
    try:
        return "checkpoints/best.safetensors" in box.services.record(run_id).artifacts
    except RunError:  # deleted
        return False


def rounded(value: float) -> float:
    """To four significant digits."""
    return float(f"{value:.4g}")


def card_content(card_id: str, spec: RunSpec) -> str:
    """What the model is told of a card that was made."""
    note = "The card with its form, its code and a Train button is on the page. Nothing is trained yet."
    return json.dumps({"card": card_id, "configuration": shown(spec), "note": note}, ensure_ascii=False)


def shown(spec: RunSpec) -> dict[str, Any]:
    """The sections of the training that it is about, and what the kind adds; of long lists the first names."""
    added = {name: value for name, value in spec.model_dump(mode="json").items() if not isinstance(value, dict)}
    raw = spec.training.model_dump(mode="json", exclude={"data": {"file", "format", "task"}})
    raw["data"] = {name: _first(value) if isinstance(value, list) else value for name, value in raw["data"].items()}
    shown = {name: value for name, value in added.items() if name not in ("version", "kind")}
    return {**shown, **{section: raw[section] for section in ("data", "model", "train")}}


def _first(names: list[Any]) -> list[Any]:
    """As many as fit beside the rest; a notice tells how many there are."""
    ends = accumulate(len(str(name)) for name in names)
    return [name for name, end in zip(names, ends, strict=True) if end <= LIST_CHARACTERS]


def task_in(given: dict[str, Any]) -> TaskName | None:
    """The task that a call names for a file; None: by the file. Raises SpecError."""
    wanted: TaskName | None = given.get("task")
    if wanted is not None and wanted not in TASKS:
        raise SpecError(
            Sentence("spec.choice", {"path": "task", "value": str(wanted)[:40], "allowed": ", ".join(TASKS)})
        )
    return wanted


def teller(record: RunRecord) -> ModuleType:
    """The module that tells of runs of its kind: `line` for a list, `describe` for one."""
    return import_module(f"assistant.kinds.{KINDS[record.spec.kind].card}")
