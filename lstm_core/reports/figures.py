"""The loss curve of a run and what every picture shares, for pages and report.html alike; no Streamlit and no torch.

Colours carry meaning: training thin, validation thick, truth neutral, forecast in the accent with the range of its
test errors as a band, baselines grey and dashed. Line style says the same, so nobody depends on colour (blue and
orange stay apart in every common colour blindness). Backgrounds are transparent; the height is fixed.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import say
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.zones import without_offset

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 320
FONT = "'Source Sans', 'Source Sans Pro', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
LOSS = ",.3r"  # d3: decimal notation with three significant digits
MARKED_EVALUATIONS = 40
BASELINES = (
    ("persistence", "dash"), ("seasonal_naive", "dot"), ("linear", "dashdot"), ("unigram", "dot"), ("ngram", "dash"),
)  # fmt: skip
FINE_DECADES = 3
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_DECADES, FEW_TICKS = 10, 7  # beyond so many decades not every one has its tick
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


def curve(record: TrainRecord, language: Language, palette: Palette = LIGHT, *, log: bool = False) -> "Figure":
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


def curve_alt(record: TrainRecord, language: Language) -> str:
    """The loss curve in a sentence."""
    if not record.curve.loss:
        return say("chart.curve_empty", language)
    said = {"first": significant(record.curve.loss[0]), "last": significant(record.curve.loss[-1])}
    shown: dict[str, str | int | float] = {**said, "step": record.curve.steps[-1]}
    if not record.evaluations:
        return say("chart.curve_alt", language, shown)
    best = min(record.evaluations, key=lambda event: event.loss)
    return say("chart.curve_best_alt", language, {**shown, "best": significant(best.loss), "best_step": best.step})


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
    """Times as plotly places them: ISO dates in their local time, years and row numbers as numbers."""
    return [int(time) for time in times] if times and times[0].isdigit() else [without_offset(time) for time in times]


def time_axis(times: Sequence[str]) -> dict[str, Any]:
    """The axis of times written as `data.series.tables.Series` writes them; hovering shows what the data says."""
    if not times or times[0].isdigit():
        return {"type": "linear", "tickformat": "d", "hoverformat": "d"}
    written = {7: "%Y-%m", 10: "%Y-%m-%d", 16: "%Y-%m-%d %H:%M"}
    return {"type": "date", "hoverformat": written.get(len(without_offset(times[0])), "%Y-%m-%d %H:%M:%S")}


def display_time(time: str) -> str:
    """A time as people write it, with a blank for the T of ISO 8601; one with an offset is left as it is."""
    return time.replace("T", " ") if time == without_offset(time) else time


def log_ticks(values: Sequence[float]) -> dict[str, Any]:
    """Ticks of a logarithmic axis at 1, 2 and 5 times powers of ten, or at powers alone, or few of these."""
    positive = [value for value in values if value > 0]
    if not positive:
        return {}
    low, high = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
    parts = (1, 2, 5) if high - low <= FINE_DECADES else (1,)
    apart = 1 if high - low <= MOST_DECADES else math.ceil((high - low) / FEW_TICKS)
    ticks = [float(f"{part}e{power}") for power in range(low, high + 1, apart) for part in parts]
    return {"tickvals": ticks, "ticktext": [tick_text(tick) for tick in ticks]}


def tick_text(tick: float) -> str:
    """A number at an axis: `0.001`, `2·10⁻⁵`."""
    written = f"{tick:g}"
    if "e" not in written:
        return written
    mantissa, _, power = written.partition("e")
    raised = str(int(power)).translate(RAISED)
    return f"10{raised}" if mantissa == "1" else f"{mantissa}·10{raised}"


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
