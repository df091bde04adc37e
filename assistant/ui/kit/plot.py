"""One way to put a figure on a page: fixed height, the words for who cannot see it, the mode bar in the language.

`scripts/plot.js` draws. Streamlit's own chart would not do for a picture that moves: every state of the data is another
element for it, so each update takes the picture away and draws it anew, with empty frames between, and a zoom is lost.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from assistant.ui.kit import charts, scripting
from assistant.ui.kit.session import language

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_chart = st.components.v2.component("workbench-plot", js=scripting.script("plot.js"), isolate_styles=False)


def show(place: str, picture: str, figure: "Figure", alt: str, height: int = charts.HEIGHT) -> None:
    """Draw `figure`; `alt` is the sentence with its main numbers.

    A place keeps its element whatever is drawn there next; a zoom lasts as long as the same `picture` stands there.
    """
    show_written(place, written(picture, figure), alt, height)


def written(picture: str, figure: "Figure") -> str:
    """What the page is told of a figure."""
    from plotly import io

    return str(io.to_json(figure.update_layout(template=None, uirevision=picture), validate=False))


def show_written(place: str, figure: str, alt: str, height: int = charts.HEIGHT) -> None:
    """As `show`, with a figure that `written` wrote."""
    _chart(
        key=f"{place}-plot",
        data={
            "figure": figure,
            "config": charts.config(language()),
            "alt": alt,
            "height": height,
            "library": _library(),
        },
        height=height,
    )


@cache
def _library() -> str:
    """The file of Streamlit's page that holds Plotly; it is loaded once, and by whoever comes first."""
    [found] = (Path(st.__file__).parent / "static" / "static" / "js").glob("PlotlyChart.*.js")
    return found.name
