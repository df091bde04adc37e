"""A stack of recurrent cells from loops of its own, which adds a zero to h of every layer and step.

The gradient of a loss by such a zero is its gradient by that h, by every way through time and layers.
"""

import torch

from lstm_core.engine.instruments.gates import readable_cells


def reversed_rows(values, lengths):
    """Each row (T, D) read from its own end; padding stays behind."""
    return torch.stack(
        [torch.cat([row[:length].flip(0), row[length:]]) for row, length in zip(values, lengths, strict=True)]
    )


def over_time(cell, inputs, zeros, state=None):
    state = cell.start(len(inputs), inputs) if state is None else state
    outputs, projected = [], cell.project(inputs)
    for step in range(inputs.shape[1]):
        recurrent = cell.recur(cell.operand(state, projected[:, step]))
        h, *rest = cell.step(projected[:, step], recurrent, state)
        zeros.append(torch.zeros_like(h).requires_grad_())
        state = (h + zeros[-1], *rest)
        outputs.append(state[0])
    return torch.stack(outputs, dim=1)


def stack(network, inputs, lengths):
    """What the last layer hands on (B, T, width), and the zeros by place."""
    zeros, begun = {}, network.begun(inputs)
    parts = () if begun is None else begun if isinstance(begun, tuple) else (begun,)

    def read(layer, place, row, values):
        [cell] = readable_cells(layer)
        state = None
        if parts:
            fresh = cell.start(len(values), values)
            state = tuple(part[row] for part in parts) + fresh[len(parts) :]
        return over_time(cell, values, zeros.setdefault(place, []), state)

    for number, layer in enumerate(network.forwards):
        seen = read(layer, f"layer_{number}", number, inputs)
        if len(network.backwards):
            row = len(network.forwards) + number
            back = reversed_rows(inputs, lengths)
            behind = read(network.backwards[number], f"layer_{number}_reverse", row, back)
            seen = torch.cat([seen, reversed_rows(behind, lengths)], dim=-1)
        seen = network.norms[number](seen)
        inputs = inputs + seen if network.residual and number else seen
    return inputs, zeros
