"""From one training to a search for better settings: a button on the card of a training."""

from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary
from assistant.ui.kit.session import language
from lstm_core.runs.folder import leader_of


def offer(services: Services, subject: AnySubject, *, disabled: bool = False) -> None:
    """Ask for a search; its card stands in the same conversation. A member of a run that leads is left alone."""
    if subject.run_id is not None and leader_of(subject.run_id) is not None:
        return
    place = f"{subject.key}-tune"
    label = naming.of_subject("action.search", subject)
    if st.button(label, key=place, icon=":material/tune:", disabled=disabled):
        base, conversation = str(subject.run_id or subject.card_id), subject.conversation_id
        propose = partial(services.propose_search, subject.spec, base, conversation, language())
        actions.go_to_card(services, place, propose)
    boundary.shown_at(place)
