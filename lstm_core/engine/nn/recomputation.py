"""Training that keeps the states of a recurrence at every so many steps of time and computes the rest twice.

The gradients are those of training that keeps everything (`lstm_core.engine.scan.recomputation`). A layer of our own
does this in its scan; a layer of torch.nn is read through here, whatever it runs.
"""

from typing import Any

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import State
from lstm_core.engine.scan.recomputation import recomputed
from lstm_core.errors import Sentence, SpecError


def run_layers(layer: nn.Module, inputs: Tensor, state: Any = None) -> tuple[Tensor, Any]:
    """What layers hand on at every step (B, T, ...) and their last state, from inputs (B, T, D) and a state or zero."""
    every = recomputes(layer) if isinstance(layer, nn.RNNBase) else None
    if every is None or every >= inputs.shape[1]:
        found: tuple[Tensor, Any] = layer(inputs, state)
        return found
    assert isinstance(layer, nn.RNNBase)  # noqa: S101 (it recomputes)
    two = isinstance(layer, nn.LSTM)  # tensors of the state
    zero = inputs.new_zeros(layer.num_layers, len(inputs), layer.hidden_size) if state is None else None  # (L, B, H)
    begun: State = (zero,) * (1 + two) if zero is not None else state if two else (state,)

    def run(part: Tensor, before: State) -> tuple[Tensor, State]:
        states, after = layer(part, before if two else before[0])
        return states, after if two else (after,)

    states, last = recomputed(run, list(layer.parameters()), inputs, begun, every)
    return states, last if two else last[0]


def recompute(network: nn.Module, every: int | None, device: torch.device) -> None:
    """Let every recurrent layer of a network keep its state at every so many steps only; None keeps everything.

    Raises SpecError where cuDNN would draw the dropout between layers: its masks cannot be drawn again.
    """
    for layer in network.modules():
        if not isinstance(layer, nn.RNNBase) and not hasattr(layer, "recompute_every"):
            continue
        if every is not None and device.type == "cuda" and isinstance(layer, nn.RNNBase) and layer.dropout:
            raise SpecError(Sentence("training.recompute_dropout", {"every": every, "dropout": layer.dropout}))
        layer.recompute_every = every  # type: ignore[assignment]


def recomputes(network: nn.Module) -> int | None:
    """How many steps lie between two states that the layers of a network keep; None when they keep everything."""
    found = (vars(layer).get("recompute_every") for layer in network.modules())
    return next((every for every in found if every is not None), None)
