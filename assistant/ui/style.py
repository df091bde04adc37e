"""The only CSS: what only screen readers are told, and Streamlit's own English hints in Chinese, which it cannot speak.

What an uploader writes of its limit is left out, as its help says what is taken. The class is Streamlit's name for the
hint that covers the input field while a file is dragged over the page; where it has another name, it stays English.
The mounts of `page_script` draw nothing and take no room.
"""

import streamlit as st

from assistant.ui.session import language, say

BOTH = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
:is(.stButton, .stDownloadButton, .stMenuButton) em {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
[class*="st-key-script-"] { display: none; }
</style>"""
RULES = """<style>
[data-testid="InputInstructions"] {{ display: none; }}
.e1rizuwn1 {{ font-size: 0; }}
.e1rizuwn1::after {{ content: "{drop}"; font-size: 1rem; }}
[data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ content: "{choose}"; font-size: 0.875rem; }}
</style>"""


def render() -> None:
    """Put the rules on the page."""
    st.html(BOTH)
    if language() != "en":
        st.html(RULES.format(drop=say("chat.drop"), choose=say("chat.choose")))
