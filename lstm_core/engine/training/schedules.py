"""Learning rates as functions of the step."""

import math

from lstm_core.spec.training import TrainSpec


def learning_rate(spec: TrainSpec, step: int) -> float:
    """Rate of the update `step` (0 is the first): linear warm-up, then constant, or to zero linearly or by a cosine."""
    if step < spec.warmup_steps:
        return spec.learning_rate * (step + 1) / spec.warmup_steps
    progress = (step - spec.warmup_steps) / max(1, spec.steps - spec.warmup_steps)
    if spec.schedule == "linear":
        return spec.learning_rate * (1 - progress)
    if spec.schedule == "cosine":
        return spec.learning_rate * 0.5 * (1 + math.cos(math.pi * progress))
    return spec.learning_rate
