"""What was tried of an advice in this workspace, beside it: the newest verdict on each data, and the way to it."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, naming
from assistant.ui.kit import formats, session
from assistant.ui.kit.session import language, say
from assistant.workspace.receipts import Receipt, data_of, newest
from lstm_core.data import tasks
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.repairs import attempts
from lstm_core.reports.kinds import compare as report
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.compare import may_differ

MOST = 3  # data beside an advice; the page of studies has them all


def advice(services: Services, key: str, name: str) -> None:
    """Beside an answer that gives the advice of that name; nothing where nobody tried it."""
    _beside(key, newest(receipt for receipt in services.receipts() if receipt.tells_of(name)))


def finding(services: Services, key: str, record: TrainRecord, found: Finding) -> None:
    """Beside a finding of a run that has ended: comparisons of that run with and without what may cure it."""
    changes = attempts(found, record.spec)
    if changes:
        data = data_of(RunFolder(Path(record.path)), record.spec.data)
        _beside(key, newest(each for each in services.receipts() if each.tried(record.spec, data, changes)))


def pair(services: Services, place: str, record: TrainRecord, found: Finding) -> None:
    """A button that proposes to compare the run with and without what the finding suggests, where scores compare."""
    changes = next(iter(attempts(found, record.spec)), {})
    if not changes or not all(may_differ(record.spec, path) for path in changes):
        return
    label = naming.named(say("action.test_change"), found.name(language()))
    if st.button(label, key=f"{place}-pair", icon=":material/balance:", help=say("compare.offer_help")):
        card = services.store.card_of_run(record.id)
        conversation = card.conversation_id if card is not None else None
        actions.go_to_card(services, place, lambda: services.propose_pair(record.id, changes, conversation, language()))


def _beside(key: str, found: Sequence[Receipt]) -> None:
    if not found:
        return
    with st.container(border=True, gap="xsmall", key=f"{key}-tested"):
        st.caption(f":material/science: {say('studies.tested')}")
        for receipt in found[:MOST]:
            line(key, receipt)
        if len(found) > MOST:
            session.link("studies", say("studies.tested_more", count=len(found) - MOST))


def line(place: str, receipt: Receipt) -> None:
    """One verdict with the data that it is about, and a button that opens the comparison."""
    data = tasks.title(receipt.spec.subject, language())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = report.verdict(receipt, language()).text(language())
        st.markdown(formats.literal(say("studies.answer", data=data, verdict=told)), width="stretch")
        label = naming.named(say("studies.open"), f"{data} {receipt.run_id[-4:]}")
        key = f"{place}-open-{receipt.run_id}"
        if st.button(label, key=key, type="tertiary", icon=":material/open_in_full:"):
            session.go("runs", run=receipt.run_id)
