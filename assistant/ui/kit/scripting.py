"""The few things that only a script in the page can do: copy, keep a cookie, hold focus and draft, name controls.

The scripts stand in `scripts/`. Words and texts reach them as data and the page as text, never as HTML.
"""

from pathlib import Path

import streamlit as st

from assistant.ui.kit import session
from assistant.ui.kit.session import say

FOLDER = Path(__file__).with_name("scripts")
_ICON = (
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" '
    'aria-hidden="true"><rect x="9" y="9" width="11" height="11" rx="2"/>'
    '<path d="M5 15H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v1"/></svg>'
)
_BUTTON = f'<button type="button">{_ICON}<span class="word"></span></button><span role="status"></span>'
CONTROLS = {  # what Streamlit and Plotly call a control, and the text that names it
    "Chat message from user": "control.question",
    "Upload files": "control.upload",
    "Start recording": "control.record",
    "Cancel recording": "control.cancel_recording",
    "Submit recording": "control.submit_recording",
    "Send message": "control.send",
    "Sidebar": "control.sidebar",
    "Collapse sidebar": "control.collapse_sidebar",
    "Expand sidebar": "control.expand_sidebar",
    "App pages": "control.pages",
    "Show password": "control.show_password",
    "Hide password": "control.hide_password",
    "Close": "control.close",
}
REPEATED = {  # of these there are several on a page: the name of the field and the run is put behind
    "Decrement": "control.decrease",
    "Increment": "control.increase",
    "Open": "control.options",
    "Clear value": "control.clear",
    "Help": "control.help",
    "Copy to clipboard": "control.copy_code",
}
_NAMES = {"controls": CONTROLS, "repeated": REPEATED}


def script(name: str) -> str:
    """The text of a file in `scripts/`, which is sent with the page: nothing is fetched."""
    return (FOLDER / name).read_text(encoding="utf-8")


_copy = st.components.v2.component("workbench_copy", html=_BUTTON, css=script("copying.css"), js=script("copying.js"))
_keeping = st.components.v2.component("workbench_keeping", js=script("keeping.js"))


def copy_button(key: str, name: str, text: str) -> None:
    """A button, called `name` for a screen reader, that copies the text as it is. Asks nothing of the server."""
    words = {"copy": say("answer.copy"), "copied": say("answer.copied"), "refused": say("answer.not_copied")}
    _copy(key=key, data={"name": name, "text": text, **words}, width="content", height="content")


def keeping() -> None:
    """On every page: the cookie, the focus, the draft, the names of controls. Draws nothing."""
    names = {kind: {own: say(key) for own, key in table.items()} for kind, table in _NAMES.items()}
    _keeping(key="script-keeping", data={"cookie": session.to_remember(), **names}, height="content")
