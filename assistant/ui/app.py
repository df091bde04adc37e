"""A drawing of a page: its configuration, the services built once per server, the list of pages."""

from functools import partial
from pathlib import Path

import streamlit as st

from assistant.services import Services, workspace
from assistant.ui.kit import session
from assistant.ui.kit.boundary import from_the_page, guarded
from assistant.ui.kit.warm import warm
from assistant.ui.pages import chat, diagnose, dialogs, runs, settings, sidebar, studies

ICON = Path(__file__).parent / "icon.svg"
VIEWS = {
    "chat": (":material/forum:", chat.render),
    "runs": (":material/monitoring:", runs.render),
    "studies": (":material/balance:", studies.render),
    "diagnose": (":material/troubleshoot:", diagnose.render),
    "settings": (":material/settings:", settings.render),
}


@st.cache_resource(show_spinner=False)
def services(home: Path) -> Services:
    """One for all tabs, for the life of the server."""
    return Services(home)


def draw() -> None:
    """Draw the page that the address names."""
    from_the_page(_draw)


def _draw() -> None:
    held = services(workspace())
    session.begin_drawing()
    st.set_page_config(page_title=session.say("app.name"), page_icon=str(ICON))
    session.remember_language()
    page = st.navigation(
        [
            st.Page(
                partial(guarded(view), held),
                title=session.say(f"nav.{name}"),
                icon=icon,
                url_path=name,
                default=name == "chat",
            )
            for name, (icon, view) in VIEWS.items()
        ],
        position="top",
    )
    st.session_state["page"] = page.url_path or "chat"
    guarded(session.describe)(held, page.title)
    with st.sidebar:
        guarded(sidebar.render)(held)
    page.run()
    guarded(dialogs.render)(held)
    warm(held)
