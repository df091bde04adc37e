"""The picture of a card and the figures under it. Heights are fixed, so that an update moves nothing."""

from pathlib import Path

import streamlit as st

from assistant.ui import boundary, charts, formats
from assistant.ui.card_subject import Subject
from assistant.ui.session import language, say
from lstm_core.errors import DataError
from lstm_core.reports import best_baseline
from lstm_core.results import SeriesResult
from lstm_core.runs import RunRecord, RunState
from lstm_core.specs import SeriesData

NARROWEST = 112  # pixels of a figure, so that a phone shows two beside each other
_BASELINES = (
    ("figure.mae_persistence", "persistence"),
    ("figure.mae_seasonal", "seasonal_naive"),
    ("figure.mae_linear", "linear"),
)
LARGEST = 30 << 20  # bytes of a file that is read for its picture alone


def draw(subject: Subject, record: RunRecord) -> None:
    """Forecast against truth once there is one, else the loss curve; the other is one click away."""
    shown = st.segmented_control(
        say("picture.label"),
        charts.PICTURES if record.state is RunState.FINISHED else charts.PICTURES[1:],
        default="forecast" if record.state is RunState.FINISHED else "curve",
        format_func=lambda name: say(f"picture.{name}"),
        key=f"{subject.key}-picture-{record.state is RunState.FINISHED}",
        label_visibility="collapsed",
        required=True,
    )
    figure, alt = charts.draw(str(shown), record, language())
    if shown != "forecast" and not record.curve.steps:
        figure.add_annotation(text=say("picture.waiting"), showarrow=False, xref="paper", yref="paper", x=0.5, y=0.5)
    st.plotly_chart(
        figure, key=f"{subject.key}-{shown}", config=charts.config(language()), alt=alt, height=charts.HEIGHT
    )


def data(subject: Subject) -> None:
    """The series that a card is about, before its run; a file that is large is read when training begins."""
    spec = subject.spec.data
    place = Path(spec.file) if spec.file else None
    if place is not None and place.exists() and place.stat().st_size > LARGEST:
        st.caption(say("picture.large"))
        return
    try:
        shown = _preview(spec.model_dump_json(exclude={"window", "horizon", "season", "scaling", "subtract_last"}))
    except DataError as error:
        boundary.show(error.messages)
        return
    figure, alt = charts.data(shown, language())
    st.plotly_chart(figure, key=f"{subject.key}-data", config=charts.config(language()), alt=alt, height=charts.HEIGHT)


@st.cache_data(show_spinner=False, max_entries=16)
def _preview(data_json: str) -> charts.Preview:
    return charts.preview(SeriesData.model_validate_json(data_json))


def figures(record: RunRecord) -> None:
    """Three or four numbers, each beside what it is to be compared with."""
    with st.grid(5, min_column_width=NARROWEST, gap="small"):
        if record.result is not None:
            _finished(record.result)
        else:
            _training(record)


def _training(record: RunRecord) -> None:
    last = record.evaluations[-1] if record.evaluations else None
    best = min((event.loss for event in record.evaluations), default=None)
    persistence = record.measured.get("persistence.validation_loss")
    compared = formats.percent(last.loss / persistence - 1) if last and persistence else None
    st.metric(
        say("figure.validation"),
        formats.significant(last.loss if last else None),
        compared or "–",
        delta_color="inverse" if compared else "off",
        delta_arrow="auto" if compared else "off",
        delta_description=say("figure.to_persistence"),
        help=say("figure.validation_help", step=last.step, best=formats.significant(best)) if last else None,
    )
    for name, key in (
        ("figure.persistence", "persistence"),
        ("figure.seasonal", "seasonal_naive"),
        ("figure.linear", "linear"),
    ):
        value = record.measured.get(f"{key}.validation_loss")
        if value is not None or key == "persistence":
            st.metric(say(name), formats.significant(value), help=say("figure.baseline_help"))
    norm = record.curve.gradient_norm[-1] if record.curve.gradient_norm else None
    clip = record.spec.train.clip_norm
    limit = say("figure.none") if clip is None else formats.significant(clip)
    st.metric(say("figure.gradient"), formats.significant(norm), help=say("figure.gradient_help", clip=limit))


def _finished(result: SeriesResult) -> None:
    test, skill = result.test, result.skill
    st.metric(say("figure.mae"), formats.significant(test["model"].mae))
    for name, key in _BASELINES:
        if key in test:
            st.metric(say(name), formats.significant(test[key].mae))
    interval = skill[best_baseline(result)]
    note = None
    if interval.low is not None and interval.high is not None:
        note = say("figure.skill_help", low=formats.percent(-interval.high), high=formats.percent(-interval.low))
    st.metric(say("figure.skill"), formats.percent(-interval.value), help=note)
