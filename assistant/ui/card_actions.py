"""The main actions of a card: train, stop, resume, download. Their failures appear on the card."""

import io
from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.ui import boundary, card_form
from assistant.ui.card_subject import Subject
from assistant.ui.session import language, say
from lstm_core.languages import Language
from lstm_core.runs import RunRecord, RunState


def train(services: Services, subject: Subject) -> None:
    """The button that starts the card's run."""
    refused = card_form.refused(subject)
    st.button(
        say("action.train"),
        key=f"{subject.key}-train",
        icon=":material/play_arrow:",
        type="primary",
        disabled=bool(refused),
        help=say("form.fix_first") if refused else None,
        on_click=boundary.acting(subject.key)(services.train),
        args=(subject.card_id,),
    )


def main(services: Services, subject: Subject, record: RunRecord) -> None:
    """The one action that makes sense now."""
    if record.state is RunState.FINISHED:
        download(record, subject.key)
    elif record.state.active:
        st.button(
            say("action.stopping" if record.stop_asked else "action.stop"),
            key=f"{subject.key}-stop",
            icon=":material/stop:",
            disabled=record.stop_asked,
            on_click=boundary.acting(subject.key)(services.launcher.stop),
            args=(record.id,),
        )
    else:
        st.button(
            say("action.resume"),
            key=f"{subject.key}-resume",
            icon=":material/resume:",
            type="primary",
            on_click=boundary.acting(subject.key)(services.launcher.resume),
            args=(record.id,),
        )


def download(record: RunRecord, key: str) -> None:
    """The zip that reproduces the run; built when it is clicked."""
    from lstm_core.bundle import bundle_name

    st.download_button(
        say("action.download"),
        data=partial(_bundle, record, language()),
        file_name=bundle_name(record),
        mime="application/zip",
        key=f"{key}-download",
        icon=":material/download:",
        on_click="ignore",
    )


def _bundle(record: RunRecord, language: Language) -> bytes:
    from lstm_core.bundle import write_bundle

    target = io.BytesIO()
    write_bundle(record, target, language)
    return target.getvalue()
