"""From one training to a comparison: a ready-made set of candidates, or what may make the training better."""

from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from lstm_core.i18n.languages import Language
from lstm_core.runs.folder import leader_of
from lstm_core.spec.comparison_sets import fitting


def offer(services: Services, subject: AnySubject, *, disabled: bool = False) -> None:
    """Draw the choice of a set and the buttons; their cards stand in the same conversation. A member is left alone."""
    if subject.run_id is not None and leader_of(subject.run_id) is not None:
        return
    place = f"{subject.key}-compare"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        name = st.selectbox(
            say("compare.set"),
            fitting(subject.spec.training),
            format_func=partial(_named, language()),
            key=f"{place}-set",
            width=240,
            help=say("compare.offer_help"),
        )
        label = naming.of_subject("action.compare", subject)
        asked = st.button(label, key=place, icon=":material/balance:", disabled=disabled or name is None)
        improved = subject.run_id is not None and st.button(
            naming.of_subject("action.improve", subject),
            key=f"{place}-improve",
            icon=":material/trending_up:",
            help=say("compare.improve_help"),
        )
    if asked:
        base = str(subject.run_id or subject.card_id)
        actions.go_to_card(
            services,
            place,
            partial(services.propose_set, subject.spec, str(name), base, subject.conversation_id, language()),
        )
    if improved:
        actions.go_to_card(services, place, partial(services.propose_improvement, str(subject.run_id), language()))
    boundary.shown_at(place)


def _named(spoken: Language, name: str) -> str:
    return text_of(f"compare.set_{name}", spoken)
