"""What a run's numbers mean, in sentences: keys and parameters, for the card, the guide and report.html alike.

Every sentence is a rule over the record and holds in both directions: a bad result is said as plainly as a good one.
"""

import math

from lstm_core import reports_speech, reports_text
from lstm_core.errors import Message
from lstm_core.formats import percent, significant
from lstm_core.results import Result, RunResult, SeriesColumn, SeriesResult, SpeechResult, TextResult
from lstm_core.runs import RunRecord, RunState
from lstm_core.specs import SeriesData
from lstm_core.texts import Parameter

UNITS = {"co2": "ppm"}  # of the built-in series that have one
OVERFIT_GAP = 1.5  # validation loss over training loss
OVERFIT_RISE = 1.2  # last validation loss over the best one
STILL_FALLING = 0.9  # share of the steps after which the best one says that more may help
COVERAGE_GAP = 0.05  # between what an interval promised and what it held
TAIL = 0.1  # share of the steps that stands for the training loss at the end


def headline(record: RunRecord) -> Message:
    """The one sentence on a run: what its result means against the best baseline, or where it stands."""
    match record.result:
        case SeriesResult():
            return _verdict(record.result, record.spec.series)
        case SpeechResult():
            return reports_speech.headline(record.result)
        case TextResult():
            return reports_text.headline(record.result)
    if record.state is RunState.FAILED and record.failure is not None:
        return record.failure
    place: dict[str, Parameter] = {"step": record.step, "steps": record.steps}
    if record.state.active:
        return Message(f"report.{record.state.value}", place)
    ended = "stopped" if record.state is RunState.STOPPED else "lost"
    return Message(
        f"report.{ended}" if "checkpoints/last.safetensors" in record.artifacts else f"report.{ended}_early", place
    )


def explanation(record: RunRecord) -> list[Message]:
    """What was found and what the scores say, in a few sentences; empty before there is a result."""
    result = record.result
    found = [Message(event.key, event.parameters) for event in record.findings]
    match result:
        case SeriesResult():
            errors = [_errors(result, record.spec.series), *_skills(result), *_interval(result), *_columns(result)]
            return [*found, *errors, _ending(result), *_fit(record), *folds(result), *_audit(result)]
        case SpeechResult():
            return [*found, *reports_speech.explanation(result), _ending(result)]
        case TextResult():
            return [*found, *reports_text.explanation(record, result, _ending(result))]
        case _:
            return []


def score(result: Result) -> Message:
    """The result in half a line, for a list of runs."""
    if isinstance(result, SpeechResult):
        return reports_speech.score(result)
    if isinstance(result, TextResult):
        return reports_text.score(result)
    best = best_baseline(result)
    shown: dict[str, Parameter] = {"mae": significant(result.test["model"].mae)}
    return Message("report.score_series", {**shown, "change": percent(-result.skill[best].value)})


def best_baseline(result: SeriesColumn) -> str:
    """The name of the baseline with the smallest test MAE."""
    return min(result.skill, key=lambda name: result.test[name].mae)


def rival(result: SeriesColumn) -> str:
    """The baseline that decides: persistence while the model has no skill over it, else the best one."""
    return "persistence" if result.skill["persistence"].verdict in ("tie", "worse") else best_baseline(result)


def verdict(result: Result) -> str:
    """The result against its rival: "better", "worse", "tie", "few" (no interval) or "perfect" (no error)."""
    match result:
        case TextResult():
            return reports_text.verdict(result)
        case SpeechResult():
            return reports_speech.verdict(result)
        case _:
            return verdict_on(result)


def verdict_on(result: SeriesColumn) -> str:
    """The verdict on one column of a forecast."""
    name = rival(result)
    skill = result.skill[name]
    if not math.isfinite(skill.value) or result.test[name].mae == 0:
        return "perfect"
    return skill.verdict


def measured(value: float, data: SeriesData) -> str:
    """An error in the units of the data, with the unit where it is known."""
    unit = UNITS.get(data.source)
    return f"{significant(value)} {unit}" if unit else significant(value)


def quantity(data: SeriesData, column: str | None = None) -> str:
    """What the values are, for an axis: the unit where it is known, the column of a file, else nothing."""
    return UNITS.get(data.source, (column or data.target) if data.source == "file" else "")


def _verdict(result: SeriesResult, data: SeriesData) -> Message:
    name = rival(result)
    skill, kind = result.skill[name], verdict(result)
    shown: dict[str, Parameter] = {
        "model": measured(result.test["model"].mae, data),
        "baseline": measured(result.test[name].mae, data),
        "windows": skill.windows,
    }
    if kind != "perfect":
        shown |= {"gain": percent(abs(skill.value), "-"), "change": percent(-skill.value)}
    if skill.low is not None and skill.high is not None:
        sign = "-" if kind == "better" else "+"
        shown |= {"low": percent(skill.low, sign), "high": percent(skill.high, sign)}
    return Message(f"report.{kind}_{name}", shown)


def _errors(result: SeriesResult, data: SeriesData) -> Message:
    shown: dict[str, Parameter] = {name: measured(scores.mae, data) for name, scores in result.test.items()}
    if "linear" in result.test:
        return Message("report.mae_season_linear" if "seasonal_naive" in result.test else "report.mae_linear", shown)
    return Message("report.mae_season" if "seasonal_naive" in result.test else "report.mae", shown)


def _skills(result: SeriesResult) -> list[Message]:
    sentences = []
    for name, skill in result.skill.items():
        if skill.low is None or skill.high is None:
            return [Message("report.no_interval", {"windows": skill.windows})] if skill.windows else []
        shown: dict[str, Parameter] = {"value": skill.value, "low": skill.low, "high": skill.high}
        sentences.append(Message(f"report.skill_{name}", {**shown, "windows": skill.windows}))
    return sentences


def folds(result: SeriesResult) -> list[Message]:
    """In how many pieces of a backtest the model was better than the best baseline, and how its error varied."""
    told = [fold for fold in result.folds if fold.test]
    if not told:
        return []
    errors = [fold.test["model"].mae for fold in told]
    wins = sum(error < fold.best[1] for error, fold in zip(errors, told, strict=True))
    shown: dict[str, Parameter] = {"low": significant(min(errors)), "high": significant(max(errors))}
    return [Message("report.folds", {**shown, "folds": len(told), "wins": wins})]


def best_over(result: SeriesResult) -> str | None:
    """The baseline with the smallest mean error over the pieces of a backtest; None when every training diverged."""
    told = [fold.test for fold in result.folds if fold.test]
    names = [name for name in told[0] if name != "model"] if told else []
    return min(names, key=lambda name: sum(test[name].mae for test in told), default=None)


def _audit(result: SeriesResult) -> list[Message]:
    """That the run was checked for leaks; a failed check is a finding."""
    if result.audit is None or result.audit.changed:
        return []
    return [Message("guard.passed", {"windows": result.audit.batches, "tested": result.audit.forecasts})]


def _interval(result: SeriesResult) -> list[Message]:
    """How much the prediction interval promised and how much it held."""
    found = result.interval
    if found is None:
        return []
    gap = found.coverage - found.level
    kind = "fits" if abs(gap) <= COVERAGE_GAP else "narrow" if gap < 0 else "wide"
    shown: dict[str, Parameter] = {"level": percent(found.level, "-"), "coverage": percent(found.coverage, "-")}
    return [Message(f"report.interval_{kind}", shown)]


def _columns(result: SeriesResult) -> list[Message]:
    """How many of several targets are forecast better than by their best baseline."""
    if not result.columns:
        return []
    every = [result, *result.columns.values()]
    better = sum(column.skill[best_baseline(column)].value > 0 for column in every)
    return [Message("report.columns", {"better": better, "columns": len(every)})]


def _ending(result: RunResult) -> Message:
    if result.reason == "early_stopping":
        key = "report.early"
    else:
        key = "report.longer" if result.best_step > STILL_FALLING * result.steps else "report.settled"
    return Message(key, {"best": result.best_step, "step": result.steps})


def _fit(record: RunRecord) -> list[Message]:
    """Underfitting, overfitting, a gap or none, from the curves; one sentence."""
    if not record.evaluations or not record.curve.loss:
        return []
    losses = [event.loss for event in record.evaluations]
    best, last = min(losses), losses[-1]
    naive = record.measured.get("persistence.validation_loss", math.inf)
    if best >= naive:
        return [Message("report.underfitting", {"best": significant(best), "persistence": significant(naive)})]
    begin = (1 - TAIL) * record.curve.steps[-1]
    tail = [loss for step, loss in zip(record.curve.steps, record.curve.loss, strict=True) if step > begin]
    training = sum(tail) / len(tail)
    shown: dict[str, Parameter] = {"training": significant(training), "validation": significant(last)}
    if last < OVERFIT_GAP * training:
        return [Message("report.fitting", shown)]
    if last < OVERFIT_RISE * best:
        return [Message("report.gap", shown)]
    return [Message("report.overfitting", {**shown, "best": significant(best)})]
