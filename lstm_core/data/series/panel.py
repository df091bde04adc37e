"""Several series of a long table, which one global network reads: a panel (Montero-Manso & Hyndman 2021).

Each has its own parts in time, by its own rows. A series that has no window in one of them, or does not vary, is left
out and named. `T` rows of a series.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.series import statics, table_checks, windows
from lstm_core.data.series.categories import Categories
from lstm_core.data.series.stretches import Stretches
from lstm_core.data.series.tables import Series, file_name, open_table, order_notices, series_from, timed_rows
from lstm_core.data.series.transforms import refused_rows
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.constants import PANEL_JUDGED
from lstm_core.spec.series import SeriesData

_LEADING, _UNTOLD = "data.leading_dropped", "data.untold"
MOST_NAMED = 6
LIMIT_SERIES = 10_000  # of one network: each is scaled, forecast by its own baselines and judged, milliseconds each
MOST_SAMPLED = 8  # series by which season, window and recipe of all are chosen
_OF_WINDOWS = {
    *("window", "horizon", "strategy", "classics", "season", "transform", "difference", "floor", "ceiling", "scaling"),
    *("winsorise", "window_scaling", "validation_fraction", "test_fraction", "folds", "refit", "calendar", "holidays"),
}  # fields that the reading of a series does not depend on, the transform but for values that it refuses


@dataclass(frozen=True)
class Panel:
    """Series by id, in the order of the file, each ready for windows; at least one."""

    series: dict[str, Series]
    notices: list[Sentence]
    parts: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)  # rows, where the shares do not decide
    reading: "Reading | None" = field(default=None, compare=False, repr=False)  # where they may be chosen anew

    @property
    def rows(self) -> int:
        """Of all series together."""
        return sum(len(each.values) for each in self.series.values())

    @property
    def longest(self) -> Series:
        """The series with the most rows, the first of several."""
        return max(self.series.values(), key=lambda each: len(each.values))

    def name_of(self, series: Series) -> str:
        """The id of one of the series."""
        return next(name for name, each in self.series.items() if each is series)

    @property
    def digest(self) -> str:
        """SHA-256 of the digests of all series, in their order."""
        return hashlib.sha256("".join(each.digest for each in self.series.values()).encode()).hexdigest()


@dataclass(frozen=True)
class Reading:
    """What a file was found to hold before window and horizon choose the series that take part."""

    place: table_checks.TableFile
    series: dict[str, Series]
    left: Mapping[str, Sequence[str]]  # what cannot be read, by the key of its reason
    notices: list[Sentence]
    longest: int  # rows of a series

    def serves(self, data: SeriesData) -> bool:
        """Whether another section reads the same series from the same file."""
        one, other = (each.model_dump(exclude=_OF_WINDOWS) for each in (self.place.data, data))
        if (one.pop("missing"), other.pop("missing")) == ("mask", "refuse"):  # in the refused blanks there are none
            alone = data.wide and data.columns == (data.target,)
            if not alone or any(np.isnan(each.values).any() for each in self.series.values()):
                return False
        elif self.place.data.missing != data.missing:
            return False
        refused = (refused_rows(data.transform, each.values[:, None]) for each in self.series.values())
        return one == other and not data.static_columns and not any(map(len, refused))


def chosen_again(panel: Panel, data: SeriesData, path: Path) -> Panel:
    """`load_panel` for data that a panel was read of already: only a section that reads otherwise reads it again."""
    reading = panel.reading
    if reading is None or path != reading.place.path or not reading.serves(data):
        return load_panel(data, path)
    return _chosen(replace(reading, place=table_checks.TableFile(path, file_name(data, path), data)), None)


def one_of(material: Series | Panel) -> Series:
    """A series itself, or the longest one of a panel."""
    return material.longest if isinstance(material, Panel) else material


def series_in(material: Series | Panel) -> list[Series]:
    """Every series of the data."""
    return list(material.series.values()) if isinstance(material, Panel) else [material]


def sample_of(material: Series | Panel) -> list[Series]:
    """A few series of the data, the shortest first, evenly spread by length."""
    every = sorted(series_in(material), key=lambda each: len(each.values))
    return every[:: -(-len(every) // MOST_SAMPLED)]


def rows_of(material: Series | Panel) -> int:
    """Rows of a series, or of all series of a panel."""
    return material.rows if isinstance(material, Panel) else len(material.values)


def load_panel(data: SeriesData, path: Path) -> Panel:
    """The series that a spec without `data.id` reads from a long table. Raises DataError."""
    place, table = open_table(data, path)
    cells = table[str(data.id_column)]
    _check_choice(place, cells)
    table = table[cells.isin(data.ids) if data.ids else cells.notna()]
    count = len(data.ids) or int(cells.nunique())
    if count > LIMIT_SERIES:
        raise place.fault("data.panel_many", count=count, limit=LIMIT_SERIES, column=str(data.id_column))
    rows = timed_rows(place, table)
    table_checks.check_moments(place, table, rows)
    notices = [each for each in order_notices(rows, table, data) if each.key != "data.sorted"]  # ids stand in any order
    codes, names = pd.factorize(cells)
    owners = codes[cells.index.get_indexer(rows.index)]
    order = np.argsort(owners, kind="stable")  # rows are in the order of time already
    rows, owners = rows.iloc[order], owners[order]
    _check_times(place, table, rows, owners)
    inputs = Categories.of(data, table.columns)
    levels = inputs.levels(table, rows.index)
    inputs.check(place, levels)
    notices += inputs.notices(table, levels)
    every, left = dict[str, Series](), dict[str, list[str]]()
    stretches = Stretches(place, table, rows, levels)
    for start, end in _stretches(owners):
        name = str(names[owners[start]])
        series = stretches.series(start, end) or _series(place, table, rows.iloc[start:end], levels)
        if isinstance(series, str):
            left.setdefault(series, []).append(name)
        else:
            every[name] = series
    return _chosen(Reading(place, every, left, notices, int(np.bincount(owners).max())), table)


def _chosen(reading: Reading, table: pd.DataFrame | None) -> Panel:
    """The series that have a window in every part, and are told of by the static columns of the table."""
    place, notices, found = reading.place, reading.notices, dict[str, Series]()
    left = {reason: list(names) for reason, names in reading.left.items()}
    for name, series in reading.series.items():
        reason = unfit(place.data, series)
        if reason is None:
            found[name] = series
        else:
            left.setdefault(reason, []).append(name)
    if not found:
        raise _none_fits(place, left, reading.longest)
    nothing = [()] * len(found), list[Sentence]()
    own, blank = nothing if table is None else statics.read(place, table, list(found))
    told = {
        name: replace(series, statics=own[at], among=(at, len(found)))
        for at, (name, series) in enumerate(found.items())
    }
    apart = _apart(found) if place.data.wide else []
    said = [*notices, *apart, *blank, *_left_out(place, left), *_together(place, told)]
    return Panel(told, said, reading=reading)


def _series(
    place: table_checks.TableFile, table: pd.DataFrame, rows: pd.DataFrame, levels: Mapping[str, tuple[str, ...]]
) -> Series | str:
    """One series of its rows, or why there is none, as the key of a sentence."""
    read = rows[list(range(len(place.data.columns) - len(place.data.future_columns)))]
    if len(rows) < 2 or bool(read.isna().all().any()):
        return "data.panel_short"
    try:
        return series_from(place, table, rows, [], levels)
    except DataError as error:
        if error.messages[0].key != "data.grid_sparse":
            raise
        return "data.panel_sparse"


def unfit(data: SeriesData, series: Series) -> str | None:
    """Why a series takes no part, as the key of a sentence; None where it does."""
    rows = len(series.values)
    if not all(windows.split(rows, data)):
        return "data.panel_short"
    first_validation, _ = windows.boundaries(rows, data)
    training = series.values[:first_validation]
    steps = np.abs(np.diff(training))
    if not np.nanmax(steps, initial=0.0) > 0:
        return "data.panel_constant"
    if any(len(series.others[name]) - rows < data.horizon for name in data.future_columns):
        return "data.panel_ahead"
    return None


def judged_parts(splits: Sequence[windows.WindowSplit]) -> list[windows.WindowSplit]:
    """Origins of the windows of every series, those of validation and test spread where many."""
    steps = [max(1, -(-sum(len(each[part]) for each in splits) // PANEL_JUDGED)) for part in (1, 2)]
    return [
        windows.WindowSplit(each.train, _spread(each.validation, steps[0]), _spread(each.test, steps[1]))
        for each in splits
    ]


def _spread(origins: range, step: int) -> range:
    """Every so manyth origin, the last one among them."""
    return origins[:0] if not origins else range(origins[-1] - (len(origins) - 1) // step * step, origins[-1] + 1, step)


def _stretches(owners: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """First row and end of each series."""
    edges = np.flatnonzero(np.diff(owners)) + 1
    yield from zip([0, *edges.tolist()], [*edges.tolist(), len(owners)], strict=True)


def _check_choice(place: table_checks.TableFile, cells: pd.Series) -> None:
    """Every id that is chosen stands in the file."""
    there = set(cells.dropna().unique())
    for name in place.data.ids:
        if name not in there:
            data = place.data.model_copy(update={"id": name, "ids": ()})
            raise table_checks.unknown_id(table_checks.TableFile(place.path, place.name, data), cells, 0)
    if not there:
        raise place.fault("data.all_missing", column=str(place.data.id_column))


def _check_times(
    place: table_checks.TableFile, table: pd.DataFrame, rows: pd.DataFrame, owners: npt.NDArray[np.int64]
) -> None:
    """No time twice for one id."""
    column = place.data.time_column
    if column is None:
        return
    stamps = rows["time"].dt.tz_localize(None).to_numpy("datetime64[us]")
    twice = np.flatnonzero((stamps[1:] == stamps[:-1]) & (owners[1:] == owners[:-1]))
    if len(twice):
        first, second = (int(rows.index[at]) for at in (twice[0], twice[0] + 1))
        value = table_checks.quoted_cell(str(table[column][first]))
        facts: dict[str, Parameter] = {"value": value, "first": place.line(first), "second": place.line(second)}
        if place.data.series_columns:
            raise place.fault(
                "data.duplicate_time", column=column, **facts, count=int((owners[twice] == owners[twice[0]]).sum())
            )
        raise place.fault(
            "data.duplicate_time_of_id",
            column=column,
            id=table_checks.quoted_cell(str(table[str(place.data.id_column)][first])),
            count=len(twice),
            **facts,
        )


def _none_fits(place: table_checks.TableFile, left: dict[str, list[str]], most: int) -> DataError:
    """No series can be read: the first reason, and what the longest one has."""
    data = place.data
    if set(left) == {"data.panel_short"}:
        needed = windows.fewest_rows(data)
        return place.fault("data.panel_none_long", rows=most, needed=needed, window=data.window, horizon=data.horizon)
    if set(left) == {"data.panel_ahead"}:
        ahead = table_checks.listed(list(data.future_columns))
        return place.fault("data.panel_none_ahead", columns=ahead, horizon=data.horizon)
    return place.fault("data.panel_none", column=data.target)


def _apart(found: Mapping[str, Series]) -> list[Sentence]:
    """Which columns of a wide table begin later than it, and which end earlier."""
    told = list[Sentence]()
    for key, said in (("data.wide_late", _LEADING), ("data.wide_ended", _UNTOLD)):
        names = [name for name, each in found.items() if any(notice.key == said for notice in each.notices)]
        if names and not (said == _UNTOLD and len(names) == len(found)):  # the table itself goes on behind them all
            told.append(Sentence(key, {"count": len(names), "ids": table_checks.listed(names)}))
    return told


def _left_out(place: table_checks.TableFile, left: dict[str, list[str]]) -> list[Sentence]:
    """One sentence for each reason, with the first names."""
    needed = windows.fewest_rows(place.data)
    return [
        Sentence(
            reason,
            {
                "count": len(names),
                "ids": ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else ""),
                "needed": needed,
                "horizon": place.data.horizon,
            },
        )
        for reason, names in sorted(left.items())
    ]


def _together(place: table_checks.TableFile, found: dict[str, Series]) -> list[Sentence]:
    """What was noticed in each series, once for all of them: with the counts added up."""
    ended = sum(any(notice.key == _UNTOLD for notice in series.notices) for series in found.values())
    named = {_LEADING, *([_UNTOLD] if ended < len(found) else [])} if place.data.wide else set()  # series by series
    told: dict[tuple[str, Parameter | None], Sentence] = {}
    for series in found.values():
        for notice in (each for each in series.notices if each.key not in named):
            at = notice.key, notice.parameters.get("column")
            before = told.get(at)
            if before is not None and isinstance(notice.parameters.get("count"), int):
                count = int(before.parameters["count"]) + int(notice.parameters["count"])
                told[at] = Sentence(notice.key, {**before.parameters, "count": count})
            elif before is None:
                told[at] = notice
    return list(told.values())
