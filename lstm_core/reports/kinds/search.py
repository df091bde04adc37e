"""What a search says: what it found, whether fresh seeds confirm it, and what became of every trial."""

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import change as changed
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import TEXTS, fill, say, value_text
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.repeat import Statistic
from lstm_core.results.search import SearchResult, TrialRow
from lstm_core.runs.folder import RunState
from lstm_core.runs.search import SearchRecord
from lstm_core.runs.search_plan import minutes_of
from lstm_core.spec.search import Dimension

UNKNOWN = "–"
SHOWN_VALUES = 3  # digits of a value in the table


def headline(record: SearchRecord) -> Sentence:
    """The verdict, or where the search stands."""
    return _headline(record, "en")


def summary(record: SearchRecord, language: Language) -> str:
    """What stands at the top wherever the search is told of: the verdict with the change that is recommended."""
    said = _headline(record, language).text(language)
    if record.winner is None or record.best is None:
        return said
    gap = "" if language == "zh" else " "
    return f"{said}{gap}{changes_text(record, record.trials[record.best], language)}"


def _headline(record: SearchRecord, language: Language) -> Sentence:
    if record.failure is not None:
        return record.failure
    if record.result is None:
        return _standing(record)
    result, found = record.result, record.result.confirmation
    facts: dict[str, Parameter] = {
        "seeds": record.spec.seeds,
        "trials": len(result.trials),
        "start": score_text(record, record.start_score),
        "measure": test_name(record, language),
        "cost": minutes_of(result.trials[0].seconds),
    }
    if found is None:
        return Sentence(f"search.{result.verdict}", facts)
    winner, start = found.winner_test, found.start_test
    facts |= {"winner": test_text(record, winner), "start": test_text(record, start)}
    if winner is not None and start is not None and start.mean:
        facts["change"] = changed(winner.mean / start.mean - 1)
    return Sentence(f"search.{result.verdict}", facts)


def _standing(record: SearchRecord) -> Sentence:
    """Of a search without a result."""
    done = sum(row.state != "running" for row in record.trials)
    facts: dict[str, Parameter] = {"done": done}
    match record.state:
        case RunState.QUEUED:
            return Sentence("search.queued")
        case RunState.STOPPED:
            return Sentence("search.stopped", facts)
        case RunState.LOST:
            return Sentence("search.lost", facts)
        case _ if record.phase == "confirmation":
            pairs = len(record.confirmation.pairs) if record.confirmation else 0
            return Sentence("search.confirming", {"pairs": pairs, "seeds": record.spec.seeds})
        case _ if not done:
            return Sentence("search.running_first")
        case _:
            scores = {"best": score_text(record, record.best_score), "start": score_text(record, record.start_score)}
            return Sentence("search.running", {**facts, **scores})


def explanation(record: SearchRecord) -> list[Sentence]:
    """The best trial, its confirmation and shrinkage, and what was stopped."""
    return explained(record, "en")


def explained(record: SearchRecord, language: Language) -> list[Sentence]:
    """The same with names in that language."""
    said: list[Sentence] = []
    name = validation_name(record, language)
    if record.best:
        ends = {"score": score_text(record, record.best_score), "start": score_text(record, record.start_score)}
        said.append(Sentence("search.best_trial", {"number": record.best + 1, "measure": name, **ends}))
    result, found = record.result, record.confirmation
    if result is not None and found is not None:
        if found.winner is not None and found.winner.low is not None:
            said.append(Sentence("search.confirmed_at", {"measure": name, **_ends(record.measure, found.winner)}))
        shrinkage = result.shrinkage
        if shrinkage is not None:
            up = shrinkage > 0
            told: dict[str, Parameter] = {"shrinkage": written(str(record.measure), shrinkage)} if up else {}
            said.append(Sentence("search.shrunk" if up else "search.not_shrunk", told))
        if found.difference is not None and found.difference.low is not None:
            told = {"seeds": found.difference.count, "p": p_text(found.p)}
            said.append(Sentence("search.difference", {**_ends(record.test_measure, found.difference), **told}))
    said += _of_trials(record, language)
    if result is not None and found is not None:
        said.append(Sentence("search.rule"))
    return said


def _of_trials(record: SearchRecord, language: Language) -> list[Sentence]:
    said = []
    pruned = [row for row in record.trials if row.state == "pruned"]
    if pruned:
        all_steps = sum(record.spec.tried(row.changes).train.steps for row in record.trials if row.state != "running")
        spared = sum(record.spec.tried(row.changes).train.steps - row.steps for row in pruned)
        facts: dict[str, Parameter] = {"count": len(pruned), "saved": percent(spared / max(1, all_steps), "-")}
        said.append(Sentence("search.pruned", facts))
    if record.spec.pruner != "none" and record.spec.incomparable:
        names = [field_name(path, language) for path in record.spec.incomparable]
        said.append(Sentence("search.no_pruning", {"paths": ", ".join(names)}))
    for state, key in (("failed", "search.failed_trials"), ("cut", "search.cut_trials")):
        count = sum(row.state == state for row in record.trials)
        if count:
            said.append(Sentence(key, {"count": count}))
    return said


def score(result: SearchResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    found, name = result.confirmation, str(result.test_measure)
    if found is None or not result.accepted or found.winner_test is None:
        return Sentence("search.score_kept", {"trials": len(result.trials)})
    facts: dict[str, Parameter] = {"winner": written(name, found.winner_test.mean)}
    if found.start_test is None:
        return Sentence("search.score_revived", facts)
    return Sentence("search.score_better", {**facts, "start": written(name, found.start_test.mean)})


def lines(record: SearchRecord, language: Language) -> list[str]:
    """Every trial for a terminal, then what they say."""
    shown = []
    for row in record.trials:
        values = "  ".join(
            f"{each.path.rpartition('.')[2]}={value_of(each, row.values.get(each.path), language)}"
            for each in record.spec.space
        )
        state = f"{state_text(record, row, language):12}"
        shown.append(f"{row.number + 1:4}  {state}  {score_text(record, row.score):>10}  {values}")
        why = why_text(record, row, language)
        if why:
            shown.append(f"      {why}")
    return [*shown, *(sentence.text(language) for sentence in explained(record, language))]


def ranked(record: SearchRecord) -> list[TrialRow]:
    """The trials, those with the best score first, then those without one in their order."""
    return sorted(record.trials, key=lambda row: (row.score is None, row.score or 0.0, row.number))


def state_text(record: SearchRecord, row: TrialRow, language: Language) -> str:
    """How a trial stands, in a word; the starting point and the best one by that."""
    if row.number == record.best:
        return say("search.the_best", language)
    return say("search.the_start" if row.number == 0 and row.state == "done" else f"search.state_{row.state}", language)


def why_text(record: SearchRecord, row: TrialRow, language: Language) -> str:
    """Why a trial has no score."""
    if row.state == "failed" and row.failure:
        return say(row.failure, language) if row.failure in TEXTS else row.failure
    if row.state != "pruned" or not row.reports:
        return ""
    facts: dict[str, Parameter] = {"steps": f"{row.steps:,}", "loss": significant(row.reports[-1][1])}
    if record.spec.pruner == "successive_halving" or row.against is None:
        return say("search.why_halved", language, facts)
    return say("search.why_pruned", language, {**facts, "against": significant(row.against)})


def member_name(name: str, language: Language) -> str:
    """A training of a search by its name: `trial 3`."""
    who, _, what = name.partition("-")
    if who == "trial":
        return say("search.member_trial", language, {"number": what})
    return say(f"search.member_{who}", language, {"seed": what.removeprefix("seed-")})


def changes_text(record: SearchRecord, row: TrialRow, language: Language) -> str:
    """What a trial changes in the starting point, in words."""
    from lstm_core.reports.kinds.repair import changes_text as changed

    return changed(record.spec.run, dict(row.changes), language)


def field_name(path: str, language: Language) -> str:
    """What a field is called."""
    return say(f"field.{path}", language) if f"field.{path}" in TEXTS else path


def value_of(dimension: Dimension, value: object, language: Language) -> str:
    """A value of a dimension as a reader expects it."""
    if isinstance(value, float):
        return f"{value:.{SHOWN_VALUES}g}"
    return value_text(value, dimension.path, language)


def range_text(dimension: Dimension, language: Language) -> str:
    """The values of a dimension in words."""
    if dimension.kind == "categorical":
        return ", ".join(value_of(dimension, each, language) for each in dimension.choices)
    ends = {
        name: value_of(dimension, each, language) for name, each in zip(("low", "high"), dimension.ends, strict=True)
    }
    if dimension.log:
        return say("search.range_log", language, ends)
    if dimension.step is not None:
        return say("search.range_step", language, {**ends, "step": f"{dimension.step:g}"})
    return say("search.range", language, ends)


def reason_text(dimension: Dimension, language: Language) -> str:
    """Why a dimension has these values: a sentence of the table, or what a person wrote."""
    if dimension.reason.startswith("search.reason_") and dimension.reason in TEXTS:
        return fill(TEXTS[dimension.reason], language, dimension.facts)
    return dimension.reason


def score_text(record: SearchRecord, value: float | None) -> str:
    """A score on the validation part."""
    return UNKNOWN if value is None else written(str(record.measure), value)


def test_text(record: SearchRecord, found: Statistic | None) -> str:
    """A mean on the test part."""
    return UNKNOWN if found is None else written(str(record.test_measure), found.mean)


def validation_name(record: SearchRecord, language: Language) -> str:
    """What the score on the validation part is called."""
    key = f"repair.measure_{record.measure}"
    return say(key, language) if key in TEXTS else str(record.measure or "")


def test_name(record: SearchRecord, language: Language) -> str:
    """What the score on the test part is called."""
    key = f"measure.{record.test_measure}"
    return say(key, language) if key in TEXTS else str(record.test_measure or "")


def interval_text(name: str | None, found: Statistic | None, language: Language) -> str:
    """A mean with its interval."""
    if found is None:
        return UNKNOWN
    if found.low is None:
        return written(str(name), found.mean)
    return say("compare.interval", language, _ends(name, found))


def _ends(name: str | None, found: Statistic) -> dict[str, Parameter]:
    return {part: written(str(name), getattr(found, part)) for part in ("mean", "low", "high")}


def p_text(p: float | None) -> str:
    """A p-value with its sign of comparison."""
    return UNKNOWN if p is None else "< 0.001" if p < 1e-3 else f"= {p:.3f}"
