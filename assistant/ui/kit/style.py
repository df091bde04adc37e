"""The only CSS: what only screen readers are told, Streamlit's hints in Chinese, its colours that are too faint.

A figure's label that is longer than its column wraps, and wide actions go below a card's title before they squeeze it.
What an uploader writes of its limit is left out, as its help says what is taken. The class is Streamlit's name for the
hint that covers the input field while a file is dragged over the page; where it has another name, it stays English.
The mounts of `page_script` draw nothing. Symptoms are indented
beneath their cause. What a slow drawing has not reached does not fade: with a poll
every second it would flicker.
"""

import streamlit as st

from assistant.ui.kit.session import language, say

BOTH = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
:is(.stButton, .stDownloadButton, .stMenuButton) em {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
[class*="st-key-script-"] { display: none; }
[class*="st-key-"][class*="-symptoms"] { border-left: 2px solid rgba(128,136,150,0.35); padding-left: 0.9rem; }
[data-testid="stElementContainer"][data-stale="true"] { opacity: 1 !important; transition: none !important; }
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-"][class*="-title"]) { flex-basis: 12rem !important; }
[data-testid="stMetricLabel"] [data-testid="stMarkdownContainer"] { white-space: normal; }
[data-testid="stBaseButton-primary"]:not(:disabled), [data-testid="stChatInputSubmitButton"]:not(:disabled) {
  color: light-dark(#ffffff, #12141b); }
[data-testid="stBaseButton-primary"]:is(:hover, :active, :focus-visible):not(:disabled) { color: #ffffff; }
[data-testid="stCode"] .token:is(.comment, .punctuation) { color: light-dark(#5b6170, #a3a9b8); }
[data-testid="stCode"] .token:is(.keyword, .function, .class-name) { color: light-dark(#1a5fb4, #78aeff); }
[data-testid="stCode"] .token:is(.string, .attr-value) { color: light-dark(#0b6b2e, #5fd08a); }
[data-testid="stCode"] .token:is(.operator, .decorator, .property) { color: light-dark(#a04408, #ffa05c); }
[data-testid="stCode"] .token:is(.number, .boolean, .constant) { color: light-dark(#0b6a60, #5fd0c0); }
.js-plotly-plot .legend .traces[style*="opacity: 0.5"] { opacity: 0.8 !important; }
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
