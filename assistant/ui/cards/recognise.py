"""The panel of a speech run in which a person speaks, or chooses a recording, and sees what the network hears.

A recording is stored before anything else, so neither a rerun nor a closed tab loses it.
"""

from datetime import datetime
from typing import Any

import streamlit as st

from assistant.conversation.messages import File
from assistant.services import Services
from assistant.ui.cards import naming, transcripts
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary, session
from assistant.ui.kit.session import say
from assistant.workspace.uploads import LIMIT_BYTES
from lstm_core.errors import WorkbenchError
from lstm_core.runs.train import TrainRecord

NARROWEST = 240  # pixels of microphone and uploader, so that a phone shows one below the other


def panel(services: Services, subject: Subject, record: TrainRecord) -> None:
    """Microphone and file on top; below the recording that is chosen, the newest at first, and its transcript."""
    if "checkpoints/best.safetensors" not in record.artifacts:
        st.caption(say("speech.no_weights"))
        return
    key = f"{subject.key}-recognise"
    if not st.session_state.get(f"{key}-warm"):
        services.inference.warm(record.id)
        st.session_state[f"{key}-warm"] = True
    _inputs(services, subject, record.id, key)
    found = services.hearing.recordings(record.id)
    if not found:
        st.caption(say("speech.nothing_yet"))
        return
    names = {file.sha256: file.name for file in found}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        chosen = st.selectbox(
            say("speech.which"), list(names), format_func=names.__getitem__, key=f"{key}-which",
            on_change=_ask, args=(key,),
        )  # fmt: skip
        st.button(
            naming.of_subject("speech.recognise", subject), key=f"{key}-again", icon=":material/hearing:",
            type="primary", on_click=_ask, args=(key,),
        )  # fmt: skip
    file = next((each for each in found if each.sha256 == chosen), found[0])
    transcripts.player(services, file)
    _transcript(services, record, key, file)


def _inputs(services: Services, subject: Subject, run_id: str, key: str) -> None:
    """A recording goes to the run's list as soon as it is there."""
    taken = boundary.acting(subject.key)(_taken)
    taken_so_far = st.session_state.get(f"{key}-count", 0)  # a new key empties the widget once its recording is kept
    microphone, upload = f"{key}-microphone-{taken_so_far}", f"{key}-upload-{taken_so_far}"
    with st.grid(2, min_column_width=NARROWEST, gap="small"):
        st.audio_input(
            say("speech.microphone"), key=microphone, on_change=taken, args=(services, run_id, key, microphone)
        )
        st.file_uploader(
            say("speech.upload"),
            help=say("speech.upload_help"),
            key=upload,
            max_upload_size=LIMIT_BYTES // 1_000_000,
            on_change=taken,
            args=(services, run_id, key, upload),
        )


def _transcript(services: Services, record: TrainRecord, key: str, file: File) -> None:
    failures: dict[str, Any] = st.session_state.setdefault(f"{key}-failed", {})
    if st.session_state.pop(f"{key}-asked", False):
        failures.pop(file.sha256, None)
        with st.spinner(say("speech.listening")):
            try:
                services.hearing.hear(record.id, file)
            except WorkbenchError as error:
                failures[file.sha256] = error.messages
    if file.sha256 in failures:
        boundary.show(failures[file.sha256])
        return
    known = services.hearing.known(record.id, file)
    if known is not None:
        if not known.fresh:
            st.caption(say("speech.older_weights"))
        transcripts.draw(key, known.transcript)


def _taken(services: Services, run_id: str, key: str, place: str) -> None:
    """Store what was recorded or chosen, and have it recognised next."""
    given = st.session_state[place]
    if given is None:
        return
    file = services.hearing.keep(run_id, recorded_name() if "-microphone-" in place else given.name, given.getvalue())
    st.session_state[f"{key}-which"] = file.sha256
    st.session_state[f"{key}-count"] = st.session_state.get(f"{key}-count", 0) + 1
    _ask(key)


def _ask(key: str) -> None:
    st.session_state[f"{key}-asked"] = True


def recorded_name() -> str:
    """What a recording from the microphone is called: the time of day at which it was made."""
    return say("speech.recording_name", time=f"{datetime.now(session.zone()):%H.%M.%S}")
