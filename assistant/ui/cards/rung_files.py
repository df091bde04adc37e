"""From a rung of a ladder to files that run it elsewhere: written and checked when asked for, then to be downloaded."""

from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary
from assistant.ui.kit.session import language, say
from lstm_core.reports.kinds import compress_words as words
from lstm_core.reports.kinds.compress import accepted
from lstm_core.runs.compress import CompressRecord


def offer(services: Services, subject: AnySubject, record: CompressRecord) -> None:
    """Draw the choice of an accepted rung and the button, and the download once it lies ready."""
    there = {row.rung: words.name(row.rung, language()) for row in accepted(record)}
    if not there:
        return
    place = f"{subject.key}-rung"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        chosen = st.selectbox(
            say("compress.which_rung"),
            list(there),
            format_func=there.__getitem__,
            key=f"{place}-choice",
            label_visibility="collapsed",
            width=240,
        )
        if chosen in there:
            _buttons(services, subject, record, place, str(chosen))
    st.caption(say("compress.deploy_note"))
    boundary.shown_at(place)


def _buttons(services: Services, subject: AnySubject, record: CompressRecord, place: str, rung: str) -> None:
    ready = services.deployment(record, language(), rung=rung)
    if ready is not None:
        st.download_button(
            naming.of_subject("action.rung_files", subject),
            data=ready.read_bytes,
            file_name=f"{record.id}-{ready.name}",
            mime="application/zip",
            key=f"{place}-download",
            icon=":material/download:",
            on_click="ignore",
        )
        return
    if st.button(naming.of_subject("action.prepare_rung", subject), key=place, icon=":material/deployed_code:"):
        with st.spinner(say("deploying.working")):
            boundary.acting(place)(partial(services.deploy, record, language(), rung=rung))()
        st.rerun(scope="fragment")
