"""A sensible first `TrainRunSpec` for a series, with the reasons, and the rules that need the data.

The season comes from the training part, of few cycles with the help of the validation part. What a person asks for is
never changed: when it does not fit, a DataError says the largest that does.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lstm_core.data.series import (
    calendars,
    counts,
    leak_checks,
    missing_codes,
    recipe,
    targets,
    windows,
)
from lstm_core.data.series.autocorrelation import memory
from lstm_core.data.series.lengths import Asked, check_horizon, lengths_of, season_in, untold_season
from lstm_core.data.series.panel import Panel, one_of, rows_of, sample_of, series_in
from lstm_core.data.series.public_days import check_holidays
from lstm_core.data.series.seasonality import Season
from lstm_core.data.series.sources import SOURCES, BuiltInSeriesName, material_of
from lstm_core.data.series.table_checks import TableFile, listed, unknown_id
from lstm_core.data.series.tables import Series, file_name, table_of
from lstm_core.data.series.wide_proposals import as_read, wide_data, wide_notice
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.derived import steps_of_time
from lstm_core.spec.likelihoods import COUNTING
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData

if TYPE_CHECKING:
    from lstm_core.data.series.profile import SeriesProfile

_FEW_WINDOWS = 30
_LONG_WINDOW, _FEWER_STEPS = 256, 400
_TRAINED: dict[str, Any] = {"data.classics": True, "train.steps": 1000, "train.learning_rate": 0.005}
_PARTS = ("data.validation_fraction", "data.test_fraction", "data.split_rows")
_KEPT = ("past_columns", "future_columns", "calendar", "holidays", "strategy", "scaling", "winsorise", "missing_codes")
_KEPT_OF_A_PANEL = ("static_columns",)
_PATCHED_WINDOW, _PATCHES = 96, (8, 4)  # from here on a window is read faster, and better, in patches
_PATCHED: dict[str, Any] = {"train.steps": 1000, "train.batch_size": 64, "train.learning_rate": 0.005}


@dataclass(frozen=True)
class Proposal:
    """A spec that fits its data, what was noticed in the data, and why the spec is as it is."""

    spec: TrainRunSpec
    material: Series | Panel
    notices: tuple[Sentence, ...]
    reasons: tuple[Sentence, ...]

    @property
    def series(self) -> Series:
        """The series, or the longest one of a panel."""
        return one_of(self.material)


def propose(  # noqa: PLR0913 (what a person may ask for, each by its name)
    source: "SeriesProfile | BuiltInSeriesName",
    target: str | None = None,
    horizon: int | None = None,
    window: int | None = None,
    *,
    id: str | None = None,
    ids: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    folds: int = 0,
    recipe_asked: Mapping[str, Any] = recipe.NOTHING,
) -> Proposal:
    """A run for a profiled file, one `id` of a long one, `ids` of it together (none: all), or a built-in source.

    `columns` of a wide one are each a series, of which `ids` names a choice too; `EVERY`: all that look like that.

    The horizon leaves room for a backtest in so many `folds`, unless it is asked for. Of transform and difference what
    a person asked for, by path, stays.

    A target that nobody named is the likeliest column that can be forecast.

    Raises DataError, or SpecError for a value out of range.
    """
    proposed = partial(
        _proposed,
        source,
        horizon=horizon,
        window=window,
        id=id,
        ids=ids,
        columns=columns,
        folds=folds,
        recipe_asked=recipe_asked,
    )
    if isinstance(source, str) or columns or target is not None:
        return proposed(target)
    likely = targets.likely(source)
    try:
        found = proposed(likely[0])
    except DataError as refused:
        found = _of_another_column(likely, refused, targets.others(source, likely, refused, id, ids), proposed)
    return replace(found, reasons=(*targets.reasons(source, found.spec.series.target), *found.reasons))


def _of_another_column(
    likely: Sequence[str], refused: DataError, others: Iterator[str], proposed: Callable[[str], Proposal]
) -> Proposal:
    """What is proposed for the first of `others` that can be forecast. Raises `refused` where none can."""
    for column in others:
        try:
            found = proposed(column)
        except DataError:
            continue
        notice = targets.passed(refused, likely[: likely.index(column)], column)
        return replace(found, notices=(notice, *found.notices))
    raise refused


def _proposed(  # noqa: PLR0913 (as `propose`)
    source: "SeriesProfile | BuiltInSeriesName",
    target: str | None,
    *,
    horizon: int | None,
    window: int | None,
    id: str | None,
    ids: Sequence[str] | None,
    columns: Sequence[str] | None,
    folds: int,
    recipe_asked: Mapping[str, Any],
) -> Proposal:
    """A run for one target, which only a file whose `columns` are series and a built-in source go without."""
    reasons: list[Sentence] = []
    if isinstance(source, str):
        data, notices = SOURCES[source].data(), []
        if target is not None:
            data = data.model_copy(update={"target": target})
    elif columns:
        data = wide_data(source, columns, ids or ())
        notices = [*source.notices, *missing_codes.notices(source.codes), wide_notice(source, data)]
    else:
        data, notices = _file_data(source, str(target), id), [*source.notices, *missing_codes.notices(source.codes)]
        notices += [source.alike.notice] if source.alike.columns else []
        if source.ids is not None and ids is not None:
            data = data.model_copy(update={"id": None, "ids": tuple(ids), "window": 2, "horizon": 1})
        notices += source.ids.notices(data.id) if source.ids is not None else []
    data, material = _without_gaps(data, material_of(data))
    sample = sample_of(material)
    lengths, parts = _asked(horizon, window, recipe_asked)
    data = data.model_copy(update=parts)
    series, season = sample[len(sample) // 2], season_in(data, sample, lengths)
    asked = {"data.horizon": horizon, "data.window": window}
    asked = {path: value for path, value in asked.items() if value is not None}
    spec = TrainRunSpec(data=data).with_changes(asked)
    spec = spec.with_changes({**lengths_of(spec.series, series, season, lengths, folds), **asked})
    if not isinstance(source, str):
        changes, why = recipe.chosen_for(spec.series, material, {**asked, **recipe_asked}, season.longer)
        spec = spec.with_changes({**_TRAINED, **changes, **asked})
        reasons += [*why, *counts.reasons(series.values), *_static(source, spec.series)]
    if horizon is not None:
        check_horizon(spec.series, one_of(material), lengths)
    if isinstance(material, Panel):
        material = material_of(spec.series, material)  # which series take part depends on window and horizon
    notices += material.notices + check(spec, material)
    if not isinstance(source, str) and not isinstance(material, Panel):
        notices += leak_checks.notices(spec.series, source.path, list(source.numeric))
    spec, read = _read_in_patches(spec, free=window is None)
    reasons += [*_reasons(spec.series, data, series, season), *read]
    return Proposal(spec, material, tuple(notices), tuple(reasons))


def _asked(horizon: int | None, window: int | None, changes: Mapping[str, Any]) -> tuple[Asked, dict[str, Any]]:
    """What a person asked for of lengths, and the parts among it. Raises SpecError for a value out of range."""
    given = {path: changes[path] for path in ("data.season", *_PARTS) if path in changes}
    told = TrainRunSpec().with_changes(given).series
    parts = {path.removeprefix("data."): getattr(told, path.removeprefix("data.")) for path in _PARTS if path in given}
    return Asked(horizon, window, told.season, "data.season" in given, bool(parts)), parts


def for_series(
    spec: TrainRunSpec, id: str | None, ids: tuple[str, ...], columns: tuple[str, ...] | None = None
) -> TrainRunSpec:
    """The spec for another series of its table, or for several together (none of `ids`: all).

    Of a wide table an id is a column; `columns` are to be read as its series. Network, training, inputs and, where it
    fits, the horizon stay. Raises DataError.
    """
    from lstm_core.data.series.profile import profile

    data = spec.series
    source, together = profile(Path(str(data.file)), data.name), None if id is not None else ids
    columns = data.series_columns if columns is None else columns
    target = None if data.series_columns else data.target
    chosen: dict[str, Any] = {"target": target, "id": id, "ids": together}
    if data.series_columns and id is not None:
        chosen = {"target": id}
    elif columns:
        chosen = {"columns": columns, "ids": ids}
    try:
        found = propose(source, horizon=data.horizon, **chosen).spec
    except DataError:
        found = propose(source, **chosen).spec
    learned = spec.model.id_embedding if found.series.panel else None
    model = spec.model.model_copy(update={"patch": found.model.patch, "id_embedding": learned})
    names = (*_KEPT, *(_KEPT_OF_A_PANEL if found.series.panel and not found.series.series_columns else ()))
    kept = {f"data.{name}": getattr(data, name) for name in names}
    taken = {*found.series.series_columns, *found.series.targets}
    for path in ("data.past_columns", "data.future_columns"):  # which are forecast now are no inputs
        kept[path] = tuple(name for name in kept[path] if name not in taken)
    return found.model_copy(update={"model": model, "train": spec.train}).with_changes(kept)


def _without_gaps(data: SeriesData, material: Series | Panel) -> tuple[SeriesData, Series | Panel]:
    """Absent rows of a calendar put in as missing where they are not too many; nothing is masked that is all there."""
    if data.source != "file":
        return data, material
    stamps = {each.stamps.tobytes(): each.stamps for each in series_in(material) if each.stamps is not None}
    alike = Counter(each.stamps.tobytes() for each in series_in(material) if each.stamps is not None)
    absent = sum(_absent(stamps[key]) * count for key, count in alike.items())
    if 0 < absent <= rows_of(material):
        gridded = data.model_copy(update={"grid": True, "missing": "mask"})
        try:
            return gridded, material_of(gridded)
        except DataError:  # rows behind the last target stand so far ahead that most of the grid would be empty
            return data, material
    if data.missing == "mask" and not any(np.isnan(each.values).any() for each in series_in(material)):
        late = not data.wide and any(
            told.key == "data.leading_dropped" for each in series_in(material) for told in each.notices
        )
        # blanks were those of the future, and before the first value, which forward leaves out and no mask tells of
        told = data.model_copy(update={"missing": "forward" if late else "refuse"})
        return told, material_of(told, material)
    return data, material


def _absent(stamps: npt.NDArray[np.datetime64]) -> int:
    """Rows that the calendar of stamps has and they have not."""
    gaps = calendars.gaps_of(stamps)
    return 0 if gaps is None else int(gaps[1].sum())


def _read_in_patches(spec: TrainRunSpec, *, free: bool) -> tuple[TrainRunSpec, list[Sentence]]:
    """The spec with a long window in patches and what trains that well, and why; or trained for fewer steps.

    A window that nobody asked for is made to hold whole patches.
    """
    window = spec.series.window
    if free and window >= _PATCHED_WINDOW and window % _PATCHES[0]:
        window -= window % _PATCHES[0]
        spec = spec.with_changes({"data.window": window})
    patch = next((patch for patch in _PATCHES if window % patch == 0), 1)
    if window >= _PATCHED_WINDOW and patch > 1:
        patched = spec.with_changes({"model.patch": patch, **_PATCHED})
        return patched, [Sentence("data.reason_patch", {"patch": patch, "inputs": steps_of_time(patched)})]
    return (spec.with_changes({"train.steps": _FEWER_STEPS}) if window > _LONG_WINDOW else spec), []


def check(spec: TrainRunSpec, material: Series | Panel, path: Path | None = None) -> list[Sentence]:
    """Notices about a spec on its data. Raises DataError when split, season or values do not allow the run.

    `path` is where the data lie, when they do not lie where the spec says.
    """
    series = one_of(material)  # those of a panel were looked at one by one when they were read
    data, rows = spec.series, len(series.values)
    name = file_name(data, Path(data.source))
    parts = windows.split(rows, data)
    if not all(parts):
        if data.id is not None and windows.largest_horizon(rows, data.model_copy(update={"window": 2})) < 1:
            raise _id_too_short(data, rows, name)
        raise DataError(_misfit(data, rows, name))
    first_validation, _ = windows.boundaries(rows, data)
    if data.season is not None and data.season > first_validation:
        facts: dict[str, Parameter] = {"file": name, "season": data.season, "rows": first_validation}
        raise DataError(Sentence("data.season_too_long", facts))
    for column, values in zip(data.targets, series.columns(data).T, strict=True):
        training = values[:first_validation]
        training = training[~np.isnan(training)]
        if np.all(training == training[:1]):
            shown = repr(float(training[0])) if len(training) else "NaN"
            facts = {"file": name, "column": column, "rows": first_validation, "value": shown}
            raise DataError(Sentence("data.constant", facts))
    if spec.train.loss in COUNTING:
        targets = np.concatenate([each.columns(data) for each in series_in(material)])
        counts.check(TableFile(path or Path(data.file or ""), name, data), targets, spec.train.loss)
    for column in data.future_columns:
        found = len(series.others[column]) - rows
        if found < data.horizon:
            facts = {"file": name, "column": column, "found": found, "horizon": data.horizon}
            raise DataError(Sentence("data.ahead_short", facts))
    if data.holidays is not None:
        check_holidays(data, series_in(material), name)
    largest = (rows - windows.boundaries(rows, data)[1]) // data.horizon
    if data.folds > largest:
        facts = {"file": name, "folds": data.folds, "horizon": data.horizon, "largest": largest}
        raise DataError(Sentence("data.folds", facts))
    if len(parts.train) * len(series_in(material)) < _FEW_WINDOWS:
        facts = {"windows": len(parts.train), "window": data.window, "horizon": data.horizon}
        return [Sentence("data.few_windows", facts)]
    return []


def _id_too_short(data: SeriesData, rows: int, name: str) -> DataError:
    """The error of an id with too few rows for any window, which names one that has enough."""
    shortest = windows.fewest_rows(data.model_copy(update={"window": 2, "horizon": 1}))
    place = TableFile(Path(str(data.file)), name, data)
    return unknown_id(place, table_of(place)[str(data.id_column)], rows, shortest)


def _misfit(data: SeriesData, rows: int, name: str) -> Sentence:
    facts: dict[str, Parameter] = {"file": name, "rows": rows, "window": data.window, "horizon": data.horizon}
    horizon, window = windows.largest_horizon(rows, data), windows.largest_window(rows, data)
    if 1 <= horizon < data.horizon:
        return Sentence("data.horizon_too_long", {**facts, "largest": horizon})
    if windows.largest_horizon(rows, data.model_copy(update={"window": 2})) >= data.horizon and window >= 2:
        return Sentence("data.window_too_long", {**facts, "largest": window})
    return Sentence("data.too_short", {**facts, "needed": windows.fewest_rows(data)})


def _file_data(profile: "SeriesProfile", target: str, id: str | None) -> SeriesData:
    coded = sum(code.rows for code in profile.codes if code.column == target)
    missing = {column.name: column.missing for column in profile.columns}.get(target, 0) + coded
    if profile.ids is None and profile.rows / 2 < missing < profile.rows:
        facts: dict[str, Parameter] = {"file": profile.name, "column": target, "count": missing, "rows": profile.rows}
        raise DataError(Sentence("data.mostly_missing", facts))
    return SeriesData(
        **as_read(profile),
        id_column=profile.id_column,
        id=(id or profile.ids.first) if profile.ids is not None else None,
        target=target,
        missing="mask" if missing else "refuse",
    )


def _static(profile: "SeriesProfile", data: SeriesData) -> list[Sentence]:
    """The columns that tell several series apart, where several are forecast."""
    named = [name for name in profile.static if name != data.target]
    told: dict[str, Parameter] = {"columns": listed(named), "column": named[0]} if named else {}
    return [Sentence("data.reason_static", told)] if named and data.panel else []


def _reasons(data: SeriesData, usual: SeriesData, series: Series, season: Season) -> list[Sentence]:
    """Why season, window, horizon and parts are what they are; `usual` has the parts of before."""
    rows = len(series.values)
    window: dict[str, Parameter] = {"window": data.window, "windows": len(windows.split(rows, data).train)}
    reasons = []
    if season.steps is None:
        if not season.asked:
            untold = untold_season(data, series)
            reasons.append(Sentence("data.reason_untold_season" if untold else "data.reason_no_season", untold or {}))
        window["memory"] = memory(series.filled[: windows.boundaries(rows, data)[0]])
        reasons.append(Sentence("data.reason_window", window))
    else:
        if not season.asked:
            key = "data.reason_season_early" if season.early else "data.reason_season"
            reasons.append(Sentence(key, {"peak": season.peak, "season": season.steps}))
        if season.longer is not None and season.longer <= data.window:
            reasons.append(Sentence("data.reason_longer_season", {"longer": season.longer}))
        window["seasons"] = data.window / season.steps
        reasons.append(Sentence("data.reason_window_seasons", window))
    largest = windows.largest_horizon(rows, data)
    reasons.append(Sentence("data.reason_horizon", {"horizon": data.horizon, "largest": largest}))
    if data.test_fraction != usual.test_fraction:
        shares: dict[str, Parameter] = {"share": 100 * data.test_fraction, "usual": 100 * usual.test_fraction}
        reasons.append(Sentence("data.reason_parts", {**shares, "horizon": data.horizon}))
    return reasons
