"""From frame probabilities to symbols: best path, and prefix beam search (Hannun et al. 2014, without language model).

`T` frames, `C` symbols with the blank first.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from lstm_core.data.speech.augmentation import BEAM_WIDTH, NEGLIGIBLE
from lstm_core.data.speech.transcripts.symbols import BLANK
from lstm_core.spec.speech import SpeechData

Array = npt.NDArray[np.float64]
Prefix = tuple[int, ...]


def greedy(log_probabilities: Array) -> list[int]:
    """The symbols of the likeliest path of (T, C): repeats merged, blanks left out."""
    best = log_probabilities.argmax(axis=1)
    kept = [int(symbol) for place, symbol in enumerate(best) if place == 0 or symbol != best[place - 1]]
    return [symbol for symbol in kept if symbol != BLANK]


class Lexicon:
    """Words that a beam may write, separated by the symbol `space`; the whole is one word when `space` is None."""

    def __init__(self, words: Iterable[Sequence[int]], space: int | None = None) -> None:
        self.space = space
        self._whole: dict[Prefix, bool] = {(): True}  # every beginning of a word, and whether it is a whole one
        for word in words:
            for end in range(1, len(word) + 1):
                beginning = tuple(word[:end])
                self._whole[beginning] = self._whole.get(beginning, False) or end == len(word)

    def allows(self, prefix: Prefix) -> bool:
        """The prefix can become words of the lexicon, given that it could without its last symbol."""
        if self.space is not None and prefix[-1] == self.space:
            before = self._last(prefix[:-1])
            return bool(before) and self._whole.get(before, False)
        return self._last(prefix) in self._whole

    def completes(self, prefix: Prefix) -> bool:
        """The last word of the prefix is whole."""
        return self._whole.get(self._last(prefix), False)

    def _last(self, prefix: Prefix) -> Prefix:
        if self.space is None or self.space not in prefix:
            return prefix
        return prefix[len(prefix) - prefix[::-1].index(self.space) :]


def lexicon_of(data: SpeechData, transcripts: Iterable[str], symbols: Sequence[str]) -> Lexicon | None:
    """The lexicon that a spec asks for, of the training transcripts; None: every word may be written."""
    if data.lexicon == "none":
        return None
    numbers = {symbol: number for number, symbol in enumerate(symbols)}
    words = {word for transcript in transcripts for word in transcript.split()}
    return Lexicon([[numbers[letter] for letter in word] for word in sorted(words)], numbers.get(" "))


def prefix_beam(log_probabilities: Array, width: int = BEAM_WIDTH, lexicon: Lexicon | None = None) -> list[int]:
    """The likeliest symbols of (T, C) over all paths that give them, with `width` prefixes kept.

    With a `lexicon` every word is one of its words, unless no prefix that is left ends in a whole one.
    """
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
                if number == BLANK or (lexicon is not None and not lexicon.allows(longer)):
                    continue
                start = blank if prefix and prefix[-1] == number else whole
                grown[longer][1] = np.logaddexp(grown[longer][1], start + frame[number])
        ranked = sorted(grown.items(), key=lambda item: -float(np.logaddexp(item[1][0], item[1][1])))[:width]
        beam = {prefix: (ends[0], ends[1]) for prefix, ends in ranked}
    done = [prefix for prefix in beam if lexicon is None or lexicon.completes(prefix)]
    return list(done[0] if done else next(iter(beam)))
