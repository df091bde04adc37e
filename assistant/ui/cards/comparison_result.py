"""What a finished comparison found out, in full: the sentences, the way to the best candidate, every pair."""

from collections.abc import Mapping

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import path_name
from lstm_core.reports.kinds import compare as report
from lstm_core.reports.kinds import compare_figure
from lstm_core.results.compare import Difference, leader_of
from lstm_core.runs.compare import CompareRecord

UNKNOWN = "–"


def render(services: Services, subject: AnySubject) -> None:
    """Draw the sentences, the way to the best one, every pair, and the scores on the validation part."""
    record = services.record(subject.run_id) if subject.run_id else None
    if not isinstance(record, CompareRecord) or record.result is None:
        st.caption(say("tab.no_result"))
        return
    for message in report.explained(record, language()):
        st.markdown(formats.literal(sentence(message, language())))
    _use(services, subject, record)
    _pairs(record)


def _use(services: Services, subject: AnySubject, record: CompareRecord) -> None:
    """A training of the best candidate, on a card of its own."""
    best = leader_of(record.candidates)
    if best is None or not st.button(
        naming.of_subject("action.use_winner", subject), key=f"{subject.key}-use", icon=":material/add:"
    ):
        return
    made: list[str] = []
    spec = record.spec.candidate(best)
    boundary.acting(subject.key)(
        lambda: made.append(services.propose_training(record.id, spec, subject.conversation_id, language()))
    )()
    if made:
        session.asked(services.store.messages(made[0])[-1][0])
        session.go("chat", c=made[0])


def _pairs(record: CompareRecord) -> None:
    """Every pair with its difference, the corrected p-value and the verdict."""
    names, measure = report.labels(record.spec, language()), compare_figure.best_of(record)
    shown = [each for each in record.differences if each.found is not None]
    if not shown or measure is None:
        return
    _table(
        {
            "pair": [f"{names[each.first]} – {names[each.second]}" for each in shown],
            "difference": [report.interval_text(measure, each.found, language()) for each in shown],
            "p": [UNKNOWN if each.adjusted is None else significant(each.adjusted, 2) for each in shown],
            "verdict": [_verdict(each) for each in shown],
        }
    )
    validated = [next(iter(each.validated), None) for each in record.candidates]
    name = next((each for each in validated if each is not None), None)
    if name is not None:
        rows = [each.validated.get(name) for each in record.candidates]
        intervals = [report.interval_text(name, each, language()) for each in rows]
        paths = [_path(each.path) for each in record.candidates]
        head = say("compare.head_validated", measure=_short(name))
        st.table(
            {
                say("compare.head_name"): [formats.literal(each) for each in names],
                head: intervals,
                say("compare.head_path"): [formats.literal(each) for each in paths],
            },
            border="horizontal",
        )


def _path(path: str | None) -> str:
    """The device, and which implementation runs the recurrence."""
    place, _, name = (path or "").rpartition(" · ")
    return f"{place} · {path_name(name, language())}" if place else UNKNOWN


def _short(measure: str) -> str:
    """A score of the validation part without the part that it names."""
    return {"mae": "MAE", "rmse": "RMSE"}.get(measure, say(f"measure.{measure}"))


def _verdict(found: Difference) -> str:
    if found.order == "tie" and found.needed is not None:
        return say("compare.verdict_tie_needed", needed=found.needed)
    return say(f"compare.verdict_{found.order}")


def _table(columns: Mapping[str, list[str]]) -> None:
    st.table(
        {say(f"compare.head_{head}"): [formats.literal(cell) for cell in cells] for head, cells in columns.items()},
        border="horizontal",
    )
