"""Columns of a draft's wide table that look like series of one kind: one button for one network over all of them."""

from pathlib import Path

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.data.series.alike import Alike
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import for_series
from lstm_core.errors import DataError


def button(services: Services, subject: Subject) -> None:
    """The button of a draft that forecasts one of such columns; nothing where it reads them as series already."""
    data = subject.spec.series
    if subject.card_id is None or subject.run_id is not None or data.source != "file" or data.wide:
        return
    found = _alike(str(data.file), data.name)
    if not found.columns:
        return
    pressed = st.button(
        naming.of_subject("action.together", subject, count=len(found.columns)),
        key=f"{subject.key}-together",
        icon=":material/stacked_line_chart:",
        help=sentence(found.notice, language()),
    )
    if pressed:  # not in a callback, which nothing can be drawn beside: thousands of columns take seconds
        with st.spinner(say("columns.reading")):
            boundary.acting(subject.key)(_together)(services, subject, found.columns)
        st.rerun()


def _together(services: Services, subject: Subject, columns: tuple[str, ...]) -> None:
    """What the card says now, with one network for all of the columns. Raises DataError."""
    card = services.store.card(str(subject.card_id))
    if card.run_id is None:
        spec = for_series(card.spec.training, None, (), columns)
        services.store.change_card(card.id, card.spec.with_training(spec))
        session.seen(services.store.version(card.conversation_id))


@st.cache_data(show_spinner=False, max_entries=32)
def _alike(file: str, name: str | None) -> Alike:
    """By the file; nothing where it is gone."""
    try:
        return profile(Path(file), name).alike
    except DataError:
        return Alike()
