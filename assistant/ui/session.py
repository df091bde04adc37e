"""What belongs to one browser tab: language, open conversation, addresses. Ids and choices only, never results."""

from datetime import tzinfo
from typing import cast

import streamlit as st

from assistant.services import Services
from assistant.settings import Endpoint
from assistant.ui import formats, labels
from lstm_core.texts import LANGUAGES, Language, Parameter


def language() -> Language:
    """What the person chose, else what the address says, else the browser's language."""
    chosen = st.session_state.get("language") or st.query_params.get("lang")
    for code in LANGUAGES:
        if chosen == code:
            return code
    return "zh" if (st.context.locale or "zh").lower().startswith("zh") else "en"


def remember_language() -> None:
    """Keep a language that was chosen, here or in the address, in the session and in the address of every page."""
    chosen = st.session_state.get("language") or st.query_params.get("lang")
    if chosen in LANGUAGES:
        st.session_state["language"] = chosen
        _address("lang", chosen)


def language_switch(key: str) -> None:
    """Let the person choose; every switch on the page shows the language that is spoken."""
    st.session_state[key] = language()
    st.segmented_control(
        say("language.label"),
        LANGUAGES,
        format_func=lambda code: say(f"language.{code}"),
        key=key,
        label_visibility="collapsed",
        required=True,
        on_change=_choose_language,
        args=(key,),
    )


def _choose_language(key: str) -> None:
    st.session_state["language"] = st.session_state[key]


def say(key: str, **parameters: Parameter) -> str:
    """The sentence of `key` in the tab's language."""
    return labels.say(key, language(), parameters)


def zone() -> tzinfo:
    """The browser's time zone."""
    return formats.zone(st.context.timezone, st.context.timezone_offset)


def page() -> str:
    """The name of the page that is drawn."""
    return str(st.session_state.get("page", "chat"))


def conversation() -> str | None:
    """The open conversation: the one in the address, else the one this tab had open."""
    asked = st.query_params.get("c") or st.session_state.get("conversation")
    return str(asked) if asked else None


def open_conversation(conversation_id: str | None) -> None:
    """Make it the open one, in the session and in the address; None opens an empty start."""
    st.session_state["conversation"] = conversation_id
    _address("c", conversation_id)


def go(page: str, **address: str) -> None:
    """Leave for another page; ends this run of the script."""
    if page == "chat":
        st.session_state["conversation"] = address.get("c")
    kept = {"lang": st.session_state["language"]} if "language" in st.session_state else {}
    st.switch_page(_page(page), query_params={**kept, **address})


def run_in_address() -> str | None:
    """The run that the address names, on the Runs page."""
    return st.query_params.get("run")


def open_run(run_id: str | None) -> None:
    """Name the run in the address, or none."""
    _address("run", run_id)


def seen(version: int) -> None:
    """Note that this tab knows the open conversation up to this version, so its own change is no news to it."""
    _, active = st.session_state.get("seen", (0, False))
    st.session_state["seen"] = (version, active)


def endpoint(services: Services) -> Endpoint | None:
    """Who answers: what was entered in this tab, else what the environment or the secrets file says, else the guide."""
    if "endpoint" in st.session_state:
        return cast(Endpoint | None, st.session_state["endpoint"])
    return services.settings.endpoint


def use_endpoint(chosen: Endpoint | None) -> None:
    """Answer with it from now on, in this tab; None is the guide. Kept in the memory of the session only."""
    st.session_state["endpoint"] = chosen


def _address(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def _page(name: str) -> st.Page:
    """An address for `st.switch_page`, which knows a page by its path alone."""
    return st.Page(lambda: None, url_path=name, default=name == "chat")
