"""Measurements made by hand, in the events of a run that was trained nowhere: every value is known beforehand."""

import math

from lstm_core.runs import events
from lstm_core.runs.measurements import GATE_BINS, GRADIENT_OF_GATE
from tests.support import logged

GATES = ("input", "forget", "candidate", "output")
AT = (1, 20, 40, 60)
LAGS = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0]
UNITS = [0.1, 0.2, 0.4, 0.5, 0.6, 0.8, 0.9]  # quantiles over the units
DISTANCES = [0.0, 1.0, 3.0]
SHARES = [0.5, 0.3, 0.2]  # of the attention, up to each of these


def fading(rate: float) -> list[float]:
    """A gradient that falls by a factor of `rate` per step of time."""
    return [0.5 * rate**lag for lag in LAGS]


def at_end(share: float) -> list[float]:
    """A histogram with `share` of the values in the lowest bin and the rest spread evenly over the others."""
    return [share, *[(1 - share) / (GATE_BINS - 1)] * (GATE_BINS - 1)]


def measured(layers: int = 2, steps: tuple[int, ...] = AT) -> list[events.RunEvent]:
    """What a recurrence is measured for, at a few steps: the gradient of layer n falls to 0.3 / (n + 1) of itself
    per lag.
    """
    found: list[events.RunEvent] = []
    for step in steps:
        values = {"gradient/head": 0.4, "update_ratio/head": 2e-3, "last_value": 0.25}
        vectors: dict[str, list[float]] = {"lags": LAGS, "times": [0.0, 5.0, 10.0, 21.0]}
        for layer in range(layers):
            place = f"layer_{layer}"
            values |= {f"gradient/{place}": 0.1 / (layer + 1), f"update_ratio/{place}": 1e-3 * (layer + 1)}
            names = [GRADIENT_OF_GATE.format(place=place, gate=gate) for gate in GATES]
            values |= {name: 0.01 * (number + 1) for number, name in enumerate(names)}
            values |= {f"memory/{place}": 4.0 * (layer + 1), f"growth/{place}": 0.9, f"spectral_radius/{place}": 0.7}
            values |= {f"constant/{place}": 0.25, f"dead/{place}": 0.125 * layer}
            vectors[f"unit_forget/{place}"] = UNITS
            vectors[f"lag_gradient/{place}"] = fading(0.3 / (layer + 1))
            vectors[f"cell_norm/{place}"] = [0.1, 0.5, 0.9, 1.0 + math.log1p(step)]
            vectors |= {f"gate/{place}/{gate}": at_end(0.05 if gate != "forget" else 0.6) for gate in GATES}
        found.append(logged(step, **values))
        found.append(events.Probed(seq=0, at=0, step=step, vectors=vectors))
    return found


def of_transformer(steps: tuple[int, ...] = AT) -> list[events.RunEvent]:
    """What a block of a transformer is looked at for."""
    vectors = {"lags": LAGS, "lag_gradient/layer_0": fading(0.3), "distances": DISTANCES, "attention/layer_0": SHARES}
    return [events.Probed(seq=0, at=0, step=step, vectors=vectors) for step in steps]
