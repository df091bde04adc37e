"""From a trained network to files that run it elsewhere: written and checked when asked for, then to be downloaded."""

from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary
from assistant.ui.kit.session import language, say
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.train import TrainRecord

PRECISIONS = ("float32", "int8")


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
        _buttons(services, subject, record, place, int8=chosen == "int8")
    boundary.shown_at(place)


def _buttons(services: Services, subject: Subject, record: TrainRecord, place: str, *, int8: bool) -> None:
    ready = services.deployment(record, language(), int8=int8)
    if ready is not None:
        st.download_button(
            naming.of_subject("action.deployment", subject),
            data=ready.read_bytes,
            file_name=f"{record.id}-{ready.name}",
            mime="application/zip",
            key=f"{place}-download",
            icon=":material/download:",
            on_click="ignore",
        )
        return
    if st.button(naming.of_subject("action.deploy", subject), key=place, icon=":material/deployed_code:"):
        with st.spinner(say("deploying.working")):
            boundary.acting(place)(partial(services.deploy, record, language(), int8=int8))()
        st.rerun()
