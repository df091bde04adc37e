"""What the recurrence does to a gradient: the spectral radius of its matrices, and the growth along real steps."""

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from lstm_core.engine.cells.recurrence import Recurrence, State
from lstm_core.engine.instruments.replayed import LayerSteps

SPAN = 8  # steps through which a gradient is carried
STRETCHES = 96
SEED = 0


def spectral_radius(cell: Recurrence) -> float:
    """Largest absolute eigenvalue of a gate's own recurrent matrix, or of one of its heads, over all gates."""
    weight = cast("nn.Module", getattr(cell, "inner", cell)).get_parameter("weight_hh").detach().double().cpu()
    matrices = weight.flatten(0, 1) if weight.ndim > 2 else weight.view(-1, cell.hidden, cell.hidden)
    if not bool(torch.isfinite(matrices).all()):
        return float("nan")
    return float(torch.linalg.eigvals(matrices).abs().max())


def growth(steps: LayerSteps, real: Tensor) -> float:
    """What one step back does to the norm of a gradient of the state: 1 when it is kept as it is.

    Random gradients arrive behind stretches of eight steps that are real (B, T), and are carried back to their
    beginnings; told is the geometric mean over stretches and steps. Tensors of the state through which no gradient
    flows are left out.
    """
    cell, span = steps.cell, min(SPAN, len(steps.after))
    rows, times = starts(real, span)  # (S,) each
    begun = [part[rows, times] for part in steps.earlier()]  # (S, ...) each
    carries = [part.requires_grad for part in steps.after[-1]]
    with torch.no_grad():
        projected = cell.project(steps.inputs)  # (B, T, P)
    with torch.enable_grad():
        now: State = tuple(part.requires_grad_(moves) for part, moves in zip(begun, carries, strict=True))
        for step in range(span):
            read = projected[rows, times + step]  # (S, P)
            now = cell.step(read, cell.recur(cell.operand(now, read)), now)
    ends = [part for part, moves in zip(now, carries, strict=True) if moves]
    arriving = random_like(ends)
    left = [part for part, moves in zip(begun, carries, strict=True) if moves]
    found = torch.autograd.grad(ends, left, arriving, materialize_grads=True, allow_unused=True)
    logs = torch.log(_norm(list(found)).clamp(min=torch.finfo(torch.float64).tiny)) - torch.log(_norm(arriving))
    return float(torch.exp(logs.mean() / span))


def starts(real: Tensor, span: int) -> tuple[Tensor, Tensor]:
    """Rows and times (S,) at which stretches of so many real steps (B, T) begin, at most STRETCHES of them, evenly."""
    ends = real[:, span - 1 :: span]  # (B, T // span)
    pairs = ends.nonzero()  # (S, 2)
    chosen = torch.linspace(0, len(pairs) - 1, min(len(pairs), STRETCHES)).round().long()
    rows, numbers = pairs[chosen.to(pairs.device)].unbind(1)
    return rows, numbers * span


def random_like(parts: Sequence[Tensor]) -> list[Tensor]:
    """Normal numbers of the shape of each, the same ones in every run."""
    generator = torch.Generator().manual_seed(SEED)
    return [torch.randn(part.shape, generator=generator, dtype=torch.float64).to(part) for part in parts]


def _norm(parts: list[Tensor]) -> Tensor:
    norm: Tensor = torch.linalg.vector_norm(torch.cat(parts, dim=-1), dim=-1, dtype=torch.float64)  # (BS,)
    return norm
