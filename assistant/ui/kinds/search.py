"""The card of a search: what is searched, every trial as it comes, and whether fresh seeds confirm the best one."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, form, naming, searching, tabs
from assistant.ui.cards.kind import View
from assistant.ui.cards.search_progress import progress, share, short_progress
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import charts, formats, plot, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from assistant.ui.words.labels import sentence
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds import search as report
from lstm_core.reports.kinds import search_figure, search_tables, titles
from lstm_core.reports.kinds.repeat import written
from lstm_core.reports.kinds.search_files import space_json
from lstm_core.runs.folder import MEMBERS, RunState
from lstm_core.runs.search import SearchRecord
from lstm_core.spec.run import RunSpec
from lstm_core.spec.search import SearchRunSpec, trial_name

__all__ = ["progress", "share", "short_progress"]

START = "action.start_search"
PICTURES = ("history", "search_losses", "parallel", "importance", "slices")
NARROWEST = 112  # pixels of a figure, so that a phone shows two beside each other
SHOWN_TRIALS = 10  # of the table, the best first
UNKNOWN = "–"
CODE_HEIGHT = 420
COMMAND = "python -m lstm_core search spec.json --space space.json {budget} --seeds {seeds} --runs runs"


def title(spec: SearchRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1 · search`."""
    return titles.of_search(spec, language)


def device(_record: SearchRecord, _language: Language) -> str | None:
    """None: every training says where it computes."""
    return None


def remarks(record: SearchRecord) -> list[Sentence]:
    """Where it stopped, and what resuming does."""
    if record.state not in (RunState.FAILED, RunState.LOST, RunState.STOPPED):
        return []
    without_data = [] if record.has_data else [Sentence("remedy.without_data")]
    return [report.headline(record), *without_data]


def refused(subject: AnySubject) -> bool:
    """Something in the form of the search or of its starting point is refused."""
    return bool(searching.wrong(subject) or form.refused(subject.training))


def choices(_services: Services, _subject: AnySubject) -> None:
    """Draw nothing: its members go to their end."""


def before(services: Services, subject: AnySubject) -> None:
    """Draw what is searched and why, and how long it will take."""
    spec = _spec(subject)
    st.markdown(formats.literal(say("search.plan", seeds=spec.seeds)))
    searching.space_table(spec)
    st.caption(formats.literal(searching.budget_text(spec, language())))
    if spec.pruner != "none" and spec.incomparable:
        names = ", ".join(report.field_name(path, language()) for path in spec.incomparable)
        st.caption(formats.literal(sentence(Sentence("search.no_pruning", {"paths": names}), language())))
    searching.estimate(services, subject, spec)


def picture(_services: Services, subject: AnySubject, record: SearchRecord) -> None:
    """Draw the history, the losses, the trials side by side, what decides, or one field."""
    path = record.spec.space[0].path
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
        if name == "slices":
            path = st.selectbox(
                say("search.field"),
                [each.path for each in record.spec.space],
                format_func=partial(_field, language()),
                key=f"{subject.key}-slice",
                label_visibility="collapsed",
                width=240,
            )
    spoken = language()
    match name:
        case "search_losses":
            figure, alt = search_figure.losses(record, spoken, charts.PAGE), search_figure.losses_alt(spoken)
        case "parallel":
            figure, alt = (
                search_figure.parallel(record, spoken, charts.PAGE),
                search_figure.parallel_alt(record, spoken),
            )
        case "importance":
            figure = search_figure.importance(record, spoken, charts.PAGE)
            alt = search_figure.importance_alt(record, spoken)
        case "slices":
            figure = search_figure.slices(record, path, spoken, charts.PAGE)
            alt = search_figure.slices_alt(record, path, spoken)
        case _:
            figure, alt = search_figure.history(record, spoken, charts.PAGE), search_figure.history_alt(record, spoken)
    figure.update_yaxes(title_standoff=charts.TITLE_GAP)
    plot.show(subject.key, f"{name}-{path}", figure, alt)


def _picture(spoken: Language, name: str) -> str:
    return text_of(f"picture.{name}", spoken)


def _field(spoken: Language, path: str) -> str:
    return report.field_name(path, spoken)


def figures(_services: Services, subject: AnySubject, record: SearchRecord) -> None:
    """Draw start, best and confirmed score, the table of the trials, and the way into one of the trainings."""
    _metrics(record)
    _rows(record)
    _open(subject.key, record)


def _metrics(record: SearchRecord) -> None:
    """Four numbers; dashes until they are known, so that nothing moves then."""
    found = record.confirmation.winner if record.confirmation else None
    shrinkage = record.result.shrinkage if record.result else None
    measure = str(record.measure)
    help_text = say("search.metric_help")
    with st.grid(4, min_column_width=NARROWEST, gap="small"):
        st.metric(say("search.metric_start"), report.score_text(record, record.start_score), help=help_text)
        st.metric(say("search.metric_best"), report.score_text(record, record.best_score), help=help_text)
        confirmed = UNKNOWN if found is None else written(measure, found.mean)
        st.metric(say("search.metric_confirmed"), confirmed, help=say("search.confirmed_help"))
        shrunk = UNKNOWN if shrinkage is None else written(measure, shrinkage)
        st.metric(say("search.metric_shrinkage"), shrunk, help=say("search.shrinkage_help"))


def _rows(record: SearchRecord) -> None:
    """The trials, the best ones first; those that work now among them."""
    if not record.trials:
        return
    now = [row for row in record.trials if row.state == "running"]
    rest = [row for row in report.ranked(record) if row.state != "running"]
    shown = [*now, *rest[: SHOWN_TRIALS - len(now)]]
    searching.table(search_tables.trials(record, shown, language()))
    if len(record.trials) > len(shown):
        st.caption(say("search.untold", count=len(record.trials) - len(shown)))


def _open(key: str, record: SearchRecord) -> None:
    """Choose one of the trainings and open it as a card; those that work and the best come first."""
    names = [each.member for each in record.members]
    ended = [trial_name(row.number) for row in report.ranked(record) if row.state != "running"]
    there = {name: report.member_name(name, language()) for name in dict.fromkeys([*names, *ended])}
    if not there:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        name = st.selectbox(
            say("search.which"),
            list(there),
            format_func=there.__getitem__,
            key=f"{key}-member",
            label_visibility="collapsed",
            width=240,
        )
        label = naming.of_run("action.open_training", record)
        if st.button(label, key=f"{key}-open-member", icon=":material/open_in_full:") and name in there:
            session.go("runs", run=f"{record.id}/{MEMBERS}/{name}")
        label = naming.of_run("action.diagnose", record)
        if st.button(label, key=f"{key}-diagnose", icon=":material/troubleshoot:", type="tertiary") and name in there:
            session.go("diagnose", run=f"{record.id}/{MEMBERS}/{name}")


def helps(services: Services, subject: AnySubject, record: SearchRecord) -> None:
    """Draw the button that goes on, or the one that makes a training of what was confirmed."""
    actions.resume(services, subject, record)
    if record.winner is not None and st.button(
        naming.of_subject("action.use_found", subject), key=f"{subject.key}-use", icon=":material/add:", type="primary"
    ):
        actions.go_to_card(services, subject.key, partial(services.propose_found, record.id, language()))


def download(record: SearchRecord, key: str) -> None:
    """Draw the button for the tables, the specs and the script of what is recommended."""
    st.download_button(
        naming.of_run("action.search_files", record),
        data=partial(_zipped, record, language()),
        file_name=f"{record.id}.zip",
        mime="application/zip",
        key=f"{key}-download",
        icon=":material/download:",
        on_click="ignore",
    )


def _zipped(record: SearchRecord, spoken: Language) -> bytes:
    from lstm_core.scripts.search import write_download

    with TemporaryDirectory() as folder:
        target = Path(folder) / "search.zip"
        write_download(record, target, spoken)
        return target.read_bytes()


def deletion(record: SearchRecord, title: str, when: str) -> Sentence:
    """The trainings go with it."""
    pairs = 2 * record.spec.seeds if record.phase == "confirmation" and record.best else 0
    return Sentence("search.delete_question", {"title": title, "when": when, "members": len(record.trials) + pairs})


def _spec(subject: AnySubject) -> SearchRunSpec:
    found: RunSpec = subject.spec
    if not isinstance(found, SearchRunSpec):
        raise TypeError(found.kind)
    return found


# -- tabs --------------------------------------------------------------------------------------------------------------


def _result(services: Services, subject: AnySubject) -> None:
    record = services.record(subject.run_id) if subject.run_id else None
    if not isinstance(record, SearchRecord) or record.result is None:
        st.caption(say("tab.no_result"))
        return
    for message in report.explained(record, language()):
        st.markdown(formats.literal(sentence(message, language())))
    searching.table(search_tables.seeds(record, language()))


def _configuration(services: Services, subject: AnySubject) -> None:
    spec = _spec(subject)
    if subject.run_id is None:
        searching.render(services, subject, spec)
    else:
        st.caption(formats.literal(searching.budget_text(spec, language())))
        searching.space_table(spec)
    form.render(services, subject.training)


def _code(services: Services, subject: AnySubject) -> None:
    from lstm_core.scripts.pytorch.script import portable, render

    spec = _spec(subject)
    st.caption(say("search.code_note"))
    minutes = "" if spec.seconds is None else f"--minutes {spec.seconds / 60:g}"
    trials = "" if spec.trials is None else f"--trials {spec.trials}"
    st.code(COMMAND.format(budget=f"{minutes} {trials}".strip(), seeds=spec.seeds), language="bash")
    st.download_button(
        naming.of_subject("action.spec", subject),
        portable(spec.run).to_json() + "\n",
        "spec.json",
        "application/json",
        key=f"{subject.key}-spec-json",
        on_click="ignore",
    )
    st.caption(say("search.space_note"))
    st.code(space_json(spec.space, language()), language="json", height=CODE_HEIGHT)
    record = services.record(subject.run_id) if subject.run_id else None
    if isinstance(record, SearchRecord) and record.result is not None:
        st.caption(say("search.script_note"))
        st.code(render(portable(record.winner or spec.run), language()), language="python", height=CODE_HEIGHT)


TABS: Mapping[str, View] = {"result": _result, "configuration": _configuration, "code": _code, "log": tabs.log}
