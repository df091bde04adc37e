"""The rhythm of time stamps: written form, frequency, gaps, and the moments that come next."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstm_core.data.series import rhythm
from lstm_core.data.series.clocks import Clock
from lstm_core.data.series.rhythm import DAY as _DAY
from lstm_core.data.series.rhythm import Stamps
from lstm_core.errors import Sentence
from lstm_core.spec.zones import without_offset

Unit = Literal["month", "business_day", "week", "microsecond"]

_SECOND = 1_000_000
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


_WITHOUT = (  # the one day of a week that has no row
    "data.daily_but_mondays",
    "data.daily_but_tuesdays",
    "data.daily_but_wednesdays",
    "data.daily_but_thursdays",
    "data.daily_but_fridays",
    "data.daily_but_saturdays",
    "data.daily_but_sundays",
)
_OPEN_DAYS = {  # of the same hours
    (0, 1, 2, 3, 4): "data.hours_workdays",
    (0, 1, 2, 3, 4, 5): "data.hours_to_saturday",
    (0, 1, 2, 3, 4, 5, 6): "data.hours_every_day",
}
_SEASONS = {  # the periods that most series of this rhythm have: a year, a week of working days, a week
    ("month", 3): (4,),
    ("month", 1): (12,),
    ("business_day", 1): (5, 261),
    ("microsecond", 7 * _DAY): (52,),
    ("microsecond", _DAY): (7, 365),
}
_WEEKS_OF_A_YEAR = 365.25 / 7
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WORKING_DAYS = {"day": 1, "workday": 1, "week": 5, "month": 21, "quarter": 65, "year": 261}
_LENGTHS = {  # of units of time, in microseconds; four quarters of a year, no leap days
    "second": _SECOND, "minute": 60 * _SECOND, "hour": 3600 * _SECOND, "day": _DAY, "week": 7 * _DAY,
    "month": 365 * _DAY // 12, "quarter": 365 * _DAY // 4, "year": 365 * _DAY,
}  # fmt: skip
_WEEKS = {"week": 1, "month": 52 / 12, "quarter": 13, "year": 52}  # people count a year as 52 weeks


@dataclass(frozen=True)
class Calendar:
    """Stamps one `step` of a `unit` apart, apart from gaps; a week has `slots`, microseconds from Monday 00:00.

    A month has one where a working day dates it, see `rhythm.working_day_of`.
    """

    unit: Unit
    step: int
    slots: tuple[int, ...] = ()

    @property
    def frequency(self) -> Sentence:
        """The rhythm in words, e.g. "monthly" or "every 10 minutes"."""
        if self.unit == "week":
            return self._week()
        if (self.unit, self.step) in _NAMED:
            return Sentence(_NAMED[self.unit, self.step])
        if self.unit == "month":
            return Sentence("data.every_months", {"count": self.step})
        if self.unit == "business_day":
            return Sentence("data.every_business_days", {"count": self.step})
        span, key = next((span, key) for span, key in _SPANS if self.step % span == 0)
        return Sentence(key, {"count": self.step // span})

    def _week(self) -> Sentence:
        hours = self._hours()
        days = tuple(sorted({slot // _DAY for slot in self.slots}))
        if hours is None:
            return Sentence("data.week_slots", {"count": len(self.slots)})
        if len(hours) == 1:
            if len(days) == 6:
                return Sentence(_WITHOUT[next(day for day in range(7) if day not in days)])
            return Sentence("data.week_days", {"count": len(days)})
        apart = {later - earlier for earlier, later in pairwise(hours)}
        if len(apart) > 1 or min(apart) % (60 * _SECOND):
            return Sentence("data.week_slots", {"count": len(self.slots)})
        first, last = (f"{at // (3600 * _SECOND):02}:{at // (60 * _SECOND) % 60:02}" for at in (hours[0], hours[-1]))
        facts: dict[str, str | int | float] = {"count": min(apart) // (60 * _SECOND), "first": first, "last": last}
        if days in _OPEN_DAYS:
            return Sentence(_OPEN_DAYS[days], facts)
        return Sentence("data.hours_some_days", {**facts, "days": len(days)})

    def _hours(self) -> tuple[int, ...] | None:
        """The slots of a day, where every day that has any has the same."""
        days = {tuple(at % _DAY for at in self.slots if at // _DAY == day) for day in {at // _DAY for at in self.slots}}
        return days.pop() if len(days) == 1 else None

    @property
    def seasons(self) -> tuple[int, ...]:
        """Steps of the seasons that people would look for, the first one first: a day, a week, a year."""
        if self.unit == "week":
            hours = self._hours()
            if hours is None or len(hours) == 1:
                return len(self.slots), round(len(self.slots) * _WEEKS_OF_A_YEAR)
            return len(hours), len(self.slots)
        if self.unit == "microsecond" and self.step < _DAY and _DAY % self.step == 0:
            return _DAY // self.step, 7 * _DAY // self.step
        return _SEASONS.get((self.unit, self.step), ())

    @property
    def steps_per(self) -> dict[str, float]:
        """Steps in a unit of time, by its name; without the units that no count of steps stands for."""
        if self.unit == "month":
            return {name: months / self.step for name, months in _MONTHS.items()}
        if self.unit == "business_day":
            return {name: days / self.step for name, days in _WORKING_DAYS.items()}
        if self.unit == "week":
            return self._steps_per_of_a_week()
        if self.step % (7 * _DAY) == 0:
            weeks = self.step // (7 * _DAY)
            return {"day": 1 / 7 / weeks} | {name: count / weeks for name, count in _WEEKS.items()}
        return {name: length / self.step for name, length in _LENGTHS.items()}

    def _steps_per_of_a_week(self) -> dict[str, float]:
        hours, weekly = self._hours(), len(self.slots)
        found: dict[str, float] = {"week": weekly, "month": weekly * 52 / 12}
        found["year"] = round(weekly * _WEEKS_OF_A_YEAR)
        found["quarter"] = round(weekly * _WEEKS_OF_A_YEAR / 4)
        if hours is None:
            return found
        found["day"] = len(hours)
        if len({slot // _DAY for slot in self.slots}) == 5:
            found["workday"] = len(hours)
        apart = {later - earlier for earlier, later in pairwise(hours)}
        if len(apart) == 1:
            within = apart.pop()
            found |= {name: _LENGTHS[name] / within for name in ("minute", "hour")}
        return found

    def left_of(self, last: np.datetime64) -> dict[str, int]:
        """Steps between a stamp and the end of its week, month, quarter and year."""
        day, month = last.astype("datetime64[D]"), last.astype("datetime64[M]")
        number = month.astype(int)
        ends = {
            "week": day - (day.astype(int) + 3) % 7 + 7,
            "month": (month + 1).astype("datetime64[D]"),
            "quarter": (month - number % 3 + 3).astype("datetime64[D]"),
            "year": (month - number % 12 + 12).astype("datetime64[D]"),
        }
        if self.unit == "month":
            ends["week"] = day  # none is in the same week
        return {name: max(0, self._steps_before(last, end)) for name, end in ends.items()}

    def _steps_before(self, last: np.datetime64, end: np.datetime64) -> int:
        if self.unit == "business_day":
            return int(np.busday_count(last.astype("datetime64[D]") + 1, end)) // self.step
        both = np.array([last, end.astype("datetime64[us]") - np.timedelta64(1, "us")])
        first, until = rhythm.ordinals(both, self.unit, self.slots)
        return int(until - first) // self.step


def calendar_of(stamps: Stamps) -> Calendar | None:
    """The calendar that most neighbours keep, or None when the stamps are irregular. `stamps` ascend, (T,), T >= 2.

    A weekly pattern is taken where every slot of the week is there in most weeks or in next to none; holidays and rows
    that are absent at random make no pattern.
    """
    found = rhythm.rhythm_of(stamps)
    return None if found is None else Calendar(*found)  # type: ignore[arg-type]  # a unit of the same names


def absent(stamps: Stamps, calendar: Calendar) -> Stamps:
    """The moments of the calendar's steps between the first and the last stamp at which there is none, ascending."""
    return rhythm.left_out(stamps, calendar.unit, calendar.step, calendar.slots)


def steps_left_out(stamps: Stamps, calendar: Calendar) -> int:
    """How many moments `absent` would name."""
    apart = np.diff(rhythm.ordinals(stamps, calendar.unit, calendar.slots))
    return int(np.maximum(apart // calendar.step - 1, 0).sum())


def gaps_of(stamps: Stamps) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Where steps of the calendar are left out (row before the gap, steps left out), or None without a calendar."""
    calendar = calendar_of(stamps)
    if calendar is None:
        return None
    skipped = np.diff(rhythm.ordinals(stamps, calendar.unit, calendar.slots)) // calendar.step - 1
    rows = np.flatnonzero(skipped > 0)
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


def later(stamps: Stamps | None, times: list[str], count: int, clock: Clock | None = None) -> list[str]:
    """The `count` times after the last one: along the calendar, else at the median distance; else row numbers."""
    if stamps is None:
        last = int(times[-1])
        return [str(last + number) for number in range(1, count + 1)]
    return _text(following_times(stamps, count), unit_of_text(times[-1]), clock)


def following_times(stamps: Stamps, count: int) -> Stamps:
    """The `count` moments after the last one: along the calendar, else at the median distance."""
    return rhythm.going_on(stamps, count)


def text_like(stamps: Stamps, example: str, clock: Clock | None = None) -> list[str]:
    """Stamps in ISO 8601, as precise as the example."""
    return _text(stamps, unit_of_text(example), clock)


def iso_times(stamps: Stamps, time_format: str | None, clock: Clock | None = None) -> list[str]:
    """Stamps in ISO 8601, as precise as the format names, or as the stamps need; on a clock with its offset."""
    if clock is not None:
        return _text(stamps, clock.unit(stamps), clock)
    marks = set(re.findall(r"%(.)", time_format)) if time_format else set()
    if marks and not marks & set("mbBj"):
        return _text(stamps, "Y")
    if marks and not marks & set("djcx"):
        return _text(stamps, "M")
    for unit in ("D", "m", "s", "ms"):
        if np.all(stamps == stamps.astype(f"datetime64[{unit}]")):
            return _text(stamps, unit)
    return _text(stamps, "us")


def _text(stamps: Stamps, unit: str, clock: Clock | None = None) -> list[str]:
    if clock is not None:
        return clock.texts(stamps, unit)
    texts: list[str] = np.datetime_as_string(stamps.astype(f"datetime64[{unit}]")).tolist()
    return texts


def unit_of_text(text: str) -> str:
    """How precise a time in ISO 8601 is, as numpy calls it."""
    by_length = {4: "Y", 7: "M", 10: "D", 16: "m", 19: "s", 23: "ms"}
    return by_length.get(len(without_offset(text)), "us")


def has_utc_offset(cell: str) -> bool:
    """Whether a written time names its offset from UTC."""
    return re.search(r":\d\d(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)$", cell) is not None
