"""The card of a comparison: what is compared, the scores of every candidate as they come, and the verdict."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, comparing, comparison_result, form, naming, tabs
from assistant.ui.cards.kind import View
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import charts, formats, plot, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from lstm_core.errors import RunError, Sentence
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.reports.kinds import compare as report
from lstm_core.reports.kinds import compare_figure, compare_tables, titles
from lstm_core.runs.compare import CompareRecord
from lstm_core.runs.folder import MEMBERS, RunState
from lstm_core.runs.train import Evaluation
from lstm_core.scripts import study
from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.run import RunSpec

START = "action.start_compare"
PICTURES = ("scores", "pareto", "compared_losses")
UNKNOWN = "–"
WHOLE = "\u2060"  # keeps a short word on one line of a narrow column
WITHOUT_FOLDER = ("waiting", "gone")
CURVE_POINTS = 200
MOST_CURVES = 60  # members whose losses are drawn
CODE_HEIGHT = 420
COMMAND = "python -m lstm_core run spec.json --runs runs"


def title(spec: CompareRunSpec, language: Language) -> str:
    """`Sunspots · LSTM and GRU compared · 5 seeds`."""
    return titles.of_comparison(spec, language)


def device(_record: CompareRecord, _language: Language) -> str | None:
    """None: every training says where it computes."""
    return None


def progress(record: CompareRecord, language: Language) -> str:
    """How many trainings are done, and about how long the others take."""
    shown: dict[str, Parameter] = {"done": record.step, "members": record.steps}
    if record.state is RunState.FINISHED and record.result is not None:
        seconds = formats.duration(record.result.seconds, language)
        return text_of("compare.progress_done", language, {**shown, "seconds": seconds})
    if record.state is RunState.QUEUED:
        return text_of("compare.queued", language, shown)
    if record.seconds_left is None:
        return text_of("compare.progress", language, shown)
    left = formats.about(record.seconds_left, language)
    return text_of("compare.progress_left", language, {**shown, "left": left})


def short_progress(record: CompareRecord, language: Language) -> str:
    """The trainings alone."""
    return text_of("compare.progress", language, {"done": record.step, "members": record.steps})


def share(record: CompareRecord) -> float:
    """The steps of all trainings, those that are done counted whole."""
    return min(1.0, (record.step + sum(record.progress.values())) / max(1, record.steps))


def remarks(record: CompareRecord) -> list[Sentence]:
    """Where it stopped, and what resuming does."""
    if record.state not in (RunState.FAILED, RunState.LOST, RunState.STOPPED):
        return []
    without_data = [] if record.has_data else [Sentence("remedy.without_data")]
    return [report.headline(record), *without_data]


def refused(subject: AnySubject) -> bool:
    """Something in the form of the comparison or of its common training is refused."""
    return bool(comparing.wrong(subject) or form.refused(subject.training))


def choices(_services: Services, _subject: AnySubject) -> None:
    """Draw nothing: its members go to their end."""


def before(services: Services, subject: AnySubject) -> None:
    """Draw what is compared, over how many seeds, and how long it will take."""
    spec = _spec(subject)
    names = report.labels(spec, language())
    key = "compare.plan" if spec.seeds > 1 else "compare.plan_one"
    st.markdown(formats.literal(say(key, seeds=spec.seeds, members=spec.total)))
    measured = comparing.paces_of(services, spec)
    paces = measured or [None] * len(names)
    known = [UNKNOWN if pace is None else f"{pace.parameters:,}" for pace in paces]
    steps = [UNKNOWN if pace is None else report.cost_text("step_ms", 1000 * pace.step) for pace in paces]
    columns = {"name": names, "parameters": known, "step_ms": steps}
    _table({say(f"compare.head_{head}"): cells for head, cells in columns.items()})
    comparing.estimate(services, spec, measured)


def _table(columns: Mapping[str, list[str]]) -> None:
    st.table(
        {_whole(head): [formats.literal(cell) for cell in cells] for head, cells in columns.items()},
        border="horizontal",
    )


def _whole(head: str) -> str:
    return WHOLE.join(head) if len(head) <= 4 else head


def picture(services: Services, subject: AnySubject, record: CompareRecord) -> None:
    """Draw the scores of every candidate, their quality against a cost, or the validation losses."""
    measures = list(dict.fromkeys(name for each in record.candidates for name in each.table))
    measure, cost = (measures[0] if measures else None), None
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        name = st.segmented_control(
            naming.of_group("picture.label", subject),
            PICTURES,
            default=PICTURES[0],
            format_func=partial(_picture, language()),
            key=f"{subject.key}-picture",
            label_visibility="collapsed",
            required=True,
        )
        if name == "scores" and len(measures) > 1:
            measure = st.selectbox(
                say("compare.measure"),
                measures,
                format_func=partial(_named, "measure.", language()),
                key=f"{subject.key}-measure",
                label_visibility="collapsed",
                width=240,
            )
        costs = compare_figure.costs_known(record)
        if name == "pareto" and costs:
            cost = st.selectbox(
                say("compare.cost"),
                costs,
                format_func=partial(_named, "compare.cost_", language()),
                key=f"{subject.key}-cost",
                label_visibility="collapsed",
                width=240,
            )
    if name == "compared_losses":
        figure = compare_figure.losses(record, _curves(services, record), language(), charts.PAGE)
        alt = compare_figure.losses_alt(language())
    elif name == "pareto":
        figure = compare_figure.pareto(record, cost or "parameters", language(), charts.PAGE)
        alt = compare_figure.pareto_alt(record, cost or "parameters", language())
    else:
        figure = compare_figure.scores(record, measure, language(), charts.PAGE)
        alt = compare_figure.scores_alt(record, measure, language())
    figure.update_yaxes(title_standoff=charts.TITLE_GAP)
    plot.show(subject.key, f"{name}-{measure}-{cost}", figure, alt)


def _curves(services: Services, record: CompareRecord) -> dict[str, list[Evaluation]]:
    """The validation losses of the members that have any, the first ones of many."""
    found: dict[str, list[Evaluation]] = {}
    for member in [each for each in record.members if each.state not in WITHOUT_FOLDER][:MOST_CURVES]:
        try:
            evaluations = services.training(_id(record, member.member), CURVE_POINTS).evaluations
        except RunError:  # deleted meanwhile
            continue
        if evaluations:
            found[member.member] = evaluations
    return found


def figures(_services: Services, subject: AnySubject, record: CompareRecord) -> None:
    """Draw the table of the candidates and the way into one of the trainings."""
    _rows(record)
    _open(subject.key, record)


def _rows(record: CompareRecord) -> None:
    """A row per candidate, the best first: its score, how it stands against the best, and what it costs."""
    _table(compare_tables.candidates(record, language()))


def _open(key: str, record: CompareRecord) -> None:
    """Choose one of the trainings that have a folder and open it as the card of a training."""
    there = {
        each.member: report.member_name(record.spec, each.candidate, each.seed, language())
        for each in record.members
        if each.state not in WITHOUT_FOLDER
    }
    if not there:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        name = st.selectbox(
            say("compare.which"),
            list(there),
            format_func=there.__getitem__,
            key=f"{key}-member",
            label_visibility="collapsed",
            width=280,
        )
        label = naming.of_run("action.open_training", record)
        if st.button(label, key=f"{key}-open-member", icon=":material/open_in_full:") and name in there:
            session.go("runs", run=_id(record, name))
        label = naming.of_run("action.diagnose", record)
        if st.button(label, key=f"{key}-diagnose", icon=":material/troubleshoot:", type="tertiary") and name in there:
            session.go("diagnose", run=_id(record, name))


def helps(services: Services, subject: AnySubject, record: CompareRecord) -> None:
    """Draw the button that trains what is left."""
    actions.resume(services, subject, record)


def download(record: CompareRecord, key: str) -> None:
    """Draw the button for the table, every spec and the best one's script."""
    st.download_button(
        naming.of_run("action.study", record),
        data=partial(_zipped, record, language()),
        file_name=f"{record.id}.zip",
        mime="application/zip",
        key=f"{key}-download",
        icon=":material/download:",
        on_click="ignore",
    )


def _zipped(record: CompareRecord, spoken: Language) -> bytes:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "comparison.zip"
        study.write_download(record, target, spoken)
        return target.read_bytes()


def deletion(record: CompareRecord, title: str, when: str) -> Sentence:
    """The trainings go with it."""
    there = sum(1 for member in record.members if member.state not in WITHOUT_FOLDER)
    return Sentence("compare.delete_question", {"title": title, "when": when, "members": there})


def _id(record: CompareRecord, member: str) -> str:
    return f"{record.id}/{MEMBERS}/{member}"


def _picture(spoken: Language, name: str) -> str:
    return text_of(f"picture.{name}", spoken)


def _named(family: str, spoken: Language, value: str) -> str:
    return _capital(text_of(f"{family}{value}", spoken))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spec(subject: AnySubject) -> CompareRunSpec:
    found: RunSpec = subject.spec
    if not isinstance(found, CompareRunSpec):
        raise TypeError(found.kind)
    return found


# -- tabs --------------------------------------------------------------------------------------------------------------


def _configuration(services: Services, subject: AnySubject) -> None:
    spec = _spec(subject)
    if subject.run_id is None:
        comparing.render(services, subject, spec)
    else:
        key = "compare.plan" if spec.seeds > 1 else "compare.plan_one"
        st.caption(say(key, seeds=spec.seeds, members=spec.total))
        st.caption(formats.literal(f"{say('compare.budget')}: {say(f'compare.budget_{spec.budget}')}"))
    form.render(services, subject.training)


def _code(_services: Services, subject: AnySubject) -> None:
    spec = _spec(subject)
    st.caption(say("compare.code_note"))
    st.code(COMMAND, language="bash")
    st.download_button(
        naming.of_subject("action.spec", subject),
        study.portable_spec(spec).to_json() + "\n",
        "spec.json",
        "application/json",
        key=f"{subject.key}-spec-json",
        on_click="ignore",
    )
    st.code(study.portable_spec(spec).to_json(), language="json", height=CODE_HEIGHT)


TABS: Mapping[str, View] = {
    "result": comparison_result.render,
    "configuration": _configuration,
    "code": _code,
    "log": tabs.log,
}
