"""Who will answer: a line above the input field, and the choice when a key that was entered is gone."""

import streamlit as st
from pydantic import SecretStr

from assistant.endpoint.settings import Endpoint
from assistant.services import Services
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.session import say
from assistant.ui.pages import asking

KEY = "key-again"


def render(services: Services) -> None:
    """One line that leads to the settings, or one sentence with the choice."""
    endpoint = session.endpoint(services)
    if endpoint is not None and endpoint.lacks_key:
        _choice(services, endpoint)
        return
    name = formats.literal(endpoint.called or say("settings.use_endpoint")) if endpoint is not None else None
    with st.container(key="answerer"):
        words = say("chat.answers_guide") if name is None else say("chat.answers", name=name)
        session.link("settings", f":gray[:small[{words}]]")


def _choice(services: Services, endpoint: Endpoint) -> None:
    with st.container(border=True, key="answerer-choice", gap="xsmall"):
        st.markdown(formats.literal(say("chat.key_gone", name=endpoint.called)))
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.text_input(
                say("settings.key"),
                key=KEY,
                type="password",
                autocomplete="off",
                placeholder=say("chat.key_again"),
                label_visibility="collapsed",
                on_change=_enter,
                args=(services, endpoint),
                width=260,
            )
            st.button(say("chat.use_guide"), key="answerer-guide", on_click=_use, args=(services, None))


def _enter(services: Services, endpoint: Endpoint) -> None:
    entered, st.session_state[KEY] = st.session_state[KEY].strip(), ""
    if entered:
        _use(services, endpoint.model_copy(update={"key": SecretStr(entered)}))


def _use(services: Services, chosen: Endpoint | None) -> None:
    boundary.clear(asking.PLACE)
    session.use_endpoint(services, chosen)
