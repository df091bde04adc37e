"""The card of a repair: what is tried and what became of it, the verdict with its proof, and the way to the repair."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.tools import repairing
from assistant.ui.cards import actions, naming, tabs, words
from assistant.ui.cards.kind import View
from assistant.ui.cards.repair_progress import member_word, progress, share, short_progress
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, charts, formats, plot, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from assistant.ui.words.labels import sentence
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import change as changed
from lstm_core.reports.kinds import repair as report
from lstm_core.reports.kinds import repair_figure, repair_files
from lstm_core.reports.kinds.repeat import written
from lstm_core.runs.folder import MEMBERS, RunState
from lstm_core.runs.repair import RepairRecord
from lstm_core.spec.repair import RepairRunSpec
from lstm_core.spec.run import RunSpec

__all__ = ["progress", "share", "short_progress"]

START = "action.start_repair"
PICTURES = ("attempts", "pairs")
NARROWEST = 112  # pixels of a figure, so that a phone shows two beside each other
WHOLE = "\u2060"  # keeps a short word on one line of a narrow column
SHORT_HEAD = 4  # characters
UNKNOWN = "–"
CODE_HEIGHT = 320
BUDGET = {"trials": 1, "seconds": 60, "seeds": 1}  # field -> what one press of plus adds
COMMAND = "python -m lstm_core repair {run} --runs runs --trials {trials} --seconds {seconds:g}"


def title(spec: RepairRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1 · repair`."""
    return text_of("repair.title", language, {"training": words.title(spec.run, language)})


def device(_record: RepairRecord, _language: Language) -> str | None:
    """None: every training says where it computes."""
    return None


def remarks(record: RepairRecord) -> list[Sentence]:
    """Where it stopped, and what resuming does."""
    if record.state not in (RunState.FAILED, RunState.LOST, RunState.STOPPED):
        return []
    without_data = [] if record.has_data else [Sentence("remedy.without_data")]
    return [report.headline(record), *without_data]


def refused(subject: AnySubject) -> bool:
    """A number of the budget is refused."""
    return bool(_wrong(subject))


def choices(_services: Services, _subject: AnySubject) -> None:
    """Draw nothing: its members go to their end."""


def before(_services: Services, subject: AnySubject) -> None:
    """Draw what was found, what is going to be tried, and within which budget."""
    spec = _spec(subject)
    names = report.names_of([each.code for each in spec.findings if each.severity != "info"], language())
    key = "repair.plan" if spec.attempts else "repair.plan_nothing"
    st.markdown(formats.literal(say(key, names=names)))
    if spec.attempts:
        _plan(spec)
    seconds = formats.duration(spec.seconds, language())
    st.caption(say("repair.budget_of", trials=spec.total, seconds=seconds, seeds=spec.seeds))


def _plan(spec: RepairRunSpec) -> None:
    shown = spec.attempts[: spec.trials]
    _table(
        {
            "number": [str(number + 1) for number in range(len(shown))],
            "change_head": [report.changes_text(spec.run, each.changes, language()) for each in shown],
            "answers_head": [report.names_of(list(each.answers), language()) for each in shown],
        }
    )


def _table(columns: Mapping[str, list[str]]) -> None:
    st.table(
        {_head(head): [formats.literal(cell) for cell in cells] for head, cells in columns.items()},
        border="horizontal",
    )


def _head(name: str) -> str:
    """The head of a column, on one line where it is short."""
    head = say(f"repair.{name}")
    return WHOLE.join(head) if len(head) <= SHORT_HEAD else head


def picture(_services: Services, subject: AnySubject, record: RepairRecord) -> None:
    """Draw the score of every change, or original and repair with every further seed."""
    if not record.attempts:
        return
    name = st.segmented_control(
        naming.of_group("picture.label", subject),
        PICTURES,
        default=PICTURES[0],
        format_func=lambda name: say(f"picture.{name}"),
        key=f"{subject.key}-picture",
        label_visibility="collapsed",
        required=True,
    )
    draw, alt = {
        "attempts": (repair_figure.attempts, repair_figure.attempts_alt),
        "pairs": (repair_figure.pairs, repair_figure.pairs_alt),
    }[str(name)]
    figure = draw(record, language(), charts.PAGE)
    figure.update_yaxes(title_standoff=charts.TITLE_GAP)
    plot.show(subject.key, str(name), figure, alt(record, language()))


def figures(services: Services, subject: AnySubject, record: RepairRecord) -> None:
    """Draw before and after, what became of every change, and the way into one of the trainings."""
    if not record.attempts:
        return
    _metrics(record)
    _rows(record)
    _open(subject.key, record)


def _metrics(record: RepairRecord) -> None:
    """Four numbers; dashes until they are known, so that nothing moves then."""
    measure, number = str(record.measure), repair_figure.shown_row(record)
    found = record.result.validation if record.result else None
    before = found.before.mean if found and found.before else record.original
    best = min((row.score for row in record.attempts if row.score is not None), default=None)
    proven = record.result is None or record.result.accepted is not None
    honest = record.result is not None and record.result.verdict == "honest"
    after = found.after.mean if found else best if proven or honest else None
    won = sum(repair_figure.won(record.attempts[number])) if number is not None else 0
    seeds = len(record.attempts[number].pairs) if number is not None else 0
    change = changed(after / before - 1) if after is not None and before else UNKNOWN
    head = say(f"repair.measure_{record.measure}") if record.measure else None
    with st.grid(4, min_column_width=NARROWEST, gap="small"):
        st.metric(say("repair.metric_before"), _known(record, before), help=head or say("repair.metric_help"))
        st.metric(say("repair.metric_after"), written(measure, after), help=say("repair.metric_help"))
        st.metric(say("repair.metric_change"), change)
        st.metric(say("repair.metric_seeds"), say("repair.won_of", won=won, seeds=seeds) if seeds else UNKNOWN)


def _known(record: RepairRecord, value: float | None) -> str:
    return report.original_text(record, language()) if value is None else written(str(record.measure), value)


def _rows(record: RepairRecord) -> None:
    """Every change that the budget names, the useless ones among them, and how many more there are."""
    rows = record.attempts[: record.steps]
    _table(
        {
            "number": [str(number + 1) for number in range(len(rows))],
            "change_head": [report.change_text(record, number, language()) for number in range(len(rows))],
            "score_head": [report.scores_text(record, row, language()) or UNKNOWN for row in rows],
            "outcome_head": [report.outcome_text(row, language()) for row in rows],
        }
    )
    if len(record.attempts) > len(rows):
        st.caption(say("repair.untried", count=len(record.attempts) - len(rows)))


def _open(key: str, record: RepairRecord) -> None:
    """Choose one of the trainings that have a folder and open it as the card of a training."""
    if not record.members:
        return
    there = {member.member: member_word(member.member, language()) for member in record.members}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        name = st.selectbox(
            say("repair.which"),
            list(there),
            format_func=there.__getitem__,
            key=f"{key}-member",
            label_visibility="collapsed",
            width=240,
        )
        label = naming.of_run("action.open_trial", record)
        if st.button(label, key=f"{key}-open-member", icon=":material/open_in_full:") and name in there:
            session.go("runs", run=f"{record.id}/{MEMBERS}/{name}")


def helps(services: Services, subject: AnySubject, record: RepairRecord) -> None:
    """Draw the button that goes on, or the one that makes a training of the repair."""
    actions.resume(services, subject, record)
    if record.repaired is not None and st.button(
        naming.of_subject("action.use_repaired", subject),
        key=f"{subject.key}-use-repaired",
        icon=":material/add:",
        type="primary",
    ):
        actions.go_to_card(services, subject.key, partial(services.propose_repaired, record.id, language()))
    used_up = record.result is not None and record.result.verdict == "budget"
    if used_up and st.button(
        naming.of_subject("action.more_budget", subject), key=f"{subject.key}-more", icon=":material/more_time:"
    ):
        spec = record.spec
        more = partial(services.propose_repair, spec.origin, language(), spec.trials, 2 * spec.seconds)
        actions.go_to_card(services, subject.key, more)


def download(record: RepairRecord, key: str) -> None:
    """Draw the button for the report as JSON."""
    st.download_button(
        naming.of_run("action.report_json", record),
        data=partial(_json, record, language()),
        file_name=f"{record.id}.json",
        mime="application/json",
        key=f"{key}-download",
        icon=":material/download:",
        on_click="ignore",
    )


def _json(record: RepairRecord, language: Language) -> str:
    from lstm_core.scripts.difference import difference_of_repair

    return repair_files.as_json(record, difference_of_repair(record.spec.run, record.repaired, language))


def deletion(record: RepairRecord, title: str, when: str) -> Sentence:
    """The trainings go with it."""
    return Sentence("repair.delete_question", {"title": title, "when": when, "members": len(record.members)})


# -- tabs --------------------------------------------------------------------------------------------------------------


def _result(services: Services, subject: AnySubject) -> None:
    tabs.result(services, subject)
    record = services.record(subject.run_id) if subject.run_id else None
    if isinstance(record, RepairRecord) and record.result is not None:
        _difference(record)


def _difference(record: RepairRecord) -> None:
    from lstm_core.scripts.difference import difference_of_repair

    if record.repaired is None:
        st.caption(say("repair.no_diff"))
        return
    st.caption(say("repair.diff"))
    st.code(difference_of_repair(record.spec.run, record.repaired, language()), language="diff", height=CODE_HEIGHT)


def _configuration(services: Services, subject: AnySubject) -> None:
    spec = _spec(subject)
    if subject.run_id is None:
        _budget(services, subject, spec)
    else:
        seconds = formats.duration(spec.seconds, language())
        st.caption(say("repair.budget_of", trials=spec.trials, seconds=seconds, seeds=spec.seeds))
        _plan(spec)


def _budget(services: Services, subject: AnySubject, spec: RepairRunSpec) -> None:
    with st.container(horizontal=True, gap="small"):
        for field, step in BUDGET.items():
            known = round(getattr(spec, field))
            key = session.widget_of(f"{subject.key}-{field}", known, kept=bool(_wrong(subject)))
            st.number_input(
                say(f"repair.{field}"),
                step=step,
                key=key,
                width=160,
                help=say(f"repair.{field}_help"),
                on_change=boundary.acting(subject.key)(_changed),
                args=(services, subject, f"{subject.key}-{field}", key),
            )
    for message in _wrong(subject):
        st.markdown(f":red[:small[{formats.literal(sentence(message, language()))}]]")


def _changed(services: Services, subject: AnySubject, place: str, key: str) -> None:
    if key != session.widget_at(place):
        return
    card = services.store.card(str(subject.card_id))
    typed = {field: st.session_state[session.widget_at(f"{subject.key}-{field}")] or 0 for field in BUDGET}
    place = f"{subject.key}-budget-refused"
    try:
        changed = repairing.with_budget(_of_card(card.spec), **typed)
        if changed != card.spec:
            services.store.change_card(card.id, changed)
        st.session_state.pop(place, None)
        session.seen(services.store.version(card.conversation_id))
    except SpecError as error:
        st.session_state[place] = error.messages


def _wrong(subject: AnySubject) -> tuple[Sentence, ...]:
    """What is wrong with the budget that stands in the form."""
    found: tuple[Sentence, ...] = st.session_state.get(f"{subject.key}-budget-refused", ())
    return found


def _code(services: Services, subject: AnySubject) -> None:
    spec = _spec(subject)
    st.caption(say("repair.code_note"))
    run = f"runs/{spec.origin or 'RUN_DIR'}"
    st.code(COMMAND.format(run=run, trials=spec.trials, seconds=spec.seconds), language="bash")
    try:
        record = services.record(subject.run_id) if subject.run_id else None
    except RunError:  # deleted
        record = None
    if isinstance(record, RepairRecord) and record.result is not None:
        _difference(record)


def _spec(subject: AnySubject) -> RepairRunSpec:
    return _of_card(subject.spec)


def _of_card(spec: RunSpec) -> RepairRunSpec:
    if not isinstance(spec, RepairRunSpec):
        raise TypeError(spec.kind)
    return spec


TABS: Mapping[str, View] = {"result": _result, "configuration": _configuration, "code": _code, "log": tabs.log}
