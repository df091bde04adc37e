"""The card of a training, behind the door that every kind has: `assistant.ui.cards.kind`."""

from collections.abc import Mapping

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import (
    actions,
    compressing,
    deploying,
    diagnosis,
    form,
    repairing,
    repeating,
    tabs,
    trying,
    tuning,
    words,
)
from assistant.ui.cards import picture as pictures
from assistant.ui.cards.actions import download
from assistant.ui.cards.kind import View
from assistant.ui.cards.subject import AnySubject
from assistant.ui.cards.words import device, progress, share, short_progress, title
from lstm_core.errors import Sentence
from lstm_core.runs.folder import leader_of
from lstm_core.runs.remedies import COPIES
from lstm_core.runs.train import TrainRecord

__all__ = ["device", "download", "progress", "share", "short_progress", "title"]


def remarks(record: TrainRecord) -> list[Sentence]:
    """How it ended and what can be done; a member is resumed by the run that leads it."""
    told = words.remarks(record)
    if leader_of(record.id) is None or not told:
        return told
    return [*(message for message in told if not message.key.startswith("remedy.")), Sentence("repeat.member_ended")]


def refused(subject: AnySubject) -> bool:
    """A field of the form holds a value that is refused."""
    return bool(form.refused(subject.training))


def choices(services: Services, subject: AnySubject) -> None:
    """Draw the switch that ends a training which nothing can heal any more."""
    actions.stop_when_sure(services, subject)


def before(services: Services, subject: AnySubject) -> None:
    """Draw the data."""
    pictures.data(services, subject.training)


def picture(services: Services, subject: AnySubject, record: TrainRecord) -> None:
    with st.container():
        diagnosis.strip(services, subject, record)
    with st.container():
        pictures.draw(services, subject.training, record)


def figures(_services: Services, _subject: AnySubject, record: TrainRecord) -> None:
    """Draw three or four numbers, each beside what it is to be compared with."""
    pictures.figures(record)


def helps(services: Services, subject: AnySubject, record: TrainRecord) -> None:
    """Draw what can help, the best first; a member is resumed by the run that leads it."""
    led = leader_of(record.id) is not None
    actions.helps(services, subject.training, record, only=COPIES if led else None)


def deletion(_record: TrainRecord, title: str, when: str) -> Sentence:
    """Curve, weights and result go."""
    return Sentence("runs.delete_question", {"title": title, "when": when})


def _configuration(services: Services, subject: AnySubject) -> None:
    form.render(services, subject.training)
    if subject.run_id is None:
        with st.container():
            repeating.offer(services, subject, disabled=refused(subject))
            trying.offer(services, subject, disabled=refused(subject))
        with st.container():
            tuning.offer(services, subject, disabled=refused(subject))


def _result(services: Services, subject: AnySubject) -> None:
    tabs.result(services, subject)
    record = services.record(subject.run_id) if subject.run_id else None
    if record is not None and record.result is not None:
        repeating.offer(services, subject)
        trying.offer(services, subject)
    if record is not None and not record.state.active:
        with st.container(horizontal=True, gap="xsmall"):
            if record.result is not None:
                tuning.offer(services, subject)
            repairing.offer(services, subject)
            if record.result is not None:
                compressing.offer(services, subject)


def _code(services: Services, subject: AnySubject) -> None:
    tabs.code(services, subject.training)
    deploying.offer(services, subject.training)


def _log(services: Services, subject: AnySubject) -> None:
    if subject.run_id is not None:
        tabs.machine(services.training(subject.run_id))
    tabs.log(services, subject)


START = "action.train"
TABS: Mapping[str, View] = {
    "result": _result,
    "configuration": _configuration,
    "code": _code,
    "diagnosis": diagnosis.tab,
    "log": _log,
}
