"""The tables of a search, as its card and its report show them: columns by their heads."""

from collections.abc import Sequence

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.kinds.repeat import written
from lstm_core.reports.kinds.search import (
    UNKNOWN,
    field_name,
    interval_text,
    range_text,
    reason_text,
    score_text,
    state_text,
    test_name,
    validation_name,
    value_of,
    why_text,
)
from lstm_core.results.search import TrialRow
from lstm_core.runs.search import SearchRecord
from lstm_core.spec.search import SearchRunSpec
from lstm_core.spec.search_spaces import own_values

Columns = dict[str, list[str]]


def trials(record: SearchRecord, rows: Sequence[TrialRow], language: Language) -> Columns:
    """These trials: how each ended, its score, what it changes, and why it has no score."""
    table = {
        "number": [str(row.number + 1) for row in rows],
        "state": [state_text(record, row, language) for row in rows],
        "score": [score_text(record, row.score) for row in rows],
        "change": [changed(record, row, language) for row in rows],
    }
    notes = [why_text(record, row, language) for row in rows]
    return _headed({**table, **({"why": [note or UNKNOWN for note in notes]} if any(notes) else {})}, language)


def changed(record: SearchRecord, row: TrialRow, language: Language) -> str:
    """What a trial changes, in a few words: the values alone."""
    if not row.changes:
        return say("search.the_start", language)
    by_path = {each.path: each for each in record.spec.space}
    told = []
    for path, value in row.changes.items():
        shown = value_of(by_path[path], value, language) if path in by_path else str(value)
        told.append(f"{field_name(path, language)} {shown}")
    return " · ".join(told)


def space(spec: SearchRunSpec, language: Language) -> Columns:
    """What is searched, from where, and why."""
    now = own_values(spec.run, spec.space)
    table = {
        "field": [field_name(each.path, language) for each in spec.space],
        "values": [range_text(each, language) for each in spec.space],
        "now": [value_of(each, now[each.path], language) for each in spec.space],
    }
    reasons = [reason_text(each, language) for each in spec.space]
    return _headed({**table, **({"reason": reasons} if any(reasons) else {})}, language)


def seeds(record: SearchRecord, language: Language) -> Columns:
    """Start and winner on the test part with every fresh seed; empty without a confirmation."""
    if record.confirmation is None:
        return {}
    found, name = record.confirmation.pairs, str(record.test_measure)
    table = {
        "seed": [str(pair.seed) for pair in found],
        "start": [written(name, pair.start_test) for pair in found],
        "winner": [written(name, pair.winner_test) for pair in found],
    }
    return _headed(table, language)


def confirmed(record: SearchRecord, language: Language) -> Columns:
    """Best trial and start with fresh seeds on both parts, and how far they lie apart; empty without a confirmation."""
    found = record.confirmation
    if found is None:
        return {}
    rows = ((found.winner, found.winner_test), (found.start, found.start_test))
    validation, test = validation_name(record, language), test_name(record, language)
    return {
        say("search.head_setting", language): [
            say("search.metric_best", language),
            say("search.metric_start", language),
            say("search.head_apart", language),
        ],
        validation[:1].upper() + validation[1:]: [
            *(interval_text(record.measure, each, language) for each, _ in rows),
            UNKNOWN,
        ],
        test[:1].upper() + test[1:]: [
            *(interval_text(record.test_measure, each, language) for _, each in rows),
            interval_text(record.test_measure, found.difference, language),
        ],
    }


def _headed(table: dict[str, list[str]], language: Language) -> Columns:
    return {say(f"search.head_{name}", language): cells for name, cells in table.items()}
