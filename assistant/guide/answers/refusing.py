"""Which of several changes a rule of the spec refuses."""

from collections.abc import Mapping
from typing import Any

from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.run import TrainRunSpec


def refusal_of(spec: TrainRunSpec, changes: Mapping[str, Any]) -> SpecError | None:
    """What the spec with the changes is refused for."""
    try:
        spec.with_changes(changes)
    except SpecError as error:
        return error
    return None


def culprits(spec: TrainRunSpec, changes: dict[str, Any], refusal: SpecError) -> dict[str, Sentence]:
    """The changes that a refusal is about: those that it names, else one without which it is gone, else all."""
    found = {str(message.parameters.get("path")): message for message in refusal.messages}
    named = {path: message for path, message in found.items() if path in changes}
    if named:
        return named
    first = refusal.messages[0]
    for path in reversed(changes):
        rest = {other: value for other, value in changes.items() if other != path}
        left = refusal_of(spec, rest)
        if left is None or left.messages[0].key != first.key:
            return {path: first}
    return dict.fromkeys(changes, first)
