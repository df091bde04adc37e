"""The autocorrelation behind a proposed window, as a picture with its sentence. No Streamlit."""

from typing import TYPE_CHECKING, Any

from assistant.ui.kit.charts import PAGE
from lstm_core.data.series.autocorrelation import Autocorrelation
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def draw(shown: Autocorrelation, language: Language) -> tuple["Figure", str]:
    """Autocorrelation with its band, season and window marked; the partial one is a click on the legend away."""
    from plotly.graph_objects import Bar, Figure, Scatter

    figure = Figure(layout=figures.layout(PAGE, hover="x unified"))
    lags = list(range(1, len(shown.correlation) + 1))
    hover = "%{y:.2f}"
    edge: dict[str, Any] = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "legendgroup": "band"}
    figure.add_trace(Scatter(x=lags, y=[-half for half in shown.band], showlegend=False, **edge))
    filled = {"fill": "tonexty", "fillcolor": PAGE.grid, "name": say("lags.band", language)}
    figure.add_trace(Scatter(x=lags, y=shown.band, **edge, **filled))
    bars = {"marker": {"color": PAGE.training}, "hovertemplate": hover, "width": 0.6}
    figure.add_trace(Bar(x=lags, y=shown.correlation, name=say("lags.correlation", language), **bars))
    accent = {"mode": "lines", "line": {"color": PAGE.forecast, "width": 2.2}, "hovertemplate": hover}
    seasonal = shown.seasonal[1:]
    figure.add_trace(Scatter(x=lags[1 : 1 + len(seasonal)], y=seasonal, name=say("lags.seasonal", language), **accent))
    points = {"mode": "markers", "marker": {"color": PAGE.validation, "size": 5}, "hovertemplate": hover}
    name = say("lags.partial", language)
    figure.add_trace(Scatter(x=lags, y=shown.partial, name=name, visible="legendonly", **points))
    for key, lag, side in (("season", shown.season, "right"), ("window", shown.window, "left")):
        if lag is not None and lag <= len(lags):
            figure.add_vline(
                x=lag, line={"color": PAGE.baseline, "dash": "dash" if key == "window" else "dot", "width": 1}
            )
            text = say(f"lags.mark_{key}", language, {"lag": lag})
            label = {"yref": "paper", "y": 0.02, "yanchor": "bottom", "showarrow": False}
            figure.add_annotation(x=lag, xanchor=side, text=text, **label)
    title = say("lags.at", language, {"lag": "%{x:,d}"})
    figure.update_xaxes(title_text=say("lags.lag", language), unifiedhovertitle_text=title, tickformat=",d")
    figure.update_yaxes(range=[min(-0.3, *shown.correlation, *shown.seasonal) - 0.05, 1.05])
    return figure, sentence(shown, language)


def sentence(shown: Autocorrelation, language: Language) -> str:
    """Why the season and the window are as they are."""
    covered = shown.window / shown.season if shown.season else 0.0
    facts: dict[str, Parameter] = {"rows": shown.rows, "window": shown.window, "memory": shown.memory}
    if shown.season is None:
        return say("lags.without_season", language, facts)
    peak = shown.seasonal[shown.season - 1] if shown.season <= len(shown.seasonal) else 0.0
    return say("lags.with_season", language, {**facts, "season": shown.season, "seasons": covered, "peak": peak})
