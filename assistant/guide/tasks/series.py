"""What the guide says of forecasts."""

from collections.abc import Mapping
from typing import Any

from assistant.guide.tasks.contract import Saying

NEXT = ("layer", "gru", "code", "window")
NEXT_FINISHED = ("result", "layer", "rival", "longer")
BESIDE_A_RESULT = "baseline"
CODE = Saying("code", ("wider", "gru", "result", "window"))
INTENTS = ()
HEARS = False


def settings(named: Mapping[str, Any]) -> dict[str, Any]:
    return dict(named)


def trainable(configuration: Mapping[str, Any], about: str, other: str) -> Saying:
    rival = "rival" if configuration["model"]["cell"] != "transformer" else "peephole"
    return Saying("train", (about or "window", other, rival, "code"))


def facts(told: Mapping[str, Any], target: str | None) -> list[tuple[str, dict[str, Any]]]:
    """Rows, and the column that is forecast or the first one that could be."""
    if not told:
        return []
    columns = [str(column["name"]) for column in told.get("columns", []) if column["kind"] == "number"]
    column = target or next(iter(columns), None)
    return [("fact_rows", {"rows": told["rows"]}), *([("fact_column", {"column": column})] if column else [])]
