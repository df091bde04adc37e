"""What one network of a ladder says for itself: its measure beside the original's, and what its teacher was worth."""

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.reports.kinds import compress_words as words
from lstm_core.reports.kinds.compress import teacher
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.compress import RungResult
from lstm_core.runs.compress import RungRecord
from lstm_core.runs.folder import RunState
from lstm_core.spec.compress import member_name, parsed_steps


def headline(record: RungRecord) -> Sentence:
    """Its measure, or where it stands."""
    return _headline(record, "en")


def summary(record: RungRecord, language: Language) -> str:
    """The same in that language."""
    return _headline(record, language).text(language)


def _headline(record: RungRecord, language: Language) -> Sentence:
    if record.failure is not None:
        return record.failure
    if record.result is None:
        states = {RunState.STOPPED: "stopped", RunState.LOST: "lost", RunState.QUEUED: "queued"}
        facts: dict[str, Parameter] = {"step": record.step, "steps": record.steps}
        return Sentence(f"compress.rung_{states.get(record.state, 'running')}", facts)
    result = record.result
    numbers = {"value": written(result.measure, result.value), "original": written(result.measure, result.original)}
    named = {"measure": words.measure(result.measure, language), "parameters": f"{result.parameters:,}"}
    return Sentence("compress.rung_done", {**numbers, **named})


def explanation(record: RungRecord) -> list[Sentence]:
    """What its teacher was worth; nothing of a network without one."""
    return explained(record, "en")


def explained(record: RungRecord, language: Language) -> list[Sentence]:
    """The same with names in that language."""
    result = record.result
    if result is None or result.distillation is None:
        return []
    name = member_name(parsed_steps(record.spec.steps))
    return [teacher(result.measure, name, result.distillation, language)]


def score(result: RungResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    return Sentence(f"compress.rung_score_{result.measure}", {"value": written(result.measure, result.value)})


def lines(record: RungRecord, language: Language) -> list[str]:
    """Its files for a terminal, then what they say."""
    files = record.result.files if record.result else []
    shown = []
    for each in files:
        told = words.change_of(record.result.measure if record.result else None, each.change, language)
        shown.append(f"{each.file:24} {words.size(each.bytes):>12}  {told}")
    return [*shown, *(sentence.text(language) for sentence in explained(record, language))]
