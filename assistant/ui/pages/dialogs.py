"""Questions before something is deleted or renamed. One at a time; it stays open through updates of the page.

A dialog cannot be opened inside a fragment that polls, so a view says what to ask and the door draws it.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from assistant.services import Services
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.session import say
from assistant.ui.pages import run_dialogs

PLACE = "dialog"
_ASKED = "asked"


def ask(question: str, subject: str | tuple[str, ...]) -> None:
    """Open a question (a key of `QUESTIONS`) about a run, some runs or a conversation with the next run of the page."""
    st.session_state[_ASKED] = (question, subject)
    boundary.clear(PLACE)


def render(services: Services) -> None:
    """Draw the open question, if any."""
    asked = st.session_state.get(_ASKED)
    if asked is not None:
        question, subject = asked
        title, draw = QUESTIONS[question]
        st.dialog(say(title), on_dismiss=_close)(boundary.guarded(draw))(services, subject)


def _close() -> None:
    st.session_state.pop(_ASKED, None)


def _delete_conversation(services: Services, conversation_id: str) -> None:
    st.markdown(formats.literal(say("chat.delete_question", title=services.store.title(conversation_id))))

    def delete() -> None:
        turn = services.turns.active(conversation_id)
        if turn is not None:
            turn.stop()
        services.store.delete(conversation_id)
        if session.conversation() == conversation_id:
            session.open_conversation(None)

    _answer("action.delete", delete)


def _rename_conversation(services: Services, conversation_id: str) -> None:
    title = st.text_input(say("chat.title"), services.store.title(conversation_id), key=f"title-{conversation_id}")
    _answer("action.save", lambda: services.store.rename(conversation_id, title))


def _answer(label: str, act: Callable[[], object]) -> None:
    boundary.shown_at(PLACE)
    with st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        if st.button(say("action.cancel"), key="dialog-no"):
            _close()
            st.rerun()
        if st.button(say(label), key="dialog-yes", type="primary"):
            boundary.acting(PLACE)(act)()
            if not boundary.failed_at(PLACE):
                _close()
                st.rerun()
            st.rerun(scope="fragment")


def _on_runs(draw: Callable[[Services, Any, run_dialogs.Answer], None]) -> Callable[[Services, Any], None]:
    def drawn(services: Services, subject: Any) -> None:
        draw(services, subject, _answer)

    return drawn


QUESTIONS: dict[str, tuple[str, Callable[[Services, Any], None]]] = {
    "delete-run": ("runs.delete_title", _on_runs(run_dialogs.one)),
    "delete-runs": ("runs.delete_title_many", _on_runs(run_dialogs.delete)),
    "stop-runs": ("runs.stop_title", _on_runs(run_dialogs.stop)),
    "label-run": ("runs.label_title", _on_runs(run_dialogs.label)),
    "tag-runs": ("runs.tag_title", _on_runs(run_dialogs.tag)),
    "delete-conversation": ("chat.delete", _delete_conversation),
    "rename-conversation": ("chat.rename", _rename_conversation),
}
