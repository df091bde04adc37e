"""One training in full: what is wrong with it, the proof, and every picture of its inside. `?run=ID` names the run."""

import json

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import diagnosis, kind, words
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from lstm_core.errors import RunError
from lstm_core.runs.folder import RunState
from lstm_core.runs.record import RunRecord
from lstm_core.runs.train import TrainRecord

LIVE_SECONDS = 1.2
CHOICES = 200
JSON_HEIGHT = 320
KEY = "diagnose"


def render(services: Services) -> None:
    """The run that the address names, or the choice of one."""
    st.title(say("nav.diagnose"), anchor=False)
    asked = session.run_in_address()
    trainings = [record for record in services.records() if isinstance(record, TrainRecord)][:CHOICES]
    if asked is None and not trainings:
        st.info(say("diagnosis.empty"))
        session.link("chat", say("nav.chat"))
        return
    record = _named(services, asked) if asked is not None else None
    _choice(trainings, record, asked)
    if asked is None:
        st.caption(say("diagnosis.intro"))
        return
    if record is not None:
        fragment(_whole, LIVE_SECONDS if record.state.active else None)(services, record.id, record.state)


def _named(services: Services, run_id: str) -> TrainRecord | None:
    """The training of that id, or a sentence in its place."""
    try:
        record = services.record(run_id)
    except RunError as error:
        gone = error.messages[0].key == "run.gone"
        st.warning(say("diagnosis.gone", run=formats.literal(run_id))) if gone else boundary.show(error.messages)
        return None
    if isinstance(record, TrainRecord):
        return record
    st.warning(say("diagnosis.leads", run=formats.literal(run_id)))
    return None


def _choice(trainings: list[TrainRecord], record: TrainRecord | None, asked: str | None) -> None:
    """A list of trainings, the newest first; another choice opens it under its own address."""
    names = {each.id: _line(each) for each in [*([record] if record else []), *trainings]}
    if not names:
        return
    key = f"{KEY}-run-{asked}"
    chosen = st.selectbox(
        say("diagnosis.choose"),
        list(names),
        index=list(names).index(record.id) if record else None,
        format_func=lambda run_id: names.get(run_id, run_id),
        key=key,
        placeholder=say("diagnosis.choose"),
        label_visibility="collapsed",
    )
    if chosen is not None and chosen != asked:
        session.go("diagnose", run=chosen)


def _line(record: RunRecord) -> str:
    name = kind.of(record.spec).title(record.spec, language())
    state = words.state_word(record.state, language())
    return f"{name} · {state} · {formats.moment(record.created_at, language(), session.zone())}"


def _whole(services: Services, run_id: str, drawn: RunState) -> None:
    record = services.training(run_id)
    if record.state is not drawn:
        st.rerun()
    key = f"{KEY}-{run_id.replace('/', '-')}"
    _head(record, key)
    looked = diagnosis.look(services, record)
    if looked is None:
        return
    there = diagnosis.drawable(services, record)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(say("diagnosis.findings"), anchor=False)
        diagnosis.findings(services, key, record, looked)
        with st.expander(say("diagnosis.json"), key=f"{key}-json", type="compact"):
            told = json.dumps(looked.diagnosis.as_json(), ensure_ascii=False, indent=2)
            st.code(told, language="json", height=JSON_HEIGHT)
    with right:
        for name in ("timeline", "lags"):
            if name in there:
                _picture(services, key, record, name, there[name])
    others = [name for name in there if name not in ("timeline", "lags")]
    if not others:
        st.caption(say("diagnosis.no_pictures"))
        return
    st.subheader(say("diagnosis.pictures"), anchor=False)
    for place in range(0, len(others), 2):
        for column, name in zip(st.columns(2, gap="medium"), others[place : place + 2], strict=False):
            with column:
                _picture(services, key, record, name, there[name])


def _head(record: TrainRecord, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f"**{formats.literal(words.title(record.spec, language()))}**", width="content")
        st.badge(words.state_word(record.state, language()), color=words.STATE_COLORS[record.state])
        st.caption(words.progress(record, language()), width="stretch")
        if st.button(say("action.open_run"), key=f"{key}-open", icon=":material/open_in_full:", type="tertiary"):
            session.go("runs", run=record.id)


def _picture(services: Services, key: str, record: TrainRecord, name: str, parts: list[str]) -> None:
    st.markdown(f"**{say(f'probe.title_{name}')}**")
    part = diagnosis.choose_layer(f"{key}-{name}", parts)
    diagnosis.picture(services, key, record, name, part)
