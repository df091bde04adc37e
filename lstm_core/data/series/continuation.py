"""The data of a trained run with newer rows behind it, as one plain table on which the same network forecasts.

What training fitted stays what it was: the parts of the run keep their rows, the newer ones join the test part. Where
both files tell of the same moment the newer one counts.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from lstm_core.data.series import calendars, table_checks, windows
from lstm_core.data.series.categories import Categories
from lstm_core.data.series.profile import profile
from lstm_core.data.series.tables import Series, load_series, read_table, read_values
from lstm_core.errors import Sentence
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import CsvFormat, SeriesData

TIME = "time"
SHIFTED = 1.0  # deviations of the training part: a mean so far off is told


@dataclass(frozen=True)
class Continuation:
    """The spec of the longer table, its series, how many rows are new, and what there is to say."""

    spec: TrainRunSpec
    series: Series
    added: int
    notices: tuple[Sentence, ...]


def continued(spec: TrainRunSpec, old: Path, new: Path, target: Path, name: str) -> Continuation:
    """Write the longer table to `target`. Raises DataError for a file that does not go on from the run's data."""
    data = spec.series
    before = load_series(data, old)
    first_validation, first_test = windows.boundaries(len(before.values), data)
    profiled = profile(new, name)
    told = data.model_copy(
        update={
            "file": str(profiled.path),
            "name": name,
            "format": profiled.format,
            "time_column": profiled.time_column if data.time_column is not None else None,
            "time_format": profiled.time_format,
        }
    )
    place = table_checks.TableFile(profiled.path, name, told)
    if data.time_column is not None and profiled.time_column is None:
        raise place.fault("data.new_untimed", column=data.time_column)
    names = list(read_table(profiled.path, profiled.format, rows=1).columns)
    table_checks.check_columns(place, names)
    if told.id_column is not None and told.id_column not in names:  # newer rows of that one series
        told = told.model_copy(update={"id_column": None, "id": None})
    table = read_table(profiled.path, profiled.format, told.texts)
    table_checks.check_numbers(place, table)
    rows = read_values(told, table)
    inputs = Categories.of(told, table.columns)
    known = rows.index[rows[list(range(len(data.targets)))].notna().any(axis=1)]
    inputs.check_cells(place, table.loc[rows.index], known, before.levels)
    table_checks.check_times(place, table, rows)
    first = read_values(data, read_table(old, data.format, data.texts))
    joined, notices = _joined(place, data, first, rows)
    precision = _write(joined, data, target)
    longer = data.model_copy(
        update={
            "source": "file",
            "file": str(target),
            "name": name,
            "format": CsvFormat(),
            "time_column": TIME if data.time_column is not None else None,
            "time_format": precision,
            "missing_codes": (),  # blank in the joined table
            "split_rows": None,
            "id_column": None,
            "id": None,
        }
    )
    plain = load_series(longer, target)
    parts = (first_validation, first_test - first_validation, len(plain.values) - first_test)
    added = len(plain.values) - len(before.values)
    if added <= 0:
        raise place.fault("data.nothing_new", last=before.times[-1])
    dropped = sum(int(each.parameters["count"]) for each in plain.notices if each.key == "data.leading_dropped")
    split = (parts[0] + dropped, parts[1], parts[2])
    with_parts = longer.model_copy(update={"split_rows": split})
    kept = spec.model_copy(update={"data": with_parts})
    return Continuation(
        kept, load_series(with_parts, target), added, (*notices, *_shift(before, plain, first_validation, data.target))
    )


def _joined(
    place: table_checks.TableFile, data: SeriesData, first: pd.DataFrame, rows: pd.DataFrame
) -> tuple[pd.DataFrame, list[Sentence]]:
    """Both tables in the order of time, and what of them overlaps or is left out between them."""
    if data.time_column is None:
        return pd.concat([first, rows], ignore_index=True), []
    known = first[first[list(range(len(data.targets)))].notna().any(axis=1)]
    overlap = rows["time"].isin(known["time"])
    notices = []
    if overlap.any():
        notices.append(Sentence("data.new_overlap", {"count": int(overlap.sum()), "file": place.name}))
    stamps = known["time"].dt.tz_localize(None).to_numpy("datetime64[us]")
    fresh = rows.loc[rows["time"] > known["time"].max(), "time"].dt.tz_localize(None).to_numpy("datetime64[us]")
    calendar = calendars.calendar_of(stamps)
    if calendar is not None and len(fresh):
        expected = calendars.following_times(stamps, 1)[0]
        if fresh[0] > expected and not data.grid:
            texts = calendars.iso_times(np.array([stamps[-1], fresh[0]]), None)
            raise place.fault("data.new_jump", last=texts[0], first=texts[1])
        if fresh[0] < expected:
            texts = calendars.iso_times(np.array([stamps[-1], fresh[0]]), None)
            raise place.fault("data.new_rhythm", last=texts[0], first=texts[1])
    kept = first[~first["time"].isin(rows["time"])]
    return pd.concat([kept, rows]).sort_values("time", kind="stable"), notices


def _write(joined: pd.DataFrame, data: SeriesData, target: Path) -> str | None:
    """Write the table with times as precise as those of the run; their notation where it is not ISO 8601 in full."""
    table, notation = joined.rename(columns=dict(enumerate(data.columns))), None
    if data.time_column is not None:
        stamps = table.pop("time").dt.tz_localize(None).to_numpy("datetime64[us]")
        texts = calendars.iso_times(stamps, data.time_format)
        notation = {4: "%Y", 7: "%Y-%m"}.get(len(texts[0]))
        table.insert(0, TIME, texts)
    table.to_csv(target, index=False, lineterminator="\n")
    return notation


def _shift(before: Series, after: Series, training: int, column: str) -> list[Sentence]:
    """Whether the newer values lie where the training part did."""
    seen = before.values[:training]
    fresh = after.values[len(before.values) :]
    seen, fresh = seen[~np.isnan(seen)], fresh[~np.isnan(fresh)]
    if len(fresh) == 0 or not np.ptp(seen) > 0:
        return []
    off = float((fresh.mean() - seen.mean()) / seen.std())
    outside = float(((fresh < seen.min()) | (fresh > seen.max())).mean())
    if abs(off) < SHIFTED and outside == 0:
        return []
    return [Sentence("data.new_shift", {"column": column, "off": off, "outside": round(100 * outside)})]
