"""What the guide says of recognisers of speech."""

from collections.abc import Mapping
from typing import Any

from assistant.guide.tasks.contract import Saying

NEXT = ("wider", "gru", "code", "longer")
NEXT_FINISHED = ("result", "wider", "longer", "gru")
BESIDE_A_RESULT = "baseline"
CODE = Saying("code_speech", ("wider", "gru", "result"))
INTENTS = ()
HEARS = True


def settings(named: Mapping[str, Any]) -> dict[str, Any]:
    """Characters are symbols of a recogniser rather than a level."""
    found = {path: value for path, value in named.items() if path != "data.level"}
    return {**found, "data.symbols": "characters"} if named.get("data.level") == "character" else found


def trainable(_configuration: Mapping[str, Any], about: str, _other: str) -> Saying:
    return Saying("train_speech", ("wider", "result", about or "gates", "code"))


def facts(_told: Mapping[str, Any], _target: str | None) -> list[tuple[str, dict[str, Any]]]:
    return []
