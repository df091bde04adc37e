"""What the numbers of a forecasting run mean, in sentences; `lstm_core.reports.verdicts` is the way in."""

import math
from itertools import islice

from lstm_core.errors import Sentence
from lstm_core.i18n.numbers import MANY_TIMES, MOST_TIMES, percent, significant
from lstm_core.i18n.numbers import change as changed
from lstm_core.i18n.sentences import Parameter
from lstm_core.results.base import Change
from lstm_core.results.series import SeriesColumn, SeriesResult
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.likelihoods import ratio
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData

UNITS = {"co2": "ppm"}  # of the built-in series that have one
OVERFIT_GAP = 1.5  # validation loss over training loss
OVERFIT_RISE = 1.2  # last validation loss over the best one
COVERAGE_GAP = 0.05  # between what an interval promised and what it held
WORST = 3  # of several series that are named
TAIL = 0.1  # share of the steps that stands for the training loss at the end


def headline(result: SeriesResult, data: SeriesData) -> Sentence:
    """What the result means in one sentence: what is delivered, else the network, against the baseline that decides."""
    return together(result) or taken(result, data) or network_headline(result, data)


def together(result: SeriesResult) -> Sentence | None:
    """What a network of several series is worth on average beside the best simple forecast, and in how many of them."""
    if not result.ids:
        return None
    name, mae = best_baseline(result), result.test.get("combined", result.test["model"]).mae
    other = result.test[name].mae
    shown: dict[str, Parameter] = {
        "count": len(result.ids),
        "won": sum(each.taken.mae < each.test[best_baseline(each)].mae for each in result.ids.values()),
        "mae": significant(mae),
        "baseline": significant(other),
        "change": changed(mae / other - 1 if other else 0.0),
    }
    return Sentence(f"report.together_{name}", shown)


def taken(result: SeriesResult, data: SeriesData) -> Sentence | None:
    """What a combination of forecasters is worth beside the best simple one; None without a combination."""
    name = min(result.delivered_skill, key=lambda each: result.test[each].mae, default=None)
    if name is None or not math.isfinite(result.delivered_skill[name].value):
        return None
    skill = result.delivered_skill[name]
    shown: dict[str, Parameter] = {
        "combined": measured(result.test["combined"].mae, data),
        "baseline": measured(result.test[name].mae, data),
        "model": measured(result.test["model"].mae, data),
        "change": changed(skill.change.value),
        "won": percent(skill.won or 0.0, "-"),
    }
    return Sentence(f"report.taken_{'better' if skill.value > 0 else 'worse'}_{name}", shown)


def network_headline(result: SeriesResult, data: SeriesData) -> Sentence:
    """What the network's own forecast is worth against the baseline that decides."""
    name = rival(result)
    skill, kind = result.skill[name], verdict_on(result)
    shown: dict[str, Parameter] = {
        "model": measured(result.test["model"].mae, data),
        "baseline": measured(result.test[name].mae, data),
        "windows": skill.windows,
    }
    if kind != "perfect":
        shown |= in_percent(skill.change)
    if kind == "worse" and skill.change.value + 1 >= MANY_TIMES:
        kind = "far"
    return Sentence(f"report.{kind}{direction(kind, skill.change)}_{name}", shown)


def explanation(record: TrainRecord, result: SeriesResult, ending: Sentence) -> list[Sentence]:
    """What the errors say, how training ended, how it fits, what the backtest and the audit found."""
    data = record.spec.series
    own = [network_headline(result, data)] if result.delivered_skill else []
    errors = [
        *own,
        _errors(result, data),
        *_members(result, data),
        *delivered(result, data),
        *_changes(result),
        *_interval(result),
    ]
    errors += _columns(result) + _known(record.spec)
    return [*errors, ending, *_refit(data, result), *_fit(record), *folds(result), *_audit(result)]


def _refit(data: SeriesData, result: SeriesResult) -> list[Sentence]:
    """Whether the network that is delivered was trained on more rows, where that was asked for."""
    if result.refit is None:
        return [Sentence("report.refit_cut")] if data.refits else []
    done = "report.refit_all" if data.refit == "all" else "report.refit"
    key = done if result.refitted else "report.refit_diverged"
    return [Sentence(key, result.refit.model_dump(exclude_none=True))]


def _members(result: SeriesResult, data: SeriesData) -> list[Sentence]:
    """What the mean of several networks is worth beside one of them."""
    if not result.members:
        return []
    shown: dict[str, Parameter] = {"count": len(result.members)}
    for part, scores in (("validation", result.validation), ("test", result.test)):
        errors = [getattr(each, part) for each in result.members]
        shown |= {part: measured(scores["model"].mae, data), f"{part}_one": measured(sum(errors) / len(errors), data)}
    tested = [each.test for each in result.members]
    shown |= {"low": measured(min(tested), data), "high": measured(max(tested), data)}
    return [Sentence("report.members", shown)]


def score(result: SeriesResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    name = rival(result)
    shown: dict[str, Parameter] = {"mae": significant(result.test["model"].mae)}
    return Sentence(f"report.score_{name}", {**shown, "change": changed(result.skill[name].change.value)})


def best_baseline(result: SeriesColumn) -> str:
    """The name of the baseline with the smallest test MAE."""
    return min(result.skill, key=lambda name: result.test[name].mae)


def rival(result: SeriesColumn) -> str:
    """The baseline that decides: the best one, or persistence while the model is not shown to be better than that.

    Every number that compares a result with a baseline compares it with this one.
    """
    best = best_baseline(result)
    if result.skill[best].verdict == "worse":
        return best
    return "persistence" if result.skill["persistence"].verdict in ("tie", "worse") else best


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


def in_percent(change: Change) -> dict[str, Parameter]:
    """A change of the error and its interval, where there is one, as every sentence and table writes them."""
    found: dict[str, Parameter] = {"change": changed(change.value)}
    if change.low is not None and change.high is not None:
        found |= {"low": changed(change.low), "high": changed(change.high)}
    return found


def direction(kind: str, change: Change) -> str:
    """What a key says besides its kind when no interval decides: whether the error is higher or lower."""
    return ("_higher" if change.value > 0 else "_lower") if kind == "few" else ""


def _errors(result: SeriesResult, data: SeriesData) -> Sentence:
    shown: dict[str, Parameter] = {name: measured(scores.mae, data) for name, scores in result.test.items()}
    if "linear" in result.test:
        return Sentence("report.mae_season_linear" if "seasonal_naive" in result.test else "report.mae_linear", shown)
    return Sentence("report.mae_season" if "seasonal_naive" in result.test else "report.mae", shown)


def delivered(result: SeriesResult, data: SeriesData) -> list[Sentence]:
    """What is handed out where it is not the network's own forecast."""
    if not result.shares:
        return []
    errors = {name: measured(result.test[name].mae, data) for name in ("combined", "model")}
    shown: dict[str, Parameter] = {"count": len(result.shares), "share": percent(result.shares["model"], "-")}
    return [Sentence("report.delivered_together" if result.ids else "report.delivered", {**shown, **errors})]


def _changes(result: SeriesResult) -> list[Sentence]:
    sentences = []
    for name, skill in result.skill.items():
        if skill.low is None or skill.high is None:
            return [Sentence("report.no_interval", {"windows": skill.windows})] if skill.windows else []
        if 1 - skill.high < MOST_TIMES:  # else the errors themselves say it
            sentences.append(Sentence(f"report.change_{name}", {**in_percent(skill.change), "windows": skill.windows}))
    return sentences


def folds(result: SeriesResult) -> list[Sentence]:
    """In how many pieces of a backtest the model was better than the best baseline, and how its error varied."""
    told = [fold for fold in result.folds if fold.test]
    if not told:
        return []
    errors = [fold.test["model"].mae for fold in told]
    wins = sum(error < fold.best[1] for error, fold in zip(errors, told, strict=True))
    shown: dict[str, Parameter] = {"low": significant(min(errors)), "high": significant(max(errors))}
    found = [Sentence("report.folds", {**shown, "folds": len(told), "wins": wins})]
    ever = {name for fold in told for name in fold.ids}
    never = [name for name in result.ids if name not in ever]
    if never:
        names = ", ".join(never[:WORST]) + (", ..." if len(never) > WORST else "")
        found.append(Sentence("report.folds_apart", {"count": len(never), "ids": names}))
    return found


def best_baseline_of_backtest(result: SeriesResult) -> str | None:
    """The baseline with the smallest mean error over the pieces of a backtest; None when every training diverged."""
    told = [fold.test for fold in result.folds if fold.test]
    names = [name for name in told[0] if name != "model"] if told else []
    return min(names, key=lambda name: sum(test[name].mae for test in told), default=None)


def _audit(result: SeriesResult) -> list[Sentence]:
    """That the run was checked for leaks; a failed check is a finding."""
    if result.audit is None or result.audit.changed:
        return []
    return [Sentence("guard.passed", {"windows": result.audit.batches, "tested": result.audit.forecasts})]


def _interval(result: SeriesResult) -> list[Sentence]:
    """How much the prediction interval promised and how much it held."""
    found = result.interval
    if found is None:
        return []
    gap = found.coverage - found.level
    kind = "fits" if abs(gap) <= COVERAGE_GAP else "narrow" if gap < 0 else "wide"
    shown: dict[str, Parameter] = {"level": percent(found.level, "-"), "coverage": percent(found.coverage, "-")}
    return [Sentence(f"report.interval_{kind}", shown)]


def _columns(result: SeriesResult) -> list[Sentence]:
    """How many of several targets are forecast better than by their baseline, and how many worse."""
    if result.ids:
        return [_ids(result)]
    if not result.columns:
        return []
    kinds = [verdict_on(column) for column in (result, *result.columns.values())]
    shown: dict[str, Parameter] = {kind: kinds.count(kind) for kind in ("better", "worse")}
    return [Sentence("report.columns", {**shown, "columns": len(kinds)})]


def _known(spec: TrainRunSpec) -> list[Sentence]:
    """What the network is told of each of several series."""
    told = []
    if spec.series.static_columns:
        told.append(Sentence("data.static", {"columns": ", ".join(spec.series.static_columns)}))
    if spec.model.id_embedding:
        told.append(Sentence("report.knows_series", {"size": spec.model.id_embedding}))
    return told


def _ids(result: SeriesResult) -> Sentence:
    """How many of several series are forecast better than by their best simple baseline, and which are worst."""
    won = sum(each.taken.mae < each.test[best_baseline(each)].mae for each in result.ids.values())
    worst = ", ".join(
        f"{name} (MASE {significant(each.taken.mase)})" for name, each in islice(result.ids.items(), WORST)
    )
    return Sentence("report.ids", {"count": len(result.ids), "won": won, "worst": worst})


def _fit(record: TrainRecord) -> list[Sentence]:
    """Underfitting, overfitting, a gap or none, from the curves; one sentence."""
    if not record.evaluations or not record.curve.loss:
        return []
    losses = [event.loss for event in record.evaluations]
    best, last = min(losses), losses[-1]
    naive = record.measured.get("persistence.validation_loss", math.inf)
    if best >= naive:
        return [Sentence("report.underfitting", {"best": significant(best), "persistence": significant(naive)})]
    begin = (1 - TAIL) * record.curve.steps[-1]
    tail = [loss for step, loss in zip(record.curve.steps, record.curve.loss, strict=True) if step > begin]
    training = sum(tail) / len(tail)
    shown: dict[str, Parameter] = {"training": significant(training), "validation": significant(last)}
    loss = record.spec.train.loss
    if ratio(loss, last, training) < OVERFIT_GAP:
        return [Sentence("report.fitting", shown)]
    if ratio(loss, last, best) < OVERFIT_RISE:
        return [Sentence("report.gap", shown)]
    return [Sentence("report.overfitting", {**shown, "best": significant(best)})]
