"""Interpolated Kneser-Ney as Chen & Goodman (1999) write it, with dictionaries."""

from collections import Counter


def probability(training, symbols, order, context, symbol):
    """P(symbol | the last order - 1 symbols of context)."""
    share = 1.0 / symbols
    for n in range(1, order + 1):
        grams = Counter(tuple(training[at : at + order]) for at in range(len(training) - order + 1))
        for longer in range(order, n, -1):  # continuation counts: distinct predecessors
            grams = Counter(gram[1:] for gram in grams)
            assert all(len(gram) == longer - 1 for gram in grams)
        once, twice = (sum(count == times for count in grams.values()) for times in (1, 2))
        discount = once / (once + 2 * twice) if once and twice else 0.5
        history = tuple(context[len(context) - n + 1 :]) if n > 1 else ()
        following = {gram[-1]: count for gram, count in grams.items() if gram[:-1] == history}
        total = sum(following.values())
        if total:
            share = max(following.get(symbol, 0) - discount, 0) / total + discount * len(following) / total * share
    return share
