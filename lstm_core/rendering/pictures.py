"""The pictures of report.html as JSON: drawn in light colours, with the colours of both backgrounds beside them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lstm_core import figures
from lstm_core.languages import Language
from lstm_core.results import SeriesResult
from lstm_core.runs import RunRecord
from lstm_core.texts import say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Draw = Callable[[RunRecord, Language, figures.Palette], "Figure"]

BACKGROUNDS = {"light": (figures.LIGHT, "#ffffff"), "dark": (figures.DARK, "#1b1e28")}


def pictures(record: RunRecord, language: Language) -> list[dict[str, Any]]:
    """Forecast (once there is a result) and loss curve: id, heading, sentence, figure, colours by background."""
    drawn: list[tuple[str, Draw, str]] = [("curve", figures.curve, figures.curve_alt(record, language))]
    headings = {"forecast": say("document.forecast", language), "curve": say("document.curve", language)}
    if isinstance(record.result, SeriesResult):
        drawn.insert(0, ("forecast", figures.forecast, figures.forecast_alt(record, language)))
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


def _colours(figure: "Figure", background: str) -> dict[str, Any]:
    """What `Plotly.update` takes to repaint a figure: changes of its traces and of its layout."""
    layout = figure.layout
    return {
        "traces": {
            "line.color": [trace.line.color for trace in figure.data],
            "marker.color": [trace.line.color for trace in figure.data],
            "fillcolor": [trace.fillcolor for trace in figure.data],
        },
        "layout": {
            "font.color": layout.font.color,
            "hoverlabel.bgcolor": background,
            "hoverlabel.bordercolor": layout.xaxis.linecolor,
            "modebar.color": layout.modebar.color,
            "modebar.activecolor": layout.modebar.activecolor,
            **{
                f"{axis}.{part}": layout[axis][part]
                for axis in ("xaxis", "yaxis")
                for part in ("gridcolor", "linecolor")
            },
        },
    }
