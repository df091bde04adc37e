"""Forecasts that need no network, to hold every result against: repeat the last value, repeat the season, a line.

`T` rows, `C` columns, `N` origins, `W` window, `H` horizon. An origin is the last row that a forecast reads. Values are
finite. The rendered script repeats the same steps in the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

NAMES = ("persistence", "seasonal_naive", "linear")
PENALTIES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)  # times the mean eigenvalue: a well conditioned solve
LONGEST = 1024  # newest values of a window that the linear model reads
MOST_WINDOWS, MOST_JUDGED = 16_384, 4096  # windows that fit it and that choose its penalty, evenly spread
BATCH = 2048


def persistence(values: Array, origins: Sequence[int], horizon: int) -> Array:
    """The last value, repeated: (N, H, C) from (T, C)."""
    return np.repeat(values[np.asarray(origins)][:, None], horizon, axis=1)


def seasonal_naive(values: Array, origins: Sequence[int], horizon: int, season: int) -> Array:
    """The value one season earlier, (N, H, C); past the first season its forecast repeats."""
    ahead = np.arange(horizon) % season + 1 - season  # (H,), rows after the origin, at most 0
    rows = np.maximum(np.asarray(origins)[:, None] + ahead, 0)
    forecast: Array = values[rows]
    return forecast


@dataclass(frozen=True)
class Linear:
    """A line from the window to each step, as a rule less the window's last value (NLinear, Zeng et al. 2023).

    Fitted by ridge regression on training windows alone; the penalty is the one with the smallest squared error on the
    validation windows. All columns share the weights, each divided by its deviation on the training rows.
    """

    scale: Array  # (C,)
    centre: Array  # (W,), mean input
    weights: Array  # (W, H)
    offset: Array  # (H,), mean change
    penalty: float  # times the mean eigenvalue of the inputs' covariance
    subtracts: bool = True  # the last value of the window

    @classmethod
    def fit(
        cls, values: Array, training: range, validation: range, window: int, horizon: int, *, subtracts: bool = True
    ) -> "Linear":
        """From values (T, C) and the origins of both parts."""
        reach = min(window, LONGEST)
        scale = values[: training[-1] + horizon + 1].std(axis=0)
        scale = np.where(scale > 0, scale, 1.0)
        scaled = values / scale
        columns = values.shape[1]
        origins = training[:: -(-len(training) * columns // MOST_WINDOWS)]
        judged = validation[:: -(-len(validation) * columns // MOST_JUDGED)]
        batches = [origins[at : at + BATCH] for at in range(0, len(origins), BATCH)]
        total = np.zeros(reach + horizon)
        for batch in batches:
            total += windows_of(scaled, batch, reach, horizon, subtracts).sum(axis=0)
        centre = total / (len(origins) * columns)  # (W + H,)
        products = np.zeros((reach, reach + horizon))
        for batch in batches:
            centred = windows_of(scaled, batch, reach, horizon, subtracts) - centre  # (B * C, W + H)
            products += centred[:, :reach].T @ centred
        spread, axes = np.linalg.eigh(products[:, :reach])  # (W,), (W, W)
        moments = axes.T @ products[:, reach:]  # (W, H)
        held_out = windows_of(scaled, judged, reach, horizon, subtracts) - centre
        rotated, truth = held_out[:, :reach] @ axes, held_out[:, reach:]
        unit = float(spread.mean()) if spread.mean() > 0 else 1.0
        errors = []
        for penalty in PENALTIES:
            forecast = rotated @ (moments / (np.maximum(spread, 0) + penalty * unit)[:, None])
            errors.append(float(((forecast - truth) ** 2).mean()))
        best = PENALTIES[int(np.argmin(errors))]
        weights = axes @ (moments / (np.maximum(spread, 0) + best * unit)[:, None])
        return cls(scale, centre[:reach], weights, centre[reach:], best, subtracts)

    def __call__(self, values: Array, origins: Sequence[int]) -> Array:
        """Forecasts (N, H, C) from values (T, C)."""
        reach, horizon = self.weights.shape
        scaled = values / self.scale
        found = np.empty((len(origins), horizon, values.shape[1]))
        for at in range(0, len(origins), BATCH):
            batch = origins[at : at + BATCH]
            inputs = windows_of(scaled, batch, reach, 0, self.subtracts) - self.centre  # (B * C, W)
            last = scaled[np.asarray(batch)] * self.subtracts  # (B, C)
            change = (inputs @ self.weights + self.offset).reshape(len(batch), -1, horizon)  # (B, C, H)
            found[at : at + BATCH] = (change.transpose(0, 2, 1) + last[:, None]) * self.scale
        return found


def windows_of(scaled: Array, origins: Sequence[int], reach: int, horizon: int, subtracts: bool) -> Array:
    """Windows and what follows them, less their last value where that is wanted: (N * C, reach + horizon) of (T, C)."""
    rows = np.asarray(origins)[:, None] + np.arange(1 - reach, horizon + 1)  # (N, W + H)
    windows = scaled[rows].transpose(0, 2, 1).reshape(-1, reach + horizon)
    less: Array = windows - windows[:, reach - 1 : reach] if subtracts else windows
    return less
