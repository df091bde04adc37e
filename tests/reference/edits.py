"""The edit distance of Levenshtein (1966) as its recursion says it, and the error rates that follow."""

from functools import cache


def distance(said, heard):
    """The fewest substitutions, deletions and insertions that make one sequence the other."""

    @cache
    def rest(i, j):
        if i == len(said) or j == len(heard):
            return len(said) - i + len(heard) - j
        if said[i] == heard[j]:
            return rest(i + 1, j + 1)
        return 1 + min(rest(i + 1, j + 1), rest(i + 1, j), rest(i, j + 1))

    return rest(0, 0)


def rate(references, hypotheses, cut):
    """Errors over what was said, over all pairs together; `cut` makes units of a transcript."""
    pairs = [(tuple(cut(one)), tuple(cut(other))) for one, other in zip(references, hypotheses, strict=True)]
    return sum(distance(*pair) for pair in pairs) / sum(len(said) for said, _ in pairs)
