"""How a training ends: too early, by patience, or long after its best step."""

import numpy as np

from lstm_core.diagnosis.curves.signals import Signals, level
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.say import finding

RISE = 1.3  # last validation loss over the best one, and
LEARNED = 0.75  # training loss at the end over that at the best step: it went on learning what does not help
EARLY = 0.1  # share of the progress that the last quarter makes: more steps would go on with it
SOME = 0.03  # the same, worth a remark
PARTLY = 0.5  # of the training data that was read at all
FEW = 60  # steps: no network of this size has learned a series, a text or speech in fewer
BRIEFEST = 20  # steps: in so few nothing can be told but that they are few
BRIEF = 0.05  # share of the spec's steps that patience waits
BEGUN = 0.1  # of the first validation loss: less than that is no learning that more steps would go on with
FEW_LOOKS = 3  # validations of patience: one noisy look may be worse than the best


def rise_of_validation(signals: Signals) -> float:
    """Level of the last validations over the best one."""
    values = signals.validation.values
    return signals.ratio(level(values[-3:]), signals.best) if len(values) >= 4 else 1.0


def overfitting(evidence: Evidence) -> Finding | None:
    """Validation rises while training falls on: what is learned now holds for the training part alone.

    The result has the weights of the best step: where these are good, nothing is lost and it is a remark.
    """
    signals = evidence.signals
    rise = rise_of_validation(signals)
    if rise < RISE or not signals.loss:
        return None
    then, now = signals.training_at(signals.best_step), signals.end
    if signals.ratio(now, then) > LEARNED:
        return None
    return finding(
        "overfitting", "info" if signals.well else "warning", signals.best_step,
        best=signals.best,
        last=signals.last, best_step=signals.best_step,
        rise=rise, training_then=then, training_now=now,
    )  # fmt: skip


def too_few_steps(evidence: Evidence) -> Finding | None:
    """The steps ran out while the loss was still falling."""
    signals, train = evidence.signals, evidence.spec.train
    if not evidence.ended or signals.step < train.steps or not signals.loss or signals.well:
        return None
    short = signals.step < FEW
    seen = epochs(evidence)
    starved = signals.poor and seen is not None and seen < PARTLY
    late = signals.best_step > 0.9 * signals.step or len(signals.validation.values) < 2
    late = late or (signals.step < BRIEFEST and signals.blind)
    if not starved and (not late or not (short or signals.falling >= SOME)):
        return None
    values = signals.validation.values
    gone = 1 - signals.best / float(values[0]) if len(values) > 1 and values[0] > 0 else 1.0
    if signals.blind and not short and gone < BEGUN:
        return None
    hurt = signals.poor and (short or signals.falling >= EARLY or starved)
    return finding(
        "too_few_steps", "warning" if hurt else "info", signals.step, "few" if short else "part" if starved else "",
        steps=signals.step, falling_share=signals.falling, first=signals.first, end=signals.end,
        epochs=seen, seen_share=seen,
    )  # fmt: skip


def epochs(evidence: Evidence) -> float | None:
    """How often every sample was seen."""
    started = evidence.log.started
    if started is None or not started.train_samples:
        return None
    seen = (
        evidence.step
        * evidence.spec.train.batch_size
        * (evidence.spec.time or 1 if evidence.spec.train.loss == "cross_entropy" else 1)
    )
    return seen / started.train_samples


def patience_short(evidence: Evidence) -> Finding | None:
    """Patience ended a training that was still getting better."""
    signals, train = evidence.signals, evidence.spec.train
    result = evidence.result
    if train.patience is None or result is None or result.reason != "early_stopping" or not signals.validation:
        return None
    waited = train.patience * train.evaluate_every
    if train.patience > FEW_LOOKS and waited > BRIEF * train.steps:
        return None
    values = signals.validation.values
    waited_looks = int((signals.validation.steps > signals.best_step).sum())
    rise = rise_of_validation(signals) if waited_looks > FEW_LOOKS else 1.0  # so few are always worse than the best
    before = signals.validation.until(signals.best_step / 2)
    gained = 1 - signals.ratio(signals.best, float(before.values[-1])) if before else 0.0
    training = signals.smooth
    falls = len(training) >= 4 and training[-1] < float(np.median(training[: len(training) // 2]))
    brief = signals.step < 0.5 * train.steps
    if rise > 1.2 or not brief or not (gained > 0.05 or (falls and not signals.well)):
        return None
    return finding(
        "patience_short", "warning", signals.step, patience=train.patience, every=train.evaluate_every, waited=waited,
        steps=signals.step, asked=train.steps, best_step=signals.best_step, looks=len(values),
        gained_share=max(0.0, gained),
    )  # fmt: skip
