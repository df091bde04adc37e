"""The pictures of report.html as JSON: drawn in light colours, with the colours of both backgrounds beside them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports import alignment_figure, backtest_figure, figures
from lstm_core.results.series import SeriesResult
from lstm_core.results.speech import Heard, SpeechResult
from lstm_core.runs.record import RunRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Draw = Callable[[RunRecord, Language, figures.Palette], "Figure"]

BACKGROUNDS = {"light": (figures.LIGHT, "#ffffff"), "dark": (figures.DARK, "#1b1e28")}


def pictures(record: RunRecord, language: Language) -> list[dict[str, Any]]:
    """Forecast (once there is a result) and loss curve: id, heading, sentence, figure, colours by background."""
    drawn: list[tuple[str, Draw, str]] = [("curve", figures.curve, figures.curve_alt(record, language))]
    headings = {
        "forecast": say("document.forecast", language),
        "curve": say("document.curve", language),
        "alignment": say("document.alignment", language),
        "folds": say("document.folds_picture", language),
    }
    result = record.result
    if isinstance(result, SeriesResult):
        drawn.insert(0, ("forecast", figures.forecast, figures.forecast_alt(record, language)))
        if result.folds:
            drawn.insert(1, ("folds", backtest_figure.folds, backtest_figure.alt(record, language)))
    elif isinstance(result, SpeechResult) and result.heard:
        heard = result.heard[0]
        drawn.insert(0, ("alignment", partial(_alignment, result, heard), alignment_figure.alt(heard, language)))
    found = []
    for name, draw, alt in drawn:
        versions = {theme: draw(record, language, palette) for theme, (palette, _) in BACKGROUNDS.items()}
        figure = versions["light"].to_plotly_json()
        figure["layout"].pop("template", None)
        found.append(
            {
                "id": name,
                "heading": headings[name],
                "alt": alt,
                "figure": figure,
                "config": figures.config(language),
                "colours": {theme: _colours(version, BACKGROUNDS[theme][1]) for theme, version in versions.items()},
            }
        )
    return found


def _alignment(
    result: SpeechResult, heard: Heard, _record: RunRecord, language: Language, palette: figures.Palette
) -> "Figure":
    return alignment_figure.alignment(result.symbols, heard, language, palette).update_layout(height=figures.HEIGHT)


def _colours(figure: "Figure", background: str) -> dict[str, Any]:
    """What `Plotly.update` takes to repaint a figure: changes of its traces and of its layout."""
    layout = figure.layout
    return {
        "traces": {
            "line.color": [_line(trace) for trace in figure.data],
            "marker.color": [_line(trace) for trace in figure.data],
            "fillcolor": [getattr(trace, "fillcolor", None) for trace in figure.data],
        },
        "layout": {
            "font.color": layout.font.color,
            "hoverlabel.font.color": layout.font.color,
            "hoverlabel.bgcolor": background,
            "hoverlabel.bordercolor": layout.xaxis.linecolor,
            "modebar.color": layout.modebar.color,
            "modebar.activecolor": layout.modebar.activecolor,
            **{
                f"{axis}.{part}": layout[axis][part]
                for axis in ("xaxis", "yaxis")
                for part in ("gridcolor", "linecolor")
            },
            **{
                f"{axis}.{part}.color": layout.font.color
                for axis in ("xaxis", "yaxis")
                for part in ("tickfont", "title.font")
            },
        },
    }


def _line(trace: Any) -> str | None:
    """The colour of a line; a heat map has none."""
    line = getattr(trace, "line", None)
    return line.color if line is not None else None
