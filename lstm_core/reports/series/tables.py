"""The tables of report.html for a forecasting run; `lstm_core.reports.tables` holds those of every task."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from lstm_core.data.series.calendars import calendar_of
from lstm_core.data.series.panel import Panel, one_of
from lstm_core.data.series.tables import Series
from lstm_core.data.series.windows import boundaries, split
from lstm_core.data.tasks import title
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import change as changed
from lstm_core.i18n.numbers import decimals, percent, significant
from lstm_core.i18n.sentences import Parameter, say
from lstm_core.reports.contract import TableRow, Tile
from lstm_core.reports.figures import display_time
from lstm_core.reports.series import taken
from lstm_core.reports.series.verdicts import best_baseline, in_percent, measured, rival
from lstm_core.reports.tables import ForecastScoreRow
from lstm_core.results.series import SeriesColumn, SeriesResult
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData

SETTINGS = (
    "id_column",
    "id",
    "ids",
    "series_columns",
    "target",
    "further_targets",
    "past_columns",
    "future_columns",
    "static_columns",
    "calendar",
    "holidays",
    "window",
    "horizon",
    "strategy",
    "season",
    "classics",
    "transform",
    "difference",
    "floor",
    "ceiling",
    "scaling",
    "winsorise",
    "window_scaling",
    "missing",
    "missing_codes",
    "grid",
    "validation_fraction",
    "test_fraction",
    "folds",
    "refit",
    "split_rows",
)
HEADS = ("MAE", "RMSE", "MASE")
LISTED = 120  # steps of the future
MOST_IDS = 50  # series that a report lists


class UpcomingForecast(NamedTuple):
    """The first steps of the forecast to come, of `total`."""

    rows: list[TableRow]
    total: int


def tiles(record: TrainRecord, language: Language) -> list[Tile]:
    """The four numbers that matter."""
    result = SeriesResult.of(record.result)
    data = record.spec.series
    name = rival(result)
    skill = result.skill[name]
    tested = record.started.test_samples if record.started else skill.windows
    change = in_percent(skill.change)
    between = say("document.tile_interval" if "low" in change else "document.tile_no_interval", language, change)
    shown: dict[str, Parameter] = {"steps": result.steps, "best": result.best_step}
    baseline: dict[str, Parameter] = {"name": say(f"chart.{name}", language)}
    return [
        Tile(
            say("document.tile_mae", language),
            measured(result.test["model"].mae, data),
            say("document.windows", language, {"windows": f"{tested:,}"}),
        ),
        Tile(
            say("document.tile_baseline", language, baseline),
            measured(result.test[name].mae, data),
            say("document.best_baseline" if name == best_baseline(result) else "document.no_skill", language),
        ),
        Tile(say("document.tile_change", language, baseline), str(change["change"]), between),
        Tile(
            say("document.tile_time", language),
            say("document.seconds", language, {"seconds": significant(result.seconds)}),
            say("document.tile_steps", language, shown),
        ),
    ]


def scores(record: TrainRecord, language: Language) -> list[ForecastScoreRow]:
    """One row per forecaster, the model first."""
    result = SeriesResult.of(record.result)
    rows = []
    for name, errors in result.test.items():
        skill = result.skill.get(name)
        value = interval = ""
        if skill is not None:
            change = in_percent(skill.change)
            value = str(change["change"])
            interval = f"[{change['low']}, {change['high']}]" if "low" in change else ""
        shown = say("document.model" if name == "model" else f"chart.{name}", language)
        if name in result.shares:
            share: dict[str, Parameter] = {"name": shown, "share": percent(result.shares[name], "-")}
            shown = say("document.share", language, share)
        mae, rmse, mase = (significant(error) for error in (errors.mae, errors.rmse, errors.mase))
        rows.append(ForecastScoreRow(shown, (mae, rmse, mase), value, interval))
    return rows


def future(record: TrainRecord) -> UpcomingForecast:
    """Times and values of the forecast to come, in the units of the data."""
    result = SeriesResult.of(record.result)
    places = decimals([value for value in result.history if value is not None])
    shown = [f"{value:,.{places}f}" for value in result.future.delivered]
    if result.future.low:
        bounds = zip(shown, result.future.low, result.future.high, strict=True)
        shown = [f"{middle} [{low:,.{places}f}, {high:,.{places}f}]" for middle, low, high in bounds]
    rows = [(display_time(time), value) for time, value in zip(result.future.times, shown, strict=True)]
    return UpcomingForecast(rows[:LISTED], len(rows))


def forecast_rows(record: TrainRecord) -> list[list[str | float]]:
    """`rows_of_forecast` of a run."""
    return rows_of_forecast(SeriesResult.of(record.result), record.spec.series)


def rows_of_forecast(result: SeriesResult, data: SeriesData) -> list[list[str | float]]:
    """The forecast to come as a table with a head: times, and for every target what is delivered with its interval.

    Of several series the first column names the series, the largest MASE first.
    """
    if result.ids:
        return rows_of_ids(result.ids, data)
    return _rows_of({data.target: result, **result.columns}, result.future.times)


def rows_of_ids(ids: Mapping[str, SeriesColumn], data: SeriesData) -> list[list[str | float]]:
    """The same of several series, the id of each row first."""
    tables = {name: _rows_of({data.target: each}, each.future.times) for name, each in ids.items()}
    head = max((own[0] for own in tables.values()), key=len)  # a series without an interval has no columns for it
    found: list[list[str | float]] = [[str(data.id_column), *head]]
    for name, own in tables.items():
        at = [own[0].index(column) if column in own[0] else None for column in head]
        found += [[name, *("" if place is None else row[place] for place in at)] for row in own[1:]]
    return found


def _rows_of(columns: Mapping[str, SeriesColumn], times: list[str]) -> list[list[str | float]]:
    head: list[str | float] = ["time"]
    parts: list[list[float]] = []
    for name, column in columns.items():
        head.append(name)
        parts.append(column.future.delivered)
        if column.future.low and column.interval is not None:
            level = f"{column.interval.level:g}"
            head += [f"{name}_low_{level}", f"{name}_high_{level}"]
            parts += [column.future.low, column.future.high]
        if column.shares:
            head.append(f"{name}_network")
            parts.append(column.future.forecast)
    return [head, *([time, *values] for time, *values in zip(times, *parts, strict=True))]


def forecast_csv(record: TrainRecord) -> str:
    """`forecast_rows` as CSV, numbers in their shortest exact form."""
    return taken.as_csv(forecast_rows(record))


def columns(record: TrainRecord, language: Language) -> list[tuple[str, ...]]:
    """Name, MAE of the model, baseline, its MAE and the change against it, of every target; none of one alone."""
    result = SeriesResult.of(record.result)
    if result.ids:
        return [
            (
                row.id,
                significant(row.mae),
                say(f"chart.{row.baseline}", language),
                significant(row.baseline_mae),
                changed(row.change),
            )
            for row in ids(result)[:MOST_IDS]
        ]
    if not result.columns:
        return []
    rows: list[tuple[str, ...]] = []
    for name, column in {record.spec.series.target: result, **result.columns}.items():
        other = rival(column)
        errors = significant(column.test["model"].mae), significant(column.test[other].mae)
        change = str(in_percent(column.skill[other].change)["change"])
        rows.append((name, errors[0], say(f"chart.{other}", language), errors[1], change))
    return rows


class IdRow(NamedTuple):
    """One of several series: errors of what is delivered, the best baseline and its error, the change against it."""

    id: str
    rows: int
    mase: float
    mae: float
    baseline: str
    baseline_mae: float
    change: float


def ids(result: SeriesResult) -> list[IdRow]:
    """Every series that one network forecasts, the largest MASE first."""
    found = []
    for name, each in result.ids.items():
        baseline = best_baseline(each)
        mae, other = each.taken.mae, each.test[baseline].mae
        change = mae / other - 1 if other else 0.0
        found.append(IdRow(name, each.rows, each.taken.mase, mae, baseline, other, change))
    return found


def _told(row: IdRow, language: Language) -> tuple[str, ...]:
    errors = significant(row.mae), say(f"chart.{row.baseline}", language), significant(row.baseline_mae)
    return (row.id, *errors, changed(row.change))


def facts(record: TrainRecord, material: Series | Panel | None, language: Language) -> list[TableRow]:
    """What the data is: rows, time, values, and the rows of each part; of several those of the longest."""
    data = record.spec.data
    rows = [(say("document.name", language), title(data, language))]
    series = None if material is None else one_of(material)
    if isinstance(material, Panel):
        shown: dict[str, Parameter] = {"count": len(material.series), "rows": f"{material.rows:,}"}
        rows.append((say("document.ids", language), say("document.ids_rows", language, shown)))
        rows.append((say("document.longest", language), material.name_of(material.longest)))
    if series is not None:
        times, values = series.times, series.values
        rows.append((say("document.rows", language), f"{len(values):,}"))
        if series.stamps is not None:
            span: dict[str, Parameter] = {"first": display_time(times[0]), "last": display_time(times[-1])}
            rows.append((say("document.period", language), say("document.span", language, span)))
            calendar = calendar_of(series.stamps)
            if calendar is not None:
                rows.append((say("document.rhythm", language), calendar.frequency.text(language)))
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        places = decimals([low, high], digits=4)
        ends: dict[str, Parameter] = {"first": f"{low:,.{places}f}", "last": f"{high:,.{places}f}"}
        rows.append((say("document.range", language), say("document.span", language, ends)))
        rows += _parts(record.spec, series, language)
    if record.result is not None:
        rows.append((say("document.digest", language), record.result.data_digest))
    return rows


def _parts(spec: TrainRunSpec, series: Series, language: Language) -> Iterator[TableRow]:
    times = series.times
    first, second = boundaries(len(times), spec.series)
    parts = split(len(times), spec.series)
    for name, start, end in (("train", 0, first), ("validation", first, second), ("test", second, len(times))):
        windows = len(getattr(parts, name))
        span: dict[str, Parameter] = {"first": display_time(times[start]), "last": display_time(times[end - 1])}
        counts: dict[str, Parameter] = {"rows": f"{end - start:,}", "windows": f"{windows:,}"}
        yield say(f"document.part_{name}", language), say("document.part", language, {**span, **counts})
