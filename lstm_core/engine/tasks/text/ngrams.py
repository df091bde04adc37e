"""Honest baselines of a text: symbol frequencies, and n-grams with interpolated Kneser-Ney smoothing.

p_n(w | h) = max(c(h w) - d, 0) / c(h) + d * N(h .) / c(h) * p_{n-1}(w | h'): h' drops the first symbol of h, N(h .)
counts distinct successors, lower orders count distinct predecessors in place of occurrences, and below the first order
every symbol is equally likely (Kneser & Ney 1995; Chen & Goodman 1999). d = n1 / (n1 + 2 n2) by order.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstm_core.data.text.vocabulary import Ids
from lstm_core.spec.constants import NGRAM_CODES, NGRAM_DISCOUNT, NGRAM_ORDER, NGRAM_SYMBOLS

Array = npt.NDArray[np.float64]


def unigram_nats(training: Ids, part: Ids, symbols: int) -> Array:
    """Nats (N,) of each symbol of `part` from the frequencies of the training part, each count raised by one."""
    counts = np.bincount(training, minlength=symbols) + 1.0
    nats: Array = -np.log(counts / counts.sum())[part]
    return nats


@dataclass(frozen=True)
class _Level:
    """Counts of one order: n-grams and contexts as sorted codes."""

    grams: Ids
    counts: Array
    contexts: Ids
    totals: Array
    successors: Array
    discount: float


class KneserNey:
    """An n-gram model of order `NGRAM_ORDER`, lower where the codes of a large vocabulary would overflow."""

    def __init__(self, training: Ids, symbols: int) -> None:
        self.symbols = symbols
        self.order = max(n for n in range(1, NGRAM_ORDER + 1) if symbols**n < NGRAM_CODES)
        self._levels: list[_Level] = []
        training = training[-NGRAM_SYMBOLS:]
        above: Ids | None = None  # distinct n-grams one order up
        for order in range(self.order, 0, -1):
            if above is None:
                grams, counts = np.unique(self._codes(training, order), return_counts=True)
            else:
                grams, counts = np.unique(above % symbols**order, return_counts=True)
            self._levels.insert(0, self._level(grams, counts.astype(np.float64)))
            above = grams

    def nats(self, part: Ids, before: Ids) -> Array:
        """Nats (N,) of each symbol of `part`, which stands behind `before` (at least as many as the order)."""
        begin = self.order - 1
        text = np.concatenate([before[len(before) - begin :], part])
        shares = np.full(len(part), 1.0 / self.symbols)
        for order, level in enumerate(self._levels, start=1):
            codes = self._codes(text, order)[begin - order + 1 :][: len(part)]
            found = _look_up(level.grams, level.counts, codes)
            totals = _look_up(level.contexts, level.totals, codes // self.symbols)
            successors = _look_up(level.contexts, level.successors, codes // self.symbols)
            seen = totals > 0
            safe = np.where(seen, totals, 1.0)
            mixed = np.maximum(found - level.discount, 0.0) / safe + level.discount * successors / safe * shares
            shares = np.where(seen, mixed, shares)
        nats: Array = -np.log(shares)
        return nats

    def _codes(self, text: Ids, order: int) -> Ids:
        """Codes of the n-grams that end at each symbol from the `order`-th on."""
        codes = np.zeros(max(0, len(text) - order + 1), dtype=np.int64)
        for place in range(order):
            codes = codes * self.symbols + text[place : place + len(codes)]
        return codes

    def _level(self, grams: Ids, counts: Array) -> _Level:
        contexts, first = np.unique(grams // self.symbols, return_index=True)
        totals = np.add.reduceat(counts, first)
        successors = np.diff(np.append(first, len(grams))).astype(np.float64)
        once, twice = int((counts == 1).sum()), int((counts == 2).sum())
        discount = once / (once + 2 * twice) if once and twice else NGRAM_DISCOUNT
        return _Level(grams, counts, contexts, totals, successors, discount)


def _look_up(keys: Ids, values: Array, wanted: Ids) -> Array:
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found: Array = np.where(keys[places] == wanted, values[places], 0.0)
    return found
