"""Learning rate and clipping, by what they do: the size of an update over that of the weights, and what came of it.

A size of 1e-3 is usual (DeepDiagnosis allows 1e-5 to 1e-1); trainings of this product at 0.01 to 0.2 go well, so a size
alone proves nothing. Under Adam an update is as large as the rate whatever the gradient is: clipping changes nothing.
"""

import math
from typing import Any

import numpy as np

from lstm_core.diagnosis.curves.columns import Numbers
from lstm_core.diagnosis.curves.signals import level, swings
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.gradients import CERTAIN, diverged, explosion
from lstm_core.diagnosis.rules.regularisation import shrunk
from lstm_core.diagnosis.rules.say import finding

DRIVEN = 0.05  # of the weights at every step to the end: it would be better with a lower rate, however good it is
HOT = 0.1  # of the weights at a step: with it a loss that rises is the rate's doing
WILD = (
    0.5  # of the weights at a step: healthy trainings of this product reach 0.33, and that in their first steps alone
)
HALF = 0.5  # of their norm at the start: where decay has taken more of the weights, any update is large beside them
STEEP = 0.35  # of the weights at some step, and a tenth of them at most others, which no healthy training shows
RESTLESS = 0.25  # of the weights at most steps: healthy trainings end below 0.19
WHOLE = 1.0  # of the weights at a step: nothing of the beginning is left, also where it learns in the end
GROWN = 8.0  # times the weights at the start: healthy trainings end below 5
RISEN = 3.0  # times the first loss; the jitter of small batches reaches 2
COLD = 3e-4  # of the weights at a step, and
STILL = 0.1  # of the weights in all: they end where they began
SETTLED = 100  # steps after which large updates no longer are those of a beginning
FEWEST = 20  # steps: before these a rate can be judged by an explosion alone
SWING = 0.08  # of the loss between validations: healthy trainings stay below 0.04
FLOOR = 0.01  # of the spec's rate: below it a schedule or a warm-up has switched the training off
TIGHT = 0.9  # share of steps that were clipped
USUAL_RATE, USUAL_CLIP = 0.1, 1.0  # of SGD with momentum on recurrent networks
ADAM_EPSILON = 1e-8
FEW_SAMPLES = 4  # of a batch: a step follows them, whatever the others say
JITTER = 0.5  # of the training loss from step to step; batches of 32 stay below 0.2
JUDGED = 100  # steps, before which a jitter says little


def learning_rate_high(evidence: Evidence) -> Finding | None:
    """Updates so large that the loss rises, jumps or stays where it was."""
    signals = evidence.signals
    if not len(signals.relative_updates) or len(signals.loss.values) < 3:
        return None
    hottest = float(np.max(signals.relative_updates))
    run_away, risen = explosion(evidence), _risen(evidence)
    early = float(signals.relative_updates[: max(1, min(5, len(signals.relative_updates)))].max())
    facts = {"rate": peak(evidence), "update": early, "first": signals.first, "end": signals.end}
    if (run_away is not None or diverged(evidence)) and early >= HOT and not _bad_input(evidence):
        step = run_away.step if run_away is not None else signals.step
        return finding("learning_rate_high", "error", step, "diverged", **facts, at=step)
    if risen is not None and hottest >= (WHOLE if signals.well else HOT):
        sure = signals.ratio(signals.end, signals.first) > CERTAIN
        if not sure and (shrunk(evidence) or 1.0) <= HALF:  # the weights have faded, and with them what was learned
            return None
        return finding(
            "learning_rate_high", "error" if sure else "warning", risen[0], "rises", **facts, most=risen[1], at=risen[0]
        )
    if signals.step < FEWEST or signals.progress is None:
        return None
    if (
        not signals.well and hottest >= WILD and (shrunk(evidence) or 1.0) > HALF
    ):  # also where the weights have grown with it since
        return finding("learning_rate_high", "warning", 1, "wild", **{**facts, "update": hottest})
    if not signals.well and hottest >= HOT and signals.swinging >= SWING:
        return finding(
            "learning_rate_high", "warning", signals.best_step, "jumps", **facts, swing_share=signals.swinging
        )
    return _never_settled(evidence, facts)


def _never_settled(evidence: Evidence, facts: dict[str, Any]) -> Finding | None:
    """Nothing runs away, and yet the rate is too high: large updates to the end, or weights that have grown with it."""
    signals, grown = evidence.signals, shrunk(evidence)
    hottest = float(np.max(signals.relative_updates))
    if not signals.well and hottest >= HOT and grown is not None and grown >= GROWN:
        return finding("learning_rate_high", "warning", 1, "grown", **facts, grown=grown)
    restless = bool(signals.updates) and signals.update >= RESTLESS  # measured; what is estimated may be twice as much
    lasting = restless or (signals.poor and hottest >= STEEP and signals.update >= HOT)
    if not signals.well and lasting and signals.step >= SETTLED and (grown or 1.0) > HALF:
        return finding("learning_rate_high", "warning", 1, "always", **{**facts, "update": signals.update})
    return None


def _bad_input(evidence: Evidence) -> bool:
    found = evidence.non_finite
    return found is not None and found.where == "inputs"


def _risen(evidence: Evidence) -> tuple[int, float] | None:
    """Where the loss, without its jitter, rose far above where it began, and how far."""
    signals = evidence.signals
    loss, first = signals.loss, signals.first
    values = loss.values[1:]
    if len(values) < 3:
        return None
    triples = np.lib.stride_tricks.sliding_window_view(values, 3)
    middle = np.median(triples, axis=1)
    above = np.flatnonzero([signals.ratio(float(each), first) > RISEN for each in middle])
    if not len(above):
        return None
    return int(loss.steps[1 + int(above[0])]), float(middle.max())


def peak(evidence: Evidence) -> float:
    """Largest rate that was used."""
    values = evidence.signals.rate.values
    return float(values.max()) if len(values) else evidence.spec.train.learning_rate


def learning_rate_low(evidence: Evidence) -> Finding | None:
    """Updates so small that the weights end where they began: the rate itself, a warm-up or a schedule."""
    signals, train = evidence.signals, evidence.spec.train
    if signals.step < FEWEST or not len(signals.relative_updates):
        return None
    # Judged before clipping: a clip that makes updates small is another finding.
    updates = signals.unclipped_updates
    usual, moved = level(updates), float(np.mean(updates)) * signals.step
    if signals.well or signals.progress is None or not signals.poor:
        return None
    if _rate_is_to_blame(evidence):  # what was clipped would move no more than it did
        usual, moved = signals.update, signals.moved
    if usual >= COLD or moved >= STILL:
        return None
    warming = train.warmup_steps > signals.step and peak(evidence) < 0.5 * train.learning_rate
    variant = "warmup" if warming else ""
    return finding(
        "learning_rate_low",
        "warning",
        1,
        variant,
        rate=peak(evidence),
        asked=train.learning_rate,
        warmup=train.warmup_steps if warming else None,
        steps=signals.step,
        update=usual,
        moved_share=moved,
    )


def _rate_is_to_blame(evidence: Evidence) -> bool:
    """Under SGD a clip and a rate make one step size together: the one that lies further below what is usual."""
    train = evidence.spec.train
    if train.optimizer != "sgd" or train.clip_norm is None or clipped_share(evidence) < TIGHT:
        return False
    return USUAL_RATE / peak(evidence) >= USUAL_CLIP / train.clip_norm


def clipped_share(evidence: Evidence) -> float:
    """Share of the later half of the steps whose gradient was larger than the clip."""
    clip, values = evidence.spec.train.clip_norm, evidence.signals.norm.values
    later = values[len(values) // 2 :]
    return float((later > clip).mean()) if clip is not None and len(later) else 0.0


def clipping_hides_rate(evidence: Evidence) -> Finding | None:
    """SGD whose rate alone would destroy the weights: the clip is its rate in truth, and it is too large as well."""
    signals, train = evidence.signals, evidence.spec.train
    if train.optimizer != "sgd" or train.clip_norm is None or signals.step < FEWEST:
        return None
    share = clipped_share(evidence)
    unclipped = level(signals.unclipped_updates)
    hurt = signals.poor or signals.swinging >= SWING or _risen(evidence) is not None
    if share < TIGHT or unclipped < WILD or signals.update < HOT or not hurt:
        return None
    return finding(
        "clipping_hides_rate", "warning", 1, rate=peak(evidence), clip=train.clip_norm, clipped_share=share,
        effective=peak(evidence) * train.clip_norm, update=signals.update, unclipped=unclipped,
    )  # fmt: skip


def clipping_too_tight(evidence: Evidence) -> Finding | None:
    """A clip so small that nothing moves: under SGD it is the rate, under Adam it falls below epsilon."""
    signals, train = evidence.signals, evidence.spec.train
    clip = train.clip_norm
    if clip is None or signals.step < FEWEST or not signals.poor or clipped_share(evidence) < TIGHT:
        return None
    facts: dict[str, Any] = {"clip": clip, "clipped_share": clipped_share(evidence), "norm": level(signals.norm.values)}
    if train.optimizer == "sgd":
        usual = signals.update
        if usual >= COLD or usual * signals.step >= STILL or level(signals.unclipped_updates) < COLD:
            return None
        return finding("clipping_too_tight", "warning", 1, **facts, rate=peak(evidence), update=usual)
    each = clip / math.sqrt(signals.parameters or 1)
    if each > 10 * ADAM_EPSILON:
        return None
    return finding("clipping_too_tight", "warning", 1, "adam", **facts, each=each, epsilon=ADAM_EPSILON)


def oscillating(evidence: Evidence) -> Finding | None:
    """The validation loss jumps, which reads the same samples every time: it is the weights that jump."""
    signals, batch = evidence.signals, evidence.spec.train.batch_size
    jitter = _jitter(signals.from_zero(signals.loss.values))
    large = len(signals.relative_updates) > 0 and float(np.max(signals.relative_updates)) >= HOT  # else it is but noise
    if batch <= FEW_SAMPLES and jitter >= JITTER and signals.step >= JUDGED and large:
        end = level(signals.relative_updates[-len(signals.relative_updates) // 4 :])
        rests = signals.well and end < DRIVEN
        return finding(
            "oscillating", "info" if rests else "warning", signals.step // 2, "batch",
            batch=batch, jitter_share=jitter, update=signals.update,
        )  # fmt: skip
    if signals.swinging < SWING or len(signals.validation.values) < 6:
        return None
    newest = signals.validation.values[-len(signals.validation.values) // 4 :]
    if signals.well and swings(signals.from_zero(newest)) < SWING:
        return None  # it has come to rest where it is good
    return finding(
        "oscillating", "warning", int(signals.validation.steps[len(signals.validation.steps) // 2]),
        swing_share=signals.swinging, last=signals.last, best=signals.best, update=signals.update,
    )  # fmt: skip


def _jitter(values: Numbers) -> float:
    """Median change of the training loss from step to step over its level, in the later half."""
    later = values[len(values) // 2 :]
    later = later[np.isfinite(later)]
    usual = level(later)
    return level(np.abs(np.diff(later))) / usual if len(later) > 1 and usual > 0 else 0.0
