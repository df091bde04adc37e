"""What a repair says: the verdict, before and after with intervals, and what became of every attempt."""

from functools import reduce

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import TEXTS, say, value_text
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.repair import AttemptRow, Comparison, RepairResult, p_value
from lstm_core.results.repeat import Statistic
from lstm_core.runs.folder import RunState
from lstm_core.runs.repair import RepairRecord
from lstm_core.spec.run import TrainRunSpec

UNKNOWN = "–"


def headline(record: RepairRecord) -> Sentence:
    """The verdict, or where the repair stands."""
    if record.failure is not None:
        return record.failure
    if record.result is None:
        key = {RunState.STOPPED: "stopped", RunState.LOST: "lost", RunState.QUEUED: "queued"}.get(
            record.state, "running"
        )
        return Sentence(f"repair.{key}", {"done": record.step, "attempts": len(record.attempts)})
    result, told = record.result, record.result.validation
    tried = sum(row.tried for row in result.attempts)
    match result.verdict:
        case "accepted" if told is not None and told.diverged:
            facts: dict[str, Parameter] = {"seeds": told.after.count, "diverged": told.diverged}
            return Sentence(f"repair.revived_{result.measure}", {**facts, "after": _score(record, told.after.mean)})
        case "accepted" if told is not None and told.before is not None:
            ends = {"before": _score(record, told.before.mean), "after": _score(record, told.after.mean)}
            return Sentence(f"repair.accepted_{result.measure}", {"seeds": told.after.count, **ends})
        case "honest" if result.accepted is not None:
            after = result.attempts[result.accepted].score
            ends = {"before": _score(record, result.original), "after": _score(record, after)}
            return Sentence(f"repair.honest_{result.measure}", {**ends})
        case "budget":
            return Sentence("repair.budget", {"tried": tried, "seconds": significant(record.spec.seconds)})
        case "nothing":
            return Sentence("repair.nothing", {"names": ", ".join(each.code for each in record.spec.findings)})
        case "healthy":
            return Sentence("repair.healthy")
        case _:
            return Sentence("repair.none", {"tried": tried})


def summary(record: RepairRecord, language: Language) -> str:
    """What stands at the top: the verdict with the change that was accepted."""
    said = headline(record)
    if "names" in said.parameters:
        said = Sentence(said.key, {"names": names_of([each.code for each in record.spec.findings], language)})
    told = said.text(language)
    if record.result is None or record.result.accepted is None:
        return told
    gap = "" if language == "zh" else " "
    return f"{told}{gap}{change_text(record, record.result.accepted, language)}"


def explanation(record: RepairRecord) -> list[Sentence]:
    """Before and after with their intervals, on validation and test part, and the rule that decided."""
    result = record.result
    if result is None:
        return []
    if result.verdict != "accepted" or result.validation is None:
        return [Sentence("repair.kept_original")] if result.verdict in ("none", "budget") else []
    found = result.validation
    said = []
    if found.diverged:
        said.append(Sentence("repair.before_diverged", {"seeds": found.after.count, "diverged": found.diverged}))
    if found.before is not None and found.before.count > 1:
        said.append(Sentence("repair.before", _interval(record, found.before)))
    said.append(Sentence("repair.after", _interval(record, found.after)))
    if result.test is not None:
        said.append(_on_test(record, result.test))
    return [*said, Sentence("repair.rule", {"chance": percent(chance(found.after.count), "-")})]


def chance(seeds: int) -> float:
    """How often a change without effect passes, at most: every repair below every original."""
    return p_value([1.0] * seeds, [0.0] * seeds)


def score(result: RepairResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    if result.verdict == "accepted" and result.validation is not None:
        after = written(str(result.measure), result.validation.after.mean)
        return Sentence(f"repair.score_{result.measure}", {"after": after})
    return Sentence(f"repair.score_{'none' if result.verdict == 'accepted' else result.verdict}")


def lines(record: RepairRecord, language: Language) -> list[str]:
    """Every attempt for a terminal, the useless ones among them, and the proof."""
    shown = [f"{say('repair.original_row', language):44} {original_text(record, language)}"]
    for number, row in enumerate(record.attempts):
        shown.append(f"{number + 1}. {change_text(record, number, language)}")
        shown.append(f"   {outcome_text(row, language)}  {scores_text(record, row, language)}".rstrip())
    return [*shown, *(sentence.text(language) for sentence in explanation(record))]


def original_text(record: RepairRecord, language: Language) -> str:
    """The score of the original with its own seed."""
    if record.original is None:
        diverged = record.spec.ended == "diverged"
        return say("repair.diverged", language) if diverged else UNKNOWN
    return _score(record, record.original)


def scores_text(record: RepairRecord, row: AttemptRow, language: Language) -> str:
    """The scores of an attempt: whole, else short."""
    if row.score is not None:
        return _score(record, row.score)
    return say("repair.short_of", language, {"score": _score(record, row.short)}) if row.short is not None else ""


def outcome_text(row: AttemptRow, language: Language) -> str:
    """What became of an attempt, with the seed that spoke against it."""
    told = say(f"repair.outcome_{row.outcome}", language)
    return told if row.seed is None else say("repair.outcome_with_seed", language, {"outcome": told, "seed": row.seed})


def within_budget(record: RepairRecord) -> list[int]:
    """The attempts that may be tried or were; the others lie beyond their number."""
    return [number for number, row in enumerate(record.attempts) if number < record.spec.total or row.tried]


def change_text(record: RepairRecord, number: int, language: Language) -> str:
    """The change of an attempt in words: every field with its value before and after."""
    return changes_text(record.spec.run, record.attempts[number].changes, language)


def changes_text(before: TrainRunSpec, changes: dict[str, object], language: Language) -> str:
    """Fields by their names, with their values before and after."""
    after = before.with_changes(changes)
    told = []
    for path in changes:
        ends = {
            "before": value_text(_value(before, path), path, language),
            "after": value_text(_value(after, path), path, language),
        }
        name = say(f"field.{path}", language) if f"field.{path}" in TEXTS else path
        told.append(say("repair.change", language, {"name": name, **ends}))
    return _joined("repair.two_changes", told, language)


def names_of(codes: list[str], language: Language) -> str:
    """Findings by their names."""
    keys = ((code, f"diagnosis.name.{code}") for code in codes)
    named = [say(key, language) if key in TEXTS else code for code, key in keys]
    return _joined("repair.two_names", named, language)


def _joined(key: str, told: list[str], language: Language) -> str:
    """What `key` makes of two, of all."""
    return reduce(lambda first, second: say(key, language, {"first": first, "second": second}), told) if told else ""


def _value(spec: TrainRunSpec, path: str) -> object:
    found: object = spec
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _score(record: RepairRecord, value: float | None) -> str:
    return written(str(record.measure), value)


def _interval(record: RepairRecord, found: Statistic) -> dict[str, Parameter]:
    ends = {name: _score(record, getattr(found, name)) for name in ("mean", "low", "high")}
    return {**ends, "seeds": found.count}


def _on_test(record: RepairRecord, found: Comparison) -> Sentence:
    after = _score(record, found.after.mean)
    if found.before is None:
        return Sentence("repair.test_diverged", {"after": after})
    return Sentence("repair.test", {"before": _score(record, found.before.mean), "after": after})
