"""What a text says by itself: whether a symbol tells of the next, and whether its parts are alike and apart."""

import math
from pathlib import Path
from typing import Any

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
FAR_NATS = 0.2  # that a single symbol so far back tells: prose has 0.01
REST = 4  # symbols before, which a far one is told beside


def look(spec: TrainRunSpec, material: Any, _path: Path) -> DataFacts:
    """The facts of a text."""
    corpus: Corpus = material
    symbols = corpus.train[:MOST_SYMBOLS]
    repeated, worth = _repetition(symbols)
    told = _told(symbols, len(corpus.vocabulary))
    return DataFacts(
        nothing=bool(told is not None and told < NOTHING),
        shift=_shift(corpus),
        leaks=tuple(_copied(corpus)),
        longer=repeated if repeated is not None and repeated.lag > spec.text.window else None,
        reach=None if repeated is None else repeated.lag,
        copied_nats=None if repeated is None else worth,
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


def _repetition(symbols: Ids) -> tuple[Longer | None, float]:
    """A lag at which a symbol is copied wherever the symbols just before leave it open, and what that tells."""
    if len(symbols) < 5000:
        return None, 0.0
    ids = symbols.astype(np.int64)
    hard = _surprising(ids)
    if len(hard) < 300:
        return None, 0.0
    chance = float(((np.bincount(ids[hard]) / len(hard)) ** 2).sum())
    lags = np.arange(REST + 1, FURTHEST)
    at = hard[hard >= FURTHEST]
    agreed = np.array([float((ids[at] == ids[at - lag]).mean()) for lag in lags])
    best = int(agreed.argmax())
    lag, share = int(lags[best]), float(agreed[best])
    if share < max(3 * chance, 0.25) or share < 3 * float(np.median(agreed)):
        return None, 0.0
    worth = share * len(hard) / len(ids) * -math.log(max(chance, 1e-9))
    return Longer(window=2 * lag, less=share, lag=lag), worth


def _surprising(ids: Any) -> Any:
    """Places whose symbol is seldom the most frequent one behind the `REST` symbols before it."""
    size = int(ids.max()) + 1
    context = np.zeros(len(ids) - REST, np.int64)
    for back in range(REST, 0, -1):
        context = (context * size + ids[REST - back : len(ids) - back]) % (1 << 40)
    _, place = np.unique(context, return_inverse=True)
    following = ids[REST:]
    pair = place.astype(np.int64) * size + following
    _, pair_place, pair_counts = np.unique(pair, return_inverse=True, return_counts=True)
    totals = np.bincount(place)
    share = pair_counts[pair_place] / totals[place]
    return np.flatnonzero((share < 0.5) & (totals[place] >= 5)) + REST
