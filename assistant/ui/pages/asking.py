"""Sending a question: what the chat's buttons, pills and input field do. Callbacks, so they draw nothing."""

import io
from datetime import datetime
from typing import Any

import streamlit as st

from assistant.conversation import messages
from assistant.endpoint.settings import Endpoint
from assistant.services import Services
from assistant.ui.cards.recognise import recorded_name
from assistant.ui.kit import formats, session
from assistant.ui.kit.boundary import acting, failed_at
from assistant.ui.kit.session import say
from assistant.workspace import packing, pasting, sheets
from lstm_core.data.files.recordings import RECORDINGS
from lstm_core.errors import Sentence, WorkbenchError

INPUT = "question"
PLACE = "chat"
KEPT = "kept-files"
TEXTS = (".txt", ".md", ".text", ".rst", ".tex")


def send(services: Services, text: str, files: list[messages.File] | None = None) -> None:
    """Start a turn on `text`; opens a conversation when none is open. Raises WorkbenchError while a turn is running."""
    language = session.language()
    endpoint = _answerer(services)
    conversation_id = session.conversation()
    if conversation_id is None or not services.store.exists(conversation_id):
        conversation_id = services.store.create(language)
        session.open_conversation(conversation_id)
    parts: list[messages.AnyPart] = [*(files or []), messages.TextPart(text=text)]
    message = messages.Message(role="user", parts=parts)
    client, answer = services.client(language, endpoint), services.answer(endpoint)
    session.asked(services.turns.start(conversation_id, message, client, language, answer).message_id)


@acting(PLACE)
def again(services: Services, conversation_id: str, guide: bool = False) -> None:
    """Answer the last question once more: whoever answers now, or the built-in guide this one time."""
    language, endpoint = session.language(), None if guide else _answerer(services)
    client, answer = services.client(language, endpoint), services.answer(endpoint)
    session.asked(services.turns.again(conversation_id, client, language, answer).message_id)


@acting(PLACE)
def go_on(services: Services, conversation_id: str) -> None:
    """Ask for the rest of an answer that was cut off."""
    language = session.language()
    client = services.client(language, _answerer(services))
    session.asked(services.turns.go_on(conversation_id, client, language).message_id)


def _answerer(services: Services) -> Endpoint | None:
    """Who answers now. Raises WorkbenchError while the person has yet to choose, as the key is gone."""
    endpoint = session.endpoint(services)
    if endpoint is not None and endpoint.lacks_key:
        raise WorkbenchError(Sentence("chat.choose_first", {"name": endpoint.called}))
    return endpoint


@acting(PLACE)
def example(services: Services, text: str) -> None:
    """A click on an example question."""
    send(services, text)


@acting(PLACE)
def suggestion(services: Services, key: str) -> None:
    """A click on a suggestion under an answer."""
    chosen = st.session_state.get(key)
    if chosen:
        send(services, chosen)


@acting(PLACE)
def stop(services: Services, conversation_id: str) -> None:
    """End the running turn; what was said so far stays."""
    turn = services.turns.active(conversation_id)
    if turn is not None:
        turn.stop()


def typed(services: Services) -> None:
    """A submission of the input field; when it cannot be sent, the question returns to the field."""
    value: Any = st.session_state[INPUT]
    if value is None:
        return
    pasted, words = pasting.extract_all(value.text)
    before = st.session_state.get(KEPT, [])
    _submit(services, value, pasted, words)
    if failed_at(PLACE):
        kept = pasted and st.session_state.get(KEPT, []) != before
        st.session_state[INPUT] = words if kept else value.text


def show_kept() -> None:
    """Name the files of a question that could not be sent; they go with the next one."""
    kept = st.session_state.get(KEPT, [])
    if kept:
        st.caption(formats.literal(say("chat.kept_files", files=", ".join(file.name for file in kept))))


@acting(PLACE)
def _submit(services: Services, value: Any, pasted: list[pasting.PastedData], words: str) -> None:
    spoken = [(recorded_name(), value.audio)] if value.audio else []
    given = [*((upload.name, upload) for upload in value.files), *spoken]
    kept = st.session_state.get(KEPT, [])
    if pasting.is_blank(value.text) and not given and not kept:
        return
    taken = _names_here(services)
    for each in pasted:
        name = pasting.name_of(each, datetime.now(session.zone()).date(), taken)
        given.append((name, io.BytesIO(each.content)))
        taken.add(name)
    files = [*kept, *packing.store_uploads(services.uploads, given)]
    st.session_state[KEPT] = files
    words = words.strip()
    files = sheets.chosen(services.uploads, words, files, _files_here(services))
    send(services, _wish(files) if pasting.is_blank(words) else words, files)
    st.session_state[KEPT] = []


def _names_here(services: Services) -> set[str]:
    """The names of the files that the open conversation holds already."""
    return {file.name for file in _files_here(services)}


def _files_here(services: Services) -> list[messages.File]:
    """The files of the open conversation, newest first."""
    conversation_id = session.conversation()
    stored = services.store.messages(conversation_id) if conversation_id is not None else []
    return [file for _, message in reversed(stored) for file in message.of(messages.File)]


def _wish(files: list[messages.File]) -> str:
    """What is asked when only files were sent."""
    if len({file.sha256 for file in files}) > 1:
        return say("chat.several_files")
    last = files[-1].name.lower() if files else ""
    if last.endswith(TEXTS):
        return say("chat.text_only")
    if last.endswith(RECORDINGS):
        return say("chat.sound_only")
    return say("chat.sounds_only") if last.endswith(".zip") else say("chat.files_only")
