"""Public holidays of a country as an input that is known ahead; dates come from the library `holidays`.

Only holidays of the whole country count, for the years from `FIRST_YEAR` to `LAST_YEAR`, so that a script and a
deployment carry the same dates. `T` rows.
"""

import inspect
import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lstm_core.data.series.calendars import following_times
from lstm_core.data.series.rhythm import DAY, Stamps, rhythm_of
from lstm_core.data.series.tables import Series
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import SeriesData

FIRST_YEAR, LAST_YEAR = 1970, 2050
Span = tuple[str, int, int]


@lru_cache(maxsize=32)
def days_of(country: str) -> Stamps:
    """The dates (K,) of a country's public holidays as datetime64[D], ascending; a code that the library knows."""
    import holidays

    first, last = years_of(country)
    return np.array(sorted(holidays.country_holidays(country, years=range(first, last + 1))), dtype="datetime64[D]")


@lru_cache(maxsize=32)
def years_of(country: str) -> tuple[int, int]:
    """First and last year of which the library has the holidays: of Germany none before its unity."""
    import holidays

    known = holidays.country_holidays(country)
    return max(FIRST_YEAR, known.start_year), min(LAST_YEAR, known.end_year)


def inputs_of(country: str, stamps: Stamps, wall: Stamps, file: str) -> npt.NDArray[np.float64]:
    """The input (T, 1): 1 where the day of a row is a public holiday, and for longer steps how many a step has.

    The rhythm is that of the `stamps` of the data, `wall` (T,) are local times of these and the steps behind them.
    Raises DataError for years without dates.
    """
    check_years(country, wall, file)
    return holidays_within(wall, days_of(country), *span_of(stamps))


def check_holidays(data: SeriesData, every: list[Series], file: str) -> None:
    """Dates are known of every row of the series and of the steps behind them. Raises DataError."""
    for series in every:
        if series.stamps is not None:
            moments = np.append(series.stamps[[0, -1]], following_times(series.stamps, data.horizon))
            wall = moments if series.clock is None else series.clock.wall(moments)
            check_years(str(data.holidays), wall, file)


def check_years(country: str, wall: Stamps, file: str) -> None:
    """Dates are known of the years of all local times. Raises DataError."""
    (first, last), years = years_of(country), wall.astype("datetime64[Y]").astype(np.int64) + 1970
    if years.min() < first or years.max() > last:
        facts: dict[str, Parameter] = {"file": file, "country": country, "first": first, "last": last}
        wrong = int(years.min() if years.min() < first else years.max())
        raise DataError(Sentence("data.holidays_years", {**facts, "year": wrong}))


def span_of(stamps: Stamps) -> Span:
    """What a step covers: a unit, and from how many of these after a stamp to how many."""
    unit, step, _ = (rhythm_of(stamps) if len(stamps) > 1 else None) or ("microsecond", DAY, ())
    if unit == "month":
        days = stamps.astype("datetime64[D]")
        ends = np.all((days + 1).astype("datetime64[M]") != days.astype("datetime64[M]"))
        return ("M", 1 - step, 1) if ends else ("M", 0, step)
    return ("D", 0, max(1, step // DAY)) if unit == "microsecond" else ("D", 0, 1)


def holidays_within(stamps: Stamps, days: Stamps, unit: str, first: int, end: int) -> npt.NDArray[np.float64]:
    """How many of the days lie in what each of the stamps covers: (T, 1)."""
    at = stamps.astype(f"datetime64[{unit}]")
    edges = [np.searchsorted(days, (at + by).astype("datetime64[D]")) for by in (first, end)]
    return (edges[1] - edges[0]).astype(np.float64)[:, None]


def shown() -> str:
    """The functions as a script shows them, without their sentences, which are in one language."""
    text = "\n\n\n".join(inspect.getsource(each).rstrip() for each in (span_of, holidays_within))
    for name, plain in (("Stamps", "np.ndarray"), ("-> Span", "-> tuple"), ("npt.NDArray[np.float64]", "np.ndarray")):
        text = text.replace(name, plain)
    return re.sub(r'\n    """.*?"""(?=\n)', "", text, flags=re.DOTALL).rstrip()


def by_year(country: str) -> list[str]:
    """The dates as lines: a year, then month and day of each."""
    lines: dict[str, list[str]] = {}
    for day in np.datetime_as_string(days_of(country)).tolist():
        lines.setdefault(day[:4], []).append(day[5:].replace("-", ""))
    return [" ".join([year, *found]) for year, found in lines.items()]
