"""The run card: the same object in the chat and on the Runs page, drawn from the card's spec and the run's record.

Above the tabs stands what moves: a fragment that polls while the run is active, redraws the page when the state
changes, and rests afterwards. The tabs are a fragment of their own, so an update never closes one or resets a field.
Every part has a container of its own, however much stands in the others: Streamlit hides for a moment what moves.
"""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.services import Services
from assistant.ui.cards import actions, kind, tabs, words
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, formats
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.errors import RunError, Sentence
from lstm_core.runs.folder import RunState
from lstm_core.runs.record import RunRecord

LIVE_SECONDS = 0.7
RESTING_SECONDS = 3.0  # a stopped, failed or lost run may be resumed in another tab


def card(services: Services, card_id: str) -> None:
    """The card of that id, wherever it is mentioned."""
    found = services.store.card(card_id)
    draw(services, AnySubject(f"card-{found.id}", found.spec, found.id, found.run_id, found.conversation_id))


def draw(services: Services, subject: AnySubject) -> None:
    """One card: before its run began, or with its run's record."""
    with st.container(border=True, key=subject.key):
        if subject.run_id is None:
            fragment(_draft)(services, subject)
            return
        try:
            record = services.record(subject.run_id)
        except RunError:
            _top(subject, None, "state.deleted")
            st.caption(say("card.gone"))
            return
        with st.container():
            fragment(_moving, _pace(record.state))(services, subject, record.state)
        with st.container():
            fragment(tabs.render)(services, subject, record.state)


def _pace(state: RunState) -> float | None:
    return LIVE_SECONDS if state.active else None if state is RunState.FINISHED else RESTING_SECONDS


def _draft(services: Services, subject: AnySubject) -> None:
    found = services.store.card(str(subject.card_id))
    if found.run_id is not None:
        st.rerun()
    subject = replace(subject, spec=found.spec)
    with st.container():
        with _top(subject, None):
            kind.of(subject.spec).choices(services, subject)
            actions.train(services, subject)
        with st.container():
            boundary.shown_at(subject.key)
        with st.container():
            kind.of(subject.spec).before(services, subject)
    with st.container():
        tabs.render(services, subject, None)


def _moving(services: Services, subject: AnySubject, drawn: RunState) -> None:
    record = services.record(str(subject.run_id))
    own = kind.of(record.spec)
    if record.state is not drawn:
        st.rerun()
    with _top(subject, record):
        actions.main(services, subject, record)
    with st.container():
        boundary.shown_at(subject.key)
        _sentence(record)
    with st.container():
        own.picture(services, subject, record)
    if record.state is RunState.FINISHED:
        st.caption(own.progress(record, language()))
    else:
        st.progress(own.share(record), text=own.progress(record, language()))
    own.figures(services, subject, record)


def _top(subject: AnySubject, record: RunRecord | None, word: str | None = None) -> DeltaGenerator:
    """Title and badges; returns the place of the main action, at the right."""
    own, state = kind.of(subject.spec), record.state if record else None
    named = say(word) if word else words.state_word(state, language())
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="xsmall"):
        key = f"{subject.key}-title"
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="stretch", key=key):
            st.markdown(f"**{formats.literal(own.title(subject.spec, language()))}**", width="content")
            st.badge(named, color=words.STATE_COLORS[state])
            device = own.device(record, language()) if record else None
            if device:
                st.badge(formats.in_badge(device), color="gray")
        key = f"{subject.key}-main"
        return st.container(horizontal=True, vertical_alignment="center", width="content", gap="xsmall", key=key)


def _sentence(record: RunRecord) -> None:
    """What the result means, or why there is none."""
    if record.state is RunState.FINISHED:
        st.markdown(f"**{formats.literal(kind.report(record.spec).summary(record, language()))}**")
        for finding in record.findings:
            st.warning(formats.literal(sentence(Sentence(finding.key, finding.parameters), language())))
        return
    remarks = kind.of(record.spec).remarks(record)
    if remarks:
        box = st.error if record.state is RunState.FAILED else st.warning
        box("\n\n".join(formats.literal(sentence(message, language())) for message in remarks))
