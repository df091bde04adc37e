"""The two pictures of a run, for pages and report.html alike; no Streamlit and no torch.

Colours carry meaning: training thin, validation thick, truth neutral, forecast in the accent with the range of its
test errors as a band, baselines grey and dashed. Line style says the same, so nobody depends on colour (blue and
orange stay apart in every common colour blindness). Backgrounds are transparent; the height is fixed.
"""

import html
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import decimals, percent, significant
from lstm_core.i18n.sentences import say
from lstm_core.reports.verdicts import best_baseline, measured, quantity
from lstm_core.results.series import ForecastWindow, SeriesColumn, SeriesResult
from lstm_core.runs.record import RunRecord, thin

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 320
FONT = "'Source Sans', 'Source Sans Pro', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
LOSS = ",.3r"  # d3: decimal notation with three significant digits
DRAWN_WINDOWS = 12
MOST_POINTS = 1500  # of the truth
MARKED_EVALUATIONS = 40
BAND = 0.8
BAND_WINDOWS = 10  # fewer say too little about the tail of the errors
BASELINES = (
    ("persistence", "dash"), ("seasonal_naive", "dot"), ("linear", "dashdot"), ("unigram", "dot"), ("ngram", "dash"),
)  # fmt: skip
FINE_DECADES = 3
TOOLS = ("download", "zoom", "pan", "reset")


class Palette(NamedTuple):
    """Colours of one background."""

    training: str
    validation: str
    forecast: str
    truth: str
    baseline: str
    text: str
    grid: str
    band: str = "rgba(224,104,28,0.24)"


LIGHT = Palette("#7088e0", "#2746c7", "#c8500a", "#1b1f2a", "#8a90a0", "#494f5c", "rgba(120,128,145,0.22)")
DARK = Palette("#5f74cf", "#aab9ff", "#ffa05c", "#e8eaf1", "#8a90a0", "#a3a9b8", "rgba(150,158,175,0.22)")
EITHER = Palette("#7088e0", "#4c66e0", "#e0681c", "#8a90a0", "#a9aebb", "#7b8190", "rgba(128,136,150,0.25)")


def curve(record: RunRecord, language: Language, palette: Palette = LIGHT, *, log: bool = False) -> "Figure":
    """Training and validation loss over steps, with the baselines' validation losses as level lines."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=layout(palette, hover="x unified"))

    def line(name: str, x: list[int], y: list[float], mode: str, **style: Any) -> None:
        trace = {"mode": mode, "line": style, "marker": {"size": 5}, "hovertemplate": f"%{{y:{LOSS}}}"}
        figure.add_trace(Scatter(x=x, y=y, name=say(f"chart.{name}", language), **trace))

    steps, loss, evaluations = record.curve.steps, record.curve.loss, record.evaluations
    line("training", steps, loss, "lines" if len(steps) > 1 else "markers", color=palette.training, width=1.2)
    mode = "lines+markers" if len(evaluations) <= MARKED_EVALUATIONS else "lines"
    validation = [event.step for event in evaluations], [event.loss for event in evaluations]
    line("validation", *validation, mode, color=palette.validation, width=2.8)
    last = max([*steps[-1:], *validation[0][-1:], 1])
    for name, dash in BASELINES:
        level = record.measured.get(f"{name}.validation_loss")
        if level is not None:
            line(name, [0, last], [level, level], "lines", color=palette.baseline, width=1.4, dash=dash)
    title = say("chart.at_step", language, {"step": "%{x:,d}"})
    figure.update_xaxes(
        title_text=say("chart.step", language), rangemode="tozero", unifiedhovertitle_text=title, tickformat=",d"
    )
    figure.update_yaxes(
        title_text=say(f"chart.loss_{record.spec.train.loss}", language),
        type="log" if log else "linear",
        rangemode="normal" if log else "tozero",
    )
    if log:
        drawn = [value for trace in figure.data for value in trace.y]
        figure.update_yaxes(**log_ticks(drawn))
    return figure


def forecast(record: RunRecord, language: Language, palette: Palette = LIGHT, *, column: str | None = None) -> "Figure":
    """Truth, forecasts one horizon apart at the end of the test part, baselines, and the forecast of what comes after.

    The best baseline is drawn, the others are a click on the legend away. `column` is a further target; without it the
    main one is drawn. A network that forecasts quantiles brings its own band, others get the range of their errors.
    """
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=layout(palette, hover="x unified"))
    result = record.result
    if not isinstance(result, SeriesResult):
        return figure
    told = result.column(column)
    times, values = _drawn_history(result.history_times, told)
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
    line("forecast", *_joined(drawn, "forecast"), line=accent)
    joint = told.history[-1:] if told.history and told.history[-1] is not None else []
    coming = [*result.history_times[-len(joint) :][: len(joint)], *told.future.times]
    ahead = np.array([*joint, *told.future.forecast], dtype=float)
    reach = error_range(told.windows) if told.interval is None else []
    if reach:
        half = np.array([*(0.0 for _ in joint), *reach])
        both = [*(ahead + half), *(ahead - half)[::-1]]
        figure.add_trace(
            Scatter(x=moments([*coming, *coming[::-1]]), y=both, mode="lines", name=say("chart.band", language), **band)
        )
    line("future", coming, ahead.tolist(), line={**accent, "dash": "dot"})
    figure.update_xaxes(**time_axis(times))
    figure.update_yaxes(title_text=html.escape(quantity(record.spec.series, column)))
    return figure


def error_range(windows: Sequence[ForecastWindow]) -> list[float]:
    """What `BAND` of the errors of these windows stay below, for each step ahead; empty for too few windows.

    The quantile of rank ceil((n + 1) * 0.8) of n absolute errors (split conformal prediction, Lei et al. 2018).
    """
    told = [window for window in windows if window.truth and None not in window.truth]
    if len(told) < BAND_WINDOWS:
        return []
    truth = np.array([window.truth for window in told], dtype=float)
    errors = np.abs(truth - np.array([window.forecast for window in told]))
    rank = math.ceil((len(told) + 1) * BAND)
    reach: list[float] = np.sort(errors, axis=0)[rank - 1].tolist()
    return reach


def curve_alt(record: RunRecord, language: Language) -> str:
    """The loss curve in a sentence."""
    if not record.curve.loss:
        return say("chart.curve_empty", language)
    said = {"first": significant(record.curve.loss[0]), "last": significant(record.curve.loss[-1])}
    shown: dict[str, str | int | float] = {**said, "step": record.curve.steps[-1]}
    if not record.evaluations:
        return say("chart.curve_alt", language, shown)
    best = min(record.evaluations, key=lambda event: event.loss)
    return say("chart.curve_best_alt", language, {**shown, "best": significant(best.loss), "best_step": best.step})


def forecast_alt(record: RunRecord, language: Language, column: str | None = None) -> str:
    """The forecast picture in a sentence; empty without a result."""
    result = record.result
    if not isinstance(result, SeriesResult):
        return ""
    told = result.column(column)
    baseline = best_baseline(told)
    shown: dict[str, str | int | float] = {
        "model": measured(told.test["model"].mae, record.spec.series),
        "baseline": measured(told.test[baseline].mae, record.spec.series),
        "name": say(f"chart.{baseline}", language),
        "first": written(told.future.times[0]),
        "last": written(told.future.times[-1]),
    }
    if told.interval is not None:
        shown["level"] = percent(told.interval.level, "-")
        return say("chart.forecast_interval_alt", language, shown)
    key = "chart.forecast_band_alt" if error_range(told.windows) else "chart.forecast_alt"
    return say(key, language, shown)


def config(language: Language) -> dict[str, Any]:
    """Plotly's configuration: four tools that appear on hover, their names and the months in the reader's language."""
    settings: dict[str, Any] = {
        "displaylogo": False,
        "responsive": True,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage", "zoom2d", "pan2d", "resetScale2d"]],
    }
    if language == "en":
        return settings
    tools = {say(f"chart.tool_{name}", "en"): say(f"chart.tool_{name}", language) for name in TOOLS}
    months = say("chart.months", language).split()
    dates = {part: say(f"chart.date_{part}", language) for part in ("year", "month", "dayMonth", "dayMonthYear")}
    words = {"dictionary": tools, "format": {"months": months, "shortMonths": months, **dates}}
    return {**settings, "locale": "zh-CN", "locales": {"zh-CN": words}}


def moments(times: Sequence[str]) -> list[Any]:
    """Times as plotly places them: ISO dates as they are, years and row numbers as numbers."""
    return [int(time) for time in times] if times and times[0].isdigit() else list(times)


def time_axis(times: Sequence[str]) -> dict[str, Any]:
    """The axis of times written as `data.series.tables.Series` writes them; hovering shows what the data says."""
    if not times or times[0].isdigit():
        return {"type": "linear", "tickformat": "d", "hoverformat": "d"}
    written = {7: "%Y-%m", 10: "%Y-%m-%d", 16: "%Y-%m-%d %H:%M"}
    return {"type": "date", "hoverformat": written.get(len(times[0]), "%Y-%m-%d %H:%M:%S")}


def written(time: str) -> str:
    """A time as people write it, with a blank for the T of ISO 8601."""
    return time.replace("T", " ")


def log_ticks(values: Sequence[float]) -> dict[str, Any]:
    """Ticks of a logarithmic axis at 1, 2 and 5 times powers of ten, or at powers alone where that is enough."""
    positive = [value for value in values if value > 0]
    if not positive:
        return {}
    low, high = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
    parts = (1, 2, 5) if high - low <= FINE_DECADES else (1,)
    ticks = [float(f"{part}e{power}") for power in range(low, high + 1) for part in parts]
    return {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}


def layout(palette: Palette, hover: str) -> dict[str, Any]:
    """What every picture shares. No spikes: plotly lays them on white wherever the background is transparent."""
    axis = {
        "gridcolor": palette.grid,
        "zeroline": False,
        "linecolor": palette.grid,
        "automargin": True,
        "title": {"standoff": 8, "font": {"size": 13, "color": palette.text}},
        "tickfont": {"color": palette.text},
    }
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 36, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": palette.text},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "hoverlabel": {"font": {"color": palette.text}},
        "hovermode": hover,
        "modebar": {
            "orientation": "v",
            "bgcolor": "rgba(0,0,0,0)",
            "color": palette.baseline,
            "activecolor": palette.text,
        },
        "xaxis": {**axis, "showgrid": False, "showspikes": False},
        "yaxis": axis,
        "uirevision": "keep",
    }


def _drawn_history(times: Sequence[str], told: SeriesColumn) -> tuple[list[str], list[float | None]]:
    """The truth from as long before the first drawn forecast as the forecasts take, thinned without losing extremes."""
    first_row = told.future.origin + 1 - len(told.history)
    drawn = told.windows[-DRAWN_WINDOWS:]
    start = 0
    if drawn:
        span = told.future.origin - drawn[0].origin
        start = max(0, drawn[0].origin - span - first_row)
    values = np.array(told.history[start:], dtype=float)  # NaN where a value is missing
    kept = thin(values, MOST_POINTS) + start
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
