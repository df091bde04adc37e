"""From frame probabilities to symbols: best path, and prefix beam search (Hannun et al. 2014, without language model).

`T` frames, `C` symbols with the blank first.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from lstm_core.data.transcripts import BLANK

Array = npt.NDArray[np.float64]
Prefix = tuple[int, ...]
WIDTH = 16
NEGLIGIBLE = -12.0  # log probability below which a symbol is not tried in a frame


def greedy(log_probabilities: Array) -> list[int]:
    """The symbols of the likeliest path of (T, C): repeats merged, blanks left out."""
    best = log_probabilities.argmax(axis=1)
    kept = [int(symbol) for place, symbol in enumerate(best) if place == 0 or symbol != best[place - 1]]
    return [symbol for symbol in kept if symbol != BLANK]


def prefix_beam(
    log_probabilities: Array,
    width: int = WIDTH,
    lexicon: Iterable[Sequence[int]] | None = None,
    space: int | None = None,
) -> list[int]:
    """The likeliest symbols of (T, C) over all paths that give them, with `width` prefixes kept.

    With a `lexicon` every word must be one of its words; words are separated by the symbol `space`, or the whole
    sequence is one word when `space` is None.
    """
    allowed = _prefixes(lexicon) if lexicon is not None else None
    beam: dict[Prefix, tuple[float, float]] = {(): (0.0, -np.inf)}  # log probability ending in a blank, in a symbol
    for frame in log_probabilities:
        grown: defaultdict[Prefix, list[float]] = defaultdict(lambda: [-np.inf, -np.inf])
        for prefix, (blank, symbol) in beam.items():
            whole = np.logaddexp(blank, symbol)
            kept = grown[prefix]
            kept[0] = np.logaddexp(kept[0], whole + frame[BLANK])
            if prefix:
                kept[1] = np.logaddexp(kept[1], symbol + frame[prefix[-1]])
            for number in np.flatnonzero(frame > NEGLIGIBLE):
                longer = (*prefix, int(number))
                if number == BLANK or (allowed is not None and not _allowed(longer, allowed, space)):
                    continue
                start = blank if prefix and prefix[-1] == number else whole
                grown[longer][1] = np.logaddexp(grown[longer][1], start + frame[number])
        ranked = sorted(grown.items(), key=lambda item: -float(np.logaddexp(item[1][0], item[1][1])))[:width]
        beam = {prefix: (ends[0], ends[1]) for prefix, ends in ranked}
    done = [prefix for prefix in beam if allowed is None or _complete(prefix, allowed, space)]
    return list(done[0] if done else next(iter(beam)))


def _prefixes(lexicon: Iterable[Sequence[int]]) -> dict[Prefix, bool]:
    """Every beginning of a word, and whether it is a whole one."""
    found: dict[Prefix, bool] = {(): True}
    for word in lexicon:
        for end in range(1, len(word) + 1):
            beginning = tuple(word[:end])
            found[beginning] = found.get(beginning, False) or end == len(word)
    return found


def _word(prefix: Prefix, space: int | None) -> Prefix:
    """What follows the last space."""
    if space is None or space not in prefix:
        return prefix
    return prefix[len(prefix) - prefix[::-1].index(space) :]


def _allowed(prefix: Prefix, allowed: dict[Prefix, bool], space: int | None) -> bool:
    if space is not None and prefix[-1] == space:
        before = _word(prefix[:-1], space)
        return bool(before) and allowed.get(before, False)
    return _word(prefix, space) in allowed


def _complete(prefix: Prefix, allowed: dict[Prefix, bool], space: int | None) -> bool:
    return allowed.get(_word(prefix, space), False)
