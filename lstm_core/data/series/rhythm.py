"""The arithmetic of calendars: which rhythm stamps keep, how they are counted in it, and where it goes on.

Only numpy, no state: a script that needs a calendar shows these functions as they are. A rhythm is a unit, the steps
of it from one stamp to the next, and for the unit "week" the open slots: microseconds from Monday 00:00. A month has
slots where it is dated by a working day: (0,) by its first, (-1,) by its last.
"""

import numpy as np
import numpy.typing as npt

Stamps = npt.NDArray[np.datetime64]
Rhythm = tuple[str, int, tuple[int, ...]]

DAY = 86_400_000_000
WEEK = 7 * DAY
MONDAY = -3 * DAY  # the Monday before 1970, in microseconds
OPEN, CLOSED, ODD = 0.5, 0.05, 0.01  # shares: of the usual slot's weeks, of its own weeks, and of all stamps
FEWEST_WEEKS, MOST_SLOTS = 3, 10_080
CHANCE = 1e-3  # that slots of absent rows look closed
FEWEST_MONTHS, USUALLY, NEAR = 6, 0.75, 10  # dated by a working day: rows, share on it or the next one, days at most


def rhythm_of(stamps: Stamps) -> Rhythm | None:
    """The rhythm that most neighbours keep, or None when the stamps are irregular. `stamps` ascend, (T,), T >= 2."""
    units = units_of(stamps)
    if "month" not in units:
        week = week_of(stamps)
        if week is not None:
            return week
    for unit in units:
        steps, counts = np.unique(np.diff(ordinals(stamps, unit, ())), return_counts=True)
        step, often = int(steps[counts.argmax()]), int(counts.max())
        if step > 0 and 2 * often > len(stamps) - 1 and np.all(steps % step == 0):
            return unit, step, working_day_of(stamps) if unit == "month" else ()
    return None


def units_of(stamps: Stamps) -> list[str]:
    """Units in which the stamps can be counted, the most telling first."""
    days = stamps.astype("datetime64[D]")
    units = ["microsecond"]
    if len(np.unique(stamps - days)) == 1:
        apart = np.diff(days).astype(np.int64)
        if np.all(np.is_busday(days)) and np.any(apart == 3) and apart.min() == 1:
            units.insert(0, "business_day")
        months = days.astype("datetime64[M]")
        ends = np.all((days + 1).astype("datetime64[M]") != months)
        if ends or len(np.unique(days - months.astype("datetime64[D]"))) == 1 or working_day_of(stamps):
            units.insert(0, "month")
    return units


def working_day_of(stamps: Stamps) -> tuple[int, ...]:
    """(0,) of months that are dated by their first working day, (-1,) by their last, holidays passed over; else ()."""
    days = stamps.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    into, left = days - months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]") - 1 - days
    if len(days) < FEWEST_MONTHS or np.any(np.diff(months).astype(np.int64) < 1) or not np.all(np.is_busday(days)):
        return ()
    if np.all(left == 0) or len(np.unique(into)) == 1:
        return ()
    for slot, apart in ((0, into), (-1, left)):
        off = np.abs(np.busday_count(workdays(months, slot), days))
        if np.mean(off <= 1) >= USUALLY and apart.astype(np.int64).max() < NEAR:
            return (slot,)
    return ()


def workdays(months: Stamps, slot: int) -> Stamps:
    """The first working day of each month, or with -1 the last."""
    if slot == 0:
        return np.busday_offset(months.astype("datetime64[D]"), 0, roll="forward")
    return np.busday_offset((months + 1).astype("datetime64[D]") - 1, 0, roll="backward")


def week_of(stamps: Stamps) -> Rhythm | None:
    """The week whose slots are nearly always or nearly never there, or None where the stamps are not as clear."""
    moments = stamps.astype("datetime64[us]").astype(np.int64) - MONDAY
    steps, often = np.unique(np.diff(moments), return_counts=True)
    step = int(steps[often.argmax()])
    if step <= 0 or step > DAY or WEEK % step:
        step = int(np.gcd.reduce(steps))
    phases, counts = np.unique(moments % WEEK, return_counts=True)
    if step <= 0 or step > DAY or WEEK % step or len(phases) > MOST_SLOTS:
        return None
    weeks = (moments[-1] - phases) // WEEK + (phases - moments[0]) // WEEK + 1
    share = counts / np.maximum(weeks, 1)
    opened = share >= OPEN * share.max()
    if weeks.min() < FEWEST_WEEKS or np.any(share[~opened] > CLOSED) or counts[~opened].sum() > ODD * len(stamps):
        return None
    slots = phases[opened]
    if len(np.unique(np.diff(np.append(slots, slots[0] + WEEK)))) == 1:
        return None
    absent = (int(weeks[opened].sum() - counts[opened].sum()) + 1) / (int(weeks[opened].sum()) + 2)
    if absent ** float(weeks.min()) * (WEEK // step) > CHANCE:
        return None
    working = len(slots) == 5 and np.array_equal(slots - slots[0] % DAY, np.arange(5) * DAY)
    return ("business_day", 1, ()) if working and np.all(opened) else ("week", 1, tuple(int(slot) for slot in slots))


def ordinals(stamps: Stamps, unit: str, slots: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """The stamps (T,) counted in a unit; one beside the slots of a week counts as the slot before it."""
    if unit == "month":
        return stamps.astype("datetime64[M]").astype(np.int64)
    if unit == "business_day":
        return np.busday_count("1970-01-01", stamps.astype("datetime64[D]")).astype(np.int64)
    moments = stamps.astype("datetime64[us]").astype(np.int64)
    if unit == "week":
        weeks, phases = np.divmod(moments - MONDAY, WEEK)
        return weeks * len(slots) + np.searchsorted(np.array(slots), phases, "right") - 1
    return moments


def moved(stamps: Stamps, start: int, numbers: npt.NDArray[np.int64], unit: str, slots: tuple[int, ...]) -> Stamps:
    """The moments `numbers` (N,) units after `stamps[start]`."""
    origin = stamps[start]
    day, month = origin.astype("datetime64[D]"), origin.astype("datetime64[M]")
    if unit == "week":
        weeks, places = np.divmod(ordinals(stamps[[start]], unit, slots) + numbers, len(slots))
        slot: Stamps = (MONDAY + weeks * WEEK + np.array(slots)[places]).astype("datetime64[us]")
        return slot
    found: Stamps = origin + numbers.astype("timedelta64[us]")
    if unit == "month" and slots:
        found = workdays(month + numbers, slots[0]) + (origin - day)
    elif unit == "month":
        days, months = stamps.astype("datetime64[D]"), stamps.astype("datetime64[M]")
        ends = np.all((days + 1).astype("datetime64[M]") != months)
        firsts = (month + numbers).astype("datetime64[D]")
        lengths = (month + numbers + 1).astype("datetime64[D]") - firsts
        into = (days - months.astype("datetime64[D]")).max()
        found = firsts + (lengths - 1 if ends else np.minimum(into, lengths - 1)) + (origin - day)
    if unit == "business_day":
        found = np.busday_offset(day, numbers, roll="forward") + (origin - day)
    return found


def going_on(stamps: Stamps, count: int) -> Stamps:
    """The `count` moments after the last one: along the rhythm, else at the median distance."""
    usual = int(np.median(np.diff(stamps.astype("datetime64[us]").astype(np.int64))))
    unit, step, slots = rhythm_of(stamps) or ("microsecond", usual, ())
    return moved(stamps, -1, np.arange(1, count + 1) * step, unit, slots)


def left_out(stamps: Stamps, unit: str, step: int, slots: tuple[int, ...]) -> Stamps:
    """The moments of the steps between the first and the last stamp at which there is none."""
    places = ordinals(stamps, unit, slots)
    numbers = np.setdiff1d(np.arange(places[0], places[-1] + 1, step), places)
    return moved(stamps, 0, numbers - places[0], unit, slots)
