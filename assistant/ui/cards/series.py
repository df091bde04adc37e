"""What the card of a forecasting run shows: the series before it, the forecast after it, the figures under both."""

from pathlib import Path

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import (
    alike_columns,
    autocorrelation,
    forecast_table,
    further_columns,
    naming,
    newer_rows,
    sheet_choice,
)
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary, charts, formats, plot
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.data.series.autocorrelation import Autocorrelation, lags_of
from lstm_core.data.series.changed import Changed, changed_by
from lstm_core.errors import DataError
from lstm_core.reports.series import backtest_figure, recipe_figure, tables
from lstm_core.reports.series.verdicts import UNITS, in_percent, rival
from lstm_core.results.series import SeriesResult
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.series import SeriesData

UNBROKEN = "\u2011"  # a hyphen that does not end a line, so that dates stay whole in a narrow column
LARGEST = 30 << 20  # bytes of a file that is read for its picture alone
PICTURES = ("forecast", "ids", "table", "backtest")
UNDRAWN = {  # fields that change nothing of the picture of the data
    "window", "horizon", "season", "scaling", "window_scaling", "strategy", "transform", "difference", "floor",
    "ceiling", "classics", "refit",
}  # fmt: skip
LIVE = ()
BEFORE = ("data", "autocorrelation")  # pictures before a run
CHANGED = "changed"  # another one, where the network reads something else than the values
BASELINES = (
    ("figure.mae_persistence", "persistence"),
    ("figure.mae_seasonal", "seasonal_naive"),
    ("figure.mae_linear", "linear"),
)


def data(services: Services, subject: Subject) -> None:
    """The series of a card and its autocorrelation, before its run; a large file is read for training only."""
    spec = subject.spec.series
    sheet_choice.choice(services, subject)
    with st.container():
        alike_columns.button(services, subject)
        further_columns.button(services, subject)
    place = Path(spec.file) if spec.file else None
    if place is not None and place.exists() and place.stat().st_size > LARGEST:
        st.caption(say("picture.large"))
        return
    names = BEFORE if spec.transform == "none" and not spec.lag else (*BEFORE, CHANGED)
    name = st.segmented_control(
        naming.of_group("picture.label", subject),
        names,
        default=BEFORE[0],
        format_func=lambda name: say(f"picture.{name}"),
        key=f"{subject.key}-before-{len(names)}",  # a picture that is gone is not chosen
        label_visibility="collapsed",
        required=True,
    )
    try:
        if name == "autocorrelation":
            figure, alt = autocorrelation.draw(_lags(spec.model_dump_json()), language())
            plot.show(subject.key, "lags", figure, alt)
            st.caption(formats.literal(alt))
            return
        if name == CHANGED:
            changed = _changed(spec.model_dump_json())
            told = recipe_figure.sentence(changed, spec, language())
            figure = recipe_figure.draw(changed, spec, language(), charts.PAGE)
            plot.show(subject.key, CHANGED, figure, told)
            st.caption(formats.literal(told))
            return
        shown = _preview(spec.model_dump_json(exclude=UNDRAWN))
    except DataError as error:
        boundary.show(error.messages)
        return
    figure, alt = charts.data(shown, language())
    plot.show(subject.key, "data", figure, alt)
    st.caption(formats.literal(charts.facts(shown, spec.season, language())))
    for notice in shown.notices:
        st.caption(formats.literal(sentence(notice, language())))


@st.cache_data(show_spinner=False, max_entries=16)
def _preview(data_json: str) -> charts.SeriesPreview:
    return charts.preview(SeriesData.model_validate_json(data_json))


@st.cache_data(show_spinner=False, max_entries=16)
def _changed(data_json: str) -> Changed:
    return changed_by(SeriesData.model_validate_json(data_json))


@st.cache_data(show_spinner=False, max_entries=16)
def _lags(data_json: str) -> Autocorrelation:
    return lags_of(SeriesData.model_validate_json(data_json))


def pictures(record: TrainRecord) -> tuple[str, ...]:
    """The pictures of a finished run: of several series their errors, a backtest only where there was one."""
    result = SeriesResult.of(record.result)
    shown = {"ids": bool(result.ids), "backtest": bool(result.folds)}
    return tuple(name for name in PICTURES if shown.get(name, True))


def picture(services: Services, subject: Subject, record: TrainRecord, name: str) -> None:
    """Forecast against truth, of one column when there are several; or the pieces of a backtest."""
    if name == "backtest":
        _backtest(subject, record)
        return
    if name == "ids":
        _ids(subject, record)
        return
    if name == "table":
        forecast_table.draw(f"{subject.key}-table", record, tables.forecast_rows(record))
        newer_rows.panel(services, subject, record)
        return
    column = _column(subject, SeriesResult.of(record.result))
    figure, alt = charts.draw(name, record, language(), column)
    plot.show(subject.key, name, figure, alt)
    if column is not None:
        st.caption(formats.literal(alt))


def _ids(subject: Subject, record: TrainRecord) -> None:
    """Errors of every series that the network forecasts, the worst first."""
    rows = tables.ids(SeriesResult.of(record.result))
    id_column = str(record.spec.series.id_column)
    columns = {
        id_column: [row.id for row in rows],
        "MASE": [row.mase for row in rows],
        "MAE": [row.mae for row in rows],
        say("ids.baseline"): [say(f"chart.{row.baseline}") for row in rows],
        say("ids.baseline_mae"): [row.baseline_mae for row in rows],
        say("ids.change"): [100 * row.change for row in rows],
        say("ids.rows"): [row.rows for row in rows],
    }
    shown = {name: st.column_config.NumberColumn(format="%.4g") for name in ("MASE", "MAE", say("ids.baseline_mae"))}
    shown[say("ids.change")] = st.column_config.NumberColumn(format="%+.1f")
    st.dataframe(columns, hide_index=True, width="stretch", column_config=shown, key=f"{subject.key}-ids")
    st.caption(say("picture.ids_note"))


def _backtest(subject: Subject, record: TrainRecord) -> None:
    from lstm_core.reports.series.backtest_table import errors_of_ids, folds

    figure, alt = backtest_figure.folds(record, language(), charts.PAGE), backtest_figure.alt_text(record, language())
    plot.show(subject.key, "backtest", figure.update_yaxes(title_standoff=charts.TITLE_GAP), alt)
    st.markdown(formats.literal(alt))
    rows = folds(record, language())
    heads = ("fold_period", "fold_model", "fold_baseline", "fold_change")
    cells = ([row.period.replace("-", UNBROKEN), row.model, f"{row.baseline} · {row.name}", row.change] for row in rows)
    st.table(
        {
            say(f"document.{head}"): [formats.literal(cell) for cell in column]
            for head, column in zip(heads, zip(*cells, strict=True), strict=True)
        },
        border="horizontal",
    )
    st.caption(say("document.folds_note"))
    if every := errors_of_ids(record):
        head, *told = every
        shown = {str(name): [row[at] for row in told] for at, name in enumerate(_heads(head))}
        st.dataframe(shown, hide_index=True, width="stretch", key=f"{subject.key}-pieces")
        st.caption(say("picture.pieces_note"))


def _heads(names: list[str | float]) -> list[str]:
    """Of the table of errors by series and piece."""
    id_column, _, *forecasters = map(str, names)
    called = [say("document.model") if name == "model" else say(f"chart.{name}") for name in forecasters]
    return [id_column, say("document.fold"), *called]


def _column(subject: Subject, result: SeriesResult) -> str | None:
    if result.ids:
        return st.selectbox(say("picture.series"), list(result.ids), key=f"{subject.key}-series")
    drawn = [name for name, told in result.columns.items() if told.history]
    if not drawn:
        return None
    target = subject.spec.series.target
    return st.selectbox(say("picture.column"), [target, *drawn], key=f"{subject.key}-column")


def live(_services: Services, _subject: Subject, _record: TrainRecord) -> None:
    """Nothing beside the loss curve."""


def training(record: TrainRecord) -> None:
    """Validation loss beside the baselines', and the gradient."""
    last = record.evaluations[-1] if record.evaluations else None
    best = min((event.loss for event in record.evaluations), default=None)
    persistence = record.measured.get("persistence.validation_loss")
    compared = formats.change(last.loss / persistence - 1) if last and persistence else None
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


def finished(record: TrainRecord) -> None:
    """Test errors of the model and its baselines, and the change against the one that decides."""
    result = SeriesResult.of(record.result)
    test, skill = result.test, result.skill
    unit = UNITS.get(record.spec.series.source)
    if result.shares:
        share = formats.percent(result.shares["model"], "-")
        count = len(result.shares)
        told = say("figure.combined_help", count=count, share=share)
        st.metric(say("figure.mae_combined"), formats.significant(test["combined"].mae), help=told)
    st.metric(say("figure.mae") + (f" ({unit})" if unit else ""), formats.significant(test["model"].mae))
    for name, key in BASELINES:
        if key in test:
            st.metric(say(name), formats.significant(test[key].mae))
    if result.interval is not None:
        level = formats.percent(result.interval.level, "-")
        held = formats.percent(result.interval.coverage, "-")
        st.metric(say("figure.coverage", level=level), held, help=say("figure.coverage_help"))
    name = rival(result)
    change = in_percent(skill[name].change)
    note = say("figure.change_interval", **change) if "low" in change else say("figure.change_help")
    st.metric(say(f"figure.change_{name}"), str(change["change"]), help=note)
