"""Which column is forecast where nobody named one, and which are passed over because they cannot be forecast."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lstm_core.data.series import column_names, windows
from lstm_core.data.series.categories import LIMIT_LEVELS
from lstm_core.data.series.table_checks import TableFile, is_text, listed
from lstm_core.data.series.tables import Values, cut_into_cells, timed_rows
from lstm_core.data.series.wide_proposals import as_read
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import SeriesData

if TYPE_CHECKING:
    from lstm_core.data.series.profile import Column, SeriesProfile

MOST_TRIED = 8
_FEW_WRONG = 0.1  # share of cells that are no numbers, up to which they are to be mended
_AHEAD = 0.2  # share of the rows that may be such as are still to be forecast
_MISSING = 0.5  # share of rows, above which too much would have to be filled
_SHORT = (  # what only a column with more rows escapes
    "data.one_row",
    "data.too_short",
    "data.id_too_short",
    "data.ids_too_short",
    "data.panel_none_long",
)
_PASSED = {
    "data.mostly_missing": "data.passed_missing",
    "data.constant": "data.passed_constant",
    "data.text_value": "data.passed_text",
    "data.thousands": "data.passed_text",
    "data.infinite": "data.passed_text",
    "data.all_missing": "data.passed_blank",
    "data.id_all_missing": "data.passed_blank",
    **dict.fromkeys((*_SHORT, "data.panel_none"), "data.passed_few"),
}  # refusals that another column can escape, and how the notice tells of them


def likely(profile: "SeriesProfile") -> list[str]:
    """Columns in the order of preference: a name that says so, then numbers that vary and do not only count rows.

    What is blank in the last rows, while other numbers go on there, is what these rows ask for.
    """
    numeric = [column for column in profile.columns if column.kind == "number"]
    numeric = [column for column in numeric if not column.when] or numeric
    varying = [column.name for column in numeric if column.low is None or column.low != column.high]
    rows = profile.rows if profile.ids is None else max(profile.ids.rows)
    counting = {each.name for each in numeric if _counts_rows(each.low, each.high, rows)}
    spared = (
        column_names.coordinates(varying)
        | counting
        | {each.name for each in numeric if each.flag or each.even}
        | set(profile.static)
    )
    measured = [name for name in varying if not column_names.is_row_counter(name) and name not in spared]
    measured = [name for name in measured if not column_names.names_entity(name)] or measured
    columns = measured or varying or [column.name for column in numeric]
    asked = _asked_for(numeric, rows) if profile.time_column is not None else []
    columns = [*(name for name in columns if name in asked), *(name for name in columns if name not in asked)]
    return column_names.likely_targets(columns)


def _asked_for(numeric: Sequence["Column"], rows: int) -> list[str]:
    """Columns that are blank in the same few last rows and nowhere else, where the other ones go on."""
    ending = [each for each in numeric if each.ends]
    alike = len({each.ends for each in ending}) == 1 and len(ending) < len(numeric)
    if not alike or not 2 <= ending[0].ends <= _AHEAD * rows or any(each.holes for each in ending):
        return []
    return [each.name for each in ending]


def reasons(profile: "SeriesProfile", target: str) -> list[Sentence]:
    """Which other columns could be forecast, and which cannot be read."""
    told = list[Sentence]()
    others = [name for name in profile.numeric if name != target]
    if others:
        told.append(Sentence("data.reason_target", {"column": target, "others": ", ".join(others[:12])}))
    known = (profile.id_column, *profile.static)
    words = [each.name for each in profile.columns if each.many and each.name not in known]
    if words:
        told.append(Sentence("data.reason_words", {"columns": listed(words), "limit": LIMIT_LEVELS}))
    return told


def others(
    profile: "SeriesProfile", columns: Sequence[str], refused: DataError, id: str | None, ids: Sequence[str] | None
) -> Iterator[str]:
    """Of `columns`, whose first was refused, the next few that the table lets hope for, by the series proposed."""
    why = _PASSED.get(refused.messages[0].key)
    told = refused.messages[0].parameters
    few = why == "data.passed_text" and int(told.get("count", 0)) <= _FEW_WRONG * profile.rows
    if why is None or few or len(columns) < 2 or (why == "data.passed_text" and column_names.names_target(columns[0])):
        return
    data = SeriesData(**as_read(profile))
    if profile.ids is not None:
        one = id or max(ids or profile.ids.names, key=profile.ids.rows_of)
        data = data.model_copy(update={"id_column": profile.id_column, "id": one})
    try:
        cells = _read(profile, data, columns)
    except DataError:  # of times, for one, which every column shares
        return
    least = len(_told(cells[columns[0]])) if refused.messages[0].key in _SHORT else 0
    fitting = [name for name in columns[1:] if name in cells and _fits(cells[name], data, least)]
    yield from fitting[:MOST_TRIED]


def _read(profile: "SeriesProfile", data: SeriesData, columns: Sequence[str]) -> dict[str, pd.Series]:
    """The columns that hold nothing but numbers, of one series in the order of time. Raises DataError."""
    place = TableFile(profile.path, profile.name, data)
    table = cut_into_cells(place, data.texts)
    names = [name for name in columns if not is_text(table[name])]
    read = data.model_copy(update={"target": names[0], "past_columns": tuple(names[1:])}) if names else data
    rows = timed_rows(TableFile(profile.path, profile.name, read), table) if names else table
    return {name: rows[at] for at, name in enumerate(names)}


def passed(refused: DataError, columns: Sequence[str], target: str) -> Sentence:
    """That `columns` cannot be forecast, why not the first of them, and what is proposed."""
    why = refused.messages[0]
    facts: dict[str, Parameter] = {**why.parameters, "first": columns[0], "columns": listed(list(columns))}
    return Sentence(_PASSED[why.key], {**facts, "target": target})


def _told(cells: pd.Series) -> Values:
    """The numbers from the first that is known to the last."""
    known = np.flatnonzero(cells.notna())
    return cells.to_numpy("float64")[known[0] : known[-1] + 1] if len(known) else np.zeros(0)


def _fits(cells: pd.Series, data: SeriesData, least: int) -> bool:
    """Whether numbers are there in more than `least` rows, most of them known, and vary in the training part."""
    values = _told(cells)
    if len(values) <= least or cells.isna().mean() > _MISSING or np.isinf(values).any():
        return False
    training = values[: max(1, windows.boundaries(len(values), data)[0])]
    return bool(np.nanmin(training) < np.nanmax(training))


def _counts_rows(low: float | None, high: float | None, rows: int) -> bool:
    """Its numbers go from one end to the other in as many steps as there are rows: weeks, days or rows numbered on."""
    return low is not None and high is not None and rows > 1 and high - low == rows - 1
