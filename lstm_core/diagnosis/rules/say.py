"""How a rule says what it found."""

from typing import Any

import numpy as np

from lstm_core.diagnosis.findings import Finding, Proof, Severity


def finding(code: str, severity: Severity, step: int | None = None, variant: str = "", **evidence: Any) -> Finding:
    """A finding with plain numbers as its proof; what is None proves nothing and is left out."""
    proof = {name: _plain(value) for name, value in evidence.items() if value is not None}
    return Finding(code=code, severity=severity, step=step, variant=variant, evidence=proof)


def _plain(value: Any) -> Proof:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]  # type: ignore[return-value]
    return value  # type: ignore[no-any-return]
