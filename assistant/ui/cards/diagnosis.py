"""What is wrong with a training, on its card and on the page of diagnoses: in one line each, and in full.

The findings come from `services.diagnoses`, which looks at a run beside the pages: nothing here waits for it while a
card is drawn.
"""

from functools import partial
from typing import Any, TypeGuard

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, naming, repairing, tested
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, charts, formats, plot, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from assistant.workspace.diagnoses import Looked
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.diagnosis.table import FEWEST_STEPS
from lstm_core.reports.diagnosis import pictures, told
from lstm_core.reports.diagnosis.measured import Seen, place_label
from lstm_core.runs.folder import RunState, leader_of
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.run import TrainRunSpec

LIVE_SECONDS = 1.0
AWAITED_SECONDS = 2.0  # between two looks for the line of a run that has ended
PATIENCE = 20.0  # seconds that an opened tab waits for a look at a run that has ended
MOST_LINES = 3  # causes above the picture; the tab has the rest
BADGES: dict[str, tuple[str, Any]] = {  # by severity, with the colours of Streamlit
    "error": (":material/error:", "red"),
    "warning": (":material/warning:", "orange"),
    "info": (":material/info:", "blue"),
    "healthy": (":material/check_circle:", "green"),
    "looking": (":material/search:", "gray"),
}


# -- above the picture -------------------------------------------------------------------------------------------------


def strip(services: Services, subject: AnySubject, record: TrainRecord) -> None:
    """One line per cause, or one that says that nothing was found: there is always one, so the first moves nothing."""
    with st.container(gap="xxsmall", key=f"{subject.key}-findings"):
        boundary.guarded(_strip)(services, subject, record)


def _strip(services: Services, subject: AnySubject, record: TrainRecord) -> None:
    looked = services.diagnoses.latest(record)
    if not record.state.active and not _is_last(looked, record):
        fragment(_awaited, AWAITED_SECONDS)(services, subject, record)
        return
    _lines(services, subject, record, looked)


def _awaited(services: Services, subject: AnySubject, record: TrainRecord) -> None:
    """A run that has ended is not drawn again by itself: its line is, until the page is drawn with what is known.

    It never asks for the whole page, which would end a click or a download that is on its way.
    """
    _lines(services, subject, record, services.diagnoses.latest(record))


def _is_last(looked: Looked | None, record: TrainRecord) -> TypeGuard[Looked]:
    """Nothing more is to come of that run: it was looked at after its end."""
    return looked is not None and looked.is_of(record)


def _begins(looked: Looked, record: TrainRecord) -> bool:
    """The run has hardly begun, and nothing found is no good sign yet."""
    diagnosis = looked.diagnosis
    return record.state.active and not diagnosis.findings and diagnosis.step < FEWEST_STEPS


def _lines(services: Services, subject: AnySubject, record: TrainRecord, looked: Looked | None) -> None:
    if looked is None or _begins(looked, record):
        _line(subject, "looking", say("diagnosis.waiting" if record.state.active else "diagnosis.looking"))
        return
    diagnosis, going_on = looked.diagnosis, record.state.active or not looked.is_of(record)
    if looked.failed:
        _line(subject, "info", say("diagnosis.failed"))
        return
    if not diagnosis.looked_at and not diagnosis.findings:
        _line(subject, "info", formats.literal(told.verdict(diagnosis, active=True).text(language())))
        return
    found = [finding for finding in diagnosis.causes if finding.severity != "info"]
    if not found:
        key = "diagnosis.line_healthy_so_far" if going_on else "diagnosis.line_healthy"
        words = say(key, count=len(diagnosis.looked_at), step=f"{diagnosis.step:,}")
        _line(subject, "healthy", words)
        return
    for finding in found[:MOST_LINES]:
        words = f"**{formats.literal(finding.name(language()))}**"
        if finding.step is not None:
            words += f" · {say('diagnosis.at_step', step=f'{finding.step:,}')}"
        ended = services if _is_repairable(record) else None
        _line(subject, finding.severity, words, finding, ended)
    for finding in found[:MOST_LINES]:
        boundary.shown_at(_repair_place(subject, finding))
    if len(found) > MOST_LINES:
        st.caption(say("diagnosis.line_more", count=len(found) - MOST_LINES))


def _repair_place(subject: AnySubject, finding: Finding) -> str:
    return f"{subject.key}-repair-{finding.code}"


def _is_repairable(record: TrainRecord) -> bool:
    """The run has ended, and no other one leads it."""
    return not record.state.active and leader_of(record.id) is None


def _line(
    subject: AnySubject,
    severity: str,
    words: str,
    finding: Finding | None = None,
    repairs: Services | None = None,  # None: there is nothing to repair, or not yet
) -> None:
    name = finding.code if finding is not None else severity
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"{subject.key}-line-{name}"):
        badge(severity)
        st.markdown(words, width="stretch")
        about = f"{finding.name(language()) if finding else ''} {subject.run_id}"
        label = naming.named(say("action.show_me"), about)
        key = f"{subject.key}-show-{name}"
        if st.button(label, key=key, icon=":material/troubleshoot:", type="tertiary"):
            session.go("diagnose", run=str(subject.run_id))
        if finding is not None and repairs is not None:
            label = naming.named(say("action.repair"), about)
            repairing.button(repairs, subject, _repair_place(subject, finding), label, "tertiary")


def badge(severity: str) -> None:
    """How grave it is, as a word with its colour."""
    icon, color = BADGES[severity]
    st.badge(say(f"severity.{severity}"), icon=icon, color=color)


# -- the tab -----------------------------------------------------------------------------------------------------------


def tab(services: Services, subject: AnySubject) -> None:
    """The findings in full and one picture at a choice, live while the run trains."""
    if subject.run_id is None:
        st.caption(say("diagnosis.before"))
        return
    state = services.record(subject.run_id).state
    fragment(_tab, LIVE_SECONDS if state.active else None)(services, subject)


def _tab(services: Services, subject: AnySubject) -> None:
    record = services.training(str(subject.run_id))
    looked = look(services, record)
    if looked is None:
        return
    findings(services, subject.key, record, looked)
    _chosen_picture(services, subject.key, record)
    label, icon = say("action.diagnose"), ":material/open_in_full:"
    if st.button(naming.named(label, record.id), key=f"{subject.key}-diagnose", icon=icon, type="tertiary"):
        session.go("diagnose", run=record.id)


def look(services: Services, record: TrainRecord) -> Looked | None:
    """The newest look, or a sentence in its place."""
    looked = services.diagnoses.latest(record)
    if not record.state.active and not _is_last(looked, record):
        with st.spinner(say("diagnosis.looking")):
            looked = services.diagnoses.latest(record, PATIENCE)
    if looked is None:
        st.caption(say("diagnosis.waiting" if record.state.active else "diagnosis.looking"))
    elif looked.failed:
        st.error(say("diagnosis.failed"))
    return looked


def findings(services: Services, key: str, record: TrainRecord, looked: Looked) -> None:
    """Draw the verdict, each cause with what it brings about, what was looked at, and what cannot be told."""
    diagnosis = looked.diagnosis
    numbers = told.numbers(diagnosis)
    if looked.failed:
        return
    _verdict(record, diagnosis)
    _normal(diagnosis)
    for cause in diagnosis.causes:
        with st.container(border=True, gap="xsmall", key=f"{key}-finding-{cause.code}"):
            _finding(cause, numbers[cause.code], record.spec)
            _beside(services, key, record, cause)
            follow = told.symptoms(diagnosis, cause)
            if follow:
                st.caption(say("diagnosis.symptoms"))
                with st.container(gap="xsmall", key=f"{key}-{cause.code}-symptoms"):
                    for symptom in follow:
                        _finding(symptom, numbers[symptom.code], None)
    _repair(services, key, record, diagnosis)
    _looked_at(key, diagnosis)


def _repair(services: Services, key: str, record: TrainRecord, diagnosis: Diagnosis) -> None:
    """The way from findings to a repair that is tried and verified; a run that another leads is left alone."""
    if diagnosis.healthy or not _is_repairable(record):
        return
    card = services.store.card_of_run(record.id)
    conversation = card.conversation_id if card is not None else None
    subject = AnySubject(key, record.spec, card.id if card is not None else None, record.id, conversation)
    repairing.offer(services, subject, "repair-findings")


def _verdict(record: TrainRecord, diagnosis: Diagnosis) -> None:
    said = formats.literal(told.verdict(diagnosis, active=record.state.active).text(language()))
    if not diagnosis.looked_at and not diagnosis.findings:
        st.info(said)
    elif diagnosis.healthy:
        st.success(said, icon=BADGES["healthy"][0])
    else:
        st.markdown(f"**{said}**")


def _normal(diagnosis: Diagnosis) -> None:
    for line in diagnosis.told(language()):
        st.caption(formats.literal(line))


def _finding(finding: Finding, number: int, spec: TrainRunSpec | None) -> None:
    """One finding; `spec`: what it suggests is told as a change of that."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        badge(finding.severity)
        st.markdown(f"**{number} · {formats.literal(finding.name(language()))}**", width="content")
        if finding.step is not None:
            st.caption(say("diagnosis.at_step", step=f"{finding.step:,}"), width="content")
    st.markdown(formats.literal(finding.text(language())))
    st.caption(formats.literal(say("diagnosis.not_this", text=finding.not_this(language()))))
    if spec is not None:
        st.markdown(f":material/build: {formats.literal(told.suggestion(finding, spec, language()))}")


def _beside(services: Services, key: str, record: TrainRecord, finding: Finding) -> None:
    """Buttons for the run anew with what a finding suggests, or with and without it; and what came of such pairs.

    A run that another leads is left alone.
    """
    if leader_of(record.id) is not None:
        return
    if finding.suggests:
        place, change = f"{key}-try-{finding.code}", partial(record.spec.with_changes, finding.suggests)
        with st.container(horizontal=True, gap="xsmall"):
            label = naming.named(say("action.try_change"), finding.name(language()))
            if st.button(label, key=place, icon=":material/add:"):
                actions.go_to_card(services, place, lambda: services.propose_beside(record.id, change(), language()))
            if not record.state.active:
                tested.pair(services, place, record, finding)
        boundary.shown_at(place)
    if not record.state.active:
        tested.finding(services, f"{key}-{finding.code}", record, finding)


def _looked_at(key: str, diagnosis: Diagnosis) -> None:
    sound, unknown = told.looked_at(diagnosis, language()), diagnosis.lacking(language())
    if sound is not None:
        label = say("diagnosis.looked_at", count=len(diagnosis.looked_at))
        with st.expander(label, key=f"{key}-sound", type="compact"):
            st.caption(formats.literal(sound))
    if unknown:
        label = say("diagnosis.not_looked_at", count=len(diagnosis.not_looked_at))
        with st.expander(label, key=f"{key}-unknown", type="compact"):
            for line in unknown:
                st.caption(formats.literal(line))


# -- pictures ----------------------------------------------------------------------------------------------------------


def drawable(services: Services, record: TrainRecord) -> dict[str, list[str]]:
    """The pictures that a run has, with the layers of which each has one of its own."""
    return services.diagnoses.drawn(record, ("drawable",), lambda *seen: pictures.drawable(Seen(*seen))) or {}


def picture(services: Services, place: str, record: TrainRecord, name: str, part: str) -> int:
    """Draw one picture, and under it how it is read; returns its height."""
    spoken = language()

    def draw(evidence: Evidence, diagnosis: Diagnosis) -> tuple[str, str, int]:
        seen, row = Seen(evidence, diagnosis), pictures.PICTURES[name]
        figure = row.draw(seen, part, spoken, charts.PAGE)
        return plot.written(f"{name}-{part}", figure), row.alt(seen, part, spoken), int(figure.layout.height)

    made = services.diagnoses.drawn(record, (name, part, spoken), draw)
    if made is None:
        return 0
    figure, alt, height = made
    plot.show_written(f"{place}-{name}", figure, alt, height)
    st.caption(formats.literal(say(f"probe.read_{name}")))
    return height


def choose_layer(place: str, parts: list[str]) -> str:
    """The layer that a person chose, of those that there are."""
    if len(parts) < 2:
        return parts[0]
    spoken = language()
    chosen: str = st.segmented_control(
        say("diagnosis.layer"),
        parts,
        default=parts[0],
        format_func=lambda part: place_label(part, spoken),
        key=f"{place}-layer",
        label_visibility="collapsed",
        required=True,
    )
    return chosen


def _chosen_picture(services: Services, key: str, record: TrainRecord) -> None:
    there = drawable(services, record)
    if not there:
        return
    found = services.diagnoses.latest(record)
    best = [pictures.proof(finding.code, there) for finding in found.diagnosis.findings] if found else []
    first = next((name for name in best if name in there), next(iter(there)))
    names, spoken = list(there), language()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        name = st.selectbox(
            say("diagnosis.picture"),
            names,
            index=names.index(str(first)),
            format_func=lambda name: text_of(f"probe.title_{name}", spoken),
            key=f"{key}-probe",
            label_visibility="collapsed",
            width=280,
        )
        part = choose_layer(f"{key}-probe", there[name])
    picture(services, key, record, name, part)
    if list(there) == ["timeline"] and record.state is not RunState.QUEUED:
        st.caption(say("diagnosis.no_pictures"))
