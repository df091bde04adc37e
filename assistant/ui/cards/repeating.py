"""From one training to the same over several seeds: a number and a button on the card of a training."""

from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary
from assistant.ui.kit.session import language, say
from lstm_core.runs.folder import leader_of
from lstm_core.spec.repeat import RepeatRunSpec

USUAL: int = RepeatRunSpec.model_fields["seeds"].default


def offer(services: Services, subject: AnySubject, *, disabled: bool = False) -> None:
    """Ask for a repetition; its card stands in the same conversation. A member of one is left alone."""
    if subject.run_id is not None and leader_of(subject.run_id) is not None:
        return
    place = f"{subject.key}-repeat"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        seeds = st.number_input(
            say("repeat.how_many"), value=USUAL, step=1, key=f"{place}-seeds", width=140, help=say("repeat.help")
        )
        asked = st.button(
            naming.of_subject("action.repeat", subject), key=place, icon=":material/casino:", disabled=disabled
        )
    if asked:
        base, conversation = str(subject.run_id or subject.card_id), subject.conversation_id
        propose = partial(services.propose_repeat, subject.spec, int(seeds or 0), base, conversation, language())
        actions.go_to_card(services, place, propose)
    boundary.shown_at(place)
