"""The main actions of a card: train, stop, download, and what helps a run that ended before its end.

Their failures appear on the card.
"""

import io
from collections.abc import Callable, Collection
from functools import partial
from typing import Literal

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import kind, naming
from assistant.ui.cards.subject import AnySubject, Subject
from assistant.ui.kit import boundary, session
from assistant.ui.kit.session import language, say
from lstm_core.i18n.languages import Language
from lstm_core.reports.remedies import remedies
from lstm_core.runs.folder import RunState
from lstm_core.runs.record import RunRecord
from lstm_core.runs.remedies import COPIES, Remedy
from lstm_core.runs.train import TrainRecord

Weight = Literal["primary", "secondary"]


def train(services: Services, subject: AnySubject) -> None:
    """The button that starts the card's run."""
    own = kind.of(subject.spec)
    refused = own.refused(subject)
    st.button(
        naming.of_subject(own.START, subject),
        key=f"{subject.key}-train",
        icon=":material/play_arrow:",
        type="primary",
        disabled=refused,
        help=say("form.fix_first") if refused else None,
        on_click=boundary.acting(subject.key)(services.train),
        args=(subject.card_id,),
    )


def stop_when_sure(services: Services, subject: AnySubject) -> None:
    """The switch beside Train, as the draft remembers it."""
    key = f"{subject.key}-sure"
    st.session_state[key] = services.store.card(str(subject.card_id)).stop_when_sure
    st.toggle(
        say("card.stop_when_sure"),
        key=key,
        help=say("card.stop_when_sure_help"),
        on_change=boundary.acting(subject.key)(_remember_sure),
        args=(services, subject, key),
    )


def _remember_sure(services: Services, subject: AnySubject, key: str) -> None:
    card, wanted = services.store.card(str(subject.card_id)), bool(st.session_state[key])
    if card.run_id is None and wanted != card.stop_when_sure:
        services.store.set_stop_when_sure(card.id, wanted)
        session.seen(services.store.version(card.conversation_id))


def main(services: Services, subject: AnySubject, record: RunRecord) -> None:
    """The one action that makes sense now, or those that can help a run without a whole result, the best one first."""
    own = kind.of(record.spec)
    if record.state is RunState.FINISHED:
        own.download(record, subject.key)
    elif record.state.active:
        st.button(
            naming.of_subject("action.stopping" if record.stop_asked else "action.stop", subject),
            key=f"{subject.key}-stop",
            icon=":material/stop:",
            disabled=record.stop_asked,
            on_click=boundary.acting(subject.key)(services.launcher.stop),
            args=(record.id,),
        )
    own.helps(services, subject, record)


def resume(services: Services, subject: AnySubject, record: RunRecord) -> None:
    """The button with which a run that leads others goes on with what is left, where something is."""
    if record.resumable:
        st.button(
            naming.of_subject("action.resume", subject),
            key=f"{subject.key}-resume",
            icon=":material/resume:",
            type="primary",
            on_click=boundary.acting(subject.key)(services.launcher.resume),
            args=(record.id,),
        )


def helps(services: Services, subject: Subject, record: TrainRecord, only: Collection[Remedy] | None = None) -> None:
    """The remedies of a training that ended before its end, or those among `only`, the best one first."""
    for place, remedy in enumerate(each for each in remedies(record) if only is None or each in only):
        _remedy(services, subject, record, remedy, "primary" if place == 0 and record.result is None else "secondary")


def _remedy(services: Services, subject: Subject, record: TrainRecord, remedy: Remedy, weight: Weight) -> None:
    label, key = naming.of_subject(f"action.{remedy}", subject), f"{subject.key}-{remedy}"
    if remedy in COPIES:
        if st.button(label, key=key, icon=":material/add:", type=weight):
            session.go("chat", c=services.propose_remedy(record.id, remedy, language()))
        return
    act = services.launcher.resume if remedy == "resume" else services.launcher.finish
    icon = ":material/resume:" if remedy == "resume" else ":material/flag:"
    st.button(label, key=key, icon=icon, type=weight, on_click=boundary.acting(subject.key)(act), args=(record.id,))


def download(record: TrainRecord, key: str) -> None:
    """The zip that reproduces the run; built when it is clicked."""
    from lstm_core.scripts.bundle import bundle_name

    st.download_button(
        naming.of_run("action.download", record),
        data=partial(_bundle, record, language()),
        file_name=bundle_name(record),
        mime="application/zip",
        key=f"{key}-download",
        icon=":material/download:",
        on_click="ignore",
    )


def _bundle(record: TrainRecord, language: Language) -> bytes:
    from lstm_core.scripts.bundle import write_bundle

    target = io.BytesIO()
    write_bundle(record, target, language)
    return target.getvalue()


def go_to_card(services: Services, place: str, propose: Callable[[], str]) -> None:
    """To the conversation with the card that `propose` makes; why there is none is said at `place`."""
    made: list[str] = []
    boundary.acting(place)(lambda: made.append(propose()))()
    if made:
        session.asked(services.store.messages(made[0])[-1][0])
        session.go("chat", c=made[0])
