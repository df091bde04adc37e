"""A training over several seeds, as tools and buttons ask for it."""

from typing import Any

from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.fields import field_range
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


def members_of(spec: RunSpec) -> int:
    """How many networks a mean has that is asked for behind a repetition: one per seed, as far as a spec allows."""
    _, most = field_range("model.members", spec.training.data.task)
    return min(seeds_of(spec) or 1, int(most or 1))
