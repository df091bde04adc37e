"""The repair of a run, as tools and buttons ask for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lstm_core.diagnosis.repair.proposing import repair_of
from lstm_core.errors import RunError, Sentence
from lstm_core.runs.compress import CompressRecord
from lstm_core.runs.record import RunRecord
from lstm_core.runs.repair import RepairRecord
from lstm_core.spec.repair import RepairRunSpec
from lstm_core.spec.validation import validated

BUDGET: dict[str, dict[str, Any]] = {
    "trials": {"type": "integer", "minimum": 1, "maximum": 50, "description": "how many changes are tried at most"},
    "seconds": {"type": "number", "minimum": 1, "description": "of training, all attempts together"},
}


def of(path: Path | str, trials: Any = None, seconds: Any = None) -> RepairRunSpec:
    """The repair of a run that ended, within a budget; None: the usual one.

    Raises RunError where there is nothing to repair, or where it cannot be, and SpecError for a budget that is refused.
    """
    spec = repair_of(path, trials=trials, seconds=seconds)
    if spec.healthy:
        raise RunError(Sentence("repair.healthy"))
    return spec


def meant(read: Callable[[str], RunRecord], record: RunRecord) -> RunRecord:
    """The training that a question on a repair or a compression is about, while that is there."""
    if not isinstance(record, RepairRecord | CompressRecord):
        return record
    try:
        return read(record.spec.origin)
    except RunError:  # deleted, or of another workspace
        return record


def with_budget(spec: RepairRunSpec, **budget: Any) -> RepairRunSpec:
    """The same within another budget. Raises SpecError."""
    return validated(RepairRunSpec, {**spec.model_dump(mode="json"), **budget})
