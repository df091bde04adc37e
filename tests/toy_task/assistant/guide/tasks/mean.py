"""What the guide says of means."""

from collections.abc import Mapping
from typing import Any

from assistant.guide.tasks.contract import Saying

NEXT = ("code", "longer")
NEXT_FINISHED = ("result", "longer")
BESIDE_A_RESULT = "longer"
CODE = Saying("code", ("result", "longer"))
INTENTS = ()
HEARS = False


def settings(named: Mapping[str, Any]) -> dict[str, Any]:
    return dict(named)


def trainable(_configuration: Mapping[str, Any], _about: str, _other: str) -> Saying:
    return Saying("train", ("code", "longer"))


def facts(_told: Mapping[str, Any], _target: str | None) -> list[tuple[str, dict[str, Any]]]:
    return []
