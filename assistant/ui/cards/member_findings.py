"""What is wrong with the trainings that a run leads, counted in one line."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import diagnosis
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, formats
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.workspace.diagnoses import Looked
from lstm_core.errors import RunError
from lstm_core.reports.diagnosis import told

POINTS = 2  # of a curve that nobody draws here
SEVERITIES = ("error", "warning")  # the worst first


def line(services: Services, subject: AnySubject, run_ids: Sequence[str], *, active: bool) -> None:
    """How many of these trainings have which finding; drawn again by itself until all were looked at."""
    with st.container(key=f"{subject.key}-findings"):
        boundary.guarded(_line)(services, subject, run_ids, active)


def _line(services: Services, subject: AnySubject, run_ids: Sequence[str], active: bool) -> None:
    complete = None not in _looks(services, run_ids)
    fragment(_drawn, None if active or complete else diagnosis.AWAITED_SECONDS)(services, subject, run_ids)


def _looks(services: Services, run_ids: Sequence[str]) -> list[Looked | None]:
    """The newest look at each that is still there; one that failed says nothing."""
    found = []
    for run_id in run_ids:
        try:
            found.append(services.diagnoses.latest(services.training(run_id, POINTS)))
        except RunError:  # deleted meanwhile
            continue
    return [look for look in found if look is None or not look.failed]


def _drawn(services: Services, subject: AnySubject, run_ids: Sequence[str]) -> None:
    looks = _looks(services, run_ids)
    every = [look.diagnosis for look in looks if look is not None]
    known = [found for found in every if found.step or found.findings]
    severity, words = "looking", say("diagnosis.looking" if None in looks else "diagnosis.waiting")
    if known:
        counts = Counter(each.code for found in known for each in found.causes if each.severity != "info")
        graver = {each.severity for found in known for each in found.causes}
        severity = next((each for each in SEVERITIES if each in graver), "healthy")
        shown = {"seeds": len(known), "hit": sum(not found.healthy for found in known)}
        names = told.counted(dict(counts.most_common()), language())
        words = say("repeat.findings" if counts else "repeat.no_findings", names=formats.literal(names), **shown)
    if looks:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            diagnosis.badge(severity)
            st.markdown(words, width="stretch")
