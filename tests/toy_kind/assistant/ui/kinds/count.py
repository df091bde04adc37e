"""The card of a run that counts."""

from collections.abc import Mapping

import streamlit as st
from lstm_core.runs.count import CountRecord
from lstm_core.spec.count import CountRunSpec

from assistant.services import Services
from assistant.ui.cards import form, tabs
from assistant.ui.cards.kind import View
from assistant.ui.cards.subject import AnySubject
from assistant.ui.words.labels import say
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds import count


def _configuration(services: Services, subject: AnySubject) -> None:
    form.render(services, subject.training)


def _code(services: Services, subject: AnySubject) -> None:
    tabs.code(services, subject.training)


START = "action.train"
TABS: Mapping[str, View] = {"result": tabs.result, "configuration": _configuration, "code": _code, "log": tabs.log}


def title(spec: CountRunSpec, language: Language) -> str:
    return say("count.title", language, {"number": spec.number})


def device(_record: CountRecord, _language: Language) -> None:
    return None


def progress(record: CountRecord, _language: Language) -> str:
    return f"{record.step} / {record.steps}"


short_progress = progress


def share(record: CountRecord) -> float:
    return record.step / record.steps


def remarks(record: CountRecord) -> list[Sentence]:
    return [count.headline(record)]


def refused(_subject: AnySubject) -> bool:
    return False


def choices(_services: Services, _subject: AnySubject) -> None:
    """There is nothing to choose."""


def before(_services: Services, _subject: AnySubject) -> None:
    """There is nothing to draw."""


def picture(_services: Services, _subject: AnySubject, record: CountRecord) -> None:
    st.line_chart(record.series["count"].values)


def figures(_services: Services, _subject: AnySubject, record: CountRecord) -> None:
    st.metric("N", record.step)


def helps(_services: Services, _subject: AnySubject, _record: CountRecord) -> None:
    """Nothing can go wrong."""


def download(_record: CountRecord, _key: str) -> None:
    """There is nothing to bring home."""


def deletion(_record: CountRecord, title: str, when: str) -> Sentence:
    return Sentence("runs.delete_question", {"title": title, "when": when})
