"""Negative log-likelihoods of what was seen, under the distributions that a forecasting network says.

Computed in float64: of large counts the terms are far larger than their sum. `C` targets, `P` parameters.
"""

import math

from torch import Tensor


def negative_log_likelihood(loss: str, said: Tensor, targets: Tensor, scale: Tensor) -> Tensor:
    """That of targets (..., C) under parameters (..., C, P), in float64; both are in the scaled units of the network.

    Counts are told in their own units: a rate or a mean is what is said times `scale` (C,), as in DeepAR (Salinas et
    al. 2020, section 3.3), whose dispersion is the one here: variance = mean + dispersion * mean^2. The density of
    Student's t is that of scaled values.
    """
    first, *more = said.double().unbind(-1)
    if loss == "student_t":
        return _student_t(targets.double(), first, *more)
    counts, mean = targets.double() * scale, first * scale
    return _poisson(counts, mean) if loss == "poisson" else _negative_binomial(counts, mean, *more)


def _poisson(counts: Tensor, rate: Tensor) -> Tensor:
    return rate - counts * rate.log() + (counts + 1).lgamma()


def _negative_binomial(counts: Tensor, mean: Tensor, dispersion: Tensor) -> Tensor:
    size, odds = 1 / dispersion, dispersion * mean
    ways = (counts + size).lgamma() - size.lgamma() - (counts + 1).lgamma()
    return (counts + size) * odds.log1p() - counts * odds.log() - ways


def _student_t(values: Tensor, location: Tensor, width: Tensor, freedom: Tensor) -> Tensor:
    squares = ((values - location) / width).square()
    normaliser = (freedom / 2).lgamma() - ((freedom + 1) / 2).lgamma() + 0.5 * (math.pi * freedom).log()
    return normaliser + width.log() + (freedom + 1) / 2 * (squares / freedom).log1p()
