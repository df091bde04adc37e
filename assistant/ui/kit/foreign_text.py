"""Text of a person or a model on the page: the first parts of it, and more of a long one when somebody asks."""

from collections.abc import Callable

import streamlit as st

from assistant.markdown.parsing import first_parts, normalise
from assistant.markdown.typed_text import as_typed
from assistant.ui.kit import formats
from assistant.ui.kit.session import say

PARTS = 2  # that are drawn before somebody asks for more, and that are added by a click


def answer(key: str, text: str, growing: bool = False) -> None:
    """Markdown of a model; `growing`: it is still being written."""
    _draw(key, text, lambda part, last: normalise(part, growing=growing and last))


def question(key: str, text: str) -> None:
    """What a person typed, as it was typed."""
    _draw(key, text, lambda part, _last: as_typed(part))


def _draw(key: str, text: str, drawn: Callable[[str, bool], str]) -> None:
    count = f"{key}-parts"
    shown, left = first_parts(text, st.session_state.get(count, PARTS))
    for place, part in enumerate(shown):
        st.markdown(drawn(part, not left and place == len(shown) - 1))
    if left:
        amount = formats.size(left * max(1, len(text.encode()) // len(text)))
        st.button(
            say("chat.show_more", size=amount),
            key=f"{key}-more",
            icon=":material/expand_more:",
            type="tertiary",
            on_click=_more,
            args=(count,),
        )


def _more(count: str) -> None:
    st.session_state[count] = st.session_state.get(count, PARTS) + PARTS
