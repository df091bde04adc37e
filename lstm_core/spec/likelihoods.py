"""What a forecasting network says of every target and step, by the loss that trains it. Free of torch.

A point loss makes it say a value, the quantile loss one value a quantile, a likelihood the parameters of a distribution
(Salinas et al. 2020, DeepAR), of which the forecast takes the quantiles.
"""

import math
from collections.abc import Mapping
from typing import Any

LIKELIHOODS = {  # losses that are negative log-likelihoods, and how many parameters their distribution has
    "poisson": 1,  # rate
    "negative_binomial": 2,  # mean, dispersion: variance = mean + dispersion * mean^2
    "student_t": 3,  # location, scale, degrees of freedom
}
COUNTING = ("poisson", "negative_binomial")  # distributions of whole numbers from 0 on
DENSITIES = ("student_t",)  # of which the negative logarithm may be below 0, so that it has no ratios
QUANTILED = ("quantile", *LIKELIHOODS)  # losses whose forecasts are quantiles
LARGEST_EXPONENT = 700.0
COUNTS_NEED: dict[str, tuple[Any, ...]] = {  # what the data section may say, so that 0 stays 0 and 1 stays one unit
    "scaling": ("mean", "none"),
    "window_scaling": ("none",),
    "transform": ("none",),
    "difference": ("none",),
    "winsorise": (None,),
    "strategy": ("direct",),
}
SHIFTED = {"scaling": "minmax", "window_scaling": "last"}  # as a spec has them that says nothing of it


def ratio(loss: str, value: float, other: float) -> float:
    """How many times another value of a loss one is; 1 where the other one is 0.

    The logarithm of a density has no zero to count from: there it is by how much the width of the errors has grown.
    """
    if loss in DENSITIES:
        return math.exp(min(value - other, LARGEST_EXPONENT))
    return value / other if other > 0 else 1.0


def needed_by(loss: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a data section that a loss needs otherwise, with the value that it needs; none where all fit."""
    if loss not in COUNTING:
        return {"strategy": "direct"} if loss in QUANTILED and data.get("strategy") == "recursive" else {}
    found = {name: allowed[0] for name, allowed in COUNTS_NEED.items() if data.get(name, allowed[0]) not in allowed}
    floor = data.get("floor")
    return found if floor is not None and floor >= 0 else {**found, "floor": 0.0}


def taken_along(changes: Mapping[str, Any], data: Mapping[str, Any], loss: str) -> dict[str, Any]:
    """Further changes that a new loss takes along, by path, beside a data section and the present loss.

    What is asked for itself is left as it is: where it does not go with the loss, the spec refuses it. Behind a loss of
    counts the scaling is that of a new spec again.
    """
    new = changes.get("train.loss", loss)
    own = {path.removeprefix("data."): value for path, value in changes.items()}
    needed: dict[str, Any] = {}
    if new in LIKELIHOODS and new != loss:
        needed = needed_by(new, {**data, **own})
    elif loss in COUNTING and new not in COUNTING:
        needed = {name: value for name, value in SHIFTED.items() if data.get(name) in COUNTS_NEED[name]}
    return {f"data.{name}": value for name, value in needed.items() if name not in own}
