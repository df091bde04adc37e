"""Another sheet of the workbook that a draft's table comes from: a choice that makes a card for it."""

from pathlib import Path

import streamlit as st

from assistant.conversation.messages import File
from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary, session
from assistant.ui.kit.session import language
from assistant.workspace import sheets
from lstm_core.errors import DataError


def choice(services: Services, subject: Subject) -> None:
    """The sheets of the workbook, where it has several; the one that was read is chosen."""
    if subject.card_id is None or subject.run_id is not None or subject.conversation_id is None:
        return
    key = f"{subject.key}-sheet"
    made = st.session_state.pop(f"{key}-made", None)
    if made is not None:
        session.asked(services.store.messages(made)[-1][0])
        session.go("chat", c=made)
    file = _file(services, subject)
    offered = sheets.sheets_in(services.uploads, sheets.book_of(file)) if file is not None else ()
    if file is None or len(offered) < 2:
        return
    read = file.sheet or _read(services.uploads.path_of(file.sha256, file.name), file.name)
    st.session_state[key] = read if read in offered else None
    st.selectbox(
        naming.of_group("sheet.choice", subject),
        offered,
        key=key,
        index=None,
        on_change=boundary.acting(subject.key)(_chosen),
        args=(services, subject, sheets.book_of(file), key),
    )


def _chosen(services: Services, subject: Subject, book: File, key: str) -> None:
    sheet = st.session_state[key]
    if sheet is not None:
        place = str(subject.conversation_id)
        st.session_state[f"{key}-made"] = services.propose_sheet(place, book, str(sheet), language())


def _file(services: Services, subject: Subject) -> File | None:
    """The upload that the card's table is called after."""
    data = subject.spec.series
    if data.source != "file":
        return None
    stored = [message for _, message in services.store.messages(str(subject.conversation_id))]
    files = [file for message in reversed(stored) for file in message.of(File)]
    return next((file for file in files if file.name == data.name), None)


@st.cache_data(show_spinner=False, max_entries=32)
def _read(path: Path, name: str) -> str | None:
    """The sheet that is read where nobody chose one."""
    from lstm_core.data.series.tidying import tidy

    try:
        notices = tidy(path, name).notices
    except DataError:
        return None
    found = [str(notice.parameters["sheet"]) for notice in notices if notice.key.startswith("tidy.sheet")]
    return found[0] if found else None
