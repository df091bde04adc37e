"""A pre-norm Transformer from its equations, one sequence, one query and one head at a time; weights as in the product.

Works on complex numbers, so that `tests.reference.slopes` can differentiate it.
"""

import numpy as np
from scipy.special import erf


def layer_norm(x, w, name):
    variance = ((x - x.mean()) ** 2).mean()
    return (x - x.mean()) / np.sqrt(variance + 1e-5) * w[f"{name}.weight"] + w[f"{name}.bias"]


def linear(x, w, name):
    return w[f"{name}.weight"] @ x + w[f"{name}.bias"]


def turned(vector, place):
    """Pairs (j, j + K / 2) rotated by place / 10000^(2 j / K), as complex numbers turn; an odd last number stays."""
    pairs = len(vector) // 2
    new = vector.copy()
    for j in range(pairs):
        angle = place / 10_000 ** (j / pairs)
        one, two = vector[j], vector[pairs + j]
        new[j] = one * np.cos(angle) - two * np.sin(angle)
        new[pairs + j] = one * np.sin(angle) + two * np.cos(angle)
    return new


def transformer(w, inputs, heads, blocks, sees):
    """States (T, H) of inputs (T, D); `sees(query, key)` says what is looked at."""
    states = [linear(x, w, "entry") for x in inputs]
    hidden = len(states[0])
    width = hidden // heads
    for block in range(blocks):
        own = {name.removeprefix(f"blocks.{block}."): values for name, values in w.items()}
        read = [linear(layer_norm(x, own, "first"), own, "qkv") for x in states]
        after = []
        for t, x in enumerate(states):
            found = []
            for head in range(heads):
                part = slice(head * width, (head + 1) * width)
                q = turned(read[t][:hidden][part], t)
                keys = [s for s in range(len(states)) if sees(t, s)]
                scores = [q @ turned(read[s][hidden : 2 * hidden][part], s) / np.sqrt(width) for s in keys]
                weights = np.exp(np.array(scores))
                values = [read[s][2 * hidden :][part] for s in keys]
                found.append(sum(a * v for a, v in zip(weights / weights.sum(), values, strict=True)))
            mixed = x + linear(np.concatenate(found), own, "out")
            wide = linear(layer_norm(mixed, own, "second"), own, "wide")
            after.append(mixed + linear(wide * (1 + erf(wide / np.sqrt(2))) / 2, own, "narrow"))
        states = after
    return np.array([layer_norm(x, w, "norm") for x in states])
