"""A network writes: symbol after symbol from a prompt. Torch's random numbers are not touched."""

from collections.abc import Iterator

import torch
from torch import nn

from lstm_core.data.text.vocabulary import Vocabulary
from lstm_core.engine.nn.stacks import StackState
from lstm_core.engine.tasks.text.sampling import Sampler, Sampling
from lstm_core.spec.constants import LONGEST_PROMPT

SEARCHED = 5_000_000  # last characters of a training text that are searched for copies
UNFINISHED = "\ufffd"  # bytes that make no character yet


def write(
    network: nn.Module, vocabulary: Vocabulary, prompt: str, sampling: Sampling, device: torch.device
) -> Iterator[str]:
    """Pieces of text, at least one character each, as they are drawn; the network is in evaluation mode.

    Characters of the prompt that are outside the vocabulary are read as the unknown symbol, which is never written.
    """
    sampler = Sampler(sampling)
    ids = vocabulary.encode(prompt)[-LONGEST_PROMPT:]
    latest = torch.from_numpy(ids).to(device)[None] if len(ids) else torch.zeros(1, 1, dtype=torch.long, device=device)
    state: StackState | None = None
    written: list[int] = []
    for number in range(sampling.length):
        with torch.no_grad():
            logits, state = network(latest, state)
        last = logits[0, -1].float().cpu().numpy()
        if vocabulary.has_unknown:
            last[0] = float("-inf")
        chosen = sampler(last)
        written.append(chosen)
        latest = torch.tensor([[chosen]], device=device)
        text = vocabulary.decode(written)
        if text and (not text.endswith(UNFINISHED) or number == sampling.length - 1 or len(written) > 8):
            yield text
            written = []


def longest_copy(text: str, training: str) -> str:
    """The longest run of characters of `text` that stands in the training text, the first of equal length."""
    training, best, start = training[-SEARCHED:], "", 0
    while start + len(best) < len(text):
        while start + len(best) < len(text) and text[start : start + len(best) + 1] in training:
            best = text[start : start + len(best) + 1]
        start += 1
    return best
