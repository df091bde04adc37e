"""The door: page configuration, the services built once per server, the list of pages."""

from functools import partial
from pathlib import Path

import streamlit as st

from assistant.services import Services, workspace
from assistant.ui import chat_view, dialogs, runs_view, session, settings_view, sidebar_view
from assistant.ui.boundary import guarded
from assistant.ui.warm import warm

ICON = Path(__file__).parent / "assistant" / "ui" / "icon.svg"
VIEWS = {
    "chat": (":material/forum:", chat_view.render),
    "runs": (":material/monitoring:", runs_view.render),
    "settings": (":material/settings:", settings_view.render),
}
WIDE = ("runs",)


@st.cache_resource(show_spinner=False)
def services() -> Services:
    """One for all tabs, for the life of the server."""
    return Services(workspace())


@st.cache_resource(show_spinner=False)
def prepared() -> None:
    """Once per server, after its first page."""
    warm(services())


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title=session.say("app.name"), page_icon=str(ICON))
    session.remember_language()
    page = st.navigation(
        [
            st.Page(
                partial(guarded(draw), services()),
                title=session.say(f"nav.{name}"),
                icon=icon,
                url_path=name,
                default=name == "chat",
            )
            for name, (icon, draw) in VIEWS.items()
        ],
        position="top",
    )
    st.session_state["page"] = page.url_path or "chat"
    st.set_page_config(layout="wide" if page.url_path in WIDE else "centered")
    with st.sidebar:
        guarded(sidebar_view.render)(services())
    page.run()
    guarded(dialogs.render)(services())
    prepared()


main()
