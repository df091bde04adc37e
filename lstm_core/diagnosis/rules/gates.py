"""Gates that stand still while it hurts: a closed or open gate alone is no fault (some units keep, some forget)."""

import numpy as np

from lstm_core.diagnosis.curves.signals import level
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.say import finding
from lstm_core.runs.measurements import FORGET, UNIT_FORGET
from lstm_core.spec.cells import FORGETTING
from lstm_core.spec.derived import forget_bias_of

SATURATED_SHARE = 0.9  # of a gate's values at an end of its range; healthy gates reach 0.5 to 0.7 late in training
CLOSED, OPEN = 0.1, 0.99  # mean of the forget gate, for
MOST = 0.95  # of the units (field of tools: none checks it)
STUCK = 0.02  # that the mean moves over the whole training
NEARLY = 0.9  # of the way to the best simple forecaster: a gate that stands still there does no harm
FEWEST_UNITS = 3  # of a share of units that says something
FAR_BIAS = 4.0  # of the forget gate: its slope is below 2 % there, so it cannot move


def gates_saturated(evidence: Evidence) -> Finding | None:
    """Nearly all values of a gate stand at an end of its range, and the network learns little."""
    if not evidence.signals.poor or evidence.spec.model.hidden_size < FEWEST_UNITS:
        return None
    worst: tuple[float, str, str, int] | None = None
    for name in evidence.log.series:
        begin, _, rest = name.partition("/")
        place, _, gate = rest.partition("/")
        if begin != "saturated" or not gate:
            continue
        column = evidence.column(name)
        share = level(column.values[-3:])
        if share >= SATURATED_SHARE and (worst is None or share > worst[0]):
            worst = share, place, gate, int(column.steps[np.argmax(column.values >= SATURATED_SHARE)])
    if worst is None:
        return None
    share, place, gate, step = worst
    return finding("gates_saturated", "warning", step, place=place, gate=gate, saturated_share=share)


def forget_gate_stuck(evidence: Evidence) -> Finding | None:
    """The forget gate is closed, or fully open, for nearly all units, does not move, and the network learns little."""
    signals, spec = evidence.signals, evidence.spec
    if spec.model.cell not in FORGETTING or signals.progress is None or signals.step < 20:
        return None
    if signals.progress >= NEARLY or spec.model.hidden_size < FEWEST_UNITS:
        return None
    measured = _measured(evidence)
    if measured is not None:
        return measured
    bias = forget_bias_of(spec.model, spec.data.task)
    if evidence.places(FORGET) or bias is None or abs(bias) < FAR_BIAS or not signals.poor:
        return None
    return finding("forget_gate_stuck", "warning", None, "bias", bias=bias, mean=float(1 / (1 + np.exp(-bias))))


def _measured(evidence: Evidence) -> Finding | None:
    for place, column in evidence.places(FORGET).items():
        units = evidence.probes(UNIT_FORGET.format(place=place))
        if units is None or not column:
            continue
        low, high = units.values[-1][1], units.values[-1][-2]  # 5 % and 95 % of the units
        closed, opened = high < CLOSED, low > OPEN
        moved = float(np.ptp(column.values))
        if (closed or opened) and moved < max(STUCK, 0.2 * float(column.values[0])):
            kind = "closed" if closed else "open"
            return finding(
                "forget_gate_stuck",
                "warning",
                int(column.steps[0]),
                kind,
                place=place,
                mean=float(column.values[-1]),
                moved=moved,
            )
    return None
