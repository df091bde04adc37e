"""The pictures of report.html as JSON: drawn in light colours, with the colours of both backgrounds beside them."""

from typing import TYPE_CHECKING, Any

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports import contract, figures
from lstm_core.runs.train import TrainRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

BACKGROUNDS = {"light": (figures.LIGHT, "#ffffff"), "dark": (figures.DARK, "#1b1e28")}


def pictures(record: TrainRecord, language: Language) -> list[dict[str, Any]]:
    """What the task draws (once there is a result) and the loss curve: id, heading, sentence, figure, colours."""
    own = contract.of(record.result.task).pictures(record, language) if record.result is not None else []
    curve = contract.Picture(
        "curve", say("document.curve", language), figures.curve, figures.curve_alt(record, language)
    )
    return [written(each, record, language) for each in [*own, curve]]


def written(picture: contract.Picture, record: TrainRecord, language: Language) -> dict[str, Any]:
    """One picture as the page takes it."""
    versions = {theme: picture.draw(record, language, palette) for theme, (palette, _) in BACKGROUNDS.items()}
    figure = versions["light"].to_plotly_json()
    figure["layout"].pop("template", None)
    return {
        "id": picture.name,
        "heading": picture.heading,
        "alt": picture.alt,
        "figure": figure,
        "height": versions["light"].layout.height,
        "config": figures.config(language),
        "colours": {theme: _colours(version, BACKGROUNDS[theme][1]) for theme, version in versions.items()},
    }


def _colours(figure: "Figure", background: str) -> dict[str, Any]:
    """What `Plotly.update` takes to repaint a figure: changes of its traces and of its layout."""
    layout = figure.layout
    axes = [name for name in layout.to_plotly_json() if name.startswith(("xaxis", "yaxis"))]
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
            **{f"{axis}.{part}": layout[axis][part] for axis in axes for part in ("gridcolor", "linecolor")},
            **{f"{axis}.{part}.color": layout.font.color for axis in axes for part in ("tickfont", "title.font")},
            **{f"shapes[{place}].line.color": shape.line.color for place, shape in enumerate(layout.shapes)},
        },
    }


def _line(trace: Any) -> str | None:
    """The colour of a line; a heat map has none."""
    line = getattr(trace, "line", None)
    return line.color if line is not None else None
