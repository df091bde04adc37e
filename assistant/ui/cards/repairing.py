"""From a training that ended to its repair: a button that puts the repair's card into the conversation."""

from functools import partial
from typing import Literal

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary
from assistant.ui.kit.session import language

Weight = Literal["secondary", "tertiary"]


def offer(services: Services, subject: AnySubject, place: str = "repair") -> None:
    """Draw the button; why there can be no repair is said beneath it."""
    if subject.run_id is None:
        return
    where = f"{subject.key}-{place}"
    button(services, subject, where, naming.of_subject("action.repair", subject))
    boundary.shown_at(where)


def button(services: Services, subject: AnySubject, where: str, label: str, weight: Weight = "secondary") -> None:
    """Draw the button alone; why there can be no repair is kept at `where`."""
    run_id = str(subject.run_id)
    if st.button(label, key=where, icon=":material/healing:", type=weight):
        actions.go_to_card(services, where, partial(services.propose_repair, run_id, language()))
