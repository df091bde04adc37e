"""The picture of a forecast, for pages and report.html alike; no Streamlit and no torch."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import decimals, percent
from lstm_core.i18n.sentences import say
from lstm_core.reports.figures import BASELINES, LIGHT, Palette, display_time, layout, moments, time_axis
from lstm_core.reports.series.verdicts import best_baseline, measured, quantity
from lstm_core.results.series import ForecastWindow, SeriesColumn, SeriesResult
from lstm_core.runs.log import thinned_indices
from lstm_core.runs.train import TrainRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

DRAWN_WINDOWS = 12
MOST_POINTS = 1500  # of the truth


def forecast(
    record: TrainRecord, language: Language, palette: Palette = LIGHT, *, column: str | None = None
) -> "Figure":
    """Truth, forecasts one horizon apart at the end of the test part, baselines, and the forecast of what comes after.

    The best baseline is drawn, the others are a click on the legend away. `column` is a further target; without it the
    main one is drawn. Bands are the intervals of what is delivered.
    """
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=layout(palette, hover="x unified"))
    if record.result is None:
        return figure
    result = SeriesResult.of(record.result)
    told = result.column(column)
    known = result.times_of(told)
    times, values = _drawn_history(known, told)
    hover = f"%{{y:,.{decimals([value for value in told.history if value is not None])}f}}"

    def line(name: str, x: Sequence[str], y: Sequence[float | None], **style: Any) -> None:
        trace = {"mode": "lines", "hovertemplate": hover, "connectgaps": False, **style}
        figure.add_trace(Scatter(x=moments(x), y=list(y), name=say(f"chart.{name}", language), **trace))

    line("truth", times, values, line={"color": palette.truth, "width": 1.5})
    drawn = told.windows[-DRAWN_WINDOWS:]
    band: dict[str, Any] = {"fill": "toself", "fillcolor": palette.band, "line": {"width": 0}, "hoverinfo": "skip"}
    if told.interval is not None:
        name = say("chart.interval", language, {"level": percent(told.interval.level, "-")})
        x, y = _bands([*drawn, told.future])
        figure.add_trace(Scatter(x=moments(x), y=y, mode="lines", name=name, **band))
    for name, dash in BASELINES:
        if name in told.test:
            visible = True if name == best_baseline(told) else "legendonly"
            style = {"color": palette.baseline, "width": 1.4, "dash": dash}
            line(name, *_joined(drawn, name), line=style, visible=visible)
    accent = {"color": palette.forecast, "width": 2.4}
    if told.shares:
        line("network", *_joined(drawn, "forecast"), line={"color": palette.forecast, "width": 1.2, "dash": "dot"})
    line("combined" if told.shares else "forecast", *_joined(drawn, "delivered"), line=accent)
    joint = told.history[-1:] if told.history and told.history[-1] is not None else []
    coming = [*known[-len(joint) :][: len(joint)], *told.future.times]
    ahead = [*joint, *told.future.delivered]
    line("future", coming, ahead, line={**accent, "dash": "dot"})
    figure.update_xaxes(**time_axis(times))
    figure.update_yaxes(title_text=html.escape(quantity(record.spec.series, column)))
    return figure


def forecast_alt(record: TrainRecord, language: Language, column: str | None = None) -> str:
    """The forecast picture in a sentence; empty without a result."""
    if record.result is None:
        return ""
    told = SeriesResult.of(record.result).column(column)
    baseline = best_baseline(told)
    shown: dict[str, str | int | float] = {
        "model": measured(told.test["combined" if told.shares else "model"].mae, record.spec.series),
        "baseline": measured(told.test[baseline].mae, record.spec.series),
        "name": say(f"chart.{baseline}", language),
        "first": display_time(told.future.times[0]),
        "last": display_time(told.future.times[-1]),
    }
    if told.interval is not None:
        shown["level"] = percent(told.interval.level, "-")
        return say("chart.forecast_interval_alt", language, shown)
    return say("chart.forecast_alt", language, shown)


def _drawn_history(times: Sequence[str], told: SeriesColumn) -> tuple[list[str], list[float | None]]:
    """The truth from as long before the first drawn forecast as the forecasts take, thinned without losing extremes."""
    first_row = told.future.origin + 1 - len(told.history)
    drawn = told.windows[-DRAWN_WINDOWS:]
    start = 0
    if drawn:
        span = told.future.origin - drawn[0].origin
        start = max(0, drawn[0].origin - span - first_row)
    values = np.array(told.history[start:], dtype=float)  # NaN where a value is missing
    kept = thinned_indices(values, MOST_POINTS) + start
    return [times[place] for place in kept], [told.history[place] for place in kept]


def _bands(windows: Sequence[ForecastWindow]) -> tuple[list[str], list[float | None]]:
    """The outline of the interval of each window, with a gap between neighbours."""
    x: list[str] = []
    y: list[float | None] = []
    for window in windows:
        x += [*window.times, *window.times[::-1], window.times[0]]
        y += [*window.low, *window.high[::-1], None]
    return x, y


def _joined(windows: Sequence[ForecastWindow], name: str) -> tuple[list[str], list[float | None]]:
    """One line of several windows, with a gap between neighbours."""
    x: list[str] = []
    y: list[float | None] = []
    for window in windows:
        values = getattr(window, name)
        if values:
            x += [*window.times, window.times[-1]]
            y += [*values, None]
    return x, y
