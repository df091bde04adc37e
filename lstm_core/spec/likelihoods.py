"""What a forecasting network says of every target and step, by the loss that trains it. Free of torch.

A point loss makes it say a value, the quantile loss one value a quantile, a likelihood the parameters of a distribution
(Salinas et al. 2020, DeepAR), of which the forecast takes the quantiles.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lstm_core.spec.training import TrainSpec

LIKELIHOODS = {  # losses that are negative log-likelihoods, and how many parameters their distribution has
    "poisson": 1,  # rate
    "negative_binomial": 2,  # mean, dispersion: variance = mean + dispersion * mean^2
    "student_t": 3,  # location, scale, degrees of freedom
}
COUNTING = ("poisson", "negative_binomial")  # distributions of whole numbers from 0 on
QUANTILED = ("quantile", *LIKELIHOODS)  # losses whose forecasts are quantiles
COUNTS_NEED: dict[str, tuple[Any, ...]] = {  # what the data section may say, so that 0 stays 0 and 1 stays one unit
    "scaling": ("mean", "none"),
    "window_scaling": ("none",),
    "transform": ("none",),
    "difference": ("none",),
    "winsorise": (None,),
    "strategy": ("direct",),
}


def levels_of(train: "TrainSpec") -> tuple[float, ...]:
    """The quantiles that are forecast, rising; none of a loss that forecasts one value."""
    return train.quantiles if train.loss in QUANTILED else ()


def said_of(train: "TrainSpec") -> int:
    """Numbers that the head says of every target and step."""
    return LIKELIHOODS.get(train.loss, len(levels_of(train)) or 1)


def needed_by(loss: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a data section that a loss needs otherwise, with the value that it needs; none where all fit."""
    if loss not in COUNTING:
        return {"strategy": "direct"} if loss in QUANTILED and data.get("strategy") == "recursive" else {}
    found = {name: allowed[0] for name, allowed in COUNTS_NEED.items() if data.get(name, allowed[0]) not in allowed}
    floor = data.get("floor")
    return found if floor is not None and floor >= 0 else {**found, "floor": 0.0}
