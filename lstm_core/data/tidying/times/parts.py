"""Moments that stand in several columns: year, month, day and hour, or a date and its clock."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from lstm_core.data.tidying.times.grammar import CLOCK_ALONE
from lstm_core.data.tidying.times.languages import understood
from lstm_core.data.tidying.times.reading import MONTH_NUMBERS, Moments, calendar_dates, century, clock, week_dates
from lstm_core.data.tidying.times.zones import UNKNOWN, are_spans

NAMES = {
    "year": {
        *(
            "year",
            "yr",
            "yyyy",
            "yy",
            "years",
            "年",
            "年份",
            "年度",
            "年次",
            "jahr",
            "annee",
            "année",
            "año",
            "ano",
            "anno",
        ),
        *("rok", "год", "연도", "년도", "fiscalyear", "fy"),
    },
    "quarter": {"quarter", "qtr", "q", "季度", "季", "quartal"},
    "month": {
        *(
            "month",
            "mon",
            "mo",
            "mm",
            "months",
            "mnth",
            "月",
            "月份",
            "monat",
            "mois",
            "mes",
            "mês",
            "mese",
            "месяц",
            "월",
        ),
        *("period", "fiscalperiod", "seas", "season"),
    },
    "week": {"week", "wk", "isoweek", "weekno", "weeknumber", "weekofyear", "周", "周数", "周次"},
    "day": {"day", "dd", "dy", "dom", "dayofmonth", "mday", "日", "日子", "tag", "jour", "dia"},
    "yearday": {"dayofyear", "yday", "doy", "julianday", "jday"},
    "hour": {
        "hour",
        "hr",
        "hh",
        "hours",
        "hourofday",
        "hourending",
        "he",
        "时",
        "小时",
        "点",
        "stunde",
        "heure",
        "hora",
    },
    "minute": {"minute", "min", "mi", "mn", "minutes", "分", "分钟"},
    "second": {"second", "sec", "ss", "seconds", "秒"},
    "clock": {
        "time",
        "clock",
        "timeofday",
        "localtime",
        "timeutc",
        "utctime",
        "hhmm",
        "hhmmss",
        "时间",
        "时刻",
        "uhrzeit",
    },
}
_BOUNDS = {
    "year": (0, 2999), "quarter": (1, 4), "month": (1, 12), "week": (0, 53), "day": (1, 31), "yearday": (1, 366),
    "hour": (0, 24), "minute": (0, 59), "second": (0, 59),
}  # fmt: skip

_SEASONS = {  # three months by their first letters, which stand for the one in the middle
    "JFMAMJJASONDJF"[(number + 10) % 12 : (number + 10) % 12 + 3]: number for number in range(1, 13)
}
_HOUR = r"^(?:he|hour|h)?\s*(\d{1,2})(?:[:h.]00)?(?:\s*[-–~]\s*\d{1,2}(?:[:h.]00)?)?$"


def part_of(name: str) -> str:
    """Which part of a moment a column is by its name, or ""."""
    plain = re.sub(r"\(.*?\)|（.*?）|[\s_.\-#<>]+", "", name.strip().lower())
    return next((part for part, names in NAMES.items() if plain in names), "")


def may_be_quarters(name: str, cells: pd.Series) -> bool:
    """Whether a column of periods or seasons counts quarters: numbers from 1 to 4 and none above."""
    if re.sub(r"[\s_]+", "", name.strip().lower()) not in ("period", "fiscalperiod", "seas", "season"):
        return False
    found = numbers(cells[cells.str.strip().ne("")], "month")
    return len(found) > 0 and bool(np.nanmax(np.nan_to_num(found, nan=0.0)) <= 4)


def numbers(cells: pd.Series, part: str) -> np.ndarray:
    """The numbers of one part; NaN where a cell is none within the part's bounds."""
    codes, uniques = pd.factorize(cells.astype("str"), use_na_sentinel=False)
    found: np.ndarray = _numbers(pd.Series(uniques, dtype="str").str.strip(), part)[codes]
    return found


def _numbers(text: pd.Series, part: str) -> np.ndarray:
    if part == "month":
        words = text.where(text.str.fullmatch(r"[^\W\d_]+\.?"), "").map(understood)  # Jan, and not Jan-14
        names = words.str.slice(0, 3).str.lower().map(MONTH_NUMBERS)
        names = names.where(names.notna(), text.str.upper().map(_SEASONS))
        text = text.where(names.isna(), names.astype("str"))
    if part == "hour":  # 00 - 01, 08:00-09:00 and HE08
        text = text.str.replace(_HOUR, r"\1", regex=True, flags=re.IGNORECASE)
    text = text.str.replace(
        r"^(?:q|w|m|p|第|quarter|week)?\s*(\d+)(?:\.0+)?\s*(?:年|月|日|号|时|時|点|分|季度|周|h)?$",
        r"\1",
        regex=True,
        flags=re.IGNORECASE,
    )
    found = pd.to_numeric(text, errors="coerce").to_numpy("float64", na_value=np.nan).copy()
    low, high = _BOUNDS[part]
    found[~((found >= low) & (found <= high) & (found == np.floor(found)))] = np.nan
    return found


def clocks(cells: pd.Series) -> float:
    """Share of cells that are a clock and nothing else."""
    texts = ["" if re.match(r"\s*\d+[-/]\d+[-/]\d", cell) else cell.strip() for cell in cells]  # dates
    rows = [match.groupdict() if (match := CLOCK_ALONE.pattern.fullmatch(text)) else {} for text in texts]
    frame = pd.DataFrame(rows, dtype=object)
    return float(np.mean(~np.isnat(clock(frame)[0]))) if "h" in frame else 0.0


def joined(columns: dict[str, pd.Series]) -> Moments | None:
    """The moments of columns by their part: a year with month, quarter, week or day of the year, and what is below."""
    if "year" not in columns or not {"month", "quarter", "week", "yearday"} & set(columns):
        return None
    part = {name: numbers(cells, name) for name, cells in columns.items() if name != "clock"}
    blank = np.all([cells.astype("str").str.strip().eq("").to_numpy() for cells in columns.values()], axis=0)
    if any(np.isnan(values[~blank]).mean() > 0.2 for values in part.values()):
        return None
    year, one = century(part["year"]), np.ones(len(blank))
    if "month" in part:
        stamps, precision = (
            calendar_dates(year, part["month"], part.get("day", one)),
            "day" if "day" in part else "month",
        )
    elif "quarter" in part:
        stamps, precision = calendar_dates(year, part["quarter"] * 3 - 2, one), "quarter"
    elif "week" in part:
        stamps, precision = week_dates(year, part["week"], one), "week"
    else:
        stamps, precision = calendar_dates(year, one, one), "day"
        days = np.nan_to_num(part["yearday"] - 1).astype(np.int64)
        stamps = stamps + days * np.timedelta64(86_400_000_000, "us")
        stamps[np.isnan(part["yearday"])] = np.datetime64("NaT")
    found = Moments(stamps, np.full(len(stamps), UNKNOWN), precision)
    if precision != "day":
        return found
    if "hour" in part:
        return _later(found, part)
    return with_clock(found, columns["clock"]) if "clock" in columns else found


def later(found: Moments, columns: dict[str, pd.Series]) -> Moments:
    """Dates with the hours, minutes and seconds of other columns."""
    return _later(found, {part: numbers(cells, part) for part, cells in columns.items()})


def _later(found: Moments, part: dict[str, np.ndarray]) -> Moments:
    seconds = part["hour"] * 3600 + part.get("minute", 0 * part["hour"]) * 60 + part.get("second", 0 * part["hour"])
    stamps = found.stamps + np.nan_to_num(seconds * 1e6).astype(np.int64).astype("timedelta64[us]")
    stamps[np.isnan(seconds)] = np.datetime64("NaT")
    return replace(found, stamps=stamps, precision="clock")


def with_clock(found: Moments, cells: pd.Series) -> Moments | None:
    """Dates with the clock that stands in a column of its own, or None when that holds no clocks."""
    text = cells.astype("str").str.strip()
    text = text.str.replace(r"^(?:1899-12-3[01]|1900-01-0[01])[ T]", "", regex=True)
    text = text.where(~text.str.fullmatch(r"\d{1,5}\.0"), text.str.slice(0, -2))
    text = text.where(~text.str.fullmatch(r"\d{3}|\d{5}"), "0" + text)
    codes, uniques = pd.factorize(text)
    rows = [match.groupdict() if (match := CLOCK_ALONE.pattern.fullmatch(str(word))) else {} for word in uniques]
    parts = pd.DataFrame(rows, dtype=object)
    if "h" not in parts:
        return None
    shares, _ = clock(parts)
    full = (parts["h"].eq("24")).to_numpy()
    filled = text.ne("").to_numpy()
    known = ~np.isnat(shares)[codes]
    if not filled.any() or known[filled].mean() < 0.8:
        return None
    stamps = found.stamps + shares[codes]
    tail = parts["tail"].fillna("") if "tail" in parts else pd.Series("", index=parts.index)
    example = next((str(word) for word, end in zip(uniques, tail, strict=True) if end), "")
    zone = parts["z"].dropna() if "z" in parts else pd.Series(dtype=object)
    if not example and len(zone) and zone.str.startswith("-").all():
        here = parts.loc[zone.index]
        starts = [60 * int(h) + int(i or 0) for h, i in zip(here["h"], here["i"].fillna("0"), strict=True)]
        if here["i"].isna().all() or are_spans(zone.tolist(), starts):
            example = str(uniques[int(zone.index[0])])
    return replace(
        found, stamps=stamps, precision="clock", spans=found.spans or example, midnights=int(full[codes].sum())
    )
