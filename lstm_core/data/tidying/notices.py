"""What was understood in a table, in sentences."""

import numpy as np
import pandas as pd

from lstm_core.data.tidying.numbers import PANDAS, Numbers
from lstm_core.data.tidying.times.columns import Timed
from lstm_core.data.tidying.times.reading import Moments, iso_text
from lstm_core.data.tidying.times.zones import AMBIGUOUS
from lstm_core.errors import Sentence

_LISTED = 6


def _listed(names: list[str]) -> str:
    some = ", ".join(names[:_LISTED])
    return some if len(names) <= _LISTED else f"{some}, ..."


def time_notices(timed: Timed, names: list[str], written: list[str], body: pd.DataFrame) -> list[Sentence]:
    """How the times were read, by the first one that was; `written` are the names of the columns in the file."""
    found, moments = [], timed.moments
    if not moments.known.any():
        return []
    first = int(np.argmax(moments.known))
    column = names[timed.places[0]]
    value = " ".join(str(body[at].iloc[first]).strip() for at in timed.places)
    read = iso_text(moments, first)
    facts: dict[str, str | int | float] = {"column": column, "value": value, "read": read}
    if timed.unit is not None:
        found.append(Sentence(f"tidy.count_{timed.unit}", facts))
    elif len(timed.places) > 1:
        joined = " + ".join(written[at] or f"column_{at + 1}" for at in timed.places)
        found.append(Sentence("tidy.joined", {**facts, "columns": joined}))
    elif moments.quarters:
        found.append(Sentence("tidy.count_quarter", facts))
    elif moments.years:
        found.append(Sentence("tidy.short_years", facts))
    elif value != read and not moments.doubled:
        found.append(Sentence("tidy.times", facts))
    if moments.order is not None and moments.order.open:
        found.append(Sentence("tidy.day_or_month", facts))
    if moments.spans:
        found.append(Sentence("tidy.spans", {"column": column, "value": moments.spans}))
    if moments.midnights:
        found.append(Sentence("tidy.midnights", {"column": column, "count": moments.midnights}))
    return [*found, *_zone_notices(moments, facts)]


def _zone_notices(moments: Moments, facts: dict[str, str | int | float]) -> list[Sentence]:
    """In which zone the times are."""
    if moments.zone.lower() in AMBIGUOUS:
        return [
            Sentence("tidy.ambiguous_zone", {**facts, "zone": moments.zone, "read": AMBIGUOUS[moments.zone.lower()]})
        ]
    if moments.doubled:
        return [Sentence("tidy.doubled", {**facts, "value": moments.doubled, "zone": moments.zone})]
    return [Sentence("tidy.zone", {**facts, "zone": moments.zone})] if moments.zone else []


def number_notices(columns: dict[str, Numbers], decimal: str) -> list[Sentence]:
    """How the numbers were read: one sentence per way of writing, with the columns that have it."""
    found = []
    for key, counter in (("tidy.percent", "percent"), ("tidy.negatives", "negatives")):
        named = [name for name, read in columns.items() if getattr(read, counter)]
        if named:
            found.append(Sentence(key, {"columns": _listed(named)}))
    for name, read in columns.items():
        if read.currency:
            found.append(Sentence("tidy.currency", {"column": name, "mark": read.currency}))
        if read.unit:
            found.append(Sentence("tidy.unit", {"column": name, "unit": read.unit}))
        if read.scales:
            found.append(
                Sentence("tidy.scale", {"column": name, "marks": ", ".join(read.scales), **_example(read, read.scaled)})
            )
    for name, read in columns.items():
        if read.flags:
            marks = ", ".join(list(read.flags)[:_LISTED])
            facts: dict[str, str | int | float] = {"column": name, "marks": marks, "count": read.flags.total()}
            found.append(Sentence("tidy.flags", {**facts, "value": read.flagged}))
    for key, example in (("tidy.grouped", "grouped"), ("data.decimal_comma", "comma")):
        here = [(name, read) for name, read in columns.items() if getattr(read, example)]
        if here:
            shown = _example(here[0][1], getattr(here[0][1], example))
            found.append(Sentence(key, {"columns": _listed([name for name, _ in here]), **shown}))
    return [*found, *_missing_marks(columns)]


def _missing_marks(columns: dict[str, Numbers]) -> list[Sentence]:
    """What was read as missing that pandas would not read so."""
    marks: dict[str, int] = {}
    for read in columns.values():
        for mark, count in read.marks.items():
            if mark not in PANDAS:
                marks[mark] = marks.get(mark, 0) + count
    if not marks:
        return []
    written = ", ".join(f'"{mark}"' for mark in list(marks)[:_LISTED])
    return [Sentence("tidy.missing_marks", {"marks": written, "count": sum(marks.values())})]


def _example(read: Numbers, value: str) -> dict[str, str]:
    """A cell and the number that it became."""
    places = np.flatnonzero(read.written.eq(value).to_numpy(dtype=bool))
    return {"value": value, "number": str(read.cells.iloc[int(places[0])]) if len(places) else ""}
