"""How well a network foretells a part of a text, symbol by symbol, and what that is worth against a baseline."""

import math

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.data.text.vocabulary import Ids
from lstm_core.engine.nn.stacks import StackState
from lstm_core.results.text import BitsGain, TextScores
from lstm_core.spec.constants import EVALUATION_CHUNK, EVALUATION_STREAMS, IGNORED, MOST_LOGITS, SHORTEST_STREAM

Array = npt.NDArray[np.float64]
BLOCK = 512  # symbols whose mean is one observation of the interval
FEWEST_BLOCKS = 5


class ScoringStreams:
    """A part of a text as streams: every one of its symbols is foretold once, the first from the one before it."""

    def __init__(self, before: Ids, part: Ids, symbols: int, device: torch.device) -> None:
        self.size = len(part)
        streams = max(1, min(EVALUATION_STREAMS, self.size // SHORTEST_STREAM))
        length = math.ceil(self.size / streams)
        missing = streams * length - self.size
        text = np.concatenate([before, part])
        inputs = np.append(text[:-1], np.zeros(missing, dtype=np.int64)).reshape(streams, length)
        targets = np.append(text[1:], np.full(missing, IGNORED, dtype=np.int64)).reshape(streams, length)
        self.inputs, self.targets = torch.from_numpy(inputs).to(device), torch.from_numpy(targets).to(device)
        self.chunk = max(1, min(EVALUATION_CHUNK, MOST_LOGITS // (streams * symbols)))

    def mean(self, network: nn.Module) -> float:
        """Mean loss of all symbols."""
        return sum(float(losses.sum()) for losses in self._losses(network)) / self.size

    def nats(self, network: nn.Module) -> Array:
        """Loss (N,) of each symbol, in the order of the text."""
        found = torch.cat(self._losses(network), dim=1).flatten()[: self.size]
        nats: Array = found.cpu().numpy().astype(np.float64)
        return nats

    def _losses(self, network: nn.Module) -> list[Tensor]:
        """Losses (B, up to chunk) of successive pieces of the streams; 0 where a stream has ended."""
        losses: list[Tensor] = []
        state: StackState | None = None
        pieces = zip(self.inputs.split(self.chunk, 1), self.targets.split(self.chunk, 1), strict=True)
        for inputs, targets in pieces:
            logits, state = network(inputs, state)
            found = functional.cross_entropy(
                logits.flatten(0, 1).float(), targets.flatten(), ignore_index=IGNORED, reduction="none"
            )
            losses.append(found.view(targets.shape))
        return losses


def scores(nats: float, per_character: float) -> TextScores:
    """The measures of a mean loss per symbol; `per_character` symbols make one character."""
    bits = nats / math.log(2) * per_character
    return TextScores(
        nats=nats, bits_per_character=bits, perplexity=math.exp(min(nats, 700.0)), character_perplexity=2.0**bits
    )


def gain(difference: Array) -> BitsGain:
    """Mean gain in bits per character from nats (N,), scaled to characters; the interval is over blocks of the text."""
    bits = difference / math.log(2)
    blocks = bits[: len(bits) // BLOCK * BLOCK].reshape(-1, BLOCK).mean(axis=1)
    value = float(bits.mean())
    if len(blocks) < FEWEST_BLOCKS:
        return BitsGain(value=value, low=None, high=None, blocks=len(blocks))
    from scipy.special import stdtrit

    width = float(stdtrit(len(blocks) - 1, 0.975) * blocks.std(ddof=1) / math.sqrt(len(blocks)))
    return BitsGain(value=value, low=value - width, high=value + width, blocks=len(blocks))
