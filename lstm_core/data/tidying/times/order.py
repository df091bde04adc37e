"""Whether the day or the month comes first: what the whole column decides, and what it leaves open."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

_COMPARED = 20_000


@dataclass(frozen=True)
class Order:
    """Which of the parts a, b and Y is the day, the month and the year; `open` when another order fits as well."""

    day: str
    month: str
    year: str
    open: bool = False

    @property
    def places(self) -> dict[str, str]:
        return {"d": self.day, "m": self.month, "Y": self.year}


class _Candidate(NamedTuple):
    wrong: int
    irregular: float
    days: float  # from the first date to the last, where one date has many rows: these go on from day to day
    order: Order


def ordered(parts: pd.DataFrame, century: int, slashes: bool) -> Order | None:
    """The order that reads most cells; of several the one with the most regular steps, then the custom of the mark."""
    whole = parts.dropna(subset=["a"])
    numbers = {name: pd.to_numeric(whole[name]).to_numpy("float64") for name in ("a", "b", "Y")}
    orders = [Order("b", "a", "Y"), Order("a", "b", "Y")] if slashes else [Order("a", "b", "Y"), Order("b", "a", "Y")]
    if _may_begin_with_the_year(whole):
        orders.insert(0, Order("Y", "b", "a"))
    found = []
    for order in orders:
        day, month, year = (numbers[order.places[name]] for name in ("d", "m", "Y"))
        wrong = int(np.count_nonzero((day > 31) | (day < 1) | (month > 12) | (month < 1)))
        dates = _dates(day, month, year, century)
        found.append(_Candidate(wrong, _irregularity(dates, day, month), _days(dates), order))
    least = min(candidate.wrong for candidate in found)
    fitting = [candidate for candidate in found if candidate.wrong == least]
    best = min(fitting, key=lambda candidate: (candidate.irregular, candidate.days)).order
    same = bool(np.all(numbers["a"] == numbers["b"]))
    return Order(best.day, best.month, best.year, open=len(fitting) > 1 and not same)


def _may_begin_with_the_year(parts: pd.DataFrame) -> bool:
    """Two digits each, of which the last ones change most: 24-01-05, 24-01-06."""
    lengths = [parts[name].str.len() for name in ("a", "b", "Y")]
    if any(length.min() != 2 or length.max() != 2 for length in lengths):
        return False
    return bool(parts["Y"].nunique() > parts["a"].nunique())


def _dates(
    day: npt.NDArray[np.float64], month: npt.NDArray[np.float64], year: npt.NDArray[np.float64], century: int
) -> npt.NDArray[np.datetime64]:
    """The first dates as these parts say, without those that no calendar has."""
    day, month, year = (part[:_COMPARED] for part in (day, month, year))
    good = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    year = np.where(year < 100, year + np.where(year < century, 2000, 1900), year)
    months = ((year[good] - 1970) * 12 + month[good] - 1).astype(np.int64).astype("datetime64[M]")
    return months.astype("datetime64[D]") + (day[good] - 1).astype(np.int64)


def _days(dates: npt.NDArray[np.datetime64]) -> float:
    if len(dates) < 2 * max(1, len(np.unique(dates))):
        return 0.0
    return float((dates.max() - dates.min()).astype(np.int64))


def _irregularity(
    dates: npt.NDArray[np.datetime64], day: npt.NDArray[np.float64], month: npt.NDArray[np.float64]
) -> float:
    """Share of the steps between neighbours that are not the usual one."""
    if len(dates) < 3:
        return 1.0
    days = day[:_COMPARED][(month[:_COMPARED] >= 1) & (month[:_COMPARED] <= 12) & (day[:_COMPARED] >= 1)]
    dates = dates[np.concatenate([[True], dates[1:] != dates[:-1]])]
    apart = np.diff(dates.astype(np.int64))
    monthly = np.diff(dates.astype("datetime64[M]").astype(np.int64))
    if not len(apart):
        return 1.0
    shares = []
    for steps in (apart, monthly if len(np.unique(days[days <= 31])) == 1 else apart):
        _, counts = np.unique(steps, return_counts=True)
        shares.append(1 - counts.max() / len(steps) + float(np.mean(steps < 0)))
    return float(min(shares))
