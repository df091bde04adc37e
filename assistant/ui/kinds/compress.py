"""The card of a compression ladder: what is built, what was measured, which file to take, and its files."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, compressing, naming, rung_files, tabs
from assistant.ui.cards.compress_progress import progress, share, short_progress
from assistant.ui.cards.kind import View
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import charts, formats, plot, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from assistant.ui.words.labels import sentence
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.reports.kinds import compress as report
from lstm_core.reports.kinds import compress_figure, compress_tables, titles
from lstm_core.reports.kinds import compress_words as words
from lstm_core.results.compress import REFERENCE, row_of
from lstm_core.runs.compress import CompressRecord
from lstm_core.runs.folder import MEMBERS, RunState
from lstm_core.spec.compress import CompressRunSpec

__all__ = ["progress", "share", "short_progress"]

START = "action.start_compress"
PICTURES = ("ladder_size", "ladder_latency", "ladder_students")
NO_BREAK = "\u00a0"  # keeps a number and its unit on one line of a narrow column
NARROWEST = 112  # pixels of a figure, so that a phone shows two beside each other
COMMAND = "python -m lstm_core compress {run} --runs runs"


def title(spec: CompressRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1 · compression`."""
    return titles.of_ladder(spec, language)


def device(_record: CompressRecord, _language: Language) -> str | None:
    """None: it computes on the processor alone."""
    return None


def remarks(record: CompressRecord) -> list[Sentence]:
    """Where it stopped, and what resuming does."""
    if record.state not in (RunState.FAILED, RunState.LOST, RunState.STOPPED):
        return []
    without_data = [] if record.has_data else [Sentence("remedy.without_data")]
    return [report.headline(record), *without_data]


def refused(subject: AnySubject) -> bool:
    """Something in the form is refused."""
    return bool(compressing.wrong(subject))


def choices(_services: Services, _subject: AnySubject) -> None:
    """Draw nothing: its members go to their end."""


def before(services: Services, subject: AnySubject) -> None:
    """Draw the limits, what is going to be built, and how long that takes."""
    spec = _spec(subject)
    compressing.limits(services, subject, spec.limits)
    compressing.refusals(subject)
    compressing.plan(services, spec)


def picture(services: Services, subject: AnySubject, record: CompressRecord) -> None:
    """Draw the limits of a ladder that ended, and quality against size, against time, or taught against alone."""
    if record.result is not None:
        compressing.limits(services, subject, record.spec.limits)
        st.caption(say("compress.limits_here"))
    shown = judged(record, subject.key)
    if shown.spec.limits != record.spec.limits:
        told = report.summary(shown, language())
        st.markdown(f"**{formats.literal(say('compress.judged_anew', verdict=told))}**")
    if not any(row.complete for row in record.rows) and not record.distillations:
        return
    name = st.segmented_control(
        naming.of_group("picture.label", subject),
        PICTURES if record.distillations else PICTURES[:2],
        default=PICTURES[0],
        format_func=partial(_picture, language()),
        key=f"{subject.key}-picture",
        label_visibility="collapsed",
        required=True,
    )
    if name == "ladder_students" and record.distillations:
        member, found = next(iter(record.distillations.items()))
        figure = compress_figure.students(record, found, language(), charts.PAGE)
        alt = compress_figure.students_alt(member, found, language())
    elif name == "ladder_latency":
        figure = compress_figure.latency(shown, language(), charts.PAGE)
        alt = compress_figure.latency_alt(shown, language())
    else:
        figure = compress_figure.size(shown, language(), charts.PAGE)
        alt = compress_figure.size_alt(shown, language())
    figure.update_yaxes(title_standoff=charts.TITLE_GAP)
    plot.show(subject.key, str(name), figure, alt)


def judged(record: CompressRecord, key: str) -> CompressRecord:
    """The ladder by the limits that stand in its card."""
    limits = compressing.typed(key, record.spec.limits)
    return report.under(record, limits) if record.result is not None and limits != record.spec.limits else record


def _picture(spoken: Language, name: str) -> str:
    return text_of(f"picture.{name}", spoken)


def figures(services: Services, subject: AnySubject, record: CompressRecord) -> None:
    """Draw the numbers of the recommended file, every rung with its verdict, and the way to its files."""
    shown = judged(record, subject.key)
    if record.result is not None:
        _metrics(shown)
    if shown.rows:
        _rungs(shown)
    if record.result is not None:
        rung_files.offer(services, subject, shown)
    _open(subject.key, record)


def _metrics(record: CompressRecord) -> None:
    """Four numbers; dashes where nothing is recommended."""
    best = record.result.best if record.result else None
    reference = row_of(record.rows, REFERENCE)
    change = speed = words.UNKNOWN
    ratio = compress_tables.ratio(best, reference) if best is not None else words.UNKNOWN
    if best is not None and best.change is not None:
        change = words.change(record.measure, best.change.value, language())
    latency = best.latency if best is not None else None
    if latency is not None and reference is not None and reference.latency is not None:
        speed = say("compress.times", times=significant(reference.latency.median / latency.median, 2))
    with st.grid(4, min_column_width=NARROWEST, gap="small"):
        head = say("compress.metric_help")
        st.metric(say("compress.metric_size"), words.size(best.bytes if best else None), help=head)
        st.metric(say("compress.metric_ratio"), ratio, help=head)
        st.metric(say("compress.metric_speed"), speed, help=head)
        st.metric(say("compress.metric_change"), change, help=head)


def _rungs(record: CompressRecord) -> None:
    """Every rung with its verdict beneath its name, so that a phone shows the whole row."""
    table: dict[str, list[str]] = {"rung": [], "cost": [], "worse": []}
    for place, row in enumerate(record.rows):
        name = f"{place + 1}. {words.name(row.rung, language())}"
        told = formats.literal(report.verdict(record, row, language()))
        change = words.UNKNOWN if row.change is None else words.change(record.measure, row.change.value, language())
        between = words.between(record.measure, row.change, language())
        time = words.time(None if row.latency is None else row.latency.median)
        table["rung"].append(_two(formats.literal(name), f"**{told}**" if row.verdict == "recommended" else told))
        table["cost"].append(_two(_whole(words.size(row.bytes)), _whole(time)))
        table["worse"].append(_two(change, formats.literal(between)))
    st.table({say(f"compress.head_{name}"): cells for name, cells in table.items()}, border="horizontal")


def _two(first: str, second: str) -> str:
    """Two lines of a cell, the second one small."""
    return first if second in ("", words.UNKNOWN) else f"{first}  \n:small[:gray[{second}]]"


def _whole(text: str) -> str:
    return text.replace(" ", NO_BREAK)


def _table(columns: Mapping[str, list[str]]) -> None:
    st.table({head: [formats.literal(cell) for cell in cells] for head, cells in columns.items()}, border="horizontal")


def _open(key: str, record: CompressRecord) -> None:
    """Choose one of the networks that have a folder and open it."""
    there = {each.member: words.member(each.member, language()) for each in record.members if each.state != "waiting"}
    if not there:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        name = st.selectbox(
            say("compress.which"),
            list(there),
            format_func=there.__getitem__,
            key=f"{key}-member",
            label_visibility="collapsed",
            width=240,
        )
        label = naming.of_run("action.open_network", record)
        if st.button(label, key=f"{key}-open-member", icon=":material/open_in_full:") and name in there:
            session.go("runs", run=f"{record.id}/{MEMBERS}/{name}")


def helps(services: Services, subject: AnySubject, record: CompressRecord) -> None:
    """Draw the button that goes on."""
    actions.resume(services, subject, record)


def download(record: CompressRecord, key: str) -> None:
    """Draw the button for report, tables and every accepted file, by the limits that stand in the card."""
    st.download_button(
        naming.of_run("action.ladder_files", record),
        data=partial(_zipped, judged(record, key), language()),
        file_name=f"{record.id}.zip",
        mime="application/zip",
        key=f"{key}-download",
        icon=":material/download:",
        on_click="ignore",
    )


def _zipped(record: CompressRecord, spoken: Language) -> bytes:
    from lstm_core.scripts.compress import write_download

    with TemporaryDirectory() as folder:
        target = Path(folder) / "ladder.zip"
        write_download(record, target, spoken)
        return target.read_bytes()


def deletion(record: CompressRecord, title: str, when: str) -> Sentence:
    """The networks go with it."""
    return Sentence("compress.delete_question", {"title": title, "when": when, "members": len(record.members)})


def _spec(subject: AnySubject) -> CompressRunSpec:
    if not isinstance(subject.spec, CompressRunSpec):
        raise TypeError(subject.spec.kind)
    return subject.spec


# -- tabs --------------------------------------------------------------------------------------------------------------


def _result(services: Services, subject: AnySubject) -> None:
    record = services.record(subject.run_id) if subject.run_id else None
    if not isinstance(record, CompressRecord) or record.result is None:
        st.caption(say("tab.no_result"))
        return
    shown = judged(record, subject.key)
    for message in report.explained(shown, language()):
        st.markdown(formats.literal(sentence(message, language())))
    for member, found in record.distillations.items():
        st.markdown(f"**{formats.literal(say('compress.students_title', name=words.member(member, language())))}**")
        _table(compress_tables.students(record, found, language()))
    threads = compress_tables.threads(record)
    if threads is not None:
        st.markdown(f"**{say('compress.speeds_title', threads=threads)}**")
        _table(compress_tables.speeds(record, language()))


def _configuration(services: Services, subject: AnySubject) -> None:
    spec = _spec(subject)
    if subject.run_id is None:
        compressing.form(services, subject, spec)
        return
    st.caption(formats.literal(words.limits(spec.limits, None, language())))
    compressing.plan(services, spec)


def _code(_services: Services, subject: AnySubject) -> None:
    spec = _spec(subject)
    st.caption(say("compress.code_note"))
    told = [COMMAND.format(run=f"runs/{spec.origin or 'RUN_DIR'}")]
    if spec.rungs:
        told.append(f"--rungs {','.join(spec.rungs)}")
    if spec.limits.size is not None:
        told.append(f"--limit size={spec.limits.size / 1000:g}kB")
    if spec.limits.latency is not None:
        told.append(f"--limit latency={spec.limits.latency:g}ms")
    if spec.limits.loss is not None:
        told.append(f"--limit loss={100 * spec.limits.loss:g}%")
    st.code(" ".join(told), language="bash", wrap_lines=True)


TABS: Mapping[str, View] = {"result": _result, "configuration": _configuration, "code": _code, "log": tabs.log}
