"""What a finished comparison found out, in full: the sentences, the way to the best candidate, every pair."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import formats
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.reports.kinds import compare as report
from lstm_core.reports.kinds import compare_tables
from lstm_core.results.compare import leader_of
from lstm_core.runs.compare import CompareRecord


def render(services: Services, subject: AnySubject) -> None:
    """Draw the sentences, the way to the best one, every pair, and the scores on the validation part."""
    record = services.record(subject.run_id) if subject.run_id else None
    if not isinstance(record, CompareRecord) or record.result is None:
        st.caption(say("tab.no_result"))
        return
    for message in report.explained(record, language()):
        st.markdown(formats.literal(sentence(message, language())))
    _use(services, subject, record)
    _pairs(record)


def _use(services: Services, subject: AnySubject, record: CompareRecord) -> None:
    """A training of the best candidate, on a card of its own."""
    best = leader_of(record.candidates)
    if best is None or not st.button(
        naming.of_subject("action.use_winner", subject), key=f"{subject.key}-use", icon=":material/add:"
    ):
        return
    spec, conversation = record.spec.candidate(best), subject.conversation_id
    propose = partial(services.propose_training, record.id, spec, conversation, language())
    actions.go_to_card(services, subject.key, propose)


def _pairs(record: CompareRecord) -> None:
    """Every pair with its difference, the corrected p-value and the verdict; the scores on the validation part."""
    pairs = compare_tables.pairs(record, language())
    if not pairs:
        return
    _table(pairs)
    validated = compare_tables.validated(record, language())
    if validated:
        _table(validated)


def _table(columns: Mapping[str, list[str]]) -> None:
    st.table({head: [formats.literal(cell) for cell in cells] for head, cells in columns.items()}, border="horizontal")
