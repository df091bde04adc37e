"""What the first Train and the first chart would otherwise wait for, done once the first page is painted."""

import gc
import threading
import time

import streamlit as st

from assistant.services import Services

PAINTED_SECONDS = 1.5  # from the end of the first drawing until a browser shows it; it has the processor to itself
READ_SECONDS = 0.05  # of the runs of a workspace at a time


@st.cache_resource(show_spinner=False)
def warm(_services: Services) -> None:
    """Once per server: load the launcher and the drawing library beside the pages and have a worker ready."""
    threading.Thread(target=_load, args=(_services,), name="warm", daemon=True).start()


def _load(services: Services) -> None:
    time.sleep(PAINTED_SECONDS)
    services.launcher.prepare()
    while services.rows.look(READ_SECONDS).unread:
        time.sleep(2 * READ_SECONDS)  # the pages have the processor to themselves in between
    from plotly import io
    from plotly.graph_objects import Figure, Scatter

    io.to_json(Figure([Scatter(x=[0], y=[0])]), validate=False)
    import lstm_core.scripts.pytorch.script  # noqa: F401

    gc.collect()
    gc.freeze()  # what stays for good need not be looked at by every later collection
