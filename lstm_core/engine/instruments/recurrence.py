"""What the recurrence does to a gradient: the spectral radius of its matrices, and the growth along real steps."""

from typing import cast

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import Recurrence
from lstm_core.engine.instruments.replayed import LayerSteps

SPAN = 8  # steps over which a change is followed
SEED = 0


def spectral_radius(cell: Recurrence) -> float:
    """Largest absolute eigenvalue of a gate's own recurrent matrix, or of one of its heads, over all gates."""
    weight = cast("nn.Module", getattr(cell, "inner", cell)).get_parameter("weight_hh").detach().double().cpu()
    matrices = weight.flatten(0, 1) if weight.ndim > 2 else weight.view(-1, cell.hidden, cell.hidden)
    if not bool(torch.isfinite(matrices).all()):
        return float("nan")
    return float(torch.linalg.eigvals(matrices).abs().max())


def growth(steps: LayerSteps) -> float:
    """What one step back does to the norm of a gradient of the state: 1 when it is kept as it is.

    A random gradient arrives at every eighth step and is carried back through eight of them; told is the geometric
    mean over starts and steps. The tensors of the state through which no gradient flows are left out.
    """
    cell, time = steps.cell, len(steps.after)
    span = min(SPAN, time)
    starts = torch.arange(0, time - span + 1, span)
    begun = [part[:, starts].flatten(0, 1) for part in steps.earlier()]  # (BS, ...) each
    carries = [part.requires_grad for part in steps.after[-1]]
    generator = torch.Generator().manual_seed(SEED)
    with torch.no_grad():
        projected = cell.project(steps.inputs)  # (B, T, P)
    with torch.enable_grad():
        first = now = tuple(part.requires_grad_(moves) for part, moves in zip(begun, carries, strict=True))
        for step in range(span):
            read = projected[:, starts + step].flatten(0, 1)  # (BS, P)
            now = cell.step(read, cell.recur(cell.operand(now, read)), now)
    ends = [part for part, moves in zip(now, carries, strict=True) if moves]
    arriving = [torch.randn(part.shape, generator=generator, dtype=torch.float64).to(part) for part in ends]
    left = [part for part, moves in zip(first, carries, strict=True) if moves]
    gradients = torch.autograd.grad(ends, left, arriving, allow_unused=True)
    back = [
        torch.zeros_like(part) if gradient is None else gradient for gradient, part in zip(gradients, left, strict=True)
    ]
    logs = torch.log(_norm(back).clamp(min=torch.finfo(torch.float64).tiny)) - torch.log(_norm(arriving))
    return float(torch.exp(logs.mean() / span))


def _norm(parts: list[Tensor]) -> Tensor:
    norm: Tensor = torch.linalg.vector_norm(torch.cat(parts, dim=-1), dim=-1, dtype=torch.float64)  # (BS,)
    return norm
