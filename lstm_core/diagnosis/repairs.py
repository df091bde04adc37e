"""What may cure a finding: for every code an ordered list of changes of the spec, the likeliest first."""

from typing import Any

from lstm_core.diagnosis.findings import Finding
from lstm_core.spec.run import TrainRunSpec


def attempts(finding: Finding, spec: TrainRunSpec) -> list[dict[str, Any]]:
    """Changes by spec path, each a valid spec that differs from `spec`; empty where no change of a spec can help."""
    return []
