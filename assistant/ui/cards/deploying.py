"""From a trained network to files that run it elsewhere: written and checked when asked for, then to be downloaded."""

from functools import partial
from typing import Any, Literal, NamedTuple

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import AnySubject, Subject
from assistant.ui.kit import boundary
from assistant.ui.kit.session import language, say
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import RunRecord

PRECISIONS = ("float32", "int8")


class Action(NamedTuple):
    """Keys of the labels, and what is drawn again once the files lie ready."""

    prepare: str
    download: str
    scope: Literal["app", "fragment"] = "app"


OF_RUN = Action("action.deploy", "action.deployment")


def offer(services: Services, subject: Subject) -> None:
    """Draw the choice of a precision and the button, and the download once it lies ready."""
    record = services.training(subject.run_id) if subject.run_id else None
    if record is None or record.state.active or not RunFolder(record.path).best.exists():
        return
    place = f"{subject.key}-deploy"
    st.markdown(f"**{say('deploying.title')}**")
    st.caption(say("deploying.note"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        chosen = st.segmented_control(
            say("deploying.precision"),
            PRECISIONS,
            default=PRECISIONS[0],
            required=True,
            format_func=lambda name: say(f"deploying.{name}"),
            key=f"{place}-precision",
            label_visibility="collapsed",
        )
        buttons(services, subject, record, place, OF_RUN, int8=chosen == "int8")
    boundary.shown_at(place)


def buttons(
    services: Services, subject: AnySubject, record: RunRecord, place: str, action: Action, **which: Any
) -> None:
    """Draw the button that prepares the files of a run, `which` as `services.deploy` takes it, or their download."""
    ready = services.deployment(record, language(), **which)
    if ready is not None:
        st.download_button(
            naming.of_subject(action.download, subject),
            data=ready.read_bytes,
            file_name=f"{record.id}-{ready.name}",
            mime="application/zip",
            key=f"{place}-download",
            icon=":material/download:",
            on_click="ignore",
        )
        return
    if st.button(naming.of_subject(action.prepare, subject), key=place, icon=":material/deployed_code:"):
        with st.spinner(say("deploying.working")):
            boundary.acting(place)(partial(services.deploy, record, language(), **which))()
        st.rerun(scope=action.scope)
