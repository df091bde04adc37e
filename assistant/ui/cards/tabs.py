"""The tabs of a card. Only the open one is drawn; which one is open belongs to the browser tab."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import kind, naming
from assistant.ui.cards.subject import AnySubject, Subject
from assistant.ui.kit import formats, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.i18n.sentences import path_name
from lstm_core.runs.folder import RunState
from lstm_core.runs.train import TrainRecord

CODE_HEIGHT = 420
LOG_HEIGHT = 240
LOG_BYTES = 8_000
FIRST: dict[RunState | None, str] = {RunState.FINISHED: "result"}  # until a person opens another


def render(services: Services, subject: AnySubject, state: RunState | None) -> None:
    """The same row before, during and after a run, so that no click falls on a row that is gone a moment later."""
    views = kind.of(subject.spec).TABS
    labels = {name: say(f"tab.{name}") for name in views}
    row, chosen = f"{subject.key}-tabs", f"{subject.key}-tab"
    st.session_state[row] = labels[st.session_state.get(chosen, FIRST.get(state, "configuration"))]
    tabs = st.tabs(list(labels.values()), key=row, on_change=_opened, args=(row, chosen, labels))
    for tab, view in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                view(services, subject)
    session.drawn(row)


def _opened(row: str, chosen: str, labels: dict[str, str]) -> None:
    """Keep the tab that a person opened, in any language."""
    st.session_state[chosen] = next(name for name, label in labels.items() if label == st.session_state[row])


def code(services: Services, subject: Subject) -> None:
    """The script of a training."""
    from lstm_core.scripts.pytorch.script import portable, render

    result = services.training(subject.run_id).result if subject.run_id else None
    script = render(portable(subject.spec), language(), result)
    st.caption(say("code.note"))
    st.code(script, language="python", height=CODE_HEIGHT)
    st.download_button(
        naming.of_subject("action.code", subject),
        script,
        "train.py",
        "text/x-python",
        key=f"{subject.key}-code",
        on_click="ignore",
    )


def result(
    services: Services, subject: AnySubject, beneath: Mapping[str, Callable[[], None]] = MappingProxyType({})
) -> None:
    """What the result means, in sentences; `beneath` draws what belongs to the sentence of a key."""
    record = services.record(subject.run_id) if subject.run_id else None
    if record is None or record.result is None:
        st.caption(say("tab.no_result"))
        return
    for message in kind.report(record.spec).explanation(record)[
        len(record.findings) :
    ]:  # the findings stand above the picture
        st.markdown(formats.literal(sentence(message, language())))
        if message.key in beneath:
            beneath[message.key]()


def machine(record: TrainRecord) -> None:
    """Where a training computes, and with what."""
    if record.started is not None:
        versions = " · ".join(f"{name} {version}" for name, version in record.started.versions.items())
        path = path_name(record.started.path, language())
        where = [record.started.host] if record.started.host else []
        st.caption(formats.literal(" · ".join([*where, record.started.device_name, path, versions])))
        if record.started.path_left:
            st.caption(say(f"path.left_{record.started.path_left}"))
        if record.started.path_reason:
            ratio = f"{record.started.path_ratio or 1:.2f}"
            st.caption(say(f"path.reason_{record.started.path_reason}", ratio=ratio))
        if record.started.recompute_every:
            st.caption(say("path.recomputes", every=f"{record.started.recompute_every:,}"))


def log(services: Services, subject: AnySubject) -> None:
    """The whole configuration, and what the run's process printed."""
    if subject.run_id is None:
        st.caption(say("tab.no_log"))
        return
    record = services.record(subject.run_id)
    with st.expander(say("log.spec"), key=f"{subject.key}-spec", type="compact"):
        st.code(record.spec.to_json(), language="json", height=CODE_HEIGHT)
    tail = services.log_tail(record.id, LOG_BYTES)
    st.caption(say("log.worker"))
    if tail:
        st.code(tail, language=None, height=LOG_HEIGHT)
    else:
        st.caption(say("log.empty"))
