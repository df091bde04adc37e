"""What a text says by itself: whether a symbol tells of the next, and whether its parts are alike and apart."""

import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_core.data.text.corpora import Corpus
from lstm_core.data.text.vocabulary import Ids
from lstm_core.diagnosis.data.facts import DataFacts, Leaked, Longer, Shift
from lstm_core.spec.run import TrainRunSpec

LONG = 40  # characters in a row that two independent texts do not share
PAGE, COPIES = 400, 4  # characters in a row that no formula fills, and copies of a file
SAMPLED = 300  # places of the later parts that are looked up in the training part
MOST_TEXT = 2_000_000  # characters of the training part that are looked through
COPIED = 0.1  # share of these places: prose repeats a phrase here and there
MOST_SYMBOLS = 200_000
NOTHING = 0.03  # nats that a symbol tells of the next, less what chance would show
FURTHEST = 200  # symbols back
REST = 4  # symbols before, which a far one is told beside
WORD = 8  # symbols back, up to which n-grams and short memories tell the same
OFTEN = 20  # times that what stands before a place is seen
OPEN = 0.15  # nats: with less left a place is known from those before it
FEWEST_OPEN, MOST_OPEN = 300, 20_000  # places that are left open
FAR_NATS = 0.1  # per open place, that a single symbol so far back tells: prose has 0.05
PRIOR = 4.0  # counts that the shorter context is worth


class _Told(NamedTuple):
    """What a symbol `lag` places back tells."""

    lag: int
    gain: float  # nats per place that is open without it
    nats: float  # per symbol of the text

    @property
    def surer(self) -> float:
        """How much less often a guess is wrong, roughly: of a likelihood."""
        return 1 - math.exp(-self.gain)


def look(spec: TrainRunSpec, material: Any, _path: Path) -> DataFacts:
    """The facts of a text."""
    corpus: Corpus = material
    symbols = corpus.train[:MOST_SYMBOLS]
    most, beyond = _far(symbols, spec.text.window)
    told = _told(symbols, len(corpus.vocabulary))
    return DataFacts(
        nothing=bool(told is not None and told < NOTHING),
        shift=_shift(corpus),
        leaks=tuple(_copied(corpus)),
        longer=None if beyond is None else Longer(window=2 * beyond.lag, less=beyond.surer, lag=beyond.lag),
        reach=None if most is None else most.lag,
        far_nats=None if most is None else most.nats,
        sizes={"values": len(corpus.train), "symbols": len(corpus.vocabulary)},
    )


def _told(symbols: Ids, size: int) -> float | None:
    """Nats that a symbol tells of the next, without the bias of a finite text (Miller & Madow 1955)."""
    if len(symbols) < 500 or size > 2000:
        return None
    pairs = symbols[:-1].astype(np.int64) * size + symbols[1:]
    counts = np.bincount(pairs, minlength=1)
    ones = np.bincount(symbols.astype(np.int64))
    both, alone = _entropy(counts), _entropy(ones)
    bias = (np.count_nonzero(ones) - 1) ** 2 / (2 * len(pairs))
    return 2 * alone - both - bias


def _entropy(counts: Any) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def _shift(corpus: Corpus) -> Shift | None:
    """How much worse the frequencies of the training part fit the later parts than their own would."""
    later = np.concatenate([corpus.validation, corpus.test])
    if len(later) < 200:
        return None
    size = len(corpus.vocabulary)
    before = np.bincount(corpus.train, minlength=size) + 0.5
    after = np.bincount(later, minlength=size) + 0.0
    shares, others = after / after.sum(), before / before.sum()
    kept = shares > 0
    apart = float((shares[kept] * np.log(shares[kept] / others[kept])).sum())
    bias = int(kept.sum()) / (2 * len(later))  # of a short part that is no other
    rare = float((before[later] < 1).mean())
    return Shift("", rare, 1.0, max(0.0, apart - bias))


def _copied(corpus: Corpus) -> list[Leaked]:
    training = corpus.parts.train[-MOST_TEXT:]
    later = corpus.parts.validation + corpus.parts.test
    if len(later) < 4 * LONG or len(training) < 4 * LONG:
        return []
    places = np.unique(np.linspace(0, len(later) - LONG, SAMPLED).astype(int))
    pieces = [later[at : at + LONG] for at in places]
    pieces = [piece for piece in pieces if len(set(piece)) > 4]
    if not pieces:
        return []
    own = _repeats_itself(training)
    share = sum(piece in training for piece in pieces) / len(pieces)
    if share > COPIED and share > 3 * own:
        return [Leaked("copied", share=share)]
    return _doubled(training, later) if share > COPIED else []


def _doubled(training: str, later: str) -> list[Leaked]:
    """Whole pages that stand in the training part too, a few times at most: formulas repeat by nature, and shorter."""
    if len(later) < 2 * PAGE:
        return []
    places = np.unique(np.linspace(0, len(later) - PAGE, SAMPLED).astype(int))
    pages = [later[at : at + PAGE] for at in places]
    share = sum(0 < training.count(page) <= COPIES for page in pages) / len(pages)
    return [Leaked("copied", share=share)] if share > COPIED else []


def _repeats_itself(training: str) -> float:
    """Share of pieces of the last tenth that stand before it too: formulas repeat by nature."""
    cut = len(training) * 9 // 10
    places = np.unique(np.linspace(cut, len(training) - LONG, SAMPLED // 3).astype(int))
    before = training[:cut]
    return sum(training[at : at + LONG] in before for at in places) / len(places)


def _far(symbols: Ids, window: int) -> tuple[_Told | None, _Told | None]:
    """The symbol far back that tells most of the next beside those just before it: behind a word, behind the window.

    What it tells is judged on the later half of the places that are left open, by counts of the earlier one.
    """
    if len(symbols) < 5000:
        return None, None
    ids = symbols.astype(np.int64)
    places, contexts = _open_places(ids)
    if len(places) < FEWEST_OPEN:
        return None, None
    share = len(places) / (len(ids) - FURTHEST)
    places, contexts = places[-MOST_OPEN:], contexts[-MOST_OPEN:]
    lags = np.arange(REST + 1, FURTHEST + 1)
    told = np.array([_gain(ids, places, contexts, int(lag)) for lag in lags])
    usual = float(np.median(told))
    found = []
    for nearest in (WORD, window):
        kept = lags > nearest
        best = int(np.where(kept, told, -np.inf).argmax())
        least = max(FAR_NATS, usual + FAR_NATS, *(told[~kept] + FAR_NATS / 2))  # more than what lies nearer tells
        clear = kept.any() and told[best] >= least
        found.append(_Told(int(lags[best]), float(told[best]), float(told[best]) * share) if clear else None)
    return found[0], found[1]


def _open_places(ids: Any) -> tuple[Any, Any]:
    """Places whose symbol those before it leave open, and numbers of what stands before them."""
    size = int(ids.max()) + 1
    context = np.zeros(len(ids) - REST, np.int64)
    for back in range(REST, 0, -1):
        context = context * size + ids[REST - back : len(ids) - back]
    _, context = np.unique(context, return_inverse=True)
    following = ids[REST:]
    pairs, counts = np.unique(context * size + following, return_counts=True)
    totals = np.bincount(context)
    shares = counts / totals[pairs // size]
    left = np.bincount(pairs // size, weights=-shares * np.log(shares))
    at = np.flatnonzero(((totals >= OFTEN) & (left >= OPEN))[context])
    at = at[at + REST >= FURTHEST]
    return at + REST, context[at]


def _gain(ids: Any, places: Any, contexts: Any, lag: int) -> float:
    """Nats per open place that the symbol so far back tells, on the later half of them."""
    size, cut = int(ids.max()) + 1, len(places) // 2
    nexts, far = ids[places], contexts * size + ids[places - lag]
    near = _counted(contexts, nexts, cut, size, np.full(len(nexts) - cut, 1.0 / size))
    both = _counted(far, nexts, cut, size, near)
    return float(np.log(both / near).mean())


def _counted(given: Any, nexts: Any, cut: int, size: int, prior: Any) -> Any:
    """Probability of each later symbol behind what is given, by the earlier counts, drawn to a prior."""
    pairs = given * size + nexts
    hits, totals = _seen(pairs[:cut], pairs[cut:]), _seen(given[:cut], given[cut:])
    return (hits + PRIOR * prior) / (totals + PRIOR)


def _seen(earlier: Any, later: Any) -> Any:
    """How often each of the later stands among the earlier."""
    known, counts = np.unique(earlier, return_counts=True)
    at = np.minimum(np.searchsorted(known, later), len(known) - 1)
    return np.where(known[at] == later, counts[at], 0)
