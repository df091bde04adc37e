"""What a comparison says: who is better, by how much, what is a tie, and how many seeds would decide it."""

from typing import Protocol

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import change as changed
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import TEXTS, cell_name, say, value_text
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.compare import Candidate, CompareResult, Difference, leader_of, order_of
from lstm_core.results.repeat import Statistic
from lstm_core.runs.compare import CompareRecord
from lstm_core.runs.folder import RunState
from lstm_core.spec.compare import CompareRunSpec, value_at


class Compared(Protocol):
    """What a verdict is made from: the record of a comparison, or its spec and result alone."""

    @property
    def spec(self) -> CompareRunSpec: ...
    @property
    def candidates(self) -> list[Candidate]: ...
    @property
    def differences(self) -> list[Difference]: ...


FEW_FIELDS = 3  # that every name of a candidate tells; of more, a name tells those that differ from the training's own
COSTS = ("parameters", "step_ms", "inference_ms", "memory_mb")  # in the order in which they are shown
SIMILAR = 0.9  # a candidate has to cost less than this share of the leader's to be told as the cheaper one


def labels(spec: CompareRunSpec, language: Language) -> list[str]:
    """What tells each candidate from the others, e.g. "GRU", "Layers 2"."""
    paths = list(dict.fromkeys(path for changes in spec.candidates for path in changes))
    told = []
    for number, changes in enumerate(spec.candidates):
        shown = paths if len(paths) <= FEW_FIELDS else [path for path in paths if path in changes]
        made = spec.candidate(number)
        parts = [_field(path, value_at(made.model_dump(mode="json"), path), language) for path in shown]
        if spec.budget == "equal_parameters" and "model.hidden_size" not in shown:
            parts.append(_field("model.hidden_size", made.model.hidden_size, language))
        told.append(" · ".join(parts) or say("compare.as_it_is", language))
    return told


def _field(path: str, value: object, language: Language) -> str:
    if path == "model.cell":
        return cell_name(str(value), language)
    name = say(f"field.{path}", language) if f"field.{path}" in TEXTS else path
    return say("compare.field", language, {"name": name, "value": value_text(value, path, language)})


def member_name(spec: CompareRunSpec, candidate: int, seed: int, language: Language) -> str:
    """One training of a comparison: `GRU · seed 3`."""
    return f"{labels(spec, language)[candidate]} · {say('repeat.seed', language, {'seed': seed})}"


def headline(record: CompareRecord) -> Sentence:
    """The verdict, or where the comparison stands."""
    return _headline(record, "en")


def summary(record: CompareRecord, language: Language) -> str:
    """What stands at the top wherever the comparison is told of."""
    return _headline(record, language).text(language)


def _headline(record: CompareRecord, language: Language) -> Sentence:
    if record.failure is not None:
        return record.failure
    if record.result is None:
        key = {RunState.STOPPED: "stopped", RunState.LOST: "lost", RunState.QUEUED: "queued"}.get(
            record.state, "running"
        )
        return Sentence(f"compare.{key}", {"done": record.step, "members": record.steps})
    return verdict(record, language)


def verdict(record: Compared, language: Language) -> Sentence:
    """Who is better, or that it is a tie."""
    names, best = labels(record.spec, language), leader_of(record.candidates)
    if best is None:  # a result has at least one member with measures
        return Sentence("compare.no_member", {"members": record.spec.total})
    name, found = deciding(record, best)
    facts: dict[str, Parameter] = {
        "name": names[best],
        "measure": say(f"measure.{name}", language),
        "mean": written(name, found.mean),
    }
    others = [number for number in ranked(record) if number != best]
    if not others:
        return Sentence("compare.one", facts)
    second = deciding(record, others[0])[1]
    facts |= {"next": names[others[0]], "next_mean": written(name, second.mean)}
    orders = {number: order_of(record.differences, best, number) for number in others}
    beaten = [names[number] for number, order in orders.items() if order and order.order == "better"]
    tied = [names[number] for number, order in orders.items() if order is None or order.order in ("tie", "worse")]
    if all(order is None or order.order == "few" for order in orders.values()):
        return Sentence("compare.single", facts)
    if not beaten:
        return Sentence("compare.tie", facts)
    if not tied and len(beaten) == len(others):
        key = "compare.better" if len(beaten) == 1 else "compare.better_than_all"
        return Sentence(key, {**facts, "others": len(beaten), "seeds": found.count})
    return Sentence("compare.partly", {**facts, "beaten": _listed(beaten), "tied": _listed(tied or [names[others[0]]])})


def deciding(record: Compared, number: int) -> tuple[str, Statistic]:
    """Name and statistic of the measure that decides; the candidate has a result."""
    return next(iter(record.candidates[number].table.items()))


def ranked(record: Compared) -> list[int]:
    """The candidates with a result, the least mean error first."""
    done = [number for number, each in enumerate(record.candidates) if each.table]
    return sorted(done, key=lambda number: deciding(record, number)[1].mean)


def explanation(record: CompareRecord) -> list[Sentence]:
    """The leader against every other one, who has no result with some seed, and what is cheaper and as good."""
    return explained(record, "en")


def explained(record: CompareRecord, language: Language) -> list[Sentence]:
    """The same with the names of the candidates in that language."""
    best = leader_of(record.candidates)
    if record.result is None or best is None:
        return []
    names = labels(record.spec, language)
    said = []
    for number in ranked(record):
        found = order_of(record.differences, best, number)
        if found is not None and found.found is not None:
            said.append(_against(record, names, best, found))
    for number, each in enumerate(record.candidates):
        if each.finished < record.spec.seeds:
            facts: dict[str, Parameter] = {"name": names[number], "count": record.spec.seeds - each.finished}
            said.append(Sentence("compare.without_result", {**facts, "seeds": record.spec.seeds}))
    cheaper = cheaper_tie(record, best)
    if cheaper is not None:
        number, cost = cheaper
        ends = {"cost": cost_text(cost, record.candidates[number].costs[cost])}
        against = {"other": names[best], "other_cost": cost_text(cost, record.candidates[best].costs[cost])}
        named = {"name": names[number], "what": say(f"compare.cost_{cost}", language)}
        said.append(Sentence("compare.cheaper", {**named, **ends, **against}))
    pairs = len(record.differences)
    if record.spec.seeds > 1:
        said.append(Sentence("compare.rule" if pairs == 1 else "compare.rule_corrected", {"pairs": pairs}))
    return said


def _against(record: CompareRecord, names: list[str], best: int, found: Difference) -> Sentence:
    name, own = deciding(record, best)
    other = deciding(record, found.second)[1]
    apart = found.found
    if apart is None:  # for the type; the caller has looked
        return Sentence("compare.no_pair", {"other": names[found.second]})
    change = changed(own.mean / other.mean - 1) if other.mean else "–"
    facts: dict[str, Parameter] = {"name": names[best], "other": names[found.second], "change": change}
    facts |= {"mean": written(name, apart.mean)}
    if apart.low is None or apart.high is None:
        return Sentence("compare.against_one", facts)
    facts |= {"low": written(name, apart.low), "high": written(name, apart.high), "seeds": apart.count}
    if found.order != "tie":
        return Sentence("compare.against_better" if found.order == "better" else "compare.against_worse", facts)
    if found.needed is None:
        return Sentence("compare.against_equal", facts)
    return Sentence("compare.against_tie", {**facts, "needed": found.needed, "more": found.needed - apart.count})


def cheaper_tie(record: CompareRecord, best: int) -> tuple[int, str] | None:
    """A candidate that ties with the leader and has clearly fewer parameters, or else answers or trains faster."""
    tied = [
        number
        for number in ranked(record)
        if number != best and (found := order_of(record.differences, best, number)) and found.order == "tie"
    ]
    own = record.candidates[best].costs
    for cost in ("parameters", "step_ms"):
        there = [number for number in tied if cost in record.candidates[number].costs and cost in own]
        least = min(there, key=lambda number: record.candidates[number].costs[cost], default=None)
        if least is not None and record.candidates[least].costs[cost] < SIMILAR * own[cost]:
            return least, cost
    return None


def score(result: CompareResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    best = leader_of(result.candidates)
    if best is None:
        return Sentence("compare.no_member", {"members": len(result.members)})
    name, found = next(iter(result.candidates[best].table.items()))
    facts: dict[str, Parameter] = {"candidates": len(result.candidates), "mean": written(name, found.mean)}
    return Sentence("compare.score", {**facts, "seeds": len(result.members) // len(result.candidates)})


def cost_text(cost: str, value: float | None) -> str:
    """A cost with its unit."""
    if value is None:
        return significant(None)
    if cost == "parameters":
        return f"{value:,.0f}"
    return f"{significant(value)}\u00a0{'MB' if cost == 'memory_mb' else 'ms'}"


def interval_text(name: str, found: Statistic | None, language: Language) -> str:
    """A mean with its interval; of one seed the number alone."""
    if found is None:
        return significant(None)
    if found.low is None:
        return written(name, found.mean)
    ends: dict[str, Parameter] = {part: written(name, getattr(found, part)) for part in ("mean", "low", "high")}
    return say("compare.interval", language, ends)


def order_text(record: CompareRecord, number: int, language: Language) -> str:
    """How a candidate stands against the leader, in a word or two."""
    best = leader_of(record.candidates)
    if best is None or not record.candidates[number].table:
        states = {each.state for each in record.members if each.candidate == number}
        state = next((each for each in ("running", "queued", "failed", "stopped", "lost") if each in states), "waiting")
        return say(f"member.{state}", language)
    if number == best:
        return say("compare.order_best", language)
    found = order_of(record.differences, best, number)
    if found is None or found.order == "few":
        return say("compare.order_few", language)
    turned = {"better": "worse", "worse": "better"}.get(found.order, "tie")
    return say(f"compare.order_{turned}", language)


def lines(record: CompareRecord, language: Language) -> list[str]:
    """The table for a terminal, then what it says."""
    names = labels(record.spec, language)
    wide = max(map(len, names)) + 2
    shown = []
    for number in [*ranked(record), *(at for at, each in enumerate(record.candidates) if not each.table)]:
        each = record.candidates[number]
        measure = next(iter(each.table), "mae")
        costs = "  ".join(cost_text(cost, each.costs.get(cost)) for cost in COSTS)
        interval = interval_text(measure, each.table.get(measure), language)
        shown.append(f"{names[number]:{wide}}{interval:34}{costs}  {order_text(record, number, language)}")
    return [*shown, *(sentence.text(language) for sentence in explained(record, language))]


def _listed(names: list[str]) -> str:
    return ", ".join(names)
