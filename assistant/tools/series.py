"""A table or a built-in series as a tool tells of it, and the forecasting run that fits it.

Tables are read by what loads pandas, so that is loaded when it is called.
"""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from assistant.conversation.messages import File
from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data import tasks
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.results.base import TrainResult
from lstm_core.results.series import Scores, SeriesResult, Skill
from lstm_core.spec.likelihoods import taken_along
from lstm_core.spec.run import TrainRunSpec

if TYPE_CHECKING:
    from lstm_core.data.series.profile import Column, SeriesProfile
    from lstm_core.data.series.sources import BuiltInSeriesName

COLUMNS, IDS = 40, 100
CELL = 60
DIGITS = 6
TOOLS = ()
VERDICTS = {
    "better": "better",
    "worse": "worse",
    "tie": "not shown to be better",
    "few": "not shown to be better: too few windows for an interval",
}
_WIDE = ("data.id", "data.ids", "data.series_columns", "data.target", "data.further_targets")  # of a proposal by itself
_ASKED = ("data.target", "data.horizon", "data.window")
_LENGTHS = {"data.window", "data.validation_fraction", "data.test_fraction", "data.split_rows"}  # asked for, they stay
_OF_THE_TABLE = (
    *("data.target", "data.further_targets", "data.past_columns", "data.future_columns", "data.static_columns"),
    *("data.time_column", "data.time_format", "data.zone", "data.missing", "data.missing_codes", "data.split_rows"),
)


def describe(box: Context, subject: File | str) -> dict[str, Any]:
    """What the data holds, bounded. Raises DataError."""
    from lstm_core.data.series.proposals import propose

    if isinstance(subject, str):
        proposal = propose(_built_in(subject))
        series, data = proposal.series, proposal.spec.series
        return {
            "source": subject,
            "title": tasks.title(data, box.language),
            "rows": len(series.values),
            "period": [series.times[0], series.times[-1]],
            "low": _number(float(np.nanmin(series.values))),
            "high": _number(float(np.nanmax(series.values))),
            "usual_season": data.season,
            "notices": [box.sentence(notice) for notice in proposal.notices],
        }
    found = _profile(box.services.uploads.path_of(subject.sha256, subject.name), subject.name)
    return {
        "file": subject.name,
        "id": subject.sha256[:12],
        "bytes": subject.bytes,
        "rows": found.rows,
        "time_column": found.time_column,
        "zone": found.zone,
        "period": found.period,
        "frequency": box.sentence(found.frequency) if found.frequency else None,
        "steps_per": {unit: _number(steps) for unit, steps in found.calendar.steps_per.items()}
        if found.calendar
        else {},
        "steps_left_of": dict(found.left_of),
        "missing_codes": sorted({code.value for code in found.codes}),
        "columns": [_column(column) for column in found.columns[:COLUMNS]],
        "columns_left_out": max(0, len(found.columns) - COLUMNS),
        **_told_ids(found),
        "first_rows": [[cell[:CELL] for cell in row[:COLUMNS]] for row in found.head[:3]],
        "notices": [box.sentence(notice) for notice in found.notices],
    }


def proposed(
    box: Context, subject: File | str, changes: dict[str, Any]
) -> tuple[TrainRunSpec, list[Sentence], list[Sentence]]:
    """A spec that fits the data with `changes` made, remarks on the data, reasons. Raises DataError and SpecError."""
    from lstm_core.data.series.covariates import taken, unused, with_every, with_levels
    from lstm_core.data.series.proposals import check, propose
    from lstm_core.data.series.sources import material_of

    asked = {path: value for path, value in changes.items() if path in _ASKED and value is not None}
    wanted = TrainRunSpec().with_changes(asked).data
    given = {path.removeprefix("data."): getattr(wanted, path.removeprefix("data.")) for path in asked}
    source: SeriesProfile | BuiltInSeriesName
    if isinstance(subject, str):
        source = _built_in(subject)
    else:
        source = _profile(box.services.uploads.path_of(subject.sha256, subject.name), subject.name)
    together = changes.get("data.ids") or (() if changes.get("data.id", "") is None else None)
    wished: dict[str, Any] = {"id": changes.get("data.id"), "ids": together, "folds": changes.get("data.folds") or 0}
    columns = _series_columns(changes)
    proposal = propose(source, **given, **wished, columns=columns, recipe_asked=changes)
    along, wished = taken_along(changes, proposal.spec.data.model_dump(), proposal.spec.train.loss), changes
    changes = {path: value for path, value in changes.items() if path not in (_WIDE if columns else ())}
    changes = with_every(proposal.spec.series, changes)
    spec = with_levels(proposal.spec.with_changes({**along, **changes}))
    notices, reasons = list(proposal.notices), [*proposal.reasons, *taken(spec.series, wished)]
    if spec.series.static_columns:
        reasons = [reason for reason in reasons if reason.key != "data.reason_static"]
    if any(path.startswith("data.") for path in changes):
        same_rows = all(path in _ASKED or path not in _OF_THE_TABLE for path in changes)
        material = proposal.material if same_rows else material_of(spec.series)
        notices = [*(notices if same_rows else material.notices), *check(spec, material)]
    distinct = [notice for place, notice in enumerate(notices) if notice not in notices[:place]]
    return spec, distinct, [*reasons, *unused(spec.series)]


def refitted(spec: TrainRunSpec, changes: dict[str, Any]) -> tuple[TrainRunSpec, dict[str, Any]]:
    """Another series of the same table has another season and window; a column of text stands for its levels."""
    from lstm_core.data.series.covariates import COVARIATES, with_every, with_levels
    from lstm_core.data.series.proposals import for_series

    if spec.series.file is not None and {"data.id", "data.ids", "data.series_columns"} & changes.keys():
        wide = spec.series.wide or "data.series_columns" in changes
        columns = _series_columns(changes) if "data.series_columns" in changes else None
        spec = for_series(spec, changes.get("data.id"), tuple(changes.get("data.ids") or ()), columns)
        changes = {path: value for path, value in changes.items() if not wide or path not in _WIDE}
    changes = with_every(spec.series, changes)
    if "data.horizon" in changes and not _LENGTHS & changes.keys():
        longer = spec.with_changes(changes)
        if longer.series.horizon > spec.series.horizon:  # else nothing has to be read for it
            changes = {**_room_for(longer), **changes}
    if any(f"data.{name}" in changes for name in COVARIATES):
        whole = with_levels(spec.with_changes(changes)).series
        told = {f"data.{name}": getattr(whole, name) for name in COVARIATES}
        kept = {path for path in told if path in changes or told[path] != getattr(spec.series, path[5:])}
        changes = {**changes, **{path: value for path, value in told.items() if path in kept}}
    return spec, changes


def _room_for(spec: TrainRunSpec) -> dict[str, Any]:
    """What the horizon takes along. Raises DataError that says the largest one where nothing makes room."""
    from lstm_core.data.series.lengths import Asked, check_horizon, room_for
    from lstm_core.data.series.panel import one_of
    from lstm_core.data.series.sources import material_of

    series = one_of(material_of(spec.series))
    check_horizon(spec.series, series, Asked(spec.series.horizon))
    return room_for(spec.series, series, spec.model.patch)


def told(spec: TrainRunSpec, changes: dict[str, Any], along: Collection[str]) -> list[Sentence]:
    """Which columns were taken, where the changes left that open, and what a longer horizon took along."""
    from lstm_core.data.series.covariates import taken

    data, reasons = spec.series, taken(spec.series, changes)
    facts: dict[str, Parameter] = {"horizon": data.horizon, "window": data.window}
    if "data.test_fraction" in along:
        return [*reasons, Sentence("data.reason_room", {**facts, "share": 100 * data.test_fraction})]
    return [*reasons, Sentence("data.reason_room_window", facts)] if "data.window" in along else reasons


def checked(spec: TrainRunSpec) -> list[Sentence]:
    """Remarks on a spec against its data. Raises DataError when they do not fit."""
    from lstm_core.data.series.proposals import check
    from lstm_core.data.series.sources import material_of

    material = material_of(spec.series)
    return [*material.notices, *check(spec, material)]


def _series_columns(changes: dict[str, Any]) -> tuple[str, ...]:
    """The columns of a wide table that are to be series, less those that are asked for as inputs."""
    inputs = {*(changes.get("data.past_columns") or ()), *(changes.get("data.future_columns") or ())}
    return tuple(name for name in changes.get("data.series_columns") or () if name not in inputs)


def _told_ids(found: "SeriesProfile") -> dict[str, Any]:
    """The series of a long table, the first ones by name."""
    if found.ids is None and found.alike.columns:
        names = list(found.alike.columns)
        return {"columns_of_one_kind": {"count": len(names), "names": names[:IDS]}}
    if found.ids is None:
        return {}
    told = {"column": found.ids.column, "count": len(found.ids.names), "names": list(found.ids.names[:IDS])}
    return {"ids": told, **({"static_columns": list(found.static)} if found.static else {})}


def _built_in(name: str) -> "BuiltInSeriesName":
    return cast("BuiltInSeriesName", name)


def _profile(path: Path, name: str) -> "SeriesProfile":
    """Of an upload. Raises DataError."""
    found = _profiled(path, name)
    if isinstance(found, DataError):
        raise DataError(*found.messages)
    return found


@lru_cache(maxsize=8)
def _profiled(path: Path, name: str) -> "SeriesProfile | DataError":
    """By content, since an upload's path is its hash: a question looks several times, at a file that is refused too."""
    from lstm_core.data.series.profile import profile

    try:
        return profile(path, name)
    except DataError as error:
        return DataError(*error.messages)  # without the frames, which hold the table


def _column(column: "Column") -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name[:CELL], "kind": column.kind}
    if column.levels:
        told |= {"kind": "category", "levels": [level[:CELL] for level in column.levels]}
    if column.missing:
        told["missing"] = column.missing
    if column.low is not None and column.high is not None:
        told |= {"low": _number(column.low), "high": _number(column.high)}
    return told


def _number(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def line(result: TrainResult) -> dict[str, Any]:
    found = SeriesResult.of(result)
    change = {name: rounded(skill.change.value) for name, skill in found.skill.items()}
    return {"test_mae": rounded(found.test["model"].mae), "error_change": change}


def measures(result: TrainResult) -> dict[str, Any]:
    found = SeriesResult.of(result)
    return {
        "test": {name: _scores(scores) for name, scores in found.test.items()},
        "error_change": {name: _change(skill) for name, skill in found.skill.items()},
    }


def _scores(scores: Scores) -> dict[str, float]:
    return {name: rounded(getattr(scores, name)) for name in ("mae", "rmse", "mase")}


def _change(skill: Skill) -> dict[str, Any]:
    """Of the model's error against a baseline's; negative is better."""
    value, *ends = skill.change
    low, high = (None if bound is None else rounded(bound) for bound in ends)
    return {"value": rounded(value), "low": low, "high": high, "verdict": VERDICTS[skill.verdict]}
