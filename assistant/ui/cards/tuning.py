"""From one training to a search for better settings: a button on the card of a training."""

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, session
from assistant.ui.kit.session import language
from lstm_core.runs.folder import leader_of


def offer(services: Services, subject: AnySubject, *, disabled: bool = False) -> None:
    """Ask for a search; its card stands in the same conversation. A member of a run that leads is left alone."""
    if subject.run_id is not None and leader_of(subject.run_id) is not None:
        return
    place = f"{subject.key}-tune"
    label = naming.of_subject("action.search", subject)
    if st.button(label, key=place, icon=":material/tune:", disabled=disabled):
        made: list[str] = []
        base = str(subject.run_id or subject.card_id)
        boundary.acting(place)(
            lambda: made.append(services.propose_search(subject.spec, base, subject.conversation_id, language()))
        )()
        if made:
            session.asked(services.store.messages(made[0])[-1][0])
            session.go("chat", c=made[0])
    boundary.shown_at(place)
