"""What a run's numbers mean, in sentences: keys and parameters, for the card, the guide and report.html alike."""

from lstm_core.errors import Message
from lstm_core.formats import percent, significant
from lstm_core.results import SeriesResult
from lstm_core.runs import RunRecord, RunState

OVERFIT_GAP = 2.0  # validation loss over training loss
OVERFIT_RISE = 1.2  # last validation loss over the best one
STILL_FALLING = 0.9  # share of the steps after which the best one says that more may help
TAIL = 25  # points of the curve that stand for the training loss at the end


def headline(record: RunRecord) -> Message:
    """The one sentence on a run: what its result means against the best baseline, or where it stands."""
    if record.result is not None:
        return _verdict(record.result)
    if record.state is RunState.FAILED and record.failure is not None:
        return record.failure
    state = RunState.LOST if record.state in (RunState.FAILED, RunState.FINISHED) else record.state
    return Message(f"report.{state.value}", {"step": record.step, "steps": record.steps})


def best_baseline(result: SeriesResult) -> str:
    """The name of the baseline with the smallest test MAE."""
    return min(result.skill, key=lambda name: result.test[name].mae)


def explanation(record: RunRecord) -> list[Message]:
    """Three to six sentences on what the scores say; empty before there is a result."""
    result = record.result
    if result is None:
        return []
    model, persistence = result.test["model"], result.test["persistence"]
    sentences = [
        Message("report.mae", {"model": significant(model.mae), "persistence": significant(persistence.mae)}),
        *_skills(result),
        Message("report.mase", {"value": significant(model.mase), "horizon": record.spec.data.horizon}),
        _ending(result),
    ]
    return sentences + _overfitting(record)


def _verdict(result: SeriesResult) -> Message:
    name = best_baseline(result)
    skill = result.skill[name]
    kind = "few" if skill.low is None else skill.verdict
    return Message(
        f"report.{kind}_{name}",
        {
            "model": significant(result.test["model"].mae),
            "baseline": significant(result.test[name].mae),
            "gain": f"{skill.value * 100:.0f} %",
            "low": percent(skill.low or 0.0),
            "high": percent(skill.high or 0.0),
            "windows": skill.windows,
        },
    )


def _skills(result: SeriesResult) -> list[Message]:
    sentences = []
    for name, skill in result.skill.items():
        if skill.low is None or skill.high is None:
            return [Message("report.no_interval", {"windows": skill.windows})]
        shown = {"value": f"{skill.value:.2f}", "low": f"{skill.low:.2f}", "high": f"{skill.high:.2f}"}
        sentences.append(Message(f"report.skill_{name}", {**shown, "windows": skill.windows}))
    return sentences


def _ending(result: SeriesResult) -> Message:
    if result.reason == "early_stopping":
        key = "report.early"
    else:
        key = "report.longer" if result.best_step > STILL_FALLING * result.steps else "report.settled"
    return Message(key, {"best": result.best_step, "step": result.steps})


def _overfitting(record: RunRecord) -> list[Message]:
    if not record.evaluations or not record.curve.loss:
        return []
    tail = record.curve.loss[-TAIL:]
    training, validation = sum(tail) / len(tail), record.evaluations[-1].loss
    best = min(event.loss for event in record.evaluations)
    if validation < OVERFIT_GAP * training or validation < OVERFIT_RISE * best:
        return []
    shown = {"training": significant(training), "validation": significant(validation)}
    return [Message("report.overfitting", {**shown})]
