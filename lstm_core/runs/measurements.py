"""The names of what instruments measure inside a network while it trains.

A name is a path: what is measured, then where. The engine's instruments write them (`Logged`, `Probed`), rules and
pictures read them. A place is `embedding`, `head`, or a layer, counted from the input: `layer_0`, and `layer_0_reverse`
for the direction that reads from the end.
"""

import re
from collections.abc import Sequence

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say

LAYER = "layer_{number}"
REVERSE = "_reverse"
EMBEDDING, HEAD = "embedding", "head"
GATES = ("forget", "input", "candidate", "output", "update", "reset", "decay")  # in the order of reading
_LAYER = re.compile(rf"layer_(\d+)({REVERSE})?")
_NAMED = {EMBEDDING: "probe.embedding", HEAD: "probe.head"}

# Always on: one number at a step, from what the backward pass leaves. All before clipping.
GRADIENT = "gradient/{place}"  # norm over every weight of the place
GRADIENT_OF_MATRIX = "gradient/{place}/{matrix}"  # matrix: input, recurrent, bias; attention, mlp of a transformer
GRADIENT_OF_GATE = "gradient_gate/{place}/{gate}"  # rows of a gate in all its matrices, as the cell's `gates` names it
UPDATE_RATIO = "update_ratio/{place}"  # norm of the update over the norm of the weights before it
WEIGHT = "weight/{place}"  # norm over every weight of the place

# Probes: vectors at a step, on a fixed batch of the training part, by the readable cell on the run's weights.
LAGS = "lags"  # the lags (steps of time before the last) at which LAG_GRADIENT tells the gradient, rising from 0
LAG_GRADIENT = "lag_gradient/{place}"  # mean over the batch of the norm of d loss / d h at each of LAGS
GATE = "gate/{place}/{gate}"  # shares of the gate's values in GATE_BINS equal parts of its range
UNIT_FORGET = "unit_forget/{place}"  # quantiles QUANTILES over the units of the mean of what FORGET tells
CELL_NORM = "cell_norm/{place}"  # mean norm of the cell state at each of TIMES; of h in a cell that has no other
TIMES = "times"  # steps of time, counted from 0, at which CELL_NORM tells the state
ATTENTION = "attention/{place}"  # transformer: share of the attention at distances up to each of DISTANCES, from the
DISTANCES = "distances"  # one before it on; distances between query and key in steps, rising from 0
GATE_BINS = 20
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)

# Probes: one number at a step, written as Logged.
MEMORY = "memory/{place}"  # effective memory length: the lag at which LAG_GRADIENT has fallen to 1 % of its largest;
# the number of lags that were measured where it has not
SATURATED = "saturated/{place}/{gate}"  # share of the gate's values within SATURATION of an end of its range
FORGET = "forget/{place}"  # mean of the forget gate; of the share of the state that a GRU or a GRU-D keeps
SPECTRAL_RADIUS = "spectral_radius/{place}"  # of the recurrent matrix; the largest of the gates' own matrices
GROWTH = "growth/{place}"  # mean growth of a gradient of the state carried one step back (1: kept as it is)
DEAD = "dead/{place}"  # share of units whose h stays within DEAD_BELOW of 0 over the whole batch
CONSTANT = "constant/{place}"  # share of units whose h does not move over the whole batch, at whatever value
LAST_VALUE = "last_value"  # share of the variance of the head's output that the last value of the window explains
SATURATION = 0.02  # of the range
DEAD_BELOW = 1e-3


def is_measurement(name: str) -> bool:
    """The series was written by an instrument, not by the training itself."""
    return name == LAST_VALUE or "/" in name


def outreaches(memory: float, lags: Sequence[float]) -> bool:
    """The gradient never fell to 1 % of its largest within the lags that were measured: the memory is at least that."""
    return bool(lags) and memory > max(lags)


def place_name(place: str, language: Language) -> str:
    """A place as people call it within a sentence: layers are counted from 1, at the input."""
    layer = _LAYER.fullmatch(place)
    if layer is None:
        return say(_NAMED[place], language) if place in _NAMED else place
    key = "probe.layer_reverse" if layer[2] else "probe.layer"
    return say(key, language, {"layer": int(layer[1]) + 1})


def gate_name(gate: str, language: Language) -> str:
    """A gate as people call it within a sentence."""
    return say(f"probe.gate_{gate}", language) if gate in GATES else gate
