"""What stands under an answer: who gave it, a button that copies it whole, and how one that broke off goes on."""

from typing import Any

import streamlit as st

from assistant.conversation import attempts, messages
from assistant.services import Services
from assistant.ui.kit import formats, scripting, session
from assistant.ui.kit.session import say
from assistant.ui.pages import asking

GUIDE = "guide"


def foot(ordinal: int, message: messages.Message) -> None:
    """Who gave the answer, and a button that copies it."""
    author = author_of(message)
    if not author and not message.text.strip():
        return
    with st.container(key=f"foot-{ordinal}", horizontal=True, vertical_alignment="center", gap="xsmall"):
        if author:
            st.caption(formats.literal(author), width="content")
        if message.text.strip():
            scripting.copy_button(f"copy-{ordinal}", say("answer.copy_whole", number=ordinal + 1), message.text)


def author_of(message: messages.Message) -> str:
    """The built-in guide, or model and host; empty for what nobody answered."""
    if message.model == GUIDE and message.host is None:
        return say("answer.guide")
    return " · ".join(filter(None, [message.model, message.host]))


def attempt(message: messages.Message) -> None:
    """Say that the question above is answered once more."""
    if message.again:
        st.caption(say("answer.another"))


def choices(services: Services, conversation_id: str, last: messages.Message) -> None:
    """How an answer goes on that did not come to its end."""
    if not attempts.unfinished(last):
        return
    if last.role == "user":
        st.caption(say("answer.unanswered"))
    endpoint = session.endpoint(services)
    place: dict[str, Any] = {"args": (services, conversation_id)}
    with st.container(horizontal=True, gap="xsmall", key="answer-choices"):
        if endpoint is not None and attempts.continuable(last) and last.host == endpoint.host:
            st.button(say("answer.go_on"), key="answer-go-on", icon=":material/resume:", on_click=asking.go_on, **place)
        st.button(say("answer.again"), key="answer-again", icon=":material/refresh:", on_click=asking.again, **place)
        if endpoint is not None:
            st.button(
                say("answer.by_guide"),
                key="answer-guide",
                icon=":material/explore:",
                on_click=asking.again,
                args=(services, conversation_id, True),
            )
