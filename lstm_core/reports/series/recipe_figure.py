"""Why a transform or a difference was proposed: the series, and under it what the network reads; no Streamlit."""

import html
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_core.data.series.changed import Changed
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import Parameter, say
from lstm_core.reports.figures import LIGHT, Palette, layout, moments, time_axis
from lstm_core.reports.series.verdicts import quantity
from lstm_core.runs.log import thinned_indices
from lstm_core.spec.series import SeriesData

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

POINTS = 1000
HIGHER, LOWER = (0.56, 1.0), (0.0, 0.44)  # shares of the height


def draw(shown: Changed, data: SeriesData, language: Language, palette: Palette = LIGHT) -> "Figure":
    """Two lines over one axis of time: values, and what becomes of them."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=layout(palette, hover="x"))
    panels = (
        (shown.values, "y", palette.truth, quantity(data)),
        (shown.changed, "y2", palette.forecast, name(data, language)),
    )
    for values, axis, color, title in panels:
        kept = thinned_indices(values, POINTS)
        line: dict[str, Any] = {"mode": "lines", "line": {"color": color, "width": 1.4}, "hovertemplate": "%{y:.4~g}"}
        y = [None if np.isnan(each) else float(each) for each in values[kept]]
        x = moments([shown.times[place] for place in kept])
        figure.add_trace(Scatter(x=x, y=y, yaxis=axis, name="", **line))
        label = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "yanchor": "bottom", "showarrow": False}
        figure.add_annotation(y=HIGHER[1] if axis == "y" else LOWER[1], text=html.escape(title), **label)
    figure.update_xaxes(**time_axis(shown.times), anchor="y2")
    lower = {**figure.layout.yaxis.to_plotly_json(), "domain": LOWER}
    figure.update_layout(yaxis={"domain": HIGHER}, yaxis2=lower, showlegend=False)
    return figure


def name(data: SeriesData, language: Language) -> str:
    """What the network reads, as the picture calls it."""
    lag: dict[str, Parameter] = {"lag": data.lag}
    if data.transform == "none":
        return say("recipe.change", language, lag)
    transformed = say(f"recipe.{data.transform}", language)
    return say("recipe.both", language, {**lag, "transformed": transformed}) if data.lag else transformed


def sentence(shown: Changed, data: SeriesData, language: Language) -> str:
    """What the picture shows, with its numbers."""
    told = []
    if shown.swings is not None:
        before, after = (f"{each:.2f}" for each in shown.swings)
        told.append(say("recipe.swings", language, {"before": before, "after": after}))
    if shown.spread is not None:
        spread: dict[str, Parameter] = {"before": significant(shown.spread[0]), "after": significant(shown.spread[1])}
        told.append(say("recipe.spread", language, {**spread, "lag": data.lag}))
    return (" " if language == "en" else "").join(told) or name(data, language)
