"""The data of a trained run with newer rows behind it, as one plain table on which the same network forecasts.

What training fitted stays what it was: the parts of the run keep their rows, the newer ones join the test part. Where
both files tell of the same moment the newer one counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from lstm_core.data.series import calendars, counts, repeats, statics, table_checks, wide, windows
from lstm_core.data.series.categories import Categories
from lstm_core.data.series.clocks import Clock, has_offset, zone_named
from lstm_core.data.series.panel import load_panel
from lstm_core.data.series.profile import profile
from lstm_core.data.series.tables import Series, load_series, read_table, read_values, table_of
from lstm_core.errors import Sentence
from lstm_core.spec.likelihoods import COUNTING
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import CsvFormat, SeriesData

TIME = "time"
SHIFTED = 1.0  # deviations of the training part: a mean so far off is told


class Newer(NamedTuple):
    """A file of newer rows: its cells, its rows as they are read, and what there is to say of it."""

    place: table_checks.TableFile
    table: pd.DataFrame
    rows: pd.DataFrame
    notices: list[Sentence]


@dataclass(frozen=True)
class Continuation:
    """The spec of the longer table, its series, how many rows are new, and what there is to say."""

    spec: TrainRunSpec
    series: Series
    added: int
    notices: tuple[Sentence, ...]


def continued(
    spec: TrainRunSpec, old: Path, new: Path, target: Path, name: str, sheet: str | None = None
) -> Continuation:
    """Write the longer table to `target`. Raises DataError for a file that does not go on from the run's data."""
    data = spec.series
    before = repeats.Before.of(old, data.format, data.time_column) if data.id_column is None else None
    place, table, rows, front = newer = _newer(spec, new, name, sheet, before)
    table_checks.check_times(place, table, rows)
    first = read_values(data, table_of(table_checks.TableFile(old, name, data)))
    found = _longer(spec, load_series(data, old), first, newer, target)
    return replace(found, notices=(*front, *found.notices))


def continued_each(
    spec: TrainRunSpec, old: Path, new: Path, folder: Path, name: str, sheet: str | None = None
) -> Iterator[tuple[str, Continuation]]:
    """The same of every series that the run read together; one without newer rows goes on from where it ended."""
    data = spec.series
    place, told, rows, front = _newer(spec, new, name, sheet)
    panel = load_panel(data, old)
    column = str(data.id_column)
    table = table_of(table_checks.TableFile(old, name, data))
    known = _by_id(read_values(data, table), table[column])
    fresh = _by_id(rows, told[column])
    strangers = [*wide.strangers(data, old, place), *(each for each in fresh if each not in panel.series)]
    notices = [Sentence("data.new_ids", {"count": len(strangers), "ids": table_checks.listed(strangers)})]
    notices = [*front, *(notices if strangers else []), *statics.moved(data, old, place)]
    for at, (id, series) in enumerate(panel.series.items()):
        alone = {"id": id, "ids": (), "static_columns": ()}  # which the panel has read
        own = spec.model_copy(update={"data": data.model_copy(update=alone)})
        if id not in fresh:
            yield id, Continuation(_split(own, series), series, 0, tuple(notices if at == 0 else ()))
            continue
        own_rows = fresh[id] if data.time_column is None else fresh[id].sort_values("time", kind="stable")
        newer = Newer(place, told, own_rows, [])
        found = _longer(own, series, known[id], newer, folder / f"{at}.csv")
        kept = replace(found.series, statics=series.statics, among=series.among)
        said = (*found.notices, *(notices if at == 0 else []))
        yield id, replace(found, series=kept, notices=said)


def _by_id(rows: pd.DataFrame, owners: pd.Series) -> dict[str, pd.DataFrame]:
    """The rows of every series, in their order."""
    grouped = rows.groupby(owners[rows.index].to_numpy(), sort=False)
    return {str(id): own for id, own in grouped}


def _split(spec: TrainRunSpec, series: Series) -> TrainRunSpec:
    """The spec with the parts that the series has by its shares."""
    rows = len(series.values)
    first_validation, first_test = windows.boundaries(rows, spec.series)
    parts = (first_validation, first_test - first_validation, rows - first_test)
    return spec.model_copy(update={"data": spec.series.model_copy(update={"split_rows": parts})})


def _newer(spec: TrainRunSpec, new: Path, name: str, sheet: str | None, before: repeats.Before | None = None) -> Newer:
    """The newer file, read as the run's data are, and gathered as those `before` were. Raises DataError.

    Times without an offset are local ones of the run's zone.
    """
    data = spec.series
    profiled = profile(new, name, sheet, newer=True, before=before)
    told = data.model_copy(
        update={
            "file": str(profiled.path),
            "name": name,
            "format": profiled.format,
            "time_column": profiled.time_column if data.time_column is not None else None,
            "time_format": profiled.time_format,
            "static_columns": (),  # what the run was told of each series stays
        }
    )
    place = table_checks.TableFile(profiled.path, name, told)
    if data.time_column is not None and profiled.time_column is None:
        raise place.fault("data.new_untimed", column=data.time_column)
    told = told.model_copy(update={"series_columns": wide.told(data, place)})
    place = table_checks.TableFile(profiled.path, name, told)
    names = list(wide.melted(place, read_table(profiled.path, profiled.format, rows=1)).columns)
    if told.id_column is not None and told.id_column not in names and told.id is not None:  # rows of that one series
        told = told.model_copy(update={"id_column": None, "id": None})
    place = table_checks.TableFile(profiled.path, name, told)
    table_checks.check_columns(place, names)
    table = table_of(place)
    table_checks.check_numbers(place, table)
    zone, column = told.zone, str(told.time_column)
    notices = [each for each in profiled.notices if each.key == "data.gathered_again"]
    if zone is not None and told.time_column is not None and not has_offset(table[column]).any():
        told = told.model_copy(update={"time_format": None})
        owners = table[told.id_column] if told.id_column is not None else None
        table[column] = _in_utc(table[column], owners, profiled.time_format, zone)
        notices.append(Sentence("data.new_local", {"file": name, "zone": zone}))
        place = table_checks.TableFile(profiled.path, name, told)
    rows = read_values(told, table)
    if spec.train.loss in COUNTING:
        counts.check(place, rows[list(range(len(data.targets)))].to_numpy("float64"), spec.train.loss)
    return Newer(place, table, rows, notices)


def _in_utc(cells: pd.Series, owners: pd.Series | None, time_format: str | None, zone: str) -> pd.Series:
    """Local times without an offset as ISO 8601 in UTC; what cannot be read stays, and is refused where it is read."""
    local = pd.to_datetime(cells, format=time_format or "ISO8601", errors="coerce")
    wall, place = local.to_numpy("datetime64[us]"), zone_named(zone)
    moments = place.utc(wall)
    later = moments + np.timedelta64(1, "h")  # of the hour that comes twice the second time
    twice = pd.DataFrame({"time": local} if owners is None else {"time": local, "id": owners}).duplicated()
    second = twice.to_numpy() & (place.wall(later) == wall)
    moments[second] = later[second]
    utc = pd.Series(moments, index=cells.index)
    texts: pd.Series = utc.dt.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00").where(local.notna(), cells).astype("str")
    return texts


def _longer(
    spec: TrainRunSpec,
    before: Series,
    first: pd.DataFrame,
    newer: Newer,
    target: Path,
) -> Continuation:
    """One series with its newer rows behind it, written to `target`."""
    data = spec.series
    place, table, rows, _ = newer
    first = wide.begun(first) if data.wide else first
    first_validation, first_test = windows.boundaries(len(before.values), data)
    known = rows.index[rows[list(range(len(data.targets)))].notna().any(axis=1)]
    Categories.of(place.data, table.columns).check_cells(place, table.loc[rows.index], known, before.levels)
    joined, notices = _joined(place, before, data, first, rows)
    precision = _write(joined, data, target)
    longer = data.model_copy(
        update={
            "source": "file",
            "file": str(target),
            "name": place.name,
            "format": CsvFormat(),
            "time_column": TIME if data.time_column is not None else None,
            "time_format": precision,
            "missing_codes": (),  # blank in the joined table
            "split_rows": None,
            "id_column": None,
            "id": None,
            "series_columns": (),
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
    place: table_checks.TableFile, before: Series, data: SeriesData, first: pd.DataFrame, rows: pd.DataFrame
) -> tuple[pd.DataFrame, list[Sentence]]:
    """Both tables in the order of time, and what of them overlaps or is left out between them."""
    if data.time_column is None:
        return pd.concat([first, rows], ignore_index=True), []
    known = first[first[list(range(len(data.targets)))].notna().any(axis=1)]
    overlap = rows["time"].isin(known["time"])
    notices = []
    if overlap.any():
        notices.append(Sentence("data.new_overlap", {"count": int(overlap.sum()), "file": place.name}))
    clock = before.clock
    later = rows.loc[rows["time"] > known["time"].max(), "time"]
    stamps, fresh = (each.dt.tz_localize(None).to_numpy("datetime64[us]") for each in (known["time"], later))
    if clock is not None:
        stamps, fresh = clock.counted(stamps), clock.counted(fresh)
    calendar = calendars.calendar_of(stamps)
    if calendar is not None and len(fresh):
        expected = calendars.following_times(stamps, 1)[0]
        if calendar.unit == "month" and calendar.slots:  # a holiday moves the day of trading
            day = fresh[0].astype("datetime64[M]") == expected.astype("datetime64[M]")
            expected = fresh[0] if day else expected
        if fresh[0] > expected and not data.grid and not _held(first, fresh[0], expected, data, clock):
            texts = calendars.iso_times(np.array([stamps[-1], fresh[0]]), None, clock)
            raise place.fault("data.new_jump", last=texts[0], first=texts[1])
        if fresh[0] < expected:
            texts = calendars.iso_times(np.array([stamps[-1], fresh[0]]), None, clock)
            raise place.fault("data.new_rhythm", last=texts[0], first=texts[1])
    kept = first[~first["time"].isin(rows["time"])]
    return pd.concat([kept, rows]).sort_values("time", kind="stable"), notices


def _held(
    first: pd.DataFrame, fresh: np.datetime64, expected: np.datetime64, data: SeriesData, clock: Clock | None
) -> bool:
    """Whether the run's own data have the rows before a newer one, blank where blanks are read as missing."""
    if data.missing == "refuse":
        return False
    times = first["time"].dt.tz_localize(None).to_numpy("datetime64[us]")
    times = np.sort(times if clock is None else clock.counted(times))
    between = times[times >= expected]
    return len(between) > 0 and between[0] == expected and bool(calendars.following_times(times, 1)[0] >= fresh)


def _write(joined: pd.DataFrame, data: SeriesData, target: Path) -> str | None:
    """Write the table with times as precise as those of the run; their notation where it is not ISO 8601 in full."""
    table, notation = joined.rename(columns=dict(enumerate(data.columns))), None
    if data.time_column is not None:
        stamps = table.pop("time").dt.tz_localize(None).to_numpy("datetime64[us]")
        clock = None if data.zone is None else Clock(zone_named(data.zone), local=False)
        texts = calendars.iso_times(stamps, data.time_format, clock)
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
