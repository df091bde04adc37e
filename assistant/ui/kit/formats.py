"""Numbers, durations and dates as a reader of either language expects them. No Streamlit."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.markdown.escaping import literal
from assistant.ui.words.labels import say
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import change, percent, significant

__all__ = [
    "about",
    "age",
    "change",
    "day",
    "duration",
    "in_badge",
    "literal",
    "moment",
    "percent",
    "significant",
    "size",
    "zone",
]


def in_badge(text: str) -> str:
    """`literal` for a badge, which takes the meaning from square brackets itself."""
    return literal(text).replace("\\[", "[").replace("\\]", "]")


def duration(seconds: float, language: Language) -> str:
    """`14 秒`, `2 分 5 秒`, `3 小时 20 分`; `14 s`, `2 min 5 s`, `3 h 20 min`. Never below a second."""
    whole = max(1, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, left = divmod(minutes, 60)
    if not minutes:
        return say("duration.seconds", language, {"seconds": whole})
    if not hours:
        key = "duration.minutes_seconds" if rest else "duration.minutes"
        return say(key, language, {"minutes": minutes, "seconds": rest})
    return say("duration.hours_minutes" if left else "duration.hours", language, {"hours": hours, "minutes": left})


def about(seconds: float, language: Language) -> str:
    """A duration that is an estimate: whole minutes from a minute and a half on."""
    return duration(seconds if seconds < 90 else 60 * round(seconds / 60), language)


def size(count: int) -> str:
    """A number of bytes in the unit that keeps it short."""
    amount = float(count)
    for unit in ("B", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:.3g} GB"


def zone(name: str | None, offset_minutes: int | None) -> tzinfo:
    """The browser's time zone from its name, else from its offset west of UTC, else UTC."""
    try:
        return ZoneInfo(name or "")
    except (ZoneInfoNotFoundError, ValueError):
        return timezone(timedelta(minutes=-offset_minutes)) if offset_minutes is not None else UTC


def moment(at: float, language: Language, where: tzinfo) -> str:
    """Date and minute of a Unix time: `2026年11月23日 18:43`, `23 Nov 2026, 18:43`."""
    local = datetime.fromtimestamp(at, where)
    return say("date.moment", language, {"day": day(local.date(), language), "time": f"{local:%H:%M}"})


def day(of: date, language: Language) -> str:
    """`2026年11月23日`, `23 Nov 2026`."""
    month = say("date.months", language).split()[of.month - 1]
    return say("date.day", language, {"year": of.year, "month": month, "day": of.day})


def age(at: float, now: float, where: tzinfo) -> str:
    """The key of the heading under which a conversation stands: today, yesterday, last seven days, earlier."""
    then, today = (datetime.fromtimestamp(moment_at, where).date() for moment_at in (at, now))
    days = (today - then).days
    return "day.today" if days <= 0 else "day.yesterday" if days == 1 else "day.week" if days < 7 else "day.earlier"
