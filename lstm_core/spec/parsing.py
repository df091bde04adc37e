"""A spec read from JSON, and single changes of one from the command line."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.run import VERSION, TrainRunSpec
from lstm_core.spec.validation import validated


def mapping_of(raw: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    """A spec of any kind before its rules are looked at. Raises SpecError when it is no object of this version."""
    if isinstance(raw, str | bytes):
        try:
            raw = json.loads(raw)
        except UnicodeDecodeError as error:
            place: dict[str, str | int | float] = {"line": 1, "column": error.start + 1, "reason": "not UTF-8 text"}
            raise SpecError(Sentence("spec.not_json", place)) from None
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno, "reason": error.msg}
            raise SpecError(Sentence("spec.not_json", place)) from None
    if not isinstance(raw, Mapping):
        raise SpecError(Sentence("spec.not_object", {"kind": type(raw).__name__}))
    if raw.get("version", VERSION) != VERSION:
        raise SpecError(Sentence("spec.version", {"value": str(raw["version"])[:40], "known": VERSION}))
    return raw


def parse_train_spec(raw: str | bytes | Mapping[str, Any]) -> TrainRunSpec:
    """The spec of a training from JSON text or a mapping. Raises SpecError with one message per broken rule."""
    return validated(TrainRunSpec, mapping_of(raw))


def parse_assignments(assignments: Sequence[str]) -> dict[str, Any]:
    """`["train.seed=3"]` as changes for `with_changes`; values are JSON, or plain text when they are not."""
    changes: dict[str, Any] = {}
    for assignment in assignments:
        path, separator, value = assignment.partition("=")
        if not separator or not path:
            raise SpecError(Sentence("spec.set_syntax", {"value": assignment}))
        try:
            changes[path.strip()] = json.loads(value)
        except json.JSONDecodeError:
            changes[path.strip()] = value
    return changes
