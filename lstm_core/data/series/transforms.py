"""What is done to the targets before a network sees them, and how it is undone in its forecasts.

First every value is transformed by itself (logarithm, Box-Cox), then what stood there one step or one season before is
subtracted. `T` rows, `C` targets, `N` origins, `H` horizon, `Q` quantiles. The rendered script repeats the same steps.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstm_core.spec.series import SeriesData

Array = npt.NDArray[np.float64]
Kind = Literal["none", "log", "log1p", "box_cox"]

LEAST = 1e-12  # of what a logarithm is taken of
LARGEST = 700.0  # of what is exponentiated: beyond it a number is no longer finite
POWERS = tuple(number / 20 for number in range(41))  # of Box-Cox that are tried: a negative one knows no large values


@dataclass(frozen=True)
class Transform:
    """A transform with what the training rows told of it."""

    kind: Kind
    powers: tuple[float, ...]  # (C,) of Box-Cox; 0 is the logarithm
    lag: int  # rows back to what is subtracted; 0: nothing is
    floor: float | None = None  # of what is undone
    ceiling: float | None = None

    @classmethod
    def fit(cls, data: SeriesData, training: Array) -> "Transform":
        """The transform of a spec; powers are fitted on rows (T, C) by maximum likelihood (Box & Cox 1964)."""
        powers = tuple(power_of(column) for column in training.T) if data.transform == "box_cox" else ()
        return cls(data.transform, powers, data.lag, data.floor, data.ceiling)

    def of(self, columns: slice) -> "Transform":
        """The same of these columns."""
        return Transform(self.kind, self.powers[columns], self.lag, self.floor, self.ceiling)

    def levels(self, values: Array) -> Array:
        """Every value of (..., C) by itself; NaN stays NaN."""
        if self.kind == "none":
            return values
        if self.kind == "log1p":
            logged: Array = np.log1p(np.maximum(values, LEAST - 1))
            return logged
        found: Array = np.log(np.maximum(values, LEAST))  # a forecast may lie where no value does
        for column, power in enumerate(self.powers):
            if power:
                found[..., column] = np.expm1(power * found[..., column]) / power
        return found

    def values(self, levels: Array) -> Array:
        """The inverse of `levels` (..., C), within the bounds; a level that no value has becomes the nearest one."""
        if self.kind == "none":
            return self.bounded(levels)
        found = levels.copy()
        for column, power in enumerate(self.powers):
            if power:
                found[..., column] = (
                    np.log(np.maximum(1 + power * found[..., column], np.finfo(np.float64).tiny)) / power
                )
        found = np.minimum(found, LARGEST)
        return self.bounded(np.expm1(found) if self.kind == "log1p" else np.exp(found))

    def bounded(self, values: Array) -> Array:
        """Values no lower than the floor and no higher than the ceiling."""
        if self.floor is None and self.ceiling is None:
            return values
        within: Array = np.clip(values, self.floor, self.ceiling)
        return within

    def changes(self, values: Array) -> Array:
        """What the network is to see of values (T, C): NaN where a value is missing and in the first `lag` rows."""
        levels = self.levels(values)
        if not self.lag:
            return levels
        found = np.full_like(levels, np.nan)
        found[self.lag :] = levels[self.lag :] - self.known(levels)[: -self.lag]
        return found

    def told(self, levels: Array) -> Array:
        """Changes (T, C) of levels of which none is missing; 0 in the first `lag` rows."""
        if not self.lag:
            return levels
        found = np.zeros_like(levels)
        found[self.lag :] = levels[self.lag :] - levels[: -self.lag]
        return found

    def known(self, levels: Array) -> Array:
        """Levels (T, C) with what was known at each row where one is missing: one lag before, else the last one."""
        if not np.isnan(levels).any():
            return levels
        found = levels.copy()
        for row in range(1, len(found)):
            missing = np.isnan(found[row])
            found[row, missing] = found[max(0, row - max(self.lag, 1)), missing]
        return found

    def undone(self, changes: Array, origins: range, levels: Array) -> Array:
        """Forecasts (N, H, C, Q) in the units of the data, of forecasts of changes behind rows `origins`.

        `levels` (T, C) are known ones. A step further ahead than one lag is added to what was forecast one lag before.
        """
        if not self.lag:
            found = changes
        else:
            rows = np.asarray(origins)
            found = np.empty_like(changes)
            for step in range(changes.shape[1]):
                before = levels[rows + step + 1 - self.lag][..., None] if step < self.lag else found[:, step - self.lag]
                found[:, step] = before + changes[:, step]
        return self.values_of(found)

    def levels_of(self, forecast: Array) -> Array:
        """`levels` of forecasts (N, H, C, Q)."""
        return np.moveaxis(self.levels(np.moveaxis(forecast, 2, -1)), -1, 2)

    def values_of(self, forecast: Array) -> Array:
        """`values` of forecasts (N, H, C, Q)."""
        return np.moveaxis(self.values(np.moveaxis(forecast, 2, -1)), -1, 2)

    def differences(self, forecast: Array, origins: range, levels: Array) -> Array:
        """The changes (N, h, C, Q) that a forecast in the units of the data says: the inverse of `undone`."""
        said = self.levels_of(forecast)
        if not self.lag:
            return said
        rows, found = np.asarray(origins), np.empty_like(said)
        for step in range(said.shape[1]):
            before = levels[rows + step + 1 - self.lag][..., None] if step < self.lag else said[:, step - self.lag]
            found[:, step] = said[:, step] - before
        return found


def power_of(training: Array) -> float:
    """The power of Box-Cox (T,) under which the seen values are most normal; 0 where they do not vary.

    The largest log-likelihood (Box & Cox 1964, equation 8) among `POWERS`.
    """
    logs = np.log(training[~np.isnan(training)])
    if len(logs) < 2 or not np.ptp(logs) > 0:
        return 0.0
    found = []
    for power in POWERS:
        levels = np.expm1(power * logs) / power if power else logs
        found.append((power - 1) * logs.sum() - len(logs) / 2 * np.log(levels.var()))
    return float(POWERS[int(np.argmax(found))])


def floor_of(kind: Kind) -> float:
    """What every value must be above."""
    return {"none": -np.inf, "log1p": -1.0}.get(kind, 0.0)


def refused_rows(kind: Kind, values: Array) -> npt.NDArray[np.int64]:
    """Rows (T, C) that hold a value which the transform does not have, ascending."""
    found: npt.NDArray[np.int64] = np.flatnonzero((values <= floor_of(kind)).any(axis=1))
    return found
