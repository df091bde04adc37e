"""What the report of a forecasting run tells."""

from typing import Any

from lstm_core.data.series.panel import Panel, rows_of
from lstm_core.data.series.tables import Series
from lstm_core.data.series.task import load
from lstm_core.errors import Sentence, WorkbenchError
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.contract import Picture, TableRow, TaskFile, Tile
from lstm_core.reports.series import backtest_figure, figures, tables, taken, verdicts
from lstm_core.reports.series import findings as guard
from lstm_core.reports.series.backtest_table import errors_of_ids, folds
from lstm_core.results.base import TrainResult
from lstm_core.results.series import SeriesResult
from lstm_core.runs.events import FindingRaised
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.train import TrainRecord

SETTINGS = tables.SETTINGS


def headline(record: TrainRecord) -> Sentence:
    return verdicts.headline(SeriesResult.of(record.result), record.spec.series)


def explanation(record: TrainRecord, ending: Sentence) -> list[Sentence]:
    return verdicts.explanation(record, SeriesResult.of(record.result), ending)


def ended(record: TrainRecord) -> list[Sentence]:
    left, every = SeriesResult.of(record.result).pieces_left(record.spec), record.spec.series.folds
    return [Sentence("report.ended_backtest", {"folds": every, "done": every - left})] if left else []


def score(result: TrainResult) -> Sentence:
    return verdicts.score(SeriesResult.of(result))


def verdict(result: TrainResult) -> str:
    return verdicts.verdict_on(SeriesResult.of(result))


def findings(result: TrainResult) -> list[FindingRaised]:
    return guard.findings(SeriesResult.of(result))


def tiles(record: TrainRecord, language: Language) -> list[Tile]:
    return tables.tiles(record, language)


def lines(record: TrainRecord, language: Language) -> list[tuple[str, ...]]:
    """Errors, and the change of the model's error against each baseline."""
    found: list[tuple[str, ...]] = []
    for row in tables.scores(record, language):
        told = "  ".join(f"{name} {error}" for name, error in zip(tables.HEADS, row.errors, strict=True))
        found.append((row.name, told, *filter(None, (row.change, row.interval))))
    return found


def files(record: TrainRecord) -> list[TaskFile]:
    """The forecast to come, and of several series the errors of a backtest."""
    found = [TaskFile("forecast.csv", Sentence("document.file_forecast"), tables.forecast_csv(record))]
    if rows := errors_of_ids(record):
        found.append(TaskFile("backtest.csv", Sentence("document.file_backtest"), taken.as_csv(rows)))
    return found


def pictures(record: TrainRecord, language: Language) -> list[Picture]:
    forecast, pieces = say("document.forecast", language), say("document.folds_picture", language)
    found = [Picture("forecast", forecast, figures.forecast, figures.forecast_alt(record, language))]
    if SeriesResult.of(record.result).folds:
        found.append(Picture("folds", pieces, backtest_figure.folds, backtest_figure.alt_text(record, language)))
    return found


def part(record: TrainRecord, language: Language) -> dict[str, Any]:
    if record.result is None:
        return {
            "scores": [],
            "columns": [],
            "folds": [],
            "future": tables.UpcomingForecast([], 0),
            "heads": tables.HEADS,
            "of_id": None,
        }
    return {
        "of_id": next(iter(SeriesResult.of(record.result).ids), None),
        "scores": tables.scores(record, language),
        "columns": tables.columns(record, language),
        "folds": folds(record, language),
        "future": tables.future(record),
        "heads": tables.HEADS,
    }


def material(record: TrainRecord) -> Series | Panel | None:
    try:
        return load(record.spec.series, RunFolder(record.path).data)
    except WorkbenchError:
        return None


def facts(record: TrainRecord, material: Series | Panel | None, language: Language) -> list[TableRow]:
    return tables.facts(record, material, language)


def notices(material: Series | Panel) -> list[Sentence]:
    return list(material.notices)


def rows(material: Series | Panel) -> int:
    return rows_of(material)
