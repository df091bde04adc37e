"""Temperature, top-k and top-p as their papers say them, one symbol at a time; for small vocabularies."""

import math


def shares(logits, temperature, top_k, top_p):
    """Probability of every symbol."""
    weights = [math.exp(logit / temperature) for logit in logits]
    ranked = sorted(range(len(logits)), key=lambda symbol: (-logits[symbol], symbol))
    kept = ranked[:top_k] if top_k else ranked
    total = sum(weights[symbol] for symbol in kept)
    nucleus, reached = [], 0.0
    for symbol in kept:
        nucleus.append(symbol)
        reached += weights[symbol] / total
        if reached >= top_p:
            break
    total = sum(weights[symbol] for symbol in nucleus)
    return [weights[symbol] / total if symbol in nucleus else 0.0 for symbol in range(len(logits))]
