"""The tables of a comparison, as its card and its report show them: columns by their heads."""

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import path_name, say
from lstm_core.reports.kinds.compare import COSTS, cost_text, deciding, interval_text, labels, order_text, ranked
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.compare import Difference, leader_of
from lstm_core.runs.compare import CompareRecord

UNKNOWN = "–"
Columns = dict[str, list[str]]


def candidates(record: CompareRecord, language: Language) -> Columns:
    """A row per candidate, the best first: its score, how it stands against the best, and what it costs."""
    names, order = labels(record.spec, language), ranked(record)
    order += [number for number in range(len(names)) if number not in order]
    rows = [record.candidates[number] for number in order]
    table = {_head("name", language): [names[number] for number in order]}
    best = leader_of(record.candidates)
    if best is not None:
        measure = deciding(record, best)[0]
        scores = [interval_text(measure, each.table.get(measure), language) for each in rows]
        table[measure_name(measure, language)] = scores
    table[_head("order", language)] = [order_text(record, number, language) for number in order]
    table[_head("done", language)] = [f"{each.finished}/{record.spec.seeds}" for each in rows]
    for cost in COSTS:
        if any(cost in each.costs for each in rows):
            table[_head(cost, language)] = [cost_text(cost, each.costs.get(cost)) for each in rows]
    return table


def pairs(record: CompareRecord, language: Language) -> Columns:
    """Every pair with its difference, the corrected p-value and the verdict; empty without one."""
    names, best = labels(record.spec, language), leader_of(record.candidates)
    shown = [each for each in record.differences if each.found is not None]
    if not shown or best is None:
        return {}
    measure = deciding(record, best)[0]
    return {
        _head("pair", language): [f"{names[each.first]} – {names[each.second]}" for each in shown],
        _head("difference", language): [interval_text(measure, each.found, language) for each in shown],
        _head("p", language): [UNKNOWN if each.adjusted is None else significant(each.adjusted, 2) for each in shown],
        _head("verdict", language): [_verdict(each, language) for each in shown],
    }


def validated(record: CompareRecord, language: Language) -> Columns:
    """The score of every candidate on the validation part, and what computed it; empty without one."""
    there = (next(iter(each.validated), None) for each in record.candidates)
    measure = next((each for each in there if each is not None), None)
    if measure is None:
        return {}
    rows = record.candidates
    head = say("compare.head_validated", language, {"measure": _short(measure, language)})
    return {
        _head("name", language): labels(record.spec, language),
        head: [interval_text(measure, each.validated.get(measure), language) for each in rows],
        _head("path", language): [_path(each.path, language) for each in rows],
    }


def members(record: CompareRecord, language: Language) -> Columns:
    """Every training: the deciding score by candidate and seed; empty without a result."""
    best = leader_of(record.candidates)
    if best is None:
        return {}
    measure, names = deciding(record, best)[0], labels(record.spec, language)
    found = {(each.candidate, each.seed): each for each in record.members}
    seeds = list(record.spec.all_seeds)
    table = {_head("seed", language): [str(seed) for seed in seeds]}
    for number, name in enumerate(names):
        of_seeds = [found[number, seed] for seed in seeds]
        table[name] = [
            written(measure, each.measures[measure])
            if measure in each.measures
            else say(f"member.{each.state}", language)
            for each in of_seeds
        ]
    return table


def measure_name(measure: str, language: Language) -> str:
    """A measure as a head says it."""
    name = say(f"measure.{measure}", language)
    return name[:1].upper() + name[1:]


def _head(name: str, language: Language) -> str:
    return say(f"compare.head_{name}", language)


def _path(path: str | None, language: Language) -> str:
    """The device, and which implementation runs the recurrence."""
    place, _, name = (path or "").rpartition(" · ")
    return f"{place} · {path_name(name, language)}" if place else UNKNOWN


def _short(measure: str, language: Language) -> str:
    """A score of the validation part without the part that it names."""
    return {"mae": "MAE", "rmse": "RMSE"}.get(measure, say(f"measure.{measure}", language))


def _verdict(found: Difference, language: Language) -> str:
    if found.order == "tie" and found.needed is not None:
        return say("compare.verdict_tie_needed", language, {"needed": found.needed})
    return say(f"compare.verdict_{found.order}", language)
