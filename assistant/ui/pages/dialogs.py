"""Questions before something is deleted or renamed. One at a time; it stays open through updates of the page.

A dialog cannot be opened inside a fragment that polls, so a view says what to ask and the door draws it.
"""

from collections.abc import Callable

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import kind
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence

PLACE = "dialog"
_ASKED = "asked"


def ask(kind: str, subject: str) -> None:
    """Open the question `kind` (a key of `QUESTIONS`) about a run or conversation with the next run of the page."""
    st.session_state[_ASKED] = (kind, subject)
    boundary.clear(PLACE)


def render(services: Services) -> None:
    """Draw the open question, if any."""
    asked = st.session_state.get(_ASKED)
    if asked is not None:
        kind, subject = asked
        title, draw = QUESTIONS[kind]
        st.dialog(say(title), on_dismiss=_close)(boundary.guarded(draw))(services, subject)


def _close() -> None:
    st.session_state.pop(_ASKED, None)


def _delete_run(services: Services, run_id: str) -> None:
    if run_id in services.unreadable():
        st.markdown(formats.literal(say("runs.delete_unreadable", run=run_id)))
        _answer("action.delete", lambda: services.launcher.delete(run_id))
        return
    record = services.record(run_id)
    when = formats.moment(record.created_at, language(), session.zone())
    own = kind.of(record.spec)
    question = own.deletion(record, own.title(record.spec, language()), when)
    st.markdown(formats.literal(sentence(question, language())))
    _answer("action.delete", lambda: services.launcher.delete(run_id))


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


QUESTIONS: dict[str, tuple[str, Callable[[Services, str], None]]] = {
    "delete-run": ("runs.delete_title", _delete_run),
    "delete-conversation": ("chat.delete", _delete_conversation),
    "rename-conversation": ("chat.rename", _rename_conversation),
}
