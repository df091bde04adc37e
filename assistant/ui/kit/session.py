"""What belongs to one browser tab: language, open conversation, addresses. Ids and choices only, never results."""

import time
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any, cast

import streamlit as st

from assistant.endpoint import remembered
from assistant.endpoint.settings import Endpoint
from assistant.services import Services
from assistant.ui.kit import formats
from assistant.ui.words import labels
from lstm_core.i18n.sentences import LANGUAGES, Language, Parameter

WIDE = ("runs", "diagnose")  # pages that use the width of a screen


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


def describe(services: Services, title: str) -> None:
    """Width of the page, and what the browser writes on the tab: the open conversation, else the page, and the app."""
    shown = services.store.title(conversation() or "") if page() == "chat" else ""
    st.set_page_config(
        page_title=f"{shown or title} · {say('app.name')}", layout="wide" if page() in WIDE else "centered"
    )


def begin_drawing() -> None:
    """The whole page is drawn anew: nothing of it is shown yet."""
    st.session_state["drawn"] = {}


def drawn(place: str) -> None:
    """The page shows what this tab holds under `place` now."""
    st.session_state["drawn"][place] = st.session_state[place]


def is_behind() -> bool:
    """Something chosen in this tab is not shown: the run that was to draw it came to no end."""
    shown = st.session_state.get("drawn", {})
    return any(st.session_state.get(place, value) != value for place, value in shown.items())


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


def go(page: str, **address: str | list[str]) -> None:
    """Leave for another page; ends this run of the script."""
    if page == "chat":
        st.session_state["conversation"] = address.get("c")
    kept = {"lang": st.session_state["language"]} if "language" in st.session_state else {}
    st.switch_page(_page(page), query_params={**kept, **address})


def link(page: str, label: str) -> None:
    """A link to another page, within this session."""
    kept = {"lang": st.session_state["language"]} if "language" in st.session_state else {}
    st.page_link(_page(page), label=label, query_params=kept)


def run_in_address() -> str | None:
    """The run that the address names, on a page that shows one."""
    return st.query_params.get("run")


def in_address(name: str) -> list[str]:
    """Every value that the address gives a parameter."""
    return list(st.query_params.get_all(name))


def write_address(given: Mapping[str, str | list[str]], names: Iterable[str]) -> None:
    """Say in the address what `given` holds of these parameters, and nothing else of them."""
    for name in names:
        value = given.get(name)
        if value is None:
            st.query_params.pop(name, None)
        elif in_address(name) != ([value] if isinstance(value, str) else value):
            st.query_params[name] = value


def open_run(run_id: str | None) -> None:
    """Name the run in the address, or none."""
    _address("run", run_id)


def seen(version: int) -> None:
    """Note that this tab knows the open conversation up to this version, so its own change is no news to it."""
    _, active = st.session_state.get("seen", (0, False))
    st.session_state["seen"] = (version, active)


def widget_of(place: str, wanted: Any, *, kept: bool = False) -> str:
    """The key of the widget at `place`, which shows `wanted`, or what was typed where that is to be `kept`.

    Where it showed something else, another widget takes its place: what the browser sends before it has heard of the
    new value still holds the old one, and in the same widget that would be taken for what a person typed.
    """
    state, key = st.session_state, widget_at(place)
    if key in state and state[key] != wanted and not kept:
        state[f"{place}-number"] = state.get(f"{place}-number", 0) + 1
        key = widget_at(place)
    if key not in state:
        state[key] = wanted
    return key


def widget_at(place: str) -> str:
    """The key of the widget that shows the value of `place` now; what another one says there is out of date."""
    number = st.session_state.get(f"{place}-number")
    return place if number is None else f"{place}-{number}"


def asked(message_id: int) -> None:
    """Note that a question of this tab, asked now, gets this message as its answer, so that its page shows it."""
    st.session_state["awaited"] = (message_id, time.time())


def asked_for() -> tuple[int | None, float]:
    """The answer to the last question of this tab, and when it was asked: the same answer may be asked for again."""
    return cast(tuple[int | None, float], st.session_state.get("awaited", (None, 0.0)))


def endpoint(services: Services) -> Endpoint | None:
    """Who answers: what was chosen in this tab, else in this browser before, else by the environment or the secrets
    file, else the guide. One that `lacks_key` cannot answer before the person has chosen.
    """
    state = st.session_state
    if "endpoint" not in state:
        _recall(services)
    return cast(Endpoint | None, state["endpoint"]) if "endpoint" in state else services.settings.endpoint


def use_endpoint(services: Services, chosen: Endpoint | None) -> None:
    """Answer with it from now on, in this tab; None is the guide. A key stays in the memory of the session only."""
    state = st.session_state
    if chosen is not None:
        state["endpoint-before"] = chosen
    state["endpoint"] = chosen
    own = services.settings.endpoint
    kept = remembered.choice(state.get("endpoint-before", own), chosen is None, own)
    state["remember"] = remembered.to_cookie(kept)


def endpoint_before(services: Services) -> Endpoint:
    """The endpoint that is gone back to from the guide."""
    return st.session_state.get("endpoint-before") or services.settings.endpoint or Endpoint()


def to_remember() -> dict[str, str] | None:
    """The cookie that the browser is to keep: a choice that was made in this tab."""
    text = st.session_state.get("remember")
    return {"name": _cookie(), "value": text} if text is not None else None


def _recall(services: Services) -> None:
    """Take over what this browser kept, once per session."""
    state = st.session_state
    if "recalled" in state:
        return
    state["recalled"] = True
    kept = remembered.from_cookie(st.context.cookies.to_dict().get(_cookie()))
    found = kept.endpoint(services.settings.endpoint) if kept is not None else None
    if found is not None:
        state["endpoint-before"] = found
    if kept is not None and (found is not None or kept.guide):
        state["endpoint"] = None if kept.guide else found


def _cookie() -> str:
    """Its name; cookies of one host are shared by all its ports, so the port is part of it."""
    return f"workbench-answerer-{st.get_option('server.port')}"


def _address(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def _page(name: str) -> st.Page:
    """An address for `st.switch_page`, which knows a page by its path alone."""
    return st.Page(lambda: None, url_path=name, default=name == "chat")
