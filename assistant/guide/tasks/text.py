"""What the guide says of texts that a network writes."""

from collections.abc import Mapping
from typing import Any

from assistant.guide.tasks.contract import Saying

NEXT = ("layer", "gru", "code", "longer")
NEXT_FINISHED = ("result", "longer", "layer", "gru")
BESIDE_A_RESULT = "bpe"
CODE = Saying("code_text", ("bpe", "gru", "result"))
INTENTS = ("text",)
HEARS = False


def settings(named: Mapping[str, Any]) -> dict[str, Any]:
    return dict(named)


def trainable(configuration: Mapping[str, Any], about: str, other: str) -> Saying:
    level = "bpe" if configuration["data"]["level"] == "character" else "characters"
    return Saying("train_text", (level, other, "code", about or "result"))


def facts(told: Mapping[str, Any], _target: str | None) -> list[tuple[str, dict[str, Any]]]:
    """How long the text is."""
    return [("fact_characters", {"characters": told["characters"]})]
