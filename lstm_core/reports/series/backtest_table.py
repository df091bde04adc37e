"""The table of a walk-forward backtest: one row per piece of the test part."""

from typing import NamedTuple

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import NONE, significant
from lstm_core.i18n.numbers import change as changed
from lstm_core.i18n.sentences import say
from lstm_core.reports.series.backtest_figure import period
from lstm_core.results.series import SeriesResult
from lstm_core.runs.train import TrainRecord

Cells = list[list[str | float]]


class FoldRow(NamedTuple):
    """One piece: its time, the rows before it, MAE of the model and of the piece's best baseline, what is gained."""

    period: str
    rows: str
    model: str
    baseline: str
    name: str
    change: str


def folds(record: TrainRecord, language: Language) -> list[FoldRow]:
    """Every fold in the order of time; none without a backtest."""
    found = []
    for fold in SeriesResult.of(record.result).folds:
        time, rows = period(fold, language), f"{fold.rows:,}"
        if not fold.test:
            found.append(FoldRow(time, rows, say("document.diverged", language), NONE, NONE, NONE))
            continue
        model, (name, baseline) = fold.test["model"].mae, fold.best
        change = changed(model / baseline - 1) if baseline > 0 else NONE
        shown = say(f"chart.{name}", language)
        found.append(FoldRow(time, rows, significant(model), significant(baseline), shown, change))
    return found


def errors_of_ids(record: TrainRecord) -> Cells:
    """MAE of every forecaster on the pieces of each series, one row a piece, with a head; none without several series.

    A series whose piece holds no forecast has no row of it.
    """
    told = [(number, fold) for number, fold in enumerate(SeriesResult.of(record.result).folds, 1) if fold.ids]
    if not told:
        return []
    names = list(told[0][1].test)
    head: list[str | float] = [str(record.spec.series.id_column), "piece", *names]
    ids = dict.fromkeys(name for _, fold in told for name in fold.ids)
    found: Cells = [head]
    for id in ids:
        rows = ((number, fold.ids[id]) for number, fold in told if id in fold.ids)
        found += [[id, number, *(test[name].mae for name in names)] for number, test in rows]
    return found
