"""How much of what the head says is the last value that the network read, said again."""

from torch import Tensor


def explained(outputs: Tensor, last: Tensor) -> Tensor | None:
    """Share () of the variance of outputs (B, K) that a line in the last values (B, K) of the same column explains.

    None when the outputs do not vary.
    """
    outputs, last = outputs.double() - outputs.double().mean(0), last.double() - last.double().mean(0)
    spread = last.square().sum(0)  # (K,)
    found = (outputs * last).sum(0).square() / spread.clamp(min=1e-300)  # (K,), sum of squares on the line
    whole = outputs.square().sum()
    return (found * (spread > 0)).sum() / whole if bool(whole > 0) else None
