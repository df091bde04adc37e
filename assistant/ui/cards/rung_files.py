"""From a rung of a ladder to files that run it elsewhere: written and checked when asked for, then to be downloaded."""

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import deploying
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary
from assistant.ui.kit.session import language, say
from lstm_core.reports.kinds import compress_words as words
from lstm_core.reports.kinds.compress import accepted
from lstm_core.runs.compress import CompressRecord

OF_RUNG = deploying.Action("action.prepare_rung", "action.rung_files", "fragment")


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
            deploying.buttons(services, subject, record, place, OF_RUNG, rung=str(chosen))
    st.caption(say("compress.deploy_note"))
    boundary.shown_at(place)
