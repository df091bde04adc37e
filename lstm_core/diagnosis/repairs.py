"""What may cure a finding: for every code an ordered list of changes of the spec, the likeliest first."""

from lstm_core.diagnosis.cures.by_code import MAKERS
from lstm_core.diagnosis.cures.changes import Changes, at_equal_data, minimal
from lstm_core.diagnosis.findings import Finding
from lstm_core.errors import SpecError
from lstm_core.spec.run import TrainRunSpec

HONEST = frozenset({"leakage", "shuffled_time"})  # closing these makes the score worse, and that is right


def attempts(finding: Finding, spec: TrainRunSpec) -> list[Changes]:
    """Changes by spec path, each a valid spec that differs from `spec`; empty where no change of a spec can help.

    A change that alters how much data a step reads alters the number of steps too, so that both read as much.
    """
    if finding.code in HONEST and finding.severity == "info":
        return []  # perhaps none: who takes the column out of a sound training spoils it
    make = MAKERS.get(finding.code)
    found: list[Changes] = []
    seen = [spec]
    for raw in [finding.suggests, *(make(finding, spec) if make else ())]:
        changes = at_equal_data(spec, minimal(spec, raw))
        try:
            changed = spec.with_changes(changes)
        except SpecError:
            continue
        if changed not in seen:
            seen.append(changed)
            found.append(changes)
    return found
