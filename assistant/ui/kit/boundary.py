"""The one border between a failure and a page: no traceback ever crosses it.

`guarded` draws the sentence in place, for pages and fragments; `acting` keeps it for the page to draw, for callbacks,
which run before anything is drawn. Streamlit's own control flow (rerun, stop) is no `Exception` and passes through.
"""

import functools
import logging
from collections.abc import Callable, Sequence
from typing import ParamSpec

import streamlit as st
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value

from assistant.ui.kit import script_runs, session
from assistant.ui.kit.formats import literal
from assistant.ui.words.labels import sentence
from lstm_core.errors import Sentence, WorkbenchError

P = ParamSpec("P")
_log = logging.getLogger("workbench.pages")
_UNEXPECTED = Sentence("page.unexpected")


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """`draw`, with an error box in place of whatever it could not draw."""

    @functools.wraps(draw)
    def safe(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except Exception as error:
            show(_messages(error))

    return safe


def from_the_page(draw: Callable[[], None]) -> None:
    """Run `draw` outside of any container, in a session that loses nothing.

    Behind a fragment of the sidebar that ends while a run of the whole page waits, Streamlit 1.67 would go on there.
    """
    script_runs.mend()
    context_dg_stack.set(get_default_dg_stack_value())
    draw()


def fragment(draw: Callable[P, None], every: float | None = None) -> Callable[P, None]:
    """`draw` as a guarded fragment that runs again every so many seconds; None: only when a person acts in it."""
    drawn: Callable[P, None] = st.fragment(guarded(draw), run_every=every)
    return drawn


def acting(place: str) -> Callable[[Callable[P, object]], Callable[P, None]]:
    """A callback whose failure is kept under `place` until the next action there; `shown_at` draws it."""

    def wrap(act: Callable[P, object]) -> Callable[P, None]:
        @functools.wraps(act)
        def safe(*args: P.args, **kwargs: P.kwargs) -> None:
            st.session_state.pop(_key(place), None)
            try:
                act(*args, **kwargs)
            except Exception as error:
                st.session_state[_key(place)] = _messages(error)

        return safe

    return wrap


def shown_at(place: str) -> None:
    """Draw the failure that an action left at `place`, if any."""
    show(st.session_state.get(_key(place), ()))


def clear(place: str) -> None:
    """Forget the failure at `place`."""
    st.session_state.pop(_key(place), None)


def pass_over(place: str, key: str) -> None:
    """Forget the failure at `place` if it is this one, whose reason has gone."""
    if any(message.key == key for message in st.session_state.get(_key(place), ())):
        clear(place)


def failed_at(place: str) -> bool:
    """The last action at `place` failed."""
    return _key(place) in st.session_state


def show(messages: Sequence[Sentence]) -> None:
    """One error box with one sentence per message."""
    if messages:
        st.error("\n\n".join(literal(sentence(message, session.language())) for message in messages))


def remark(message: Sentence) -> None:
    """A sentence that a person should know, and that stops nothing."""
    st.warning(literal(sentence(message, session.language())))


def _messages(error: Exception) -> tuple[Sentence, ...]:
    if isinstance(error, WorkbenchError):
        return error.messages
    _log.exception("a page could not be drawn", exc_info=error)
    return (_UNEXPECTED,)


def _key(place: str) -> str:
    return f"failure:{place}"
