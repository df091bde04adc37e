"""A recording and what a run heard in it: to play, the transcript, when each symbol was heard, the alignment."""

import json
from pathlib import Path

import streamlit as st

from assistant.conversation.messages import File, ToolResult
from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.kit import boundary, charts, formats, plot
from assistant.ui.kit.session import language, say
from lstm_core.errors import DataError, Sentence, WorkbenchError
from lstm_core.reports.speech import alignment_figure
from lstm_core.results.speech import Transcript

LISTED = 24  # moments
_MEDIA = {".wav": "audio/wav", ".flac": "audio/flac"}


def media_type(name: str) -> str:
    """What a browser is told that a recording is."""
    return _MEDIA.get(Path(name).suffix.lower(), "audio/ogg")


def player(services: Services, file: File) -> None:
    """The recording to play; nothing when it is gone."""
    try:
        content = services.uploads.path_of(file.sha256, file.name).read_bytes()
    except (DataError, OSError):
        return
    media = "audio/wav" if content[:4] == b"RIFF" else media_type(file.name)
    st.audio(content, format=media, alt=file.name)


def draw(key: str, heard: Transcript) -> None:
    """What was heard, by both ways of decoding, and the alignment."""
    st.markdown(f"**{formats.literal(heard.heard or say('speech.nothing_heard'))}**")
    if heard.beam != heard.heard:
        st.caption(formats.literal(say("speech.by_beam_line", said=heard.beam or "–")))
    if heard.moments:
        times = [
            say("speech.moment", symbol=each.symbol.strip() or "␣", start=f"{each.start:.2f}", end=f"{each.end:.2f}")
            for each in heard.moments[:LISTED]
        ]
        more = " …" if len(heard.moments) > LISTED else ""
        st.caption(formats.literal(say("speech.moments", moments=" · ".join(times) + more)))
    if heard.clipped:
        boundary.remark(Sentence("doctor.clipped", {"entry": heard.file}))
    figure = alignment_figure.alignment(heard.symbols, heard, language(), charts.PAGE)
    plot.show(key, "alignment", figure, alignment_figure.alt_text(heard, language()), alignment_figure.HEIGHT)


def told(services: Services, key: str, result: ToolResult) -> None:
    """The card of a recording that was recognised in the conversation."""
    content = json.loads(result.content)
    run_id, file = str(content["run"]), File(name=content["file"], sha256=content["sha256"], bytes=0)
    with st.container(border=True, key=key):
        boundary.fragment(_told)(services, key, run_id, file, str(content["transcript"]))


def _told(services: Services, key: str, run_id: str, file: File, said: str) -> None:
    st.caption(formats.literal(file.name))
    player(services, file)
    known = services.hearing.known(run_id, file)
    if known is None and st.session_state.pop(f"{key}-asked", False):
        with st.spinner(say("speech.listening")):
            try:
                services.hearing.hear(run_id, file)
            except WorkbenchError as error:
                boundary.show(error.messages)
        known = services.hearing.known(run_id, file)
    if known is not None:
        draw(key, known.transcript)
        return
    st.markdown(f"**{formats.literal(said or say('speech.nothing_heard'))}**")
    see = naming.named(say("speech.see_alignment"), file.name)
    st.button(see, key=f"{key}-see", icon=":material/graphic_eq:", on_click=_see, args=(key,))


def _see(key: str) -> None:
    st.session_state[f"{key}-asked"] = True
