"""One training in full: what is wrong with it, the proof, and every picture of its inside. `?run=ID` names the run."""

import json
from collections.abc import Collection, Mapping
from itertools import islice

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import diagnosis, kind, run_names, words
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.workspace.diagnoses import Looked
from lstm_core.diagnosis.findings import Diagnosis
from lstm_core.errors import RunError
from lstm_core.reports.diagnosis import pictures
from lstm_core.runs.folder import RunState
from lstm_core.runs.record import RunRecord
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.run import TrainRunSpec

LIVE_SECONDS = 1.2
CHOICES = 200
JSON_HEIGHT = 320
AROUND, LAYERS = 130, 56  # pixels of the words at a picture, and of the choice of a layer
KEY = "diagnose"


def render(services: Services) -> None:
    """The run that the address names, or the choice of one."""
    st.title(say("nav.diagnose"), anchor=False)
    asked = session.run_in_address()
    trainings = list(islice((each for each in services.newest() if isinstance(each, TrainRecord)), CHOICES))
    if asked is None and not trainings:
        st.info(say("diagnosis.empty"))
        session.link("chat", say("nav.chat"))
        return
    record = _named(services, asked) if asked is not None else None
    _choice(trainings, record if isinstance(record, TrainRecord) else None, asked)
    if asked is None:
        st.caption(say("diagnosis.intro"))
    elif isinstance(record, TrainRecord):
        fragment(_whole, LIVE_SECONDS if record.state.active else None)(services, record.id, record.state)
    elif record is not None:
        _members(services, record)


def _named(services: Services, run_id: str) -> RunRecord | None:
    """The run of that id, or a sentence in its place."""
    try:
        return services.record(run_id)
    except RunError as error:
        gone = error.messages[0].key == "run.gone"
        st.warning(say("diagnosis.gone", run=formats.literal(run_id))) if gone else boundary.show(error.messages)
        return None


def _members(services: Services, leader: RunRecord) -> None:
    """The trainings that a run leads, of which one can be looked into."""
    rows = [row for row in services.rows.members(leader.id) if isinstance(row.spec, TrainRunSpec)]
    title = formats.literal(kind.of(leader.spec).title(leader.spec, language()))
    st.info(say("diagnosis.leads" if rows else "diagnosis.leads_none", title=title, count=len(rows)))
    if not rows:
        return
    names = run_names.short_names(rows, language(), session.zone())
    states = {row.id: words.state_word(row.state, language()) for row in rows}
    chosen = st.selectbox(
        say("diagnosis.choose_member"),
        [row.id for row in rows],
        index=None,
        format_func=lambda run_id: f"{names.get(run_id, run_id)} · {states.get(run_id, '')}",
        key=f"{KEY}-member-{leader.id}",
        placeholder=say("diagnosis.choose_member"),
    )
    if chosen is not None:
        session.go("diagnose", run=chosen)


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
    beside = _beside(looked.diagnosis, there)
    if beside:
        left, right = st.columns(2, gap="medium")
        with left:
            _findings(services, key, record, looked)
        with right:
            for name in beside:
                _picture(services, key, record, name, there[name])
    else:
        _findings(services, key, record, looked)
    others = [name for name in there if name not in beside]
    folded = pictures.folded(looked.diagnosis, others)
    if list(there) == ["timeline"]:
        st.caption(say("diagnosis.no_pictures"))
    shown = [name for name in others if name not in folded]
    if shown:
        st.subheader(say("diagnosis.pictures"), anchor=False)
        _side_by_side(services, key, record, {name: there[name] for name in shown})
    if folded:
        more = st.expander(
            say("diagnosis.more_pictures", count=len(folded)), key=f"{key}-more", type="compact", on_change="rerun"
        )
        if more.open:
            with more:
                _side_by_side(services, key, record, {name: there[name] for name in folded})


def _beside(found: Diagnosis, there: Collection[str]) -> list[str]:
    """The pictures beside the findings: the timeline with the marks, and what proves the first cause.

    None beside a clean bill, which is short.
    """
    if found.healthy or "timeline" not in there:
        return []
    codes = [finding.code for finding in found.findings]
    proofs = [pictures.proof(code, there) for code in codes]
    return ["timeline", *[name for name in proofs if name not in (None, "timeline")][:1]]


def _findings(services: Services, key: str, record: TrainRecord, looked: Looked) -> None:
    diagnosis.findings(services, key, record, looked)
    with st.expander(say("diagnosis.json"), key=f"{key}-json", type="compact"):
        told = json.dumps(looked.diagnosis.as_json(), ensure_ascii=False, indent=2)
        st.code(told, language="json", height=JSON_HEIGHT)


def _side_by_side(services: Services, key: str, record: TrainRecord, there: Mapping[str, list[str]]) -> None:
    """Two columns, each picture beneath the shorter one, so that none leaves a gap."""
    columns, heights = st.columns(2, gap="medium"), [0, 0]
    for name, parts in there.items():
        shorter = heights.index(min(heights))
        with columns[shorter]:
            heights[shorter] += AROUND + _picture(services, key, record, name, parts)


def _head(record: TrainRecord, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f"**{formats.literal(words.title(record.spec, language()))}**", width="content")
        st.badge(words.state_word(record.state, language()), color=words.STATE_COLORS[record.state])
        st.caption(words.progress(record, language()), width="stretch")
        if st.button(say("action.open_run"), key=f"{key}-open", icon=":material/open_in_full:", type="tertiary"):
            session.go("runs", run=record.id)


def _picture(services: Services, key: str, record: TrainRecord, name: str, parts: list[str]) -> int:
    """One picture with its name and how it is read; returns its height."""
    with st.container(gap="xsmall", key=f"{key}-{name}-picture"):
        st.markdown(f"**{say(f'probe.title_{name}')}**")
        part = diagnosis.choose_layer(f"{key}-{name}", parts)
        height = diagnosis.picture(services, key, record, name, part)
    return height + (LAYERS if len(parts) > 1 else 0)
