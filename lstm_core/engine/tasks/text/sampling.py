"""How the next symbol is drawn from a network's logits; free of torch, so its numbers are the same everywhere.

Temperature divides the logits; top-k keeps the k likeliest symbols (Fan et al. 2018); top-p then keeps the smallest set
of likeliest symbols whose probabilities reach p (nucleus, Holtzman et al. 2020). Ties keep the symbol that comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.constants import LENGTH, TEMPERATURE, TOP_K, TOP_P

Array = npt.NDArray[np.float64]
MOST_SYMBOLS = 20_000
MOST_PROMPT = 10_000  # characters
RANGES: dict[str, tuple[float, float]] = {
    "temperature": (0, 5),
    "top_k": (0, 100_000),
    "top_p": (1e-6, 1),
    "length": (1, MOST_SYMBOLS),
    "seed": (0, 2**31 - 1),
}


@dataclass(frozen=True)
class Sampling:
    """How a text is written. A temperature of 0 always takes the likeliest symbol; top_k 0 and top_p 1 switch off."""

    temperature: float = TEMPERATURE
    top_k: int = TOP_K
    top_p: float = TOP_P
    length: int = LENGTH
    seed: int = 0

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            whole = name in ("top_k", "length", "seed")
            usable = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
            if not usable or not low <= value <= high:
                facts: dict[str, Parameter] = {"name": name, "value": str(value)[:40], "low": low, "high": high}
                raise SpecError(Sentence("sampling.range", facts))

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Sampling":
        """From a request; what it does not name keeps its default. Raises SpecError."""
        return cls(**{each.name: raw[each.name] for each in fields(cls) if raw.get(each.name) is not None})


def probabilities(logits: Array, sampling: Sampling) -> Array:
    """Probabilities (V,) of the next symbol from its logits (V,); -inf is never drawn."""
    if sampling.temperature == 0:
        chosen = np.zeros_like(logits)
        chosen[int(np.argmax(logits))] = 1.0
        return chosen
    scaled = (logits - logits.max()) / sampling.temperature
    order = np.argsort(-scaled, kind="stable")
    if sampling.top_k:
        scaled[order[sampling.top_k :]] = -np.inf
    weights = np.exp(scaled)
    shares: Array = weights / weights.sum()
    if sampling.top_p < 1:
        reached = np.cumsum(shares[order])
        kept = int(np.searchsorted(reached, sampling.top_p)) + 1
        shares[order[kept:]] = 0.0
        shares /= shares.sum()
    return shares


def draw(shares: Array, uniform: float) -> int:
    """The symbol at `uniform` (in [0, 1)) of the cumulated probabilities."""
    cumulated = np.cumsum(shares)
    place = int(np.searchsorted(cumulated, uniform * cumulated[-1], side="right"))
    return min(place, int(np.flatnonzero(shares)[-1]))


class Sampler:
    """Draws symbol after symbol; equal seeds and logits give equal symbols."""

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._random = np.random.Generator(np.random.PCG64(sampling.seed))

    def __call__(self, logits: npt.ArrayLike) -> int:
        """The next symbol from logits (V,)."""
        return draw(probabilities(np.asarray(logits, dtype=np.float64).copy(), self._sampling), self._random.random())
