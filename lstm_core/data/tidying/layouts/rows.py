"""Rows of a table that are no moments: totals, notes, the header again; and names of groups in every row."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.tidying.layouts.layout import Layout, is_value, shown
from lstm_core.data.tidying.numbers import is_number
from lstm_core.data.tidying.times.grammar import MONTHS
from lstm_core.data.tidying.times.languages import understood
from lstm_core.data.tidying.times.reading import looks_like_time
from lstm_core.errors import Sentence

_HEAD = 120
TOTAL = re.compile(
    r"(?:(?:grand|sub|overall)[\s-]*)?totals?|sum|summe|gesamt(?:ergebnis|summe)?|average|avg\.?|mean|median|"
    r"total (?:general|général|geral|generale)|suma|somme|totale|moyenne|mittelwert|durchschnitt|media|итого|"
    r"合计|总计|小计|总和|总额|汇总|累计|平均|平均值|均值|計|合計|総計|小計|합계|총계|平均値",
    re.IGNORECASE,
)


_TOTAL_CELL = (  # Total, Total: Account, 2024 Total, 2024年合计, Total 2024
    rf"\s*(?:(?:[12]\d{{3}}\s*年?\s*)?(?:{TOTAL.pattern})(?:\s*[:：].*|\s*\(.*\)|\s+[12]\d{{3}}\s*年?)?)\s*"
)


_NOTE = re.compile(
    r"[*†‡©]|(?:source|notes?|footnote|last updated|updated|generated|exported|"
    r"数据来源|来源|资料来源|注|备注|说明|更新|quelle|fuente|出典)(?:[\s:：.,，]|\b|$)|"
    r"\(?\d+ rows?\b.*",
    re.IGNORECASE,
)


_COUNTED = re.compile(r"\(?\d+ rows?\b", re.IGNORECASE)  # as databases end a table


_FIRST_COLUMNS = 60  # among which the times are


GROUPED, MOST_GROUPING = 0.5, 3  # share of blanks from which on a column names groups, and how many columns may do so


def drop_other_rows(found: Layout, header: list[list[str]]) -> None:
    """Without the header where it comes again, totals, and notes below the table."""
    times = _time_places(found.body)
    keep = np.ones(len(found.body), dtype=bool)
    if header and header[0]:
        again = np.ones(len(found.body), dtype=bool)
        for at, cell in enumerate(header[0]):
            same = found.body[at].str.strip().str.lstrip("\ufeff").str.lower()
            again &= same.eq(cell.strip().lstrip("\ufeff").lower()).to_numpy(dtype=bool)
        _drop(found, keep, again, "tidy.header_again")
    _drop(found, keep, _totals(found.body, times), "tidy.totals")
    _drop(found, keep, _of_whole_years(found), "tidy.totals")
    _drop(found, keep, _notes(found.body, keep, times), "tidy.notes")
    if not keep.all():
        found.body = found.body[keep].reset_index(drop=True)
        found.lines = found.lines[keep]
        found.changed = True


def _drop(found: Layout, keep: npt.NDArray[np.bool_], rows: npt.NDArray[np.bool_], key: str) -> None:
    rows = rows & keep
    if rows.any() and not rows.all():
        at = int(np.argmax(rows))
        facts: dict[str, str | int | float] = {"count": int(rows.sum()), "line": int(found.lines[at])}
        found.notices.append(Sentence(key, {**facts, "text": shown([str(cell) for cell in found.body.iloc[at]])}))
        keep &= ~rows


def _time_places(body: pd.DataFrame) -> list[int]:
    """Columns of times among the first rows."""
    head = body.iloc[: _HEAD // 2]
    found = []
    for place, at in enumerate(body.columns[:_FIRST_COLUMNS]):
        told = [cell for cell in head[at] if re.fullmatch(_TOTAL_CELL, cell, re.IGNORECASE) is None]
        if told and np.mean([_may_be_time(cell, place) for cell in told]) >= 0.6:
            found.append(place)
    return found


def _may_be_time(cell: str, place: int) -> bool:
    """Of the first column bare numbers, and years without a century, may be times too."""
    text = cell.strip()
    return looks_like_time(text) or (
        place == 0 and (is_number(text) or re.fullmatch(r"\d{1,2}-\d{2}", text) is not None)
    )


def _totals(body: pd.DataFrame, times: list[int]) -> npt.NDArray[np.bool_]:
    """Rows that say "total" where a time should stand, or beside a blank one."""
    rows = np.zeros(len(body), dtype=bool)
    for at in times[:1]:
        cells = body[at]
        said = np.array(cells.str.fullmatch(_TOTAL_CELL, flags=re.IGNORECASE), dtype=bool)
        blank = cells.str.strip().eq("").to_numpy(dtype=bool)
        if blank.any():
            for other in body.columns[:4]:
                said |= blank & body[other].str.fullmatch(_TOTAL_CELL, flags=re.IGNORECASE).to_numpy(dtype=bool)
        rows |= said
    return rows


def _of_whole_years(found: Layout) -> npt.NDArray[np.bool_]:
    """Rows of a year's mean between its months or quarters: M13 behind M01 to M12."""
    for at, name in enumerate(found.names[: found.body.shape[1]]):
        if name.strip().lower() == "period":
            cells = found.body[at].str.strip()
            parts = cells.str.fullmatch(r"M(?:0\d|1[0-2])|Q0[1-4]|S0[12]").to_numpy(dtype=bool)
            whole: npt.NDArray[np.bool_] = cells.isin(["M13", "Q05", "S03"]).to_numpy(dtype=bool)
            return whole if (parts | whole).all() and parts.any() else np.zeros(len(cells), dtype=bool)
    return np.zeros(len(found.body), dtype=bool)


def _notes(body: pd.DataFrame, keep: npt.NDArray[np.bool_], times: list[int]) -> npt.NDArray[np.bool_]:
    """Rows at the end that hold words only, or begin as notes do."""
    rows = np.zeros(len(body), dtype=bool)
    for at in range(len(body) - 1, max(0, len(body) - _HEAD), -1):
        if not keep[at]:
            continue
        cells = [str(cell).strip() for cell in body.iloc[at]]
        filled = [cell for cell in cells if cell]
        words = not any(is_value(cell) for cell in filled)
        lone = len(filled) == 1 and len(cells) > 1 and not words and not is_value(cells[0])
        said = bool(_NOTE.match(" ".join(filled))) and (
            not is_value(filled[0]) or bool(_COUNTED.match(" ".join(filled)))
        )
        timed = any(_may_be_time(cells[place], place) for place in times) and not _COUNTED.match(" ".join(filled))
        if timed or not (words or lone or said) or (words and not times and len(filled) > 1):
            break
        if words and len(filled) > 1 and not said and len(filled) == len(cells):
            break
        rows[at] = True
    return rows


def join_years(found: Layout) -> None:
    """A year's row and its months below, as pivot tables have them in one column: months with their year, no sums."""
    cells = found.body[0].str.strip()
    years = cells.str.fullmatch(r"(?:1[5-9]|20)\d\d").to_numpy(dtype=bool)
    if not years[:1].all() or years.sum() < 2 or years.mean() > 0.5:
        return
    totals = cells.str.fullmatch(_TOTAL_CELL, flags=re.IGNORECASE).to_numpy(dtype=bool)
    months = cells.where(~years, "").map(understood).str.fullmatch(rf"(?:{MONTHS})\.?", flags=re.IGNORECASE)
    if not (years | totals | months.to_numpy(dtype=bool)).all():
        return
    found.body[0] = (cells.where(~years, "") + " " + cells.where(years).ffill()).str.strip().astype("str")
    keep = np.ones(len(cells), dtype=bool)
    _drop(found, keep, years | totals, "tidy.totals")
    found.body, found.lines, found.changed = found.body[keep].reset_index(drop=True), found.lines[keep], True


def fill_down(found: Layout) -> None:
    """Names of groups, which merged cells and pivot tables write once for many rows, in every row of their group.

    Only where the column right of them repeats, and tells the rows apart together with the names.
    """
    for at in range(min(MOST_GROUPING, len(found.names) - 2)):
        cells = found.body[at].str.strip()
        blank = cells.eq("").to_numpy(dtype=bool)
        told = cells[~blank]
        if blank.mean() < GROUPED or blank[0] or len(told) < 2 or told.duplicated().any():
            return
        beside = found.body[at + 1].str.strip()
        if not all(_is_name_of_a_group(cell) for cell in told) or not beside.duplicated().any():
            return
        filled = cells.mask(blank).ffill()
        if pd.concat([filled, beside], axis=1).duplicated().any() or beside.eq("").mean() > 0.01:
            return
        found.body[at] = filled.astype("str")
        facts: dict[str, str | int | float] = {
            "column": found.names[at] or f"column_{at + 1}",
            "value": str(told.iloc[0]),
        }
        found.notices.append(Sentence("tidy.filled_down", {**facts, "count": int(blank.sum())}))
        found.changed = True


def _is_name_of_a_group(cell: str) -> bool:
    return (
        not is_number(cell) or looks_like_time(cell) or re.fullmatch(r"(?:1[5-9]|20)\d\d|0*\d{1,6}", cell) is not None
    )
