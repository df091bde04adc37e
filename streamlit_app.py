"""The door. The server imports it for its application; every drawing of a page runs it."""

import streamlit as st

from assistant.ui.kit.headers import MIDDLEWARE

if __name__ == "streamlit_app":
    app = st.App(__file__, middleware=MIDDLEWARE)
else:
    from assistant.ui import app as pages

    pages.draw()
