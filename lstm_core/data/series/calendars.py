"""The rhythm of time stamps: written form, frequency, gaps, and the moments that come next."""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstm_core.errors import Sentence

Stamps = npt.NDArray[np.datetime64]
Unit = Literal["month", "business_day", "microsecond"]

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_NAMED = {
    ("month", 12): "data.yearly",
    ("month", 3): "data.quarterly",
    ("month", 1): "data.monthly",
    ("business_day", 1): "data.business_daily",
    ("microsecond", 7 * _DAY): "data.weekly",
    ("microsecond", _DAY): "data.daily",
    ("microsecond", 3600 * _SECOND): "data.hourly",
    ("microsecond", 60 * _SECOND): "data.minutely",
}
_SPANS = (
    (_DAY, "data.every_days"),
    (3600 * _SECOND, "data.every_hours"),
    (60 * _SECOND, "data.every_minutes"),
    (_SECOND, "data.every_seconds"),
    (1, "data.every_microseconds"),
)


_SEASONS = {  # the periods that most series of this rhythm have: a year, a week of working days, a week
    ("month", 3): (4,),
    ("month", 1): (12,),
    ("business_day", 1): (5, 261),
    ("microsecond", 7 * _DAY): (52,),
    ("microsecond", _DAY): (7, 365),
}


@dataclass(frozen=True)
class Calendar:
    """Stamps one `step` of a `unit` apart, apart from gaps."""

    unit: Unit
    step: int

    @property
    def frequency(self) -> Sentence:
        """The rhythm in words, e.g. "monthly" or "every 10 minutes"."""
        if (self.unit, self.step) in _NAMED:
            return Sentence(_NAMED[self.unit, self.step])
        if self.unit == "month":
            return Sentence("data.every_months", {"count": self.step})
        if self.unit == "business_day":
            return Sentence("data.every_business_days", {"count": self.step})
        span, key = next((span, key) for span, key in _SPANS if self.step % span == 0)
        return Sentence(key, {"count": self.step // span})

    @property
    def seasons(self) -> tuple[int, ...]:
        """Steps of the seasons that people would look for, the first one first: a day, a week, a year."""
        if self.unit == "microsecond" and self.step < _DAY and _DAY % self.step == 0:
            return (_DAY // self.step, 7 * _DAY // self.step)
        return _SEASONS.get((self.unit, self.step), ())


def calendar_of(stamps: Stamps) -> Calendar | None:
    """The calendar that most neighbours keep, or None when the stamps are irregular. `stamps` ascend, (T,), T >= 2."""
    for unit in _units(stamps):
        steps, counts = np.unique(np.diff(_ordinals(stamps, unit)), return_counts=True)
        step, often = int(steps[counts.argmax()]), int(counts.max())
        if step > 0 and 2 * often > len(stamps) - 1 and np.all(steps % step == 0):
            return Calendar(unit, step)
    return None


def _units(stamps: Stamps) -> list[Unit]:
    """Units in which the stamps can be counted, the most telling first."""
    days = stamps.astype("datetime64[D]")
    units: list[Unit] = ["microsecond"]
    if len(np.unique(stamps - days)) == 1:
        apart = np.diff(days).astype(np.int64)
        if np.all(np.is_busday(days)) and np.any(apart == 3) and apart.min() == 1:
            units.insert(0, "business_day")
        months = days.astype("datetime64[M]")
        ends = np.all((days + 1).astype("datetime64[M]") != months)
        if ends or len(np.unique(days - months.astype("datetime64[D]"))) == 1:
            units.insert(0, "month")
    return units


def _ordinals(stamps: Stamps, unit: Unit) -> npt.NDArray[np.int64]:
    if unit == "month":
        return stamps.astype("datetime64[M]").astype(np.int64)
    if unit == "business_day":
        return np.busday_count("1970-01-01", stamps.astype("datetime64[D]")).astype(np.int64)
    return stamps.astype("datetime64[us]").astype(np.int64)


def gaps_of(stamps: Stamps) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Where steps of the calendar are left out (row before the gap, steps left out), or None without a calendar."""
    calendar = calendar_of(stamps)
    if calendar is None:
        return None
    skipped = np.diff(_ordinals(stamps, calendar.unit)) // calendar.step - 1
    rows = np.flatnonzero(skipped)
    return rows, skipped[rows]


def gap_notices(stamps: Stamps, times: list[str]) -> list[Sentence]:
    """A notice when steps of a calendar are left out, or when there is no calendar: rows count as equally spaced."""
    gaps = gaps_of(stamps)
    if gaps is None:
        return [Sentence("data.irregular")]
    rows, skipped = gaps
    if len(rows) == 0:
        return []
    first = int(rows[0])
    place: dict[str, str | int | float] = {"after": times[first], "before": times[first + 1]}
    return [Sentence("data.gaps", {"count": len(rows), "steps": int(skipped.sum()), **place})]


def later(stamps: Stamps | None, times: list[str], count: int) -> list[str]:
    """The `count` times after the last one: along the calendar, else at the median distance; else row numbers."""
    if stamps is None:
        last = int(times[-1])
        return [str(last + number) for number in range(1, count + 1)]
    return _text(following_times(stamps, count), unit_of_text(times[-1]))


def following_times(stamps: Stamps, count: int) -> Stamps:
    """The `count` moments after the last one: along the calendar, else at the median distance."""
    calendar = calendar_of(stamps) or Calendar("microsecond", int(np.median(np.diff(_ordinals(stamps, "microsecond")))))
    numbers = np.arange(1, count + 1) * calendar.step
    last = stamps[-1]
    if calendar.unit == "month":
        return _months_later(last, numbers)
    if calendar.unit == "business_day":
        day = last.astype("datetime64[D]")
        days: Stamps = np.busday_offset(day, numbers, roll="forward") + (last - day)
        return days
    moments: Stamps = last + numbers.astype("timedelta64[us]")
    return moments


def text_like(stamps: Stamps, example: str) -> list[str]:
    """Stamps in ISO 8601, as precise as the example."""
    return _text(stamps, unit_of_text(example))


def _months_later(last: np.datetime64, numbers: npt.NDArray[np.int64]) -> Stamps:
    month, day = last.astype("datetime64[M]"), last.astype("datetime64[D]")
    firsts = (month + numbers).astype("datetime64[D]")
    lengths = (month + numbers + 1).astype("datetime64[D]") - firsts
    into = day - month.astype("datetime64[D]")
    at_end = (day + 1).astype("datetime64[M]") != month
    days: Stamps = firsts + (lengths - 1 if at_end else np.minimum(into, lengths - 1))
    moments: Stamps = days + (last - day)
    return moments


def iso_times(stamps: Stamps, time_format: str | None) -> list[str]:
    """Stamps in ISO 8601, as precise as the format names, or as the stamps need."""
    marks = set(re.findall(r"%(.)", time_format)) if time_format else set()
    if marks and not marks & set("mbBj"):
        return _text(stamps, "Y")
    if marks and not marks & set("djcx"):
        return _text(stamps, "M")
    for unit in ("D", "m", "s", "ms"):
        if np.all(stamps == stamps.astype(f"datetime64[{unit}]")):
            return _text(stamps, unit)
    return _text(stamps, "us")


def _text(stamps: Stamps, unit: str) -> list[str]:
    texts: list[str] = np.datetime_as_string(stamps.astype(f"datetime64[{unit}]")).tolist()
    return texts


def unit_of_text(text: str) -> str:
    """How precise a time in ISO 8601 is, as numpy calls it."""
    by_length = {4: "Y", 7: "M", 10: "D", 16: "m", 19: "s", 23: "ms"}
    return by_length.get(len(text), "us")


def has_utc_offset(cell: str) -> bool:
    """Whether a written time names its offset from UTC."""
    return re.search(r":\d\d(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)$", cell) is not None
