"""From a training that ended to its repair: a button that puts the repair's card into the conversation."""

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, session
from assistant.ui.kit.session import language


def offer(services: Services, subject: AnySubject, place: str = "repair") -> None:
    """Draw the button; why there can be no repair is said beneath it."""
    if subject.run_id is None:
        return
    run_id, where = subject.run_id, f"{subject.key}-{place}"
    if st.button(naming.of_subject("action.repair", subject), key=where, icon=":material/healing:"):
        made: list[str] = []
        boundary.acting(where)(lambda: made.append(services.propose_repair(run_id, language())))()
        if made:
            session.asked(services.store.messages(made[0])[-1][0])
            session.go("chat", c=made[0])
    boundary.shown_at(where)
