"""How the values of every gate are spread over its range, how many stand near its ends, and what is kept of a state."""

from typing import cast

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.gru import GRUCell
from lstm_core.engine.cells.gru_d import DecayCell
from lstm_core.engine.cells.recurrence import Gates, Recurrence
from lstm_core.engine.cells.slstm import SLSTMCell
from lstm_core.runs.measurements import GATE_BINS, QUANTILES, SATURATION

CANDIDATE = "candidate"  # between -1 and 1; all others are between 0 and 1


def bounded(cell: Recurrence, gates: Gates) -> Gates:
    """The gates within their ranges: an exponential one, x, as x / (1 + x)."""
    if not isinstance(getattr(cell, "inner", cell), SLSTMCell):
        return gates
    return {name: 1 - 1 / (1 + values) if name == "input" else values for name, values in gates.items()}


def histogram(name: str, values: Tensor) -> Tensor:
    """Shares (GATE_BINS,) of a gate's values (N,) in equal parts of its range."""
    low = -1.0 if name == CANDIDATE else 0.0
    return torch.histc(values.float(), GATE_BINS, low, 1.0).double() / max(1, values.numel())


def saturated(name: str, values: Tensor) -> Tensor:
    """Share () of a gate's values (N,) within SATURATION of its range of an end."""
    low = -1.0 if name == CANDIDATE else 0.0
    margin = SATURATION * (1.0 - low)
    return ((values <= low + margin) | (values >= 1.0 - margin)).double().mean()


def kept(cell: Recurrence, gates: Gates) -> Tensor | None:
    """The share of its state that a cell keeps at each step (B, T, H): the forget gate, or a GRU's update gate.

    None for a cell without any such gate. Of GRU-D it is what neither its decay nor its update gate takes.
    """
    inner = cast("nn.Module", getattr(cell, "inner", cell))
    if isinstance(inner, DecayCell):
        return gates["decay"] * (1 - gates["update"])
    if isinstance(inner, GRUCell):
        return gates["update"]
    return gates.get("forget")


def unit_quantiles(values: Tensor) -> Tensor:
    """QUANTILES over the units of their mean over (N, H)."""
    levels = torch.tensor(QUANTILES, dtype=torch.float64, device=values.device)
    return torch.quantile(values.double().mean(0), levels)
