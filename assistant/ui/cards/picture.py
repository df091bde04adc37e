"""The picture of a card and the figures under it. Heights are fixed, so that an update moves nothing.

The loss curve is the same for every task; the rest is drawn by the task's own module.
"""

import time

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import contract, naming
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import charts, plot
from assistant.ui.kit.session import language, say
from assistant.ui.words import labels
from lstm_core.i18n.languages import Language
from lstm_core.runs.folder import RunState
from lstm_core.runs.train import TrainRecord

SHARED_SECONDS = 0.35  # a curve that moves is drawn no more often, however many tabs look at it
NARROWEST = 112  # pixels of a figure, so that a phone shows two beside each other


def draw(services: Services, subject: Subject, record: TrainRecord) -> None:
    """What the task shows once there is a result, else the loss curve; the others are one click away."""
    finished, module = record.state is RunState.FINISHED, contract.of(record.spec.data.task)
    names = (*module.pictures(record), *charts.CURVES) if finished else (*charts.CURVES, *module.LIVE)
    before = st.session_state.get(f"{subject.key}-picture-{not finished}")
    shown = st.segmented_control(
        naming.of_group("picture.label", subject),
        names,
        default=before if before in module.LIVE else names[0],
        format_func=lambda name: say(f"picture.{name}"),
        key=f"{subject.key}-picture-{finished}",
        label_visibility="collapsed",
        required=True,
    )
    if shown in module.PICTURES:
        module.picture(services, subject, record, str(shown))
        return
    moment = int(time.monotonic() / SHARED_SECONDS) if record.state.active else record.step
    figure, alt = _curve(record, record.path, record.state, record.attempt, moment, str(shown), language())
    plot.show_written(subject.key, figure, alt)
    if not finished:
        module.live(services, subject, record)


@st.cache_data(show_spinner=False, max_entries=64)
def _curve(
    _record: TrainRecord, run: str, state: RunState, attempt: int, moment: int, name: str, spoken: Language
) -> tuple[str, str]:
    """One drawing for all tabs that look at the run in the same moment."""
    figure, alt = charts.draw(name, _record, spoken)
    if not _record.curve.steps:
        waiting = labels.say("picture.waiting", spoken)
        for axis in (figure.update_xaxes, figure.update_yaxes):
            axis(showgrid=False, zeroline=False, showticklabels=False)  # nothing to measure yet
        figure.add_annotation(text=waiting, showarrow=False, xref="paper", yref="paper", x=0.5, y=0.5)
    return plot.written(name, figure), alt


def data(services: Services, subject: Subject) -> None:
    """The data that a card is about, before its run."""
    contract.of(subject.spec.data.task).data(services, subject)


def figures(record: TrainRecord) -> None:
    """Three or four numbers, each beside what it is to be compared with."""
    module = contract.of(record.spec.data.task)
    with st.grid(4, min_column_width=NARROWEST, gap="small"):
        if record.result is not None:
            module.finished(record)
        else:
            module.training(record)
