"""The picture of a walk-forward backtest: the error of every forecaster in every piece of the test part."""

from typing import TYPE_CHECKING, Any

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.series import verdicts
from lstm_core.results.series import Fold, SeriesResult
from lstm_core.runs.train import TrainRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def folds(record: TrainRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """MAE over the pieces: the model in the accent, baselines grey and dashed, all but the best one hidden.

    A piece whose training diverged is a gap in every line.
    """
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="x unified"))
    result = SeriesResult.of(record.result)
    if not result.folds:
        return figure
    pieces = list(range(1, len(result.folds) + 1))
    periods = [period(fold, language) for fold in result.folds]

    def line(name: str, shown: str, **style: Any) -> None:
        errors = [fold.test[name].mae if name in fold.test else None for fold in result.folds]
        hover = f"%{{y:{figures.LOSS}}} · %{{text}}" if name == "model" else f"%{{y:{figures.LOSS}}}"
        drawn = {"mode": "lines+markers", "hovertemplate": hover, "text": periods, "name": shown}
        figure.add_trace(Scatter(x=pieces, y=errors, **drawn, **style))

    best = verdicts.best_baseline_of_backtest(result)
    for name, dash in figures.BASELINES:
        if any(name in fold.test for fold in result.folds):
            visible = True if name == best else "legendonly"
            style = {"color": palette.baseline, "width": 1.4, "dash": dash}
            line(
                name,
                say(f"chart.{name}", language),
                line=style,
                marker={"size": 6, "symbol": "square"},
                visible=visible,
            )
    accent = {"line": {"color": palette.forecast, "width": 2.4}, "marker": {"size": 8}}
    line("model", say("document.model", language), **accent)
    figure.update_xaxes(title_text=say("document.fold", language), tickvals=pieces, ticktext=pieces)
    figure.update_xaxes(range=[0.7, len(pieces) + 0.3], tickformat="d")
    unit = verdicts.UNITS.get(record.spec.series.source)
    figure.update_yaxes(title_text=f"MAE ({unit})" if unit else "MAE", rangemode="tozero")
    return figure


def period(fold: Fold, language: Language) -> str:
    """The time of a piece in words."""
    return say(
        "document.span", language, {"first": figures.display_time(fold.first), "last": figures.display_time(fold.last)}
    )


def alt_text(record: TrainRecord, language: Language) -> str:
    """The picture in a sentence; empty without a backtest."""
    return " ".join(message.text(language) for message in verdicts.folds(SeriesResult.of(record.result)))
