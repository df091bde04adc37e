"""Newer rows for a trained forecaster: a file on its card becomes a forecast behind them; nothing is trained."""

from pathlib import Path

import streamlit as st

from assistant.conversation.messages import File
from assistant.services import Services
from assistant.ui.cards import forecast_table
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary, formats
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from assistant.workspace.uploads import LIMIT_BYTES
from lstm_core.errors import Sentence, WorkbenchError
from lstm_core.runs.predicting import Prediction, predict
from lstm_core.runs.train import TrainRecord


def panel(services: Services, subject: Subject, record: TrainRecord) -> None:
    """The place to drop a file, and what the network says of the newest one."""
    if "checkpoints/best.safetensors" not in record.artifacts:
        return
    key = f"{subject.key}-newer"
    taken = boundary.acting(subject.key)(_taken)
    st.file_uploader(
        say("newer.upload"),
        help=say("newer.upload_help"),
        key=f"{key}-upload",
        max_upload_size=LIMIT_BYTES // 1_000_000,
        on_change=taken,
        args=(services, key),
    )
    file: File | None = st.session_state.get(f"{key}-file")
    if file is None:
        return
    try:
        with st.spinner(say("newer.running")):
            found = _predicted(record.path, file.sha256, file.name, services)
    except WorkbenchError as error:
        boundary.show(error.messages)
        return
    _draw(record, key, found)


def _taken(services: Services, key: str) -> None:
    """Keep the file before anything else, so that no rerun loses it."""
    given = st.session_state[f"{key}-upload"]
    if given is not None:
        st.session_state[f"{key}-file"] = services.uploads.save(given.name, given.getvalue())


@st.cache_data(show_spinner=False, max_entries=8)
def _predicted(run: str, sha256: str, name: str, _services: Services) -> Prediction:
    return predict(Path(run), _services.uploads.path_of(sha256, name), name)


def _draw(record: TrainRecord, key: str, found: Prediction) -> None:
    told = [Sentence("predict.added", {"count": found.added}), *found.notices]
    if found.scores:
        told.append(Sentence("predict.scored", dict(found.scores)))
    for each in told:
        st.caption(formats.literal(sentence(each, language())))
    forecast_table.draw(key, record, found.rows, newer=True)
