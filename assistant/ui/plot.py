"""One way to put a figure on a page: fixed height, the words for who cannot see it, the mode bar in the language."""

from typing import TYPE_CHECKING

import streamlit as st

from assistant.ui import charts
from assistant.ui.session import language

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def show(key: str, figure: "Figure", alt: str, height: int = charts.HEIGHT) -> None:
    """Draw `figure`; `alt` is the sentence with its main numbers."""
    st.plotly_chart(figure, key=key, config=charts.config(language()), alt=alt, height=height)
