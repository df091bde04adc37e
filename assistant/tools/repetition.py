"""A training over several seeds, as tools and buttons ask for it."""

from typing import Any

from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.repeat import RepeatRunSpec
from lstm_core.spec.run import RunSpec
from lstm_core.spec.validation import validated

SCHEMA: dict[str, Any] = {
    "type": "integer",
    "minimum": 2,
    "maximum": 100,
    "description": "trains the same configuration over so many seeds; the card shows mean and 95 % interval",
}


def of(spec: RunSpec, seeds: Any) -> RepeatRunSpec:
    """The training of a spec over so many seeds. Raises SpecError for a number that is refused."""
    return validated(RepeatRunSpec, {"kind": "repeat", "seeds": seeds, "run": spec.training.model_dump(mode="json")})


def seeds_of(spec: RunSpec) -> int | None:
    """Over how many seeds a spec trains; None when it trains once."""
    return spec.seeds if isinstance(spec, RepeatRunSpec | CompareRunSpec) else None
