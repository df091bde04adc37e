"""Settings: language, who answers, where things are stored, what the program runs on.

A key that is entered here stays in the session's memory; one from the environment or the secrets file is shown only
as "set" and is sent only to the address that stands beside it there.
"""

import os
import platform
import time
from typing import Any

import streamlit as st
from pydantic import SecretStr

from assistant.endpoint import providers
from assistant.endpoint.settings import DUMMY_KEY, Endpoint, bare_url, checked_url
from assistant.services import Services
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.session import language, say
from assistant.ui.pages import machine
from assistant.ui.words.labels import sentence

PLACE = "settings"
NOTE = "settings-note"  # what the last test of the connection said
EFFORTS = ("low", "high", "max")
THINKING = {"default": None, "on": True, "off": False}


def render(services: Services) -> None:
    """Four sections, from what is changed most to what is only read."""
    st.title(say("nav.settings"), anchor=False)
    _language()
    _endpoint(services)
    _storage(services)
    _about()


def _language() -> None:
    st.subheader(say("language.label"), anchor=False)
    session.language_switch("settings-language")


def _endpoint(services: Services) -> None:
    st.subheader(say("settings.endpoint"), anchor=False)
    st.caption(say("settings.endpoint_note"))
    current = session.endpoint(services)
    chosen = st.segmented_control(
        say("settings.use"),
        ["guide", "endpoint"],
        default="guide" if current is None else "endpoint",
        format_func=lambda name: say(f"settings.use_{name}"),
        key="settings-use",
        required=True,
        on_change=boundary.acting(PLACE)(_use),
        args=(services,),
    )
    if chosen == "endpoint":
        _fields(services, current or Endpoint())
    boundary.shown_at(PLACE)


def _fields(services: Services, current: Endpoint) -> None:
    change: dict[str, Any] = {"on_change": boundary.acting(PLACE)(_changed), "args": (services,)}
    st.text_input(
        say("settings.base_url"), current.base_url, key="settings-url", placeholder=providers.DEEPSEEK_URL, **change
    )
    st.text_input(
        say("settings.key"),
        key="settings-key",
        type="password",
        autocomplete="off",
        help=say("settings.key_note"),
        **change,
    )
    st.caption(say(_key_note(services, current)))
    names = list(dict.fromkeys([*filter(None, [current.model_name]), *_offered(current)]))
    field = _model_field(current.base_url)
    if names and st.session_state.get(field, "") is None:
        st.session_state[field] = current.model_name or None  # chosen while the field was empty
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.selectbox(
            say("settings.model"),
            names,
            index=0 if current.model_name else None,
            key=field,
            accept_new_options=True,
            placeholder=say("settings.model_choose"),
            help=say("settings.model_note"),
            width="stretch",
            **change,
        )
        fetch = st.button(say("settings.fetch"), key="settings-fetch", icon=":material/refresh:")
    with st.grid(2, min_column_width=240):
        st.segmented_control(
            say("settings.thinking"),
            list(THINKING),
            default=next(name for name, value in THINKING.items() if value is current.thinking),
            format_func=lambda name: say(f"settings.thinking_{name}"),
            key="settings-thinking",
            required=True,
            **change,
        )
        st.segmented_control(
            say("settings.effort"),
            ["default", *EFFORTS],
            default=current.effort or "default",
            format_func=lambda name: say(f"settings.effort_{name}"),
            key="settings-effort",
            required=True,
            **change,
        )
    test = st.button(say("settings.test"), key="settings-test", icon=":material/network_check:")
    if fetch or test:
        st.session_state.pop(NOTE, None)
        boundary.acting(PLACE)(_fetch if fetch else _test)(services, current)
    if NOTE in st.session_state:
        st.success(formats.literal(st.session_state[NOTE]))


def _key_note(services: Services, current: Endpoint) -> str:
    own = services.settings.endpoint
    if current.lacks_key:
        return "settings.key_gone"
    if current.key.get_secret_value() == DUMMY_KEY:
        return "settings.key_none"
    return "settings.key_set" if own is not None and current.key == own.key else "settings.key_entered"


def _use(services: Services) -> None:
    guide = st.session_state["settings-use"] == "guide"
    session.use_endpoint(services, None if guide else session.endpoint_before(services))


def _changed(services: Services) -> None:
    """Take over what the fields hold; one that the page has not drawn yet keeps its value."""
    state = st.session_state
    state.pop(NOTE, None)
    before = session.endpoint(services) or Endpoint()
    url = state.get("settings-url", before.base_url).strip() or providers.DEEPSEEK_URL
    entered, state["settings-key"] = state.get("settings-key", "").strip(), ""
    same = bare_url(url) == before.base_url
    key = SecretStr(entered) if entered else before.key if same else _own_key(services, bare_url(url))
    effort = state.get("settings-effort", before.effort)
    session.use_endpoint(
        services,
        Endpoint(
            base_url=url,
            key=key,
            model=(state.get(_model_field(before.base_url), before.model) or "") if same else "",
            thinking=THINKING[state["settings-thinking"]] if "settings-thinking" in state else before.thinking,
            effort=None if effort == "default" else effort,
        ),
    )
    _, corrected = checked_url(url)
    if corrected is not None:
        state[NOTE] = sentence(corrected, language())


def _model_field(base_url: str) -> str:
    """The key of the model's field: every address has its own, so a page that is late sends no model to another one."""
    return f"settings-model {base_url}"


def _own_key(services: Services, url: str) -> SecretStr:
    own = services.settings.endpoint
    return own.key if own is not None and own.base_url == url else SecretStr(DUMMY_KEY)


def _offered(endpoint: Endpoint) -> list[str]:
    kept: dict[str, list[str]] = st.session_state.get("models", {})
    return kept.get(endpoint.base_url) or list(endpoint.provider.models)


def _fetch(services: Services, endpoint: Endpoint) -> None:
    """Read what the endpoint offers; a model is chosen where nobody named one that it has."""
    from assistant.endpoint.client import EndpointClient

    with st.spinner(say("settings.testing")):
        found = EndpointClient(endpoint, language()).models()
    st.session_state.setdefault("models", {})[endpoint.base_url] = found
    st.session_state[NOTE] = say("settings.fetched", count=len(found))
    if found and not endpoint.model.strip() and endpoint.model_name not in found:
        session.use_endpoint(services, endpoint.model_copy(update={"model": providers.first_that_chats(found)}))
    st.rerun()


def _test(_services: Services, endpoint: Endpoint) -> None:
    """Ask the endpoint for one word, as a turn would."""
    from assistant.endpoint.client import EndpointClient

    with st.spinner(say("settings.testing")):
        began = time.monotonic()
        model = EndpointClient(endpoint, language()).probe()
        seconds = formats.duration(time.monotonic() - began, language())
    st.session_state[NOTE] = say("settings.test_ok", model=model, seconds=seconds)


def _storage(services: Services) -> None:
    st.subheader(say("settings.storage"), anchor=False)
    st.markdown(say("settings.storage_note", path=str(services.workspace)))
    for part in ("runs", "uploads", "conversations"):
        st.markdown(f"- {say(f'settings.storage_{part}')}")
    st.caption(say("settings.storage_place"))


def _about() -> None:
    st.subheader(say("settings.about"), anchor=False)
    st.markdown(say("settings.version", version=machine.version(), python=platform.python_version()))
    names = machine.gpus()
    gpu = formats.literal(" + ".join(names)) if names else say("settings.gpu_none")
    st.markdown(say("settings.hardware", cores=os.cpu_count() or 1, memory=formats.size(machine.memory()), gpu=gpu))
