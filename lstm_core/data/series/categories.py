"""Columns of text as inputs: an input named `promo=yes` is 1 where the column `promo` says yes, 0 where it says else.

A real column of exactly that name wins. A level is known when the training part has it; nothing else is ever read as
one. A blank cell is a missing value; in a column known ahead of which most cells of the training part are blank, such
as names of holidays, it is none of the levels.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from lstm_core.data.series import column_names, table_checks
from lstm_core.errors import Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import SeriesData, level_of

LIMIT_LEVELS = 20
BLANK, MOSTLY = "", 1 / 2


@dataclass(frozen=True)
class Categories:
    """The inputs of a spec that mark levels: column and level by name, and the columns that are known ahead."""

    marks: Mapping[str, tuple[str, str]]
    ahead: frozenset[str]

    @classmethod
    def of(cls, data: SeriesData, columns: Iterable[str]) -> "Categories":
        """Those of a table with these columns."""
        there = set(columns)
        named = {name: level_of(name) for name in (*data.past_columns, *data.future_columns) if name not in there}
        marks = {name: level for name, level in named.items() if level is not None and level[0] in there}
        return cls(marks, frozenset(marks[name][0] for name in data.future_columns if name in marks))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of text that are read."""
        return tuple(dict.fromkeys(column for column, _ in self.marks.values()))

    def marked(self, table: pd.DataFrame, name: str) -> pd.Series:
        """The numbers of an input: 1 for its level, 0 for others, NaN for a blank that is no level."""
        column, level = self.marks[name]
        cells = cells_of(table[column])
        found = (cells == level).astype("float64")
        return found if column in self.ahead else found.where(cells.notna())

    def levels(self, table: pd.DataFrame, training: pd.Index) -> dict[str, tuple[str, ...]]:
        """What each column says in these rows of the training part, in their order; a blank that is a level last."""
        found = {}
        for column in self.columns:
            cells = cells_of(table[column].loc[of_file(training)])
            rare = column in self.ahead and mostly_blank(cells)
            found[column] = (*levels_of(cells), BLANK) if rare else levels_of(cells)
        return found

    def check(self, place: table_checks.TableFile, levels: Mapping[str, tuple[str, ...]]) -> None:
        """Not too many levels, and every one that is named among them."""
        for column, known in levels.items():
            check_count(place, column, [level for level in known if level != BLANK])
        for column, level in self.marks.values():
            if level not in levels[column]:
                shown = table_checks.quoted_cell(level)
                raise place.fault("data.level_never", column=column, level=shown, levels=listed(levels[column]))

    def check_cells(
        self, place: table_checks.TableFile, table: pd.DataFrame, told: pd.Index, levels: Mapping[str, Sequence[str]]
    ) -> None:
        """No cell that says what the training part does not know: in rows `told`, where known ahead in every row."""
        for column in self.columns:
            known = levels.get(column, ())
            rows = table.index if column in self.ahead else of_file(told)
            cells = cells_of(table[column].loc[rows])
            unknown = cells[cells.notna() & ~cells.isin(list(known))]
            if len(unknown):
                row = int(unknown.index.min())
                shown = table_checks.quoted_cell(str(unknown[row]))
                facts: dict[str, Parameter] = {"column": column, "line": place.line(row), "value": shown}
                raise place.fault("data.level_unseen", count=len(unknown), levels=listed(known), **facts)
            blank = cells.index[cells.isna()]
            if column in self.ahead and BLANK not in known and len(blank):
                line = place.line(int(blank.min()))
                raise place.fault("data.ahead_missing", column=column, line=line, count=len(blank))

    def notices(self, table: pd.DataFrame, levels: Mapping[str, Sequence[str]]) -> list[Sentence]:
        """Where a blank is read as none of the levels."""
        blank = {column: int(cells_of(table[column]).isna().sum()) for column in levels if BLANK in levels[column]}
        return [Sentence("data.level_blank", {"column": name, "count": count}) for name, count in blank.items()]


def cells_of(cells: pd.Series) -> pd.Series:
    """Cells of text without blanks around them; NaN where nothing is left."""
    texts = cells.astype("str").str.strip()
    return texts.where(cells.notna() & (texts != ""))


def levels_of(cells: pd.Series) -> tuple[str, ...]:
    """The different values of a column of text, in their order."""
    return tuple(str(level) for level in cells.dropna().unique())


def mostly_blank(cells: pd.Series) -> bool:
    """Whether a blank says that it is an ordinary day, as in a column with the names of holidays."""
    return bool(cells.isna().mean() >= MOSTLY)


def inputs_of(column: str, levels: Sequence[str], cells: pd.Series, *, blank: bool) -> tuple[str, ...]:
    """The inputs that tell the levels of a column apart: one of two, each of more; `blank` is a level of its own."""
    if len(levels) != 2 or blank:
        return tuple(f"{column}={level}" for level in levels)
    said = [level for level in levels if column_names.says_yes(level)]
    counts = [int((cells == level).sum()) for level in levels]
    rarer = levels[0] if counts[0] < counts[1] else levels[1]
    return (f"{column}={said[0] if len(said) == 1 else rarer}",)


def check_count(place: table_checks.TableFile, column: str, levels: Sequence[str]) -> None:
    """Not more levels than a network can learn to tell apart from a table."""
    if len(levels) > LIMIT_LEVELS:
        some = listed(levels[: LIMIT_LEVELS // 4])
        raise place.fault("data.many_levels", column=column, found=len(levels), limit=LIMIT_LEVELS, levels=some)


def is_category(cells: pd.Series) -> bool:
    """Whether a column of text says few things, and more than one."""
    levels = levels_of(cells)
    return len(levels) <= LIMIT_LEVELS and len(levels) + int(cells.isna().any()) > 1


def names_levels(place: table_checks.TableFile, column: pd.Series) -> bool:
    """Whether a column holds levels: few different texts, few of which are numbers; True and False are two."""
    if pd.api.types.is_bool_dtype(column):
        return True
    if pd.api.types.is_numeric_dtype(column):
        return False
    return bool(table_checks.numbers_in(place, column).mean() < MOSTLY)


def check_whole(place: table_checks.TableFile, table: pd.DataFrame) -> None:
    """No column of text that is named as if it held numbers."""
    for name in (*place.data.past_columns, *place.data.future_columns, *place.data.static_columns):
        if name in table.columns and not pd.api.types.is_bool_dtype(table[name]) and names_levels(place, table[name]):
            cells = cells_of(table[name])
            check_count(place, name, levels_of(cells))
            inputs = inputs_of(name, levels_of(cells), cells, blank=False)
            raise place.fault("data.category", column=name, levels=listed(levels_of(cells)), inputs=", ".join(inputs))


def listed(levels: Sequence[str]) -> str:
    """Levels as a message names them."""
    return table_checks.listed([table_checks.quoted_cell(level) if level else '""' for level in levels])


def of_file(rows: pd.Index) -> pd.Index:
    """Rows of the file among those of a grid."""
    return rows[rows >= 0]
