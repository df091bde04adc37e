"""The card of a repetition over seeds: a picture of all seeds, a table with a row for each, and the way into each."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.tools import repetition
from assistant.ui.cards import actions, form, member_findings, naming, tabs, words
from assistant.ui.cards import picture as pictures
from assistant.ui.cards.kind import View
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, charts, formats, plot, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from assistant.ui.words.labels import sentence
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.reports.kinds import repeat as report
from lstm_core.reports.kinds import repeat_figure, repeat_files
from lstm_core.results.parsing import Result
from lstm_core.runs.folder import MEMBERS, RunState
from lstm_core.runs.repeat import Member, RepeatRecord
from lstm_core.runs.train import Evaluation
from lstm_core.spec.repeat import RepeatRunSpec

START = "action.train"
PICTURES = ("seeds", "losses")
NARROWEST = 112  # pixels of a figure, so that a phone shows two beside each other
WHOLE = "\u2060"  # keeps a short word on one line of a narrow column
UNKNOWN = "–"
WITHOUT_FOLDER = ("waiting", "gone")
CURVE_POINTS = 300
CODE_HEIGHT = 420
COMMAND = "python -m lstm_core repeat spec.json --seeds {seeds} --runs runs"


def title(spec: RepeatRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1 · 5 seeds`."""
    return text_of("repeat.title", language, {"training": words.title(spec.run, language), "seeds": spec.seeds})


def device(_record: RepeatRecord, _language: Language) -> str | None:
    """None: every member says where it computes."""
    return None


def progress(record: RepeatRecord, language: Language) -> str:
    """How many seeds are done, and about how long the others take."""
    shown: dict[str, Parameter] = {"done": record.step, "seeds": record.steps}
    if record.state is RunState.FINISHED and record.result is not None:
        seconds = formats.duration(record.result.seconds, language)
        return text_of("repeat.progress_done", language, {**shown, "seconds": seconds})
    if record.state is RunState.QUEUED:
        return text_of("repeat.queued", language, shown)
    if record.seconds_left is None:
        return text_of("repeat.progress", language, shown)
    left = formats.about(record.seconds_left, language)
    return text_of("repeat.progress_left", language, {**shown, "left": left})


def short_progress(record: RepeatRecord, language: Language) -> str:
    """The seeds alone."""
    return text_of("repeat.progress", language, {"done": record.step, "seeds": record.steps})


def share(record: RepeatRecord) -> float:
    """The steps of all members, those that are done counted whole."""
    done = [1.0 if member.measures else member.step / max(1, member.steps) for member in record.members]
    return min(1.0, sum(done) / len(done))


def remarks(record: RepeatRecord) -> list[Sentence]:
    """Where it stopped, and what resuming does."""
    if record.state not in (RunState.FAILED, RunState.LOST, RunState.STOPPED):
        return []
    without_data = [] if record.has_data else [Sentence("remedy.without_data")]
    return [report.headline(record), *without_data]


def refused(subject: AnySubject) -> bool:
    """The number of seeds, or a field of the training, is refused."""
    return bool(_wrong_seeds(subject) or form.refused(subject.training))


def choices(_services: Services, _subject: AnySubject) -> None:
    """Draw nothing: its members go to their end."""


def before(services: Services, subject: AnySubject) -> None:
    """Draw the data that every member learns from."""
    pictures.data(services, subject.training)


def picture(services: Services, subject: AnySubject, record: RepeatRecord) -> None:
    """Draw what is wrong with how many seeds, then one measure of every seed, or their losses."""
    there = [_id(record, member) for member in record.members if member.state not in WITHOUT_FOLDER]
    member_findings.line(services, subject, there, active=record.state.active)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        name = st.segmented_control(
            naming.of_group("picture.label", subject),
            PICTURES,
            default=PICTURES[0],
            format_func=lambda name: say(f"picture.{name}"),
            key=f"{subject.key}-picture",
            label_visibility="collapsed",
            required=True,
        )
        measures = list(record.table)
        measure = measures[0] if measures else None
        if name == "seeds" and len(measures) > 1:
            measure = st.selectbox(
                say("repeat.measure"),
                measures,
                format_func=partial(_named, spoken=language()),
                key=f"{subject.key}-measure",
                label_visibility="collapsed",
                width=240,
            )
    if name == "losses":
        curves = _curves(services, record)
        figure, alt = (
            repeat_figure.losses(curves, language(), charts.PAGE),
            repeat_figure.losses_alt(curves, language()),
        )
    else:
        figure = repeat_figure.seeds(record, measure, language(), charts.PAGE)
        alt = repeat_figure.seeds_alt(record, measure, language())
    figure.update_yaxes(title_standoff=charts.TITLE_GAP)
    plot.show(subject.key, f"{name}-{measure}", figure, alt)


def _curves(services: Services, record: RepeatRecord) -> dict[int, list[Evaluation]]:
    """The validation losses of every member that has any."""
    found = {}
    for member in record.members:
        if member.state in WITHOUT_FOLDER:
            continue
        try:
            evaluations = services.training(_id(record, member), CURVE_POINTS).evaluations
        except RunError:  # deleted meanwhile
            continue
        if evaluations:
            found[member.seed] = evaluations
    return found


def figures(_services: Services, subject: AnySubject, record: RepeatRecord) -> None:
    """Draw mean and interval, the table of the seeds, and the way into one of them."""
    name = next(iter(record.table), None)
    _metrics(record, name)
    st.table(_rows(record, name), border="horizontal")
    _open(subject.key, record)


def _named(measure: str, spoken: Language | None = None) -> str:
    """A measure at the beginning of a line."""
    name = text_of(f"measure.{measure}", spoken or language())
    return name[:1].upper() + name[1:]


def _metrics(record: RepeatRecord, name: str | None) -> None:
    """Four numbers; dashes until the first seed is done, so that nothing moves then."""
    found = record.table.get(name) if name is not None else None
    mean, low, high, deviation = (
        report.written(str(name), getattr(found, part, None)) for part in ("mean", "low", "high", "deviation")
    )
    sure = found is not None and found.low is not None
    against = report.hardest(record.table)
    with st.grid(4, min_column_width=NARROWEST, gap="small"):
        st.metric(say("repeat.mean_of", measure=_named(name)) if name is not None else say("repeat.mean"), mean)
        interval = say("repeat.from_to", low=low, high=high) if sure else UNKNOWN
        st.metric(say("repeat.interval"), interval, help=say("repeat.interval_help"))
        st.metric(say("repeat.deviation"), deviation if sure else UNKNOWN, help=say("repeat.deviation_help"))
        if against is not None:
            compared = report.written(against, record.table[against].mean)
            st.metric(say(f"repeat.short_{against}"), compared, help=say("figure.change_help"))


def _rows(record: RepeatRecord, name: str | None) -> dict[str, list[str]]:
    """A row per seed: its state as a word with how far it is, and its measures once there are some."""
    against = report.hardest(record.table)
    shown = {
        WHOLE.join(say("repeat.seed_axis")): [str(member.seed) for member in record.members],
        say("repeat.state"): [_state(member) for member in record.members],
    }
    for measure in filter(None, (name, against)):
        head = _named(measure) if measure == name else say(f"repeat.short_{measure}")
        shown[head] = [
            report.written(measure, member.measures[measure]) if measure in member.measures else UNKNOWN
            for member in record.members
        ]
    return {formats.literal(head): [formats.literal(cell) for cell in column] for head, column in shown.items()}


def _state(member: Member) -> str:
    word = WHOLE.join(say(f"member.{member.state}"))
    if member.measures or not member.steps or member.state == RunState.QUEUED:
        return word
    return say("repeat.state_at", state=word, share=f"{min(1.0, member.step / member.steps):.0%}")


def _open(key: str, record: RepeatRecord) -> None:
    """Choose one of the seeds that have a folder and open it as the card of a training."""
    there = {member.seed: member for member in record.members if member.state not in WITHOUT_FOLDER}
    if not there:
        return
    spoken = language()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        seed = st.selectbox(
            say("repeat.which"),
            list(there),
            format_func=lambda seed: text_of("repeat.seed", spoken, {"seed": seed}),
            key=f"{key}-member",
            label_visibility="collapsed",
            width=160,
        )
        label = naming.of_run("action.open_member", record)
        if st.button(label, key=f"{key}-open-member", icon=":material/open_in_full:") and seed in there:
            session.go("runs", run=_id(record, there[seed]))


def helps(services: Services, subject: AnySubject, record: RepeatRecord) -> None:
    """Draw the button that trains what is left."""
    actions.resume(services, subject, record)


def download(record: RepeatRecord, key: str) -> None:
    """Draw the button for the table as CSV."""
    st.download_button(
        naming.of_run("action.table", record),
        data=partial(_csv, record),
        file_name=f"{record.id}.csv",
        mime="text/csv",
        key=f"{key}-download",
        icon=":material/download:",
        on_click="ignore",
    )


def _csv(record: RepeatRecord) -> bytes:
    return repeat_files.as_csv(record).encode()


def deletion(record: RepeatRecord, title: str, when: str) -> Sentence:
    """The members go with it."""
    there = sum(1 for member in record.members if member.state not in WITHOUT_FOLDER)
    return Sentence("repeat.delete_question", {"title": title, "when": when, "members": there})


def _id(record: RepeatRecord, member: Member) -> str:
    return f"{record.id}/{MEMBERS}/{member.member}"


# -- tabs --------------------------------------------------------------------------------------------------------------


def _result(services: Services, subject: AnySubject) -> None:
    tabs.result(services, subject, {report.ENSEMBLE: partial(_ensemble, services, subject)})
    record = services.record(subject.run_id) if subject.run_id else None
    if not isinstance(record, RepeatRecord) or not record.table:
        return
    heads = ("measure", "mean", "interval", "deviation")
    cells = []
    for name, found in record.table.items():
        low, high, mean, deviation = (
            report.written(name, getattr(found, part)) for part in ("low", "high", "mean", "deviation")
        )
        interval = say("repeat.from_to", low=low, high=high) if found.low is not None else UNKNOWN
        cells.append((_named(name), mean, interval, deviation))
    st.table(
        {
            say(f"repeat.{head}"): [formats.literal(cell) for cell in column]
            for head, column in zip(heads, zip(*cells, strict=True), strict=True)
        },
        border="horizontal",
    )
    with st.container(horizontal=True, gap="xsmall"):
        download(record, f"{subject.key}-result")
        st.download_button(
            naming.of_run("action.table_json", record),
            data=partial(repeat_files.as_json, record),
            file_name=f"{record.id}.json",
            mime="application/json",
            key=f"{subject.key}-json",
            icon=":material/download:",
            on_click="ignore",
        )


def _ensemble(services: Services, subject: AnySubject) -> None:
    """Beneath the sentence on seeds that lie far apart: the button for the mean of as many networks."""
    members, where = repetition.members_of(subject.spec), f"{subject.key}-ensemble"
    if st.button(naming.of_subject("action.ensemble", subject, members=members), key=where, icon=":material/join:"):
        actions.go_to_card(services, where, partial(services.propose_ensemble, str(subject.run_id), language()))
    boundary.shown_at(where)


def _configuration(services: Services, subject: AnySubject) -> None:
    if subject.run_id is None:
        _seeds(services, subject)
    else:
        st.caption(say("repeat.seeds_are", first=subject.spec.training.train.seed, seeds=subject.spec.total))
    form.render(services, subject.training)


def _seeds(services: Services, subject: AnySubject) -> None:
    place = f"{subject.key}-seeds"
    key = session.widget_of(place, subject.spec.total, kept=bool(_wrong_seeds(subject)))
    st.number_input(
        say("repeat.how_many"),
        step=1,
        key=key,
        width=140,
        help=say("repeat.help"),
        on_change=boundary.acting(subject.key)(_changed),
        args=(services, subject, place, key),
    )
    for message in _wrong_seeds(subject):
        st.markdown(f":red[:small[{formats.literal(sentence(message, language()))}]]")


def _changed(services: Services, subject: AnySubject, place: str, key: str) -> None:
    if key != session.widget_at(place):
        return
    card = services.store.card(str(subject.card_id))
    typed = int(st.session_state[key] or 0)
    try:
        services.store.change_card(card.id, repetition.of(card.spec, typed))
        st.session_state.pop(f"{place}-refused", None)
        session.seen(services.store.version(card.conversation_id))
    except SpecError as error:
        st.session_state[f"{place}-refused"] = error.messages


def _wrong_seeds(subject: AnySubject) -> tuple[Sentence, ...]:
    """What is wrong with the number of seeds that stands in the form."""
    found: tuple[Sentence, ...] = st.session_state.get(f"{subject.key}-seeds-refused", ())
    return found


def _code(services: Services, subject: AnySubject) -> None:
    from lstm_core.scripts.pytorch.script import portable, render

    spec = subject.spec
    if not isinstance(spec, RepeatRunSpec):
        raise TypeError(spec.kind)
    st.caption(say("repeat.code_note"))
    st.code(COMMAND.format(seeds=spec.seeds), language="bash")
    st.download_button(
        naming.of_subject("action.spec", subject),
        portable(spec.run).to_json() + "\n",
        "spec.json",
        "application/json",
        key=f"{subject.key}-spec-json",
        on_click="ignore",
    )
    members = spec.members()
    name = st.selectbox(
        say("repeat.which"),
        list(members),
        format_func=lambda name: say("repeat.seed", seed=members[name].train.seed),
        key=f"{subject.key}-code-member",
        width=160,
    )
    st.caption(say("repeat.script_note"))
    code = render(portable(members[name]), language(), _member_result(services, subject, name))
    st.code(code, language="python", height=CODE_HEIGHT)
    st.download_button(
        naming.of_subject("action.code", subject),
        code,
        "train.py",
        "text/x-python",
        key=f"{subject.key}-code",
        on_click="ignore",
    )


def _member_result(services: Services, subject: AnySubject, name: str) -> Result | None:
    if subject.run_id is None:
        return None
    try:
        return services.training(f"{subject.run_id}/{MEMBERS}/{name}").result
    except RunError:  # not started, or deleted
        return None


TABS: Mapping[str, View] = {"result": _result, "configuration": _configuration, "code": _code, "log": tabs.log}
