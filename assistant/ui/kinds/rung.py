"""The card of one network of a ladder: its measure beside the original's, its files, and its student's control."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming, tabs
from assistant.ui.cards.kind import View
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import charts, formats, plot
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds import compress_figure, titles
from lstm_core.reports.kinds import compress_words as words
from lstm_core.reports.kinds import rung as report
from lstm_core.reports.kinds.repeat import written
from lstm_core.runs.compress import RungRecord
from lstm_core.runs.folder import RunState
from lstm_core.spec.compress import RungRunSpec, member_name, parsed_steps

START = "action.start_compress"
NARROWEST = 112  # pixels of a figure, so that a phone shows two beside each other


def title(spec: RungRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1 · half of the units`."""
    return titles.of_rung(spec, language)


def device(_record: RungRecord, _language: Language) -> str | None:
    """None: it computes on the processor alone."""
    return None


def progress(record: RungRecord, language: Language) -> str:
    """How far it has come."""
    return report.summary(record, language)


short_progress = progress


def share(record: RungRecord) -> float:
    """The steps of its trainings."""
    return 1.0 if record.state is RunState.FINISHED else min(0.98, record.step / max(1, record.steps))


def remarks(record: RungRecord) -> list[Sentence]:
    """Where it stopped; the ladder resumes it."""
    return [report.headline(record)] if record.state in (RunState.FAILED, RunState.LOST, RunState.STOPPED) else []


def refused(_subject: AnySubject) -> bool:
    """Nothing can be typed."""
    return False


def choices(_services: Services, _subject: AnySubject) -> None:
    """Draw nothing: a ladder starts it."""


def before(_services: Services, _subject: AnySubject) -> None:
    """Draw nothing: it never stands as a draft."""


def picture(_services: Services, subject: AnySubject, record: RungRecord) -> None:
    """Draw its student with a teacher and without, where there is one."""
    result = record.result
    if result is None or result.distillation is None:
        return
    found = result.distillation
    figure = compress_figure.pairs(result.measure, found, language(), charts.PAGE)
    figure.update_yaxes(title_standoff=charts.TITLE_GAP)
    alt = compress_figure.students_alt(member_name(parsed_steps(record.spec.steps)), found, language())
    plot.show(subject.key, "students", figure, alt)


def figures(_services: Services, _subject: AnySubject, record: RungRecord) -> None:
    """Draw its measure beside the original's, and its files."""
    result = record.result
    if result is None:
        return
    measure = words.measure(result.measure, language())
    with st.grid(4, min_column_width=NARROWEST, gap="small"):
        st.metric(say("rung.metric_value"), written(result.measure, result.value), help=measure)
        st.metric(say("rung.metric_original"), written(result.measure, result.original), help=measure)
        st.metric(say("rung.metric_parameters"), f"{result.parameters:,}")
        st.metric(say("rung.metric_hidden"), f"{result.hidden_size:,}")


def helps(_services: Services, _subject: AnySubject, _record: RungRecord) -> None:
    """Draw nothing: the ladder that leads it is resumed."""


def download(record: RungRecord, key: str) -> None:
    """Draw a button for each stored file."""
    for each in record.result.files if record.result is not None else ():
        file = Path(record.path) / each.file
        if not file.exists():
            continue
        st.download_button(
            naming.named(say("action.rung_file", format=words.name(each.format, language())), record.id[-4:]),
            data=file.read_bytes,
            file_name=f"{file.parent.name}.{each.format}.onnx",
            mime="application/octet-stream",
            key=f"{key}-download-{each.format}",
            icon=":material/download:",
            on_click="ignore",
        )


def deletion(_record: RungRecord, title: str, when: str) -> Sentence:
    """Its weights and files go."""
    return Sentence("rung.delete_question", {"title": title, "when": when})


def _result(services: Services, subject: AnySubject) -> None:
    record = services.record(subject.run_id) if subject.run_id else None
    if not isinstance(record, RungRecord) or record.result is None:
        st.caption(say("tab.no_result"))
        return
    for message in report.explained(record, language()):
        st.markdown(formats.literal(sentence(message, language())))
    st.table(
        {
            say("compress.head_file"): [
                formats.literal(words.name(each.format, language())) for each in record.result.files
            ],
            say("compress.head_size"): [words.size(each.bytes) for each in record.result.files],
            say("compress.head_change"): [
                formats.literal(words.interval(record.result.measure, each.change, language()))
                for each in record.result.files
            ],
        },
        border="horizontal",
    )


TABS: Mapping[str, View] = {"result": _result, "log": tabs.log}
