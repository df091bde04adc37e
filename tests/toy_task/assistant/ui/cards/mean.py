"""What the card of a run that learns a mean shows."""

import streamlit as st
from lstm_core.results.mean import MeanResult

from assistant.services import Services
from assistant.ui.cards.subject import Subject
from assistant.ui.kit.session import say
from lstm_core.runs.train import TrainRecord

PICTURES = ()
LIVE = ()


def pictures(_record: TrainRecord) -> tuple[str, ...]:
    return PICTURES


def picture(services: Services, subject: Subject, record: TrainRecord, name: str) -> None:
    pass


def data(_services: Services, _subject: Subject) -> None:
    st.caption(say("mean.numbers"))


def live(_services: Services, _subject: Subject, _record: TrainRecord) -> None:
    pass


def training(record: TrainRecord) -> None:
    st.metric(say("mean.numbers"), len(record.evaluations))


def finished(record: TrainRecord) -> None:
    st.metric(say("mean.numbers"), f"{MeanResult.of(record.result).mean:.3g}")
