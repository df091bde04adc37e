"""CTC by enumerating every path: slow and obvious. `T` frames, `C` symbols, the blank is 0 (Graves et al. 2006)."""

import itertools
from collections import defaultdict

import numpy as np


def collapse(path):
    """Repeats merged, blanks removed."""
    return tuple(symbol for symbol, _ in itertools.groupby(path) if symbol != 0)


def labellings(probabilities):
    """Probability of every labelling of (T, C)."""
    frames, symbols = probabilities.shape
    found = defaultdict(float)
    for path in itertools.product(range(symbols), repeat=frames):
        found[collapse(path)] += float(np.prod([probabilities[frame, symbol] for frame, symbol in enumerate(path)]))
    return found


def spelled(labelling, words, space):
    """Whether a labelling is words with one space between them; one more may stand at the end."""
    parts = [tuple(part) for part in "".join(map(chr, labelling)).split(chr(space))]
    said = [tuple(map(ord, part)) for part in parts]
    if said and said[-1] == ():
        said.pop()
    return all(word in words for word in said)
