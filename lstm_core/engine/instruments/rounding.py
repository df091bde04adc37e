"""What was measured as events: eight digits of it, so that a long run stays small and nothing of use is lost."""

import math
from collections.abc import Mapping, Sequence

from lstm_core.runs import events


def rounded(value: float) -> float:
    """Eight significant digits."""
    return float(f"{value:.8g}")


def logged(step: int, values: Mapping[str, float]) -> events.Logged:
    """Named numbers of one step; what is not finite is left out, since the run tells of that by itself."""
    kept = {name: rounded(value) for name, value in values.items() if math.isfinite(value)}
    return events.Logged(seq=0, at=0, step=step, values=kept)


def probed(step: int, vectors: Mapping[str, Sequence[float]]) -> events.Probed:
    """Named vectors of one step; one that is not finite throughout is left out."""
    whole = {name: values for name, values in vectors.items() if all(map(math.isfinite, values))}
    shown = {name: [rounded(value) for value in values] for name, values in whole.items()}
    return events.Probed(seq=0, at=0, step=step, vectors=shown)
