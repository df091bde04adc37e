"""The two pictures of a run, for pages and report.html alike; no Streamlit and no torch.

Colours carry meaning: training thin, validation thick, truth neutral, forecast in the accent, baselines grey and
dashed. Line style says the same, so nobody depends on colour. Backgrounds are transparent.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from lstm_core.formats import significant
from lstm_core.languages import Language
from lstm_core.results import ForecastWindow
from lstm_core.runs import RunRecord
from lstm_core.texts import say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 320
FONT = "'Source Sans', 'Source Sans Pro', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


class Palette(NamedTuple):
    """Colours of one background."""

    training: str
    validation: str
    forecast: str
    truth: str
    baseline: str
    text: str
    grid: str


LIGHT = Palette("#8fa3ea", "#2746c7", "#c8500a", "#1b1f2a", "#8a90a0", "#5b6170", "rgba(120,128,145,0.22)")
DARK = Palette("#5f74cf", "#aab9ff", "#ffa05c", "#e8eaf1", "#8a90a0", "#a3a9b8", "rgba(150,158,175,0.22)")
EITHER = Palette("#8fa3ea", "#4c66e0", "#e0681c", "#8a90a0", "#a9aebb", "#7b8190", "rgba(128,136,150,0.25)")


def curve(record: RunRecord, language: Language, palette: Palette = LIGHT, *, log: bool = False) -> "Figure":
    """Training and validation loss over steps, with the baselines' validation losses as level lines."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=layout(palette, hover="x unified"))
    hover = "%{y:.3g}"
    figure.add_trace(
        Scatter(
            x=record.curve.steps,
            y=record.curve.loss,
            name=say("chart.training", language),
            line={"color": palette.training, "width": 1.2},
            hovertemplate=hover,
        )
    )
    figure.add_trace(
        Scatter(
            x=[event.step for event in record.evaluations],
            y=[event.loss for event in record.evaluations],
            name=say("chart.validation", language),
            line={"color": palette.validation, "width": 2.8},
            hovertemplate=hover,
        )
    )
    for name, dash in (("persistence", "dash"), ("seasonal_naive", "dot")):
        level = record.measured.get(f"{name}.validation_loss")
        if level is not None:
            last = max([*record.curve.steps[-1:], 1])
            figure.add_trace(
                Scatter(
                    x=[0, last],
                    y=[level, level],
                    mode="lines",
                    name=say(f"chart.{name}", language),
                    line={"color": palette.baseline, "width": 1.2, "dash": dash},
                    hovertemplate=hover,
                )
            )
    figure.update_xaxes(title_text=say("chart.step", language), rangemode="tozero")
    figure.update_yaxes(
        title_text=say(f"chart.loss_{record.spec.train.loss}", language),
        type="log" if log else "linear",
        rangemode="normal" if log else "tozero",
    )
    return figure


def forecast(record: RunRecord, language: Language, palette: Palette = LIGHT) -> "Figure":
    """Truth, forecasts one horizon apart over the test part, baselines, and the forecast of what comes after."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=layout(palette, hover="x unified"))
    result = record.result
    if result is None:
        return figure

    def line(name: str, x: list[Any], y: list[Any], **style: Any) -> None:
        shown = style.pop("visible", True)
        figure.add_trace(
            Scatter(x=x, y=y, name=say(f"chart.{name}", language), line=style, visible=shown, hovertemplate="%{y:.3g}")
        )

    line("truth", result.history_times, result.history, color=palette.truth, width=1.4)
    for name, dash in (("persistence", "dash"), ("seasonal_naive", "dot")):
        x, y = _joined(result.windows, name)
        if any(value is not None for value in y):
            line(name, x, y, color=palette.baseline, width=1.2, dash=dash, visible="legendonly")
    line("forecast", *_joined(result.windows, "forecast"), color=palette.forecast, width=2.2)
    times, values = result.history_times[-1:] + result.future.times, result.history[-1:] + result.future.forecast
    line("future", times, values, color=palette.forecast, width=2.2, dash="dot")
    figure.update_yaxes(title_text=record.spec.data.target if record.spec.data.source == "file" else None)
    return figure


def curve_alt(record: RunRecord, language: Language) -> str:
    """The loss curve in a sentence."""
    if not record.curve.loss:
        return say("chart.curve_empty", language)
    best = min((event.loss for event in record.evaluations), default=None)
    losses = {"first": significant(record.curve.loss[0]), "last": significant(record.curve.loss[-1])}
    return say("chart.curve_alt", language, {**losses, "step": record.curve.steps[-1], "best": significant(best)})


def forecast_alt(record: RunRecord, language: Language) -> str:
    """The forecast picture in a sentence; empty without a result."""
    if record.result is None:
        return ""
    errors = {name: significant(record.result.test[name].mae) for name in ("model", "persistence")}
    return say("chart.forecast_alt", language, {**errors, "horizon": record.spec.data.horizon})


def _joined(windows: list[ForecastWindow], name: str) -> tuple[list[Any], list[Any]]:
    """One line of several windows, with a gap between neighbours."""
    x: list[Any] = []
    y: list[Any] = []
    for window in windows:
        values = getattr(window, name)
        if values:
            x += [*window.times, window.times[-1]]
            y += [*values, None]
    return x, y


def layout(palette: Palette, hover: str) -> dict[str, Any]:
    """What every picture shares: height, margins, fonts, axes, legend on top; a zoom survives an update."""
    axis = {"gridcolor": palette.grid, "zeroline": False, "linecolor": palette.grid, "automargin": True}
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 36, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": palette.text},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "hovermode": hover,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": palette.baseline, "activecolor": palette.text},
        "xaxis": {**axis, "showgrid": False},
        "yaxis": axis,
        "uirevision": "keep",
    }
