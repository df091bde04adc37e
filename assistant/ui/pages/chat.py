"""The chat: an empty start with examples, a thread of messages and cards, the answer that is being written."""

import streamlit as st

from assistant.services import Services
from assistant.ui.kit import boundary, session
from assistant.ui.kit.boundary import fragment, guarded
from assistant.ui.kit.session import say
from assistant.ui.pages import answerer, answers, asking, messages, page_script

WATCH_SECONDS = 1.0
ANSWER_SECONDS = 0.3
EXAMPLES = {
    "series": "show_chart",
    "sunspots": "wb_sunny",
    "co2": "co2",
    "text": "edit_note",
    "digits": "mic",
    "gates": "tune",
}


def render(services: Services) -> None:
    """Draw the open conversation, or the start."""
    conversation_id = session.conversation()
    if conversation_id is not None and not services.store.exists(conversation_id):
        st.info(say("chat.gone"))
        session.open_conversation(None)
        conversation_id = None
    session.open_conversation(conversation_id)
    if conversation_id is None:
        _start(services)
    else:
        _thread(services, conversation_id)
    with st.bottom:
        boundary.shown_at(asking.PLACE)
        if conversation_id is not None and services.turns.active(conversation_id):
            fragment(_stop)(services, conversation_id)
        asking.show_kept()
        answerer.render(services)
        st.chat_input(
            say("chat.placeholder"),
            key=asking.INPUT,
            accept_file="multiple",
            accept_audio=True,
            on_submit=asking.typed,
            args=(services,),
        )
    session.drawn("conversation")


def _start(services: Services) -> None:
    st.title(say("app.name"), anchor=False)
    st.markdown(say("chat.greeting"))
    st.caption(say("chat.examples"))
    with st.grid(2, min_column_width=240, gap="xsmall"):
        for name, icon in EXAMPLES.items():
            text = say(f"example.{name}")
            st.button(
                text,
                key=f"example-{name}",
                icon=f":material/{icon}:",
                width="stretch",
                on_click=asking.example,
                args=(services, text),
            )


def _thread(services: Services, conversation_id: str) -> None:
    turn = services.turns.active(conversation_id)
    version = services.store.version(conversation_id)
    stored = services.store.messages(conversation_id)
    page_script.thread(conversation_id, stored, turn.message_id if turn else None)
    drawn: set[str] = set()
    for ordinal, (message_id, message) in enumerate(stored):
        with st.container(key=f"message-{message_id}"):
            if turn is not None and message_id == turn.message_id:
                fragment(_answering, ANSWER_SECONDS)(services, conversation_id, ordinal)
                messages.cards(services, ordinal, message, drawn)  # of an answer that goes on
            elif message.role == "user":
                guarded(messages.question)(ordinal, message)
            else:
                guarded(messages.answer)(services, ordinal, message, drawn)
    if turn is None and stored:
        messages.suggestions(services, len(stored) - 1, stored[-1][1])
        answers.choices(services, conversation_id, stored[-1][1])
    if turn is None and st.session_state.get("seen", (0, False))[1]:
        boundary.pass_over(asking.PLACE, "turn.busy")
    st.session_state["seen"] = (version, turn is not None)
    fragment(_watch, WATCH_SECONDS)(services, conversation_id)


def _answering(services: Services, conversation_id: str, ordinal: int) -> None:
    """Draw the answer as far as it is written; redraw the page when it is complete."""
    turn = services.turns.active(conversation_id)
    if turn is None:
        st.rerun()
    messages.growing(ordinal, turn.message(), turn.stopping, turn.waiting())


def _watch(services: Services, conversation_id: str) -> None:
    """Redraw the page when another tab changed the conversation, or a turn began or ended there."""
    active = services.turns.active(conversation_id) is not None
    version, was_active = st.session_state["seen"]
    if active != was_active or (not active and services.store.version(conversation_id) != version):
        st.rerun()


def _stop(services: Services, conversation_id: str) -> None:
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.button(
            say("chat.stop"),
            key="stop-answer",
            icon=":material/stop_circle:",
            shortcut="Esc",
            on_click=asking.stop,
            args=(services, conversation_id),
        )
